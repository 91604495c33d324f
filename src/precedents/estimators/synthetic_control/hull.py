"""Is the target like its donors at all, and does the answer hang on one of them?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from precedents.estimators.synthetic_control.fit import Fit, Study, spread_of
from precedents.estimators.synthetic_control.simplex import Floats, fit_simplex

FAR = 0.25
"""Standard deviations from the donors' hull beyond which we warn: the usual bound on an imbalance (Rubin 2001)."""
HEAVY = 0.5
"""A single donor with more weight than this is warned of."""
FEW = 2.0
"""Fewer donors than this, in effect, are warned of."""
ALONE = 0.99
"""A predictor that counts for more than this decides alone; the others only break ties."""
LOOSE = 0.25
"""A gap before treatment beyond this many standard deviations of the units' outcomes is warned of."""
PERFECT = 1e-6
"""A gap before treatment below this many standard deviations of the units' outcomes is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where the target lies among its donors.

    ``distance`` is how far it lies from the nearest mixture of donors: root mean square over rows, in standard
    deviations over units. ``beyond`` are the rows on which it lies outside the donors' range. ``effective`` is the
    number of donors in effect (one over the sum of squared weights).
    """

    distance: float
    beyond: tuple[str, ...]
    effective: float
    warnings: tuple[str, ...]


def measure_standing(study: Study, fit: Fit, rows: Sequence[str], donors: Sequence[str]) -> Standing:
    """Is the target like its donors at all, and does the answer hang on one of them?

    Parameters
    ----------
    study, fit
        The figures, and what was made of them.
    rows
        Names of the predictors, or of the deciding periods where the variant has none.
    donors
        Names of the donors of the fit.

    Returns
    -------
    Standing
    """
    table = _table(study)
    both = table[:, [fit.target, *fit.donors]]
    both = both / spread_of(both)[:, None]
    mine, theirs = both[:, 0], both[:, 1:]
    distance = float(np.sqrt(((mine - theirs @ fit_simplex(theirs, mine)) ** 2).mean()))
    rounding = 1e-9 * np.abs(both).max(axis=1)
    outside = (mine > theirs.max(axis=1) + rounding) | (mine < theirs.min(axis=1) - rounding)
    beyond = tuple(name for name, out in zip(rows, outside, strict=True) if out)
    effective = float(1 / (fit.weights**2).sum())
    warnings = []
    if distance > FAR or beyond:
        names = (
            f"; beyond their range on {len(beyond)} of {len(rows)}: {', '.join(beyond[:5])}" if beyond else ""
        )
        more = ", …" if len(beyond) > 5 else ""
        warnings.append(
            f"the target lies outside what mixtures of donors can be: {distance:.2g} standard deviations away{names}{more}"
        )
    heaviest = int(np.abs(fit.weights).argmax())
    if fit.weights[heaviest] > HEAVY or effective < FEW:
        warnings.append(
            f"{donors[heaviest]} alone carries {fit.weights[heaviest]:.0%} of the weight "
            f"({effective:.1f} donors in effect): look at leave_one_out()"
        )
    if len(fit.v) and distance < PERFECT:
        warnings.append(
            "many mixtures match the predictors exactly, whatever the weights of the predictors; of these "
            "the one that follows the outcome best was taken"
        )
    elif len(fit.v) > 1 and fit.v.max() > ALONE:
        warnings.append(f"{rows[int(fit.v.argmax())]} alone decides; the other predictors hardly count")
    warnings += _warn_of_fit(study, fit)
    return Standing(distance=distance, beyond=beyond, effective=effective, warnings=tuple(warnings))


def _table(study: Study) -> Floats:
    """What target and donors are compared on: predictors, or outcomes of the deciding periods."""
    if study.variant == "nested":
        return study.predictors
    chosen = study.outcomes[study.deciding]
    return chosen - chosen.mean(axis=0) if study.variant == "demeaned" else chosen


def _warn_of_fit(study: Study, fit: Fit) -> list[str]:
    usual = float(study.outcomes[: study.before].std(axis=1, ddof=1).mean())
    if fit.rmspe_before > LOOSE * usual:
        return [
            f"the mixture does not follow the target before treatment: it misses by {fit.rmspe_before:.3g}, "
            f"{fit.rmspe_before / usual:.2g} standard deviations of the units"
        ]
    if fit.rmspe_before < PERFECT * usual:
        return [
            f"the mixture follows the target perfectly over {study.before} periods with {len(fit.donors)} donors: "
            "so good a fit says nothing of how well it foretells"
        ]
    return []
