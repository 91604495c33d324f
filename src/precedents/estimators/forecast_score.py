"""How good were forecasts, once the matter is settled?"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from precedents.core.errors import UsageError, did_you_mean


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastScore:
    """How good forecasts were, on the ``n`` that have both a probability and an outcome.

    ``brier`` is the mean squared distance of probability and outcome (0 best, 0.25 for always a half, 1 worst);
    ``log`` the mean of minus the natural logarithm of the probability that was given to what happened, infinite
    when that was called impossible. Both None when nothing could be scored. ``unscored`` are the others' ids.
    """

    n: int
    brier: float | None
    log: float | None
    unscored: tuple[str, ...]


def score_forecasts(forecasts: Mapping[str, Any], outcomes: Mapping[str, bool]) -> ForecastScore:
    """How good were these forecasts?

    Parameters
    ----------
    forecasts
        What ``forecasts.json`` holds.
    outcomes
        Whether it happened, by the id of the forecast.

    Returns
    -------
    ForecastScore
        Lower is better, for both scores.

    Raises
    ------
    UsageError
        An outcome names no forecast.

    Examples
    --------
    >>> kept = {"forecasts": [{"id": "7.1", "probability": 0.8}, {"id": "9.1", "probability": 0.4}]}
    >>> score = score_forecasts(kept, {"7.1": True, "9.1": False})
    >>> score.n, round(score.brier, 6), round(score.log, 6)
    (2, 0.1, 0.366985)
    """
    by_id = {str(each["id"]): each["probability"] for each in forecasts["forecasts"]}
    for name in outcomes:
        if name not in by_id:
            known = did_you_mean(name, by_id) or f" The forecasts are {', '.join(by_id) or 'none'}."
            raise UsageError(f"there is no forecast “{name}” to score.{known}")
    scored = {name: given for name, given in by_id.items() if name in outcomes and given is not None}
    # The probability that was given to what then happened.
    told = [given if outcomes[name] else 1 - given for name, given in scored.items()]
    n = len(told)
    return ForecastScore(
        n=n,
        brier=math.fsum((1 - each) ** 2 for each in told) / n if n else None,
        log=math.fsum(-math.log(each) if each else math.inf for each in told) / n if n else None,
        unscored=tuple(name for name in by_id if name not in scored),
    )
