"""How much should each predictor count, so that the mixture of donors follows the target before treatment?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg.lapack import dpotrs
from scipy.optimize import linprog

from precedents.estimators.synthetic_control.descent import descend
from precedents.estimators.synthetic_control.simplex import Corral, Floats, fit_simplex, settle_corral

LEAST = 1e-6
"""No predictor counts less than this share of the heaviest: the inner problem then has one answer."""
AS_GOOD = 1e-6
"""A loss this near to its lower bound, relative to it, is the bound."""
MATCHED = 1e-12
"""A squared distance in predictors below this, relative to the farthest donor's, is none."""
AFTER = 1e-3
"""How much the outcomes count beside predictors that can be matched exactly: enough to choose among mixtures."""
LADDER = (0.0, 0.03, 0.3)
"""How much the predictors count beside the outcomes in the weights from which starts are made."""
NEAR_FIRST = 0.1
NEAR_STEPS, FIRST_STEPS, LEAP_STEPS, LAST_STEPS = 200, 15, 10, 40
SCATTERED, KEPT, WIDTH = 24, 4, 8.0
"""Places all over the space that are looked at, those that are descended from, and their spread in logs."""
LEAPS, LEAP = 12, 6.0
"""Leaps from the best place change log weights by up to half of this either way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictorWeights:
    """``v`` sums to one (k); ``weights`` are those of the donors at it (J); ``loss`` is the mean squared gap."""

    v: Floats
    weights: Floats
    loss: float


class _Nest:
    """The loss over outcomes as a function of log predictor weights, with its slope.

    Remembers which donors carried weight at the last place, since at the next one they mostly still do.
    """

    def __init__(self, predictors: Floats, outcomes: Floats) -> None:
        self.predictors, self.outcomes = predictors, outcomes
        self.last: Corral | None = None

    def settle(self, v: Floats) -> tuple[Corral, float]:
        gram = (self.predictors.T * v) @ self.predictors
        scale = float(gram.diagonal().max()) or 1.0
        self.last = settle_corral(gram / scale, self.last)
        return self.last, scale

    def loss(self, log_v: Floats) -> tuple[float, Floats]:
        """The loss and its slope, by the implicit function theorem on the donors that carry weight."""
        v = np.exp(log_v)
        corral, scale = self.settle(v)
        own = self.outcomes.take(corral.support, 1)
        gap = own @ corral.weights
        solved, _ = dpotrs(corral.factor, gap @ own)
        # The weights themselves solve the system for ones, up to scale: they keep the sum of weights at one.
        turn = solved - float(solved.sum()) * corral.weights
        seen = self.predictors.take(corral.support, 1)
        slope = (seen @ corral.weights) * (seen @ turn) * v * (-2.0 / (len(gap) * scale))
        return float(gap @ gap) / len(gap), slope

    def loss_of_shares(self, shares: Floats) -> tuple[float, Floats]:
        """The same as a function of the weights themselves."""
        value, slope = self.loss(np.log(shares))
        return value, slope / shares


class _Search:
    """What was found so far, and whether it is enough."""

    def __init__(self, nest: _Nest) -> None:
        self.nest = nest
        self.found: list[tuple[float, Floats]] = []
        self.enough = -np.inf

    @property
    def best(self) -> tuple[float, Floats]:
        return min(self.found, key=lambda found: found[0])

    def descend(self, start: Floats, steps: int) -> bool:
        """Descend from one start; has the lower bound been met?"""
        self.found.append(descend(self.nest.loss, start - start.max(), float(np.log(LEAST)), 0.0, steps))
        return self.found[-1][0] <= self.enough


def _by_regression(predictors: Floats, outcomes: Floats) -> Floats:
    """Log of the squared coefficients of outcomes on predictors, over periods: the second start of Synth."""
    x = np.vstack([np.ones(predictors.shape[1]), predictors]).T
    coefficients = np.linalg.lstsq(x, outcomes.T, rcond=None)[0][1:]
    sizes = (coefficients**2).sum(axis=1)
    return np.asarray(np.log(np.maximum(sizes / (sizes.max() or 1.0), LEAST)), dtype=np.float64)


def _by_aim(predictors: Floats, aim: Floats) -> Floats:
    """Log of the predictor weights at which these donor weights come nearest to being optimal: a linear programme."""
    off = predictors @ aim
    # At the optimum no donor has a slope below that of the mixture: off² v - (predictors * off) v <= excess.
    excess = off**2 - predictors.T * off
    size = np.abs(excess).max() or 1.0
    k = len(off)
    found = linprog(
        np.append(np.zeros(k), 1.0),
        A_ub=np.column_stack([excess / size, -np.ones(len(excess))]),
        b_ub=np.zeros(len(excess)),
        A_eq=np.append(np.ones(k), 0.0)[None, :],
        b_eq=[1.0],
        bounds=[(LEAST, 1.0)] * k + [(0.0, None)],
        method="highs-ds",
    )
    if found.x is None:
        return np.zeros(k)
    return np.asarray(np.log(np.maximum(found.x[:k], LEAST)), dtype=np.float64)


def _halton(count: int, k: int) -> Floats:
    """Points that fill the unit cube evenly, the same every time (k <= number of primes at need)."""
    primes: list[int] = []
    number = 2
    while len(primes) < k:
        if all(number % p for p in primes):
            primes.append(number)
        number += 1
    places = np.zeros((count, k))
    for column, prime in enumerate(primes):
        for row in range(count):
            digit, rest = 1.0 / prime, row + 1
            while rest:
                places[row, column] += digit * (rest % prime)
                rest //= prime
                digit /= prime
    return places


def fit_predictor_weights(
    predictors: Floats, target: Floats, outcomes: Floats, target_outcomes: Floats, *, near: bool = False
) -> PredictorWeights:
    """How much should each predictor count, so that the mixture of donors follows the target before treatment?

    Means what one hopes when the predictors are what drives the outcome. The loss has many local minima; the
    search begins from several places and leaps from the best, the same every time. It cannot prove that none is
    lower, except where it meets the lower bound: the loss of weights that follow the outcomes alone.

    Parameters
    ----------
    predictors, target
        Of the donors (k, J) and the target (k), on comparable scales.
    outcomes, target_outcomes
        Over the periods that decide (T, J) and (T).
    near
        Search as R Synth does, from equal weights and from a regression alone: the published minimum, mostly,
        rather than a lower one.

    Returns
    -------
    PredictorWeights

    Notes
    -----
    Inner weights are exact (`settle_corral`) and so is the slope of the outer loss; the outer search is by `descend`
    on log weights, with no predictor below a millionth of the heaviest. Starts: equal; regression; weights
    at which donor weights that follow the outcomes come nearest to being optimal; the best of some places spread
    evenly over the space. Then leaps from the best so far. A target whose predictors are themselves a
    mixture of the donors' leaves their weights open: they are then equal (see `at_predictor_weights`).

    **Source** Abadie & Gardeazabal 2003 (AER 93: 113–132); Abadie, Diamond & Hainmueller 2010 (JASA 105: 493–505),
    §2.3; on the problem's two levels Malo, Eskelinen, Zhou & Kuosmanen 2024 (Computational Economics).
    Checked against R Synth 1.1-8: on Basque and California the loss is at most its loss.

    Examples
    --------
    >>> predictors = np.array([[0.0, 2.0, 1.0], [5.0, 5.0, 9.0]])
    >>> outcomes = np.array([[0.0, 4.0, 1.0], [1.0, 5.0, 3.0]])
    >>> target, target_outcomes = np.array([0.5, 5.0]), np.array([1.0, 2.0])
    >>> fit_predictor_weights(predictors, target, outcomes, target_outcomes).weights.round(6).tolist()
    [0.75, 0.25, 0.0]
    """
    away, off = predictors - target[:, None], outcomes - target_outcomes[:, None]
    search = _Search(_Nest(away, off))
    if _is_matched(away, fit_simplex(away, np.zeros(len(away)))):
        search.found.append(
            (0.0, np.zeros(len(away)))
        )  # at any predictor weights, all of them can be matched
    elif len(away) > 1:
        all_of = np.column_stack([target, predictors]), np.column_stack([target_outcomes, outcomes])
        _search_near(search, *all_of) if near else _search_wide(search, *all_of)
    else:
        search.found.append((0.0, np.zeros(1)))
    return at_predictor_weights(away, off, np.exp(search.best[1]))


def _search_near(search: _Search, predictors: Floats, outcomes: Floats) -> None:
    """The two starts of Synth, on the scale of the weights themselves as in Synth, and in logs."""
    k, regressed = len(predictors), _by_regression(predictors, outcomes)
    search.descend(np.zeros(k), NEAR_STEPS)
    search.descend(regressed, NEAR_STEPS)
    shares = np.exp(regressed)
    for start in (np.full(k, 1 / k), shares / shares.sum()):
        _, place = descend(search.nest.loss_of_shares, start, LEAST, 1.0, NEAR_STEPS, first=NEAR_FIRST)
        search.descend(np.log(place), NEAR_STEPS)


def _search_wide(search: _Search, predictors: Floats, outcomes: Floats) -> None:
    """Starts by rule, then from places all over the space, then leaps from the best; done at the lower bound."""
    away, off, k = search.nest.predictors, search.nest.outcomes, len(predictors)
    by_outcomes = fit_simplex(off, np.zeros(len(off)))
    bound = float(((off @ by_outcomes) ** 2).mean())
    search.enough = bound * (1 + AS_GOOD) + 1e-12 * float((off**2).mean())
    if search.descend(np.zeros(k), FIRST_STEPS):
        return
    # Outcomes and predictors on one scale, so that the ladder's steps mean the same everywhere.
    scales = np.sqrt((off**2).sum()) or 1.0, np.sqrt((away**2).sum()) or 1.0
    for rung in LADDER:
        stacked = np.vstack([off / scales[0], np.sqrt(rung) * away / scales[1]])
        aim = by_outcomes if rung == 0 else fit_simplex(stacked, np.zeros(len(stacked)))
        if search.descend(_by_aim(away, aim), FIRST_STEPS):
            return
    if search.descend(_by_regression(predictors, outcomes), FIRST_STEPS):
        return
    places = -WIDTH * _halton(SCATTERED, k)
    losses = [search.nest.loss(place - place.max())[0] for place in places]
    for at in np.argsort(losses, kind="stable")[:KEPT]:
        if search.descend(places[at], FIRST_STEPS):
            return
    for place in _halton(LEAPS, k):
        if search.descend(search.best[1] + (place - 0.5) * LEAP, LEAP_STEPS):
            return
    for _, place in sorted(search.found, key=lambda found: found[0])[:2]:
        if search.descend(place, LAST_STEPS):
            return


def _is_matched(away: Floats, weights: Floats) -> bool:
    """Does the mixture have the target's predictors exactly?"""
    farthest = float((away**2).sum(axis=0).max())
    return float(((away @ weights) ** 2).sum()) <= MATCHED * farthest


def at_predictor_weights(away: Floats, off: Floats, v: Floats) -> PredictorWeights:
    """Which donor weights, and which loss, follow from given predictor weights?

    Parameters
    ----------
    away, off
        Predictors (k, J) and outcomes (T, J) of the donors, less those of the target.
    v
        Weights of the predictors, not below zero (k).

    Returns
    -------
    PredictorWeights
        With ``v`` scaled to sum to one. Where many mixtures match the predictors exactly, their weights say nothing,
        and the donor weights are those of the mixture, among these, that follows the outcome best.
    """
    scaled = away * np.sqrt(v / v.max())[:, None]
    weights = fit_simplex(scaled, np.zeros(len(away)))
    if _is_matched(scaled, weights):
        # Many mixtures match the predictors: take the one that follows the outcome best.
        sizes = np.sqrt((scaled**2).sum()) or 1.0, np.sqrt((off**2).sum()) or 1.0
        stacked = np.vstack([scaled / sizes[0], AFTER * off / sizes[1]])
        weights = fit_simplex(stacked, np.zeros(len(stacked)))
    return PredictorWeights(v=v / v.sum(), weights=weights, loss=float(((off @ weights) ** 2).mean()))
