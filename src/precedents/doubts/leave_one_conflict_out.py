"""Does the answer hang on a single conflict?"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from precedents.core.finding import Doubt, DoubtOutcome, Lean
from precedents.core.stand import Stand

ID = "leave-one-conflict-out"


def doubt_leave_one_conflict_out(
    author: Stand, clusters: Sequence[str], refit: Callable[[str], Stand]
) -> Doubt:
    """Does the answer hang on a single conflict?

    Parameters
    ----------
    author
        The stand on all conflicts.
    clusters
        The conflicts of the class.
    refit
        Tries the same part without the conflict of this name.

    Returns
    -------
    Doubt
        Broken when leaving one conflict out puts the estimate on the other side; silent with fewer than
        three conflicts.
    """
    if len(clusters) < 3 or author.side is Lean.NEITHER:
        says = (
            "fewer than three conflicts, so none can be left out" if len(clusters) < 3 else "no side to lose"
        )
        return Doubt(id=ID, outcome=DoubtOutcome.SILENT, critical=True, says=says)
    low = high = author.estimate
    for cluster in clusters:
        stand = refit(cluster)
        if stand.side is not author.side and stand.side is not Lean.NEITHER:
            says = f"without {cluster} the answer lies on the other side"
            return Doubt(id=ID, outcome=DoubtOutcome.BROKE, critical=True, says=says)
        if stand.estimate is not None and low is not None and high is not None:
            low, high = min(low, stand.estimate), max(high, stand.estimate)
    span = f": it moves between {low:.0%} and {high:.0%}" if low is not None and high is not None else ""
    says = f"leaving out any one of {len(clusters)} conflicts leaves the answer on its side{span}"
    return Doubt(id=ID, outcome=DoubtOutcome.HELD, critical=True, says=says)
