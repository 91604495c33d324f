"""Spells of time at risk, and at each time of an event how many were at risk and how many had it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from precedents.core.errors import UsageError

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventTable:
    """Who was at risk and who had the event, at each time at which somebody had it.

    Arrays of one value a time (length k, increasing): ``times``, ``at_risk``, ``events`` (of any cause), ``by_cause``
    (k by the number of causes). ``n`` spells.
    """

    times: Floats
    at_risk: Floats
    events: Floats
    by_cause: Floats
    n: int


def check_spells(start: Floats, stop: Floats) -> None:
    """Does every spell have a length?

    Raises
    ------
    UsageError
        When a spell ends before or when it starts, or a time is not finite.
    """
    if not np.isfinite(stop).all():
        raise UsageError("a time of leaving is not a finite number")
    wrong = np.flatnonzero(~(start < stop))
    if wrong.size:
        first = int(wrong[0])
        raise UsageError(
            f"{wrong.size} of {stop.size} spells do not end after they start (the first, row {first} counted from 0, "
            f"runs from {start[first]:g} to {stop[first]:g}): leave them out, or give what ends on its first day half a day"
        )


def count_events(start: Floats, stop: Floats, cause: NDArray[np.int64], causes: int) -> EventTable:
    """How many were at risk, and how many had the event, at each time at which somebody had it?

    A spell counts at risk after its start and up to its stop, both read so that who leaves at a time is still at risk
    then and who enters at a time is not yet.

    Parameters
    ----------
    start, stop
        When each spell comes under observation and leaves it (length n).
    cause
        What ended it: 0 nothing that was observed (censored), else the number of the cause, from 1 (length n).
    causes
        How many causes there are.

    Returns
    -------
    EventTable

    Raises
    ------
    UsageError
        When a spell has no length.

    Examples
    --------
    >>> import numpy as np
    >>> never = np.full(3, -np.inf)
    >>> table = count_events(never, np.array([2.0, 3.0, 3.0]), np.array([1, 0, 1]), 1)
    >>> table.times.tolist(), table.at_risk.tolist(), table.events.tolist()
    ([2.0, 3.0], [3.0, 2.0], [1.0, 1.0])
    """
    check_spells(start, stop)
    times, place = np.unique(stop[cause > 0], return_inverse=True)
    by_cause = np.zeros((times.size, causes))
    np.add.at(by_cause, (place, cause[cause > 0] - 1), 1.0)
    entered = np.searchsorted(np.sort(start), times, side="left")
    left = np.searchsorted(np.sort(stop), times, side="left")
    return EventTable(
        times=times,
        at_risk=(entered - left).astype(np.float64),
        events=by_cause.sum(axis=1),
        by_cause=by_cause,
        n=int(stop.size),
    )
