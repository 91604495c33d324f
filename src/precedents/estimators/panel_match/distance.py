"""How far are the controls of a set from the treated, and which are the nearest?"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from precedents.estimators.panel_match.grid import Bools, Floats, Ints
from precedents.estimators.panel_match.matched_sets import MatchedSets

FLAT = 1e-5
"""A determinant below this says that columns may be constant or repeated within the set; they are then looked for."""
DIGITS = 5
"""Decimals to which distances are compared, so that rounding does not break ties (as PanelMatch does)."""


def fill_missing(rows: Floats) -> Floats:
    """Where a covariate is unknown, put 0, and say so in a column of its own (P by K in, P by 2 K out)."""
    gone = np.isnan(rows)
    return np.concatenate([np.where(gone, 0.0, rows), gone.astype(np.float64)], axis=1)


def find_informative(rows: Floats) -> Bools:
    """Which columns vary, and do not repeat an earlier one?

    Examples
    --------
    >>> find_informative(np.array([[1.0, 2.0, 1.0, 0.0], [3.0, 2.0, 3.0, 1.0]])).tolist()
    [True, False, False, True]
    """
    keep = (rows != rows[0]).any(axis=0)
    seen: set[bytes] = set()
    for place in np.flatnonzero(keep):
        mark = np.ascontiguousarray(rows[:, place] + 0.0).tobytes()
        keep[place] = mark not in seen
        seen.add(mark)
    return np.asarray(keep, dtype=bool)


def measure_mahalanobis(controls: Floats, target: Floats) -> Floats:
    """How far is each control from the treated, in the spread of the controls of the set?

    Parameters
    ----------
    controls
        Controls by covariates, complete.
    target
        The covariates of the treated (length K).

    Returns
    -------
    Floats
        A distance a control; NaN when there is only one, of which there is no spread.

    Notes
    -----
    Columns without variation in the set, and repeated ones, say nothing and are left out. Where the rest are
    combinations of each other the generalised inverse takes the place of the inverse.
    **Source** Imai, Kim & Wang 2023, equation 9; checked against PanelMatch 3.1.1.
    """
    n, width = controls.shape
    if n < 2:
        return np.full(n, np.nan)
    spread = np.atleast_2d(np.cov(controls, rowvar=False))
    if abs(np.linalg.det(spread)) < FLAT:
        keep = find_informative(controls)
        if 0 < int((~keep).sum()) < width:
            controls, target = controls[:, keep], target[keep]
            spread = np.atleast_2d(np.cov(controls, rowvar=False))
    away = controls - target
    squared = np.einsum("ij,jk,ik->i", away, _invert(spread), away)
    return np.asarray(np.sqrt(np.maximum(squared, 0.0)))


def _invert(spread: Floats) -> Floats:
    """The inverse, or the generalised one where the matrix is singular to working precision."""
    try:
        inverse = np.linalg.inv(spread)
        norms = np.abs(spread).sum(axis=0).max() * np.abs(inverse).sum(axis=0).max()
        if np.isfinite(norms) and norms < 1 / np.finfo(float).eps:
            return np.asarray(inverse)
    except np.linalg.LinAlgError:
        pass
    return np.asarray(np.linalg.pinv(spread, rcond=np.sqrt(np.finfo(float).eps), hermitian=True))


def choose_nearest(distance: Floats, size: int, *, digits: int | None = DIGITS) -> Floats:
    """How much does each control weigh when the ``size`` nearest count alike and the others not at all?

    Parameters
    ----------
    distance
        A distance a control.
    size
        How many count; more do when several are exactly as near as the last.
    digits
        Decimals to which distances are compared; None compares them as they are.

    Returns
    -------
    Floats
        Weights that sum to one.

    Examples
    --------
    >>> choose_nearest(np.array([3.0, 1.0, 2.0, 2.0]), 2).round(3).tolist()
    [0.0, 0.333, 0.333, 0.333]
    """
    n = distance.size
    if n <= size:
        return np.full(n, 1.0 / n)
    near = distance if digits is None else np.round(distance, digits)
    bar = np.partition(near, size)[size]  # the nearest that is not to count
    chosen = near < bar
    if int(chosen.sum()) < size:
        chosen = near <= bar
    return np.asarray(chosen / chosen.sum())


def refine_by_mahalanobis(
    sets: MatchedSets, rows: Floats, targets: Floats, size: int
) -> tuple[Floats, Floats]:
    """Distance and weight of every pair, the nearest of each set chosen.

    Parameters
    ----------
    sets
        The sets (P pairs in S sets).
    rows
        Covariates of the controls, P by K, complete.
    targets
        Covariates of the treated, S by K, complete.
    size
        How many controls count in a set.

    Returns
    -------
    tuple of Floats
        Distances and weights, P each.
    """
    distance, weight = np.full(sets.of.size, np.nan), np.full(sets.of.size, np.nan)
    edges = find_edges(sets.of)
    for start, end in pairwise(edges.tolist()):
        found = measure_mahalanobis(rows[start:end], targets[sets.of[start]])
        distance[start:end] = found
        weight[start:end] = choose_nearest(found, size)
    return distance, weight


def find_edges(of: Ints) -> Ints:
    """Where each set begins in the pairs, and the end of the last."""
    if not of.size:
        return np.zeros(1, dtype=np.int64)
    return np.flatnonzero(np.r_[True, of[1:] != of[:-1], True]).astype(np.int64)
