"""Does an independent source say the same?"""

from __future__ import annotations

from collections.abc import Sequence

from precedents.core.finding import Doubt, DoubtOutcome, Lean
from precedents.core.stand import Stand

ID = "another-source"


def doubt_another_source(author: Stand, others: Sequence[tuple[str, Stand]]) -> Doubt:
    """Does an independent source say the same?

    Parameters
    ----------
    author
        The stand on the source that the part reads.
    others
        The stand on each other source of the record that speaks for the same fact, with its name.

    Returns
    -------
    Doubt
        Broken when a source puts the fact on the other side; silent when the record holds no other.
    """
    spoke: list[str] = []
    for name, stand in others:
        if stand.outside is not None or stand.side is Lean.NEITHER:
            continue
        if stand.side is not author.side:
            words = stand.findings[0].label if stand.findings else "otherwise"
            return Doubt(
                id=ID,
                outcome=DoubtOutcome.BROKE,
                critical=True,
                says=f"the sources disagree; {name}: {words}",
            )
        spoke.append(name)
    if not spoke:
        return Doubt(
            id=ID,
            outcome=DoubtOutcome.SILENT,
            critical=True,
            says="the record holds no second source for this",
        )
    return Doubt(
        id=ID, outcome=DoubtOutcome.HELD, critical=True, says=f"the same by {'; '.join(dict.fromkeys(spoke))}"
    )
