"""Do the options differ in how often they turn out well?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from precedents.estimators.base_rate import Share, fit_share
from precedents.estimators.label_permutation import (
    Block,
    Floats,
    Reference,
    fold_labels,
    permute_labels,
)

SAME = 1e-7
"""Statistics nearer than this are ties."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """One option: the share among its cases with a known outcome; None where there is no such case."""

    name: str
    share: Share | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arms:
    """The options side by side, and one test of their equality.

    ``n`` counts the cases in any arm, ``overlapping`` those in more than one. ``p`` is of equality over all
    arms; ``p_smallest`` is the smallest that so many cases, arms and successes can attain: where it is above
    5 % the test is silent. ``permuted`` says what was exchanged (cases, whole conflicts, or cases within
    conflicts). ``draws`` is None where every arrangement counted. Without two arms that hold cases
    both p are None.
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

    Means what one hopes when the options were not chosen for how the case stood. They were, so a
    difference is one between the cases in which each was chosen, not an effect of choosing it.

    Parameters
    ----------
    outcomes
        The known outcome of each case; cases of an arm that are not here are left out.
    clusters
        The conflict of each case.
    arms
        The cases of each option; a case may be in several.
    rng, draws
        Draw so many arrangements where there are too many to count them all.
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
    What is exchanged: where each case has its own conflict, cases; where the cases of each conflict are all in
    the same arms, whole conflicts; else cases within conflicts, so that only conflicts with several arms
    speak. A case in several arms keeps them together. For lone cases in disjoint arms this is Fisher's
    exact test (Freeman and Halton's with more than two arms): tables no likelier than the one seen. Otherwise
    the statistic is the sum over arms of n (share - share by chance)^2, where the share by chance is that of all
    cases, or that which the arm's own conflicts would give when exchange is within them.

    **Assumes** that if the options were alike, every arrangement of what is exchanged would be equally likely.
    **Source** Fisher 1935; Freeman & Halton 1951 (Biometrika 38:141). Checked against
    ``scipy.stats.fisher_exact`` and against plain enumeration.

    Examples
    --------
    >>> outcomes = dict(zip("abcdefgh", [True] * 4 + [False] * 4))
    >>> found = fit_arms(
    ...     outcomes, {c: c for c in "abcdefgh"}, {"joint": "abcd", "alone": "efgh"},
    ...     rng=np.random.default_rng(1),
    ... )
    >>> round(found.p, 4), found.p == found.p_smallest, found.permuted, found.test
    (0.0286, True, 'cases', 'Fisher’s exact test')
    """
    if not arms:
        raise ValueError("no arm to compare")
    members = {name: [c for c in dict.fromkeys(cases) if c in outcomes] for name, cases in arms.items()}
    shown = tuple(
        Arm(name=name, share=fit_share([outcomes[c] for c in own], [clusters[c] for c in own], level=level))
        if own
        else Arm(name=name, share=None)
        for name, own in members.items()
    )
    filled = [frozenset(own) for own in members.values() if own]
    cases = list(dict.fromkeys(case for own in members.values() for case in own))
    patterns = [tuple(case in own for own in filled) for case in cases]
    names = [clusters[case] for case in cases]
    permuted = _exchangeable(patterns, names)
    overlapping = sum(sum(pattern) > 1 for pattern in patterns)
    fisher = permuted == "cases" and not overlapping
    p = smallest = None
    drawn: int | None = None
    if len(filled) > 1:
        blocks, table = _blocks(permuted, patterns, names, [outcomes[case] for case in cases])
        reference = permute_labels(blocks, table, rng=rng, draws=draws)
        n, x = fold_labels(blocks, table)
        centre = sum(fold_labels([b], table)[0] * b.won.sum() / b.sizes.sum() for b in blocks) / n
        seen = float(_statistic(n, x, centre, fisher))
        under = _statistic(reference.n, reference.x, centre, fisher)
        p = _tail(reference, under, seen)
        smallest = _tail(reference, under, max(seen, float(under.max())))
        drawn = None if reference.exact else draws
    return Arms(
        arms=shown,
        n=len(cases),
        overlapping=overlapping,
        p=p,
        p_smallest=smallest,
        permuted=permuted,
        test="" if p is None else "Fisher’s exact test" if fisher else f"permutation of {permuted}",
        draws=drawn,
    )


def _exchangeable(patterns: Sequence[tuple[bool, ...]], names: Sequence[str]) -> str:
    conflicts = len(set(names))
    if conflicts == len(names):
        return "cases"
    constant = len(set(zip(names, patterns, strict=True))) == conflicts
    return "whole conflicts" if constant else "cases within conflicts"


def _blocks(
    permuted: str, patterns: Sequence[tuple[bool, ...]], names: Sequence[str], outcomes: Sequence[bool]
) -> tuple[list[Block], NDArray[np.bool_]]:
    """The units that carry labels, in the blocks within which these are exchanged; which label is in which arm."""
    kinds = list(dict.fromkeys(patterns))
    labels = np.array([kinds.index(pattern) for pattern in patterns], dtype=np.int64)
    won = np.array(outcomes, dtype=np.int64)
    conflict = np.unique(np.asarray(names, dtype=object).astype(str), return_inverse=True)[1]
    table = np.array(kinds, dtype=np.bool_)
    if permuted == "whole conflicts":
        first = np.unique(conflict, return_index=True)[1]
        sums = np.bincount(conflict, weights=won).astype(np.int64)
        return [Block(labels=labels[first], sizes=np.bincount(conflict), won=sums)], table
    groups = (
        [np.arange(len(won))]
        if permuted == "cases"
        else [np.flatnonzero(conflict == c) for c in range(conflict.max() + 1)]
    )
    return [Block(labels=labels[g], sizes=np.ones(len(g), dtype=np.int64), won=won[g]) for g in groups], table


def _statistic(n: Floats, x: Floats, centre: Floats, fisher: bool) -> Floats:
    """How far the arms are apart, in each row; ``centre`` is the share that each would have by chance."""
    found: Floats
    if fisher:
        # The less likely the table the larger: less the log of the product of C(n, x).
        found = (gammaln(x + 1) + gammaln(n - x + 1) - gammaln(n + 1)).sum(axis=-1)
    else:
        found = ((x - n * centre) ** 2 / np.maximum(n, 1)).sum(axis=-1)
    return found


def _tail(reference: Reference, statistics: Floats, bar: float) -> float:
    beyond = statistics >= bar - SAME
    if reference.exact:
        return min(1.0, float(reference.chances[beyond].sum()))
    # The arrangement seen is one of those possible, also where it was not drawn.
    return float((1 + np.count_nonzero(beyond)) / (1 + len(beyond)))
