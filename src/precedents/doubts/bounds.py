"""Does the comparison stand between the sources' low and high estimates?"""

from __future__ import annotations

from precedents.core.finding import Doubt, DoubtOutcome, Lean
from precedents.core.stand import Stand

ID = "low-and-high-estimates"


def doubt_bounds(author: Stand, low: Stand | None, high: Stand | None) -> Doubt:
    """Does the answer stand between the sources' low and high estimates?

    Parameters
    ----------
    author
        The stand at the best estimates.
    low, high
        The stand at the bounds least and most favourable to a large value; None where a source gives none.

    Returns
    -------
    Doubt
        Broken when a bound lies on the other side; silent when no source gives bounds.
    """
    given = [stand for stand in (low, high) if stand is not None and stand.outside is None]
    if not given:
        return Doubt(
            id=ID, outcome=DoubtOutcome.SILENT, critical=True, says="the sources give no low or high estimate"
        )
    other = next((stand for stand in given if stand.side is not author.side), None)
    if other is not None:
        words = other.findings[0].label if other.findings else "the other side"
        return Doubt(
            id=ID,
            outcome=DoubtOutcome.BROKE,
            critical=True,
            says=f"within the sources' own bounds the answer can be the other: {words}",
        )
    side = "on its side" if author.side is not Lean.NEITHER else "open"
    return Doubt(
        id=ID,
        outcome=DoubtOutcome.HELD,
        critical=True,
        says=f"the answer stays {side} at the sources' bounds",
    )
