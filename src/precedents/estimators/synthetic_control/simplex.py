"""Which mixture of points lies nearest to a target, and is the target itself a mixture of them?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.lapack import dpotrf, dpotrs

Floats = NDArray[np.float64]

TIGHT = 1e-13
"""A slope below this, relative to the longest point, is none: rounding alone is left."""
MOST_SWAPS = 20
"""Points taken in or put out before the search gives up, per point: it needs about one."""


_ONES = np.ones(4096)


@dataclass(slots=True, kw_only=True)
class Corral:
    """The points that carry weight: which, how much, how far their mixture lies from the origin (squared).

    ``factor`` is the upper Cholesky factor of the points' inner products plus one. A corral lives for one
    evaluation among many thousand, so it is neither frozen nor checked.
    """

    support: list[int]
    weights: Floats
    square: float
    factor: Floats


def _settle(gram: Floats, support: list[int], weights: list[float]) -> Corral | None:
    """The nearest mixture of these points or of some of them; None when one of them is a mixture of the others."""
    while True:
        factor, failed = dpotrf(gram.take(support, 0).take(support, 1) + 1.0)
        if failed:
            return None
        aim, _ = dpotrs(factor, _ONES[: len(support)])
        total = float(aim.sum())
        aim /= total
        aims = aim.tolist()
        if min(aims) > -1e-14:
            # (gram + 1) aim total = 1 and aim sums to one: the square follows without another product.
            return Corral(support=support, weights=np.maximum(aim, 0.0), square=1 / total - 1, factor=factor)
        # Walk towards the aim until the first weight is used up, and let that point go.
        share, out = min(
            (w / (w - a), i) for i, (w, a) in enumerate(zip(weights, aims, strict=True)) if a < 0
        )
        moved = [max(w + share * (a - w), 0.0) for w, a in zip(weights, aims, strict=True)]
        support = support[:out] + support[out + 1 :]
        weights = moved[:out] + moved[out + 1 :]


def settle_corral(gram: Floats, start: Corral | None = None) -> Corral:
    """Which points carry weight in the mixture that lies nearest to the origin?

    Parameters
    ----------
    gram
        Inner products of the points (J, J), the target being the origin, scaled so that the longest is about 1.
    start
        The answer of a problem much like this one, to begin from.

    Returns
    -------
    Corral

    Raises
    ------
    ArithmeticError
        When the search does not end, which exact arithmetic rules out.

    Notes
    -----
    **Source** the nearest point of a polytope: Wolfe 1976 (Mathematical Programming 11: 128–149). Exact up to
    rounding: it ends at a point that satisfies the conditions of optimality.
    """
    now = None if start is None else _settle(gram, start.support, start.weights.tolist())
    if now is None:
        now = _settle(gram, [int(gram.diagonal().argmin())], [1.0])
        assert now is not None  # a single point's square plus one is positive
    barred: list[int] = []
    for _ in range(MOST_SWAPS * len(gram) + MOST_SWAPS):
        slope = now.weights @ gram.take(now.support, 0)
        slope[now.support] = np.inf
        if barred:
            slope[barred] = np.inf
        into = int(slope.argmin())
        if slope[into] >= now.square - TIGHT:
            return now
        tried = _settle(gram, [*now.support, into], [*now.weights.tolist(), 0.0])
        # A point that brings nothing nearer is a mixture of the others as far as rounding lets us see.
        if tried is None or tried.square >= now.square:
            barred.append(into)
            continue
        now, barred = tried, []
    raise ArithmeticError(f"the nearest mixture of {len(gram)} points was not found: are the figures finite?")


def fit_simplex(points: Floats, target: Floats, importance: Floats | None = None) -> Floats:
    """Which weights, none below zero and one in sum, bring a mixture of points nearest to the target?

    Means what one hopes always; where many mixtures are equally near, one with few points is returned.

    Parameters
    ----------
    points
        One column a point (k, J).
    target
        Where the mixture should lie (k).
    importance
        How much each row counts, not below zero (k); all alike when it is left out.

    Returns
    -------
    ndarray
        Weights (J).

    Raises
    ------
    ValueError
        When a figure is not finite.

    Notes
    -----
    **Source** see `settle_corral`. Checked against SLSQP of scipy, against vertices, and against the weights of
    R Synth 1.1-8 (``tests/reference/test_synthetic_control.py``).

    Examples
    --------
    >>> fit_simplex(np.array([[0.0, 4.0, 9.0], [0.0, 0.0, 9.0]]), np.array([1.0, 0.0])).round(9).tolist()
    [0.75, 0.25, 0.0]
    """
    away = points - target[:, None]
    if not np.isfinite(away).all():
        raise ValueError("points and target are finite numbers; leave points out whose figures are unknown")
    gram = (away.T if importance is None else away.T * importance) @ away
    longest = float(gram.diagonal().max())
    weights = np.zeros(away.shape[1])
    if longest <= 0:
        weights[:] = 1 / len(weights)  # every point is the target
        return weights
    found = settle_corral(gram / longest)
    weights[found.support] = found.weights
    return weights
