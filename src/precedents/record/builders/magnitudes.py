"""Reference magnitudes: how many were killed in events that arguments compare things with, each by its literature."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from precedents.core.errors import RecordError
from precedents.record.builders.hand import build_frame, read_by_hand, read_date
from precedents.record.readers import Read
from precedents.record.states import Entities

SCHEMA: Mapping[str, Any] = {
    "id": pl.String,
    "label": pl.String,
    "entity": pl.String,
    "low": pl.Float64,
    "best": pl.Float64,
    "high": pl.Float64,
    "unit": pl.String,
    "start": pl.Date,
    "start_precision": pl.String,
    "end": pl.Date,
    "end_precision": pl.String,
    "days": pl.Int64,
    "population": pl.Int64,
    "perpetrator": pl.String,
    "source_text": pl.String,
}
"""The columns of the table, in its order."""


def read_magnitude(row: Mapping[str, Any]) -> dict[str, Any]:
    """One magnitude, checked: bounds in order, and days that agree with the dates.

    Raises
    ------
    RecordError
        When there is no figure, bounds are out of order, or days and dates differ.
    """
    known = [row[name] for name in ("low", "best", "high") if row[name] is not None]
    if not known or known != sorted(known):
        raise RecordError(
            f"hand/magnitudes.csv: {row['id']} has the figures {known}; give low, best, high in order"
        )
    start, start_precision = read_date(row, "start")
    end, end_precision = read_date(row, "end")
    days = None
    if start and end and start_precision == end_precision == "day":
        days = (end - start).days + 1
    if row["days"] != days:
        raise RecordError(f"hand/magnitudes.csv: {row['id']} says {row['days']} days, its dates say {days}")
    return {
        **row,
        "start": start,
        "start_precision": start_precision,
        "end": end,
        "end_precision": end_precision,
    }


def build_magnitudes(read: Read, entities: Entities, built: Mapping[str, pl.DataFrame]) -> pl.DataFrame:  # noqa: ARG001
    """How many were killed in events that arguments compare things with?

    Parameters
    ----------
    read
        Gives the rows of a source.
    entities
        Checks that the states exist.
    built
        Not needed.

    Returns
    -------
    polars.DataFrame
        One row an event, columns as in ``tables/magnitudes.toml``.

    Raises
    ------
    RecordError
        When a row names no literature or contradicts itself.
    """
    rows = [read_magnitude(row) for row in read_by_hand(read, "magnitudes")]
    for row in rows:
        entities.label(row["entity"], row["start"].year)
    return build_frame(rows, SCHEMA)
