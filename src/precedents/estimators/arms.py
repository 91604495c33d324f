"""Do the options differ in how often they turn out well?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import comb, factorial, fsum, log, prod

import numpy as np
from numpy.typing import NDArray

from precedents.estimators.base_rate import Share, fit_share

MOST_EXACT = 20_000
"""Up to so many arrangements (or tables of them) are all looked at; beyond, arrangements are drawn."""
SAME = 1e-9
"""Statistics nearer than this, relative to their size, are ties."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """One option: its cases with a known outcome and their share; None where there is none."""

    name: str
    share: Share | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arms:
    """The options side by side, and one test of their equality.

    ``n`` counts the cases in any arm, ``overlapping`` those in more than one. ``p`` is of equality over all
    arms, ``p_smallest`` the smallest that so many cases, arms and successes can attain: where it is above
    5 % the test is silent. ``permuted`` says what was exchanged, ``test`` names the method; ``draws`` is
    None where all arrangements were looked at. Without two arms with cases both p are None.
    """

    arms: tuple[Arm, ...]
    n: int
    overlapping: int
    p: float | None
    p_smallest: float | None
    permuted: str
    test: str
    draws: int | None


def fit_arms(
    outcomes: Mapping[str, bool],
    clusters: Mapping[str, str],
    arms: Mapping[str, Collection[str]],
    *,
    rng: np.random.Generator,
    draws: int = 4999,
    level: float = 0.95,
) -> Arms:
    """Do the options differ in how often they turn out well?

    Means what one hopes when the options were not chosen for how the case stood; they always are, so a
    difference is between the cases in which each was chosen, not an effect of choosing it.

    Parameters
    ----------
    outcomes
        The known outcome of each case; cases without one are left out and counted elsewhere.
    clusters
        The conflict of each case.
    arms
        The cases of each option; a case may be in several.
    rng
        Draws arrangements where there are too many to look at all.
    draws
        How many to draw then.
    level
        Coverage of the intervals.

    Returns
    -------
    Arms

    Raises
    ------
    ValueError
        When there is no arm.

    Notes
    -----
    What is exchanged: where each conflict stands alone, cases; where all cases of a conflict are in the same
    arms, whole conflicts; else cases within conflicts, so that only conflicts with several arms speak.
    A case in several arms keeps them together. For disjoint arms of lone cases this is Fisher's exact
    test (Freeman and Halton's for more than two). Otherwise the statistic is the sum over arms of
    n (share - overall share)^2.

    **Assumes** that under equality arrangements of what is exchanged are equally likely.
    **Source** Fisher 1935; Freeman & Halton 1951 (Biometrika 38:141). Checked against
    ``scipy.stats.fisher_exact`` and against plain enumeration.

    Examples
    --------
    >>> outcomes = dict(zip("abcdefgh", [True] * 4 + [False] * 4, strict=True))
    >>> found = fit_arms(
    ...     outcomes, {c: c for c in "abcdefgh"}, {"joint": "abcd", "alone": "efgh"},
    ...     rng=np.random.default_rng(1),
    ... )
    >>> round(found.p, 4), found.p == found.p_smallest, found.permuted
    (0.0286, True, 'cases')
    """
    if not arms:
        raise ValueError("no arm to compare")
    members = {name: [case for case in dict.fromkeys(cases) if case in outcomes] for name, cases in arms.items()}
    shown = tuple(
        Arm(
            name=name,
            share=fit_share([outcomes[c] for c in cases], [clusters[c] for c in cases], level=level)
            if cases
            else None,
        )
        for name, cases in members.items()
    )
    cases = list(dict.fromkeys(case for group in members.values() for case in group))
    patterns = [tuple(case in group for group in map(set, members.values()) if group) for case in cases]
    overlapping = sum(sum(pattern) > 1 for pattern in patterns)
    names = [clusters[case] for case in cases]
    permuted = _exchangeable(patterns, names)
    if sum(bool(group) for group in members.values()) < 2:
        return Arms(
            arms=shown,
            n=len(cases),
            overlapping=overlapping,
            p=None,
            p_smallest=None,
            permuted=permuted,
            test="",
            draws=None,
        )
    won = [int(outcomes[case]) for case in cases]
    fisher = permuted == "cases" and not overlapping
    # A unit is what carries its arms with it: a case, or under "whole conflicts" a conflict.
    if permuted == "whole conflicts":
        by_name = dict(zip(names, patterns, strict=True))
        sizes, wins = Counter(names), Counter(n for n, y in zip(names, won, strict=True) if y)
        blocks = [[(by_name[name], sizes[name], wins[name]) for name in by_name]]
    else:
        groups: dict[str, list[tuple[tuple[bool, ...], int, int]]] = {}
        for name, pattern, y in zip(names, patterns, won, strict=True):
            groups.setdefault("" if permuted == "cases" else name, []).append((pattern, 1, y))
        blocks = list(groups.values())
    seen, statistics, weights, exact = _refer(blocks, fisher, rng, draws)
    slack = SAME * max(1.0, float(np.abs(statistics).max()), abs(seen))
    top = max(seen, float(statistics.max()))
    p, smallest = (
        float(weights[statistics >= bound - slack].sum() / weights.sum())
        if exact
        else float((1 + np.count_nonzero(statistics >= bound - slack)) / (1 + len(statistics)))
        for bound in (seen, top)
    )
    return Arms(
        arms=shown,
        n=len(cases),
        overlapping=overlapping,
        p=min(1.0, p),
        p_smallest=min(1.0, smallest),
        permuted=permuted,
        test="Fisher’s exact test" if fisher else f"permutation of {permuted}",
        draws=None if exact else draws,
    )


Unit = tuple[tuple[bool, ...], int, int]
"""The arms a unit is in, its cases, and its successes."""


def _exchangeable(patterns: Sequence[tuple[bool, ...]], names: Sequence[str]) -> str:
    if len(set(names)) == len(names):
        return "cases"
    constant = len(set(zip(names, patterns, strict=True))) == len(set(names))
    return "whole conflicts" if constant else "cases within conflicts"


def _refer(
    blocks: Sequence[Sequence[Unit]], fisher: bool, rng: np.random.Generator, draws: int
) -> tuple[float, Floats, Floats, bool]:
    """The statistic seen, its values under equality with their weights, and whether these are all."""
    single = all(size == 1 for block in blocks for _, size, _ in block)
    ways = [_arrangements(Counter(pattern for pattern, _, _ in block)) for block in blocks]
    tables = [_table_count(block) for block in blocks] if single else []
    seen = np.array([_fold([unit for block in blocks for unit in block])])
    if single and prod(tables) <= MOST_EXACT:
        folded, weights = _tables(blocks)
        exact = True
    elif prod(ways) <= MOST_EXACT:
        every = product(*(list(_rearranged(block)) for block in blocks))
        folded = np.array([_fold([unit for block in way for unit in block]) for way in every])
        weights, exact = np.ones(len(folded)), True
    else:
        folded, weights, exact = _drawn(blocks, rng, draws), np.ones(draws), False
    statistics = _statistic(np.concatenate([seen, folded]), fisher)
    return float(statistics[0]), statistics[1:], weights, exact


def _fold(units: Sequence[Unit]) -> list[tuple[int, int]]:
    """Cases and successes of each arm, and of all."""
    arms = [*zip(*(pattern for pattern, _, _ in units), strict=True), [True] * len(units)]
    return [
        (
            sum(size for (_, size, _), here in zip(units, arm, strict=True) if here),
            sum(won for (_, _, won), here in zip(units, arm, strict=True) if here),
        )
        for arm in arms
    ]


def _statistic(folded: NDArray[np.int64] | Floats, fisher: bool) -> Floats:
    n, x = folded[:, :-1, 0].astype(float), folded[:, :-1, 1].astype(float)
    if fisher:
        # The less likely the table, the larger: -log of the product of C(n, x).
        table = {
            (a, b): -log(comb(int(a), int(b))) for a, b in {*zip(n.ravel().tolist(), x.ravel().tolist(), strict=True)}
        }
        return np.array([fsum(table[pair] for pair in zip(*row, strict=True)) for row in zip(n.tolist(), x.tolist(), strict=True)])
    overall = folded[0, -1, 1] / folded[0, -1, 0]
    found: Floats = (np.maximum(n, 1) * (x / np.maximum(n, 1) - overall) ** 2).sum(axis=1)
    return found
