"""Could the cases of which something is unknown turn the answer?"""

from __future__ import annotations

from precedents.core.finding import Doubt, DoubtOutcome, Lean

ID = "unknown-comparisons"


def doubt_unknown_comparisons(
    side: Lean,
    widest: Lean,
    unknown: int,
    shares: tuple[float | None, float | None, float | None, float | None],
) -> Doubt:
    """Could the cases of which a comparison or the outcome is unknown turn the answer?

    Parameters
    ----------
    side
        The side of the shares among the cases known to be comparable.
    widest
        The side if everything unknown spoke most against the answer.
    unknown
        How many cases that would add.
    shares
        Of the cases no more favourable and then of those at least as favourable: the share as known, and as
        everything unknown could make it. None without a case.

    Returns
    -------
    Doubt
        Broken, and critical, when the unknown could take the answer off its side.

    Examples
    --------
    >>> doubt_unknown_comparisons(Lean.AGAINST, Lean.NEITHER, 4, (None, None, 0.1, 0.6)).outcome.value
    'broke'
    """
    if side is Lean.NEITHER:
        return Doubt(id=ID, outcome=DoubtOutcome.SILENT, critical=True, says="no side to lose")
    if not unknown:
        says = "of every case that could be comparable, all that is compared is known"
        return Doubt(id=ID, outcome=DoubtOutcome.HELD, critical=True, says=says)
    named = (("no more favourable", shares[:2]), ("at least as favourable", shares[2:]))
    spans = [
        f"{known:.0%} could be {other:.0%} of those {words}"
        for words, (known, other) in named
        if known is not None and other is not None and other != known
    ]
    cases = f"{unknown} more case{'' if unknown == 1 else 's'}"
    says = f"{cases} may be comparable, or may have turned out so; with them {' and '.join(spans)}"
    if widest is side:
        says = f"whatever is unknown of {cases} that may be comparable, the answer stays on its side"
        return Doubt(id=ID, outcome=DoubtOutcome.HELD, critical=True, says=says)
    return Doubt(id=ID, outcome=DoubtOutcome.BROKE, critical=True, says=says)
