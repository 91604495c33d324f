"""How a figure is written: counts, shares, intervals, dates, with units and no false exactness."""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import Any

NBSP = "\u00a0"
EN_DASH = "\u2013"
MINUS = "\u2212"
SHARE_UNITS = frozenset({"share", "proportion", "fraction"})
PERCENT_UNITS = frozenset({"%", "percent", "per cent"})
UNITLESS = frozenset({"", "yes/no", "flag", "date", "text", "none"})

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
# Names of columns whose integers are codes or years: they take no thousands separator.
_PLAIN_INTEGERS = re.compile(r"(?:^|_)(?:year|code|gwcode|cowcode|id|episode|dispute|dyad)\Z|(?:^|_)year_")


def render_number(value: float) -> str:
    """How is this number written?

    Integers are written in full: the source gives them. Other numbers keep two significant digits, and
    never lose a digit before the point.

    Parameters
    ----------
    value
        A finite number.

    Returns
    -------
    str
        The number with thousands separated by commas and a true minus sign.

    Examples
    --------
    >>> render_number(33771), render_number(131.44), render_number(4.8312), render_number(0.003412)
    ('33,771', '131', '4.8', '0.0034')
    >>> render_number(-12.0), render_number(2.0)
    ('−12', '2')
    """
    if isinstance(value, float) and not math.isfinite(value):
        return "unbounded" if math.isinf(value) else "unknown"
    if float(value).is_integer():
        text = f"{int(value):,}"
    elif abs(value) >= 10:
        text = f"{value:,.0f}"
    elif abs(value) >= 1:
        text = f"{value:.1f}"
    else:
        text = f"{value:.{1 - math.floor(math.log10(abs(value)))}f}"
    return text.replace("-", MINUS)


def render_percent(share: float) -> str:
    """How is this share written as a percentage?

    Near the ends one decimal is kept, so that 99.7 % is not written as all, nor 0.3 % as none.

    Examples
    --------
    >>> [render_percent(x).replace(NBSP, " ") for x in (0.317, 0.0, 1.0, 0.003, 0.9994, 0.99999)]
    ['32 %', '0 %', '100 %', '0.3 %', '99.9 %', '> 99.9 %']
    """
    percent = 100 * share
    if percent in (0.0, 100.0) or 1 <= percent <= 99:
        text = f"{percent:.0f}"
    elif percent > 99.94 and percent < 100:
        text = f">{NBSP}99.9"
    elif 0 < percent < 0.06:
        text = f"<{NBSP}0.1"
    else:
        text = f"{percent:.1f}".replace("-", MINUS)
    return f"{text}{NBSP}%"


def render_range(low: str, high: str) -> str:
    """How are two ends written as one range? With a dash, or with words when a minus sign is near.

    Examples
    --------
    >>> render_range("20", "47"), render_range("−5", "3")
    ('20–47', '−5 to 3')
    """
    if MINUS in low or MINUS in high or "<" in high or ">" in low:
        return f"{low} to {high}"
    return f"{low}{EN_DASH}{high}"


def render_share(count: int, n: int, low: float | None = None, high: float | None = None) -> str:
    """How are so many of so many written, with the share and its interval?

    Parameters
    ----------
    count, n
        Cases with the outcome, and cases where it is known.
    low, high
        Ends of the interval of the share, or None where there is none.

    Returns
    -------
    str
        Never a percentage without its count.

    Examples
    --------
    >>> render_share(13, 41, 0.196, 0.471).replace(NBSP, " ")
    '13 of 41 (32 %, 20–47 %)'
    >>> [render_share(k, k).replace(NBSP, " ") for k in (3, 0)]
    ['3 of 3 (100 %)', '0 of 0']
    """
    head = f"{count:,}{NBSP}of{NBSP}{n:,}"
    if n == 0:
        return head
    share = render_percent(count / n)
    if low is None or high is None:
        return f"{head} ({share})"
    low_text, high_text = render_percent(low), render_percent(high)
    return f"{head} ({share}, {render_range(low_text.removesuffix(f'{NBSP}%'), high_text)})"


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
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{date.day}{NBSP}{months[date.month - 1]}{NBSP}{date.year}"


def render_scalar(value: Any, column: str = "") -> str:
    """How is any value of a row written? ``None`` is "unknown", never blank and never zero.

    Parameters
    ----------
    value
        A JSON value.
    column
        The column that it stands in: years and codes take no thousands separator.

    Examples
    --------
    >>> render_scalar(None), render_scalar(True), render_scalar(1999, "start_year"), render_scalar(1999)
    ('unknown', 'yes', '1999', '1,999')
    >>> render_scalar(["NATO", "Albania"])
    'NATO; Albania'
    """
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) and _PLAIN_INTEGERS.search(column):
        return str(value)
    if isinstance(value, int | float):
        return render_number(value)
    if isinstance(value, list | tuple):
        return "; ".join(render_scalar(item, column) for item in value) or "none"
    if isinstance(value, dict):
        return "; ".join(f"{key}: {render_scalar(item, str(key))}" for key, item in value.items()) or "none"
    return render_date(str(value))


def render_quantity(
    value: Any, low: Any = None, high: Any = None, unit: str = "", n: int | None = None
) -> str:
    """How is the figure of a finding written: value, interval, unit?

    Parameters
    ----------
    value, low, high
        The figure and its interval or the sources' bounds; None where unknown or absent.
    unit
        ``share`` makes it "so many of so many"; ``%`` is a change in per cent.
    n
        How many cases the figure rests on; needed to write a share as a count.

    Returns
    -------
    str
        The figure as it stands in a sentence.

    Examples
    --------
    >>> render_quantity(13 / 41, 0.2, 0.47, "share", 41).replace(NBSP, " ")
    '13 of 41 (32 %, 20–47 %)'
    >>> render_quantity(8360, 8002, 8720, "deaths").replace(NBSP, " ")
    '8,360 deaths (8,002–8,720)'
    >>> render_quantity("1995-12-14", unit="date").replace(NBSP, " ")
    '14 Dec 1995'
    >>> render_quantity(None, unit="deaths")
    'unknown'
    """
    if value is None:
        return "unknown"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return render_scalar(value)
    ends = (low, high) if isinstance(low, int | float) and isinstance(high, int | float) else (None, None)
    if unit in SHARE_UNITS and 0 <= value <= 1:
        return _share_of(float(value), ends[0], ends[1], n)
    years = unit == "year"
    figure = str(value) if years and isinstance(value, int) else render_number(value)
    sign = "%" if unit in PERCENT_UNITS else "" if unit in UNITLESS or years else unit
    text = f"{figure}{NBSP}{sign}" if sign else figure
    if ends[0] is None or ends[1] is None or (ends[0] == value == ends[1]):
        return text
    bounds = [str(end) if years and isinstance(end, int) else render_number(end) for end in ends]
    tail = f"{NBSP}%" if unit in PERCENT_UNITS else ""
    return f"{text} ({render_range(bounds[0], bounds[1])}{tail})"


def _share_of(share: float, low: float | None, high: float | None, n: int | None) -> str:
    """A share as a count where it is one; a weighted share says over how many cases it goes."""
    if n is not None and n >= 0:
        count = round(share * n)
        if abs(share * n - count) < 0.02:
            return render_share(count, n, low, high)
    text = render_percent(share)
    if low is not None and high is not None:
        ends = render_range(render_percent(low).removesuffix(f"{NBSP}%"), render_percent(high))
        text = f"{text} ({ends})"
    return f"{text}, weighted over {n:,} cases" if n is not None else f"{text} of an unstated number of cases"


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


def render_years(start: str | None, end: str | None) -> str:
    """How are the years of a case written, short?

    Examples
    --------
    >>> render_years("1992-08-14", "1993-12-01"), render_years("1999-03-24", "1999-06-10")
    ('1992–1993', '1999')
    >>> render_years("2013-01-11", None), render_years(None, None)
    ('2013–', '')
    """
    first, last = (start or "")[:4], (end or "")[:4]
    if not first:
        return last
    return first if first == last else f"{first}{EN_DASH}{last}"


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
