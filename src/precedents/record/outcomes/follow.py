"""What followed each case of a table: the outcomes of the library as columns, worked out when they are asked for."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from precedents.record.outcomes.judges import JUDGES
from precedents.record.outcomes.library import find_outcome
from precedents.record.outcomes.world import World
from precedents.record.store import Record


def join_outcomes(record: Record, table: str, names: Collection[str]) -> pl.DataFrame:
    """What followed each case of a table, within the horizons that are asked for?

    Parameters
    ----------
    record
        As :func:`precedents.record.store.open_record` gives it.
    table
        Any table.
    names
        Columns of the table, stored or derived.

    Returns
    -------
    polars.DataFrame
        The rows of the table with the derived columns among the names added; null is unknown: not over, not
        covered, or not to be placed.

    Raises
    ------
    NeedsSource
        When an outcome is read from a table whose source was not pulled.

    Examples
    --------
    >>> from precedents.record.store import open_record
    >>> frame = join_outcomes(open_record(), "conflicts", ["recurrence_5y"])
    >>> frame.filter(pl.col("id") == "war:kosovo-1998")["recurrence_5y"].to_list()
    [False]
    """
    frame = record.table(table)
    wanted = [column for column in record.spec(table).derived if column.name in names]
    if not wanted:
        return frame
    world, rows = World(record), frame.to_dicts()
    added = []
    for column in wanted:
        found = find_outcome(column.name)
        assert found is not None  # the library made the column
        outcome, years = found
        values = [
            JUDGES[outcome.id]({**row, "table": table}, years, world)
            if row["entity"] is not None and row["start"] is not None and row[outcome.after] is not None
            else None
            for row in rows
        ]
        added.append(
            pl.Series(column.name, values, dtype=pl.Boolean if column.kind == "flag" else pl.Float64)
        )
    return frame.with_columns(added)
