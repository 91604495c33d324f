"""How likely was each unit-year to be of the treated kind, given its past?"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import scipy.linalg
from scipy.special import expit

from precedents.core.errors import UsageError
from precedents.estimators.panel_match.distance import (
    choose_nearest,
    fill_missing,
    find_edges,
    find_informative,
)
from precedents.estimators.panel_match.grid import Floats, Grid, Ints
from precedents.estimators.panel_match.matched_sets import MatchedSets

SETTLED = 1e-12
"""Relative change of the deviance at which a logit has converged."""
MOST_STEPS = 50
CERTAIN = 30.0
"""Log odds beyond which a unit-year is told apart for certain: the logit has no maximum then."""
DEPENDENT = 1e-9
"""A column whose remainder, beside the others, is below this share of the largest is a combination of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Every unit-year in any set, once.

    ``design`` R by K, the first column ones; ``focal`` (R) says which are of the treated kind; ``of_pair`` (P) and
    ``of_set`` (S) give the row of each control and each treated (-1 where a set is empty).
    """

    design: Floats
    focal: Floats
    of_pair: Ints
    of_set: Ints


def take_covariates(grid: Grid, columns: tuple[tuple[str, int], ...], unit: Ints, time: Ints) -> Floats:
    """Which values do these unit-years have in the covariates (rows by columns, NaN where unknown)?"""
    found = np.full((unit.size, len(columns)), np.nan)
    for place, (name, back) in enumerate(columns):
        inside = time >= back
        found[inside, place] = grid.values[name][unit[inside], time[inside] - back]
    return found


def pool_sets(sets: MatchedSets, grid: Grid, columns: tuple[tuple[str, int], ...]) -> Pool:
    """Which unit-years stand in the sets, each once, with covariates that can be fitted?

    Columns without variation, repeated ones, and combinations of the others are left out.
    """
    years = grid.shape[1]
    filled = np.flatnonzero(sets.filled)
    focal = sets.focal_unit[filled] * years + sets.focal_time[filled]
    cell, place = np.unique(np.concatenate([sets.unit * years + sets.time, focal]), return_inverse=True)
    rows = fill_missing(take_covariates(grid, columns, cell // years, cell % years))
    rows = rows[:, find_informative(rows)] if rows.size else rows
    of_set = np.full(sets.focal_unit.size, -1, dtype=np.int64)
    of_set[filled] = place[sets.of.size :]
    treated = np.zeros(cell.size)
    treated[of_set[filled]] = 1.0
    return Pool(
        design=np.concatenate([np.ones((cell.size, 1)), rows[:, _independent(rows)]], axis=1),
        focal=treated,
        of_pair=place[: sets.of.size].astype(np.int64),
        of_set=of_set,
    )


def _independent(rows: Floats) -> Ints:
    if not rows.shape[1]:
        return np.zeros(0, dtype=np.int64)
    centred = rows - rows.mean(axis=0)
    _, triangle, order = scipy.linalg.qr(
        centred / np.linalg.norm(centred, axis=0), mode="economic", pivoting=True
    )
    left = np.abs(np.diag(triangle))
    return np.sort(order[: int((left > DEPENDENT * left[0]).sum())]).astype(np.int64)


def fit_logit(design: Floats, focal: Floats) -> Floats:
    """What are the log odds of being of the treated kind, by maximum likelihood?

    Parameters
    ----------
    design
        Rows by columns, independent.
    focal
        1 for the treated kind, 0 for the others.

    Returns
    -------
    Floats
        A coefficient a column.

    Raises
    ------
    UsageError
        When the covariates tell the two kinds apart for certain, so that there is no overlap to weigh.
    """
    with np.errstate(divide="ignore", over="ignore"):
        chance = (focal + 0.5) / 2
        linear = np.log(chance / (1 - chance))
        before = np.inf
        for _ in range(MOST_STEPS):
            spread = np.maximum(chance * (1 - chance), np.finfo(float).tiny)
            weighted = design * spread[:, None]
            try:
                beta = scipy.linalg.solve(
                    weighted.T @ design, weighted.T @ (linear + (focal - chance) / spread), assume_a="pos"
                )
            except (np.linalg.LinAlgError, scipy.linalg.LinAlgWarning):
                break
            linear = design @ beta
            if not np.isfinite(linear).all() or np.abs(linear).max() > CERTAIN * 10:
                break
            chance = expit(linear)
            deviance = 2 * float(np.logaddexp(0.0, np.where(focal > 0, -linear, linear)).sum())
            if abs(deviance - before) < SETTLED * (abs(deviance) + 0.1):
                if np.abs(linear[focal > 0]).max() > CERTAIN:
                    break
                return np.asarray(beta)
            before = deviance
    raise UsageError(
        "the covariates tell those that began from the others for certain, so nobody else is like them: "
        "there is no overlap. Use fewer covariates, or refine='mahalanobis' or 'none', and look at .balance()"
    )


def refine_by_score(
    sets: MatchedSets, pool: Pool, linear: Floats, *, nearest: int | None
) -> tuple[Floats, Floats]:
    """Distance and weight of every pair, by the score.

    Parameters
    ----------
    sets, pool
        The sets (P pairs), and their unit-years.
    linear
        Log odds of each unit-year of the pool.
    nearest
        How many controls of the nearest scores count alike; None weighs all by their odds.

    Returns
    -------
    tuple of Floats
        Distances (of the scores) and weights, P each.
    """
    score = expit(linear)
    distance = np.abs(score[pool.of_pair] - score[pool.of_set[sets.of]])
    weight = np.full(sets.of.size, np.nan)
    edges = find_edges(sets.of)
    for start, end in pairwise(edges.tolist()):
        if nearest is None:
            odds = np.exp(linear[pool.of_pair[start:end]] - linear[pool.of_pair[start:end]].max())
            weight[start:end] = odds / odds.sum()
        else:
            weight[start:end] = choose_nearest(distance[start:end], nearest, digits=None)
    return distance, weight
