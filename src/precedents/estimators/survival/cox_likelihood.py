"""The partial likelihood of a Cox regression on spells with late entry: its value, slope, bend, and each row's share.

All sums over who is at risk are sums over who leaves later less who enters later, by event time, so that a fit costs
a few passes over the rows, whatever the number of times.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from precedents.estimators.survival.spells import check_spells

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskSets:
    """Among which times of events each spell is at risk, stratum by stratum.

    With k event times and n spells: a spell is at risk at the times numbered from ``first`` up to, not including, ``past`` (n each);
    ``died`` (n) is whether it had the event and ``when`` (n) that time's number, -1 for none; ``deaths`` (k) counts
    events. ``term_time`` and ``term_share`` hold one value an event: its time's number, and which share of those who die at
    once are no longer counted at risk (Efron).
    """

    first: Ints
    past: Ints
    died: NDArray[np.bool_]
    when: Ints
    deaths: Floats
    term_time: Ints
    term_share: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Likelihood:
    """At one set of coefficients: ``value``, ``slope`` (p), ``bend`` (p by p, minus the second derivative)."""

    value: float
    slope: Floats
    bend: Floats


def read_risk_sets(
    start: Floats, stop: Floats, event: NDArray[np.bool_], stratum: Ints, *, ties: str
) -> RiskSets:
    """Who is at risk when?

    Parameters
    ----------
    start, stop, event
        The spells (length n); at risk after start and up to stop.
    stratum
        Spells are compared within a stratum alone (length n).
    ties
        ``"efron"`` or ``"breslow"``.

    Returns
    -------
    RiskSets

    Raises
    ------
    UsageError
        When a spell has no length.
    """
    check_spells(start, stop)
    # Times as whole numbers, and each stratum after the other: then one order serves all strata.
    ranks = np.unique(np.concatenate([start, stop]), return_inverse=True)[1].astype(np.int64)
    width = int(ranks.max()) + 1
    begins, ends = stratum * width + ranks[: start.size], stratum * width + ranks[start.size :]
    times, at = np.unique(ends[event], return_inverse=True)
    when = np.full(stop.size, -1, dtype=np.int64)
    when[event] = at
    deaths = np.bincount(at, minlength=times.size).astype(np.float64)
    term_time = np.repeat(np.arange(times.size), deaths.astype(np.int64))
    firsts = np.cumsum(deaths) - deaths
    nth = np.arange(term_time.size) - firsts[term_time]
    share = nth / deaths[term_time] if ties == "efron" else np.zeros(term_time.size)
    return RiskSets(
        first=np.asarray(np.searchsorted(times, begins, side="right"), dtype=np.int64),
        past=np.asarray(np.searchsorted(times, ends, side="right"), dtype=np.int64),
        died=event,
        when=when,
        deaths=deaths,
        term_time=term_time,
        term_share=share,
    )


def _sum_by(place: Ints, values: Floats, size: int) -> Floats:
    """Sums of values (of rows, when there are columns) by place."""
    if values.ndim == 1:
        return np.asarray(np.bincount(place, weights=values, minlength=size), dtype=np.float64)
    return np.column_stack([np.bincount(place, weights=column, minlength=size) for column in values.T])


def _at_risk(sets: RiskSets, values: Floats) -> Floats:
    """The sum of values over who is at risk, at each event time: who leaves later, less who enters later.

    Whoever is there from the first event on never enters later: without late entry nothing is subtracted.
    """
    size = sets.deaths.size + 1
    change = _sum_by(sets.past, values, size) - _sum_by(sets.first, values, size)
    return np.asarray(np.cumsum(change[:0:-1], axis=0)[::-1])


def _died(sets: RiskSets, values: Floats) -> Floats:
    return _sum_by(sets.when[sets.died], values[sets.died], sets.deaths.size)


def _over_times(sets: RiskSets, terms: Floats) -> Floats:
    """One sum a time, of values of one an event."""
    return _sum_by(sets.term_time, terms, sets.deaths.size)


def _while_at_risk(sets: RiskSets, per_time: Floats) -> Floats:
    """For each spell, the sum of a figure over the event times at which it was at risk."""
    sums = np.zeros((per_time.shape[0] + 1, *per_time.shape[1:]))
    np.cumsum(per_time, axis=0, out=sums[1:])
    return np.asarray(sums[sets.past] - sums[sets.first])


def _weigh(sets: RiskSets, x: Floats, beta: Floats) -> tuple[Floats, Floats, Floats, Floats, float]:
    """Each spell's relative hazard w; 1 / (weight at risk) and mean covariates, one an event; w times the hazard of each
    spell; and the value of the log likelihood.
    """
    eta = x @ beta
    top = float(eta.max(initial=0.0))
    w = np.exp(eta - top)
    t, f = sets.term_time, sets.term_share
    # The hazards themselves and their products with the covariates, side by side: each sum is made once.
    both = np.column_stack([w, w[:, None] * x])
    sums = _at_risk(sets, both)[t]
    if f.any():
        sums -= f[:, None] * _died(sets, both)[t]
    whole = sums[:, 0]
    inverse = 1 / whole
    mean = sums[:, 1:] * inverse[:, None]
    hazard = _while_at_risk(sets, _over_times(sets, inverse))
    # Those who die at once count in part only (Efron): what they were counted too much.
    hazard[sets.died] -= _over_times(sets, f * inverse)[sets.when[sets.died]]
    value = float(eta[sets.died].sum() - np.log(whole).sum() - top * t.size)
    return w, inverse, mean, w * hazard, value


def read_likelihood(sets: RiskSets, x: Floats, beta: Floats) -> Likelihood:
    """What is the partial likelihood at these coefficients, and how does it change?

    Parameters
    ----------
    sets
        Who is at risk when.
    x
        Covariates (n by p), best centred.
    beta
        Coefficients (p).

    Returns
    -------
    Likelihood
        With non-finite parts where the coefficients are too large for the hazards to be held apart.
    """
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        _, _, mean, expected, value = _weigh(sets, x, beta)
        slope = x.T @ (sets.died - expected)
        bend = (x * expected[:, None]).T @ x - mean.T @ mean
    return Likelihood(value=value, slope=slope, bend=bend)


def read_score_residuals(sets: RiskSets, x: Floats, beta: Floats) -> Floats:
    """How much does each spell pull on each coefficient? (n by p; the columns add up to the slope.)

    Under Efron's ties a spell that ends in an event counts at that time by the shares that Efron gives it, as in R's
    survival; statsmodels takes Breslow's residuals there, which is why errors are not its.
    """
    w, inverse, mean, expected, _ = _weigh(sets, x, beta)
    pulled = mean * inverse[:, None]
    summed = _while_at_risk(sets, _over_times(sets, pulled))
    gone = sets.when[sets.died]
    summed[sets.died] -= _over_times(sets, sets.term_share[:, None] * pulled)[gone]
    own = -(x * expected[:, None] - w[:, None] * summed)
    own[sets.died] += x[sets.died] - (_over_times(sets, mean) / sets.deaths[:, None])[gone]
    return own
