"""Does the answer hang on how many deaths make an event?"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from precedents.core.finding import Doubt, DoubtOutcome, Lean
from precedents.core.stand import Stand

ID = "thresholds-of-deaths"
THRESHOLDS = (25, 100, 1000)
"""The field's own: armed conflict (25 battle deaths in a year), a middle, war (1,000)."""


def doubt_thresholds_of_deaths(
    author: Stand,
    current: float,
    refit: Callable[[float], Stand],
    *,
    thresholds: Sequence[float] = THRESHOLDS,
) -> Doubt:
    """Does the answer hang on how many deaths make an event?

    Parameters
    ----------
    author
        The stand at the author's threshold.
    current
        The author's threshold, in deaths a year.
    refit
        Tries the same part at this threshold.
    thresholds
        The thresholds of the field.

    Returns
    -------
    Doubt
        Broken, by definition, when another threshold puts the answer on the other side: the verdict is
        then ``depends``.
    """
    spoke: list[float] = []
    for threshold in thresholds:
        if threshold == current:
            continue
        stand = refit(threshold)
        if stand.outside is not None or stand.side is Lean.NEITHER:
            continue
        spoke.append(threshold)
        if author.side is not Lean.NEITHER and stand.side is not author.side:
            words = stand.findings[0].label if stand.findings else "the other side"
            return Doubt(
                id=ID,
                outcome=DoubtOutcome.BROKE,
                critical=True,
                by_definition=True,
                says=f"the answer turns on the threshold of deaths: at {threshold:,.0f}, {words}",
            )
    if not spoke:
        return Doubt(
            id=ID, outcome=DoubtOutcome.SILENT, critical=True, says="no other threshold can be tried"
        )
    tried = ", ".join(f"{threshold:,.0f}" for threshold in spoke)
    return Doubt(
        id=ID, outcome=DoubtOutcome.HELD, critical=True, says=f"the same at thresholds of {tried} deaths"
    )
