"""Rows compiled by hand: each must say what it rests on, and each date how exactly it is known."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from precedents.core.errors import RecordError
from precedents.record.readers import Read

SOURCE = "hand-1"
PRECISIONS = ("day", "month", "year", "unknown")

_ID = re.compile(r"[a-z-]+:[a-z0-9]+(-[a-z0-9]+)*-\d{4}(-[a-z0-9]+)*")


def read_by_hand(read: Read, name: str) -> list[dict[str, Any]]:
    """Which rows a file compiled by hand holds, each with its literature.

    Parameters
    ----------
    read
        Gives the rows of a source.
    name
        The file's name without its ending.

    Returns
    -------
    list of dict
        The rows; an empty cell is None.

    Raises
    ------
    RecordError
        When a row names no literature, or its id is not one; all faults are named.
    """
    rows = read(SOURCE, name).to_dicts()
    faults = [
        f"row {number} ({row.get('id') or '?'}) {fault}"
        for number, row in enumerate(rows, start=2)
        for fault in _read_faults(row)
    ]
    if faults:
        raise RecordError(f"hand/{name}.csv: {'; '.join(faults)}")
    return rows


def _read_faults(row: Mapping[str, Any]) -> Iterable[str]:
    if not str(row.get("source_text") or "").strip():
        yield "names no literature in source_text"
    if "id" in row and not _ID.fullmatch(str(row["id"])):
        yield "has no id of the form kind:place-year"


def read_date(row: Mapping[str, Any], column: str) -> tuple[dt.date | None, str | None]:
    """Which date a cell holds, and how exactly it is known.

    Parameters
    ----------
    row
        The row.
    column
        The date's column; its companion ends in ``_precision``.

    Returns
    -------
    tuple
        The date and its precision; None and None where the cell is empty.

    Raises
    ------
    RecordError
        When a date has no precision, a precision has no date, or either cannot be read.

    Examples
    --------
    >>> read_date({"id": "x", "start": "1941-09-29", "start_precision": "day"}, "start")
    (datetime.date(1941, 9, 29), 'day')
    """
    cell, precision = row[column], row[f"{column}_precision"]
    if cell is None and precision is None:
        return None, None
    try:
        date = dt.date.fromisoformat(cell)
    except (TypeError, ValueError) as error:
        raise RecordError(f"hand: {column} of {row['id']} is {cell!r}; write year-month-day") from error
    if precision not in PRECISIONS:
        raise RecordError(
            f"hand: {column}_precision of {row['id']} is {precision!r}; it is one of {', '.join(PRECISIONS)}"
        )
    return date, precision


def build_frame(rows: Iterable[Mapping[str, Any]], schema: Mapping[str, Any]) -> pl.DataFrame:
    """Which frame these rows make, in the order of the schema, sorted by id.

    Raises
    ------
    RecordError
        When two rows have one id.
    """
    frame = pl.DataFrame([{name: row[name] for name in schema} for row in rows], schema=dict(schema))
    twice = frame.filter(pl.col("id").is_duplicated())["id"].unique().sort().to_list()
    if twice:
        raise RecordError(f"hand: more than one row is called {twice}")
    return frame.sort("id")
