"""Could a curve like this come about if the treatment did nothing in any universe?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtr

from precedents.core.errors import UsageError
from precedents.estimators.many_regressions import Products, fit_masks
from precedents.estimators.specification_curve.fit_universes import Layout, find_varying, fit_universes
from precedents.estimators.specification_curve.one_thread import use_one_thread
from precedents.estimators.specification_curve.samples import Samples
from precedents.estimators.specification_curve.space import Codes, Space

Floats = NDArray[np.float64]
How = Literal["resample", "shuffle"]

LEVEL = 0.05
"""Below this p a single regression counts as significant in the share."""

FARTHEST = 38.0
"""Standard normal scores are kept within what a double can tell from certainty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """What one curve is summed up by.

    ``median`` of the estimates, ``significant``: how many are significant on the side where most of these are, ``z``: the sum of
    the standard normal scores by the root of their number.
    """

    median: float
    significant: int
    z: float


@dataclass(frozen=True, slots=True, kw_only=True)
class JointTest:
    """A curve against curves under the null.

    ``seen`` is the curve; ``median_p``, ``significant_p`` and ``z_p`` the shares of null curves as far out, both sides
    counted. ``universes`` that have an answer, ``runs`` null curves, made by ``how``.
    """

    seen: Curve
    median_p: float
    significant_p: float
    z_p: float
    universes: int
    runs: int
    how: str


def judge_jointly(
    space: Space,
    layout: Layout,
    samples: Samples,
    codes: Codes,
    *,
    how: How,
    runs: int,
    generator: np.random.Generator,
) -> JointTest:
    """Does the curve of these universes lie farther out than curves where the treatment does nothing?

    Parameters
    ----------
    space, layout, samples, codes
        The universes.
    how
        "resample", for data that were observed: rows are drawn again, with replacement (whole clusters, where there are any); in
        each universe the effect that was found is taken out of the outcome, so that nothing is left of it.
        "shuffle", for treatments that were assigned by chance: treatments are dealt out anew over the rows, or
        over whole clusters where each of them has one value.
    runs
        Null curves.
    generator
        Draws.

    Returns
    -------
    JointTest

    Raises
    ------
    UsageError
        When no universe has an answer, or a treatment that lacks values is to be shuffled.
    """
    if runs < 1:
        raise UsageError(f"runs={runs}: at least one null curve is needed")
    told = fit_universes(space, layout, samples, codes)
    error = told.clustered if samples.clustered else told.error
    good = np.isfinite(told.estimate) & np.isfinite(error) & (error > 0)
    if not good.any():
        raise UsageError("no universe has an answer with its error: there is no curve to test")
    codes = codes[good]
    df = told.clusters[good] - 1 if samples.clustered else told.df[good]
    estimate = told.estimate[good]
    seen = read_curve(estimate, error[good], df)
    make = _resample if how == "resample" else _shuffle
    curves = make(space, layout, samples, codes, estimate, runs, generator)
    beaten = np.ones(3)
    for null_estimate, null_error, null_df in curves:
        null = read_curve(null_estimate, null_error, null_df)
        beaten += [
            abs(null.median) >= abs(seen.median),
            null.significant >= seen.significant,
            abs(null.z) >= abs(seen.z),
        ]
    median_p, significant_p, z_p = (float(each) for each in beaten / (runs + 1))
    return JointTest(
        seen=seen,
        median_p=median_p,
        significant_p=significant_p,
        z_p=z_p,
        universes=int(codes.size),
        runs=runs,
        how=how,
    )


def read_curve(estimate: Floats, error: Floats, df: NDArray[np.generic]) -> Curve:
    """By what is a curve summed up?

    Examples
    --------
    >>> read_curve(np.array([1.0, 2.0, 3.0]), np.array([1.0, 0.5, 0.5]), np.array([1e9, 1e9, 1e9])).significant
    2
    """
    known = np.isfinite(estimate) & np.isfinite(error) & (error > 0)
    if not known.any():
        return Curve(median=0.0, significant=0, z=0.0)
    t = estimate[known] / error[known]
    below = stdtr(df[known].astype(float), -np.abs(t))
    score = np.sign(t) * np.minimum(-ndtri(below), FARTHEST)
    sure = 2 * below < LEVEL
    return Curve(
        median=float(np.median(estimate[known])),
        significant=int(max(np.sum(sure & (t > 0)), np.sum(sure & (t < 0)))),
        z=float(score.sum() / np.sqrt(score.size)),
    )


def _resample(
    space: Space,
    layout: Layout,
    samples: Samples,
    codes: Codes,
    estimate: Floats,
    runs: int,
    generator: np.random.Generator,
) -> Iterator[tuple[Floats, Floats, Floats]]:
    subset, treatment, outcome, bits = space.read_codes(codes)
    masks = layout.read_masks(bits)
    left, right = layout.outcomes[outcome], layout.treatments[treatment]
    used = masks.copy()
    used[np.arange(codes.size), left] = used[np.arange(codes.size), right] = True
    drawers: list[tuple[Callable[[NDArray[np.int64]], Products], NDArray[np.int64], NDArray[np.bool_]]] = []
    for rows, places in samples.split(subset, used):
        products = samples.read_products(rows)
        marked = masks[places] & find_varying(products)
        marked[:, 0] = True
        drawers.append((_prepare(samples, rows, products), places, marked))
    units = int(samples.clusters.max()) + 1 if samples.clustered else samples.clusters.size
    present = (
        np.unique(samples.clusters[samples.subsets.any(axis=0)]) if samples.clustered else np.arange(units)
    )
    for _ in range(runs):
        times = np.bincount(generator.choice(present, present.size), minlength=units)
        found = np.full((3, codes.size), np.nan)
        with use_one_thread():
            for draw, places, marked in drawers:
                products = draw(times)
                if products.n <= 1:
                    continue
                fits = fit_masks(products, left[places], right[places], marked)
                error = fits.clustered if samples.clustered else fits.error
                # without its effect the outcome is y - b x: the coefficient falls by b, the residuals stay
                found[:, places] = np.stack([fits.estimate - estimate[places], error, fits.df])
                if samples.clustered:
                    found[2, places] = max(products.clusters - 1, 1)
        yield found[0], found[1], found[2]


def _prepare(
    samples: Samples, rows: NDArray[np.bool_], products: Products
) -> Callable[[NDArray[np.int64]], Products]:
    """How the products of a sample follow from how often each cluster (or row) was drawn."""
    if samples.clustered:
        names, sizes = np.unique(samples.clusters[rows], return_counts=True)

        def draw_clusters(times: NDArray[np.int64]) -> Products:
            again = np.repeat(np.arange(names.size), times[names])
            parts = products.by_cluster[again]
            return replace(products, gram=parts.sum(axis=0), by_cluster=parts, n=int(sizes[again].sum()))

        return draw_clusters
    columns = np.nan_to_num(samples.columns[rows], nan=0.0)
    centred = columns - columns.mean(axis=0)
    centred[:, 0] = 1.0
    centred /= products.scale

    def draw_rows(times: NDArray[np.int64]) -> Products:
        weights = times[rows].astype(float)
        gram = (centred * weights[:, None]).T @ centred
        return replace(products, gram=gram, by_cluster=gram[None], n=int(weights.sum()))

    return draw_rows


def _shuffle(
    space: Space,
    layout: Layout,
    samples: Samples,
    codes: Codes,
    estimate: Floats,  # noqa: ARG001 - dealt anew, treatments have no effect to take out
    runs: int,
    generator: np.random.Generator,
) -> Iterator[tuple[Floats, Floats, Floats]]:
    places = layout.treatments
    treatments = samples.columns[:, places]
    if np.isnan(treatments).any():
        raise UsageError("a treatment lacks values: leave these rows out before it is shuffled")
    first = np.unique(samples.clusters, return_index=True)[1]
    whole = samples.clustered and bool((treatments == treatments[first][samples.clusters]).all())
    for _ in range(runs):
        columns = samples.columns.copy()
        if whole:
            columns[:, places] = treatments[first][generator.permutation(first.size)][samples.clusters]
        else:
            columns[:, places] = treatments[generator.permutation(treatments.shape[0])]
        dealt = Samples(
            columns=columns,
            clusters=samples.clusters,
            subsets=samples.subsets,
            missing=samples.missing,
            clustered=samples.clustered,
        )
        told = fit_universes(space, layout, dealt, codes)
        if samples.clustered:
            yield told.estimate, told.clustered, (told.clusters - 1).astype(float)
        else:
            yield told.estimate, told.error, told.df
