"""Which score makes the covariates of the controls, weighted by it, like those of the treated?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import fminbound, least_squares
from scipy.special import expit

from precedents.estimators.panel_match.grid import Floats
from precedents.estimators.panel_match.scores import fit_logit

LEAST = 1e-6
"""No chance is taken to be nearer to 0 or 1 than this."""
SHRINK = (0.8, 1.1)
"""By how much the logit's coefficients may be scaled before the moments are weighted, as in the authors' program."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BalancingScore:
    """Log odds of each row, and the value of the criterion that they minimise."""

    linear: Floats
    criterion: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Problem:
    """Orthonormal columns ``basis`` (R by K) that span the design, and who is of the treated kind (R)."""

    basis: Floats
    focal: Floats

    def chances(self, beta: Floats) -> Floats:
        return np.asarray(np.clip(expit(self.basis @ beta), LEAST, 1 - LEAST))

    def moments(self, beta: Floats) -> Floats:
        """Score of the likelihood, and imbalance after weighting by the odds (2 K)."""
        chance, n = self.chances(beta), self.focal.size
        weight = (self.focal - chance) / (1 - chance) * n / self.focal.sum()
        return np.concatenate([self.basis.T @ (self.focal - chance), self.basis.T @ weight]) / n

    def slopes(self, beta: Floats) -> Floats:
        """How the moments change with the coefficients (2 K by K)."""
        chance, n = self.chances(beta), self.focal.size
        odds = np.where(self.focal > 0, 0.0, chance / (1 - chance)) * n / self.focal.sum()
        first = (self.basis * (chance * (1 - chance))[:, None]).T @ self.basis
        return -np.concatenate([first, (self.basis * odds[:, None]).T @ self.basis]) / n

    def weights(self, beta: Floats) -> Floats:
        """The inverse of the variance of the moments (2 K by 2 K)."""
        chance, n, treated = self.chances(beta), self.focal.size, self.focal.sum()
        parts = [
            (self.basis * each[:, None]).T @ self.basis / n * n / treated
            for each in (chance * (1 - chance), chance, chance / (1 - chance) * n / treated)
        ]
        variance = np.block([[parts[0], parts[1]], [parts[1], parts[2]]])
        return np.asarray(np.linalg.pinv(variance, rcond=np.sqrt(np.finfo(float).eps), hermitian=True))


def _pose(design: Floats, focal: Floats) -> tuple[_Problem, Floats, Floats]:
    """The problem in orthonormal columns, its starting point, and the weights of the moments fixed there."""
    rest = design[:, 1:]
    scaled = np.concatenate([design[:, :1], (rest - rest.mean(axis=0)) / rest.std(axis=0, ddof=1)], axis=1)
    problem = _Problem(basis=np.linalg.svd(scaled, full_matrices=False)[0], focal=focal)
    beta = fit_logit(problem.basis, focal)

    def loss(scale: float) -> float:
        moments = problem.moments(beta * scale)
        return float(moments @ problem.weights(beta * scale) @ moments)

    start = beta * fminbound(loss, *SHRINK, xtol=np.finfo(float).eps ** 0.25)
    return problem, start, problem.weights(start)


def fit_balancing_score(design: Floats, focal: Floats) -> BalancingScore:
    """Which score balances the covariates, and predicts the treatment as well as that allows?

    Parameters
    ----------
    design
        Rows by columns; the first is ones.
    focal
        1 for the treated kind, 0 for the others.

    Returns
    -------
    BalancingScore

    Notes
    -----
    Two-step generalised method of moments for the effect on the treated: score equations of a logit, and balance of
    every covariate after weighting controls by their odds; the criterion is brought to its minimum, from the logit and
    from the score that balances exactly, and the lower of both is kept.
    **Source** Imai & Ratkovic 2014 (JRSS B 76: 243–263), equations 8 to 12. CBPS 0.24 stops short of the
    minimum; see docs/methods/panel-matching.md.
    """
    problem, start, weights = _pose(design, focal)
    values, vectors = np.linalg.eigh(weights)
    root = (vectors * np.sqrt(np.maximum(values, 0.0))).T
    width = start.size
    best, lowest = start, np.inf
    balanced = _minimise(problem, np.concatenate([np.zeros((width, width)), np.eye(width)], axis=1), start)
    for begin in (start, balanced):
        found = _minimise(problem, root, begin)
        value = float(((root @ problem.moments(found)) ** 2).sum())
        if value < lowest:
            best, lowest = found, value
    return BalancingScore(linear=problem.basis @ best, criterion=lowest)


def _minimise(problem: _Problem, root: Floats, begin: Floats) -> Floats:
    tight = 1e-14  # further than the weights of any set are ever compared
    found = least_squares(
        lambda beta: root @ problem.moments(beta),
        begin,
        jac=lambda beta: root @ problem.slopes(beta),
        method="lm",
        xtol=tight,
        ftol=tight,
        gtol=tight,
    )
    return np.asarray(found.x)


def measure_criterion(design: Floats, focal: Floats, linear: Floats) -> float:
    """What is the criterion at log odds that someone else found (``linear``, in the span of the design)?"""
    problem, _, weights = _pose(design, focal)
    moments = problem.moments(problem.basis.T @ linear)
    return float(moments @ weights @ moments)
