"""Dates as sources know them: to the day, the month, the year, or hardly at all."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """An event with its date as coded and the precision with which the source knows it.

    ``precision`` is ``day``, ``month``, ``year`` or ``unknown``. ``outside`` is the reason why the record has
    no date, or None.
    """

    label: str
    date: dt.date | None
    precision: str = "day"
    case: str = ""
    column: str = ""
    sources: tuple[str, ...] = ()
    outside: str | None = None

    @property
    def window(self) -> tuple[dt.date, dt.date]:
        """Earliest and latest date that the source allows."""
        if self.date is None:
            raise ValueError(f"{self.label} has no date")
        return find_window(self.date, self.precision)

    @property
    def words(self) -> str:
        """The date in words, no more precise than it is known."""
        if self.date is None:
            return "no date"
        return render_date(self.date, self.precision)


def find_window(date: dt.date, precision: str) -> tuple[dt.date, dt.date]:
    """Which dates does a date of this precision stand for?

    Parameters
    ----------
    date
        The date as coded.
    precision
        ``day``, ``month``, ``year`` or ``unknown`` (a year either way).

    Returns
    -------
    tuple
        Earliest and latest date.

    Examples
    --------
    >>> find_window(dt.date(1992, 4, 30), "month")
    (datetime.date(1992, 4, 1), datetime.date(1992, 4, 30))
    """
    if precision == "day":
        return date, date
    if precision == "month":
        return date.replace(day=1), date.replace(day=calendar.monthrange(date.year, date.month)[1])
    if precision == "year":
        return dt.date(date.year, 1, 1), dt.date(date.year, 12, 31)
    return dt.date(date.year - 1, 1, 1), dt.date(date.year + 1, 12, 31)


def render_date(date: dt.date, precision: str = "day") -> str:
    """A date in words, no more precise than it is known.

    Examples
    --------
    >>> render_date(dt.date(1999, 3, 24)), render_date(dt.date(1992, 4, 30), "month")
    ('24 March 1999', 'April 1992')
    """
    if precision == "day":
        return f"{date.day} {date:%B %Y}"
    if precision == "month":
        return f"{date:%B %Y}"
    return f"{date:%Y}" if precision == "year" else f"about {date:%Y}"
