"""What does each universe of a chunk say? One coefficient with its errors, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from precedents.estimators.many_regressions import Fits, Products, fit_masks
from precedents.estimators.specification_curve.one_thread import use_one_thread
from precedents.estimators.specification_curve.samples import Samples
from precedents.estimators.specification_curve.space import Codes, Space

REASONS = (
    "",
    "no row of the subset has the columns",
    "no more rows than regressors",
    "the treatment does not vary",
    "the outcome does not vary",
    "the controls make up the treatment",
    "one cluster: no clustered error",
)
"""Why a universe has no answer, or no clustered error (the last); by number, the first is none."""

_CONSTANT = 1e-8
"""Centred columns are apart from the intercept but for rounding; what is left of a constant is nothing but it."""

NO_ROWS, FEW_ROWS, SAME_TREATMENT, SAME_OUTCOME, MADE_UP, ONE_CLUSTER = range(1, 7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where the columns of the samples stand: outcomes, treatments, columns always in, and the columns of each control.

    ``outcomes`` and ``treatments`` are places; ``always`` marks columns; ``controls`` is controls by columns.
    """

    outcomes: NDArray[np.int64]
    treatments: NDArray[np.int64]
    always: NDArray[np.bool_]
    controls: NDArray[np.bool_]

    def read_masks(self, bits: Codes) -> NDArray[np.bool_]:
        """Universes by columns: which columns stand beside the treatment, for controls given as bits."""
        shifts = np.arange(self.controls.shape[0], dtype=np.int64)
        inside = ((bits[:, None] >> shifts) & 1).astype(np.float32)
        return np.asarray(((inside @ self.controls.astype(np.float32)) > 0) | self.always)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What universes say, an array of one value a universe each.

    ``estimate``, ``error`` (classical), ``clustered``, ``df``: NaN where there is none. ``n`` rows, ``clusters``, and
    ``reason``, a place in ``REASONS``.
    """

    estimate: NDArray[np.float64]
    error: NDArray[np.float64]
    clustered: NDArray[np.float64]
    df: NDArray[np.float64]
    n: NDArray[np.int64]
    clusters: NDArray[np.int64]
    reason: NDArray[np.int64]


def fit_universes(space: Space, layout: Layout, samples: Samples, codes: Codes) -> Answers:
    """What do these universes say?

    Parameters
    ----------
    space
        The choices.
    layout
        Where their columns stand.
    samples
        The rows.
    codes
        The universes.

    Returns
    -------
    Answers
        In the order of the codes. It depends on them alone, not on who computes or on what was computed before.
    """
    subset, treatment, outcome, bits = space.read_codes(codes)
    masks = layout.read_masks(bits)
    left, right = layout.outcomes[outcome], layout.treatments[treatment]
    used = masks.copy()
    each = np.arange(codes.size)
    used[each, left] = used[each, right] = True
    numbers = np.full((4, codes.size), np.nan)
    counts = np.zeros((3, codes.size), dtype=np.int64)
    with use_one_thread():
        for rows, places in samples.split(subset, used):
            if not rows.any():
                counts[2, places] = NO_ROWS
                continue
            products = samples.read_products(rows)
            varies = find_varying(products)
            marked = masks[places] & varies
            marked[:, 0] = True
            fits = fit_masks(products, left[places], right[places], marked)
            reason = _find_reasons(fits, marked, varies[left[places]], varies[right[places]])
            if samples.clustered and products.clusters < 2:
                reason[reason == 0] = ONE_CLUSTER
            broken = np.isin(reason, (FEW_ROWS, SAME_TREATMENT, SAME_OUTCOME, MADE_UP))
            found = np.stack([fits.estimate, fits.error, fits.clustered, fits.df])
            numbers[:, places] = np.where(broken, np.nan, found)
            counts[:, places] = np.stack(np.broadcast_arrays(fits.n, products.clusters, reason))
    estimate, error, clustered, df = numbers
    n, clusters, reason = counts
    return Answers(
        estimate=estimate, error=error, clustered=clustered, df=df, n=n, clusters=clusters, reason=reason
    )


def find_varying(products: Products) -> NDArray[np.bool_]:
    """Which columns vary in a sample? One that does not is the intercept (the first column) over again: as if it were out."""
    own = products.gram.diagonal()
    return np.asarray((own > 0) & (products.gram[0] ** 2 < (1 - _CONSTANT) * own[0] * own))


def _find_reasons(
    fits: Fits,
    marked: NDArray[np.bool_],
    outcome_varies: NDArray[np.bool_],
    treatment_varies: NDArray[np.bool_],
) -> NDArray[np.int64]:
    lost = np.isnan(fits.estimate)
    few = fits.n <= marked.sum(axis=1) + 1
    return np.select(
        [~treatment_varies, ~outcome_varies, lost & few, lost],
        [SAME_TREATMENT, SAME_OUTCOME, FEW_ROWS, MADE_UP],
        default=0,
    ).astype(np.int64)
