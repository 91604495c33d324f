"""Does an effect show at a date when nothing had been done yet?"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from precedents.core.errors import UsageError
from precedents.core.finding import Doubt, DoubtOutcome

ID = "placebo-in-time"


def doubt_placebo_in_time(effect: float | None, dates: Sequence[int], refit: Callable[[int], float]) -> Doubt:
    """Does an effect show at a date when nothing had been done yet?

    Parameters
    ----------
    effect
        The estimate, nil being 0; None where there is none.
    dates
        Dates before the treatment at which to pretend that it began.
    refit
        The same estimate at such a date, from what lies before the treatment alone. A date that cannot be tried raises
        `UsageError` and is passed over.

    Returns
    -------
    Doubt
        Broken where at some date the estimate is as large as the real one, on either side; silent where no date
        can be tried.

    Notes
    -----
    **Source** Heckman & Hotz 1989 (JASA 84: 862–874); Abadie, Diamond & Hainmueller 2015 (AJPS 59: 495–510).
    """
    found: list[tuple[int, float]] = []
    why = "no earlier date leaves enough years before itself"
    for date in dates if effect is not None else ():
        try:
            found.append((date, refit(date)))
        except UsageError as error:
            why = str(error)
    if effect is None or not found:
        return Doubt(id=ID, outcome=DoubtOutcome.SILENT, critical=True, says=f"could not be tried: {why}")
    date, largest = max(found, key=lambda each: abs(each[1]))
    broke = abs(largest) >= abs(effect)
    return Doubt(
        id=ID,
        outcome=DoubtOutcome.BROKE if broke else DoubtOutcome.HELD,
        critical=True,
        says=f"pretending that it began in {date}, when it had not, shows {largest:.2g}, "
        f"{'as much as' if broke else 'less than'} the {effect:.2g} of the real date",
    )
