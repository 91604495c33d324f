"""Did treated and controls already part before the treatment?"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from precedents.core.finding import Doubt, DoubtOutcome

ID = "pre-trends"
SMALL = 0.05
"""Level at which a difference beforehand counts as one."""


class Before(NamedTuple):
    """The largest difference of the years before (nil 0), and how likely one as large is without any (or None)."""

    largest: float
    p: float | None
    years: int


def doubt_pre_trends(effect: float | None, refit: Callable[[], Before | None]) -> Doubt:
    """Did treated and controls already part before the treatment?

    Parameters
    ----------
    effect
        The estimate, nil being 0.
    refit
        The difference in the years before; None where they cannot be compared.

    Returns
    -------
    Doubt
        Broken where the years before differ by more than chance, or by as much as the effect: a large difference
        that a small sample cannot tell from none is no comfort. Silent where there are none.

    Notes
    -----
    **Source** Roth 2022 (AER: Insights 4: 305–322) on why a test alone does not do.
    """
    found = refit() if effect is not None else None
    if effect is None or found is None or found.years < 1:
        return Doubt(
            id=ID, outcome=DoubtOutcome.SILENT, critical=True, says="no years before can be compared"
        )
    chance = found.p is not None and found.p < SMALL
    broke = chance or abs(found.largest) >= abs(effect)
    odds = "" if found.p is None else f", p = {found.p:.2g}"
    against = "" if chance else f", {'no less' if broke else 'less'} than the effect of {effect:.2g}"
    return Doubt(
        id=ID,
        outcome=DoubtOutcome.BROKE if broke else DoubtOutcome.HELD,
        critical=True,
        says=f"in the years before, they differed by up to {found.largest:.2g}{odds}{against}",
    )
