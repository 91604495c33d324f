"""Years of peace, and runs of peace and conflict; on made-up panels and against a plain loop."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from precedents.app.build_panel import read_plan
from precedents.app.panel import build_panel
from precedents.core.errors import UsageError
from precedents.panels.additions import read_addition
from precedents.panels.grain import Ask, build_grain
from precedents.panels.peace import count_peace, order_rows
from precedents.panels.spells import build_spells

STATES = build_grain("state-years", "cow")
YEARS = (1900, 1910)

ROWS = st.lists(
    st.tuples(st.integers(1, 3), st.integers(1900, 1910), st.sampled_from([0, 0, 1, None])),
    max_size=25,
    unique_by=lambda row: row[:2],
)


def make_panel(rows: list[tuple[int, int, int | None]]) -> pl.DataFrame:
    schema = {"ccode": pl.Int64, "year": pl.Int64, "event": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def count(
    events: list[int | None], years: list[int] | None = None, *, pad: bool = False, ongo: bool = False
) -> list[int | None]:
    years = years or list(range(1900, 1900 + len(events)))
    panel = make_panel([(1, year, event) for year, event in zip(years, events, strict=True)])
    return count_peace(panel["event"], order_rows(panel, ["ccode"]), pad=pad, ongo=ongo).to_list()


def count_slowly(panel: pl.DataFrame, *, pad: bool, ongo: bool) -> dict[tuple[int, int], int | None]:
    """Row by row, as one would on paper: what a year adds to the count is known only where the year is."""
    counts: dict[tuple[int, int], int | None] = {}
    for code in panel["ccode"].unique():
        so_far: int | None = 0
        before: tuple[int, int | None] | None = None
        seen = False
        for _, year, event in panel.filter(pl.col("ccode") == code).sort("year").rows():
            if pad and before and year - before[0] > 1 and before[1] is not None:
                so_far = 0
            going_on = ongo and event == 1 and before is not None and before[1] == 1
            counts[code, year] = None if event is None or going_on else so_far
            if event is None:
                so_far = None if seen else 0
            elif event == 1:
                so_far = 0
            elif so_far is not None:
                so_far += 1
            seen |= event is not None
            before = (year, event)
    return counts


def test_years_since_an_event() -> None:
    assert count([0, 0, 0]) == [0, 1, 2]
    assert count([1, 0, 0, 1, 1, 0]) == [0, 0, 1, 2, 0, 0]
    assert count([]) == []
    assert count([None, None]) == [None, None]


def test_years_that_are_not_known_are_not_peace() -> None:
    assert count([None, None, 0, 0, 1]) == [None, None, 0, 1, 2]  # the record begins there
    assert count([0, 0, None, None]) == [0, 1, None, None]
    assert count([0, None, 0, 1, 0, 0]) == [0, None, None, None, 0, 1]  # until an event is seen
    assert count([1, None, 1, 0]) == [0, None, None, 0]
    assert count([0, 1, None, 0]) == [0, 2 - 1, None, None]


def test_gaps_are_left_out_unless_padded() -> None:
    years = [1943, 1944, 1945, 1990, 1991]
    assert count([1, 0, 0, 0, 0], years) == [0, 0, 1, 2, 3]
    assert count([1, 0, 0, 0, 0], years, pad=True) == [0, 0, 1, 0, 1]
    assert count([0] * 5, years, pad=True) == [0, 1, 2, 0, 1]
    panel = make_panel([(1, year, 0) for year in years])
    order = order_rows(panel, ["ccode"])
    quiet = count_peace(panel["event"], order, pad=True, pad_quiet=False)
    assert quiet.to_list() == [0, 1, 2, 3, 4]  # as in peacesciencer where a unit has no event


def test_only_the_first_year_of_an_event() -> None:
    assert count([0, 1, 1, 1, 0, 1], ongo=True) == [0, 1, None, None, 0, 1]
    assert count([1, 1, 0], ongo=True) == [0, None, 0]


@given(ROWS, st.booleans())
@settings(max_examples=200)
def test_counts_as_one_would_on_paper(rows: list[tuple[int, int, int | None]], ongo: bool) -> None:
    panel = make_panel(rows)
    made = count_peace(panel["event"], order_rows(panel, ["ccode"]), ongo=ongo)
    slow = count_slowly(panel, pad=False, ongo=False)
    if ongo:  # an event goes on where the last known year before it had one
        known = panel.drop_nulls("event")
        on = count_slowly(known, pad=False, ongo=True)
        slow = {key: (None if key in on and on[key] is None else value) for key, value in slow.items()}
    assert made.to_list() == [slow[key] for key in panel.select("ccode", "year").rows()]


@given(ROWS)
def test_padded_counts_as_one_would_on_paper(rows: list[tuple[int, int, int | None]]) -> None:
    panel = make_panel([row for row in rows if row[2] is not None])
    made = count_peace(panel["event"], order_rows(panel, ["ccode"]), pad=True)
    slow = count_slowly(panel, pad=True, ongo=False)
    assert made.to_list() == [slow[key] for key in panel.select("ccode", "year").rows()]


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows: list[tuple[int, int, int | None]], random) -> None:  # type: ignore[no-untyped-def]
    mixed = random.sample(rows, len(rows))
    for units in (["ccode"], ["name"]):
        one, other = (
            make_panel(each).with_columns(pl.col("ccode").cast(pl.String).alias("name"))
            for each in (sorted(rows, key=lambda row: row[:2]), mixed)
        )
        first = one.with_columns(count_peace(one["event"], order_rows(one, units)))
        second = other.with_columns(count_peace(other["event"], order_rows(other, units)))
        assert first.equals(second.sort("ccode", "year"))


def add_counts(name: str, frame: pl.DataFrame, **options: object) -> pl.DataFrame:
    addition = read_addition(name)
    assert addition.apply is not None
    return addition.apply(frame, Ask(grain=STATES, years=YEARS, options={**addition.options, **options}))


def test_every_event_of_the_panel_is_counted() -> None:
    panel = pl.DataFrame(
        {
            "ccode": [1] * 3,
            "year": [1900, 1901, 1902],
            "ucdpongoing": [0, 1, 1],
            "ucdponset": [0, 1, 0],
            "gmlmidongoing_init": [0, 0, 0],
            "gmlmidonset_init": [0, 0, 0],
            "cowmidongoing": [0, 0, 0],  # without its onset it is somebody else's column
        }
    )
    made = add_counts("peace_years", panel)
    assert made.to_dict(as_series=False) == {"ucdpspell": [0, 1, 0], "gmlmidinitspell": [0, 1, 2]}
    assert add_counts("spells", panel).equals(made)
    assert add_counts("spells", panel, ongo=True)["ucdpspell"].to_list() == [0, 1, None]
    onset = add_counts(
        "spells", panel.with_columns(ucdponset=pl.Series([1, 0, 0])), conflict_event_type="onset"
    )
    assert onset["ucdpspell"].to_list() == [0, 0, 1]
    with pytest.raises(UsageError, match="add gml_mids"):
        add_counts("peace_years", panel.select("ccode", "year"))
    with pytest.raises(UsageError, match="Did you mean onset"):
        add_counts("spells", panel, conflict_event_type="onsets")


def test_runs_say_why_they_begin_and_end() -> None:
    panel = make_panel(
        [
            *[(1, year, event) for year, event in zip(range(1900, 1906), [0, 0, 1, 1, None, 0], strict=True)],
            *[(2, 1903, 0), (2, 1904, 1), (2, 1908, 1), (2, 1909, 0), (2, 1910, 0)],
            *[(3, 1900, None), (3, 1901, 1)],
            (4, 1910, 0),
        ]
    )
    runs = build_spells(panel, STATES, YEARS, ["event"])
    assert runs.drop("event", "length").rows() == [
        (1, False, 1900, 1901, "panel", "change", True, False),
        (1, True, 1902, 1903, "change", "coverage", False, True),
        (1, False, 1905, 1905, "coverage", "exit", True, True),
        (2, False, 1903, 1903, "entry", "change", False, False),
        (2, True, 1904, 1904, "change", "exit", False, True),
        (2, True, 1908, 1908, "entry", "change", False, False),  # it came back
        (2, False, 1909, 1910, "change", "panel", False, True),
        (3, True, 1901, 1901, "coverage", "exit", True, True),
        (4, False, 1910, 1910, "entry", "panel", False, True),
    ]
    assert runs["length"].to_list() == [2, 2, 1, 1, 1, 1, 2, 1, 1]


@given(ROWS)
def test_runs_hold_every_known_year_once(rows: list[tuple[int, int, int | None]]) -> None:
    panel = make_panel(rows)
    runs = build_spells(panel, STATES, YEARS, ["event"])
    years = runs.select(
        "ccode",
        pl.int_ranges("start", pl.col("end") + 1).alias("year"),
        pl.col("happening").cast(pl.Int64).alias("event"),
    ).explode("year", empty_as_null=False, keep_nulls=False)
    key = ["ccode", "year", "event"]
    assert years.sort(key).equals(panel.drop_nulls("event").select(key).sort(key))
    assert (runs["length"] == runs["end"] - runs["start"] + 1).all()
    follows = runs.sort("ccode", "start").with_columns(
        (
            (pl.col("start") - pl.col("end").shift(1) == 1) & (pl.col("ccode") == pl.col("ccode").shift(1))
        ).alias("next"),
        (pl.col("happening") == pl.col("happening").shift(1)).alias("same"),
    )
    assert follows.filter(pl.col("next") & pl.col("same")).is_empty()  # runs are as long as can be
    assert follows.filter(pl.col("next"))["begins"].to_list() == ["change"] * follows["next"].sum()


def test_what_can_have_spells() -> None:
    panel = pl.DataFrame({"ccode": [1], "year": [1900], "gdp": [2.5], "name": ["x"], "cowmidongoing": [0]})
    assert build_spells(panel, STATES, YEARS)["event"].to_list() == ["cowmidongoing"]
    with pytest.raises(UsageError, match="other numbers than 0 and 1"):
        build_spells(panel, STATES, YEARS, ["gdp"])
    with pytest.raises(UsageError, match="String"):
        build_spells(panel, STATES, YEARS, ["name"])
    with pytest.raises(UsageError, match="Did you mean cowmidongoing"):
        build_spells(panel, STATES, YEARS, ["cowmidongong"])
    with pytest.raises(UsageError, match="add gml_mids"):
        build_spells(panel.drop("cowmidongoing"), STATES, YEARS)


def test_spells_of_the_shipped_record(tmp_path: Path) -> None:
    """Armed conflicts need nothing that was pulled; the years of the runs are those of the panel."""
    panel = build_panel("state-years", system="gw", years=(1946, 2025)).add("ucdp_acd")
    rows, runs = panel.collect(), panel.spells("ucdpongoing").collect()
    assert runs["length"].sum() == rows["ucdpongoing"].count()
    fought = runs.filter(pl.col("happening"))
    assert fought["length"].sum() == rows["ucdpongoing"].sum()
    assert set(runs.filter(pl.col("end") == 2024)["ends"]) == {"coverage"}
    assert build_panel("spells", system="gw", years=(1946, 2025)).add("ucdp_acd").collect().equals(runs)
    plan = read_plan(
        "spells", system="gw", years="1946:2025", names=["ucdp_acd"], options=["event=ucdponset"]
    )
    assert set(plan.collect()["event"]) == {"ucdponset"}
    assert "spells of state-years" in repr(plan)
    written = panel.spells().write(tmp_path / "spells.parquet")
    assert pl.read_parquet(written).height == runs.height
    other = read_plan("spells", options=["of=dyad-years"])
    assert other.grain.kind == "dyad-years"
