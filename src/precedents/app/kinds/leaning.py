"""Which way a value leans under an expectation, and how values are said in words."""

from __future__ import annotations

import datetime as dt
from typing import Any

from precedents.core.dates import render_date
from precedents.core.expectation import Expectation
from precedents.core.finding import Finding, Lean, Scalar
from precedents.core.stand import Stand

_OPEN_EDGES = frozenset({"most", "few", "more", "fewer"})
"""Words whose mirror shares their line: a value on it lies on neither side."""


def find_side(expects: Expectation, value: Any, *, tolerance: float = 0.0) -> Lean:
    """For, against or neither: on which side of the expectation a value lies."""
    holds = expects.holds(value, tolerance=tolerance)
    if holds is None or (expects.form in _OPEN_EDGES and value == expects.threshold):
        return Lean.NEITHER
    return Lean.FOR if holds else Lean.AGAINST


def outside_stand(kind: str, why: str, *, label: str = "", sources: tuple[str, ...] = ()) -> Stand:
    """The stand of a part for which the record cannot speak."""
    finding = Finding(
        id="",
        kind=kind,
        label=label or why,
        value=None,
        unit="",
        method="look-up in the record's coverage",
        leans=Lean.NEITHER,
        sources=sources,
        decides=True,
    )
    return Stand(lean=Lean.NEITHER, side=Lean.NEITHER, estimate=None, findings=(finding,), outside=why)


def say_value(value: Scalar, unit: str = "") -> str:
    """A value in words: yes and no for flags, dates in full, thousands apart.

    Examples
    --------
    >>> say_value(True), say_value(8360, "killed"), say_value(25.19)
    ('yes', '8,360 killed', '25.19')
    """
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (dt.date, dt.datetime)):
        return render_date(value)
    text = (
        f"{value:,}"
        if isinstance(value, int)
        else f"{value:,.4g}"
        if isinstance(value, float)
        else str(value)
    )
    return f"{text} {unit}".strip()
