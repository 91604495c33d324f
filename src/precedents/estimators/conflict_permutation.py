"""Could conditions tell cases apart so well if what happened to whole conflicts had fallen by chance?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SAME = 1e-9
"""Statistics nearer than this, relative to the largest, are ties: rounding alone parts them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictPermutation:
    """How well the conditions together tell the outcomes apart, beside outcomes exchanged between conflicts.

    ``apart`` is the share of the outcomes' variance that the conditions account for. ``p`` is the chance of as
    much when outcomes are exchanged; ``p_smallest`` the smallest among the draws: above 5 % the test is silent.
    ``moved`` counts the conflicts that have another of their size to exchange with.
    """

    apart: float
    p: float
    p_smallest: float
    conflicts: int
    moved: int
    draws: int


def permute_conflicts(
    outcomes: Sequence[bool],
    features: Sequence[Sequence[float]],
    clusters: Sequence[str],
    *,
    rng: np.random.Generator,
    draws: int = 4_999,
) -> ConflictPermutation:
    """Could conditions tell cases apart so well if what happened to whole conflicts had fallen by chance?

    Means what one hopes also where the cases of one conflict are alike, which no interval from
    independent cases does.

    Parameters
    ----------
    outcomes
        Whether it was done (length n).
    features
        The conditions of each case, without an intercept (n rows).
    clusters
        The conflict of each case (length n).
    rng, draws
        Draws so many exchanges.

    Returns
    -------
    ConflictPermutation

    Raises
    ------
    ValueError
        When the lengths differ, all outcomes are alike or no condition differs between cases.

    Notes
    -----
    The statistic is the score statistic of the logit at no effect, divided by n: the outcomes' projection on the
    centred conditions. Its denominator is the same for every exchange. The outcomes of a conflict go as a whole to
    a conflict with as many cases, in random order within it; the arrangement seen is counted with the draws.

    **Assumes** that conflicts with as many cases are exchangeable, and cases within a conflict, if nothing told
    them apart.
    **Source** permutation of blocks, Good 2005, chapter 4; checked against enumeration of every exchange.

    Examples
    --------
    >>> found = permute_conflicts(
    ...     [True, True, False, False], [[1], [1], [0], [0]], list("abcd"), rng=np.random.default_rng(1)
    ... )
    >>> round(found.apart, 3), abs(found.p - 1 / 3) < 0.02, found.moved
    (1.0, True, 4)
    """
    y, x = np.asarray(outcomes, dtype=np.float64), np.asarray(features, dtype=np.float64)
    if x.ndim != 2 or not len(y) == len(x) == len(clusters):
        raise ValueError("one row of conditions and one conflict for each outcome")
    if y.min(initial=1.0) == y.max(initial=0.0):
        raise ValueError("every case had the same outcome: nothing is to be told apart")
    basis, sizes, _ = np.linalg.svd(x - x.mean(axis=0), full_matrices=False)
    basis = basis[:, sizes > 1e-10 * max(1.0, float(sizes.max(initial=0.0)))]
    if not basis.shape[1]:
        raise ValueError("no condition differs between cases")
    groups: dict[int, list[NDArray[np.int64]]] = {}
    names = np.asarray(clusters, dtype=object).astype(str)
    for name in dict.fromkeys(names.tolist()):
        places = np.flatnonzero(names == name)
        groups.setdefault(len(places), []).append(places)
    scale = float(((y - y.mean()) ** 2).sum())

    def measure(rows: NDArray[np.float64]) -> NDArray[np.float64]:
        fit: NDArray[np.float64] = (((rows - y.mean()) @ basis) ** 2).sum(axis=1) / scale
        return fit

    drawn = np.tile(y, (draws, 1))
    for size, conflicts in groups.items():
        places = np.array(conflicts)
        order = np.argsort(rng.random((draws, len(places))), axis=1)
        within = np.argsort(rng.random((draws, len(places), size)), axis=2)
        drawn[:, places.ravel()] = np.take_along_axis(y[places][order], within, axis=2).reshape(draws, -1)
    seen, under = float(measure(y[None])[0]), measure(drawn)
    top = max(seen, float(under.max(initial=0.0)))

    def tail(bar: float) -> float:
        return float((1 + np.count_nonzero(under >= bar - SAME)) / (draws + 1))

    return ConflictPermutation(
        apart=seen,
        p=tail(seen),
        p_smallest=tail(top),
        conflicts=len(set(names.tolist())),
        moved=sum(len(conflicts) for conflicts in groups.values() if len(conflicts) > 1),
        draws=draws,
    )
