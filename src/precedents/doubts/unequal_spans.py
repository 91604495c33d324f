"""Does the comparison stand when the one span of time is much longer than the other?"""

from __future__ import annotations

from precedents.core.finding import Doubt, DoubtOutcome, Lean

ID = "unequal-spans"
LONGER = 1.5
"""Spans that differ by less than half are near enough alike."""


def doubt_unequal_spans(side: Lean, per_day: Lean, days: tuple[float | None, float | None]) -> Doubt:
    """Does the comparison of totals stand when the one span of time is much longer than the other?

    Parameters
    ----------
    side, per_day
        The side of the comparison in total, and per day.
    days
        The two spans; None where unknown.

    Returns
    -------
    Doubt
        Broken, by definition, when the totals say one thing and the rates another.

    Examples
    --------
    >>> doubt_unequal_spans(Lean.FOR, Lean.AGAINST, (3287, 365)).outcome.value
    'broke'
    """
    first, second = days
    if not first or not second:
        return Doubt(id=ID, outcome=DoubtOutcome.SILENT, says="one of the two spans of time is unknown")
    spans = f"{first:,.0f} days against {second:,.0f}"
    if max(first, second) / min(first, second) < LONGER:
        return Doubt(id=ID, outcome=DoubtOutcome.HELD, says=f"the two spans are near enough alike ({spans})")
    if {side, per_day} == {Lean.FOR, Lean.AGAINST}:
        return Doubt(
            id=ID,
            outcome=DoubtOutcome.BROKE,
            critical=True,
            by_definition=True,
            says=f"the answer turns on whether totals or rates are compared: the spans are {spans}, and a day it is the other",
        )
    return Doubt(
        id=ID, outcome=DoubtOutcome.HELD, says=f"the spans differ ({spans}), but a day it is the same"
    )
