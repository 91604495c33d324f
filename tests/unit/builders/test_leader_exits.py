"""Leaders and removals: against counts made anew from Archigos and the record's tables, and at every edge."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

import polars as pl
import pytest

from precedents.core.errors import RecordError
from precedents.record.builders.archigos import find_state, read_leaders
from precedents.record.builders.leader_exits import build_leader_exits, judge_lost
from precedents.record.builders.removals import build_removals, read_removal
from precedents.record.check import restrict_to_dictionary
from precedents.record.dictionary import read_dictionary
from precedents.record.readers import SourceReader
from precedents.record.store import Record

Tables = Mapping[str, pl.DataFrame]
LAST_YEAR = 2024
# by the source's own words, not by the record's
COUP = re.compile("^Removed by (Military|Other Government Actors)")
REVOLT = re.compile("^(Popular Protest|Removed by Rebels)")


def _held(record: Record) -> dict[str, pl.DataFrame]:
    return {name: record.table(name) for name, spec in record.tables.items() if not spec.pulled}


@pytest.fixture(scope="module")
def raw(read: SourceReader) -> pl.DataFrame:
    """Who was in office at any time since 1946, as the source has it."""
    return read("archigos-4.1").filter(pl.col("enddate") >= "1946-01-01")


@pytest.fixture(scope="module")
def filled(read: SourceReader, record: Record) -> Tables:
    """Both tables, checked against their dictionary."""
    held = _held(record)
    return {
        name: restrict_to_dictionary(read_dictionary()[name].table, build(read, record.entities, held))
        for name, build in (("leader_exits", build_leader_exits), ("removals", build_removals))
    }


def _case(filled: Tables, case: str) -> dict[str, Any]:
    table = "removals" if case.startswith("removal:") else "leader_exits"
    return filled[table].row(by_predicate=pl.col("id") == case, named=True)


# -- counts made anew ----------------------------------------------------------------------------------


def test_every_leader_is_there_as_the_source_codes_them(filled: Tables, raw: pl.DataFrame) -> None:
    frame = filled["leader_exits"]
    assert frame.height == raw.height == 2124
    # one king dies in the source on its last day, and reigned on
    left = raw.filter((pl.col("exit") != "Still in Office") & (pl.col("enddate") < "2015-12-31"))
    assert frame["exited"].sum() == left.height == 1955
    assert frame["irregular_exit"].sum() == left.filter(pl.col("exit") == "Irregular").height == 367
    assert frame["foreign_removal"].sum() == left.filter(pl.col("exit") == "Foreign").height == 22
    days = left.select(pl.col("enddate").str.to_date() - pl.col("startdate").str.to_date()).to_series()
    assert frame["tenure_days"].sum() == days.dt.total_days().sum()
    assert frame["days_in_office"].sum() == (
        raw.select(pl.col("enddate").str.to_date() - pl.col("startdate").str.to_date())
        .to_series().dt.total_days().sum()
    )  # fmt: skip
    for column in ("end", "end_year", "exit", "exit_detail", "irregular_exit", "tenure_days"):
        assert frame.filter(~pl.col("exited"))[column].null_count() == 169
        assert frame.filter("exited")[column].null_count() == 0


def test_every_removal_is_there_by_type(filled: Tables, raw: pl.DataFrame) -> None:
    frame = filled["removals"]
    counted = {"foreign": 0, "coup": 0, "revolt": 0, "other": 0}
    for way, detail in (
        raw.filter(pl.col("exit").is_in(["Irregular", "Foreign"])).select("exit", "exitcode").rows()
    ):
        kind = (
            "foreign" if way == "Foreign"
            else "coup" if COUP.match(detail)
            else "revolt" if REVOLT.match(detail)
            else "other"
        )  # fmt: skip
        counted[kind] += 1
    assert dict(frame.group_by("type").len().rows()) == counted
    assert counted == {"foreign": 22, "coup": 256, "revolt": 68, "other": 43}
    helped = raw.filter((pl.col("exit") == "Irregular") & pl.col("exitcode").str.contains("with Foreign"))
    assert frame["foreign_support"].sum() == helped.height + 22
    assert frame.filter(pl.col("foreign_support").is_null())["type"].unique().to_list() == ["other"]


def test_ids_are_unique_slugs_that_carry_the_year(filled: Tables) -> None:
    for name, kind in (("leader_exits", "leader-exit"), ("removals", "removal")):
        frame = filled[name]
        assert frame["id"].n_unique() == frame.height
        for case, year in frame.select("id", "start_year").iter_rows():
            assert re.fullmatch(rf"{kind}:[a-z0-9]+(-[a-z0-9]+)*", case)
            assert f"-{year}" in case
    promised = "iraq-2003 iran-1953 iran-1979 libya-2011 afghanistan-2001 panama-1990 egypt-2011 chile-1973"
    assert {f"removal:{each}" for each in promised.split()} <= set(filled["removals"]["id"])


def test_war_in_the_year_of_the_exit_is_that_of_the_state_years(filled: Tables, record: Record) -> None:
    years = record.table("state_years").select("entity", "year", "conflict_participant")
    joined = filled["leader_exits"].join(
        years, left_on=["entity", "end_year"], right_on=["entity", "year"], how="left"
    )
    assert joined["at_war"].equals(joined["conflict_participant"].alias("at_war"))
    unknown = filled["leader_exits"].filter(pl.col("exited") & pl.col("at_war").is_null())
    assert sorted(unknown["entity"]) == ["MDV", "SVN", "TBT"]


def test_milosevic_left_regularly_and_saddam_lost_a_war(filled: Tables) -> None:
    milosevic = _case(filled, "leader-exit:yugoslavia-milosevic-1989")
    assert (milosevic["end"], milosevic["exit"], milosevic["irregular_exit"]) == (
        dt.date(2000, 10, 7), "regular", False,
    )  # fmt: skip
    assert not milosevic["lost_conflict"]
    saddam = _case(filled, "leader-exit:iraq-saddam-hussein-1979")
    assert (saddam["foreign_removal"], saddam["at_war"], saddam["lost_conflict"]) == (True, True, True)
    assert saddam["days_in_office"] == saddam["tenure_days"] == (dt.date(2003, 4, 9) - saddam["start"]).days
    assert _case(filled, "leader-exit:libya-qaddafi-1969")["lost_conflict"]
    assert filled["leader_exits"]["lost_conflict"].sum() == 44


# -- what followed, made anew --------------------------------------------------------------------------


def _surely(filled: Tables, record: Record, years: int) -> dict[str, bool]:
    """The removals of states that lived on for which onsets dated to the day or month alone decide."""
    wars = record.table("conflicts").explode("locations").rename({"locations": "state"})
    gone = {"DDR", "RVN", "SUN", "TBT", "YMD", "ZAN"}
    found = {}
    for row in filled["removals"].filter(~pl.col("entity").is_in(gone)).iter_rows(named=True):
        end = row["start"]
        limit = end.replace(year=end.year + years) if (end.month, end.day) != (2, 29) else None
        if limit is None or limit.year > LAST_YEAR:
            continue
        here = wars.filter(
            (pl.col("state") == row["entity"]) & pl.col("start").is_between(end, limit, closed="right")
        )
        vague = wars.filter(
            (pl.col("state") == row["entity"])
            & ~pl.col("start_precision").is_in(["day"])
            & (pl.col("start_year").is_between(end.year - 1, end.year + 1) | pl.col("start_year").is_between(limit.year - 1, limit.year + 1))
        )  # fmt: skip
        if vague.is_empty():
            found[row["id"]] = here.height > 0
    return found


@pytest.mark.parametrize("years", [5, 10])
def test_new_conflict_made_anew_where_dates_are_sure(filled: Tables, record: Record, years: int) -> None:
    sure = _surely(filled, record, years)
    assert len(sure) > 250
    said = dict(filled["removals"].select("id", f"new_conflict_{years}y").rows())
    assert {case: said[case] for case in sure} == sure


def test_horizons_beyond_the_record_are_null(filled: Tables) -> None:
    frame = filled["removals"]
    assert frame["start_year"].max() == 2014  # so ten years reach into 2024, or just beyond
    for row in frame.filter(pl.col("start_year") == 2014).iter_rows(named=True):
        assert (row["new_conflict_10y"] is not None) == (row["start"] <= dt.date(2014, 12, 31))
    assert frame.filter(pl.col("new_conflict_5y").is_null()).height == 19
    assert frame.filter(pl.col("new_conflict_10y").is_null()).height == 14


def test_states_that_joined_another_are_followed_to_their_end_alone(filled: Tables) -> None:
    for case in ("east-germany-1990", "south-vietnam-1975", "tibet-1951", "zanzibar-1964"):
        row = _case(filled, f"removal:{case}")
        assert (row["new_conflict_5y"], row["new_conflict_10y"]) == (None, None)
        assert row["democracy_change_5y"] is None
    # where new states took its place, they are followed
    union = _case(filled, "removal:soviet-union-1991")
    assert union["new_conflict_5y"]
    assert union["democracy_change_5y"] is not None


def test_democracy_and_killing_made_anew(filled: Tables, record: Record) -> None:
    years = {(row["entity"], row["year"]): row for row in record.table("state_years").iter_rows(named=True)}
    compared = 0
    for row in filled["removals"].filter(pl.col("entity") != "SUN").iter_rows(named=True):
        entity, year = row["entity"], row["start_year"]

        def cell(step: int, column: str, entity: str = entity, year: int = year) -> Any:
            return years.get((entity, year + step), {}).get(column)

        for horizon in (5, 10):
            before, after = cell(-1, "polyarchy"), cell(horizon, "polyarchy")
            wanted = None if before is None or after is None else pytest.approx(after - before, abs=1e-6)
            assert row[f"democracy_change_{horizon}y"] == wanted, row["id"]
            regime = cell(horizon, "regime")
            assert row[f"democratic_{horizon}y"] == (None if regime is None else regime in (2, 3)), row["id"]
            killed = [cell(step, "onesided_total_best") for step in range(1, horizon + 1)]
            total = None if None in killed else sum(killed)
            assert row[f"onesided_deaths_{horizon}y"] == total, row["id"]
            compared += wanted is not None
        assert (row["polyarchy_before"], row["regime_before"]) == (cell(-1, "polyarchy"), cell(-1, "regime"))
    assert compared > 700


def test_killing_is_counted_from_1989_on_alone(filled: Tables) -> None:
    frame = filled["removals"]
    early = frame.filter(pl.col("start_year") < 1988)
    assert early["onesided_deaths_5y"].null_count() == early.height
    first = frame.filter(pl.col("start_year") == 1988)
    assert first.height > 0
    assert first["onesided_deaths_5y"].null_count() == 0


def test_war_before_is_unknown_where_the_list_does_not_reach_back(filled: Tables, record: Record) -> None:
    frame = filled["removals"].filter(pl.col("start") < dt.date(1951, 1, 1))
    assert set(frame["prior_war"].to_list()) == {True, None}
    iraq, chile = _case(filled, "removal:iraq-2003"), _case(filled, "removal:chile-1973")
    assert iraq["prior_war"]
    assert not chile["prior_war"]  # that war began on the very day


# -- twenty rows ---------------------------------------------------------------------------------------

_ENTRY = ("Regular", "Irregular", "Foreign Imposition")
_WAYS = [
    ("Regular", "Regular"),
    ("Irregular", "Removed by Military, without Foreign Support"),
    ("Irregular", "Removed by Rebels, with Foreign Support"),
    ("Irregular", "Popular Protest, without Foreign Support"),
    ("Irregular", "Assassination by Unsupported Individual"),
    ("Foreign", "Removed through Threat of Foreign Force"),
    ("Irregular", "Removed in Military Power Struggle Short of Coup"),
    ("Natural Death", "Regular"),
    ("Irregular", "Removed by Other Government Actors, with Foreign Support"),
    ("Still in Office", "Still in Office"),
]


class _Rows:
    """A source that holds twenty fictional leaders: ten of Brazil (140), ten of Norway (385)."""

    def __init__(self, **changes: Any) -> None:
        self.rows = []
        for code in (140, 385):
            for step, (way, detail) in enumerate(_WAYS):
                start, end = dt.date(1990 + step, 1, 1), dt.date(1991 + step, 1, 1)
                if way == "Still in Office":
                    end = dt.date(2015, 12, 31)
                self.rows.append(
                    {"obsid": f"{code}-{step}", "ccode": code, "leader": f" Leader {step}", "eindate": start,
                     "eoutdate": end, "entry": _ENTRY[step % 3], "exit": way, "exitcode": detail}
                )  # fmt: skip
        self.rows[0] |= changes
        assert len(self.rows) == 20

    def __call__(self, source_id: str, member: str | None = None) -> pl.DataFrame:
        return pl.DataFrame(self.rows)


def test_twenty_leaders(record: Record) -> None:
    held = _held(record)
    exits = build_leader_exits(_Rows(), record.entities, held)
    assert exits["id"][0] == "leader-exit:brazil-leader-0-1990"
    assert exits["label"][9] == "Leader 9 (Brazil), 1999–"
    assert exits["exited"].sum() == 18
    assert exits["irregular_exit"].to_list()[:10] == [
        False,
        True,
        True,
        True,
        True,
        False,
        True,
        False,
        True,
        None,
    ]
    assert exits["days_in_office"][9] == (dt.date(2015, 12, 31) - dt.date(1999, 1, 1)).days
    assert exits["tenure_days"][9] is None
    assert exits.filter(pl.col("entity") == "NOR")["at_war"].to_list()[:2] == [True, False]  # the Gulf, 1991


def test_twenty_leaders_of_whom_fourteen_were_removed(record: Record) -> None:
    removals = build_removals(_Rows(), record.entities, _held(record))
    assert removals.height == 14
    assert removals["type"].to_list()[:7] == ["coup", "revolt", "revolt", "other", "foreign", "other", "coup"]
    assert removals["foreign_support"].to_list()[:7] == [False, True, False, None, True, None, True]
    norway = removals.filter(pl.col("entity") == "NOR")
    assert set(norway["new_conflict_10y"]) == {False}
    assert set(norway["democratic_10y"]) == {True}
    assert set(norway["prior_war"]) == {False}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"exit": "Vanished"}, "exit of Leader 0 is 'Vanished'"),
        ({"exitcode": "Thrown out"}, "exitcode of Leader 0 is 'Thrown out'"),
        ({"entry": "By lot"}, "entry of Leader 0 is 'By lot'"),
        ({"eoutdate": dt.date(1989, 1, 1)}, "came on 1990-01-01 and left on 1989-01-01"),
        ({"eoutdate": dt.date(2016, 1, 1)}, "the source ends 2015-12-31"),
        ({"ccode": 9999}, "the state 9999 is none"),
    ],
)
def test_what_the_source_was_never_known_to_say_is_refused(
    record: Record, changes: dict[str, Any], says: str
) -> None:
    with pytest.raises(RecordError, match=says):
        read_leaders(_Rows(**changes), record.entities)


def test_an_irregular_exit_without_a_known_actor_is_refused() -> None:
    with pytest.raises(RecordError, match="an irregular exit is coded 'regular'"):
        read_removal("irregular", "regular")


def test_an_exit_on_the_last_day_is_no_exit(record: Record) -> None:
    rows = read_leaders(_Rows(exit="Natural Death", eoutdate=dt.date(2015, 12, 31)), record.entities)
    first = next(row for row in rows if row["leader"] == "Leader 0")
    assert (first["end"], first["exit"], first["seen"]) == (None, None, dt.date(2015, 12, 31))


def test_a_number_means_what_it_meant_last(record: Record) -> None:
    entities = record.entities
    assert find_state(entities, 345, dt.date(2000, 10, 7)) == "YUG"
    assert find_state(entities, 265, dt.date(1990, 10, 3)) == "DDR"  # the day on which it was no more
    assert find_state(entities, 265, dt.date(1946, 4, 22)) == "DDR"  # before it was
    assert find_state(entities, 711, dt.date(1951, 5, 23)) == "TBT"


def test_a_war_counts_as_lost_where_it_was_fought_in_office() -> None:
    war = (dt.date(1990, 5, 1), dt.date(1991, 6, 1), True)
    start, end = dt.date(1985, 1, 1), dt.date(1991, 3, 1)
    assert judge_lost([war], start, end) is True
    assert judge_lost([(*war[:2], None)], start, end) is None
    assert judge_lost([(*war[:2], None), war], start, end) is True
    assert judge_lost([war], start, dt.date(1992, 1, 1)) is False  # another year
    assert judge_lost([war], dt.date(1991, 6, 1), dt.date(1991, 12, 1)) is False  # it was over
