"""Leaders: who led which state in which year, and what changed; on made-up spells in Archigos' shape."""

from __future__ import annotations

import datetime as dt
import importlib

import polars as pl
import pytest

from made_up_panel import YEARS, MadeUp, add, states
from precedents.core.errors import UsageError
from precedents.panels.additions import ADDITIONS
from precedents.panels.leader_years import build_leader_years, build_terms


def leaders(*rows: tuple[str, str, int, str, str, str]) -> pl.DataFrame:
    """Spells of leaders: id, person, number of the state, first day, last day, exit."""
    names = ("obsid", "leadid", "gwcode", "startdate", "enddate", "exit")
    return pl.DataFrame(rows, schema=names, orient="row").with_columns(
        pl.col("startdate", "enddate").str.to_date(),
        pl.col("obsid").str.to_lowercase().alias("leader"),
        pl.lit("F").alias("gender"),
        pl.when(pl.col("obsid") != "C").then(1850).cast(pl.Int64).alias("yrborn"),
    )


ONE = leaders(
    ("A", "a", 1, "1899-05-01", "1901-12-31", "Regular"),
    ("B", "b", 1, "1902-01-01", "1903-03-01", "Regular"),
    ("C", "c", 1, "1903-03-01", "1905-06-01", "Irregular"),
    ("A-2", "a", 1, "1905-06-01", "1905-12-31", "Still in Office"),
)
CODES = pl.DataFrame(
    [
        ("ONE", "gw", "1", None, None, True),
        ("ONE", "cow", "1", "1900-07-01", "1904-03-01", True),
        ("ONE", "cow", "4", "1904-03-01", None, True),
        ("ONE", "cow", "1", None, "1900-07-01", False),
        ("TWO", "gw", "2", "1903-01-01", None, True),
        ("TWO", "cow", "2", "1901-01-01", None, True),
        ("ONE", "iso3", "ONE", None, None, True),
    ],
    schema=("entity", "system", "code", "start", "end", "member"),
    orient="row",
).with_columns(pl.col("start", "end").str.to_date())


def told(like: str = "", system: str = "gw") -> list[tuple[object, ...]]:
    tables = MadeUp(
        archigos=ONE,
        entity_codes=CODES,
        gw_cow=pl.DataFrame({"code": [1] * 5, "year": [*range(1900, 1905)], "other": [1, 1, 1, 1, 4]}),
    )
    code = {"cow": "ccode", "gw": "gwcode"}[system]
    rows = states([1] * 6 + [4] * 6, [*range(1900, 1906)] * 2, code)
    return add("archigos", rows, tables, system=system, like=like).rows()


def test_leaders_of_a_year() -> None:
    assert told()[:6] == [
        (0, 0, 1, "A", "A"),
        (0, 0, 1, "A", "A"),  # and yet B comes on the next day: the ids of two years say so
        (0, 0, 1, "B", "B"),
        (1, 0, 2, "B", "C"),  # C will be thrown out, but not yet
        (0, 0, 1, "C", "C"),
        (1, 1, 2, "C", "A-2"),
    ]


def test_theirs_has_an_irregular_change_where_an_irregular_leader_came_in() -> None:
    changed = [row[:2] for row in told("peacesciencer")[:6]]
    assert changed == [(0, 0), (0, 0), (0, 0), (1, 1), (0, 0), (1, 1)]


def test_a_state_that_changed_its_number_has_its_leader_under_both() -> None:
    empty = (None,) * 5
    found = told(system="cow")
    assert found[3:6] == [(1, 0, 2, "B", "C"), (0, 0, 1, "C", "C"), empty]
    assert found[6:10] == [empty] * 4
    assert found[10:] == [(0, 0, 1, "C", "C"), (1, 1, 2, "C", "A-2")]
    theirs = told("peacesciencer", system="cow")
    assert theirs[4] == empty  # one number a year: in 1904 it is the new one
    assert theirs[10] == (0, 0, 1, "C", "C")


def led(rule: str | float, system: str = "gw", rows: pl.DataFrame = ONE) -> list[tuple[object, ...]]:
    made = build_leader_years(rows, CODES, system, YEARS, rule)
    assert made.columns == [
        "obsid",
        "leader",
        {"cow": "ccode", "gw": "gwcode"}[system],
        "gender",
        "leaderage",
        "year",
        "yrinoffice",
    ]
    return made.select("obsid", made.columns[2], "year").rows()


EVERY = [
    *(("A", 1, year) for year in (1900, 1901)),
    *(("B", 1, year) for year in (1902, 1903)),
    *(("C", 1, year) for year in (1903, 1904, 1905)),
    ("A-2", 1, 1905),
]


def test_leader_years_are_those_of_the_spells_within_the_years_of_the_panel() -> None:
    assert led("none") == led("any") == EVERY


def test_part_of_a_year() -> None:
    assert led("start") == [row for row in EVERY if row not in [("C", 1, 1903), ("A-2", 1, 1905)]]
    assert led("end") == [row for row in EVERY if row not in [("B", 1, 1903), ("C", 1, 1905)]]
    assert led(0.5) == [row for row in EVERY if row not in [("B", 1, 1903), ("C", 1, 1905)]]
    assert led(0.3) == [row for row in EVERY if row != ("B", 1, 1903)]


def test_age_and_tenure_are_counted_from_birth_and_from_the_first_year() -> None:
    made = build_leader_years(ONE, CODES, "cow", YEARS, "any")
    ages = made.filter(pl.col("obsid") == "A").select("leaderage", "yrinoffice").rows()
    assert ages == [(50, 2), (51, 3)]  # in office since 1899, whatever the list says
    assert made.filter(pl.col("obsid") == "C")["leaderage"].null_count() == 4  # nobody knows when


def test_a_list_is_asked_on_the_days_in_office() -> None:
    assert led("any", "cow") == [
        ("A", 1, 1900),
        ("A", 1, 1901),
        ("B", 1, 1902),
        ("B", 1, 1903),
        ("C", 1, 1903),
        ("C", 1, 1904),
        ("C", 4, 1904),  # the number changed in March
        ("C", 4, 1905),
        ("A-2", 4, 1905),
    ]
    early = leaders(("E", "e", 1, "1899-01-01", "1900-06-30", "Regular"))
    assert led("any", "cow", early) == []  # the state was in the list from the next day on
    assert led("any", "cow", early.with_columns(pl.lit(dt.date(1900, 7, 1)).alias("enddate"))) == [
        ("E", 1, 1900)
    ]


def test_a_number_stands_for_its_state_also_where_its_own_list_lacks_it() -> None:
    two = leaders(("T", "t", 2, "1900-01-01", "1905-12-31", "Regular"))
    assert [row[-1] for row in led("any", "gw", two)] == [1903, 1904, 1905]
    assert [row[-1] for row in led("any", "cow", two)] == [1901, 1902, 1903, 1904, 1905]


def test_terms_are_spans_of_membership() -> None:
    day = dt.date
    assert build_terms(CODES, "cow").rows() == [
        (1, 1, day(1900, 7, 1), day(1904, 3, 1)),
        (1, 4, day(1904, 3, 1), day(9999, 1, 1)),
        (2, 2, day(1901, 1, 1), day(9999, 1, 1)),
    ]


def test_rules_that_there_are_not() -> None:
    with pytest.raises(UsageError, match="system='gw'"):
        led("none", "cow")
    with pytest.raises(UsageError, match="Did you mean none"):
        led("nonee")
    with pytest.raises(UsageError, match="share"):
        led(1.5)


@pytest.mark.parametrize("name", ["lead", "lwuf"])
def test_what_a_leader_is_like_stands_beside_every_year_of_the_leader(name: str) -> None:
    columns = {column: [1.5, 2.5] for column in importlib.import_module(ADDITIONS[name])._COLUMNS}
    table = pl.DataFrame({"obsid": ["C", "A"], **columns})
    rows = build_leader_years(ONE, CODES, "gw", YEARS)
    found = add(name, rows, MadeUp(LEAD=table, lwuf=table), kind="leader-years", system="gw")
    assert found.columns == [*columns]
    assert found.to_series().to_list() == [2.5, 2.5, None, None, 1.5, 1.5, 1.5, None]


@pytest.mark.parametrize("name", ["lead", "lwuf"])
def test_what_a_leader_is_like_fits_no_state(name: str) -> None:
    with pytest.raises(UsageError, match="leader-years"):
        add(name, states([1], [1900]), MadeUp())
