"""Could the cases whose outcome nobody knows turn the answer?"""

from __future__ import annotations

from precedents.core.finding import Doubt, DoubtOutcome, Lean

ID = "unknown-outcomes"


def doubt_unknown_outcomes(
    successes: int, known: int, unknown: int, threshold: float, side: Lean, side_at: dict[bool, Lean]
) -> Doubt:
    """Could the cases whose outcome nobody knows turn the answer?

    Parameters
    ----------
    successes, known, unknown
        Successes among the known outcomes, how many are known, how many are not.
    threshold
        The share that decides.
    side
        The side of the share among the known.
    side_at
        The side when every unknown outcome is a failure (False) or a success (True).

    Returns
    -------
    Doubt
        Broken, and critical, when the unknown outcomes could take the share off its side: they are seldom
        missing by chance (most are cases that never ended).

    Examples
    --------
    >>> doubt_unknown_outcomes(13, 41, 0, .5, Lean.AGAINST, {}).outcome.value
    'held'
    """
    if unknown == 0:
        return Doubt(
            id=ID, outcome=DoubtOutcome.HELD, critical=True, says="the outcome of every case is known"
        )
    span = f"{successes} of {known + unknown} to {successes + unknown} of {known + unknown}"
    if any(other is not side for other in side_at.values()):
        says = f"{unknown} of {known + unknown} outcomes are unknown; with them the share could be {span}"
        return Doubt(
            id=ID,
            outcome=DoubtOutcome.BROKE,
            critical=True,
            says=f"{says}, which reaches {threshold:.0%}",
        )
    return Doubt(
        id=ID,
        outcome=DoubtOutcome.HELD,
        critical=True,
        says=f"whatever the {unknown} unknown outcomes are, the share ({span}) stays on its side of {threshold:.0%}",
    )
