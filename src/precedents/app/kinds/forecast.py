"""Forecast: what will happen? The share of the reference class, with no verdict, kept so that it can be scored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from precedents.app.ground import Ground, Tweak
from precedents.app.kinds import base_rate
from precedents.core.argument import Part
from precedents.core.expectation import Expectation
from precedents.core.finding import Doubt, Lean
from precedents.core.stand import Stand

NAME = "forecast"


def try_part(part: Part, ground: Ground, tweak: Tweak) -> Stand:
    """With what probability, if the case is like its class?

    Parameters
    ----------
    part
        A part of kind ``forecast``: ``class`` and ``outcome``.
    ground, tweak
        As for a base rate.

    Returns
    -------
    Stand
        The share with its interval; it leans neither way.
    """
    share = base_rate.try_part(replace(part, expects=Expectation(form="most")), ground, tweak)
    findings = tuple(
        replace(
            finding,
            kind=NAME,
            leans=Lean.NEITHER,
            label=f"probability by the class: {finding.label}" if finding.decides else finding.label,
            method=finding.method.split("; expected")[0],
        )
        for finding in share.findings
    )
    return replace(share, lean=Lean.NEITHER, side=Lean.NEITHER, findings=findings)


def doubt_part(
    part: Part,  # noqa: ARG001 - every kind has this form
    ground: Ground,  # noqa: ARG001 - every kind has this form
    author: Stand,  # noqa: ARG001 - every kind has this form
    refit: Callable[[Tweak], Stand],  # noqa: ARG001 - every kind has this form
) -> tuple[Doubt, ...]:
    """A forecast is not doubted but scored."""
    return ()
