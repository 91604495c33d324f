"""How are donor weights corrected for the gap that they leave before treatment?"""

from __future__ import annotations

import numpy as np

from precedents.estimators.synthetic_control.simplex import Floats, fit_simplex

PENALTIES = 20
SMALLEST = 1e-8
"""The grid of penalties goes from the largest squared singular value down to this share of it."""


def _correct(centred: Floats, off: Floats, penalties: Floats) -> Floats:
    """What is added to the weights for a gap, at each penalty (number of penalties, J)."""
    left, sizes, right = np.linalg.svd(centred, full_matrices=False)
    along = (left.T @ off) * sizes
    return np.asarray((along / (sizes**2 + penalties[:, None])) @ right, dtype=np.float64)


def fit_ridge(donors: Floats, target: Floats, penalty: float) -> Floats:
    """How are donor weights corrected for the gap that they leave before treatment?

    Parameters
    ----------
    donors, target
        Outcomes before treatment (T, J) and (T).
    penalty
        Above zero; the larger it is, the nearer the weights stay to those of the simplex.

    Returns
    -------
    ndarray
        Weights (J): they sum to one, and may be below zero.

    Notes
    -----
    **Source** Ben-Michael, Feller & Rothstein 2021 (JASA 116: 1789–1803), equation 9. At a given penalty checked
    against pysyncon 1.7.0.

    Examples
    --------
    >>> donors = np.array([[1.0, 2.0, 4.0], [1.0, 3.0, 2.0]])
    >>> fit_ridge(donors, np.array([5.0, 3.0]), 1e-9).round(3).tolist()
    [-0.6, 0.4, 1.2]
    """
    middle = donors.mean(axis=1)
    weights = fit_simplex(donors, target)
    off = target - donors @ weights
    corrected: Floats = weights + _correct(donors - middle[:, None], off, np.array([penalty]))[0]
    return corrected


def choose_penalty(donors: Floats, target: Floats) -> float:
    """Which penalty foretells periods best that were left out?

    Parameters
    ----------
    donors, target
        Outcomes before treatment (T, J) and (T).

    Returns
    -------
    float
        The largest penalty whose mean squared error is within one standard error of the least.

    Notes
    -----
    Each period is left out in turn. **Source** Ben-Michael, Feller & Rothstein 2021, §5.3. augsynth and pysyncon
    never leave the last period out and begin the grid one step higher; ours differs in that.
    """
    middle = donors.mean(axis=1)
    centred = donors - middle[:, None]
    largest = float(np.linalg.norm(centred, 2)) ** 2
    if largest <= 0:
        return 1.0  # the donors are all alike: nothing can be corrected
    penalties = largest * np.geomspace(1.0, SMALLEST, PENALTIES)
    errors = np.empty((len(target), PENALTIES))
    for out in range(len(target)):
        keep = np.arange(len(target)) != out
        weights = fit_simplex(donors[keep], target[keep])
        off = target[keep] - donors[keep] @ weights
        tried = weights + _correct(centred[keep], off, penalties)
        # Weights sum to one, so that what is centred and what is not have the same gap.
        errors[out] = target[out] - tried @ donors[out]
    squared = errors**2
    means = squared.mean(axis=0)
    least = int(means.argmin())
    allowed = means[least] + squared[:, least].std(ddof=1) / np.sqrt(len(target))
    return float(penalties[means <= allowed].max())
