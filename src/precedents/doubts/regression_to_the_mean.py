"""Would it have fallen by itself: do peaks that were left alone fall as much?"""

from __future__ import annotations

from precedents.core.finding import Doubt, DoubtOutcome

ID = "regression-to-the-mean"
HALF = 0.5
"""Where more than half of a change shows among peaks left alone, most of it came by itself."""


def doubt_regression_to_the_mean(treated: float | None, alone: float | None) -> Doubt:
    """Would it have fallen by itself: do peaks that were left alone fall as much?

    Parameters
    ----------
    treated, alone
        Change after the action, and after like peaks without one (nil 0).

    Returns
    -------
    Doubt
        Broken where most of the change came by itself: it must not be read off the cases alone. The estimate
        has it taken away, so this does not block a verdict. Silent where nothing changed, or either is unknown.

    Notes
    -----
    **Source** Galton 1886; Barnett, van der Pols & Dobson 2005 (International Journal of Epidemiology 34: 215–220).
    """
    if treated is None or alone is None or treated == 0:
        return Doubt(
            id=ID, outcome=DoubtOutcome.SILENT, says="no change of which part could have come by itself"
        )
    share = alone / treated
    if share <= 0:
        says = "like peaks left alone did not move that way"
        return Doubt(id=ID, outcome=DoubtOutcome.HELD, says=says)
    broke = share > HALF
    says = "all" if share >= 1 else f"{share:.0%}"
    return Doubt(
        id=ID,
        outcome=DoubtOutcome.BROKE if broke else DoubtOutcome.HELD,
        says=f"{says} of the change shows after like peaks left alone too, on the scale of logarithms; the estimate "
        "has it taken away",
    )
