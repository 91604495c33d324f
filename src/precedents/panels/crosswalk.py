"""From one list of states to the other: which number a state has there in a year."""

from __future__ import annotations

import datetime as dt

import polars as pl

from precedents.panels.state_years import FIRST_YEAR


def build_crosswalk(codes: pl.DataFrame, system: str, other: str, last_year: int) -> pl.DataFrame:
    """Which number of another list does each number of a list stand for, year by year?

    A number that passes from one state to another within a year means the one that had it for more days, and a
    state with two numbers has the one that it had for more days: so the answer is one number or none, and a join
    by it cannot add rows.

    Parameters
    ----------
    codes
        The table ``entity_codes``.
    system, other
        ``cow`` and ``gw``, or the other way round.
    last_year
        The last year.

    Returns
    -------
    polars.DataFrame
        ``code``, ``year``, ``other``, sorted, one row a number and year; no row where the state has no number in
        the other list in that year.
    """
    here = build_bearers(codes, system, last_year)
    there = build_bearers(codes, other, last_year).select(
        "entity", "year", pl.col("code").alias("other"), "days"
    )
    return (
        here.join(there, on=["entity", "year"], suffix="_there")
        .sort("code", "year", "days", "days_there", "other")
        .unique(["code", "year"], keep="last", maintain_order=True)
        .select("code", "year", "other")
    )


def build_bearers(codes: pl.DataFrame, system: str, last_year: int) -> pl.DataFrame:
    """How many days of each year did a list have which entity under which number?

    Parameters
    ----------
    codes
        The table ``entity_codes``.
    system
        ``cow`` or ``gw``.
    last_year
        The last year.

    Returns
    -------
    polars.DataFrame
        ``entity``, ``code``, ``start``, ``end``, ``year``, ``days``. In a year in which a number passes from one
        entity to another, as 365 from the Soviet Union to Russia in 1991, it stands for both.
    """
    after = dt.date(last_year + 1, 1, 1)
    first, next_first = pl.date(pl.col("year"), 1, 1), pl.date(pl.col("year") + 1, 1, 1)
    return (
        codes.filter((pl.col("system") == system) & pl.col("member"))
        .select(
            "entity",
            pl.col("code").cast(pl.Int64),
            pl.col("start").fill_null(dt.date(FIRST_YEAR, 1, 1)).clip(lower_bound=dt.date(FIRST_YEAR, 1, 1)),
            pl.col("end").fill_null(after).clip(upper_bound=after),
        )
        .filter(pl.col("start") < pl.col("end"))
        .with_columns(
            pl.int_ranges(
                pl.col("start").dt.year().cast(pl.Int64),
                (pl.col("end") - pl.duration(days=1)).dt.year().cast(pl.Int64) + 1,
            ).alias("year")
        )
        .explode("year", empty_as_null=False, keep_nulls=False)
        .with_columns(
            (pl.min_horizontal("end", next_first) - pl.max_horizontal("start", first)).alias("days")
        )
    )
