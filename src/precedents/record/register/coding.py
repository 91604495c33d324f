"""One source's coding of one intervention, in the terms that all sources share."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

GOVERNMENT, AGAINST, NEUTRAL, THIRD = "government", "against-government", "neutral", "third-party"
SIDES = (GOVERNMENT, AGAINST, NEUTRAL, THIRD)
"""For the government of the place; against it, or for its rebels; for neither; against someone else who is there."""

COMBAT, PRESENCE, RELIEF, EVACUATION, OBSERVATION, CHANGE = (
    "combat",
    "presence",
    "relief",
    "evacuation",
    "observation",
    "leader-change",
)
OPERATIONS = (COMBAT, PRESENCE, RELIEF, EVACUATION, OBSERVATION, CHANGE)
"""What was done: fighting, troops that stand by, transport and relief, evacuation, observation, a leader put in or out."""

FLAGS = (
    *("aim_protection", "aim_regime", "aim_territory", "aim_own_people"),
    *("air", "ground", "naval", "peacekeepers", "leader_change"),
)
"""The columns that a source affirms, denies, or says nothing of."""

OPEN = dt.date(9999, 12, 31).toordinal()
_YEAR = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """What one source says of one intervention.

    ``row`` names the source's own row. ``targets`` are the states or territories, ``places`` every entity whose ground
    that is (itself, the state that it belongs to, what came before or after it within a year), ``territory`` the
    part of a state where the source names one. ``interveners`` are entity ids, ``group:…`` and ``un``; empty where
    the source names none. An end that is None with the precision None was not reached when the source was coded;
    None with ``unknown`` is not known. The flags are None where the source is silent.
    """

    source: str
    row: str
    label: str
    targets: tuple[str, ...]
    places: frozenset[str]
    territory: str | None = None
    start: dt.date
    start_precision: str
    end: dt.date | None
    end_precision: str | None
    interveners: tuple[str, ...]
    side: str | None = None
    operation: str | None = None
    aim_protection: bool | None = None
    aim_regime: bool | None = None
    aim_territory: bool | None = None
    aim_own_people: bool | None = None
    air: bool | None = None
    ground: bool | None = None
    naval: bool | None = None
    peacekeepers: bool | None = None
    leader_change: bool | None = None

    @property
    def key(self) -> tuple[str, str]:
        """Source and row: what names the coding."""
        return self.source, self.row

    @property
    def starts(self) -> tuple[int, int]:
        """The first and the last day on which it can have begun, as ordinals."""
        return read_window(self.start, self.start_precision)

    @property
    def ends(self) -> tuple[int, int]:
        """The first and the last day on which it can have ended; open where it went on, a year after the start where unknown."""
        if self.end is None:
            return (OPEN, OPEN) if self.end_precision is None else (self.starts[0], self.starts[1] + _YEAR)
        first, last = read_window(self.end, self.end_precision or "day")
        return max(first, self.starts[0]), max(last, self.starts[0])

    @property
    def span(self) -> tuple[int, int]:
        """From the first day on which it can have begun to the last on which it can have ended."""
        return self.starts[0], self.ends[1]


def read_window(day: dt.date, precision: str) -> tuple[int, int]:
    """Between which days does a date lie that is known so exactly?

    Parameters
    ----------
    day
        The date.
    precision
        ``day``, ``month``, ``year``; ``unknown`` is taken as a year to either side.

    Returns
    -------
    tuple of int
        The first and the last day, as ordinals.

    Examples
    --------
    >>> [dt.date.fromordinal(day).isoformat() for day in read_window(dt.date(1999, 3, 24), "month")]
    ['1999-03-01', '1999-03-31']
    """
    if precision == "day":
        return day.toordinal(), day.toordinal()
    if precision == "month":
        last = calendar.monthrange(day.year, day.month)[1]
        return day.replace(day=1).toordinal(), day.replace(day=last).toordinal()
    spread = 0 if precision == "year" else 1
    return dt.date(day.year - spread, 1, 1).toordinal(), dt.date(day.year + spread, 12, 31).toordinal()


def read_gap(one: tuple[int, int], other: tuple[int, int]) -> int:
    """How many days lie between two spans at the least? 0 where they touch or overlap.

    Examples
    --------
    >>> read_gap((1, 5), (8, 9)), read_gap((8, 9), (1, 5)), read_gap((1, 5), (5, 9))
    (3, 3, 0)
    """
    return max(one[0] - other[1], other[0] - one[1], 0)
