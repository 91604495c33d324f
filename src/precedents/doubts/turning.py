"""Does the answer stay on its side when part of the comparison is left out?"""

from __future__ import annotations

from collections.abc import Callable

from precedents.core.finding import Doubt, DoubtOutcome, Lean
from precedents.core.stand import Stand


def doubt_turning(
    name: str, author: Stand, left_out: str, how_many: int, refit: Callable[[], Stand]
) -> Doubt:
    """Does the answer stay on its side when part of the comparison is left out?

    Parameters
    ----------
    name
        Id of the doubt.
    author
        The stand on all.
    left_out
        What goes, in words.
    how_many
        How many go; with none the doubt is silent.
    refit
        Tries the same part without them.

    Returns
    -------
    Doubt
        Broken when the estimate comes to lie on the other side.
    """
    if not how_many or author.side is Lean.NEITHER:
        why = f"there are no {left_out}" if not how_many else "no side to lose"
        return Doubt(id=name, outcome=DoubtOutcome.SILENT, critical=True, says=why)
    stand = refit()
    if stand.estimate is None:
        says = f"without {how_many} {left_out} nothing is left to compare"
        return Doubt(id=name, outcome=DoubtOutcome.SILENT, critical=True, says=says)
    broke = stand.side not in (author.side, Lean.NEITHER)
    return Doubt(
        id=name,
        outcome=DoubtOutcome.BROKE if broke else DoubtOutcome.HELD,
        critical=True,
        says=f"without {how_many} {left_out} the estimate is {stand.estimate:.2g} against {author.estimate:.2g}"
        + (", on the other side" if broke else ""),
    )
