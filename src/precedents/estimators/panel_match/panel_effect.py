"""An effect by lead, with its interval, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import fill

import numpy as np
import polars as pl
from scipy.special import fdtrc, ndtri, stdtrit

from precedents.core.errors import UsageError
from precedents.estimators.panel_match.design import FEW
from precedents.estimators.panel_match.grid import Floats
from precedents.estimators.panel_match.uncertainty import ERRORS, Contributions, find_covariance, resample

WIDE = 100
"""Columns of a printed sentence."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PanelEffect:
    """Effects by lead.

    ``estimate``, ``error``, ``low``, ``high`` and ``treated`` (sets that speak for the lead) have one value a lead;
    ``covariance`` is leads by leads. ``effective_controls`` is Kish's number: how many controls of equal weight would
    say as much. ``joint_p`` tests that all are nil together. ``identified`` is False where there are too few treated
    for an error; ``says`` gives the reason, and error, low, high and joint_p are NaN then.
    """

    estimand: str
    what: str
    leads: tuple[int, ...]
    estimate: Floats
    error: Floats
    low: Floats
    high: Floats
    covariance: Floats
    treated: tuple[int, ...]
    effective_controls: float
    level: float
    errors: str
    runs: int | None
    joint_p: float
    identified: bool
    says: str

    def frame(self) -> pl.DataFrame:
        """One row a lead."""
        return pl.DataFrame(
            {
                "lead": self.leads,
                "estimate": self.estimate,
                "error": self.error,
                "low": self.low,
                "high": self.high,
                "treated": self.treated,
            }
        ).fill_nan(None)

    def __repr__(self) -> str:
        lines = [self.what, ""]
        wide = f"{self.level:.0%} interval"
        lines.append(f"{'lead':>6}{'estimate':>12}{'error':>10}   {wide:<24}{'treated':>8}")
        for k, lead in enumerate(self.leads):
            error = f"{self.error[k]:10.4g}" if self.identified else f"{'–':>10}"
            span = f"[{self.low[k]:.4g}, {self.high[k]:.4g}]" if self.identified else "–"
            lines.append(
                f"{f't{lead:+d}':>6}{self.estimate[k]:12.4g}{error}   {span:<24}{self.treated[k]:>8}"
            )
        how = f"{self.errors} errors" + (f", {self.runs} runs" if self.runs else "")
        if np.isfinite(self.joint_p):
            lines.append(f"all nil together: p = {self.joint_p:.3g}")
        lines += [
            "",
            f"{how}; controls worth {self.effective_controls:.1f} of equal weight",
            fill(self.estimand, WIDE),
        ]
        if self.says:
            lines.append(fill(self.says, WIDE))
        return "\n".join(lines)

    __str__ = __repr__


def read_effect(
    found: Contributions,
    leads: tuple[int, ...],
    *,
    estimand: str,
    what: str,
    effective_controls: float,
    errors: str,
    level: float,
    runs: int,
    generator: np.random.Generator | None,
    without: str,
) -> PanelEffect:
    """What is the effect at each lead, and how sure can one be?

    Parameters
    ----------
    found
        What each unit adds.
    leads
        The leads, in the order of the columns of ``found``.
    estimand, what
        The sentence that says what is estimated, and the heading.
    effective_controls
        Kish's number.
    errors, level, runs, generator
        The kind of error, the level of the interval, how many resamples, and where their chance comes from.
    without
        How many began but could not be compared, in words; may be empty.

    Returns
    -------
    PanelEffect

    Raises
    ------
    UsageError
        When the kind of error is unknown, or a bootstrap is asked without a generator.
    """
    if errors not in ERRORS:
        raise UsageError(f"errors={errors!r}: it can be {', '.join(ERRORS)}")
    if not 0 < level < 1:
        raise UsageError(f"level={level}: a share between 0 and 1, such as 0.95")
    estimate, width = found.estimate, len(leads)
    treated = tuple(int(each) for each in found.below.sum(axis=0))
    units = int((found.below > 0).any(axis=1).sum())
    nothing = np.full(width, np.nan)
    refused = _refuse(treated, units, without)
    low = high = error = nothing
    covariance, joint = np.full((width, width), np.nan), float("nan")
    if not refused:
        tail = (1 - level) / 2
        if errors == "bootstrap":
            if generator is None:
                raise UsageError(
                    "errors='bootstrap' draws at random: pass generator=numpy.random.default_rng(seed), "
                    "so that the same call gives the same answer"
                )
            draws = resample(found, runs, generator)
            covariance = np.atleast_2d(np.cov(draws, rowvar=False))
            low, high = np.quantile(draws, [tail, 1 - tail], axis=0)
            error = np.sqrt(np.diag(covariance))
        else:
            covariance = find_covariance(found, errors)
            error = np.sqrt(np.diag(covariance))
            # few treated units: Student's t, but the normal where PanelMatch has it, so that intervals agree
            reach = -float(stdtrit(units - 1, tail) if errors == "centred" else ndtri(tail)) * error
            low, high = estimate - reach, estimate + reach
        joint = try_jointly(estimate, covariance, units)
    return PanelEffect(
        estimand=estimand,
        what=what,
        leads=leads,
        estimate=estimate,
        error=error,
        low=low,
        high=high,
        covariance=covariance,
        treated=treated,
        effective_controls=effective_controls,
        level=level,
        errors=errors,
        runs=runs if errors == "bootstrap" and not refused else None,
        joint_p=joint,
        identified=not refused,
        says=refused or without,
    )


def _refuse(treated: tuple[int, ...], units: int, without: str) -> str:
    if max(treated) == 0:
        advice = (
            "Shorten the history (lag), allow similar years, or relax calipers, exact covariates or masks."
        )
        words = "Not identified: nobody who was treated has a comparable unit, so there is no overlap."
        return " ".join(each for each in (words, without, advice) if each)
    if min(treated) == 0:
        return f"Description only: in some of these years no treated unit's outcome is known; name the others alone. {without}".strip()
    if min(*treated, units) < FEW:
        many = f"{min(treated)} treated {'case' if min(treated) == 1 else 'cases'}"
        of = f" of {units} {'unit' if units == 1 else 'units'}" if units < min(treated) else ""
        return f"Description only: {many}{of} can be compared, and fewer than {FEW} bear no error. {without}".strip()
    return ""


def try_jointly(estimate: Floats, covariance: Floats, units: int) -> float:
    """How likely are estimates so far from nil, taken together, if all are nil?

    Hotelling's test: F with as many degrees as estimates, and treated units less those; NaN where there are no more
    treated units than estimates, or the covariance is singular.
    """
    width = estimate.size
    rest = units - width
    if rest < 1 or not np.isfinite(covariance).all() or np.linalg.matrix_rank(covariance) < width:
        return float("nan")
    distance = float(estimate @ np.linalg.solve(covariance, estimate))
    return float(fdtrc(width, rest, distance * rest / (width * max(units - 1, 1))))
