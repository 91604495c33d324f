"""Does the finding stand on another edition of the same source?"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from precedents.core.finding import Doubt, DoubtOutcome, Lean
from precedents.core.stand import Stand

ID = "vintage"


def doubt_vintage(author: Stand, editions: Sequence[str], refit: Callable[[str], Stand]) -> Doubt:
    """Does the finding stand on another edition of the same source?

    Parameters
    ----------
    author
        The stand on the current edition.
    editions
        The other editions that the record holds, by source id.
    refit
        Tries the same part on the edition of this id.

    Returns
    -------
    Doubt
        Broken when an edition puts the estimate on the other side; silent when there is no other
        edition, or none that covers the case.
    """
    spoke: list[str] = []
    for edition in editions:
        stand = refit(edition)
        if stand.outside is not None or stand.side is Lean.NEITHER:
            continue
        spoke.append(edition)
        if author.side is not Lean.NEITHER and stand.side is not author.side:
            words = stand.findings[0].label if stand.findings else "the other side"
            return Doubt(
                id=ID, outcome=DoubtOutcome.BROKE, critical=True, says=f"on the edition {edition}: {words}"
            )
    if not spoke:
        says = "no other edition of the source in the record speaks for this"
        return Doubt(id=ID, outcome=DoubtOutcome.SILENT, critical=True, says=says)
    return Doubt(
        id=ID, outcome=DoubtOutcome.HELD, critical=True, says=f"the same on the edition {', '.join(spoke)}"
    )
