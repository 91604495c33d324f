"""How the figure of a finding is written: value, interval and unit, each unit in words of its own."""

from __future__ import annotations

import re
from typing import Any

from precedents.dossier.dates import EN_DASH, NBSP
from precedents.dossier.numbers import (
    render_number,
    render_percent,
    render_range,
    render_scalar,
    render_share,
)

SHARE_UNITS = frozenset({"share", "share of cases", "share of comparable cases", "proportion", "fraction"})
PERCENT_UNITS = frozenset({"%", "percent", "per cent"})
UNITLESS = frozenset({"", "yes/no", "flag", "date", "text", "none"})
NAMED_FIRST = ("odds", "index", "probability", "distance")
"""Units that name the figure instead of counting something: they stand before it."""

_SCALE = re.compile(r"\d+[-–]\d+\Z")
_IN_BRACKETS = re.compile(r"(.+?) (\(.+\))\Z")
_YEAR_LIKE = re.compile(r"\byear\Z|^(?:first|last) year\b")
_YEAR = re.compile(r"\d{4}\Z")
SMALLEST_P = 0.001


def render_quantity(
    value: Any, low: Any = None, high: Any = None, unit: str = "", n: int | None = None
) -> str:
    """How is the figure of a finding written: value, interval, unit?

    Parameters
    ----------
    value, low, high
        The figure and its interval or the sources' bounds; None where unknown or absent.
    unit
        ``share`` makes it "so many of so many"; ``%`` is a change in per cent; ``p`` is the chance of so large
        a difference where there is none.
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
    >>> render_quantity(8.2, 1.3, None, "odds").replace(NBSP, " ")
    'odds 8.2 (at least 1.3)'
    >>> render_quantity(1, unit="days").replace(NBSP, " "), render_quantity(3, unit="1-5")
    ('1 day', '3 on a scale of 1–5')
    >>> render_quantity("1995-12-14", unit="date").replace(NBSP, " ")
    '14 Dec 1995'
    >>> render_quantity("1990", "1986", "1992"), render_quantity(1990, unit="first year of the new practice")
    ('1990 (1986–1992)', 'first year of the new practice: 1990')
    >>> render_quantity(1.0, unit="p of no difference").replace(NBSP, " ")
    'p = 1.00, were there no difference'
    >>> render_quantity(8.6, 4.7, 9.8, "ratio A / B").replace(NBSP, " ")
    '8.6 times (4.7–9.8)'
    >>> render_quantity(-1 / 6, unit="difference of shares").replace(NBSP, " ")
    '−17 percentage points'
    >>> render_quantity(0.67, unit="mean place of the cited (0 nearest, 1 farthest)").replace(NBSP, " ")
    'mean place of the cited 0.67 (0 nearest, 1 farthest)'
    >>> render_quantity(None, unit="deaths")
    'unknown'
    """
    if value is None:
        return "unknown"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return render_scalar(value) + _years_around(value, low, high)
    ends = [
        end if isinstance(end, int | float) and not isinstance(end, bool) else None for end in (low, high)
    ]
    if unit in SHARE_UNITS and 0 <= value <= 1:
        return _share_of(float(value), ends[0], ends[1], n)
    if unit == "p" or unit.startswith("p of"):
        figure = (
            f"<{NBSP}{SMALLEST_P}" if value < SMALLEST_P else f"={NBSP}{value:.{2 if value >= 0.1 else 3}f}"
        )
        return f"p{NBSP}{figure}, were there no difference"
    if unit == "difference of shares":
        value, unit = 100 * value, "percentage points"
        ends = [None if end is None else 100 * end for end in ends]
    bounds = [None if end is None else _plain(end, unit) for end in ends]
    return _with_unit(_plain(value, unit), value, unit) + _interval(
        bounds[0], bounds[1], _plain(value, unit), unit
    )


def _years_around(value: Any, low: Any, high: Any) -> str:
    """Years of a break come as texts: no arithmetic is meant, but the years not told from it are."""
    years = [str(each) for each in (value, low, high)]
    if not all(_YEAR.match(each) for each in years) or years[1] == years[2]:
        return ""
    return f" ({render_range(years[1], years[2])})"


def _plain(value: float, unit: str) -> str:
    year = _YEAR_LIKE.search(unit) and float(value).is_integer() and 1000 <= value <= 9999
    return str(int(value)) if year else render_number(value)


def _with_unit(figure: str, value: float, unit: str) -> str:
    """The unit after the figure, before it where it names the figure; one of a thing is singular."""
    if unit in UNITLESS or unit == "year":
        return figure
    if unit in PERCENT_UNITS:
        return f"{figure}{NBSP}%"
    if unit.startswith("ratio"):
        # "ratio A / B" and "ratio of deaths": so many times; the label says what of what.
        of = unit.removeprefix("ratio of ") if unit.startswith("ratio of ") else ""
        return f"{figure}{NBSP}times{f' the {of}' if of else ''}"
    if unit.startswith(("first year", "last year")):
        return f"{unit}: {figure}"
    if _SCALE.match(unit):
        return f"{figure} on a scale of {unit.replace('-', EN_DASH)}"
    if found := _IN_BRACKETS.match(unit):
        return f"{found[1]}{NBSP}{figure} {found[2]}"
    if unit.startswith(NAMED_FIRST):
        return f"{unit}{NBSP}{figure}"
    if value == 1 and unit.endswith("s") and unit != "times":
        unit = unit.removesuffix("s")
    return f"{figure}{NBSP}{unit}"


def _interval(low: str | None, high: str | None, figure: str, unit: str) -> str:
    tail = f"{NBSP}%" if unit in PERCENT_UNITS else ""
    if low is None and high is None:
        return ""
    if low is None or high is None:
        return f" (at most {high}{tail})" if low is None else f" (at least {low}{tail})"
    return "" if low == figure == high else f" ({render_range(low, high)}{tail})"


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
