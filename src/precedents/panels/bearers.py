"""Whose number is it: the record's states behind the numbers of a panel, year by year."""

from __future__ import annotations

import polars as pl

from precedents.panels.crosswalk import build_bearers
from precedents.panels.grain import Ask
from precedents.panels.keyed import STATE, Keyed, Tables


def read_bearers(tables: Tables, ask: Ask) -> pl.DataFrame:
    """Which of the record's states had each number of the panel's list in each year of the panel?

    Parameters
    ----------
    tables
        For the table ``entity_codes``.
    ask
        The list of states, and the years.

    Returns
    -------
    polars.DataFrame
        ``entity``, ``code``, ``year``; of the states that had a number in a year, the one that had it for more days
        comes first.
    """
    rows = build_bearers(tables.record("entity_codes"), ask.grain.system, ask.years[1])
    return (
        rows.filter(pl.col("year") >= ask.years[0])
        .sort("code", "year", "days", "start", descending=[False, False, True, True])
        .select("entity", "code", "year")
    )


def key_by_number(rows: pl.DataFrame, tables: Tables, ask: Ask, name: str) -> Keyed:
    """Which table by number and year says what a table by the record's states and year says?

    Where a number passed from one state to another within the year, the one that had it for more days is asked
    first, cell by cell, and the other where it says nothing. A state that had two numbers within the year (Germany
    in 1990) has the same figures under both.

    Parameters
    ----------
    rows
        ``entity``, ``year`` and values; one row a state and year.
    tables, ask
        As in :func:`read_bearers`.
    name
        What the table is called in messages.

    Returns
    -------
    Keyed
        By state and year. Flags are 1 and 0, as everywhere in panels. Nothing is filled: a state-year without a row
        is one of which the record does not speak.
    """
    values = [column for column in rows.columns if column not in ("entity", "year")]
    joined = read_bearers(tables, ask).join(rows, on=["entity", "year"], maintain_order="left")
    flags = [column for column in values if rows.schema[column] == pl.Boolean]
    frame = (
        joined.with_columns(pl.col(flags).cast(pl.Int64))
        .group_by("code", "year", maintain_order=True)
        .agg(pl.col(values).drop_nulls().first())
    )
    return Keyed(frame=frame, key=STATE, system=ask.grain.system, name=name)
