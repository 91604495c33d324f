"""Between which outcomes must the target's lie, if those with more in their favour do no worse?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from precedents.precedent.case_index import read_values


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeInterval:
    """The outcomes that the directions leave open for the target.

    ``low`` is the largest outcome among the cases no more favourable, ``high`` the smallest among those at
    least as favourable; None where there is none. ``low_from`` and ``high_from`` number the cases that set
    them. The ``possible`` ends count also the cases of which no comparison is known to fail. ``consistent``
    says whether ``low`` is at most ``high``: otherwise the directions and the record cannot both be right.
    """

    low: float | None
    high: float | None
    low_from: tuple[int, ...]
    high_from: tuple[int, ...]
    possible_low: float | None
    possible_high: float | None
    consistent: bool


def fit_outcome_interval(
    values: ArrayLike, outcomes: Sequence[float], target: Sequence[float]
) -> OutcomeInterval:
    """Between which outcomes must the target's lie, if those with more in their favour do no worse?

    Parameters
    ----------
    values
        Table of n cases by m dimensions, oriented so that larger favours a larger outcome; NaN where unknown.
    outcomes
        The known outcome of each case (length n): a rank or a number.
    target
        The target's m values, oriented alike; NaN where unknown.

    Returns
    -------
    OutcomeInterval

    Raises
    ------
    ValueError
        When the lengths differ, there is no dimension or an outcome is not a finite number.

    Notes
    -----
    **Assumes** the directions, and that nothing else moves the outcome: one stray case sets an end, so read it
    beside the count of `consistency` conflicts.
    **Source** result model of precedent carried over to ordered outcomes; checked by enumeration.

    Examples
    --------
    >>> i = fit_outcome_interval([[1], [2], [4]], [10, 20, 15], [3])
    >>> i.low, i.high, i.consistent
    (20.0, 15.0, False)
    """
    table, y = read_values(values), np.asarray(outcomes, dtype=np.float64)
    goal = np.asarray(target, dtype=np.float64)
    if y.shape != (len(table),) or goal.shape != (table.shape[1],):
        raise ValueError("values, outcomes and target differ in length")
    if not np.isfinite(y).all():
        raise ValueError("outcomes are finite numbers; leave unknown ones out and count them")
    # A comparison with NaN is never true: `<=` holds for certain, `not >` holds perhaps.
    below, above = (table <= goal).all(axis=1), (table >= goal).all(axis=1)
    perhaps_below, perhaps_above = ~(table > goal).any(axis=1), ~(table < goal).any(axis=1)
    low = float(y[below].max()) if below.any() else None
    high = float(y[above].min()) if above.any() else None
    return OutcomeInterval(
        low=low,
        high=high,
        low_from=tuple(np.flatnonzero(below & (y == low)).tolist()) if low is not None else (),
        high_from=tuple(np.flatnonzero(above & (y == high)).tolist()) if high is not None else (),
        possible_low=float(y[perhaps_below].max()) if perhaps_below.any() else None,
        possible_high=float(y[perhaps_above].min()) if perhaps_above.any() else None,
        consistent=low is None or high is None or low <= high,
    )
