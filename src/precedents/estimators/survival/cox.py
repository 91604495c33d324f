"""What multiplies the hazard of an end, and by how much?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from precedents.core.errors import UsageError, did_you_mean
from precedents.estimators.survival.cox_likelihood import (
    read_likelihood,
    read_risk_sets,
    read_score_residuals,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TIES = ("efron", "breslow")
MOST_STEPS = 60
MOST_HALVINGS = 40
TIGHT = 1e-10
"""Newton's steps double the digits that are right: a step that moves the log likelihood by less than this share is the last."""
FARTHEST = 25.0
"""A coefficient, for a column of standard deviation 1, beyond which a hazard ratio is no figure but a separation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoxFit:
    """Log hazard ratios (length p) with what surrounds them.

    ``covariance`` (p by p) is the inverse information; ``clustered`` the sandwich by clusters, None without clusters.
    ``loglik`` at the coefficients and ``loglik_null`` without; ``n`` spells, ``events``, ``clusters``.
    """

    coefficients: Floats
    covariance: Floats
    clustered: Floats | None
    loglik: float
    loglik_null: float
    n: int
    events: int
    clusters: int | None


def fit_cox(
    start: Floats,
    stop: Floats,
    event: NDArray[np.bool_],
    x: Floats,
    *,
    stratum: Ints | None = None,
    cluster: Ints | None = None,
    ties: str = "efron",
) -> CoxFit:
    """By what factor does each covariate multiply the hazard?

    Means what one hopes when hazards are in proportion at all times, and who leaves early tells nothing about who
    would have lasted.

    Parameters
    ----------
    start, stop, event
        Spells at risk (length n); a case whose covariates change has one spell for each of their values.
    x
        Covariates, as they were during the spell (n by p).
    stratum
        Groups with a baseline hazard of their own, numbered from 0.
    cluster
        Which spells are not independent of each other, numbered from 0.
    ties
        ``"efron"`` (R's default) or ``"breslow"`` (Stata's).

    Returns
    -------
    CoxFit

    Raises
    ------
    UsageError
        When nothing ends, a column follows from the others, or a covariate parts who ends from who lasts wholly.

    Notes
    -----
    Newton steps with halving. ``clustered`` is D'D with D the rows' score residuals times the inverse information,
    summed by cluster, without a finite-sample factor (R's; the face applies Stata's).

    **Assumes** proportional hazards and independent clusters.
    **Source** Cox 1972; Efron 1977; Lin & Wei 1989. Checked against R's survival 3.5-3 (coefficients, errors, log
    likelihood), against statsmodels with late entry and strata, and, for clusters, against lifelines.

    Examples
    --------
    >>> import numpy as np
    >>> stop = np.array([1.0, 2.0, 3.0, 4.0])
    >>> x = np.array([[1.0], [0.0], [1.0], [0.0]])
    >>> fit = fit_cox(np.zeros(4), stop, np.ones(4, bool), x)
    >>> round(float(fit.coefficients[0]), 4), round(fit.loglik_null, 4)  # -log(4 * 3 * 2)
    (0.9406, -3.1781)
    """
    if ties not in TIES:
        raise UsageError(f"ties are broken by {' or '.join(TIES)}, not {ties!r}.{did_you_mean(ties, TIES)}")
    if not event.any():
        raise UsageError("no spell ends in the event: there is no hazard to compare")
    groups = np.zeros(stop.size, dtype=np.int64) if stratum is None else stratum
    scale = x.std(axis=0)
    if np.any(flat := scale == 0):
        raise UsageError(f"column {int(np.flatnonzero(flat)[0])} of the covariates does not vary")
    centred = (x - x.mean(axis=0)) / scale
    if np.linalg.matrix_rank(centred) < x.shape[1]:
        raise UsageError("a covariate follows from the others: leave one of them out")
    sets = read_risk_sets(start, stop, event, groups, ties=ties)
    beta = np.zeros(x.shape[1])
    here = read_likelihood(sets, centred, beta)
    null = here.value
    for _ in range(MOST_STEPS):
        try:
            step = np.linalg.solve(here.bend, here.slope)
        except np.linalg.LinAlgError as error:
            raise _separated() from error
        if np.abs(beta + step).max() > FARTHEST:
            raise _separated()
        there = read_likelihood(sets, centred, beta + step)
        for _ in range(MOST_HALVINGS):
            if there.value >= here.value - TIGHT * abs(here.value):
                break
            step /= 2
            there = read_likelihood(sets, centred, beta + step)
        beta = beta + step
        settled = abs(there.value - here.value) <= TIGHT * (abs(here.value) + 1)
        here = there
        if settled and np.abs(step).max() < 1e-7:
            break
    else:
        raise UsageError(
            f"the partial likelihood did not settle within {MOST_STEPS} steps: leave a covariate out"
        )
    inverse = np.linalg.inv(here.bend)
    clustered, count = None, None
    if cluster is not None:
        count = int(cluster.max()) + 1
        pulls = np.zeros((count, x.shape[1]))
        np.add.at(pulls, cluster, read_score_residuals(sets, centred, beta) @ inverse)
        clustered = pulls.T @ pulls / np.outer(scale, scale)
    return CoxFit(
        coefficients=beta / scale,
        covariance=inverse / np.outer(scale, scale),
        clustered=clustered,
        loglik=here.value,
        loglik_null=null,
        n=int(stop.size),
        events=int(event.sum()),
        clusters=count,
    )


def _separated() -> UsageError:
    return UsageError(
        "a covariate parts spells that end from spells that last wholly, or nearly: its hazard ratio has no finite "
        "estimate. Leave it out, join categories, or compare the groups by pr.survival_curve"
    )
