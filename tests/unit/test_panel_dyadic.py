"""Geography and politics of dyads on made-up tables: edges of coverage, ties, changes within a year."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import numpy as np
import polars as pl
import pytest

from precedents.app.panel import build_panel
from precedents.core.errors import UsageError
from precedents.core.source import Coverage
from precedents.panels.additions import read_addition
from precedents.panels.additions.strategic_rivalries import read_years
from precedents.panels.extend import extend_panel, read_step
from precedents.panels.grain import PEACESCIENCER, Ask, build_grain
from precedents.panels.relevant import restrict_relevant
from precedents.panels.sphere import EQUATOR_KM, read_distances

YEARS = (1990, 2022)
CODES = (10, 20, 30)
D = dt.date


class MadeUp:
    """Tables made up for a test."""

    def __init__(self, **frames: pl.DataFrame) -> None:
        self.frames = frames

    def source(self, source_id: str, member: str | None = None) -> pl.DataFrame:
        return self.frames[member or source_id]

    def record(self, table: str) -> pl.DataFrame:
        return self.frames[table]

    def coverage(self, table: str, column: str) -> Coverage:
        raise NotImplementedError((table, column))

    def crosswalk(self, system: str, other: str) -> pl.DataFrame:
        return self.frames[f"{system}_{other}"]


SYSTEMS = pl.DataFrame(
    [
        {"system": "cow", "code": 10, "start": D(1816, 1, 1), "end": None},
        {"system": "cow", "code": 20, "start": D(1816, 1, 1), "end": D(1995, 3, 1)},
        {"system": "cow", "code": 30, "start": D(1995, 6, 1), "end": None},
    ],
    schema_overrides={"end": pl.Date},
)


def add(
    name: str, kind: str, years: tuple[int, int] = YEARS, like: str = "", **frames: pl.DataFrame
) -> pl.DataFrame:
    """A panel of the three states, all years, with one addition."""
    said = read_addition(name)
    options: dict[str, Any] = dict(said.options)
    for option in list(frames):
        if option in options:
            options[option] = frames.pop(option)
    ask = Ask(grain=build_grain(kind, "cow"), years=years, like=like, options=options)
    tables = MadeUp(state_systems=SYSTEMS, **frames)
    span = pl.DataFrame({"year": range(years[0], years[1] + 1)})
    if kind == "state-years":
        rows = pl.DataFrame({"ccode": CODES}).join(span, how="cross")
    else:
        pairs = [(a, b) for a in CODES for b in CODES if (a < b if kind == "dyad-years" else a != b)]
        rows = pl.DataFrame(pairs, schema=["ccode1", "ccode2"], orient="row").join(span, how="cross")
    made = extend_panel(rows, ask.grain, [read_step(said, ask, tables)], tables)
    assert made.select(rows.columns).equals(rows)  # nothing is lost, doubled or moved
    return made


def cell(frame: pl.DataFrame, column: str, year: int, *codes: int) -> Any:
    names = ("ccode",) if len(codes) == 1 else ("ccode1", "ccode2")
    here = pl.all_horizontal(
        pl.col("year") == year, *(pl.col(n) == c for n, c in zip(names, codes, strict=True))
    )
    return frame.filter(here)[column].item()


CONTIGUITY = pl.DataFrame(
    [
        (10, 20, 1, D(1980, 1, 1), D(1992, 5, 1)),
        (10, 20, 4, D(1992, 6, 1), D(2016, 12, 1)),
        # not contiguous, the whole time after the first spell, and the second spell within it
        (10, 30, 5, D(1990, 1, 1), D(1991, 12, 1)),
        (10, 30, 0, D(1992, 1, 1), D(2016, 12, 1)),
        (10, 30, 2, D(2000, 1, 1), D(2001, 12, 1)),
    ],
    schema=["ccode1", "ccode2", "conttype", "stdate", "enddate"],
    orient="row",
)


def contiguity(kind: str, **said: Any) -> pl.DataFrame:
    turned = CONTIGUITY.rename({"ccode1": "ccode2", "ccode2": "ccode1"}).select(CONTIGUITY.columns)
    return add("contiguity", kind, cow_contdir=pl.concat([CONTIGUITY, turned]), **said)


@pytest.mark.parametrize(("which", "kind"), [("first", 1), ("last", 4)])
def test_a_year_of_change_is_that_of_its_first_or_last_month(which: str, kind: int) -> None:
    frame = contiguity("directed-dyad-years", slice=which)
    assert [cell(frame, "conttype", year, 10, 20) for year in (1991, 1992, 1993)] == [1, kind, 4]


def test_an_absence_that_overlaps_hides_no_border() -> None:
    ours, theirs = (contiguity("dyad-years", like=like) for like in ("", PEACESCIENCER))
    years = (1991, 1992, 1999, 2000, 2001, 2002)
    assert [cell(ours, "conttype", year, 10, 30) for year in years] == [5, 0, 0, 2, 2, 0]
    assert [cell(theirs, "conttype", year, 10, 30) for year in years] == [5, 0, 0, 0, 0, 0]


def test_where_contiguity_ends_nothing_is_said_unless_it_is_carried_on() -> None:
    ends, carried = contiguity("directed-dyad-years"), contiguity("directed-dyad-years", mry=True)
    assert [cell(ends, "conttype", year, 10, 20) for year in (2016, 2017)] == [4, None]
    assert [cell(ends, "conttype", year, 20, 30) for year in (2016, 2017)] == [0, None]
    assert [cell(carried, "conttype", year, 10, 20) for year in (2016, 2017, 2022)] == [4, 4, 4]
    assert [cell(carried, "conttype", year, 20, 30) for year in (2016, 2017)] == [0, 0]


def test_borders_are_counted_by_land_and_sea() -> None:
    frame = contiguity("state-years")
    borders = [
        (cell(frame, "land", year, 10), cell(frame, "sea", year, 10)) for year in (1991, 1995, 2000, 2017)
    ]
    assert borders == [(1, 1), (0, 1), (0, 2), (None, None)]


def test_a_slice_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError, match="'first' or 'last'"):
        contiguity("dyad-years", slice="middle")


CAPITALS = pl.DataFrame(
    [
        (10, "Old", D(1980, 1, 1), D(1993, 6, 1), 0.0, 0.0),
        (10, "New", D(1993, 6, 2), D(2020, 12, 31), 0.0, 90.0),
        (20, "Twenty", D(1980, 1, 1), D(2020, 12, 31), 90.0, 0.0),
        (30, "Thirty", D(1980, 1, 1), D(2020, 12, 31), 0.0, 1.0),
    ],
    schema=["ccode", "capital", "stdate", "enddate", "lat", "lng"],
    orient="row",
)
QUARTER = EQUATOR_KM * math.pi / 2


def test_a_quarter_of_the_way_round_the_globe() -> None:
    km = read_distances(np.array([0.0, 0.0, 0.0, -90.0]), np.array([0.0, 90.0, 180.0, 12.0]))
    assert km[0] == pytest.approx([0, QUARTER, 2 * QUARTER, QUARTER])
    assert np.array_equal(km, km.T)


def test_near_places_and_antipodes_lose_no_digits() -> None:
    step = 1e-7  # degrees: about a centimetre, which the law of cosines takes for nothing
    km = read_distances(np.array([0.0, 0.0, 0.0]), np.array([0.0, step, 180.0 - step]))
    assert km[0, 1] == pytest.approx(EQUATOR_KM * math.radians(step), rel=1e-9)
    assert 2 * QUARTER - km[0, 2] == pytest.approx(km[0, 1], rel=1e-6)


def test_the_capital_of_the_first_of_january_stands() -> None:
    frame = add("capital_distance", "directed-dyad-years", cow_capitals=CAPITALS)
    degree = QUARTER / 90
    assert cell(frame, "capdist", 1993, 10, 30) == pytest.approx(degree)
    assert cell(frame, "capdist", 1994, 30, 10) == pytest.approx(89 * degree)
    assert cell(frame, "capdist", 2021, 10, 30) is None


def test_the_nearest_capital_is_one_of_a_state_that_was_there_at_the_same_time() -> None:
    """20 left in March 1995, 30 came in June: they never met."""
    frame = add("capital_distance", "state-years", cow_capitals=CAPITALS)
    degree = QUARTER / 90
    assert cell(frame, "mincapdist", 1994, 10) == pytest.approx(QUARTER)  # 20 alone; 30 is none yet
    assert cell(frame, "mincapdist", 1995, 10) == pytest.approx(89 * degree)
    assert cell(frame, "mincapdist", 1995, 20) == pytest.approx(QUARTER)
    assert cell(frame, "mincapdist", 1995, 30) == pytest.approx(89 * degree)
    assert cell(frame, "mincapdist", 2021, 10) is None


def test_the_nearest_border() -> None:
    rows = pl.DataFrame(
        [(10, 20, 1990, 5.0), (10, 30, 1990, 0.0), (20, 30, 1990, 7.5), (10, 20, 1992, 6.0)],
        schema=["ccode1", "ccode2", "year", "mindist"],
        orient="row",
    )
    dyads = add("minimum_distance", "directed-dyad-years", cow_mindist=rows)
    assert [cell(dyads, "mindist", year, 30, 20) for year in (1990, 1991, 1992)] == [7.5, None, None]
    assert [cell(dyads, "mindist", year, 20, 10) for year in (1990, 1992, 1993)] == [5.0, 6.0, None]
    states = add("minimum_distance", "state-years", cow_mindist=rows)
    assert [cell(states, "minmindist", 1990, code) for code in CODES] == [0.0, 5.0, 0.0]
    assert [cell(states, "minmindist", 1992, code) for code in CODES] == [6.0, 6.0, None]
    nothing = add("minimum_distance", "dyad-years", cow_mindist=rows.clear())
    assert nothing["mindist"].null_count() == nothing.height


PLEDGES = ("atop_defense", "atop_offense", "atop_neutral", "atop_nonagg", "atop_consul")


def test_a_promise_is_that_of_the_first_state_to_the_second() -> None:
    rows = pl.DataFrame(
        [(10, 20, 2018, 0, 0, 0, 0, 1), (20, 10, 2018, 1, 0, 0, 0, 0)],
        schema=["ccode1", "ccode2", "year", *PLEDGES],
        orient="row",
    )
    directed = add("atop_alliance", "directed-dyad-years", atop_alliance=rows)
    assert [cell(directed, "atop_defense", 2018, *pair) for pair in ((10, 20), (20, 10), (10, 30))] == [
        0,
        1,
        0,
    ]
    assert cell(directed, "atop_alliance", 2018, 10, 30) == 0
    assert cell(directed, "atop_alliance", 2019, 10, 30) is None
    once, theirs = (
        add("atop_alliance", "dyad-years", atop_alliance=rows, like=like) for like in ("", PEACESCIENCER)
    )
    for frame in (once, theirs):
        assert [cell(frame, name, 2018, 10, 20) for name in ("atop_alliance", *PLEDGES)] == [1, 1, 0, 0, 0, 1]
        assert cell(frame, "atop_defense", 2018, 10, 30) == 0
    assert (cell(once, "atop_alliance", 2018, 10, 30), cell(theirs, "atop_alliance", 2018, 10, 30)) == (
        0,
        None,
    )


RIVALRIES = pl.DataFrame(
    [
        {
            "tssr_id": 1,
            "ccode1": 10,
            "ccode2": 20,
            "start": 1494,
            "end": 1991,
            "positional": 1,
            "spatial": None,
        },
        {"tssr_id": 2, "ccode1": 10, "ccode2": 30, "start": 1991, "end": 2020, "positional": 1, "spatial": 1},
    ]
).with_columns(
    pl.lit(None, dtype=pl.Int64).alias("ideological"), pl.lit(0, dtype=pl.Int64).alias("interventionary")
)


def test_rivals_from_either_side_and_none_after_the_end() -> None:
    frame = add("strategic_rivalries", "directed-dyad-years", tss_rivalries=RIVALRIES)
    assert [cell(frame, "tssr_id", 1991, *pair) for pair in ((10, 20), (20, 10), (20, 30))] == [1, 1, None]
    assert [cell(frame, "spatial", 1991, *pair) for pair in ((10, 20), (30, 10), (20, 30))] == [0, 1, 0]
    assert [cell(frame, "ongoingrivalry", year, 10, 20) for year in (1991, 1992, 2020, 2021)] == [
        1,
        0,
        0,
        None,
    ]
    states = add("strategic_rivalries", "state-years", tss_rivalries=RIVALRIES)
    assert [cell(states, "n_positional", year, 10) for year in (1990, 1991, 1992, 2021)] == [1, 2, 1, None]


def test_like_peacesciencer_all_are_rivals_after_the_end() -> None:
    frame = add("strategic_rivalries", "directed-dyad-years", tss_rivalries=RIVALRIES, like=PEACESCIENCER)
    assert [cell(frame, "ongoingrivalry", year, 10, 20) for year in (1991, 1992, 2020, 2021, 2022)] == [
        1,
        0,
        0,
        1,
        1,
    ]
    assert cell(frame, "positional", 2021, 10, 20) is None


def test_numbers_of_states_that_were_none_yet() -> None:
    """Austria's number since 1919; Yemen's is that of the North before 1990, or by the rivalry's name of the South."""
    rows = pl.DataFrame(
        {
            "tssr_id": [76, 92, 158, 198],
            "ccode1": [300, 670, 679, 670],
            "ccode2": [345, 679, 698, 679],
            "start": [1903, 1931, 1967, 1990],
            "end": [1920, 1934, 1982, 2000],
        }
    ).with_columns(
        pl.lit(1, dtype=pl.Int64).alias(name)
        for name in ("positional", "spatial", "ideological", "interventionary")
    )
    ours, theirs = (
        {(a, b, year) for a, b, year in read_years(rows, like).select("code1", "code2", "year").rows()}
        for like in ("", PEACESCIENCER)
    )
    assert {(300, 345, 1918), (305, 345, 1919), (345, 305, 1920), (670, 679, 1990)} <= ours & theirs
    assert {(678, 670, 1931), (680, 698, 1967)} <= ours - theirs
    assert {(679, 670, 1931), (679, 698, 1967)} <= theirs - ours


def test_relevant_is_what_the_sources_call_so() -> None:
    frame = pl.DataFrame(
        {
            "row": ["land", "far", "major", "unknown", "major, border unknown"],
            "conttype": [1, 0, 0, None, None],
            "cowmaj1": [0, 0, 1, None, 0],
            "cowmaj2": [0, 0, 0, None, 1],
        }
    )
    assert restrict_relevant(frame)["row"].to_list() == ["land", "major", "major, border unknown"]
    assert restrict_relevant(frame, PEACESCIENCER)["row"].to_list() == ["land", "major"]


def test_only_dyads_can_be_relevant() -> None:
    with pytest.raises(UsageError, match="state-years hold no pairs"):
        build_panel("state-years").restrict_relevant()


def test_restriction_adds_what_it_needs_once() -> None:
    plan = build_panel("dyad-years").add("contiguity").restrict_relevant().add("nmc")
    assert [addition.name for addition, _ in plan.asked] == ["contiguity", "cow_majors", "nmc"]
    assert plan.relevant == 2
    assert "politically relevant" in repr(plan)
