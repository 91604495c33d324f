"""Could so high a sum of scores come about if the cited cases had been drawn at random?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

from precedents.precedent.score_tail import CELLS, count_cells, score_tail

TIE = 1e-9
"""Sums of scores closer than this, relative to the scores, are equal: rounding alone parts them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreSum:
    """How high the scores of the cited cases are for so many cases of the class.

    ``p`` is the chance of a sum as high or higher when as many cases are drawn at random (with chances after
    their weights where there are any); it shows that the cited are unrepresentative, not why. ``exact`` says
    that it was counted, otherwise it comes from ``draws``. ``p_smallest`` is the smallest that any choice of as
    many cases attains. ``favour`` is 1 when no other choice could score higher, 0 when the cited score like
    the class, None when all choices score alike.
    """

    cited: int
    n: int
    total: float
    mean_cited: float
    mean: float
    p: float
    p_smallest: float
    favour: float | None
    exact: bool
    draws: int
    weighted: bool


def _log_choices(weights: NDArray[np.float64], k: int) -> NDArray[np.float64]:
    """Row i, column j: log of the sum, over all choices of j cases from i on, of the product of weights."""
    n = len(weights)
    with np.errstate(divide="ignore"):
        logs = np.log(weights)
    table = np.full((n + 1, k + 1), -inf)
    table[:, 0] = 0.0
    for i in range(n - 1, -1, -1):
        table[i, 1:] = np.logaddexp(table[i + 1, 1:], logs[i] + table[i + 1, :-1])
    return table


def draw_sums(
    scores: Sequence[float],
    k: int,
    *,
    generator: np.random.Generator,
    weights: Sequence[float] | None = None,
    draws: int = 9_999,
) -> NDArray[np.float64]:
    """What do the scores of k cases drawn at random sum to, drawn many times?

    Parameters
    ----------
    scores, k
        As in `score_tail`; any numbers.
    generator
        Draws the cases.
    weights
        How prominent each case is (length n, not below zero), fixed before outcomes were looked at: a choice
        of k cases has a chance in proportion to the product of its weights.
    draws
        How many times to draw.

    Returns
    -------
    NDArray
        The sums (length ``draws``).

    Raises
    ------
    ValueError
        When the lengths differ, or fewer than k cases have a weight above zero.

    Notes
    -----
    **Source** conditional Poisson sampling, drawn case by case (Chen, Dempster & Liu 1994); checked against
    `weighted_score_tail`, which counts.

    Examples
    --------
    >>> draw_sums([1, 1, 1], 2, generator=np.random.default_rng(1), draws=3).tolist()
    [2.0, 2.0, 2.0]
    """
    w = _weights(weights, len(scores), k)
    table = _log_choices(w, k)
    left = np.full(draws, k)
    sums = np.zeros(draws)
    for i, score in enumerate(scores):
        # Chance to take case i when `left` are still to be chosen from it on; exactly 1 when all are needed.
        with np.errstate(divide="ignore"):
            log_w = np.log(w[i])
        before = np.where(left > 0, table[i + 1, np.maximum(left - 1, 0)], -inf)
        take = generator.random(draws) < np.exp(log_w + before - table[i, left])
        sums += take * score
        left -= take
    return sums


def _weights(weights: Sequence[float] | None, n: int, k: int) -> NDArray[np.float64]:
    w = np.ones(n) if weights is None else np.asarray(weights, dtype=np.float64)
    if len(w) != n:
        raise ValueError("scores and weights differ in length")
    if not np.isfinite(w).all() or (w < 0).any():
        raise ValueError("weights are finite numbers, not below zero")
    if not 0 <= k <= int((w > 0).sum()):
        raise ValueError(f"{k} cases cannot be drawn from {int((w > 0).sum())} with a weight above zero")
    return w


def weighted_score_tail(scores: Sequence[int], weights: Sequence[float], k: int, total: int) -> float:
    """How often would k cases drawn by prominence have scores that sum to the total or more?

    Answers "only the famous ones were cited": a p that stops being small may be explained by prominence.
    It explains that the cited are unrepresentative and does not excuse it.

    Parameters
    ----------
    scores, k, total
        As in `score_tail`.
    weights
        As in `draw_sums`.

    Returns
    -------
    float
        The probability, exact up to rounding.

    Raises
    ------
    ValueError
        As `score_tail` and `draw_sums`.

    Notes
    -----
    **Assumes** weights fixed before outcomes were looked at.
    **Source** conditional Poisson sampling (Hájek 1964); checked by enumeration.

    Examples
    --------
    >>> round(weighted_score_tail([1, 0, 0], [2, 1, 1], 1, 1), 12)
    0.5
    """
    w = _weights(weights, len(scores), k)
    if any(score != int(score) for score in scores):
        raise ValueError("scores are whole numbers; scale them first, or draw instead of counting")
    top = max((int(s) for s in scores), default=0)
    width = k * top - total + 1
    if not k or width <= 0:
        return float(width > 0)
    width = min(width, k * (top - int(min(scores))) + 1)
    if (k + 1) * width > CELLS:
        raise ValueError("the scores range too widely to count sums: draw instead")
    # Only the scale of the weights is changed, which no chance depends on: it keeps the numbers moderate.
    w = w * (k / w.sum())
    table, every = np.zeros((k + 1, width)), np.zeros(k + 1)
    table[0, 0] = every[0] = 1.0
    for weight, score in zip(w, scores, strict=True):
        every[1:] += weight * every[:-1]
        short = top - int(score)
        if short < width:
            table[1:, short:] += weight * table[:-1, : width - short]
    return float(min(1.0, table[k].sum() / every[k]))


def fit_score_sum(
    scores: Sequence[float],
    cited: Sequence[int],
    *,
    weights: Sequence[float] | None = None,
    generator: np.random.Generator | None = None,
    draws: int = 9_999,
) -> ScoreSum:
    """Could so high a sum of scores come about if the cited cases had been drawn at random?

    Parameters
    ----------
    scores
        The known score of each case of the class (length n).
    cited
        The numbers of the cited cases, each once.
    weights
        As in `draw_sums`; without them every case is as likely as any other.
    generator
        Draws the sums where they cannot be counted: scores that are not whole, or range very widely.
    draws
        How many to draw.

    Returns
    -------
    ScoreSum
        With draws, p = (1 + draws as high) / (draws + 1), ties counted as as high.

    Raises
    ------
    ValueError
        When no case is cited, a number comes twice or is not in the class, a score is not finite, a cited
        case has a weight of zero, or draws are needed and no generator is passed.

    Notes
    -----
    **Assumes** cases cited one by one.
    **Source** Phipson & Smyth 2010 for the p of draws; the exact p as in `score_tail`.

    Examples
    --------
    >>> s = fit_score_sum([3, 1, 0, 0], [0, 1])
    >>> round(s.p, 4), s.favour, s.exact
    (0.1667, 1.0, True)
    """
    y, n, k = np.asarray(scores, dtype=np.float64), len(scores), len(cited)
    if not k or len(set(cited)) < k or not all(0 <= i < n for i in cited):
        raise ValueError("at least one case is cited, each once, and each is one of the class")
    if not np.isfinite(y).all():
        raise ValueError("scores are finite numbers; leave unknown ones out and count them")
    w = _weights(weights, n, k)
    places = np.array(cited)
    if not w[places].all():
        raise ValueError("a cited case has a weight of zero: it could not have been cited")
    total, best = float(y[places].sum()), float(np.sort(y[w > 0])[-k:].sum())
    whole = bool((y == np.rint(y)).all()) and float(np.abs(y).max()) < 2**52
    reach = int(y.max() - y.min()) if whole else 0
    few = min(k, n - k) if weights is None else k  # those left out are counted where they are fewer
    exact = whole and count_cells(n, few, reach * few + 1, reach) <= CELLS
    if exact:
        marks = [int(score) for score in y]

        def chance(goal: float) -> float:
            if weights is None:
                return float(score_tail(marks, k, int(goal)))
            return weighted_score_tail(marks, w.tolist(), k, int(goal))

        p, p_smallest = chance(total), chance(best)
    else:
        if generator is None:
            raise ValueError("these scores cannot be counted exactly: pass a generator to draw instead")
        sums = draw_sums(y.tolist(), k, generator=generator, weights=weights, draws=draws)
        slack = TIE * max(1.0, float(np.abs(y).max())) * k
        p = float(1 + (sums >= total - slack).sum()) / (draws + 1)
        p_smallest = float(1 + (sums >= best - slack).sum()) / (draws + 1)
    mean = float(y.mean())
    spread = best / k - mean
    return ScoreSum(
        cited=k,
        n=n,
        total=total,
        mean_cited=total / k,
        mean=mean,
        p=p,
        p_smallest=p_smallest,
        favour=(total / k - mean) / spread if spread > 0 else None,
        exact=exact,
        draws=0 if exact else draws,
        weighted=weights is not None,
    )
