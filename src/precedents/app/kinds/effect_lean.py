"""Which way an effect leans: the interval under the expectation, whatever the method."""

from __future__ import annotations

from dataclasses import replace
from math import exp, log, log1p

from precedents.app.kinds.leaning import outside_stand
from precedents.core.argument import Part
from precedents.core.errors import UsageError
from precedents.core.finding import Lean
from precedents.core.stand import Stand

NAME = "effect"
EDGE = log(1e4)
"""Ends of an interval beyond ten thousand times are shown as that: they say only that it is not known."""


def lean_effect(
    part: Part, estimate: float, low: float | None, high: float | None, *, smallest: float | None = None
) -> tuple[Lean, Lean]:
    """Lean of the interval and side of the estimate, nil being 0, under the part's expectation.

    Parameters
    ----------
    part
        Of kind ``effect``; ``expects`` is fewer, more, unlike or alike.
    estimate, low, high
        Of the effect; None where there is no interval.
    smallest
        The smallest effect that would matter, on the same scale; by default the part's ``smallest``, as a logarithm.

    Returns
    -------
    tuple of Lean
    """
    form = part.expects.form
    given = part.fields.get("smallest")
    matters = smallest if smallest is not None else log1p(0.2 if given is None else float(given))
    if form in ("unlike", "alike"):
        changed = low is not None and high is not None and (low > 0 or high < 0)
        flat = low is not None and high is not None and -matters < low and high < matters
        lean = Lean.FOR if changed else Lean.AGAINST if flat else Lean.NEITHER
        return (lean.mirrored, lean.mirrored) if form == "alike" else (lean, lean)
    side = Lean.FOR if estimate < 0 else Lean.AGAINST if estimate > 0 else Lean.NEITHER
    firm = low is not None and high is not None and (high < 0 or low > 0)
    lean = side if firm else Lean.NEITHER
    return (lean.mirrored, side.mirrored) if form == "more" else (lean, side)


def read_within(part: Part) -> int:
    """Over how many whole years?"""
    within = part.fields.get("within")
    if within is None:
        return 2
    if float(within) < 1 or not float(within).is_integer():
        raise UsageError(f"“within” counts whole years, at least 1, not {within}")
    return int(within)


def refuse_effect(why: str, sources: tuple[str, ...]) -> Stand:
    """The stand of an effect that is not identified: within the record, and open."""
    said = f"not identified: {why}"
    return replace(outside_stand(NAME, said, sources=sources), outside=None, note=said)


def turn_ratio(logarithm: float | None) -> float | None:
    """From the scale of logarithms to a ratio of deaths, no further than ten thousand times either way.

    Examples
    --------
    >>> turn_ratio(0.0), turn_ratio(50.0), turn_ratio(None)
    (1.0, 10000.0, None)
    """
    return None if logarithm is None else round(exp(min(max(logarithm, -EDGE), EDGE)), 10)


def say_interval(low: float | None, high: float | None) -> str:
    """The interval in words, after the estimate."""
    a, b = turn_ratio(low), turn_ratio(high)
    return "" if a is None or b is None else f", {a:.2g} to {b:,.2g}" if b < 1e3 else f", {a:.2g} to {b:,.0f}"
