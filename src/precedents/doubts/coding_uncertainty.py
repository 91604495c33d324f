"""Does the answer stand when figures are drawn from between the sources' low and high?"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from precedents.core.finding import Doubt, DoubtOutcome, Lean
from precedents.core.stand import Stand

ID = "coding-uncertainty"
RARE = 0.05
"""Draws on the other side beyond this share break."""


def doubt_coding_uncertainty(
    author: Stand, draws: int, rng: np.random.Generator, refit: Callable[[int], Stand]
) -> Doubt:
    """Does the answer stand when figures are drawn from between the sources' low and high?

    Parameters
    ----------
    author
        The stand at the best estimates.
    draws
        How many.
    rng
        Where the seeds of the draws come from.
    refit
        Tries the same part on figures drawn with this seed: deaths between low and high, dates within their
        precision, disputed codes either way, as far as the design reads such.

    Returns
    -------
    Doubt
        Broken where more than one draw in twenty lies on the other side; silent where there is no side, or no draw
        can be fitted.
    """
    if author.side is Lean.NEITHER or author.estimate is None:
        return Doubt(id=ID, outcome=DoubtOutcome.SILENT, critical=True, says="no side to lose")
    stands = [refit(int(seed)) for seed in rng.integers(0, 2**31, draws)]
    found = [stand for stand in stands if stand.estimate is not None]
    if not found:
        return Doubt(id=ID, outcome=DoubtOutcome.SILENT, critical=True, says="no draw could be fitted")
    other = sum(stand.side not in (author.side, Lean.NEITHER) for stand in found)
    estimates = [stand.estimate for stand in found if stand.estimate is not None]
    return Doubt(
        id=ID,
        outcome=DoubtOutcome.BROKE if other > RARE * len(found) else DoubtOutcome.HELD,
        critical=True,
        says=f"of {len(found)} draws from between the sources’ low and high, {other} lie on the other side; estimates from "
        f"{min(estimates):.2g} to {max(estimates):.2g}",
    )
