"""How surprising is a coefficient when there are few clusters? The wild cluster bootstrap, the hypothesis imposed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from precedents.core.errors import UsageError, did_you_mean
from precedents.estimators.design import read_design, refuse_collinear
from precedents.estimators.few_treated.randomisation import FEWEST
from precedents.estimators.frame_columns import Rows

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_ENUMERATED = 14
"""Clusters up to which all 2^G signs are counted out."""
FARTHEST = 1_000.0
"""How many clustered errors away an end of an interval is looked for."""
WEBB = tuple(sign * float(np.sqrt(each)) for sign in (-1, 1) for each in (0.5, 1.0, 1.5))
"""Six weights of mean 0 and variance 1 (Webb 2023): with few clusters two signs give too few different draws."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WildCluster:
    """A coefficient with the ``p`` and interval of the wild cluster bootstrap.

    ``p``, ``low`` and ``high`` are None where ``note`` says that fewer than five clusters were treated. ``t`` is the
    coefficient less the hypothesis over its clustered error (factor G/(G - 1) · (n - 1)/(n - k)); ``exact`` whether all
    signs were counted out; ``smallest`` is the least p there could be.
    """

    name: str
    coefficient: float
    error: float
    t: float
    p: float | None
    low: float | None
    high: float | None
    level: float
    clusters: int
    n: int
    draws: int
    exact: bool
    smallest: float
    note: str
    estimand: str

    def __str__(self) -> str:
        lines = [
            f"{self.name} {self.coefficient:.4g}, clustered error {self.error:.4g}, t {self.t:.3f}; n {self.n:,}, clusters {self.clusters}"
        ]
        if self.p is not None:
            how = f"all {self.draws:,} signs" if self.exact else f"{self.draws:,} draws"
            lines.append(
                f"wild cluster bootstrap ({how}): p = {self.p:.4f}, the least possible {self.smallest:.2g}"
            )
            lines.append(f"{self.level:.0%} interval [{self.low:.4g}, {self.high:.4g}]")
        return "\n".join([*lines, *([self.note] if self.note else []), self.estimand])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """What every draw is made of (G clusters, k columns): for outcome and for the column itself, each cleared of the other
    columns, ``w`` (2 by G) its product with the cleared column and ``q`` (2 by G by k) with all columns, by cluster;
    ``pull`` (G by k) the cleared column with all columns times the inverse; ``size`` its sum of squares.
    """

    w: Floats
    q: Floats
    pull: Floats
    size: float
    factor: float

    def statistic(self, signs: Floats, value: float) -> Floats:
        """Of each draw its t (length m), under the hypothesis that the coefficient is this value."""
        w = self.w[0] - value * self.w[1]
        q = self.q[0] - value * self.q[1]
        scores = signs * w - (signs @ q) @ self.pull.T
        spread = np.sqrt(self.factor * np.square(scores).sum(axis=1))
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray((signs @ w) / spread)


def _read_parts(y: Floats, x: Floats, place: int, cluster: Ints) -> _Parts:
    n, k = x.shape
    groups = int(cluster.max()) + 1
    others = np.delete(x, place, axis=1)

    def clear(column: Floats) -> Floats:
        return (
            np.asarray(column - others @ np.linalg.lstsq(others, column, rcond=None)[0]) if k > 1 else column
        )

    own, left = clear(x[:, place]), clear(y)
    inverse = np.linalg.inv(x.T @ x)
    w, q = np.zeros((2, groups)), np.zeros((2, groups, k))
    for at, column in enumerate((left, own)):
        np.add.at(w[at], cluster, own * column)
        np.add.at(q[at], cluster, x * column[:, None])
    pull = np.zeros((groups, k))
    np.add.at(pull, cluster, x * own[:, None])
    return _Parts(
        w=w,
        q=q,
        pull=pull @ inverse,
        size=float(own @ own),
        factor=groups / (groups - 1) * (n - 1) / (n - k),
    )


def wild_cluster_bootstrap(
    frame: Any,
    formula: str,
    name: str,
    *,
    cluster: str,
    hypothesis: float = 0.0,
    weights: str = "rademacher",
    draws: int = 9_999,
    generator: np.random.Generator | None = None,
    level: float = 0.95,
) -> WildCluster:
    """How surprising is a coefficient of a linear regression, when there are few clusters?

    Parameters
    ----------
    frame, formula
        As in `pr.regression` (linear; effects of groups as ``C(group)``).
    name
        Which column's coefficient.
    cluster
        The column that says which rows are not independent.
    hypothesis
        The value that is tested, and imposed on the draws.
    weights
        ``"rademacher"`` (signs; all counted out up to 14 clusters) or ``"webb"`` (six values, for 5 to 12 clusters).
    draws
        How many draws where not all are counted out.
    generator
        Where draws come from: ``numpy.random.default_rng(1)``.
    level
        Coverage of the interval.

    Returns
    -------
    WildCluster

    Raises
    ------
    UsageError
        When the call or columns cannot be meant, or draws are needed and no generator was given.

    Notes
    -----
    Residuals under the hypothesis are turned by one weight a cluster; p is the share of draws whose |t| is at least that
    seen, of all signs when they are counted out (the real ones among them), else (1 + b) / (1 + B). The interval holds the
    values that are not rejected.

    **Assumes** independent clusters, of which not only a few are treated: with one to four treated it rejects far too
    seldom or too often (MacKinnon & Webb 2018), so nothing is tested then. **Source** Cameron, Gelbach & Miller 2008;
    Roodman et al. 2019. Checked against the R package fwildclusterboot's method as in wildboottest, and against
    refitting every draw, in the tests.

    Examples
    --------
    >>> frame = {"y": [1, 2, 2, 3, 3, 4, 6, 5, 7, 8, 6, 9], "x": [1, 2, 1, 3, 2, 3, 4, 4, 5, 6, 5, 6]}
    >>> frame["g"] = [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6]
    >>> found = wild_cluster_bootstrap(frame, "y ~ x", "x", cluster="g")
    >>> found.draws, found.exact, found.p  # two of 64 signs: the real ones, and all turned
    (64, True, 0.03125)
    """
    if weights not in ("rademacher", "webb"):
        raise UsageError(f"weights are 'rademacher' or 'webb', not {weights!r}")
    design = read_design(frame, formula, besides=(cluster,))
    if design.y is None or design.absorbed:
        raise UsageError("write 'y ~ x', and effects of groups as C(group)")
    if name not in design.names:
        raise UsageError(f"the formula has no column {name!r}.{did_you_mean(name, design.names)}")
    refuse_collinear(design.x, design.names)
    place = design.names.index(name)
    groups, _ = Rows(frame=design.frame, left_out=design.left_out).groups([cluster])
    count = int(groups.max()) + 1
    if count < 2:
        raise UsageError("a wild cluster bootstrap needs two clusters at least; there is one")
    parts = _read_parts(design.y, design.x, place, groups)
    coefficient = float(parts.w[0].sum() / parts.size)
    real = np.ones((1, count))
    seen = float(parts.statistic(real, hypothesis)[0])
    exact = weights == "rademacher" and count <= MOST_ENUMERATED
    if exact:
        turned = (np.arange(2**count)[:, None] >> np.arange(count)) & 1
        signs = 1.0 - 2.0 * turned.astype(np.float64)
    elif generator is None:
        raise UsageError(
            f"the weights of {count} clusters are drawn: give generator=numpy.random.default_rng(1)"
        )
    else:
        kinds = np.array(WEBB if weights == "webb" else (-1.0, 1.0))
        signs = kinds[generator.integers(0, kinds.size, (draws, count))]
    extra = 0 if exact else 1

    def p_at(value: float) -> float:
        size = abs(float(parts.statistic(real, value)[0]))
        large = np.abs(parts.statistic(signs, value)) >= size * (1 - 1e-9)
        return float((large.sum() + extra) / (signs.shape[0] + extra))

    error = float(abs(coefficient - hypothesis) / abs(seen)) if seen else float("nan")
    note = _few(design.x[:, place], groups, count)
    p = low = high = None
    if not note:
        p = p_at(hypothesis)
        low, high = (_end(p_at, coefficient, side * error, 1 - level) for side in (-1, 1))
    return WildCluster(
        name=name,
        coefficient=coefficient,
        error=error,
        t=seen,
        p=p,
        low=low,
        high=high,
        level=level,
        clusters=count,
        n=int(design.y.size),
        draws=int(signs.shape[0]),
        exact=exact,
        smallest=(2 if exact else 1) / (signs.shape[0] + extra),
        note=note,
        estimand=f"In the {design.y.size} rows that have every column, the difference in the mean of {design.outcome} that "
        f"goes with one more of {name}, the others held; an effect only if nothing that moves both is left out.",
    )


def _few(column: Floats, groups: Ints, count: int) -> str:
    """What is said when so few clusters are treated, or so few are not, that the bootstrap has no meaning."""
    if not np.isin(column, (0, 1)).all():
        return ""
    has = [np.unique(groups[column == value]).size for value in (0, 1)]
    if min(has) >= FEWEST:
        return ""
    return (
        f"only {min(has)} of {count} clusters {'are treated' if has[1] <= has[0] else 'are not treated'}: this describes them "
        f"and is no test; with fewer than {FEWEST} the wild bootstrap rejects far too seldom or far too often"
    )


def _end(p_at: Callable[[float], float], start: float, step: float, alpha: float) -> float:
    """Where p falls to alpha on one side of the coefficient; infinite when it never does."""
    inner, reach = start, step
    while p_at(start + reach) > alpha:
        inner, reach = start + reach, reach * 1.5
        if abs(reach) > FARTHEST * abs(step):
            return float(np.sign(step)) * float("inf")
    return float(
        brentq(lambda value: p_at(value) - alpha - 1e-12, inner, start + reach, xtol=1e-6 * abs(step))
    )
