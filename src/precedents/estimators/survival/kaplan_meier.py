"""Of those at risk, what share has lasted up to each time?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from precedents.core.errors import UsageError, did_you_mean
from precedents.estimators.survival.spells import EventTable

Floats = NDArray[np.float64]
SCALES = ("log-log", "log", "plain")
"""On which scale an interval is symmetric: log-log (Stata's) stays between 0 and 1; log is the default of R's survfit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KaplanMeier:
    """The share that lasts, at each time of an event (arrays of length k).

    ``survival`` after each of ``times``; ``error`` its standard error (Greenwood's); ``low`` and ``high`` the interval;
    ``at_risk`` just before, ``events`` at that time. ``median`` is the first time at which at most a half is left,
    None when it was not reached. ``n`` spells.
    """

    times: Floats
    survival: Floats
    error: Floats
    low: Floats
    high: Floats
    at_risk: Floats
    events: Floats
    median: float | None
    n: int

    def at(self, time: float) -> float:
        """The share that lasts beyond a time."""
        place = int(np.searchsorted(self.times, time, side="right"))
        return float(self.survival[place - 1]) if place else 1.0


def fit_kaplan_meier(table: EventTable, *, level: float = 0.95, scale: str = "log-log") -> KaplanMeier:
    """What share lasts beyond each time?

    Means what one hopes when who is censored, and who comes late under observation, says nothing about who would
    have lasted longer.

    Parameters
    ----------
    table
        Who was at risk and who had the event.
    level
        Coverage of the intervals, each at its time alone.
    scale
        On which scale intervals are symmetric: one of ``SCALES``.

    Returns
    -------
    KaplanMeier

    Raises
    ------
    UsageError
        When the scale is not known.

    Notes
    -----
    **Assumes** censoring and late entry that are independent of the length.
    **Source** Kaplan & Meier 1958 (JASA 53: 457–481); Greenwood 1926. Checked against R's survival 3.5-3.

    Examples
    --------
    >>> import numpy as np
    >>> from precedents.estimators.survival.spells import count_events
    >>> stop = np.array([1.0, 2.0, 2.0, 4.0])
    >>> table = count_events(np.full(4, -np.inf), stop, np.array([1, 1, 0, 1]), 1)
    >>> fit_kaplan_meier(table).survival.tolist()
    [0.75, 0.5, 0.0]
    """
    if scale not in SCALES:
        raise UsageError(
            f"intervals have no scale {scale!r}: one of {', '.join(SCALES)}.{did_you_mean(scale, SCALES)}"
        )
    survival: Floats = np.asarray(np.cumprod(1 - table.events / table.at_risk), dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.sqrt(np.cumsum(table.events / (table.at_risk * (table.at_risk - table.events))))
        error = np.where(survival > 0, survival * spread, 0.0)
        z = float(ndtri(0.5 + level / 2))
        if scale == "plain":
            low, high = survival - z * error, survival + z * error
        elif scale == "log":
            low, high = survival * np.exp(-z * spread), survival * np.exp(z * spread)
        else:
            swing = z * spread / np.abs(np.log(survival))
            low, high = survival ** np.exp(swing), survival ** np.exp(-swing)
    # Once nobody is left the curve is 0 and its spread unknown: the interval is not known either.
    none_left = survival <= 0
    low = np.where(none_left, np.nan, np.clip(low, 0, 1))
    high = np.where(none_left, np.nan, np.clip(high, 0, 1))
    below = np.flatnonzero(survival <= 0.5 + 1e-12)
    return KaplanMeier(
        times=table.times,
        survival=survival,
        error=error,
        low=low,
        high=high,
        at_risk=table.at_risk,
        events=table.events,
        median=float(table.times[below[0]]) if below.size else None,
        n=table.n,
    )
