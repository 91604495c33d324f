"""Which cases of a table are perhaps the same event as a user's own, and which are not independent of it?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from precedents.core.dates import find_window
from precedents.record.overlay_cells import PRECISION

Row = Mapping[str, Any]


def find_span(row: Row) -> tuple[dt.date, dt.date] | None:
    """Which are the earliest and the latest day that a case may have had? Without an end it goes on.

    Examples
    --------
    >>> find_span({"start": dt.date(1999, 3, 1), "start_precision": "month", "end": None})
    (datetime.date(1999, 3, 1), datetime.date(9999, 12, 31))
    """
    start, end = row.get("start"), row.get("end")
    if start is None:
        return None
    first = find_window(start, row.get(f"start{PRECISION}") or "day")[0]
    return first, find_window(end, row.get(f"end{PRECISION}") or "day")[1] if end is not None else dt.date.max


def find_alike(row: Row, others: Iterable[Row]) -> list[Row]:
    """Which other cases have the entity of this one, or its territory, and may have had a day in common with it?

    Parameters
    ----------
    row
        A case: ``id``, ``entity``, perhaps ``target``, and its dates with their precision.
    others
        Cases of the same table; one of the same id is left out.

    Returns
    -------
    list
        In the order given.
    """
    span = find_span(row)
    found: list[Row] = []
    for other in _share_place(row, others):
        its = find_span(other)
        if span is not None and its is not None and its[0] <= span[1] and span[0] <= its[1]:
            found.append(other)
    return found


def find_cluster(row: Row, others: Iterable[Row]) -> str:
    """Of which cases is a new case not independent, where its file does not say?

    Of those of the same place and time, where these are one cluster; else of every case of the place, where all
    are one; else of none. To count it as independent of a case that it overlaps would make an answer look surer
    than it is.

    Parameters
    ----------
    row, others
        As for :func:`find_alike`.

    Returns
    -------
    str
        The name of the cluster; the id of the case where it is one of its own.

    Examples
    --------
    >>> held = [{"id": "war:a-1999", "entity": "AAA", "start": dt.date(1999, 1, 1), "end": None, "cluster": "7"}]
    >>> find_cluster({"id": "war:b-2001", "entity": "AAA", "start": dt.date(2001, 1, 1), "end": None}, held)
    '7'
    """
    near = list(_share_place(row, others))
    for cases in (find_alike(row, near), near):
        clusters = {case["cluster"] for case in cases}
        if len(clusters) == 1 and None not in clusters:
            return str(clusters.pop())
    return str(row["id"])


def _share_place(row: Row, others: Iterable[Row]) -> Iterable[Row]:
    places = {row["entity"], row.get("target")} - {None}
    return (
        other
        for other in others
        if other["id"] != row["id"] and places & {other["entity"], other.get("target")}
    )
