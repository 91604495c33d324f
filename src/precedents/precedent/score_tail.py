"""How often do cases drawn at random have scores that sum to so much? Counted, not drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from math import comb, isqrt, prod

import numpy as np
from numpy.typing import NDArray

CELLS = 20_000_000
"""Beyond so many table cells sums are drawn, not counted."""


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
        centred: NDArray[np.float64] = ways - np.rint(ways / p) * p
        return centred

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


def count_cells(n: int, k: int, width: int, reach: int) -> int:
    """How many table cells does it take to count? One layer for each prime of at least 20 bits.

    Parameters
    ----------
    n, k
        Cases of the class, and how many are drawn.
    width
        Sums to be told apart.
    reach
        Largest score less smallest.

    Returns
    -------
    int
        Cells of the widest table; `score_tail` refuses more than `CELLS`.

    Examples
    --------
    >>> count_cells(18, 5, 6, 7)
    246
    """
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
    if count_cells(n, k, width, high - low) > CELLS:
        raise ValueError("the scores range too widely to count sums: draw instead")
    groups = sorted(Counter((high - s) if top else (s - low) for s in whole).items())
    ways = _count_below(groups, k, width)
    return Fraction(ways if top else comb(n, k) - ways, comb(n, k))
