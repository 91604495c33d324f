"""How long does it last on average, counting no more than a horizon?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from precedents.core.errors import UsageError
from precedents.estimators.survival.kaplan_meier import KaplanMeier


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictedMean:
    """The mean time until the event or the ``horizon``, whichever comes first.

    ``mean``, ``error``, ``low`` and ``high`` in the unit of the times; ``n`` spells, ``events`` up to the horizon.
    """

    mean: float
    error: float
    low: float
    high: float
    horizon: float
    n: int
    events: int


def fit_restricted_mean(
    curve: KaplanMeier, horizon: float, *, last: float, level: float = 0.95
) -> RestrictedMean:
    """How long does it last on average, up to the horizon?

    Parameters
    ----------
    curve
        The share that lasts.
    horizon
        Up to which time is counted, in the unit of the times, counted from 0.
    last
        The last time at which anybody was observed.
    level
        Coverage of the interval.

    Returns
    -------
    RestrictedMean

    Raises
    ------
    UsageError
        When the horizon lies beyond the last observation while somebody still lasts, or is not above 0.

    Notes
    -----
    The area under the curve; its variance is the sum over events of (area from there to the horizon)² d / (Y (Y - d)),
    with d events among Y at risk.

    **Assumes** what the curve assumes. **Source** Irwin 1949; Klein & Moeschberger 2003, section 4.5. Without
    censoring it is the mean of the shortened times with the error s / √n (s² with divisor n), to which it is tested.

    Examples
    --------
    >>> import numpy as np
    >>> from precedents.estimators.survival.kaplan_meier import fit_kaplan_meier
    >>> from precedents.estimators.survival.spells import count_events
    >>> stop = np.array([1.0, 2.0, 6.0])
    >>> curve = fit_kaplan_meier(count_events(np.full(3, -np.inf), stop, np.ones(3, int), 1))
    >>> round(fit_restricted_mean(curve, 5, last=6).mean, 6)  # (1 + 2 + 5) / 3
    2.666667
    """
    if not horizon > 0:
        raise UsageError(f"the horizon {horizon:g} is not above 0, where time at risk begins")
    if horizon > last and (not curve.survival.size or curve.survival[-1] > 0):
        raise UsageError(
            f"nobody was observed beyond {last:g} while some still lasted then, so a mean up to {horizon:g} is not "
            f"known: take a horizon of at most {last:g}"
        )
    inside = curve.times <= horizon
    times, survival = curve.times[inside], curve.survival[inside]
    steps = np.diff(np.r_[0.0, times, horizon])
    areas = np.r_[1.0, survival] * steps
    # From each event to the horizon.
    rest = np.cumsum(areas[:0:-1])[::-1]
    d, y = curve.events[inside], curve.at_risk[inside]
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(rest > 0, rest**2 * d / (y * (y - d)), 0.0)
    mean, error = float(areas.sum()), float(np.sqrt(terms.sum()))
    reach = float(ndtri(0.5 + level / 2)) * error
    return RestrictedMean(
        mean=mean,
        error=error,
        low=max(0.0, mean - reach),
        high=min(float(horizon), mean + reach),
        horizon=float(horizon),
        n=curve.n,
        events=int(d.sum()),
    )
