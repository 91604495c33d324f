"""Effect: did the action change the outcome, compared with what was left alone?"""

from __future__ import annotations

from collections.abc import Callable

from precedents.app.ground import Ground, Tweak
from precedents.app.kinds.effect_lean import NAME as NAME
from precedents.app.kinds.effect_matched import doubt_matched, try_matched
from precedents.app.kinds.effect_peaks import doubt_peaks, try_peaks
from precedents.app.kinds.effect_survival import doubt_survival, try_survival
from precedents.app.kinds.effect_synthetic import doubt_synthetic, try_synthetic
from precedents.core.argument import Part
from precedents.core.finding import Doubt
from precedents.core.stand import Stand

_TRY = {
    "peaks": try_peaks,
    "panel-matching": try_matched,
    "synthetic-control": try_synthetic,
    "survival": try_survival,
}
_DOUBT = {
    "peaks": doubt_peaks,
    "panel-matching": doubt_matched,
    "synthetic-control": doubt_synthetic,
    "survival": doubt_survival,
}


def choose_method(part: Part) -> str:
    """Which method: the one declared, else by rule.

    One case has a synthetic control, two arms of a class are compared by how long it lasts, and the cases of a class
    by like peaks of violence: they come at peaks, and history alone does not say so.
    """
    declared = part.fields.get("method")
    if declared:
        return str(declared)
    if part.fields.get("case"):
        return "synthetic-control"
    return "survival" if part.fields.get("arms") else "peaks"


def try_part(part: Part, ground: Ground, tweak: Tweak) -> Stand:
    """Did the outcome change more than where nothing was done?

    Parameters
    ----------
    part
        A part of kind ``effect``: ``class`` or ``case``, ``method``, ``measure`` (deaths a country-year), ``within`` (years),
        ``smallest`` (the smallest relative change that would matter); for survival ``arms`` and what is counted.
    ground
        Where one stands.
    tweak
        What a doubt changes.

    Returns
    -------
    Stand
        Not identified where the design cannot carry an effect: then the note says why.
    """
    return _TRY[choose_method(part)](part, ground, tweak)


def doubt_part(
    part: Part, ground: Ground, author: Stand, refit: Callable[[Tweak], Stand]
) -> tuple[Doubt, ...]:
    """The doubts of an effect, as its method has them."""
    return _DOUBT[choose_method(part)](part, ground, author, refit)
