"""Outside coverage a column says nothing; inside, its zeros are the source's."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from precedents.core.source import Column
from precedents.record.readers import SourceReader
from precedents.record.store import Record, open_record

_NUMERIC = ("integer", "number", "flag")


@cache
def _record() -> Record:
    return open_record()


def _panel_columns() -> list[Column]:
    return [
        column
        for spec in _record().tables.values()
        if spec.kind == "panel" and spec.column("year") is not None
        for column in spec.columns
        if column.kind in _NUMERIC and column.name not in spec.key
    ]


def _said(column: Column, year: int) -> int:
    frame = _record().table(column.table)
    return frame.filter((pl.col("year") == year) & pl.col(column.name).is_not_null()).height


@pytest.mark.parametrize("column", _panel_columns(), ids=lambda column: f"{column.table}.{column.name}")
def test_the_years_beside_the_edges_say_nothing(column: Column) -> None:
    coverage = column.coverage
    for year in (coverage.first_year - 1, coverage.last_year + 1):
        assert _said(column, year) == 0
        assert not coverage.speaks_for(year)


@pytest.mark.parametrize("column", _panel_columns(), ids=lambda column: f"{column.table}.{column.name}")
def test_the_edges_themselves_speak(column: Column) -> None:
    # an event-like panel may have no row in its first year; a column that never speaks at its edge is a wrong edge
    coverage = column.coverage
    frame = _record().table(column.table).filter(pl.col(column.name).is_not_null())
    if _record().spec(column.table).key[0] == "entity":
        assert _said(column, coverage.first_year) > 0
        assert _said(column, coverage.last_year) > 0
    elif frame.height:
        assert coverage.first_year <= frame["year"].min() <= frame["year"].max() <= coverage.last_year  # type: ignore[operator]


@settings(deadline=None, max_examples=300)
@given(data=st.data())
def test_no_column_speaks_outside_its_coverage(data: st.DataObject) -> None:
    column = data.draw(st.sampled_from(_panel_columns()))
    year = data.draw(st.integers(min_value=1800, max_value=2100))
    if not column.coverage.speaks_for(year):
        assert _said(column, year) == 0


@settings(deadline=None, max_examples=200)
@given(data=st.data())
def test_an_older_edition_says_nothing_after_its_last_year(data: st.DataObject) -> None:
    older = _record().with_edition("ucdp-acd-22.1")
    name = data.draw(st.sampled_from(["conflicts", "conflict_years"]))
    year = data.draw(st.integers(min_value=2022, max_value=2030))
    when = "start_year" if name == "conflicts" else "year"
    assert older.table(name).filter(pl.col(when) == year).height == 0
    assert older.coverage(name, when).last_year == 2021


def test_coverage_by_entity_is_kept() -> None:
    for spec in _record().tables.values():
        for column in spec.columns:
            entities = column.coverage.entities
            sides = [name for name in ("initiator", "target") if spec.column(name)] or ["entity"]
            if entities is not None and spec.column(sides[0]) is not None:
                named = pl.any_horizontal(pl.col(side).is_in(sorted(entities)) for side in sides)
                assert _record().table(spec.name).select(named.all()).item(), spec.name


def test_zeros_inside_coverage_are_the_sources(shared_data: Path) -> None:
    record = _record()
    pairs = {
        "onesided_government_best": "os_any_govt_killings_best_cy",
        "onesided_nonstate_high": "os_nsgroup_killings_high_cy",
        "onesided_total_low": "os_total_deaths_low_cy",
        "statebased_best": "sb_total_deaths_best_cy",
        "nonstate_best": "ns_total_deaths_best_cy",
        "deaths_best": "cumulative_total_deaths_in_orgvio_best_cy",
    }
    source = SourceReader(shared_data)("ucdp-organized-violence-cy-25.1")
    ours = record.table("state_years")
    for mine, theirs in pairs.items():
        known = ours.filter(pl.col(mine).is_not_null())
        # every row of the source is one state-year, or of a state that the system does not list (none killed there)
        lost = source.height - known.height
        assert known.filter(pl.col(mine) == 0).height == source.filter(pl.col(theirs) == 0).height - lost
        assert known[mine].sum() == source[theirs].sum()


def test_conflict_columns_are_zero_inside_and_only_inside() -> None:
    frame = _record().table("state_years")
    assert frame["conflict_intensity"].null_count() == 0
    assert frame["conflict_participant"].null_count() == 0
    assert set(frame["conflict_intensity"].unique()) == {0, 1, 2}
    assert (
        frame.filter(pl.col("year") < 1989)["onesided_total_best"].null_count()
        == frame.filter(pl.col("year") < 1989).height
    )
