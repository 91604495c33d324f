"""Support at the end of wars, and wars settled: against counts made anew from the publishers' rows, and at every edge."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import polars as pl
import pytest

from precedents.record.builders.support_in_wars import find_supporters, read_support, read_supporters
from precedents.record.readers import SourceReader

Tables = Mapping[str, pl.DataFrame]
FIRST, LAST = 1975, 2017


def _war(tables: Tables, name: str) -> dict[str, Any]:
    return tables["conflicts"].row(by_predicate=pl.col("id") == f"war:{name}", named=True)


# -- made anew from the raw rows -----------------------------------------------------------------------


def _read_raw_support(read: SourceReader) -> dict[tuple[int, int, int], bool]:
    """By conflict, year and 1 for an armed group: whether a government stands among the supporters' names."""
    raw = read("ucdp-external-support-18.1").select(
        pl.col("conflict_id", "year", "actor_nonstate").cast(pl.Int64),
        state=pl.col("ext_name").fill_null("").str.contains("Government of "),
    )
    joined = raw.group_by("conflict_id", "year", "actor_nonstate").agg(pl.col("state").any())
    return {row[:3]: row[3] for row in joined.iter_rows()}


@pytest.mark.parametrize(
    ("table", "source"), [("conflicts", "ucdp-acd-25.1"), ("conflicts@ucdp-acd-22.1", "ucdp-acd-22.1")]
)
def test_support_is_what_the_raw_rows_say(
    tables: Tables, read: SourceReader, table: str, source: str
) -> None:
    raw = _read_raw_support(read)
    episodes: dict[tuple[int, str], list[dict[str, Any]]] = {}
    for row in read(source).sort("year").iter_rows(named=True):
        episodes.setdefault((row["conflict_id"], row["start_date2"]), []).append(row)
    said = {(row["conflict_id"], str(row["start"])): row for row in tables[table].iter_rows(named=True)}
    counted = {True: 0, False: 0, None: 0}
    for (conflict, start), years in episodes.items():
        last = years[-1]["year"]
        needed = [last] + ([last - 1] if len(years) > 1 else [])
        looked = (last, last - 1)
        wanted: dict[int, bool | None] = {}
        for side in (1, 0):
            known = all((conflict, year, side) in raw for year in needed)
            wanted[side] = any(raw.get((conflict, year, side), False) for year in looked) if known else None
        if years[0]["type_of_conflict"] == 2:
            wanted[1] = None
        mine = said[str(conflict), start]
        assert mine["rebel_support"] == wanted[1], mine["id"]
        assert mine["government_support"] == wanted[0], mine["id"]
        counted[wanted[1]] += 1
    if table == "conflicts":
        assert counted == {True: 111, False: 199, None: 310}


def test_settled_is_what_the_raw_rows_say(tables: Tables, read: SourceReader) -> None:
    raw = read("ucdp-termination-3-2021", "ucdp-term-acd-3-2021").filter(pl.col("confterm") == 1)
    ends = {(str(int(row["conflict_id"])), row["year"]): row["outcome"] for row in raw.iter_rows(named=True)}
    wars = tables["conflicts"]
    for row in wars.iter_rows(named=True):
        code = ends.get((row["conflict_id"], row["end_year"]))
        assert row["settled"] == (None if code is None or row["ongoing"] else code == 1), row["id"]
    assert wars["settled"].sum() == (wars["outcome"] == "peace-agreement").sum() == 67
    assert wars["settled"].null_count() == 103


# -- what statement 24 asks ----------------------------------------------------------------------------


def test_wars_settled_while_rebels_had_support_can_be_listed(tables: Tables) -> None:
    wars = tables["conflicts"].filter(pl.col("settled") & pl.col("rebel_support"))
    assert wars.height == 16
    assert {"war:bosnia-1992", "war:el-salvador-1979", "war:mozambique-1977"} <= set(wars["id"])
    assert _war(tables, "bosnia-1992")["rebel_supporters"] == ["YUG"]
    known = tables["conflicts"].drop_nulls(["settled", "rebel_support"])
    rates = known.group_by("rebel_support").agg(pl.len(), pl.col("settled").sum()).sort("rebel_support")
    assert rates.rows() == [(False, 198, 19), (True, 111, 16)]


def test_agreements_signed_while_rebels_had_support_come_in_dozens(tables: Tables) -> None:
    frame = tables["agreements"]
    signed = frame.filter("rebel_support").group_by("type").len().sort("type")
    assert signed.rows() == [("full", 24), ("partial", 75), ("process", 41)]
    assert frame.filter(~pl.col("year").is_between(FIRST, LAST))["rebel_support"].null_count() == (
        frame.filter(~pl.col("year").is_between(FIRST, LAST)).height
    )


# -- edges ---------------------------------------------------------------------------------------------


def test_outside_the_years_of_the_source_nothing_is_said(tables: Tables) -> None:
    for table in ("conflicts", "conflicts@ucdp-acd-22.1"):
        wars = tables[table]
        outside = wars.filter(pl.col("end_year").is_null() | ~pl.col("end_year").is_between(FIRST, LAST))
        assert outside.height > 200
        for column in ("rebel_support", "rebel_supporters", "government_support"):
            assert outside[column].null_count() == outside.height
    # of 1975 itself only wars that began then: the year before is not covered
    first = tables["conflicts"].filter(pl.col("end_year") == FIRST)
    told = first.filter(pl.col("rebel_support").is_not_null())
    assert first.height > 0
    assert set(told["start_year"]) <= {FIRST}
    assert tables["conflicts"].filter(pl.col("end_year") == LAST)["rebel_support"].drop_nulls().len() > 0


def test_wars_between_states_have_no_rebels(tables: Tables) -> None:
    wars = tables["conflicts"].filter(pl.col("type") == "interstate")
    assert wars["rebel_support"].null_count() == wars.height
    assert wars["government_support"].drop_nulls().len() > 0


def test_the_flag_and_the_list_agree(tables: Tables) -> None:
    for table in ("conflicts", "agreements"):
        frame = tables[table]
        assert frame["rebel_support"].is_null().equals(frame["rebel_supporters"].is_null())
        known = frame.drop_nulls("rebel_support")
        assert (known["rebel_supporters"].list.len() > 0).equals(
            known["rebel_support"].alias("rebel_supporters")
        )


def test_ended_settled_and_years_keep_to_the_end(tables: Tables) -> None:
    wars = tables["conflicts"]
    assert (wars["ended"] == ~wars["ongoing"]).all()
    assert wars["ended"].sum() == 559
    ongoing = wars.filter("ongoing")
    assert ongoing["years"].null_count() == ongoing["settled"].null_count() == ongoing.height
    assert wars.filter("ended")["years"].null_count() == 0
    kosovo = _war(tables, "kosovo-1998")
    days = (dt.date(1999, 11, 21) - kosovo["start"]).days + 1
    assert kosovo["years"] == round(days / 365.25, 3)
    assert kosovo["settled"]


# -- twenty rows ---------------------------------------------------------------------------------------


def _support() -> pl.DataFrame:
    """Twenty rows: ten years of conflict 1, rebels backed in 1983 and 1984 alone; conflict 2 with a gap in 1985."""
    rows = [("1", year, True, "IRN" if year in (1983, 1984) else None) for year in range(1980, 1990)]
    rows += [("1", year, False, "USA") for year in range(1980, 1984)]
    rows += [("2", year, True, None) for year in (1982, 1983, 1984, 1986, 1987)]
    rows += [("2", 1987, True, "LBY")]
    columns = ["conflict_id", "year", "supported_nonstate", "supporter_entity"]
    return pl.DataFrame(rows, schema=columns, orient="row")


@pytest.mark.parametrize(
    ("conflict", "first", "last", "wanted"),
    [
        ("1", 1980, 1982, []),
        ("1", 1980, 1983, ["IRN"]),  # the last year
        ("1", 1980, 1985, ["IRN"]),  # the year before
        ("1", 1980, 1986, []),  # two years before is too long ago
        ("1", 1980, 1980, []),  # the year before was no part of the episode
        ("1", 1979, 1980, None),  # it was, and the source does not cover it
        ("1", 1980, 1990, None),  # the last year is not covered
        ("2", 1982, 1985, None),
        ("2", 1985, 1986, None),
        ("2", 1986, 1986, []),
        ("2", 1986, 1987, ["LBY"]),
        ("3", 1980, 1980, None),
    ],
)
def test_support_in_the_last_year_or_the_one_before(
    conflict: str, first: int, last: int, wanted: list[str] | None
) -> None:
    assert _support().height == 20
    held = read_supporters(_support())
    assert find_supporters(held, conflict, first=first, last=last, nonstate=True) == wanted


def test_sides_are_told_apart() -> None:
    held = read_supporters(_support())
    said = read_support(held, "1", first=1980, last=1982, interstate=False)
    assert list(said.values()) == [False, [], True]
    assert list(read_support(held, "1", first=1980, last=1982, interstate=True).values()) == [
        None,
        None,
        True,
    ]
