"""What tells cases apart that got it from cases that did not, where few did, or a feature parts them wholly?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq, linprog
from scipy.special import expit, log_expit
from scipy.stats import chi2

TIGHT = 1e-9
"""A score below this is zero: odds are then right to more digits than are ever printed."""
ROUNDING = 1e-13
"""Falls of the likelihood smaller than this, relative to it, are none: close to the maximum rounding alone is left."""
SETTLED = 1e-11
"""A step that moves no coefficient by more than this share of the largest is rounding, not ascent."""

MOST_STEPS = 500
MOST_HALVINGS = 30
LONGEST = 5.0
"""No coefficient moves further in one step: beyond that the chances are 0 or 1 and tell Newton nothing."""
FARTHEST = 200.0
"""Log odds beyond which the end of an interval is not sought: it is then reported as open."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class FirthFit:
    """Log odds by column of the design, with profile intervals; finite however the cases are parted.

    ``coefficients``, ``low``, ``high`` and ``p`` have one entry a column; an end that lies too far out to be
    found is infinite. ``p`` is that of the penalised likelihood ratio. ``separated`` says that the ordinary
    maximum likelihood does not exist: some combination of the columns parts the outcomes.
    """

    coefficients: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    p: tuple[float, ...]
    penalised: float
    separated: bool
    n: int
    level: float


def _penalised(x: Floats, y: Floats, beta: Floats) -> float:
    """Log-likelihood and half the log determinant of the information."""
    eta = x @ beta
    chance = expit(eta)
    sign, logdet = np.linalg.slogdet((x * (chance * (1 - chance))[:, None]).T @ x)
    if sign <= 0:
        return -np.inf
    return float(np.where(y > 0, log_expit(eta), log_expit(-eta)).sum() + logdet / 2)


def _maximise(x: Floats, y: Floats, start: Floats, free: NDArray[np.intp]) -> tuple[Floats, float]:
    """The maximum over the free coefficients, the others held; the penalty is that of all columns."""
    beta = start.copy()
    here = _penalised(x, y, beta)
    for _ in range(MOST_STEPS):
        chance = expit(x @ beta)
        weight = chance * (1 - chance)
        information = (x * weight[:, None]).T @ x
        # Diagonal of the hat matrix of the weighted design.
        hat = weight * np.einsum("ij,ij->i", x, np.linalg.solve(information, x.T).T)
        score = (x.T @ (y - chance + hat * (0.5 - chance)))[free]
        if np.abs(score).max(initial=0.0) < TIGHT:
            return beta, here
        # A case that counts for itself alone (hat 1) bends the modified score twice as much as the plain one:
        # with the plain information the steps would swing to and fro around the maximum.
        bend = (x[:, free] * (weight * (1 + hat))[:, None]).T @ x[:, free]
        step = np.linalg.solve(bend, score)
        step *= min(1.0, LONGEST / np.abs(step).max())
        for _ in range(MOST_HALVINGS):
            tried = beta.copy()
            tried[free] += step
            there = _penalised(x, y, tried)
            if there >= here - ROUNDING * abs(here):
                break
            step /= 2
        else:
            # No ascent is left in this direction: rounding is all that parts us from the maximum.
            return beta, here
        beta, here = tried, there
        if np.abs(step).max() <= SETTLED * (1 + np.abs(beta).max()):
            return beta, here
    raise ValueError(f"the penalised likelihood did not settle within {MOST_STEPS} steps: scale the columns")


def _separated(x: Floats, y: Floats) -> bool:
    """Is there a direction in which no case gets worse and some get better?"""
    signed = x * np.where(y > 0, 1.0, -1.0)[:, None]
    found = linprog(-signed.sum(axis=0), A_ub=-signed, b_ub=np.zeros(len(y)), bounds=(-1, 1))
    return bool(-found.fun > 1e-7)


def _end(x: Floats, y: Floats, at: tuple[Floats, float], column: int, goal: float, side: int) -> float:
    """Where the profile of one coefficient has fallen to the goal, on one side of the maximum."""
    beta, _ = at
    free = np.delete(np.arange(x.shape[1]), column)
    last = beta.copy()

    def above(value: float) -> float:
        nonlocal last
        held = last.copy()
        held[column] = value
        held, found = _maximise(x, y, held, free)
        last = held
        return found - goal

    near, width = float(beta[column]), 0.5
    while width < FARTHEST:
        far = float(beta[column]) + side * width
        try:
            fallen = above(far) < 0
        except np.linalg.LinAlgError:
            break
        if fallen:
            last = beta.copy()
            return float(brentq(above, min(near, far), max(near, far), xtol=1e-10))
        near, width = far, width * 2
    return side * float("inf")


def fit_firth(
    outcomes: Sequence[bool], design: Sequence[Sequence[float]], *, level: float = 0.95
) -> FirthFit:
    """What are the odds of the outcome by feature, where few cases had it or a feature parts them wholly?

    Means what one hopes when cases are independent and log odds add up over the columns.

    Parameters
    ----------
    outcomes
        Whether it was done (length n).
    design
        The features of each case (n rows; the column of ones for the intercept is the caller's).
    level
        Coverage of the profile intervals.

    Returns
    -------
    FirthFit

    Raises
    ------
    ValueError
        When the lengths differ, a figure is not finite, the columns are not independent, or there are
        not more cases than columns.

    Notes
    -----
    Maximises the log-likelihood plus half the log determinant of the information, by Newton steps on the
    modified score with step-halving. Intervals and p come from the profile of that same function, in which the
    information of all columns stays in the penalty.

    **Assumes** independent cases; for cases of one conflict see `permute_conflicts`.
    **Source** Firth 1993 (Biometrika 80: 27–38); Heinze & Schemper 2002 (Statistics in Medicine 21: 2409–2419).
    Checked against the table of four cells, where it adds a half to each; against the outputs of
    two other packages (brglm2 in R, firthmodels); and against a direct maximisation.

    Examples
    --------
    >>> outcomes = [True] * 5 + [False] * 3
    >>> fit = fit_firth(outcomes, [[1, 1]] * 5 + [[1, 0]] * 3)
    >>> round(fit.coefficients[1], 6), round(float(np.log(5.5 * 3.5 / (0.5 * 0.5))), 6), fit.separated
    (4.343805, 4.343805, True)
    """
    x, y = np.asarray(design, dtype=np.float64), np.asarray(outcomes, dtype=np.float64)
    if x.ndim != 2 or len(x) != len(y):
        raise ValueError("one row of features for each outcome")
    if not np.isfinite(x).all():
        raise ValueError("features are finite numbers; leave cases of unknown features out and count them")
    if len(y) <= x.shape[1]:
        raise ValueError(f"{len(y)} cases cannot tell {x.shape[1]} columns apart")
    if np.linalg.matrix_rank(x) < x.shape[1]:
        raise ValueError("a column follows from the others: leave one of them out")
    columns = np.arange(x.shape[1])
    at = _maximise(x, y, np.zeros(x.shape[1]), columns)
    beta, top = at
    goal = top - float(chi2.ppf(level, 1)) / 2
    ends = {side: tuple(_end(x, y, at, int(j), goal, side) for j in columns) for side in (-1, 1)}
    p = []
    for j in columns:
        without = beta.copy()
        without[j] = 0.0
        fall = max(0.0, top - _maximise(x, y, without, np.delete(columns, j))[1])
        # Upper tail of a chi-squared with one degree, at twice the fall.
        p.append(erfc(sqrt(fall)))
    return FirthFit(
        coefficients=tuple(beta.tolist()),
        low=ends[-1],
        high=ends[1],
        p=tuple(p),
        penalised=top,
        separated=_separated(x, y),
        n=len(y),
        level=level,
    )
