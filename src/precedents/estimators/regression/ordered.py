"""Which covariates raise an outcome on a ladder of ordered steps? Ordered logit and probit."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit, ndtr, ndtri

from precedents.core.errors import UsageError
from precedents.estimators.regression.likelihood import Maximum

Floats = NDArray[np.float64]
MOST_STEPS = 100


def _curves(link: str, z: Floats) -> tuple[Floats, Floats, Floats]:
    """The distribution function at z, its density, and the slope of its density; infinite z are the ends of the ladder."""
    if link == "logit":
        share = expit(z)
        density = share * expit(-z)
        return share, density, density * (1 - 2 * share)
    share, density = ndtr(z), np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi)
    return share, density, np.where(np.isfinite(z), -z, 0.0) * density


def fit_ordered(y: Floats, x: Floats, *, link: str) -> Maximum:
    """Which covariates raise the outcome, whatever the distance between its steps?

    Parameters
    ----------
    y
        The outcome (length n); its different values in order are the steps.
    x
        Covariates without a constant (n by p): the cut points take its place.
    link
        ``"logit"`` or ``"probit"``.

    Returns
    -------
    Maximum
        Coefficients first, then the cut points.

    Raises
    ------
    UsageError
        When there are fewer than three steps, or the likelihood does not settle (a covariate parts the steps wholly).

    Notes
    -----
    Newton steps on the exact derivatives: the log likelihood is concave in coefficients and cut points (Pratt 1981).
    statsmodels has the model too, but with derivatives by differences, which leaves errors right to four digits only.

    **Assumes** that a covariate moves every step by the same amount (parallel regressions).
    **Source** McKelvey & Zavoina 1975; McCullagh 1980. Checked against statsmodels' ``OrderedModel``.
    """
    steps, place = np.unique(y, return_inverse=True)
    if steps.size < 3:
        raise UsageError(
            f"the outcome has {steps.size} steps: an ordered model needs three; take logit or probit"
        )
    n, p = x.shape
    cuts = steps.size - 1
    shares = np.cumsum(np.bincount(place)) / n
    theta = np.r_[np.zeros(p), (logit if link == "logit" else ndtri)(shares[:-1])]
    above, below = np.zeros((n, p + cuts)), np.zeros((n, p + cuts))
    above[:, :p] = below[:, :p] = -x
    rows = np.arange(n)
    has_above, has_below = place < cuts, place > 0
    above[rows[has_above], p + place[has_above]] = 1.0
    below[rows[has_below], p + place[has_below] - 1] = 1.0

    def look(at: Floats) -> tuple[float, Floats, Floats]:
        upper = np.where(has_above, above @ at, np.inf)
        lower = np.where(has_below, below @ at, -np.inf)
        f_upper, d_upper, s_upper = _curves(link, upper)
        f_lower, d_lower, s_lower = _curves(link, lower)
        # Far up the ladder both shares are near 1: their difference is taken from the other end.
        mirrored = _curves(link, -lower)[0] - _curves(link, -upper)[0]
        chance = np.where(lower > 0, mirrored, f_upper - f_lower)
        with np.errstate(divide="ignore", invalid="ignore"):
            value = float(np.log(chance).sum()) if (chance > 0).all() else -np.inf
            up, down = d_upper / chance, -d_lower / chance
            scores = above * up[:, None] + below * down[:, None]
            cross = above.T @ (below * (-up * down)[:, None])
            bend = (
                above.T @ (above * (s_upper / chance - up**2)[:, None])
                + below.T @ (below * (-s_lower / chance - down**2)[:, None])
                + cross
                + cross.T
            )
        return value, scores, -bend

    value, scores, information = look(theta)
    for _ in range(MOST_STEPS):
        try:
            step = np.linalg.solve(information, scores.sum(axis=0))
        except np.linalg.LinAlgError:
            break
        while not (found := look(theta + step))[0] >= value - 1e-12 * abs(value):
            step /= 2
            if np.abs(step).max() < 1e-14:
                found = (value, scores, information)
                break
        theta = theta + step
        value, scores, information = found
        if np.abs(step).max() < 1e-9 * (1 + np.abs(theta).max()):
            return Maximum(
                params=theta,
                loglik=value,
                scores=scores,
                information=information,
                expected=None,
                extra=tuple(f"cut {each + 1}" for each in range(cuts)),
            )
    raise UsageError(
        "the likelihood of the ordered model did not settle: a covariate parts the steps wholly, or nearly; leave it out"
    )
