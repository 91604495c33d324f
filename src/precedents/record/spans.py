"""Spans of days with open ends: which years they touch, and for how long."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

OPEN = 10**7
"""A day after every day: where a span ends that has not ended."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days from ``first`` up to and without ``end``, counted as ordinals; 0 and ``OPEN`` are open ends.

    Examples
    --------
    >>> read_span(dt.date(1991, 12, 26), None).days_in(read_window(1991))
    6
    """

    first: int
    end: int

    def days_in(self, other: Span) -> int:
        """How many days both have in common."""
        return max(0, min(self.end, other.end) - max(self.first, other.first))

    def meet(self, other: Span) -> Span:
        """The days that both have in common; without length when there are none."""
        first = max(self.first, other.first)
        return Span(first, max(first, min(self.end, other.end)))


ALWAYS = Span(0, OPEN)
NOW = Span(OPEN - 1, OPEN)
"""The window of whoever gives no date: what has not ended."""


def read_span(start: dt.date | None, end: dt.date | None) -> Span:
    """Which span two dates bound; a missing date leaves that side open.

    Parameters
    ----------
    start
        The first day.
    end
        The first day that no longer belongs to it.

    Returns
    -------
    Span
        The span.
    """
    return Span(start.toordinal() if start else 0, end.toordinal() if end else OPEN)


def read_window(on: int | dt.date | None) -> Span:
    """Which days a year, a date or no date at all stands for.

    Parameters
    ----------
    on
        A year (all its days), a date (that day) or None (now).

    Returns
    -------
    Span
        The days.
    """
    if on is None:
        return NOW
    if isinstance(on, dt.date):
        return Span(on.toordinal(), on.toordinal() + 1)
    return Span(dt.date(on, 1, 1).toordinal(), dt.date(on, 12, 31).toordinal() + 1)


def render_span(start: dt.date | None, end: dt.date | None) -> str:
    """A span in words.

    Examples
    --------
    >>> render_span(dt.date(2003, 2, 4), dt.date(2006, 6, 5)), render_span(None, None)
    ('from 2003-02-04 until 2006-06-05', 'throughout')
    """
    words = [f"from {start}"] if start else []
    words += [f"until {end}"] if end else []
    return " ".join(words) or "throughout"
