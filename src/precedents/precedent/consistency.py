"""Do cases with no less ever fail where cases with no more succeeded, and how much less often than by chance?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from precedents.precedent.case_index import read_values

CELLS = 4_000_000
"""Pairs compared at a time: what bounds the memory, whatever the number of cases."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consistency:
    """How far outcomes respect the declared dimensions; read ``share`` only beside ``controlled_share``.

    A conflict is a success and a failure, the failure at least as favourable on every dimension.
    ``conflicts`` counts such pairs, ``successes_in_conflict`` and ``failures_in_conflict`` the cases in
    any, ``share`` the cases in none. ``comparable`` counts the ordered pairs of distinct cases that can be
    compared. ``controlled_share`` is the share of cases that another case controls one way or the other: many
    dimensions leave few, and then consistency is cheap.

    ``expected_conflicts`` is the exact mean over all ways to hand the outcomes round; ``order`` is 1 less the
    ratio of conflicts to it: 0 when the dimensions say no more than chance, 1 when none is violated, None when
    chance could produce no conflict. The ``null`` fields are of the permutations drawn (None without any):
    mean and largest share of cases in no conflict, ``p`` that chance yields as few conflicts and ``p_more``
    that it yields as many.
    ``possible_conflicts`` adds the pairs of which no comparison is known to fail.
    """

    n: int
    successes: int
    conflicts: int
    successes_in_conflict: int
    failures_in_conflict: int
    share: float
    comparable: int
    controlled_share: float
    expected_conflicts: float
    order: float | None
    possible_conflicts: int
    permutations: int
    null_share_mean: float | None
    null_share_most: float | None
    p: float | None
    p_more: float | None


def compare_blocks(
    values: ArrayLike, *, possible: bool = False
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.bool_]]]:
    """Which cases are no more favourable than which others, a block of rows at a time?

    Parameters
    ----------
    values
        Table of n cases by m dimensions, oriented so that larger favours success; NaN where unknown.
    possible
        Whether a comparison that is unknown counts as holding; otherwise it counts as failing.

    Yields
    ------
    tuple
        The numbers of the cases of the block, and an array (block, n): true where the case of the row is no
        more favourable than the case of the column on every dimension. A case is compared with itself too.

    Examples
    --------
    >>> [below.tolist() for _, below in compare_blocks([[1, 1], [2, 0], [2, 2]])]
    [[[True, False, True], [False, True, True], [False, False, True]]]
    """
    table = read_values(values)
    n, m = table.shape
    # Ranks are compared instead of values: the smaller the numbers, the faster.
    kind = np.int16 if n < 30_000 else np.int32
    left, right = np.empty((m, n), dtype=kind), np.empty((m, n), dtype=kind)
    for d in range(m):
        distinct, ranks = np.unique(table[:, d], return_inverse=True)
        unknown = np.isnan(table[:, d])
        last = len(distinct)
        left[d] = np.where(unknown, -1 if possible else last, ranks)
        right[d] = np.where(unknown, last if possible else -1, ranks)
    step = max(1, CELLS // max(n, 1))
    for start in range(0, n, step):
        rows = np.arange(start, min(start + step, n))
        below = left[0, rows, None] <= right[0]
        for d in range(1, m):
            below &= left[d, rows, None] <= right[d]
        yield rows, below


def compare_all(values: ArrayLike, *, possible: bool = False) -> NDArray[np.bool_]:
    """Which cases are no more favourable than which others?

    Parameters
    ----------
    values, possible
        As in `compare_blocks`.

    Returns
    -------
    NDArray
        (n, n): true where the case of the row is no more favourable than that of the column.

    Examples
    --------
    >>> compare_all([[1.0], [float("nan")]], possible=True).tolist()
    [[True, True], [True, True]]
    """
    blocks = [below for _, below in compare_blocks(values, possible=possible)]
    return np.concatenate(blocks) if blocks else np.zeros((0, 0), dtype=bool)


def _outcomes(outcomes: Sequence[bool], n: int) -> NDArray[np.bool_]:
    won = np.asarray(outcomes, dtype=bool)
    if len(won) != n:
        raise ValueError("values and outcomes differ in length")
    return won


def fit_consistency(
    values: ArrayLike,
    outcomes: Sequence[bool],
    *,
    generator: np.random.Generator | None = None,
    permutations: int = 200,
) -> Consistency:
    """How far do outcomes respect the declared dimensions, beside what chance would give?

    Means what one hopes when the directions were declared and not read off the same outcomes: inferred
    ones make any record look ordered.

    Parameters
    ----------
    values
        Table of n cases by m dimensions, oriented so that larger favours success; NaN where unknown.
    outcomes
        The known outcome of each case (length n).
    generator
        Draws the permutations; without it the null fields are None.
    permutations
        How many to draw.

    Returns
    -------
    Consistency

    Raises
    ------
    ValueError
        When there is no case or dimension, or the lengths differ.

    Notes
    -----
    Every ordered pair of distinct comparable cases is a conflict under n1 n0 of the n (n - 1) ways to give
    it two outcomes, so the expectation needs no simulation.

    **Assumes** the directions. Cases with an unknown value take part only in ``possible_conflicts`` and in
    those comparisons that need none.
    **Source** consistency of a case base: van Woerkom et al. 2022; the expectation is an own derivation,
    checked by enumeration of all permutations; figures against the published Admission and COMPAS tables.

    Examples
    --------
    >>> c = fit_consistency([[1], [2], [3], [4]], [False, True, False, True])
    >>> c.conflicts, c.share, c.expected_conflicts, round(c.order, 3), c.controlled_share
    (1, 0.5, 2.0, 0.5, 1.0)
    """
    table = read_values(values)
    n = len(table)
    won = _outcomes(outcomes, n)
    if not n:
        raise ValueError("the consistency of no case is not a number")
    drawn = permutations if generator is not None else 0
    labels = np.empty((n, drawn + 1), dtype=np.float32)
    labels[:, 0] = won
    for b in range(drawn):
        assert generator is not None
        labels[:, b + 1] = generator.permutation(won)
    lost = 1 - labels
    conflicts = np.zeros(drawn + 1)
    above = np.zeros((n, drawn + 1), dtype=np.float32)  # successes no more favourable than each case
    clashing = np.zeros(drawn + 1)
    controlled = np.zeros(n, dtype=bool)
    comparable = 0
    for rows, below in compare_blocks(table):
        below[np.arange(len(rows)), rows] = False
        comparable += int(np.count_nonzero(below))
        controlled |= below[won[rows]].any(axis=0)
        controlled[rows] |= below[:, ~won].any(axis=1)
        weights = below.astype(np.float32)
        worse = weights @ lost
        conflicts += (worse * labels[rows]).sum(axis=0, dtype=np.float64)
        clashing += ((worse > 0) & (labels[rows] > 0)).sum(axis=0)
        above += weights.T @ labels[rows]
    successes_in_conflict = int(clashing[0])
    failures = ((above > 0) & (lost > 0)).sum(axis=0)
    shares = 1 - (clashing + failures) / n
    successes = int(won.sum())
    expected = comparable * successes * (n - successes) / (n * (n - 1)) if n > 1 else 0.0
    return Consistency(
        n=n,
        successes=successes,
        conflicts=round(conflicts[0]),
        successes_in_conflict=successes_in_conflict,
        failures_in_conflict=int(failures[0]),
        share=float(shares[0]),
        comparable=comparable,
        controlled_share=float(controlled.mean()),
        expected_conflicts=expected,
        order=1 - float(conflicts[0]) / expected if expected else None,
        possible_conflicts=_possible_conflicts(table, won, round(conflicts[0])),
        permutations=drawn,
        null_share_mean=float(shares[1:].mean()) if drawn else None,
        null_share_most=float(shares[1:].max()) if drawn else None,
        p=float(1 + (conflicts[1:] <= conflicts[0]).sum()) / (drawn + 1) if drawn else None,
        p_more=float(1 + (conflicts[1:] >= conflicts[0]).sum()) / (drawn + 1) if drawn else None,
    )


def _possible_conflicts(table: NDArray[np.float64], won: NDArray[np.bool_], certain: int) -> int:
    if not np.isnan(table).any():
        return certain
    return sum(
        int(np.count_nonzero(below[won[rows]][:, ~won]))
        for rows, below in compare_blocks(table, possible=True)
    )
