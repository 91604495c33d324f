"""Does the answer hang on a single dimension?"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from precedents.core.finding import Doubt, DoubtOutcome, Lean
from precedents.core.stand import Stand

ID = "leave-one-dimension-out"


def doubt_leave_one_dimension_out(
    author: Stand, names: Sequence[str], refit: Callable[[str], Stand]
) -> Doubt:
    """Does the answer hang on a single declared dimension?

    Parameters
    ----------
    author
        The stand on every dimension.
    names
        The declared dimensions.
    refit
        Tries the same part without the dimension of this name.

    Returns
    -------
    Doubt
        Broken when leaving one out puts the answer on the other side: with fewer dimensions more cases can be
        compared. Silent with one dimension, or where there is no answer.
    """
    if len(names) < 2 or author.side is Lean.NEITHER:
        says = "a single dimension cannot be left out" if len(names) < 2 else "no side to lose"
        return Doubt(id=ID, outcome=DoubtOutcome.SILENT, critical=True, says=says)
    stands = {name: refit(name) for name in names}
    turned = [name for name, stand in stands.items() if stand.side is author.side.mirrored]
    if turned:
        words = stands[turned[0]].findings[0].label
        says = f"without “{turned[0]}” the answer lies on the other side: {words}"
        return Doubt(id=ID, outcome=DoubtOutcome.BROKE, critical=True, says=says)
    says = f"leaving out any one of {len(names)} dimensions does not turn the answer"
    return Doubt(id=ID, outcome=DoubtOutcome.HELD, critical=True, says=says)
