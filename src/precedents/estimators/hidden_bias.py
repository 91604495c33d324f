"""How strong would something unseen have to be to explain a result away?"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from scipy.special import stdtrit

from precedents.core.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class RobustnessValue:
    """How much of what is left over a confounder must explain, of treatment and outcome alike (shares of 0 to 1).

    ``partial_r2`` of the treatment with the outcome; ``value`` to move the estimate by the share ``q`` (to 0 with
    q = 1); ``value_significance`` to make the interval at ``level`` reach that far.
    """

    partial_r2: float
    value: float
    value_significance: float
    q: float
    level: float
    estimand: str

    def __str__(self) -> str:
        return (
            f"partial R² {self.partial_r2:.2%}; robustness value {self.value:.2%}, of the {self.level:.0%} interval "
            f"{self.value_significance:.2%}\n{self.estimand}"
        )


def _robustness(f: float) -> float:
    return 0.5 * (sqrt(f**4 + 4 * f**2) - f**2)


def robustness_value(
    coefficient: float, error: float, df: float, *, q: float = 1.0, level: float = 0.95
) -> RobustnessValue:
    """How strong must an omitted confounder be, to take a regression's result away?

    Parameters
    ----------
    coefficient, error, df
        Of the treatment in a linear regression, with classical errors and its residual degrees of freedom.
    q
        Which share of the estimate is to go; 1 brings it to 0.
    level
        Coverage of the interval that is to reach 0.

    Returns
    -------
    RobustnessValue

    Raises
    ------
    UsageError
        When a figure is out of its range.

    Notes
    -----
    With f = q |t| / √df: RV = (√(f⁴ + 4f²) - f²) / 2. For the interval, f is lessened by the critical value of
    t on df - 1 degrees over √(df - 1); where that leaves f below 0 the value is 0, and where the lessened f is
    so large that the bias, not the wider error, decides (f > 1 over the critical f), it is (f² - f*²) / (1 + f²).

    **Assumes** the regression is right but for what is omitted. **Source** Cinelli & Hazlett 2020 (JRSS B 82: 39–67),
    sections 4.1 and 4.2; the second form of the interval's value follows their sensemakr. Checked against the figures
    printed there for Darfur: .0218, .139, .076.

    Examples
    --------
    >>> found = robustness_value(0.09731582, 0.02325654, 783)
    >>> round(found.partial_r2, 4), round(found.value, 4), round(found.value_significance, 4)
    (0.0219, 0.1388, 0.0763)
    """
    if not (error > 0 and df > 1 and q > 0 and 0 < level < 1):
        raise UsageError(
            "needs an error above 0, more than 1 degree of freedom, q above 0 and a level between 0 and 1"
        )
    t2 = (coefficient / error) ** 2
    f = q * sqrt(t2 / df)
    least = float(stdtrit(df - 1, 0.5 + level / 2)) / sqrt(df - 1)
    over = f - least
    if over <= 0:
        reached = 0.0
    elif f > 1 / least:
        reached = (f**2 - least**2) / (1 + f**2)
    else:
        reached = _robustness(over)
    return RobustnessValue(
        partial_r2=t2 / (t2 + df),
        value=_robustness(f),
        value_significance=reached,
        q=q,
        level=level,
        estimand="The share of what the other columns leave over that something omitted would have to explain, of the "
        f"treatment and of the outcome alike, to take {q:.0%} of the estimate away.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class EValue:
    """The risk ratio that an unseen cause must have with treatment and with outcome.

    ``point`` to bring the estimate to 1; ``limit`` to bring the nearer end of its interval there (1 when it is there
    already, None when no interval was given).
    """

    point: float
    limit: float | None
    estimand: str

    def __str__(self) -> str:
        limit = "" if self.limit is None else f", of the nearer end of the interval {self.limit:.2f}"
        return f"E-value {self.point:.2f}{limit}\n{self.estimand}"


def _e_value(ratio: float) -> float:
    larger = ratio if ratio >= 1 else 1 / ratio
    return larger + sqrt(larger * (larger - 1))


def e_value(
    ratio: float, low: float | None = None, high: float | None = None, *, rare: bool = True
) -> EValue:
    """How strongly must an unseen cause go with treatment and outcome, to explain a risk ratio away?

    Parameters
    ----------
    ratio, low, high
        A risk ratio with its interval; an odds or hazard ratio is one nearly where the outcome is rare.
    rare
        False for an odds ratio of an outcome that is not rare (above 15 % or so): its square root is taken.

    Returns
    -------
    EValue

    Raises
    ------
    UsageError
        When a ratio is not above 0, or the estimate lies outside its interval.

    Notes
    -----
    RR + √(RR (RR - 1)), of 1/RR where it is below 1. **Source** VanderWeele & Ding 2017 (Annals of Internal Medicine
    167: 268–274), whose figures 3.9 → 7.26 and 1.8 → 3.00 it gives.

    Examples
    --------
    >>> round(e_value(3.9).point, 2), round(e_value(3.9, 1.8, 8.7).limit, 2)
    (7.26, 3.0)
    """
    given = [each for each in (ratio, low, high) if each is not None]
    if any(not each > 0 for each in given):
        raise UsageError("a risk ratio is above 0; give exp(coefficient), not the coefficient")
    if (low is not None and low > ratio) or (high is not None and high < ratio):
        raise UsageError(f"the estimate {ratio:g} lies outside of its interval from {low} to {high}")
    turn = 1.0 if rare else 0.5
    near = low if ratio >= 1 else high
    limit = None
    if near is not None:
        crossed = near <= 1 if ratio >= 1 else near >= 1
        limit = 1.0 if crossed else _e_value(near**turn)
    return EValue(
        point=_e_value(ratio**turn),
        limit=limit,
        estimand="The least risk ratio that something unseen would have to have with the treatment and with the outcome, "
        "beyond what is held constant, to explain the estimate away.",
    )
