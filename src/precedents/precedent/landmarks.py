"""Which cases say all that the record says, and which would be cited for each?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from precedents.precedent.case_index import read_values

Rule = Literal["values", "dimensions", "fewest"]
_CHUNK = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Landmarks:
    """The successes with least and the failures with most in their favour; no other case adds anything.

    ``successes`` and ``failures`` number the cases; of several with the same values and outcome the first
    stands for all, and ``twins`` counts the others. ``incomplete`` counts the cases left out because a value
    is unknown: they control no case for certain.
    """

    successes: tuple[int, ...]
    failures: tuple[int, ...]
    twins: int
    incomplete: int


def _minimal(table: NDArray[np.float64]) -> NDArray[np.intp]:
    """The rows, all distinct, that no other row is at or below everywhere."""
    # Ranks are whole numbers: whoever is at or below another everywhere has the smaller sum, without rounding.
    ranks = np.column_stack([np.unique(column, return_inverse=True)[1] for column in table.T]).astype(
        np.int32
    )
    order = np.argsort(ranks.sum(axis=1, dtype=np.int64), kind="stable")
    kept = np.empty((0, table.shape[1]), dtype=np.int32)
    places: list[NDArray[np.intp]] = []
    for start in range(0, len(order), _CHUNK):
        chunk = order[start : start + _CHUNK]
        chunk = chunk[~_dominated(kept, ranks[chunk], strictly_before=False)]
        chunk = chunk[~_dominated(ranks[chunk], ranks[chunk], strictly_before=True)]
        kept = np.concatenate([kept, ranks[chunk]])
        places.append(chunk)
    return np.sort(np.concatenate(places)) if places else np.array([], dtype=np.intp)


def _dominated(by: NDArray[np.int32], rows: NDArray[np.int32], *, strictly_before: bool) -> NDArray[np.bool_]:
    found = np.zeros(len(rows), dtype=bool)
    # The first few rule out most, so the many are compared with what is left.
    for start in range(0, len(by), _CHUNK):
        left = np.flatnonzero(~found)
        part = by[start : start + _CHUNK]
        below = part[:, 0, None] <= rows[left, 0]
        for d in range(1, rows.shape[1]):
            below &= part[:, d, None] <= rows[left, d]
        if strictly_before:
            below &= np.arange(start, start + len(part))[:, None] != left[None, :]
        found[left] = below.any(axis=0)
    return found


def fit_landmarks(values: ArrayLike, outcomes: Sequence[bool]) -> Landmarks:
    """Which cases say all that the record says?

    Parameters
    ----------
    values
        Table of n cases by m dimensions, oriented so that larger favours success; NaN where unknown.
    outcomes
        The known outcome of each case (length n).

    Returns
    -------
    Landmarks
        The minimal successes and the maximal failures: a target is controlled by some case exactly when a
        landmark controls it.

    Raises
    ------
    ValueError
        When the lengths differ or there is no dimension.

    Notes
    -----
    Cases are sorted by the sum of their ranks, then each is compared with the landmarks so far
    (sort-filter skyline).

    **Assumes** the directions.
    **Source** landmarks: van Woerkom et al. 2022, with twins taken together; algorithm: Chomicki et al. 2003.
    Checked by enumeration and against the published Admission and COMPAS tables.

    Examples
    --------
    >>> fit_landmarks([[1, 1], [2, 2], [0, 3], [0, 0], [1, 1]], [True, True, True, False, True])
    Landmarks(successes=(0, 2), failures=(3,), twins=1, incomplete=0)
    """
    table = read_values(values)
    won = np.asarray(outcomes, dtype=bool)
    if len(won) != len(table):
        raise ValueError("values and outcomes differ in length")
    complete = ~np.isnan(table).any(axis=1)
    found, twins = [], 0
    for sign, side in ((1.0, won), (-1.0, ~won)):
        places = np.flatnonzero(complete & side)
        distinct, first = np.unique(sign * table[places], axis=0, return_index=True)
        twins += len(places) - len(first)
        found.append(tuple(np.sort(places[first[_minimal(distinct)]]).tolist()))
    return Landmarks(successes=found[0], failures=found[1], twins=twins, incomplete=int((~complete).sum()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Citability:
    """How many best precedents each case has, and which cases need no argument.

    ``counts`` gives for each case how many others are best to cite for its outcome, 0 where none shares
    anything. ``won`` counts the cases with another of the same outcome and no relevant difference, ``lost``
    those with one of the other outcome, ``both`` those with both, ``neither`` those with none: only there is
    something to argue. ``sd`` divides by n - 1.
    """

    counts: tuple[int, ...]
    mean: float
    sd: float
    won: int
    lost: int
    both: int
    neither: int


def _best_subsets(apart: NDArray[np.bool_], values: NDArray[np.float64], *, same_value: bool) -> int:
    """How many rows have a set of differences of which no other row's is a proper subset."""
    weights = 1 << np.arange(apart.shape[1], dtype=np.int64)
    masks = apart @ weights
    if not masks.all():
        return int((masks == 0).sum())  # the empty set lies within every other
    # A value counts only where it is a difference.
    keys = np.column_stack([masks, np.where(apart, values, 0.0)]) if same_value else masks[:, None]
    distinct, sizes = np.unique(keys, axis=0, return_counts=True)
    codes = distinct[:, 0].astype(np.int64)
    within = ((codes[:, None] & codes) == codes[:, None]) & (codes[:, None] != codes)
    for d in range(apart.shape[1] if same_value else 0):
        column = distinct[:, d + 1]
        # An unknown value equals an unknown one: the published sets compare what is written.
        alike = (column[:, None] == column) | (np.isnan(column)[:, None] & np.isnan(column))
        within &= ((codes >> d) & 1 == 0)[:, None] | alike
    return int(sizes[~within.any(axis=0)].sum())


def _best(
    apart: NDArray[np.bool_], cited: NDArray[np.float64], focus: NDArray[np.float64], rule: Rule
) -> int:
    if not len(cited):
        return 0
    if rule == "fewest":
        ranks = apart.sum(axis=1) * (len(focus) + 1) - (cited == focus).sum(axis=1)
        return int((ranks == ranks.min()).sum())
    return _best_subsets(apart, cited, same_value=rule == "values")


def fit_citability(values: ArrayLike, outcomes: Sequence[bool], *, rule: Rule = "dimensions") -> Citability:
    """How many best precedents has each case, and how many cases are won or lost without argument?

    Parameters
    ----------
    values
        Table of n cases by at most 62 dimensions, oriented so that larger favours success; NaN where unknown:
        a comparison with it counts as a difference, since it is not known to hold.
    outcomes
        The known outcome of each case (length n).
    rule
        What makes a citable case best: ``dimensions``, no other has its relevant differences on a proper
        subset of the dimensions; ``values``, the same with the values of the cited case at the differences as
        part of the set; ``fewest``, fewest differences and then most equal values.

    Returns
    -------
    Citability

    Raises
    ------
    ValueError
        When there is no case, the lengths differ, or there are more than 62 dimensions or none.

    Notes
    -----
    **Assumes** the directions.
    **Source** Prakken & Ratsma 2022 (``values`` as they define it, ``dimensions`` as they compute it); van
    Woerkom et al. 2022 (``fewest``). Checked against the figures for Admission and a direct enumeration.

    Examples
    --------
    >>> c = fit_citability([[1, 1], [2, 0], [2, 2]], [True, True, True])
    >>> c.counts, c.won, c.neither
    ((1, 2, 2), 1, 2)
    """
    table = read_values(values)
    n, m = table.shape
    won = np.asarray(outcomes, dtype=bool)
    if not n or len(won) != n:
        raise ValueError("values and outcomes differ in length, or there is no case")
    if m > 62:
        raise ValueError(f"{m} dimensions are more than the 62 that are compared at once")
    counts: list[int] = []
    favoured, opposed = np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    for i in range(n):
        # Relevant differences: where a success had more than case i, where a failure had less, or may have.
        apart = np.where(won[:, None], ~(table <= table[i]), ~(table >= table[i]))
        none = ~apart.any(axis=1)
        none[i] = False
        favoured[i], opposed[i] = none[won == won[i]].any(), none[won != won[i]].any()
        citable = (won == won[i]) & ~apart.all(axis=1)
        citable[i] = False
        counts.append(_best(apart[citable], table[citable], table[i], rule))
    return Citability(
        counts=tuple(counts),
        mean=float(np.mean(counts)),
        sd=float(np.std(counts, ddof=1)) if n > 1 else 0.0,
        won=int(favoured.sum()),
        lost=int(opposed.sum()),
        both=int((favoured & opposed).sum()),
        neither=int((~favoured & ~opposed).sum()),
    )
