"""Conflict-years: every year of every armed conflict, and the state over which it was fought."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from precedents.panels.bearers import read_bearers
from precedents.panels.grain import SYSTEMS, Ask
from precedents.panels.keyed import Tables


def build_conflict_years(rows: pl.DataFrame, bearers: pl.DataFrame, code: str) -> pl.DataFrame:
    """Which conflicts were fought in which years, and over which state?

    Parameters
    ----------
    rows
        The table ``conflict_years``.
    bearers
        ``entity``, ``code``, ``year``: which state had which number, of the years that are wanted.
    code
        What a number of a state is called: ``ccode`` or ``gwcode``.

    Returns
    -------
    polars.DataFrame
        ``conflict_id``, ``year``, the number of the state in or over which it was fought (empty where it was none yet,
        as in colonial wars), and the columns of the table, deaths as ``battle_deaths_`` best, low, high; sorted, one row a conflict and year.
    """
    # a state with two numbers within a year (Germany in 1990) keeps the one that it had for more days
    numbers = bearers.unique(["entity", "year"], keep="first", maintain_order=True)
    joined = rows.join(numbers, on=["entity", "year"], how="left", maintain_order="left")
    # the deaths of the conflict; those of the state have the plain name
    others = [
        pl.col(name).alias(f"battle_{name}" if name.startswith("deaths_") else name)
        for name in rows.columns
        if name not in ("conflict_id", "year")
    ]
    return joined.sort("conflict_id", "year").select(
        "conflict_id", "year", pl.col("code").alias(code), *others
    )


def build_conflict_blocks(tables: Tables, ask: Ask) -> Iterator[pl.DataFrame]:
    """The conflict-years of a panel, in one block."""
    rows = tables.record("conflict_years").filter(pl.col("year").is_between(*ask.years))
    yield build_conflict_years(rows, read_bearers(tables, ask), SYSTEMS[ask.grain.system])
