"""Does the order of events stand when their dates are only known to the month or year?"""

from __future__ import annotations

import datetime as dt

from precedents.core.finding import Doubt, DoubtOutcome

ID = "date-precision"


def doubt_date_precision(
    first: tuple[dt.date, dt.date], then: tuple[dt.date, dt.date], *, first_is_before: bool
) -> Doubt:
    """Does the order stand at the worst ends of what the sources know of the dates?

    Parameters
    ----------
    first, then
        Earliest and latest possible date of each event.
    first_is_before
        The order that the dates as coded give.

    Returns
    -------
    Doubt
        Broken when the windows overlap, so that the order could be the other.

    Examples
    --------
    >>> day = dt.date(1999, 3, 24)
    >>> doubt_date_precision((day, day), (dt.date(1999, 1, 1), dt.date(1999, 12, 31)),
    ...                      first_is_before=True).outcome.value
    'broke'
    """
    clear = first[1] < then[0] if first_is_before else then[1] < first[0]
    if clear:
        gap = (then[0] - first[1]).days if first_is_before else (first[0] - then[1]).days
        says = f"the dates are at least {gap:,} day{'s' if gap != 1 else ''} apart, whatever their precision"
        return Doubt(id=ID, outcome=DoubtOutcome.HELD, critical=True, says=says)
    return Doubt(
        id=ID,
        outcome=DoubtOutcome.BROKE,
        critical=True,
        says="the dates are not known precisely enough to tell which came first",
    )
