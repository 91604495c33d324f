"""Would units that were not treated show as large an effect, had one thought them treated?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from precedents.estimators.synthetic_control.fit import Fit, Study, fit_synthetic_control
from precedents.estimators.synthetic_control.simplex import Floats

SAME = 1e-9
"""Ratios nearer than this, relative to their size, are ties; ties count against the treated unit."""
NOTHING = 1e-9
"""A gap before treatment below this share of the outcomes' spread is rounding: the ratio is then taken to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpacePlacebos:
    """The treated unit among all units, each fitted as though it had been treated.

    ``units`` are columns of the study, the treated first (n); ``ratios`` root mean square gap after over before (n);
    ``gaps`` the unit less its mixture (T, n). ``rank`` counts from the largest ratio, ties for the worse; ``p`` is
    rank / n, ``least_p`` the smallest that it could be. ``low`` and ``high`` enclose the average effect.
    """

    units: NDArray[np.intp]
    ratios: Floats
    gaps: Floats
    rank: int
    p: float
    least_p: float
    effect: float
    low: float
    high: float
    level: float
    fits: tuple[Fit, ...]


def try_placebos_in_space(
    study: Study, fit: Fit, *, with_treated: bool = True, level: float = 0.95
) -> SpacePlacebos:
    """Would units that were not treated show as large an effect, had one thought them treated?

    Means what one hopes when which unit was treated was, as far as the outcome goes, a matter of chance among
    target and donors: then p is below 5 % at most one time in twenty, however few periods there are before.

    Parameters
    ----------
    study, fit
        The figures, and the fit of the treated unit.
    with_treated
        Whether the treated unit is a donor of the placebos. With it every unit is fitted from all the others, which
        makes the test exact; without it, an effect does not leak into the placebos.
    level
        Coverage of the interval.

    Returns
    -------
    SpacePlacebos
        With fewer than 19 donors p cannot fall below 5 % and the 95 % interval is open.

    Notes
    -----
    The interval holds every average effect that would not make the treated unit's |mean gap after| / (root
    mean square gap before) one of the largest: mean gap ± quantile of the placebos' × gap before.

    **Assumes** exchangeable units under no effect.
    **Source** Abadie, Diamond & Hainmueller 2010 (JASA 105: 493–505), §3.4; inversion: Firpo & Possebom 2018
    (Journal of Causal Inference 6). Size and coverage: ``simulations/synthetic_control.py``.
    """
    pool = fit.donors
    fits = [fit]
    for unit in pool:
        others = pool[pool != unit]
        fits.append(
            fit_synthetic_control(study, int(unit), np.append(fit.target, others) if with_treated else others)
        )
    return judge_placebos(study, fits, level=level)


def judge_placebos(study: Study, fits: Sequence[Fit], *, level: float = 0.95) -> SpacePlacebos:
    """Where does the first of these fits stand among all of them?

    Parameters
    ----------
    study
        The figures; of them, only how far outcomes vary before treatment is used.
    fits
        That of the treated unit, then those of the placebos.
    level
        Coverage of the interval.

    Returns
    -------
    SpacePlacebos
    """
    fit = fits[0]
    gaps = np.column_stack([each.gaps for each in fits])
    floor = NOTHING * float(study.outcomes[: study.before].std()) or NOTHING
    before = np.maximum([each.rmspe_before for each in fits], floor)
    ratios = np.asarray([each.rmspe_after for each in fits]) / before
    rank = int((ratios >= ratios[0] * (1 - SAME)).sum())
    n = len(fits)
    mean_ratios = np.sort(np.abs([each.effect for each in fits[1:]]) / before[1:])
    place = ceil(level * n - 1e-9)
    reach = float(mean_ratios[place - 1] * before[0]) if place <= n - 1 else np.inf
    return SpacePlacebos(
        units=np.array([each.target for each in fits]),
        ratios=ratios,
        gaps=gaps,
        rank=rank,
        p=rank / n,
        least_p=1 / n,
        effect=fit.effect,
        low=fit.effect - reach,
        high=fit.effect + reach,
        level=level,
        fits=tuple(fits),
    )
