"""What is the share of each group when the groups are thought alike, but not the same?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, betaln

NODES = 64
NEGLIGIBLE = 1e-6
"""Points of the grid with less than this share of the weight of the heaviest are left out of the intervals."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooled:
    """The share of each group, drawn toward the others as far as the groups agree.

    ``shares`` are posterior means with ``low`` and ``high`` as the ends of their central intervals, in the
    order of the groups; ``raw`` the shares as counted, None for an empty group. ``mean`` is the posterior mean
    of the common share, ``like`` that of kappa / (1 + kappa): 0 when each group stands for itself, 1 when all
    are one.
    """

    shares: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    raw: tuple[float | None, ...]
    mean: float
    like: float
    level: float


def _quantiles(
    a: NDArray[np.float64], b: NDArray[np.float64], weights: NDArray[np.float64], at: float
) -> NDArray[np.float64]:
    """Quantile of each row's mixture of beta distributions, by halving."""
    low, high = np.zeros(len(a)), np.ones(len(a))
    for _ in range(26):
        middle = (low + high) / 2
        below = (betainc(a, b, middle[:, None]) * weights).sum(axis=1) < at
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return (low + high) / 2


def fit_pooling(successes: Sequence[int], sizes: Sequence[int], *, level: float = 0.95) -> Pooled:
    """What is the share of each group when the groups are thought alike, but not the same?

    Means what one hopes when nothing is known beforehand that would set one group apart from the others: a
    small group then borrows from the rest.

    Parameters
    ----------
    successes, sizes
        Known outcomes by group: how many succeeded of how many (length G).
    level
        Probability of each central interval.

    Returns
    -------
    Pooled

    Raises
    ------
    ValueError
        When there is no group, the lengths differ or a count is impossible.

    Notes
    -----
    K_g is binomial with share theta_g, theta_g beta with mean mu and size kappa, mu uniform, and kappa with
    density (1 + kappa)^-2, so that kappa / (1 + kappa) is uniform: both lie in the unit square, where
    Gauss-Legendre sums replace simulation.

    **Assumes** independent cases within groups, groups exchangeable.
    **Source** beta-binomial hierarchy: Gelman et al. 2013, chapter 5, with a proper prior; checked against the
    printed vector, a direct numerical integral, and complete pooling in the limit.

    Examples
    --------
    >>> pooled = fit_pooling([19, 8, 3], [53, 20, 12])
    >>> [round(share, 4) for share in pooled.shares], round(pooled.mean, 4)
    ([0.3592, 0.3852, 0.3063], 0.3759)
    """
    k, n = np.asarray(successes, dtype=np.float64), np.asarray(sizes, dtype=np.float64)
    if not len(k) or len(k) != len(n):
        raise ValueError("one count of successes and one size for each group, at least one group")
    if (k < 0).any() or (k > n).any():
        raise ValueError("impossible counts: successes lie between 0 and the size of their group")
    nodes, parts = np.polynomial.legendre.leggauss(NODES)
    unit, parts = (nodes + 1) / 2, parts / 2
    mu, like = (axis.ravel() for axis in np.meshgrid(unit, unit, indexing="ij"))
    kappa = like / (1 - like)
    a, b = mu * kappa, (1 - mu) * kappa
    logs = (betaln(k[:, None] + a, (n - k)[:, None] + b) - betaln(a, b)).sum(axis=0)
    weights = np.outer(parts, parts).ravel() * np.exp(logs - logs.max())
    weights /= weights.sum()
    means = ((k[:, None] + a) / (n[:, None] + kappa)) @ weights
    kept = weights > NEGLIGIBLE * weights.max()
    sides = (k[:, None] + a[kept], (n - k)[:, None] + b[kept], weights[kept] / weights[kept].sum())
    return Pooled(
        shares=tuple(means.tolist()),
        low=tuple(_quantiles(*sides, (1 - level) / 2).tolist()),
        high=tuple(_quantiles(*sides, (1 + level) / 2).tolist()),
        raw=tuple(float(x / m) if m else None for x, m in zip(k, n, strict=True)),
        mean=float(mu @ weights),
        like=float(like @ weights),
        level=level,
    )
