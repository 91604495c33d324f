"""Sequence: did A come before B? Dated events, each with the precision of its date."""

from __future__ import annotations

from collections.abc import Callable

from precedents.app.ground import Ground, Tweak
from precedents.app.kinds.fact import other_values
from precedents.app.kinds.leaning import outside_stand
from precedents.core.argument import Part
from precedents.core.dates import Dated
from precedents.core.finding import Doubt, Finding, Lean
from precedents.core.stand import Stand
from precedents.doubts.another_source import doubt_another_source
from precedents.doubts.date_precision import doubt_date_precision

NAME = "sequence"


def try_part(part: Part, ground: Ground, tweak: Tweak) -> Stand:
    """Did the first event come before the second?

    Parameters
    ----------
    part
        A part of kind ``sequence``: ``first``, ``then``, and ``within_days`` where the gap matters.
    ground
        Where one stands.
    tweak
        ``from_source`` reads both dates from another source where it has them.

    Returns
    -------
    Stand
        ``estimate`` is the gap in days, positive when the first came first.
    """
    first, then = _events(part, ground, tweak)
    for event in (first, then):
        if event.date is None:
            return outside_stand(NAME, event.outside or f"no date for {event.label}", sources=event.sources)
    assert first.date is not None
    assert then.date is not None
    gap = (then.date - first.date).days
    wants_before = part.expects.form != "after"
    holds = gap > 0 if wants_before else gap < 0
    within = part.fields.get("within_days")
    if within is not None:
        holds = holds and abs(gap) <= float(within)
    # The mirror of “before, within so many days” is all the rest, not “after, within so many days”.
    holds = holds != bool(part.fields.get("mirrored"))
    side = Lean.NEITHER if gap == 0 else Lean.FOR if holds else Lean.AGAINST
    order = "came before" if gap > 0 else "came after" if gap < 0 else "fell on the same day as"
    apart = _apart(abs(gap), {first.precision, then.precision}) if gap else ""
    label = f"{first.label} ({first.words}) {order} {then.label} ({then.words}){apart}"
    rows = tuple(
        {"event": event.label, "date": event.date, "precision": event.precision, "case": event.case}
        for event in (first, then)
    )
    finding = Finding(
        id="",
        kind=NAME,
        label=label,
        value=gap,
        unit="days",
        n=2,
        method=f"comparison of dates, which shows an order and no cause; expected: {part.expects.in_words()}",
        leans=side,
        sources=tuple(dict.fromkeys(first.sources + then.sources)),
        rows=rows,
        decides=True,
    )
    note = f"{label}: there is no order to tell" if gap == 0 else ""
    return Stand(lean=side, side=side, estimate=float(gap), findings=(finding,), note=note)


def _apart(days: int, precisions: set[str]) -> str:
    if precisions == {"day"}:
        return f", {days:,} days apart"
    years = days / 365.25
    return f", about {years:.0f} years apart" if years >= 2 else f", about {days / 30.4:.0f} months apart"


def _events(part: Part, ground: Ground, tweak: Tweak) -> tuple[Dated, Dated]:
    first, then = ground.event(part.fields["first"]), ground.event(part.fields["then"])
    if not tweak.from_source:
        return first, then
    return _elsewhere(first, ground, tweak.from_source), _elsewhere(then, ground, tweak.from_source)


def _elsewhere(event: Dated, ground: Ground, source: str) -> Dated:
    """The event as another source dates it, or as it is where that source is silent."""
    if not event.case:
        return event
    value = dict(other_values(ground, event.case, event.column)).get(source)
    if value is None:
        return event
    return Dated(label=event.label, date=value, case=event.case, column=event.column, sources=event.sources)


def doubt_part(
    part: Part, ground: Ground, author: Stand, refit: Callable[[Tweak], Stand]
) -> tuple[Doubt, ...]:
    """The doubts of a sequence: the precision of the dates, and another source's dates."""
    if author.outside is not None or author.estimate is None:
        return ()
    first, then = _events(part, ground, Tweak())
    precise = doubt_date_precision(first.window, then.window, first_is_before=author.estimate > 0)
    named = {
        name: event.label
        for event in (first, then)
        if event.case
        for name, _ in other_values(ground, event.case, event.column)
    }
    stands = [(f"{name} (for {label})", refit(Tweak(from_source=name))) for name, label in named.items()]
    return precise, doubt_another_source(author, stands)
