"""Which way a value leans under an expectation, and the stand of a part that lies outside the record."""

from __future__ import annotations

from typing import Any

from precedents.core.expectation import Expectation
from precedents.core.finding import Finding, Lean
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
