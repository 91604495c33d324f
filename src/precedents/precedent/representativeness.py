"""Are the cited cases like the class from which they come?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb, exp, inf, log

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Representativeness:
    """How the cited cases lie in their class; every field is about cases with a known outcome.

    ``p_episode`` is exact when cases were cited one by one, ``p_conflict`` when whole conflicts were;
    ``p_smallest`` is the smallest p that so many citations can attain, ``p_conflict_smallest`` the same by conflict. ``odds`` says how much likelier a
    success must be to be cited (infinite when only successes were), ``odds_low`` its exact one-sided 95 %
    lower bound. ``favour`` is 1 when no other choice of as many cases could look better, 0 when the cited
    look like the class. ``rest`` is the class without the cited: successes and n.
    """

    cited: int
    cited_successes: int
    n: int
    successes: int
    p_episode: float
    p_conflict: float | None
    p_smallest: float
    p_conflict_smallest: float | None
    odds: float
    odds_low: float
    favour: float | None
    rest: tuple[int, int]


def hypergeometric_tail(x: int, k: int, successes: int, n: int) -> Fraction:
    """How often would k cases drawn from the class hold x successes or more?

    Parameters
    ----------
    x, k
        Successes among the cited, and how many were cited.
    successes, n
        Successes in the class, and its size.

    Returns
    -------
    Fraction
        The exact probability P(X >= x).

    Raises
    ------
    ValueError
        When the counts are impossible.

    Notes
    -----
    **Assumes** cases cited one by one; right whatever the dependence of outcomes.
    **Source** Fisher 1935; checked against ``scipy.stats.hypergeom`` and the printed vectors.

    Examples
    --------
    >>> hypergeometric_tail(4, 4, 13, 41)
    Fraction(11, 1558)
    >>> round(float(hypergeometric_tail(5, 6, 19, 53)), 7)
    0.0184029
    """
    if not (0 <= successes <= n and 0 <= k <= n and x <= k):
        raise ValueError(f"impossible counts: {x} of {k} cited, {successes} of {n} in the class")
    low = max(0, k - (n - successes), x)
    ways = sum(comb(successes, j) * comb(n - successes, k - j) for j in range(low, min(k, successes) + 1))
    return Fraction(ways, comb(n, k))


def two_stage_tail(x: int, k: int, shares: Sequence[Fraction]) -> Fraction:
    """How often would k conflicts, and one episode of each, hold x successes or more?

    Parameters
    ----------
    x, k
        Successes among the cited, and how many conflicts were cited (one episode each).
    shares
        The share of successes in each conflict of the class.

    Returns
    -------
    Fraction
        The exact probability when conflicts are drawn without replacement, then one episode within each.

    Notes
    -----
    The generating function of the number of successes over all choices of k conflicts is the coefficient
    of z^k in prod(1 + z (1 - s_c + s_c q)); no simulation is needed.

    **Source** two-stage null for citing by conflict; checked by enumeration in the tests.

    Examples
    --------
    >>> two_stage_tail(1, 1, [Fraction(1), Fraction(0), Fraction(1, 2)])
    Fraction(1, 2)
    """
    if not 0 <= k <= len(shares):
        raise ValueError(f"{k} conflicts cited of {len(shares)}")
    # table[j][s]: weight of j conflicts chosen with s successes
    table = [[Fraction(0)] * (k + 1) for _ in range(k + 1)]
    table[0][0] = Fraction(1)
    for share in shares:
        for j in range(k - 1, -1, -1):
            for s in range(j, -1, -1):
                weight = table[j][s]
                if weight:
                    table[j + 1][s] += weight * (1 - share)
                    table[j + 1][s + 1] += weight * share
    return sum(table[k][max(x, 0) :], Fraction(0)) / comb(len(shares), k)


def two_stage_chances(k: int, shares: Sequence[float]) -> NDArray[np.float64]:
    """How likely is each number of successes in k conflicts, with one episode of each?

    The same null as that of `two_stage_tail`, in floats: fast enough for a class of a thousand.

    Parameters
    ----------
    k, shares
        As in `two_stage_tail`.

    Returns
    -------
    NDArray
        The chances of 0 to k successes (length k + 1): counted, exact up to rounding.

    Notes
    -----
    **Source** as `two_stage_tail`, against which it is checked.

    Examples
    --------
    >>> two_stage_chances(1, [1, 0, 0.5]).round(12).tolist()
    [0.5, 0.5]
    """
    n = len(shares)
    if not 0 <= k <= n:
        raise ValueError(f"{k} conflicts cited of {n}")
    # Only the scale of the weights changes, which keeps the numbers moderate and cancels at the end.
    weight = k / n if n else 0.0
    table = np.zeros((k + 1, k + 1))
    table[0, 0] = 1.0
    for share in shares:
        before = weight * table[:-1]
        table[1:] += (1 - share) * before
        table[1:, 1:] += share * before[:, :-1]
    chances: NDArray[np.float64] = table[k] / table[k].sum()
    return chances


def _noncentral(k: int, successes: int, n: int) -> list[tuple[int, float]]:
    low, high = max(0, k - (n - successes)), min(k, successes)
    return [(j, log(comb(successes, j)) + log(comb(n - successes, k - j))) for j in range(low, high + 1)]


def _moments(terms: Sequence[tuple[int, float]], theta: float, x: int) -> tuple[float, float]:
    top = max(w + theta * j for j, w in terms)
    weights = [(j, exp(w + theta * j - top)) for j, w in terms]
    total = sum(w for _, w in weights)
    return sum(j * w for j, w in weights) / total, sum(w for j, w in weights if j >= x) / total


def selection_odds(x: int, k: int, successes: int, n: int, *, alpha: float = 0.05) -> tuple[float, float]:
    """How much likelier must a success be to be cited than a failure?

    Parameters
    ----------
    x, k, successes, n
        As in `hypergeometric_tail`.
    alpha
        One-sided error of the lower bound.

    Returns
    -------
    tuple
        Conditional maximum-likelihood estimate of the odds (infinite when every citable success was
        cited or only successes were), and the exact lower bound at which P(X >= x) = alpha.

    Notes
    -----
    **Source** Fisher's noncentral hypergeometric (Fog 2008); checked against
    ``scipy.stats.nchypergeom_fisher`` and the printed vectors 11.2157, 1.45037, 3.42299.

    Examples
    --------
    >>> estimate, low = selection_odds(5, 6, 19, 53)
    >>> round(estimate, 3), round(low, 4)
    (11.216, 1.4504)
    """
    terms = _noncentral(k, successes, n)
    smallest, largest = terms[0][0], terms[-1][0]

    def solve(index: int, goal: float) -> float:
        # Both the mean and the tail rise with theta, so halving finds the one crossing.
        low, high = -60.0, 60.0
        for _ in range(200):
            middle = (low + high) / 2
            if _moments(terms, middle, x)[index] < goal:
                low = middle
            else:
                high = middle
        return exp((low + high) / 2)

    estimate = inf if x >= largest else 0.0 if x <= smallest else solve(0, x)
    bound = 0.0 if x <= smallest else solve(1, alpha)
    return estimate, bound


def fit_representativeness(
    outcomes: Mapping[str, bool], clusters: Mapping[str, str], cited: Sequence[str]
) -> Representativeness:
    """Are the cited cases like the class from which they come?

    A small p shows that they are unrepresentative of the class; it does not show why.

    Parameters
    ----------
    outcomes
        Every case of the class with a known outcome: true for a success.
    clusters
        The conflict of each case.
    cited
        The cited cases; those without a known outcome in the class are passed over.

    Returns
    -------
    Representativeness
        Exact figures; ``p_conflict`` is None when two cited cases belong to one conflict, since the
        two-stage null then depends on how they would have been drawn.

    Examples
    --------
    >>> r = fit_representativeness(
    ...     {"a": True, "b": False, "c": False, "d": False}, {c: c for c in "abcd"}, ["a"]
    ... )
    >>> r.p_episode, r.rest
    (0.25, (0, 3))
    """
    known = [case for case in dict.fromkeys(cited) if case in outcomes]
    n, successes = len(outcomes), sum(outcomes.values())
    k, x = len(known), sum(outcomes[case] for case in known)
    by_cluster: dict[str, list[bool]] = {}
    for case, outcome in outcomes.items():
        by_cluster.setdefault(clusters[case], []).append(outcome)
    one_each = len({clusters[case] for case in known}) == k
    shares = [sum(group) / len(group) for group in by_cluster.values()]
    by_conflict = two_stage_chances(k, shares) if one_each else None
    most = min(k, sum(share > 0 for share in shares))
    best = min(k, successes) / k if k else 0.0
    share = successes / n if n else 0.0
    odds, odds_low = selection_odds(x, k, successes, n) if k else (1.0, 0.0)
    return Representativeness(
        cited=k,
        cited_successes=x,
        n=n,
        successes=successes,
        p_episode=float(hypergeometric_tail(x, k, successes, n)),
        p_conflict=None if by_conflict is None else min(1.0, float(by_conflict[x:].sum())),
        p_smallest=float(hypergeometric_tail(min(k, successes), k, successes, n)),
        p_conflict_smallest=None if by_conflict is None else min(1.0, float(by_conflict[most:].sum())),
        odds=odds,
        odds_low=odds_low,
        favour=(x / k - share) / (best - share) if k and best > share else None,
        rest=(successes - x, n - k),
    )
