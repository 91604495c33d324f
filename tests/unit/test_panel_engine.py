"""The engine of the panels: who is there, and a join that cannot add a row; on made-up lists and tables."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from precedents.app.panel import build_panel
from precedents.core.errors import NeedsSource, RecordError, UsageError
from precedents.panels.additions import Addition
from precedents.panels.crosswalk import build_crosswalk
from precedents.panels.dyad_years import build_dyad_years, build_dyads, build_runs
from precedents.panels.extend import extend_panel, read_step
from precedents.panels.grain import Ask, build_grain
from precedents.panels.keyed import DYAD, STATE, Keyed
from precedents.panels.narrow import narrow_table
from precedents.panels.state_years import build_membership, build_state_years, restrict_membership

LISTS = pl.DataFrame(
    {
        "system": ["cow"] * 4,
        "code": [1, 2, 2, 3],
        "name": ["One", "Two", "Two", "Three"],
        "microstate": [None] * 4,
        "start": [dt.date(1900, 1, 1), dt.date(1900, 7, 1), dt.date(1903, 11, 1), dt.date(1903, 5, 1)],
        "end": [dt.date(1903, 3, 1), dt.date(1903, 2, 1), None, None],
    },
    schema_overrides={"microstate": pl.Boolean},
)
YEARS = (1900, 1905)


class MadeUp:
    """Tables made up for a test."""

    def __init__(self, **frames: pl.DataFrame) -> None:
        self.frames = frames

    def source(self, source_id: str, member: str | None = None) -> pl.DataFrame:
        return self.frames[member or source_id]

    def record(self, table: str) -> pl.DataFrame:
        return self.frames[table]

    def crosswalk(self, system: str, other: str) -> pl.DataFrame:
        return self.frames[f"{system}_{other}"]


def ask(kind: str, system: str = "cow", **said: object) -> Ask:
    return Ask(grain=build_grain(kind, system), years=YEARS, **said)  # type: ignore[arg-type]


def extend(
    frame: pl.DataFrame, kind: str, *tables: Keyed, made: MadeUp | None = None, narrow: bool = False
) -> pl.DataFrame:
    addition = Addition(name="thing", says="A thing.", kinds=(kind,), build=lambda _tables, _ask: tables)
    step = read_step(addition, ask(kind), made or MadeUp(), narrow=narrow)
    return extend_panel(frame, build_grain(kind, "cow"), [step], made or MadeUp())


def state_years(rule: str | float = "any") -> list[tuple[int, int]]:
    return [(row[0], row[-1]) for row in build_state_years(LISTS, "cow", YEARS, rule).rows()]


def test_a_state_counts_in_every_year_in_which_it_was_there_for_a_day() -> None:
    assert state_years() == [
        *((1, year) for year in (1900, 1901, 1902, 1903)),
        *((2, year) for year in range(1900, 1906)),  # left in February 1903 and came back in November
        *((3, year) for year in (1903, 1904, 1905)),
    ]


@pytest.mark.parametrize(
    ("rule", "left_out"),
    [("start", [(2, 1900), (3, 1903)]), ("end", [(1, 1903)]), (0.5, [(1, 1903), (2, 1903)])],
)
def test_the_rules_for_partial_years(rule: str | float, left_out: list[tuple[int, int]]) -> None:
    assert sorted(set(state_years()) - set(state_years(rule))) == left_out


def test_days_are_counted_over_all_spells_of_a_year() -> None:
    days = build_membership(LISTS, "cow", YEARS).filter((pl.col("code") == 2) & (pl.col("year") == 1903))
    assert days.select("days", "on_first", "on_last", "of").row(0) == (31 + 61, True, True, 365)


@pytest.mark.parametrize("rule", ["some", 0.0, 1.5, -1])
def test_a_rule_that_is_none_is_refused(rule: str | float) -> None:
    with pytest.raises(UsageError, match=r"rule for partial years|share of the year"):
        restrict_membership(build_membership(LISTS, "cow", YEARS), rule)


def dyads(*, directed: bool) -> set[tuple[int, int, int]]:
    states = build_state_years(LISTS, "cow", YEARS).select(pl.col("ccode").alias("code"), "year")
    return set(build_dyad_years(build_dyads(LISTS, "cow", states, directed=directed), "ccode").rows())


def test_two_states_that_never_shared_a_day_are_no_dyad() -> None:
    found = dyads(directed=True)
    assert (1, 2, 1903) in found  # both were there in January
    assert (1, 3, 1903) not in found  # One ended in March, Three began in May
    assert (2, 3, 1903) in found  # from November on
    assert len(found) == 2 * len(dyads(directed=False))
    assert all(first < second for first, second, _ in dyads(directed=False))


spell = st.tuples(st.integers(1, 4), st.integers(0, 2000), st.integers(1, 900))


@given(st.lists(spell, min_size=1, max_size=7))
@settings(max_examples=150, deadline=None)
def test_dyad_years_are_the_years_with_a_common_day(spells: list[tuple[int, int, int]]) -> None:
    """Against a count of every day, one by one."""
    start = dt.date(1900, 1, 1)
    lists = pl.DataFrame(
        [
            ("cow", code, "x", None, start + dt.timedelta(first), start + dt.timedelta(first + days))
            for code, first, days in spells
        ],
        schema={
            "system": pl.String,
            "code": pl.Int64,
            "name": pl.String,
            "microstate": pl.Boolean,
            "start": pl.Date,
            "end": pl.Date,
        },
        orient="row",
    )
    there: dict[int, set[dt.date]] = {}
    for code, first, days in spells:
        there.setdefault(code, set()).update(start + dt.timedelta(first + day) for day in range(days))
    wanted = {
        (one, two, day.year)
        for one in there
        for two in there
        if one != two
        for day in there[one] & there[two]
    }
    states = build_state_years(lists, "cow", (1900, 1910)).select(pl.col("ccode").alias("code"), "year")
    rows = build_dyad_years(build_dyads(lists, "cow", states, directed=True), "ccode").rows()
    assert rows == sorted(wanted)


def test_runs_break_at_gaps_and_between_states() -> None:
    frame = pl.DataFrame({"code": [1, 1, 1, 2, 2], "year": [1900, 1901, 1903, 1904, 1905]})
    assert build_runs(frame).rows() == [(1, 1900, 1901), (1, 1903, 1903), (2, 1904, 1905)]


def panel() -> pl.DataFrame:
    return build_state_years(LISTS, "cow", YEARS).select("ccode", "year")


def test_a_table_is_filled_within_its_years_and_empty_outside() -> None:
    table = Keyed(
        frame=pl.DataFrame({"code": [1], "year": [1901], "wars": [2]}),
        key=STATE, system="cow", fill={"wars": 0}, first_year=1901, last_year=1903,
    )  # fmt: skip
    made = extend(panel(), "state-years", table)
    assert made.filter(pl.col("ccode") == 1)["wars"].to_list() == [None, 2, 0, 0]
    assert (
        made.filter(pl.col("year") > 1903)["wars"].null_count() == made.filter(pl.col("year") > 1903).height
    )


def test_a_missing_value_within_coverage_stays_missing() -> None:
    table = Keyed(
        frame=pl.DataFrame({"code": [1], "year": [1901], "wars": [None]}, schema_overrides={"wars": pl.Int64}),
        key=STATE, system="cow", fill={"wars": 0},
    )  # fmt: skip
    assert extend(panel(), "state-years", table).filter(pl.col("ccode") == 1)["wars"].to_list() == [
        0,
        None,
        0,
        0,
    ]


def test_a_key_that_stands_twice_is_shown_and_nothing_is_joined() -> None:
    with pytest.raises(
        RecordError, match=r"share a key.*code=1, year=1901, wars=2; code=1, year=1901, wars=3"
    ):
        Keyed(frame=pl.DataFrame({"code": [1, 1], "year": [1901, 1901], "wars": [2, 3]}), key=STATE)
    with pytest.raises(RecordError, match="no full key"):
        Keyed(frame=pl.DataFrame({"code": [None, 1], "year": [1901, 1901]}), key=STATE)


def test_a_table_by_state_gives_a_dyad_two_sets_of_columns() -> None:
    frame = build_dyad_years(
        build_dyads(LISTS, "cow", panel().rename({"ccode": "code"}), directed=True), "ccode"
    )
    table = Keyed(
        frame=pl.DataFrame({"code": [1, 2], "year": [1901, 1901], "x": [10, 20]}), key=STATE, system="cow"
    )
    made = extend(frame, "directed-dyad-years", table)
    assert made.columns == ["ccode1", "ccode2", "year", "x1", "x2"]
    assert made.filter(pl.col("year") == 1901).rows() == [(1, 2, 1901, 10, 20), (2, 1, 1901, 20, 10)]


def test_states_without_a_number_in_the_other_system_are_not_matched_and_not_filled() -> None:
    """The trap that turns 20,849 state-years into 48 million: nothing joins nothing."""
    walk = pl.DataFrame({"code": [1], "year": [1901], "other": [11]})
    table = Keyed(
        frame=pl.DataFrame({"code": [11], "year": [1901], "x": [5]}), key=STATE, system="gw", fill={"x": 0}
    )
    made = extend(panel(), "state-years", table, made=MadeUp(cow_gw=walk))
    assert made.height == panel().height
    assert made.filter(pl.col("x").is_not_null()).rows() == [(1, 1901, 5)]


def test_an_addition_never_writes_over_a_column() -> None:
    table = Keyed(frame=pl.DataFrame({"code": [1], "year": [1901], "ccode": [5]}), key=STATE, system="cow")
    with pytest.raises(UsageError, match="would write over ccode"):
        extend(panel(), "state-years", table)


def test_narrow_tables_keep_their_values() -> None:
    table = pl.DataFrame({"a": [1, 127], "b": [-200, 5], "c": [70_000, 1], "d": [2**40, 1], "e": [0.1, 2.0]})
    narrow = narrow_table(table)
    assert narrow.dtypes == [pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.Float64]
    assert narrow.cast(dict(table.schema)).equals(table)


dyad_year = st.tuples(st.integers(1, 6), st.integers(1, 6), st.integers(1900, 1905))


@given(
    wanted=st.lists(dyad_year, max_size=60),
    table=st.lists(dyad_year, unique=True, max_size=40),
    ordered=st.booleans(),
    covered=st.one_of(st.none(), st.tuples(st.integers(1899, 1903), st.integers(1901, 1906))),
)
@settings(max_examples=300, deadline=None)
def test_rows_are_found_as_a_dictionary_finds_them(
    wanted: list[tuple[int, int, int]],
    table: list[tuple[int, int, int]],
    ordered: bool,
    covered: tuple[int, int] | None,
) -> None:
    """By dyad and by either state, within coverage and outside, against plain dictionaries."""
    asked = sorted(wanted) if ordered else wanted
    columns = dict.fromkeys(("ccode1", "ccode2", "year"), pl.Int64)
    frame = pl.DataFrame(asked, schema=columns, orient="row")
    said = {"fill": {"x": -1}, "first_year": covered and covered[0], "last_year": covered and covered[1]}
    dyads = pl.DataFrame(table, schema=dict.fromkeys(DYAD, pl.Int64), orient="row").with_row_index("x")
    states = dyads.select(
        pl.col("code1").alias("code"), "year", pl.col("x").alias("y").cast(pl.Int64)
    ).unique(["code", "year"], keep="first", maintain_order=True)
    made = extend(
        frame,
        "directed-dyad-years",
        Keyed(frame=dyads.select(*DYAD, pl.col("x").cast(pl.Int64)), key=DYAD, system="cow", **said),  # type: ignore[arg-type]
        Keyed(frame=states, key=STATE, system="cow"),
    )
    places = {key: place for place, key in enumerate(table)}
    by_state = {(code, year): y for code, year, y in states.rows()}
    for (one, two, year), row in zip(asked, made.to_dicts(), strict=True):
        absent = -1 if covered is None or covered[0] <= year <= covered[1] else None
        assert row["x"] == places.get((one, two, year), absent)
        assert (row["y1"], row["y2"]) == (by_state.get((one, year)), by_state.get((two, year)))


def test_numbers_and_years_out_of_bounds_are_refused() -> None:
    table = Keyed(frame=pl.DataFrame({"code": [1], "year": [1901], "x": [5]}), key=STATE, system="cow")
    for row, what in (
        ((1_001, 1901), "ccode of the panel holds 1001"),
        ((5, 1492), "year of the panel holds 1492"),
    ):
        frame = pl.DataFrame([row], schema={"ccode": pl.Int64, "year": pl.Int64}, orient="row")
        with pytest.raises(UsageError, match=what):
            extend(frame, "state-years", table)


def test_the_crosswalk_gives_one_number_or_none() -> None:
    day = dt.date
    codes = pl.DataFrame(
        {
            "entity": ["A", "B", "B", "A", "B"],
            "system": ["gw", "gw", "gw", "cow", "cow"],
            "code": ["10", "10", "20", "1", "2"],
            "member": [True, True, False, True, True],
            "start": [None, day(1950, 12, 1), None, None, day(1950, 3, 1)],
            "end": [day(1950, 12, 1), None, None, None, None],
        }
    )
    walk = build_crosswalk(codes, "gw", "cow", 1952)
    assert walk.filter(pl.col("year") >= 1949).rows() == [
        (10, 1949, 1),
        (10, 1950, 1),
        (10, 1951, 2),
        (10, 1952, 2),
    ]
    assert not walk.select("code", "year").is_duplicated().any()


def test_a_panel_says_what_it_lacks(tmp_path: object) -> None:
    with pytest.raises(NeedsSource, match=r"nmc needs peacesciencer-1.2.9: `precedents sources pull"):
        build_panel("state-years", home=str(tmp_path)).add("nmc").collect()


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ({"kind": "state-year"}, "Did you mean state-years"),
        ({"kind": "state-years", "system": "gww"}, "Did you mean gw"),
        ({"kind": "state-years", "years": (1990, 1980)}, "must not be after"),
        ({"kind": "state-years", "like": "eugene"}, "peacesciencer"),
    ],
)
def test_what_is_asked_wrongly_is_said(said: dict[str, object], what: str) -> None:
    with pytest.raises(UsageError, match=what):
        build_panel(**said)  # type: ignore[arg-type]


def test_an_unknown_addition_offers_the_near_one() -> None:
    with pytest.raises(UsageError, match="Did you mean nmc"):
        build_panel("state-years").add("nmcc")
    with pytest.raises(UsageError, match="Say 'nmc'"):
        build_panel("state-years").add("add_nmc")
    with pytest.raises(UsageError, match="no option 'keep'"):
        build_panel("state-years").add("nmc", keep=1)


@pytest.mark.parametrize(("system", "rows"), [("cow", 17_706), ("gw", 20_849)])
def test_the_embedded_lists_give_the_state_years_that_peacesciencer_gives(system: str, rows: int) -> None:
    """17,706 and 20,849: peacesciencer 1.2.9, `create_stateyears()`."""
    assert build_panel("state-years", system=system).collect().height == rows


def test_a_panel_is_written_block_by_block_and_reads_back(tmp_path: object) -> None:
    from pathlib import Path

    plan = build_panel("directed-dyad-years", years=(1900, 1920))
    whole = plan.collect()
    for ending in ("parquet", "csv"):
        path = plan.write(Path(str(tmp_path)) / f"panel.{ending}")
        read = pl.read_parquet(path) if ending == "parquet" else pl.read_csv(path)
        assert read.cast(dict(whole.schema)).equals(whole)
    assert (
        plan.lazy().filter(pl.col("year") == 1900).select("ccode1").collect().height
        == (whole["year"] == 1900).sum()
    )
    with pytest.raises(UsageError, match="ends in"):
        plan.write(Path(str(tmp_path)) / "panel.xlsx")
