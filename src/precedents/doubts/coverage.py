"""Does the record speak for all the years that were asked about?"""

from __future__ import annotations

from precedents.core.finding import Doubt, DoubtOutcome

ID = "coverage"


def doubt_coverage(asked: tuple[int | None, int | None], covered: tuple[int, int], searched: str) -> Doubt:
    """Does the record speak for all the years that were asked about?

    A count of none, or of all, needs complete coverage: what lies outside is not zero.

    Parameters
    ----------
    asked
        First and last year asked about; None where the question sets no end.
    covered
        First and last year of the source.
    searched
        What was searched, in words.

    Returns
    -------
    Doubt
        Silent when some of the years lie outside the source's own.

    Examples
    --------
    >>> doubt_coverage((1985, 1999), (1989, 2024), "12 rows").outcome.value
    'silent'
    """
    first, last = asked[0] or covered[0], asked[1] or covered[1]
    if first < covered[0] or last > covered[1]:
        says = (
            f"the source speaks for {covered[0]} to {covered[1]}; the question asks about {first} to {last}, "
            "so part of it was not searched"
        )
        return Doubt(id=ID, outcome=DoubtOutcome.SILENT, says=says)
    says = f"{searched}, {first} to {last}, all within the source’s years ({covered[0]} to {covered[1]})"
    return Doubt(id=ID, outcome=DoubtOutcome.HELD, says=says)
