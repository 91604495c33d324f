"""Thousands of least-squares fits that share their data: one coefficient, classical and cluster-robust errors.

Whoever varies outcome, treatment, controls and sample fits the same few columns again and again. Here each sample is
read once, into the products of its columns (for all rows, and for each cluster); every fit is then small linear
algebra on these products, done for thousands of fits at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

BATCH = 2_048
"""Fits done at once: enough to fill the processor, few enough that a batch stays below a hundred megabytes."""

_SINGULAR = 1e-10
"""Columns are called combinations of each other when the smallest eigenvalue of their scaled products is below this share
of the largest: rounding leaves about 1e-14, and real columns that differ at all stay far above."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Products:
    """One sample, as the products of its columns.

    ``gram`` is columns by columns, over all rows; ``by_cluster`` clusters by columns by columns. The columns are
    divided by ``scale`` (their root mean square) and, where there is an ``intercept``, centred first: it takes up
    the shift, and products of thousands and of fractions can stand beside each other. ``n`` rows.
    """

    gram: NDArray[np.float64]
    by_cluster: NDArray[np.float64]
    scale: NDArray[np.float64]
    n: int
    intercept: int | None

    @property
    def clusters(self) -> int:
        """How many clusters the sample has."""
        return int(self.by_cluster.shape[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Fits:
    """The coefficient of the treatment in many fits.

    Arrays of one value a fit: ``estimate``, ``error`` (classical), ``clustered`` (robust to clusters), ``df`` (residual
    degrees of freedom); ``n`` rows. NaN where the treatment is a combination of the controls: not identified.
    """

    estimate: NDArray[np.float64]
    error: NDArray[np.float64]
    clustered: NDArray[np.float64]
    df: NDArray[np.float64]
    n: int


def read_products(
    columns: NDArray[np.float64], clusters: NDArray[np.int64], *, intercept: int | None = None
) -> Products:
    """Which products of its columns does a sample have?

    Parameters
    ----------
    columns
        Rows by columns, finite.
    clusters
        The cluster of each row, as any whole numbers.
    intercept
        Which column is all ones and stands in every fit; None where there is none.

    Returns
    -------
    Products
        The products.

    Raises
    ------
    ValueError
        When a value is not finite: rows with missing values are left out by the caller, who knows for which fits.
    """
    if not np.isfinite(columns).all():
        raise ValueError("a value is missing or infinite; leave such rows out before their products are made")
    order = np.argsort(clusters, kind="stable")
    ranked, rows = clusters[order], columns[order]
    if intercept is not None:
        ones = rows[:, intercept].copy()
        rows = rows - rows.mean(axis=0)
        rows[:, intercept] = ones
    scale = np.sqrt(np.mean(rows**2, axis=0)) if rows.size else np.ones(columns.shape[1])
    scale[scale == 0] = 1.0
    rows = rows / scale
    edges = np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1], True]) if ranked.size else np.array([0])
    parts = [rows[start:end].T @ rows[start:end] for start, end in pairwise(edges)]
    width = columns.shape[1]
    by_cluster = np.stack(parts) if parts else np.zeros((0, width, width))
    return Products(
        gram=by_cluster.sum(axis=0),
        by_cluster=by_cluster,
        scale=scale,
        n=int(columns.shape[0]),
        intercept=intercept,
    )


def fit_many(products: Products, outcome: Sequence[int], regressors: Sequence[Sequence[int]]) -> Fits:
    """What is the coefficient of the first regressor in each fit, and how uncertain?

    Parameters
    ----------
    products
        The sample.
    outcome
        For each fit, the column of the outcome.
    regressors
        For each fit, the columns on the right-hand side; the first is the one whose coefficient is wanted.

    Returns
    -------
    Fits
        One value a fit, in the order given.

    Notes
    -----
    **Classical** errors: s² (X'X)⁻¹ with n − k degrees. **Clustered** (Liang & Zeger 1986) with Stata's factor
    G/(G − 1) · (n − 1)/(n − k), G clusters: statsmodels' ``cov_type="cluster"``.

    **Source**: equal to one-by-one fits of statsmodels to 1e-8 and to specr's 1,024 estimates; see the tests.
    """
    if products.intercept is not None and any(products.intercept not in each for each in regressors):
        raise ValueError(
            "the products were centred, so every fit must have the intercept among its regressors"
        )
    sizes = np.array([len(each) for each in regressors], dtype=np.int64)
    found = np.full((4, sizes.size), np.nan)
    outcomes = np.asarray(outcome, dtype=np.int64)
    used = (
        np.unique(np.concatenate([np.asarray(each, dtype=np.int64) for each in regressors]))
        if sizes.size
        else sizes
    )
    # eigenvalues of a part lie between those of the whole: where all columns together are apart, any of them are
    apart = not _collinear(products.gram[np.ix_(used, used)][None])[0] if used.size else True
    for size in np.unique(sizes):
        places = np.flatnonzero(sizes == size)
        for start in range(0, places.size, BATCH):
            chosen = places[start : start + BATCH]
            right = np.array([regressors[place] for place in chosen], dtype=np.int64)
            found[:, chosen] = _fit_batch(products, outcomes[chosen], right, apart=apart)
    estimate, error, clustered, df = found
    return Fits(estimate=estimate, error=error, clustered=clustered, n=products.n, df=df)


def fit_masks(
    products: Products,
    outcome: NDArray[np.int64],
    treatment: NDArray[np.int64],
    masks: NDArray[np.bool_],
) -> Fits:
    """What is the coefficient of the treatment in each fit, when a row of yes and no says which columns are beside it?

    The same as :func:`fit_many`, without a list for every fit: for millions of fits the lists cost more than the fits.

    Parameters
    ----------
    products
        The sample.
    outcome, treatment
        For each fit, the column of the outcome and that of the treatment.
    masks
        Fits by columns: what stands on the right-hand side. Whether the treatment is marked does not matter.

    Returns
    -------
    Fits
        One value a fit, in the order given.

    Raises
    ------
    ValueError
        When the products were centred and a fit lacks the intercept.

    Examples
    --------
    >>> rows = np.column_stack([np.ones(4), [0.0, 1, 2, 3], [1.0, 3, 5, 9]])
    >>> products = read_products(rows, np.arange(4), intercept=0)
    >>> marked = np.array([[True, False, False]])
    >>> fit_masks(products, np.array([2]), np.array([1]), marked).estimate.round(6).tolist()
    [2.6]
    """
    if products.intercept is not None and not masks[:, products.intercept].all():
        raise ValueError("the products were centred, so every fit must have the intercept marked")
    masks = masks.copy()
    masks[np.arange(treatment.size), treatment] = False
    sizes = masks.sum(axis=1) + 1
    found = np.full((4, treatment.size), np.nan)
    for column in np.unique(treatment):
        here = treatment == column
        used = np.append(np.flatnonzero(masks[here].any(axis=0)), column)
        apart = not _collinear(products.gram[np.ix_(used, used)][None])[0]
        for size in np.unique(sizes[here]):
            places = np.flatnonzero(here & (sizes == size))
            for start in range(0, places.size, BATCH):
                chosen = places[start : start + BATCH]
                others = np.nonzero(masks[chosen])[1].reshape(chosen.size, size - 1)
                right = np.concatenate([treatment[chosen, None], others], axis=1)
                found[:, chosen] = _fit_batch(products, outcome[chosen], right, apart=apart)
    estimate, error, clustered, df = found
    return Fits(estimate=estimate, error=error, clustered=clustered, n=products.n, df=df)


def _collinear(grams: NDArray[np.float64]) -> NDArray[np.bool_]:
    values = np.linalg.eigvalsh(grams)
    return np.asarray(values[:, 0] <= _SINGULAR * np.maximum(values[:, -1], np.finfo(float).tiny))


def _fit_batch(
    products: Products, outcome: NDArray[np.int64], right: NDArray[np.int64], *, apart: bool
) -> NDArray[np.float64]:
    """Estimate, classical error, clustered error and degrees of freedom of fits with as many regressors each."""
    grams = products.gram[right[:, :, None], right[:, None, :]]
    if apart or not (bad := _collinear(grams)).any():
        return _solve(products, outcome, right, grams)
    found = np.full((4, outcome.size), np.nan)
    good = np.flatnonzero(~bad)
    found[:, good] = _solve(products, outcome[good], right[good], grams[good])
    for place in np.flatnonzero(bad):
        kept = _drop_combinations(products.gram, right[place])
        if kept.size:
            one = np.ix_(kept, kept)
            found[:, [place]] = _solve(products, outcome[[place]], kept[None], products.gram[one][None])
    return found


def _drop_combinations(gram: NDArray[np.float64], right: NDArray[np.int64]) -> NDArray[np.int64]:
    """The regressors without those that are combinations of earlier ones; none when the treatment is one of the others."""
    kept: list[int] = []
    for column in (*right[1:], right[0]):  # the treatment last: what the controls cannot make up is its own
        trial = [*kept, int(column)]
        if gram[column, column] > 0 and not _collinear(gram[np.ix_(trial, trial)][None])[0]:
            kept = trial
    if not kept or kept[-1] != right[0]:
        return np.array([], dtype=np.int64)
    return np.array([kept[-1], *kept[:-1]], dtype=np.int64)


def _solve(
    products: Products, outcome: NDArray[np.int64], right: NDArray[np.int64], grams: NDArray[np.float64]
) -> NDArray[np.float64]:
    fits, size = right.shape
    if products.n <= size:
        return np.full((4, fits), np.nan)
    both = np.zeros((fits, size, 2))
    both[:, :, 0] = products.gram[right, outcome[:, None]]
    both[:, 0, 1] = 1.0
    solved = np.asarray(np.linalg.solve(grams, both), dtype=np.float64)
    beta, first = solved[:, :, 0], solved[:, :, 1]  # coefficients; first row of the inverse
    df = products.n - size
    left = np.maximum(products.gram[outcome, outcome] - np.einsum("ij,ij->i", both[:, :, 0], beta), 0.0)
    classical = np.sqrt(left / df * np.maximum(first[:, 0], 0.0))
    back: NDArray[np.float64] = products.scale[outcome] / products.scale[right[:, 0]]
    robust = _cluster_errors(products, outcome, right, beta, first, df)
    return np.stack([beta[:, 0] * back, classical * back, robust * back, np.full(fits, float(df))])


def _cluster_errors(
    products: Products,
    outcome: NDArray[np.int64],
    right: NDArray[np.int64],
    beta: NDArray[np.float64],
    first: NDArray[np.float64],
    df: int,
) -> NDArray[np.float64]:
    """What each cluster adds to the score of the treatment, first' (X'y - X'X beta), all clusters and fits at once."""
    fits, width, clusters = right.shape[0], products.gram.shape[0], products.clusters
    if clusters < 2:
        return np.full(fits, np.nan)
    rows = np.arange(fits)[:, None]
    scores, remainder = np.zeros((fits, width)), np.zeros((fits, width))
    scores[rows, right] = first
    remainder[rows, right] = -beta
    remainder[rows[:, 0], outcome] += 1.0
    pairs = (scores[:, :, None] * remainder[:, None, :]).reshape(fits, width * width)
    sums = pairs @ products.by_cluster.reshape(clusters, width * width).T
    factor = clusters / (clusters - 1) * (products.n - 1) / df
    return np.asarray(np.sqrt(factor * np.einsum("ij,ij->i", sums, sums)))
