"""What is the most, and the least, that any weighting by likeness could say?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SAME_DISTANCE = 12
"""Distances that agree to so many decimals are tied: sums of the same parts differ by rounding alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrefixBound:
    """The least and the most that a weighted mean of outcomes can be when likeness is respected.

    ``low_at`` and ``high_at`` say which weighting reaches each end: pairs (how many of the nearest cases
    weigh alike, their share of the mixture), one or two of them. ``m`` is the cap: no case weighs more
    than 1/m. ``n`` is the number of cases and ``blocks`` the number of distinct distances.
    """

    low: float
    high: float
    low_at: tuple[tuple[int, float], ...]
    high_at: tuple[tuple[int, float], ...]
    m: int
    n: int
    blocks: int


def _most(
    sizes: NDArray[np.float64], means: NDArray[np.float64], m: int
) -> tuple[float, tuple[tuple[int, float], ...]]:
    """The largest mixture of prefix means with sum of lambda_j / j at most 1/m, and where it lies.

    Two constraints (the shares add to one, and the cap), so one or two prefixes make an optimum.
    """
    wide = sizes >= m
    best = int(np.flatnonzero(wide)[np.argmax(means[wide])])
    value = float(means[best])
    at: tuple[tuple[int, float], ...] = ((int(sizes[best]), 1.0),)
    narrow = np.flatnonzero(~wide)
    if len(narrow):
        # Every pair of a narrower and a wider prefix, mixed so that the cap is just reached.
        i, j = np.meshgrid(narrow, np.flatnonzero(wide), indexing="ij")
        share = (1 / m - 1 / sizes[j]) / (1 / sizes[i] - 1 / sizes[j])
        mixed = share * means[i] + (1 - share) * means[j]
        top = np.unravel_index(int(np.argmax(mixed)), mixed.shape)
        if mixed[top] > value + 1e-15 and share[top] > 0:
            value = float(mixed[top])
            part = float(share[top])
            at = ((int(sizes[i[top]]), part), (int(sizes[j[top]]), 1 - part))
    return value, at


def fit_prefix_bound(
    outcomes: Sequence[float],
    distances: Sequence[float],
    *,
    m: int = 1,
    ties_weigh_alike: bool = True,
) -> PrefixBound:
    """What is the most, and the least, that any weighting by likeness could say?

    Means what one hopes when the order of likeness is granted: whatever the weights, as long as a nearer
    case never weighs less than a farther one and none weighs more than 1/m, the weighted mean of the
    outcomes lies within. With outcomes of yes and no and m = 1 one end is the nearest case alone: choose
    m of at least 3 to say anything about a share.

    Parameters
    ----------
    outcomes
        The known outcomes (length n): flags as 0 and 1, or any numbers.
    distances
        The distance of each case from the target (length n).
    m
        No case weighs more than 1/m.
    ties_weigh_alike
        Whether cases at the same distance weigh the same. Otherwise they may differ within the order,
        and the bound is wider.

    Returns
    -------
    PrefixBound

    Raises
    ------
    ValueError
        When there is no case, the lengths differ, a value is not a finite number, or m is not between 1
        and n: with fewer than m cases some case must weigh more than 1/m.

    Notes
    -----
    Weights that never rise with distance are mixtures of "the nearest j alike", with parts
    lambda_j = j (w_j - w_(j+1)); the nearest case weighs the sum of lambda_j / j. So the ends solve a linear
    programme with two constraints, and a search over single prefixes and pairs is exact.

    **Assumes** the order of likeness, nothing about the form of the weights.
    **Source** own derivation; checked against ``scipy.optimize.linprog`` on the weights themselves, with ties.

    Examples
    --------
    >>> outcomes, distances = [1, 1, 0, 1, 0, 0, 0, 1, 0, 0], range(10)
    >>> bounds = [fit_prefix_bound(outcomes, distances, m=m) for m in (1, 3, 5)]
    >>> [(round(b.low, 2), round(b.high, 2)) for b in bounds]
    [(0.4, 1.0), (0.4, 0.83), (0.4, 0.65)]
    """
    y = np.asarray(outcomes, dtype=np.float64)
    d = np.round(np.asarray(list(distances), dtype=np.float64), SAME_DISTANCE)
    if len(y) != len(d):
        raise ValueError("outcomes and distances differ in length")
    if not (np.isfinite(y).all() and np.isfinite(d).all()):
        raise ValueError("outcomes and distances are finite numbers; leave unknown ones out and count them")
    if not 1 <= m <= len(y):
        raise ValueError(f"a cap of 1/{m} cannot be kept with {len(y)} cases")
    n, blocks = len(y), len(np.unique(d))

    def most(values: NDArray[np.float64]) -> tuple[float, tuple[tuple[int, float], ...]]:
        # Within a tie the larger outcome first; it matters only where the tied may weigh differently.
        order = np.lexsort((-values, d))
        sizes = np.arange(1, n + 1, dtype=np.float64)
        means = np.cumsum(values[order]) / sizes
        if ties_weigh_alike:
            ends = np.append(np.flatnonzero(np.diff(d[order]) > 0), n - 1)
            sizes, means = sizes[ends], means[ends]
        return _most(sizes, means, m)

    high, high_at = most(y)
    negative, low_at = most(-y)
    return PrefixBound(low=0.0 - negative, high=high, low_at=low_at, high_at=high_at, m=m, n=n, blocks=blocks)
