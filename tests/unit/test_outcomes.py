"""The library of outcomes: what it promises, what it says of history, where it is silent, and PRIF's outcomes beside ours."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from precedents.core.errors import NeedsSource
from precedents.record.catalogue import read_spec
from precedents.record.outcomes.follow import join_outcomes
from precedents.record.outcomes.judges import JUDGES
from precedents.record.outcomes.library import find_outcome, read_library
from precedents.record.outcomes.world import World
from precedents.record.pull_sources import pull_sources
from precedents.record.store import Record, open_record


def values(record: Record, table: str, name: str) -> dict[str, Any]:
    frame = join_outcomes(record, table, [name])
    return dict(zip(frame["id"].to_list(), frame[name].to_list(), strict=True))


# -- what it promises --------------------------------------------------------------------------------------


def test_every_outcome_has_a_judge_and_alternatives_that_exist() -> None:
    library = read_library()
    assert set(library) == set(JUDGES)
    for outcome in library.values():
        assert set(outcome.alternatives) <= set(library) - {outcome.id}
        assert outcome.after in ("start", "end")
        assert list(outcome.horizons) == sorted(set(outcome.horizons))
        assert outcome.definition.endswith(".")
        assert outcome.censoring.endswith(".")
        assert "{horizon}" in outcome.says


def test_every_table_of_cases_has_its_outcomes_and_keeps_its_own(record: Record) -> None:
    for table in record.tables.values():
        names = [column.name for column in table.derived]
        assert bool(names) == (table.kind == "cases"), table.name
        assert len(names) == len(set(names))
        assert not set(names) & {column.name for column in table.columns}
        assert all(find_outcome(name) for name in names)
    # Removals hold these themselves, by the same reckoning.
    assert record.tables["removals"].find("new_conflict_5y") in record.tables["removals"].columns
    assert record.tables["removals"].find("new_conflict_2y") in record.tables["removals"].derived


def test_an_outcome_names_the_sources_of_what_it_reads_at_the_edition_in_use(record: Record) -> None:
    def sources(each: Record) -> tuple[str, ...]:
        column = each.spec("interventions").find("new_war_5y")
        assert column is not None
        return column.sources

    assert "ucdp-acd-25.1" in sources(record)
    assert "ucdp-acd-22.1" in sources(record.with_edition("ucdp-acd-22.1"))


def test_an_outcome_that_needs_a_pulled_source_says_so(record: Record) -> None:
    with pytest.raises(NeedsSource, match="archigos"):
        join_outcomes(record, "interventions", ["leader_exit_5y"])


# -- what it says of history -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "case", "name", "value"),
    [
        # The war in Liberia came back in 2000, 3.5 years after ECOMOG's first mission had ended.
        ("interventions", "intervention:liberia-1990", "new_conflict_2y", False),
        ("interventions", "intervention:liberia-1990", "new_conflict_5y", True),
        # Macedonia, where there was fighting in 2001, had left Yugoslavia long before 1999.
        ("interventions", "intervention:kosovo-1999", "new_conflict_5y", False),
        # Milošević fell in 2000: Serbia was an electoral democracy by 2004.
        ("interventions", "intervention:kosovo-1999", "regime_change_5y", True),
        ("interventions", "intervention:kosovo-1999", "violence_ended_1y", True),
        ("interventions", "intervention:bosnia-1993", "violence_ended_1y", False),
        ("interventions", "intervention:bosnia-1993", "violence_ended_5y", True),
        # War came to Rwanda again in July 1996, less than two years after the French left.
        ("interventions", "intervention:rwanda-1994", "new_conflict_2y", True),
        ("conflicts", "war:kosovo-1998", "recurrence_10y", False),
    ],
)
def test_what_is_known_of_well_known_cases(
    record: Record, table: str, case: str, name: str, value: object
) -> None:
    assert values(record, table, name)[case] == value


def test_recurrence_is_what_a_plain_search_of_later_episodes_finds(record: Record) -> None:
    """Written anew, in another way: only where every date of the conflict is known to the day."""
    frame = record.table("conflicts")
    found = values(record, "conflicts", "recurrence_5y")
    rough = set(frame.filter(pl.col("start_precision") != "day")["conflict_id"])
    exact = frame.filter(~pl.col("conflict_id").is_in(sorted(rough)) & pl.col("end").is_not_null())
    checked = 0
    for case, conflict, end in exact.select("id", "conflict_id", "end").iter_rows():
        if end.year > 2018:
            continue
        later = frame.filter((pl.col("conflict_id") == conflict) & (pl.col("start") > end))["start"].to_list()
        assert found[case] == any((start - end).days <= 5 * 365.25 for start in later), case
        checked += 1
    assert checked > 100


def test_deaths_are_compared_with_as_many_full_years_on_either_side(record: Record) -> None:
    years = record.table("state_years").filter(pl.col("entity") == "LBR")
    deaths = dict(years.select("year", "deaths_best").iter_rows())
    # ECOMOG in Liberia: August 1990 to December 1996, so 1997 and 1998 against 1988, which is not covered.
    assert values(record, "interventions", "deaths_change_2y")["intervention:liberia-1990"] is None
    found = values(record, "interventions", "deaths_change_1y")["intervention:liberia-1990"]
    assert found == pytest.approx(deaths[1997] - deaths[1989])
    assert values(record, "interventions", "deaths_fell_1y")["intervention:liberia-1990"] == (found < 0)


def test_democracy_is_compared_with_the_year_before_the_start(record: Record) -> None:
    years = record.table("state_years").filter(pl.col("entity") == "HTI")
    index = dict(years.select("year", "polyarchy").iter_rows())
    found = values(record, "interventions", "democracy_change_5y")["intervention:haiti-1994"]
    assert found == pytest.approx(index[1999] - index[1993], abs=1e-6)


def test_democratic_and_regime_change_agree_with_the_panel(record: Record) -> None:
    years = record.table("state_years").filter(pl.col("entity") == "PAN")
    regime = dict(years.select("year", "regime").iter_rows())
    case = record.table("interventions").filter(pl.col("id") == "intervention:panama-1989")
    last = case["end"][0].year
    assert values(record, "interventions", "democratic_5y")["intervention:panama-1989"] == (
        regime[last + 5] >= 2
    )
    assert values(record, "interventions", "regime_change_2y")["intervention:panama-1989"] == any(
        regime[last + step] != regime[1988] for step in (1, 2)
    )


# -- where it is silent ------------------------------------------------------------------------------------


def test_a_horizon_that_is_not_over_is_unknown_whatever_happened_so_far(record: Record) -> None:
    for table in ("interventions", "conflicts", "mass_killings"):
        for name in ("new_conflict_5y", "violence_again_5y", "democratic_5y", "regime_change_5y"):
            frame = join_outcomes(record, table, [name])
            late = frame.filter(pl.col("end").is_null() | (pl.col("end") >= dt.date(2020, 1, 1)))
            assert late.height
            assert late[name].null_count() == late.height, (table, name)


def test_an_older_edition_ends_its_horizons_earlier(record: Record) -> None:
    older = record.with_edition("ucdp-acd-22.1")
    frame = join_outcomes(older, "conflicts", ["recurrence_5y"])
    assert frame.filter(pl.col("end") > dt.date(2016, 12, 31))["recurrence_5y"].drop_nulls().is_empty()
    now = join_outcomes(record, "conflicts", ["recurrence_5y"])
    assert now.filter(pl.col("end").dt.year() == 2018)["recurrence_5y"].drop_nulls().len() > 0


def test_killing_before_the_count_began_is_unknown_not_none(record: Record) -> None:
    frame = join_outcomes(record, "interventions", ["mass_killing_5y", "violence_again_5y"])
    early = frame.filter(pl.col("end") < dt.date(1989, 1, 1))
    assert early.height > 20
    assert early["mass_killing_5y"].null_count() == early["violence_again_5y"].null_count() == early.height


def test_a_conflict_that_goes_on_cannot_come_back(record: Record) -> None:
    # UCDP ends the war over Kosovo in November 1999, PRIF the intervention in June.
    assert values(record, "interventions", "recurrence_5y")["intervention:kosovo-1999"] is None


def test_a_longer_horizon_never_turns_a_yes_into_a_no(record: Record) -> None:
    for outcome in read_library().values():
        if outcome.id not in (
            "new_conflict",
            "new_war",
            "recurrence",
            "mass_killing",
            "violence_again",
            "regime_change",
        ):
            continue
        for table in ("interventions", "conflicts"):
            frame = join_outcomes(record, table, [outcome.name(years) for years in outcome.horizons])
            for short, long in zip(outcome.horizons, outcome.horizons[1:], strict=False):
                assert frame.filter(pl.col(outcome.name(short)) & ~pl.col(outcome.name(long))).is_empty()


# -- the leaders, from a pulled source ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def with_leaders(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Record:
    home = tmp_path_factory.mktemp("leaders")
    for outcome in pull_sources([read_spec("archigos-4.1")], home, origin=str(shared_data)):
        assert outcome.state == "pulled", outcome.errors
    return open_record(home=home)


@pytest.mark.parametrize(
    ("case", "left", "forced"),
    [
        ("intervention:panama-1989", True, True),  # Noriega, taken by the United States in January 1990
        ("intervention:iraq-2003", True, True),  # Saddam Hussein
        ("intervention:kosovo-1999", False, False),  # Milošević left in October 2000, beyond a year
        ("intervention:libya-2011", True, True),  # Gaddafi
    ],
)
def test_the_leader_of_the_first_day_is_the_one_who_leaves(
    with_leaders: Record, case: str, left: bool, forced: bool
) -> None:
    assert values(with_leaders, "interventions", "leader_exit_1y")[case] is left
    assert values(with_leaders, "interventions", "forced_leader_exit_1y")[case] is forced


def test_the_judges_say_of_removals_what_their_table_says(with_leaders: Record) -> None:
    """The builder of removals works these out from Archigos’ own numbers of states; the library from the entities."""
    world = World(with_leaders)
    rows = with_leaders.table("removals").to_dicts()
    assert len(rows) > 200
    for name in ("new_conflict_5y", "new_conflict_10y", "democracy_change_5y", "democratic_10y"):
        found = find_outcome(name)
        assert found is not None
        outcome, years = found
        for row in rows:
            assert JUDGES[outcome.id]({**row, "table": "removals"}, years, world) == row[name], (
                row["id"],
                name,
            )


# -- PRIF's outcomes beside ours ---------------------------------------------------------------------------

ROUGH_END = {"intervention:haiti-2004"}
"""The end of 2005 is known to the year alone, and the twelve months ended within that year."""


def test_violence_ended_is_what_prif_says_but_for_a_rough_date(record: Record) -> None:
    frame = join_outcomes(record, "interventions", ["violence_ended_1y"]).filter("humanitarian")
    assert frame.filter("violence_ended").height == frame.filter("violence_ended_1y").height == 13
    assert set(frame.filter(pl.col("violence_ended_1y").is_null())["id"]) == ROUGH_END
    assert frame.filter(pl.col("violence_ended") != pl.col("violence_ended_1y")).is_empty()


OURS_ALONE = {
    # PRIF follows the same conflict and its place; the record every conflict and killing of the state.
    "intervention:abkhazia-1992": "civilians were killed in Georgia again in 1995 (52 by UCDP); PRIF sees no new violence",
    "intervention:tajikistan-1993": "UCDP has a further episode in Tajikistan from September 2000; PRIF has none by then",
}
PRIF_ALONE_KNOWN = {
    "intervention:bangladesh-1971": "killing of civilians is counted from 1989 only",
    "intervention:uganda-1979": "killing of civilians is counted from 1989 only",
    "intervention:burundi-2001": "the killing of 2008 is counted by year, and the intervention ended in that year",
    "intervention:chad-2008": "the killing of 2015 is counted by year, and the horizon closes in that year",
    "intervention:ivory-coast-2002": "the killing from 2010 is counted by year, and the horizon closes in that year",
}
OURS_ALONE_KNOWN = {
    # PRIF leaves these open: the violence went on after the intervention, or was not over when it was coded.
    *("intervention:afghanistan-2003", "intervention:dr-congo-2000", "intervention:dr-congo-2003"),
    *("intervention:rwanda-1994", "intervention:somalia-1992", "intervention:sri-lanka-1987"),
}


def test_new_violence_by_prif_and_by_the_library_differ_where_it_is_said_and_nowhere_else(
    record: Record,
) -> None:
    frame = join_outcomes(record, "interventions", ["violence_again_5y"]).filter("humanitarian")
    prif, ours = pl.col("new_violence_5y"), pl.col("violence_again_5y")
    # The publisher: seven of twenty-five known.
    assert (frame.filter(prif).height, frame.filter(prif.is_not_null()).height) == (7, 25)
    assert set(frame.filter(prif != ours)["id"]) == set(OURS_ALONE)
    assert frame.filter(~prif & ours).height == len(OURS_ALONE)
    assert set(frame.filter(prif.is_not_null() & ours.is_null())["id"]) == set(PRIF_ALONE_KNOWN)
    assert set(frame.filter(prif.is_null() & ours.is_not_null())["id"]) == OURS_ALONE_KNOWN
    both = frame.filter(prif.is_not_null() & ours.is_not_null())
    assert (both.height, both.filter(prif == ours).height) == (20, 18)


def test_the_reasons_that_are_given_are_those_of_the_record(record: Record) -> None:
    killings, conflicts = record.table("mass_killings"), record.table("conflicts")

    def years(entity: str) -> set[int]:
        return set(killings.filter(pl.col("entity") == entity)["start_year"])

    ends = dict(record.table("interventions").select("id", "end").iter_rows())
    assert 1995 in years("GEO")
    assert ends["intervention:burundi-2001"].year in years("BDI")
    assert ends["intervention:chad-2008"].year + 5 in years("TCD")
    assert ends["intervention:ivory-coast-2002"].year + 5 in years("CIV")
    again = conflicts.filter(pl.col("locations").list.contains("TJK"))["start"].to_list()
    end = ends["intervention:tajikistan-1993"]
    assert any(end < start < dt.date(end.year + 5, end.month, end.day) for start in again)
