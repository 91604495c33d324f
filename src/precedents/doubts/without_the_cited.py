"""Does the answer stand without the cases that suggested it?"""

from __future__ import annotations

from collections.abc import Callable

from precedents.core.finding import Doubt, DoubtOutcome, Lean
from precedents.core.stand import Stand

ID = "without-the-cited"


def doubt_without_the_cited(author: Stand, cited: int, refit: Callable[[], Stand]) -> Doubt:
    """Does the answer stand without the cases that suggested it?

    Parameters
    ----------
    author
        The stand on the whole class.
    cited
        How many cases of the class the author cites.
    refit
        Tries the same part on the class without them.

    Returns
    -------
    Doubt
        Broken when the rest of the class lies on the other side; silent when nothing of the class is cited.
    """
    if cited == 0 or author.side is Lean.NEITHER:
        return Doubt(id=ID, outcome=DoubtOutcome.SILENT, says="no case of the class is cited")
    stand = refit()
    if stand.outside is not None:
        return Doubt(id=ID, outcome=DoubtOutcome.SILENT, says="no case is left without the cited ones")
    words = stand.findings[0].label if stand.findings else ""
    if stand.side is not author.side and stand.side is not Lean.NEITHER:
        return Doubt(
            id=ID, outcome=DoubtOutcome.BROKE, critical=True, says=f"without the cited cases: {words}"
        )
    return Doubt(id=ID, outcome=DoubtOutcome.HELD, critical=True, says=f"without the cited cases: {words}")
