"""How dates are written for a reader, and where they lie on an axis of years."""

from __future__ import annotations

import datetime as dt
import re

NBSP = "\u00a0"
EN_DASH = "\u2013"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")


def render_date(text: str) -> str:
    """How is an ISO date written for a reader?

    Examples
    --------
    >>> render_date("1999-03-24").replace(NBSP, " "), render_date("1999"), render_date("spring")
    ('24 Mar 1999', '1999', 'spring')
    """
    if not _ISO_DATE.match(text):
        return text
    try:
        date = dt.date.fromisoformat(text)
    except ValueError:
        return text
    return f"{date.day}{NBSP}{MONTHS[date.month - 1]}{NBSP}{date.year}"


def render_span(start: str | None, end: str | None) -> str:
    """How are a start and an end written as one span?

    Examples
    --------
    >>> render_span("1999-03-24", "1999-06-10").replace(NBSP, " ")
    '24 Mar 1999 – 10 Jun 1999'
    >>> render_span("2013-01-11", None).replace(NBSP, " "), render_span(None, None)
    ('11 Jan 2013 – no end in the record', 'dates unknown')
    """
    if not start and not end:
        return "dates unknown"
    if start and start == end:
        return render_date(start)
    first = render_date(start) if start else "start unknown"
    last = render_date(end) if end else "no end in the record"
    return f"{first} {EN_DASH} {last}"


def read_decimal_year(text: str | None) -> float | None:
    """Where on an axis of years does an ISO date lie?

    Charts use decimal years so that no reader's time zone can move a mark.

    Examples
    --------
    >>> read_decimal_year("1999-01-01"), read_decimal_year("1999"), read_decimal_year(None)
    (1999.0, 1999.0, None)
    """
    if not text:
        return None
    try:
        date = dt.date.fromisoformat(text)
    except ValueError:
        return float(text) if re.fullmatch(r"\d{4}", text) else None
    return round(date.year + (date.timetuple().tm_yday - 1) / 365.25, 3)
