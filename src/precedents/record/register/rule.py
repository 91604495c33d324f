"""The rule: when are two codings, of one source or of two, the same intervention?

Five questions, in this order.

1. *Place.* Their ground is the same: the state, the territory and its state, or what came before or after it within a
   year. Two codings that both name a territory must name the same one.
2. *Intervener.* They share one: named in both, or a member of a group that the other names, or both in one force
   (``hand/forces.csv``). A source that names no intervener (leaders put in or out) is asked nothing here.
3. *Time.* One of three fits: *near*, the starts lie at most ``NEAR`` days apart, and no more than ``PAUSE`` days lie
   between the two spans; *joins*, the coding began while the case's first one went on; *covers*, it began up to
   ``COVERS`` days before it, names the same intervener outright, and still went on. Dates are as exact as their sources:
   a year is all its days.
4. *Side.* For the government, against it (or for its rebels), neutral, against a third party. Unknown fits all. Neutral
   fits all that are near; what joins or covers it fits where it is for the government or neutral too. Opposite sides fit
   only where the starts lie at most ``SAME`` days apart, and the source has no other coding of that intervener in the
   case: then the sources disagree, which is shown, and are not speaking of two interventions.
5. *Operation.* An evacuation is neither the fighting nor the presence beside it: it fits only its like, or what says
   nothing of the operation. Relief is not the fighting beside it. Observers do not join those who do more, nor these them.

A leader put in or out belongs to the intervention against the government that was there on the day, or ended at
most ``CHANGE_SLACK`` days before; of several, to that which began last.

What fits several cases goes to that with the highest score: 3 for starts on one day (less by the day, 0 at ``NEAR``),
1 for spans that are the same (their overlap by their union), 2 for an intervener named in both (1.5 for a member, 1
for a partner), 1 for the same side (0.5 where one is unknown or neutral, 0 where they differ), 0.5 where both
name the same target and not one its state. A leader put in or out has 3 for the day on which the intervention began,
less by the day, 0 after ten years.

Source: the rule is the project's own; its errors are estimated on the sample that ``docs/register.md`` describes.
"""

from __future__ import annotations

from dataclasses import dataclass

from precedents.record.register.actors import CLOSENESS, NAMED, Actors
from precedents.record.register.coding import (
    AGAINST,
    CHANGE,
    COMBAT,
    EVACUATION,
    GOVERNMENT,
    NEUTRAL,
    OBSERVATION,
    OPEN,
    RELIEF,
    Coding,
    read_gap,
)

NEAR = 183
"""Days between two starts, at most, for one intervention: sources date mandate, first troops and first fighting."""
PAUSE = 14
"""Days between two spans, at most: a fortnight without troops is a pause, more is another intervention."""
COVERS = 550
"""Days, a year and a half, by which a longer coding may begin before the case that it goes on to cover."""
SAME = 31
"""Days between two starts that sources may still mean as one."""
CHANGE_SLACK = 31
"""Days after the end in which a leader who was put in or out still belongs to the intervention."""
_YEARS = 3653
_ALONE = (EVACUATION, RELIEF)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """That two codings may be one intervention: how they fit in time, how they share an intervener, and how well.

    ``clash`` is true where they take opposite sides.
    """

    fits: str
    shares: str | None
    clash: bool
    score: float


def is_same_place(one: Coding, other: Coding) -> bool:
    """Whether a target of one is the ground of the other; two territories must be one.

    Two states that came from one are not the same ground for that.
    """
    if one.territory and other.territory:
        return one.territory == other.territory
    return not (other.places.isdisjoint(one.targets) and one.places.isdisjoint(other.targets))


def is_clash(one: Coding, other: Coding) -> bool:
    """Whether both take a side, and not the same.

    Neutral and unknown take none.
    """
    sides = {one.side, other.side}
    return len(sides) == 2 and not sides & {None, NEUTRAL}


def try_link(coding: Coding, first: Coding, actors: Actors) -> Link | None:
    """May a coding be of the same intervention as the first coding of a case?

    Parameters
    ----------
    coding
        The one that may go to the case.
    first
        The coding that the case began with.
    actors
        Who belongs to what.

    Returns
    -------
    Link or None
        How they fit; None where they are not the same intervention.
    """
    if not is_same_place(coding, first):
        return None
    if CHANGE in (coding.operation, first.operation):
        return _try_change(coding, first)
    shares = actors.share(coding, first)
    if shares is None or not _is_like(coding, first):
        return None
    fits = _read_fit(coding, first, shares)
    if fits is None:
        return None
    clash = is_clash(coding, first)
    if clash and read_gap(coding.starts, first.starts) > SAME:
        return None
    return Link(fits=fits, shares=shares, clash=clash, score=_score(coding, first, shares, clash=clash))


def _is_like(one: Coding, other: Coding) -> bool:
    kinds = {one.operation, other.operation}
    if len(kinds) == 1 or None in kinds:
        return True
    return EVACUATION not in kinds and kinds != {RELIEF, COMBAT}


def _read_fit(coding: Coding, first: Coding, shares: str) -> str | None:
    apart = read_gap(coding.starts, first.starts)
    if apart <= NEAR and read_gap(coding.span, first.span) <= PAUSE:
        return "near"
    # whoever comes later, or was there long before, came to the same end: neutral troops do not join rebels
    ours = {coding.side, first.side}
    if not (len(ours) == 1 or None in ours or ours == {NEUTRAL, GOVERNMENT}):
        return None
    if coding.starts[0] >= first.starts[0]:
        watch = OBSERVATION in (coding.operation, first.operation) and coding.operation != first.operation
        return "joins" if coding.starts[0] <= first.ends[1] and not watch else None
    still = coding.ends[1] >= first.starts[0]
    return "covers" if apart <= COVERS and shares == NAMED and still else None


def _try_change(coding: Coding, first: Coding) -> Link | None:
    """A leader put in or out belongs to the intervention against the government that was there on the day, or just before."""
    change, case = (coding, first) if coding.operation == CHANGE else (first, coding)
    if case.operation == CHANGE:
        near = read_gap(coding.starts, first.starts) <= SAME
        return (
            Link(fits="near", shares=None, clash=False, score=_score(coding, first, None)) if near else None
        )
    if case.side != AGAINST or case.operation in (*_ALONE, OBSERVATION):
        return None
    begun = case.starts[0] <= change.starts[1]
    over = change.starts[0] > min(case.ends[1] + CHANGE_SLACK, OPEN)
    if not begun or over:
        return None
    # of several, the one that began last before the day, a year on its first: a year is any of its days
    since = change.starts[0] - case.starts[0]
    return Link(fits="joins", shares=None, clash=False, score=round(3 * max(0.0, 1 - since / _YEARS), 6))


def _score(one: Coding, other: Coding, shares: str | None, *, clash: bool = False) -> float:
    starts = max(0.0, 1 - read_gap(one.starts, other.starts) / NEAR)
    (a, b), (c, d) = one.span, other.span
    both, either = min(b, d) - max(a, c) + 1, max(b, d) - min(a, c) + 1
    # what goes on has no length: only whether both do
    overlap = float(b == d) if OPEN in (b, d) else max(0, both) / either
    sides = 0.0 if clash else 1.0 if one.side == other.side is not None else 0.5
    target = 0.0 if set(one.targets).isdisjoint(other.targets) else 0.5
    score = 3 * starts + overlap + 2 * CLOSENESS.get(shares or "", 0.0) + sides + target
    return round(score, 6)
