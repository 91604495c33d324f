"""Do the outcomes themselves suggest the declared directions?"""

from __future__ import annotations

from collections.abc import Sequence

from precedents.core.finding import Doubt, DoubtOutcome

ID = "inferred-directions"


def doubt_inferred_directions(names: Sequence[str], signs: Sequence[int]) -> Doubt:
    """Do the outcomes of one half of the class suggest the declared directions?

    Parameters
    ----------
    names
        The declared dimensions, turned so that the declared direction is up.
    signs
        For each, whether the outcomes of the half go with it (1), against it (-1), or say nothing (0); empty
        where nothing could be read off them.

    Returns
    -------
    Doubt
        A diagnostic, never critical: signs read off few cases are mostly noise, and whatever outcomes suggest
        cannot be used to explain them.

    Examples
    --------
    >>> doubt_inferred_directions(["air", "deaths"], [1, -1]).outcome.value
    'broke'
    """
    if not any(signs):
        says = "the half of the class that was drawn is too small or too alike to suggest a direction"
        return Doubt(id=ID, outcome=DoubtOutcome.SILENT, says=says)
    against = [name for name, sign in zip(names, signs, strict=True) if sign < 0]
    if against:
        says = f"outcomes of half the class, drawn at random, suggest the opposite direction for {', '.join(against)}"
        return Doubt(id=ID, outcome=DoubtOutcome.BROKE, says=says)
    says = "outcomes of half the class, drawn at random, suggest no other direction"
    return Doubt(id=ID, outcome=DoubtOutcome.HELD, says=says)
