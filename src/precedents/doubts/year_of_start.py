"""Does it matter whether the year in which it began counts as before or as after?"""

from __future__ import annotations

from collections.abc import Callable

from precedents.core.finding import Doubt, DoubtOutcome, Lean
from precedents.core.stand import Stand

ID = "year-of-start"


def doubt_year_of_start(author: Stand, refit: Callable[[], Stand], counted: str) -> Doubt:
    """Does it matter whether the year in which it began counts as before or as after?

    Figures by year cannot part the days before the start from those after it.

    Parameters
    ----------
    author
        The stand with the year counted one way.
    refit
        Counts it the other way.
    counted
        That other way, in words.

    Returns
    -------
    Doubt
        Broken when the estimate then lies on the other side; silent where it cannot be had.
    """
    other = refit() if author.side is not Lean.NEITHER else None
    if other is None or other.estimate is None:
        return Doubt(
            id=ID, outcome=DoubtOutcome.SILENT, critical=True, says="it cannot be counted the other way"
        )
    broke = other.side not in (author.side, Lean.NEITHER)
    return Doubt(
        id=ID,
        outcome=DoubtOutcome.BROKE if broke else DoubtOutcome.HELD,
        critical=True,
        says=f"with the year of the start counted {counted}, the estimate is {other.estimate:.2g} against "
        f"{author.estimate:.2g}{', on the other side' if broke else ''}",
    )
