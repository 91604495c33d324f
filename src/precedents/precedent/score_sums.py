"""Could so high a sum of scores come about if the cited cases had been drawn at random?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb, inf, isqrt, prod

import numpy as np
from numpy.typing import NDArray

CELLS = 20_000_000
"""Beyond so many table cells sums are drawn, not counted."""
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


def _primes(below: int, product: int) -> list[int]:
    """Primes under the bound, the largest first, until their product exceeds the other."""
    found: list[int] = []
    reach, candidate = 1, below
    while reach <= product:
        candidate -= 1
        if candidate < 2:
            raise ValueError("too few primes for so large a count")
        if all(candidate % d for d in range(2, isqrt(candidate) + 1)):
            found.append(candidate)
            reach *= candidate
    return found


def _residue(groups: Sequence[tuple[int, int]], k: int, width: int, p: int) -> int:
    """How many choices of k have a sum below the width, modulo p.

    The table has one row for each number chosen and one column for each sum. With columns read as "sum less
    score times number chosen" a whole group of equal scores is one product of matrices; residues are kept
    around zero and p is so small that floats hold every such product exactly.
    """

    def binomials(size: int) -> NDArray[np.float64]:
        ways = np.array([comb(size, i) % p for i in range(k + 1)], dtype=np.float64)
        return ways - np.rint(ways / p) * p

    lag = np.subtract.outer(np.arange(k + 1), np.arange(k + 1))
    *front, (last, last_size) = groups
    # In pieces for which linear algebra libraries start no threads: on a busy machine those cost far more.
    step = max(16, 2**18 // (k + 1) ** 2)
    table = np.zeros((k + 1, width))
    table[0, 0] = 1
    for score, size in front:
        chosen = np.where(lag >= 0, binomials(size)[np.maximum(lag, 0)], 0.0)
        sheared = np.zeros((k + 1, width + score * k))
        starts = range(score * k, -1, -score) if score else [0] * (k + 1)
        for row, start, into in zip(table, starts, sheared, strict=True):
            into[start : start + width] = row
        product = np.empty_like(sheared)
        for at in range(0, sheared.shape[1], step):
            np.matmul(chosen, sheared[:, at : at + step], out=product[:, at : at + step])
        for row, start, out in zip(table, starts, product, strict=True):
            row[:] = out[start : start + width]
        table -= np.rint(table / p) * p
    # Of the last group only the totals matter: any sum that stays below the width.
    ways = binomials(last_size)
    return sum(
        int(ways[i]) * int(table[k - i, : width - last * i].sum()) for i in range(k + 1) if last * i < width
    )


def _count_below(groups: Sequence[tuple[int, int]], k: int, width: int) -> int:
    """How many choices of k have a sum below the width? Groups are pairs of score (from 0) and size.

    Counted modulo primes and put together at the end (Chinese remainder): no whole number is ever large.
    """
    moduli = _primes(isqrt(2**54 // (k + 1)), comb(sum(size for _, size in groups), k))
    everything = prod(moduli)
    parts = ((everything // p, _residue(groups, k, width, p), p) for p in moduli)
    return sum(rest * residue * pow(rest, -1, p) for rest, residue, p in parts) % everything


def _cells(n: int, k: int, width: int, reach: int) -> int:
    """Cells of the widest table, with one layer for each prime of about 24 bits."""
    return (k + 1) * (width + reach * k) * (comb(n, k).bit_length() // 20 + 1)


def score_tail(scores: Sequence[int], k: int, total: int) -> Fraction:
    """How often would k cases drawn from the class have scores that sum to the total or more?

    Parameters
    ----------
    scores
        The score of each case of the class (length n), whole numbers; scale others first.
    k
        How many are drawn, without replacement.
    total
        The sum to reach.

    Returns
    -------
    Fraction
        The exact probability.

    Raises
    ------
    ValueError
        When k is not between 0 and n, a score is not whole, or the table would be too large to count.

    Notes
    -----
    **Assumes** cases cited one by one; right whatever the dependence of scores.
    **Source** generating function of sums over subsets, as in exact permutation tests (Streitberg & Röhmel
    1986); checked by enumeration, against a plain table of whole numbers and the printed vector 1/8568.

    Examples
    --------
    >>> scores = [-3, -2, -2, -1, -1, -1, 0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 4]
    >>> score_tail(scores, 5, 14)
    Fraction(1, 8568)
    """
    n = len(scores)
    if not 0 <= k <= n:
        raise ValueError(f"{k} cases cannot be drawn from {n}")
    if any(score != int(score) for score in scores):
        raise ValueError("scores are whole numbers; scale them first, or draw instead of counting")
    whole = [int(score) for score in scores]
    if not k or len(set(whole)) == 1:
        return Fraction(int((whole[0] * k if k else 0) >= total))
    if 2 * k > n:  # those left out sum to at most the rest
        return score_tail([-score for score in whole], n - k, total - sum(whole))
    low, high = min(whole), max(whole)
    if total <= k * low:
        return Fraction(1)
    if total > k * high:
        return Fraction(0)
    # Count the narrower side: sums from the top down to the total, or from the bottom up to just below it.
    top = k * high - total + 1 <= total - k * low
    width = k * high - total + 1 if top else total - k * low
    if _cells(n, k, width, high - low) > CELLS:
        raise ValueError("the scores range too widely to count sums: draw instead")
    groups = sorted(Counter((high - s) if top else (s - low) for s in whole).items())
    ways = _count_below(groups, k, width)
    return Fraction(ways if top else comb(n, k) - ways, comb(n, k))


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
    exact = whole and _cells(n, min(k, n - k), reach * min(k, n - k) + 1, reach) <= CELLS
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
