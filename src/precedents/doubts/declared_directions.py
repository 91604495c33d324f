"""Do the outcomes of the class respect the declared directions?"""

from __future__ import annotations

from precedents.core.finding import Doubt, DoubtOutcome

ID = "declared-directions"
ALPHA = 0.05


def doubt_declared_directions(order: float | None, p_fewer: float | None, p_more: float | None) -> Doubt:
    """Do the outcomes of the class respect the declared directions, more than chance would have them do?

    Parameters
    ----------
    order
        1 less the conflicts over those that chance would give; None where chance could give none.
    p_fewer, p_more
        How often outcomes handed round at random yield as few conflicts, and as many.

    Returns
    -------
    Doubt
        Critical. Broken when there are more conflicts than chance explains: then the limits do not mean what
        they should. Held when there are fewer. Else silent: the record does not vouch for the directions.

    Examples
    --------
    >>> doubt_declared_directions(0.6, 0.005, 1.0).outcome.value, doubt_declared_directions(0.1, 0.3, 0.7).outcome.value
    ('held', 'silent')
    """
    if order is None or p_fewer is None or p_more is None:
        says = (
            "no two cases of different outcome can be compared, so the record cannot vouch for the directions"
        )
        return Doubt(id=ID, outcome=DoubtOutcome.SILENT, critical=True, says=says)
    found = f"conflicts are {1 - order:.2f} times as many as by chance"
    if order > 0 and p_fewer < ALPHA:
        says = f"the outcomes of the class respect the declared directions ({found}, p = {p_fewer:.3f})"
        return Doubt(id=ID, outcome=DoubtOutcome.HELD, critical=True, says=says)
    if order < 0 and p_more < ALPHA:
        says = f"the outcomes of the class run against the declared directions ({found}, p = {p_more:.3f})"
        return Doubt(id=ID, outcome=DoubtOutcome.BROKE, critical=True, says=says)
    says = f"the outcomes of the class neither respect the declared directions nor run against them ({found})"
    return Doubt(id=ID, outcome=DoubtOutcome.SILENT, critical=True, says=says)
