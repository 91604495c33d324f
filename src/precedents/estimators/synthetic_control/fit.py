"""What would have happened to one unit, by a mixture of others that was like it before?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from precedents.estimators.synthetic_control.predictor_weights import (
    at_predictor_weights,
    fit_predictor_weights,
)
from precedents.estimators.synthetic_control.ridge import choose_penalty, fit_ridge
from precedents.estimators.synthetic_control.simplex import Floats, fit_simplex

Variant = Literal["nested", "outcomes-only", "demeaned", "ridge"]
VARIANTS: tuple[Variant, ...] = get_args(Variant)


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """Complete figures of units, and how weights are found: everything that a fit needs but the target.

    ``outcomes`` is (T, N), periods in order; the first ``before`` periods are untreated. ``deciding`` says over
    which of the periods before the gap is made small (T). ``predictors`` is (k, N), empty unless the variant is
    nested. ``v`` holds predictor weights fixed (k), ``penalty`` the ridge; ``near`` searches as R Synth does.
    """

    outcomes: Floats
    before: int
    deciding: NDArray[np.bool_]
    predictors: Floats
    variant: Variant
    v: Floats | None = None
    penalty: float | None = None
    near: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """One unit beside its mixture of donors.

    ``donors`` are the columns of the study that could carry weight (J), ``weights`` what they carry; ``v`` the
    predictor weights (k; empty unless nested), ``loss`` the mean squared gap over the deciding periods;
    ``gaps`` the unit less its mixture (T); ``penalty`` that of the ridge, else None.
    """

    target: int
    donors: NDArray[np.intp]
    weights: Floats
    v: Floats
    loss: float
    gaps: Floats
    before: int
    penalty: float | None

    @property
    def rmspe_before(self) -> float:
        """Root mean square of the gap before treatment."""
        return float(np.sqrt((self.gaps[: self.before] ** 2).mean()))

    @property
    def rmspe_after(self) -> float:
        """Root mean square of the gap from treatment on."""
        return float(np.sqrt((self.gaps[self.before :] ** 2).mean()))

    @property
    def effect(self) -> float:
        """Mean gap from treatment on."""
        return float(self.gaps[self.before :].mean())


def fit_synthetic_control(study: Study, target: int, donors: NDArray[np.intp]) -> Fit:
    """What would have happened to one unit, by a mixture of others that was like it before?

    Means what one hopes when nothing else happened to the target alone, the donors were not touched by the
    treatment, and a mixture that followed the target for long before would have gone on doing so.

    Parameters
    ----------
    study
        The figures.
    target
        Column of the unit.
    donors
        Columns of the units that may stand for it (J).

    Returns
    -------
    Fit

    Notes
    -----
    *nested*: predictors, each in standard deviations over target and donors, weighted so that the outcome's gap
    is small. *outcomes-only*: outcomes of the deciding periods, each counted alike. *demeaned*: the
    same on deviations from each unit's own mean over them, so that units may differ in level. *ridge*: outcomes-only,
    then corrected for what gap remains by a ridge regression, which may leave the simplex.

    **Source** Abadie, Diamond & Hainmueller 2010; Ferman & Pinto 2021 (Quantitative Economics 12: 1197–1221);
    Ben-Michael, Feller & Rothstein 2021 (JASA 116: 1789–1803). Checked against R Synth 1.1-8 and,
    ridge, against pysyncon 1.7.0.

    Examples
    --------
    >>> outcomes = np.array([[1.0, 0, 4], [2, 1, 5], [3, 2, 6], [9, 3, 7]])
    >>> study = Study(
    ...     outcomes=outcomes,
    ...     before=3,
    ...     deciding=np.array([True, True, True, False]),
    ...     predictors=np.empty((0, 3)),
    ...     variant="outcomes-only",
    ... )
    >>> fit = fit_synthetic_control(study, 0, np.array([1, 2]))
    >>> fit.weights.round(6).tolist(), round(fit.effect, 6)
    ([0.75, 0.25], 5.0)
    """
    mine, theirs = study.outcomes[:, target], study.outcomes[:, donors]
    decisive, decisive_theirs = mine[study.deciding], theirs[study.deciding]
    v, penalty, level = np.empty(0), None, 0.0
    match study.variant:
        case "nested":
            both = study.predictors[:, [target, *donors]]
            both = both / spread_of(both)[:, None]
            if study.v is None:
                found = fit_predictor_weights(
                    both[:, 1:], both[:, 0], decisive_theirs, decisive, near=study.near
                )
            else:
                found = at_predictor_weights(
                    both[:, 1:] - both[:, :1], decisive_theirs - decisive[:, None], study.v
                )
            v, weights = found.v, found.weights
        case "outcomes-only":
            weights = fit_simplex(decisive_theirs, decisive)
        case "demeaned":
            means = decisive_theirs.mean(axis=0)
            weights = fit_simplex(decisive_theirs - means, decisive - decisive.mean())
            level = float(decisive.mean() - means @ weights)
        case "ridge":
            penalty = choose_penalty(decisive_theirs, decisive) if study.penalty is None else study.penalty
            weights = fit_ridge(decisive_theirs, decisive, penalty)
    gaps = mine - theirs @ weights - level
    return Fit(
        target=target,
        donors=donors,
        weights=weights,
        v=v,
        loss=float((gaps[study.deciding] ** 2).mean()),
        gaps=gaps,
        before=study.before,
        penalty=penalty,
    )


def spread_of(predictors: Floats) -> Floats:
    """In which unit is each predictor measured: its standard deviation over units, or 1 where it does not vary (k)."""
    spread = np.asarray(predictors.std(axis=1, ddof=1), dtype=np.float64)
    spread[spread <= 1e-12 * np.abs(predictors).max(axis=1, initial=0.0)] = 1.0
    return spread
