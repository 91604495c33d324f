"""Could so high a sum of scores come about if conflicts had been cited at random, one episode of each?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from precedents.precedent.score_sums import TIE


def draw_conflict_sums(
    scores: Sequence[float],
    clusters: Sequence[str],
    k: int,
    *,
    generator: np.random.Generator,
    draws: int = 9_999,
) -> NDArray[np.float64]:
    """What do the scores of one episode each of k conflicts sum to, drawn many times?

    Parameters
    ----------
    scores, clusters
        The score and the conflict of each case of the class (length n).
    k
        How many conflicts are drawn, without replacement; then one episode within each.
    generator, draws
        Draws so many sums.

    Returns
    -------
    NDArray
        The sums (length ``draws``).

    Raises
    ------
    ValueError
        When the lengths differ or there are fewer than k conflicts.

    Notes
    -----
    **Source** the two-stage null of `two_stage_tail`, which counts where scores are successes; checked against it.

    Examples
    --------
    >>> draw_conflict_sums([1, 1, 5], ["a", "a", "b"], 2, generator=np.random.default_rng(1), draws=3).tolist()
    [6.0, 6.0, 6.0]
    """
    y = np.asarray(scores, dtype=np.float64)
    names, place = np.unique(np.asarray(clusters, dtype=object).astype(str), return_inverse=True)
    if len(y) != len(place) or not 0 <= k <= len(names):
        raise ValueError(f"{k} conflicts cannot be drawn from {len(names)} over {len(y)} scores")
    ordered = y[np.argsort(place, kind="stable")]
    sizes = np.bincount(place, minlength=len(names))
    first = np.cumsum(sizes) - sizes
    chosen = np.argsort(generator.random((draws, len(names))), axis=1)[:, :k]
    within = (generator.random((draws, k)) * sizes[chosen]).astype(np.int64)
    sums: NDArray[np.float64] = ordered[first[chosen] + within].sum(axis=1)
    return sums


def conflict_sum_tail(
    scores: Sequence[float],
    clusters: Sequence[str],
    cited: Sequence[int],
    *,
    generator: np.random.Generator,
    draws: int = 9_999,
) -> float | None:
    """How often would as many conflicts, and one episode of each, score as high as the cited?

    Parameters
    ----------
    scores, clusters, generator, draws
        As in `draw_conflict_sums`.
    cited
        The numbers of the cited cases.

    Returns
    -------
    float or None
        (1 + draws as high) / (draws + 1); None when two cited cases belong to one conflict.

    Examples
    --------
    >>> conflict_sum_tail([1, 1, 1], ["a", "b", "c"], [0], generator=np.random.default_rng(1), draws=9)
    1.0
    """
    if len({clusters[i] for i in cited}) < len(cited):
        return None
    sums = draw_conflict_sums(scores, clusters, len(cited), generator=generator, draws=draws)
    slack = TIE * max(1.0, max(abs(score) for score in scores)) * len(cited)
    goal = sum(scores[i] for i in cited) - slack
    return float(1 + np.count_nonzero(sums >= goal)) / (draws + 1)
