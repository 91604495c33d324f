"""What panels hold of the record itself: no source is pulled for it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from precedents.app.panel import Panel, build_panel
from precedents.core.source import Coverage
from precedents.panels.additions import read_addition
from precedents.panels.additions.violence import KINDS
from precedents.panels.bearers import key_by_number
from precedents.panels.grain import Ask, build_grain
from precedents.panels.interventions import build_interveners, read_years
from precedents.record.store import Record

OWN = ("conflict", "entity", "interventions", "nuclear_status", "regime", "violence")
D = dt.date


def plan(
    record: Record, kind: str = "state-years", system: str = "cow", years: tuple[int, int] = (1930, 2025)
) -> Panel:
    return build_panel(kind, system=system, years=years, record=record)


def cell(frame: pl.DataFrame, column: str, **key: Any) -> Any:
    return frame.filter(**key)[column].item()


@pytest.mark.parametrize("kind", ["state-years", "dyad-years", "directed-dyad-years"])
@pytest.mark.parametrize("system", ["cow", "gw"])
@pytest.mark.parametrize("name", OWN)
def test_no_row_is_lost_doubled_or_moved(record: Record, kind: str, system: str, name: str) -> None:
    bare = plan(record, kind, system, (1990, 1992))
    rows = bare.collect()
    assert bare.add(name).collect().select(rows.columns).equals(rows)


@pytest.mark.parametrize("name", OWN)
def test_nothing_needs_to_be_pulled(name: str) -> None:
    assert read_addition(name).sources == ()


def test_one_number_is_several_states_in_turn(record: Record) -> None:
    frame = plan(record).add("entity").collect()
    named = {year: cell(frame, "entity", ccode=345, year=year) for year in (1999, 2003, 2005, 2006)}
    assert named == {1999: "YUG", 2003: "SCG", 2005: "SCG", 2006: "SRB"}
    assert cell(frame, "entity", ccode=365, year=1991) == "SUN"  # of that year it lacked six days
    assert frame["entity"].null_count() == 0


def test_the_sides_of_a_dyad_have_their_own_names(record: Record) -> None:
    frame = plan(record, "directed-dyad-years", years=(1999, 1999)).add("entity").collect()
    here = frame.filter(ccode1=2, ccode2=345)
    assert here.select("entity1", "entity2").row(0) == ("USA", "YUG")


def test_violence_is_that_of_the_record_state_by_state(record: Record) -> None:
    """By the numbers of Gleditsch and Ward every state-year of the record is one of the panel: sums must agree."""
    frame = plan(record, system="gw").add("violence").collect()
    rows = record.table("state_years")
    for kind in KINDS:
        for column in (f"{kind}_best", f"{kind}_low", f"{kind}_high"):
            assert frame[column].sum() == rows[column].sum()
            assert frame[column].drop_nulls().len() == rows[column].drop_nulls().len()
    assert cell(frame, "onesided_government_best", gwcode=345, year=1999) == 775


@pytest.mark.parametrize(
    ("name", "table", "column", "in_panel"),
    [
        ("violence", "state_years", "deaths_best", "deaths_best"),
        ("regime", "state_years", "polyarchy", "polyarchy"),
        ("conflict", "state_years", "conflict_participant", "conflict_participant"),
        ("nuclear_status", "nuclear", "status", "nuclear_status"),
        ("interventions", "interventions", "start_year", "interventions_in"),
    ],
)
def test_outside_of_its_years_nothing_is_said(
    record: Record, name: str, table: str, column: str, in_panel: str
) -> None:
    frame = plan(record).add(name).collect()
    coverage = record.coverage(table, column)
    within = pl.col("year").is_between(coverage.first_year, coverage.last_year)
    outside = frame.filter(~within)
    assert outside[in_panel].null_count() == outside.height > 0
    told = frame.filter(pl.col(in_panel).is_not_null())["year"]
    assert (told.min(), told.max()) == (coverage.first_year, coverage.last_year)
    said = read_addition(name).coverage
    assert said.startswith(f"{coverage.first_year} to {coverage.last_year}"), (
        "not as in the record's dictionary"
    )


def test_a_state_that_sent_troops_took_part(record: Record) -> None:
    """The cases that lists of the first side alone lose: the United States in 2001, Norway in 1999."""
    frame = plan(record).add("conflict").collect()
    assert cell(frame, "conflict_participant", ccode=2, year=2001) == 1
    assert cell(frame, "conflict_participant", ccode=385, year=1999) == 1
    assert cell(frame, "conflict_intensity", ccode=385, year=1999) == 0


def test_kosovo_in_either_panel(record: Record) -> None:
    years = (1998, 2000)
    states = plan(record, years=years).add("interventions").collect()
    assert cell(states, "interventions_in", ccode=345, year=1999) >= 1
    assert cell(states, "interventions_in_begun", ccode=345, year=1999) >= 1
    assert cell(states, "interventions_in", ccode=345, year=2000) == 0
    dyads = plan(record, "directed-dyad-years", years=years).add("interventions").collect()
    for member in (2, 200, 220, 255, 325, 385, 640):
        assert cell(dyads, "intervention", ccode1=member, ccode2=345, year=1999) == 1
    assert cell(dyads, "intervention", ccode1=345, ccode2=2, year=1999) == 0
    assert cell(dyads, "intervention", ccode1=375, ccode2=345, year=1999) == 0  # Finland was no member
    once = plan(record, "dyad-years", years=years).add("interventions").collect()
    assert cell(once, "intervention", ccode1=2, ccode2=345, year=1999) == 1
    assert cell(once, "intervention", ccode1=345, ccode2=375, year=1999) == 0


def test_interventions_are_counted_as_by_hand(record: Record) -> None:
    """The same counts row by row, with the record's own look-up of who is who and who belonged to what."""
    last = record.coverage("interventions", "start_year").last_year
    short = record.coverage("interventions", "authorised_unsc").last_year
    inside: Counter[tuple[str, int]] = Counter()
    begun: Counter[tuple[str, int]] = Counter()
    unsure: set[tuple[str, int]] = set()
    for row in record.table("interventions").rows(named=True):
        for year in range(row["start_year"], min(row["end_year"] or last, last) + 1):
            key = (row["entity"], year)
            inside[key] += 1
            begun[key] += year == row["start_year"]
            if (
                row["end_year"] is None
                and year > short
                and not any(s.startswith("ucdp") for s in row["sources"])
            ):
                unsure.add(key)
    frame = plan(record, system="gw", years=(1946, last)).add("entity", "interventions").collect()
    assert frame.filter(pl.col("interventions_in") > 0).height > 200
    for entity, year, count, start in frame.select(
        "entity", "year", "interventions_in", "interventions_in_begun"
    ).iter_rows():
        assert count == (None if (entity, year) in unsure else inside[entity, year]), (entity, year)
        assert start == begun[entity, year]


def test_whoever_intervened_in_a_state_is_counted_at_its_side(record: Record) -> None:
    """A state intervened in another exactly where it is counted as an intervener of that year."""
    years = (1946, 2016)
    dyads = plan(record, "directed-dyad-years", years=years).add("interventions").collect()
    states = plan(record, years=years).add("interventions").collect()
    active = (
        dyads.filter(pl.col("intervention") == 1).select(pl.col("ccode1").alias("ccode"), "year").unique()
    )
    assert active.height > 500
    counted = states.filter(pl.col("interventions_by") > 0).select("ccode", "year")
    assert active.join(counted, on=["ccode", "year"], how="anti").is_empty()


def test_the_members_of_a_group_by_date_and_no_one_in_his_own_land() -> None:
    years = pl.DataFrame(
        {
            "id": ["i", "i", "j"],
            "entity": ["LAND", "LAND", "OWN"],
            "year": [2003, 2004, 2004],
            "intervener_entities": [["group:club", "un"], ["group:club", "un"], ["group:club", "SOLO"]],
            "from": [D(2003, 8, 1), D(2004, 1, 1), D(2004, 1, 1)],
            "until": [D(2003, 12, 31), D(2004, 3, 1), D(2004, 12, 31)],
        }
    )
    groups = pl.DataFrame(
        [
            ("club", "OLD", D(1950, 1, 1), None),
            ("club", "LEFT", None, D(2003, 8, 1)),
            ("club", "NEW", D(2004, 3, 1), None),
            ("club", "LATE", D(2004, 3, 2), None),
            ("club", "OWN", None, None),
            ("other", "FOREIGN", None, None),
        ],
        schema={"group": pl.String, "entity": pl.String, "start": pl.Date, "end": pl.Date},
        orient="row",
    )
    found = set(build_interveners(years, groups, expand=True).rows())
    states = {(name, case, year) for case, name, year in found if name != "un"}
    assert states == {
        *(("OLD", *each) for each in (("i", 2003), ("i", 2004), ("j", 2004))),
        ("NEW", "i", 2004),
        ("NEW", "j", 2004),
        ("LATE", "j", 2004),
        ("OWN", "i", 2003),
        ("OWN", "i", 2004),
        ("SOLO", "j", 2004),
    }
    named = build_interveners(years, groups, expand=False)
    assert set(named["entity"]) == {"un", "SOLO"}


class MadeUp:
    """Tables made up for a test."""

    def __init__(self, **frames: pl.DataFrame) -> None:
        self.frames = frames

    def source(self, source_id: str, member: str | None = None) -> pl.DataFrame:
        raise AssertionError((source_id, member))

    def record(self, table: str) -> pl.DataFrame:
        return self.frames[table]

    def coverage(self, table: str, column: str) -> Coverage:
        return Coverage(first_year=2000, last_year=2003 if column == "start_year" else 2001)

    def crosswalk(self, system: str, other: str) -> pl.DataFrame:
        raise AssertionError((system, other))


def test_what_nobody_watched_to_the_end_is_unknown_afterwards() -> None:
    rows = pl.DataFrame(
        {
            "id": ["seen", "unseen", "over"],
            "entity": ["A", "B", "B"],
            "start": [D(2000, 5, 1)] * 3,
            "end": [None, None, D(2001, 2, 1)],
            "start_year": [2000] * 3,
            "end_year": [None, None, 2001],
            "intervener_entities": [["C"]] * 3,
            "sources": [["prif-1", "ucdp-1"], ["prif-1"], ["prif-1"]],
        }
    )
    years = read_years(MadeUp(interventions=rows))
    known = {(case, year): sure for case, year, sure in years.select("id", "year", "known").iter_rows()}
    assert known == {
        **{("seen", year): True for year in range(2000, 2004)},
        **{("unseen", year): year <= 2001 for year in range(2000, 2004)},
        ("over", 2000): True,
        ("over", 2001): True,
    }
    assert years.filter(id="over", year=2001).select("from", "until").row(0) == (D(2001, 1, 1), D(2001, 2, 1))


def test_a_number_that_passes_on_within_a_year_asks_both() -> None:
    codes = pl.DataFrame(
        [("OLD", D(1990, 1, 1), D(2006, 6, 5)), ("NEW", D(2006, 6, 5), None)],
        schema={"entity": pl.String, "start": pl.Date, "end": pl.Date},
        orient="row",
    ).with_columns(
        pl.lit("cow").alias("system"), pl.lit("345").alias("code"), pl.lit(value=True).alias("member")
    )
    rows = pl.DataFrame(
        {
            "entity": ["OLD", "NEW", "NEW", "GONE"],
            "year": [2006, 2006, 2007, 2006],
            "deaths": [5, None, 7, 9],
            "regime": [1, 2, 2, 9],
            "fought": [True, None, False, True],
        }
    )
    ask = Ask(grain=build_grain("state-years", "cow"), years=(2005, 2007))
    keyed = key_by_number(rows, MadeUp(entity_codes=codes), ask, "rows")
    assert keyed.frame.rows() == [(345, 2006, 5, 2, 1), (345, 2007, 7, 2, 0)]  # NEW had it for longer


def test_conflict_years_are_those_of_the_record_with_a_number(record: Record) -> None:
    rows = record.table("conflict_years")
    for system, code in (("cow", "ccode"), ("gw", "gwcode")):
        frame = plan(record, "conflict-years", system).collect()
        key = ["conflict_id", "year"]
        assert frame.select(key).equals(rows.select(key).sort(key))
        assert frame["battle_deaths_best"].sum() == rows["deaths_best"].sum()
        # colonies had no number yet, and a few rebel lands never
        assert 0 < frame[code].null_count() < 0.05 * frame.height
        assert cell(frame, code, conflict_id="412", year=1999) == 345  # Kosovo
    few = plan(record, "conflict-years", years=(1999, 2000)).collect()
    assert set(few["year"]) == {1999, 2000}


def test_conflict_years_know_of_the_state_that_is_fought_over(record: Record) -> None:
    frame = (
        plan(record, "conflict-years", "gw").add("regime", "violence", "nuclear_status").collect(narrow=True)
    )
    kosovo = frame.filter(conflict_id="412", year=1999)
    assert kosovo["entity"].item() == "YUG"
    assert kosovo["onesided_government_best"].item() == 775
    assert kosovo["nuclear_status"].item() == "none"
    colonial = frame.filter(pl.col("gwcode").is_null())
    assert colonial.height > 0
    assert colonial["polyarchy"].null_count() == colonial.height


def test_conflict_years_can_be_written_as_text(record: Record, tmp_path: Path) -> None:
    path = plan(record, "conflict-years", "gw", (1999, 1999)).write(tmp_path / "wars.csv")
    read = pl.read_csv(path)
    assert read.height == plan(record, "conflict-years", "gw", (1999, 1999)).collect().height
    assert any(";" in each for each in read["participants"])
