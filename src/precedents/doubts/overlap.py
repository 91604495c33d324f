"""Are there controls like the treated at all?"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from precedents.core.finding import Doubt, DoubtOutcome

ID = "overlap"
HALF = 0.5
"""Fewer treated than this with like controls, and the answer is about the minority."""
FAR = 0.25
"""Standard deviations of imbalance left after matching: the usual bound (Rubin 2001)."""


class Likeness(NamedTuple):
    """How many treated have like controls, of how many; what imbalance is left (None unknown); what warns."""

    compared: int
    treated: int
    imbalance: float | None = None
    warnings: tuple[str, ...] = ()


def doubt_overlap(measure: Callable[[], Likeness]) -> Doubt:
    """Are there controls like the treated at all?

    Parameters
    ----------
    measure
        What the design found of likeness.

    Returns
    -------
    Doubt
        Broken where half of the treated have no like control, they stay unlike after matching, or the design warns;
        silent where nobody was treated.
    """
    found = measure()
    if not found.treated:
        return Doubt(id=ID, outcome=DoubtOutcome.SILENT, critical=True, says="nobody to compare")
    said = [f"{found.compared} of {found.treated} have like controls"]
    if found.imbalance is not None:
        said.append(f"{found.imbalance:.2g} standard deviations apart at most once matched")
    said += found.warnings
    broke = (
        found.compared < HALF * found.treated
        or (found.imbalance is not None and found.imbalance > FAR)
        or bool(found.warnings)
    )
    return Doubt(
        id=ID,
        outcome=DoubtOutcome.BROKE if broke else DoubtOutcome.HELD,
        critical=True,
        says="; ".join(said),
    )
