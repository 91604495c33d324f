"""Of several ways to end, which share has ended in each of them by each time?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from precedents.estimators.survival.spells import EventTable

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class AalenJohansen:
    """Cumulative incidence: k times by m causes.

    ``times`` (k); ``incidence``, ``error``, ``low``, ``high`` (k by m); ``lasting`` (k) is the share that ended in none
    of them; the incidences and it add up to 1. ``events`` of each cause (m); ``n`` spells.
    """

    times: Floats
    incidence: Floats
    error: Floats
    low: Floats
    high: Floats
    lasting: Floats
    events: Floats
    n: int


def fit_aalen_johansen(table: EventTable, *, level: float = 0.95) -> AalenJohansen:
    """Which share has ended in each way by each time, the other ways being at work?

    One minus a Kaplan–Meier curve that calls the other causes censored is not that share: it is what would be if the
    other causes did not exist, and the shares would add up to more than 1.

    Parameters
    ----------
    table
        Who was at risk, and who had which event.
    level
        Coverage of the intervals (symmetric on the scale of log(-log), so that they stay between 0 and 1).

    Returns
    -------
    AalenJohansen

    Notes
    -----
    Variance of the incidence I of a cause with d_c of d events among Y at risk, S the share just before: the sum over
    times u up to t of (I(t) - I(u))² d / (Y (Y - d)) + S² d_c (Y - d_c) / Y³ - 2 (I(t) - I(u)) S d_c / Y² (delta method).

    **Assumes** censoring and late entry that are independent of how and when it ends.
    **Source** Aalen & Johansen 1978; variance Marubini & Valsecchi 1995, section 10.2.3. Checked against statsmodels'
    ``CumIncidenceRight`` and, with one cause, against Greenwood's error.

    Examples
    --------
    >>> import numpy as np
    >>> from precedents.estimators.survival.spells import count_events
    >>> stop, cause = np.array([1.0, 2.0, 3.0, 4.0]), np.array([1, 2, 0, 1])
    >>> fit = fit_aalen_johansen(count_events(np.full(4, -np.inf), stop, cause, 2))
    >>> fit.incidence.tolist(), fit.lasting.tolist()
    ([[0.25, 0.0], [0.25, 0.25], [0.75, 0.25]], [0.75, 0.5, 0.0])
    """
    y, d, dc = table.at_risk, table.events, table.by_cause
    lasting = np.asarray(np.cumprod(1 - d / y), dtype=np.float64)
    before = np.r_[1.0, lasting[:-1]]
    incidence = np.cumsum(before[:, None] * dc / y[:, None], axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.where(y > d, d / (y * (y - d)), 0.0)
    own = before[:, None] ** 2 * dc * (y[:, None] - dc) / y[:, None] ** 3
    cross = before[:, None] * dc / y[:, None] ** 2
    # (I(t) - I(u))² opened up, so that every sum over u runs once.
    g = greenwood[:, None]
    variance = (
        incidence**2 * np.cumsum(g, axis=0)
        - 2 * incidence * np.cumsum(g * incidence, axis=0)
        + np.cumsum(g * incidence**2, axis=0)
        + np.cumsum(own, axis=0)
        - 2 * incidence * np.cumsum(cross, axis=0)
        + 2 * np.cumsum(cross * incidence, axis=0)
    )
    error = np.sqrt(np.maximum(variance, 0.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        swing = float(ndtri(0.5 + level / 2)) * error / (incidence * np.abs(np.log(incidence)))
        low, high = incidence ** np.exp(swing), incidence ** np.exp(-swing)
    unknown = (incidence <= 0) | (incidence >= 1)
    return AalenJohansen(
        times=table.times,
        incidence=incidence,
        error=error,
        low=np.where(unknown, np.nan, low),
        high=np.where(unknown, np.nan, high),
        lasting=lasting,
        events=dc.sum(axis=0),
        n=table.n,
    )
