"""Who pursued the bomb and who got it, by the source's own codes; windows, placebos and their edges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import pytest

from precedents.core.errors import RecordError
from precedents.record.builders.nuclear_programmes import (
    build_nuclear_programmes,
    find_region,
    judge_window,
    read_pursuit,
)
from precedents.record.readers import SourceReader
from precedents.record.store import Record

Tables = Mapping[str, pl.DataFrame]

ACQUIRED = {
    "United States": ("USA", 1945),
    "Russia": ("SUN", 1949),
    "United Kingdom": ("GBR", 1952),
    "France": ("FRA", 1960),
    "China": ("CHN", 1964),
    "Israel": ("ISR", 1967),
    "South Africa": ("ZAF", 1979),
    "India": ("IND", 1987),
    "Pakistan": ("PAK", 1987),
    "North Korea": ("PRK", 2006),
}


def _case(tables: Tables, name: str) -> dict[str, Any]:
    frame = tables["nuclear_programmes"]
    return frame.row(by_predicate=pl.col("id") == f"nuclear:{name}", named=True)


def test_the_ten_that_acquired_are_those_of_the_source(tables: Tables, read: SourceReader) -> None:
    frame = tables["nuclear_programmes"]
    got = frame.filter("acquired").select("entity", "acquired_year")
    assert sorted(got.rows()) == sorted(ACQUIRED.values())
    raw = read("nuclear-proliferation-bleek").filter(pl.col("nuclear_weapons_possession") == 1)
    firsts = dict(raw.group_by("Entity").agg(pl.col("Year").min()).rows())
    assert firsts == {name: year for name, (_, year) in ACQUIRED.items()}


def test_everyone_who_pursued_is_there_with_the_first_run(tables: Tables, read: SourceReader) -> None:
    raw = read("nuclear-proliferation-bleek").filter(pl.col("nuclear_weapons_pursuit") == 1)
    counted = dict(raw.group_by("Entity").agg(pl.len()).rows())
    begun = dict(raw.group_by("Entity").agg(pl.col("Year").min()).rows())
    frame = tables["nuclear_programmes"]
    assert sorted(frame["start_year"]) == sorted(begun.values())
    assert sorted(frame["pursuit_years"]) == sorted(counted.values())
    tried = frame.filter(~pl.col("acquired"))
    assert set(tried["entity"]) == {"BRA", "IRN", "IRQ", "KOR", "LBY", "SYR", "YUG"}
    yugoslavia, india = _case(tables, "yugoslavia-1953"), _case(tables, "india-1964")
    assert (yugoslavia["end_year"], yugoslavia["last_pursuit_year"]) == (1962, 1987)
    assert (india["end_year"], india["pursuit_years"]) == (1987, 14)


def test_windows_made_anew(tables: Tables) -> None:
    frame = tables["nuclear_programmes"]
    for row in frame.iter_rows(named=True):
        near = frame.filter((pl.col("region") == row["region"]) & (pl.col("id") != row["id"]))["start_year"]
        for column, step, years in (
            ("region_pursuit_10y", 1, 10),
            ("region_pursuit_20y", 1, 20),
            ("region_pursuit_before_10y", -1, 10),
        ):
            if row["end_year"] is None:
                assert row[column] is None
                continue
            window = {row["end_year"] + step * each for each in range(1, years + 1)}
            found = bool(window & set(near))
            whole = min(window) >= 1938 and max(window) <= 2022
            assert row[column] == (True if found else False if whole else None), (row["id"], column)


def test_known_sequences(tables: Tables) -> None:
    china = _case(tables, "china-1955")
    assert china["new_starters"] == ["KOR", "PAK", "PRK"]
    assert china["same_year_starters"] == ["IND"]  # 1964 both: no outcome counts it
    assert _case(tables, "soviet-union-1943")["new_starters"] == ["YUG", "FRA"]
    israel = _case(tables, "israel-1955")
    assert (israel["region_pursuit_10y"], israel["region_pursuit_20y"]) == (False, True)
    assert _case(tables, "libya-1970")["region"] == "africa"
    assert (
        tables["nuclear_programmes"]["cluster"].to_list() == tables["nuclear_programmes"]["region"].to_list()
    )


def test_what_the_source_does_not_reach_is_null(tables: Tables) -> None:
    frame = tables["nuclear_programmes"]

    def null(column: str) -> set[str]:
        return set(frame.filter(pl.col(column).is_null())["entity"])

    assert null("region_pursuit_10y") == {"IRN"}
    assert null("region_pursuit_20y") == {"IRN", "LBY", "PRK", "SYR"}
    assert null("region_pursuit_before_10y") == {"IRN", "USA"}  # 1935 to 1937 are before the source
    iran = _case(tables, "iran-1989")
    assert (iran["end"], iran["acquired"], iran["new_starters"]) == (None, False, None)


# -- twenty rows ---------------------------------------------------------------------------------------


def _build(record: Record, words: Mapping[str, list[str]], first: int = 1938) -> dict[str, dict[str, Any]]:
    rows = [
        (entity, first + step, word) for entity, years in words.items() for step, word in enumerate(years)
    ]
    assert len(rows) == 20
    nuclear = pl.DataFrame(rows, schema=["entity", "year", "status"], orient="row")
    frame = build_nuclear_programmes(None, record.entities, {"nuclear": nuclear})  # type: ignore[arg-type]
    return {row["entity"]: row for row in frame.iter_rows(named=True)}


def test_twenty_rows(record: Record) -> None:
    no, want, have = "none", "pursuit", "possession"
    cases = _build(
        record,
        {
            "FRA": [want, want, have, have, have],
            "GBR": [no, no, no, want, no],
            "BRA": [no, no, want, want, want],
            "USA": [no, "consideration", no, no, no],
        },
    )
    assert sorted(cases) == ["BRA", "FRA", "GBR"]
    france, britain, brazil = cases["FRA"], cases["GBR"], cases["BRA"]
    assert (france["start_year"], france["acquired_year"], france["end_year"]) == (1938, 1940, 1940)
    assert (france["region_pursuit_10y"], france["new_starters"]) == (True, ["GBR"])
    assert france["region_pursuit_before_10y"] is None
    assert (britain["end_year"], britain["acquired"], britain["region_pursuit_10y"]) == (1941, False, None)
    assert britain["region_pursuit_before_10y"]
    assert (brazil["end"], brazil["label"]) == (None, "Brazil, 1940–")


def test_an_inherited_bomb_is_no_programme() -> None:
    assert read_pursuit([(1991, "none"), (1992, "possession")]) is None


def test_a_window_is_judged_only_where_the_source_reaches() -> None:
    covered = (1938, 2022)
    assert judge_window([], 2013, 2022, covered=covered) is False
    assert judge_window([], 2013, 2023, covered=covered) is None
    assert judge_window([2014], 2013, 2023, covered=covered) is True
    assert judge_window([], 1938, 1947, covered=covered) is False
    assert judge_window([], 1937, 1946, covered=covered) is None


def test_a_state_lies_in_one_region(record: Record) -> None:
    assert find_region(record.entities, "AUS", 1990) == "asia"
    with pytest.raises(RecordError, match="no region"):
        find_region(record.entities, "XXX", 1990)
