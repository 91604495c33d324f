"""How many cases carry the answer: how few must go for it to lie on the other side?"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from precedents.core.finding import Doubt, DoubtOutcome, Lean
from precedents.core.stand import Stand

ID = "leave-one-case-out"


def doubt_leave_one_case_out(
    author: Stand,
    cases: Sequence[str],
    pulls: Sequence[float],
    refit: Callable[[tuple[str, ...]], Stand],
    *,
    noun: str = "cases",
) -> Doubt:
    """How many cases carry the answer: how few must go for it to lie on the other side?

    Parameters
    ----------
    author
        The stand on all cases.
    cases
        Names of the cases.
    pulls
        By how much each moves the estimate towards the side on which it lies; those with most go first.
    refit
        Tries the same part without these cases.
    noun
        What the cases are, in words.

    Returns
    -------
    Doubt
        Broken where leaving out one alone turns the answer; else it says the smallest number found. That is exact
        for a mean of cases, and else an upper bound, as every step is fitted anew. Silent with fewer than three cases or
        without a side.

    Raises
    ------
    ValueError
        When cases and pulls differ in number.

    Notes
    -----
    **Source** Broderick, Giordano & Meager 2023 (arXiv:2011.14999): the most influential set.
    """
    if len(cases) != len(pulls):
        raise ValueError(f"{len(cases)} cases and {len(pulls)} pulls")
    if len(cases) < 3 or author.side is Lean.NEITHER:
        few = f"fewer than three {noun}, so none can be left out" if len(cases) < 3 else "no side to lose"
        return Doubt(id=ID, outcome=DoubtOutcome.SILENT, critical=True, says=few)
    order = [case for case, _ in sorted(zip(cases, pulls, strict=True), key=lambda each: (-each[1], each[0]))]
    turned = 0
    for size in range(1, len(order)):
        stand = refit(tuple(order[:size]))
        if stand.estimate is None:
            break
        if stand.side not in (author.side, Lean.NEITHER):
            turned = size
            break
    if not turned:
        says = f"no number of the {len(order)} {noun}, left out, turns the answer"
        return Doubt(id=ID, outcome=DoubtOutcome.HELD, critical=True, says=says)
    named = ", ".join(order[: min(turned, 4)]) + (", …" if turned > 4 else "")
    says = f"the answer turns once {turned} of {len(order)} {noun} are left out: {named}"
    outcome = DoubtOutcome.BROKE if turned == 1 else DoubtOutcome.HELD
    return Doubt(id=ID, outcome=outcome, critical=True, says=says)
