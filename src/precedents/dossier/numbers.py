"""How a figure is written: counts, shares, intervals, with units and without false exactness."""

from __future__ import annotations

import math
import re
from typing import Any

from precedents.dossier.dates import EN_DASH, NBSP, render_date

MINUS = "\u2212"

# Names of columns whose integers are codes or years: they take no thousands separator.
_PLAIN_INTEGERS = re.compile(
    r"(?:^|_)(?:year|since|until|code|gwcode|cowcode|id|episode|dispute|dyad)\Z|(?:^|_)year_"
)


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
