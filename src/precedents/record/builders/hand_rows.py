"""Rows compiled by hand as the builders of entities read them: text, dates with their precision, a source each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import polars as pl

from precedents.core.errors import RecordError
from precedents.record.catalogue import HAND
from precedents.record.readers import Read

HandRow = Mapping[str, str | None]
Cell = str | int | bool | dt.date | None

_PRECISIONS = {4: "year", 7: "month", 10: "day"}


def read_moment(text: str | None) -> tuple[dt.date | None, str]:
    """Which date a year, a month or a day in ISO form is, and how precise.

    Parameters
    ----------
    text
        ``1967``, ``1967-12``, ``1967-12-12`` or None.

    Returns
    -------
    tuple of date and str
        The first day that it may mean, and ``year``, ``month``, ``day`` or, for None, ``unknown``.

    Examples
    --------
    >>> read_moment("1967-12")
    (datetime.date(1967, 12, 1), 'month')
    """
    if not text:
        return None, "unknown"
    return dt.date.fromisoformat(f"{text}-01-01"[:10]), _PRECISIONS[len(text)]


def read_day(text: str | None) -> dt.date | None:
    """Which day a text in ISO form is; None for None.

    Parameters
    ----------
    text
        ``1967-12-12`` or None.

    Returns
    -------
    date or None
        The day.

    Raises
    ------
    RecordError
        When the text is less precise than a day.
    """
    day, precision = read_moment(text)
    if precision in ("year", "month"):
        raise RecordError(f"lives and codes compiled by hand are dated to the day, not {text!r}")
    return day


def read_dates(row: HandRow) -> dict[str, Cell]:
    """The start and the end of a row, each with its precision."""
    start, start_precision = read_moment(row["start"])
    end, end_precision = read_moment(row["end"])
    return {"start": start, "start_precision": start_precision, "end": end, "end_precision": end_precision}


def render_days(start: dt.date | None, end: dt.date | None) -> dict[str, Cell]:
    """The same columns for dates that are known to the day, or not at all."""
    return {
        "start": start,
        "start_precision": "day" if start else "unknown",
        "end": end,
        "end_precision": "day" if end else "unknown",
    }


def read_rows(read: Read, member: str) -> list[dict[str, str | None]]:
    """What a file compiled by hand holds.

    Parameters
    ----------
    read
        Gives the rows of a source.
    member
        The file's name without its ending.

    Returns
    -------
    list of dict
        Every cell text or None.

    Raises
    ------
    RecordError
        When a row names no source.
    """
    rows = read(HAND, member).cast(pl.String).rows(named=True)
    for number, row in enumerate(rows, start=2):
        if not row["source"]:
            raise RecordError(f"hand/{member}.csv:{number}: the row names no source; say what it rests on")
    return rows
