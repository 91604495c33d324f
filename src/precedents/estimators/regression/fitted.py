"""A fitted regression: coefficients with errors, what they mean, and what they rest on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import chdtrc, fdtrc, ndtr, ndtri, stdtr, stdtrit

from precedents.core.errors import UsageError, did_you_mean

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Regression:
    """A fitted regression; printing it gives a table like a journal's.

    ``names``, ``coefficients`` and ``errors`` have length q: covariates first, then what else is estimated (cut points,
    log dispersion), of which ``extra`` says how many. ``covariance`` is q by q. ``df`` are the degrees of Student's t by
    which p and intervals are read, None for the normal. ``n`` rows, ``left_out`` rows that lacked a value, ``clusters``,
    ``events`` (of a Cox regression), ``loglik`` (None where a method has none). ``convention`` and ``how`` say how the
    errors were made; ``absorbed`` which effects were swept out.
    """

    family: str
    outcome: str
    names: tuple[str, ...]
    coefficients: Floats
    errors: Floats
    covariance: Floats
    df: float | None
    n: int
    left_out: int
    clusters: int | None
    events: int | None
    loglik: float | None
    r2: float | None
    extra: int
    absorbed: tuple[str, ...]
    convention: str
    how: str
    level: float
    estimand: str

    @property
    def statistics(self) -> Floats:
        """Coefficient over error (length q): t or z."""
        return self.coefficients / self.errors

    @property
    def p(self) -> Floats:
        """Two-sided p that each parameter is 0 (length q)."""
        size = -np.abs(self.statistics)
        return np.asarray(2 * (ndtr(size) if self.df is None else stdtr(self.df, size)))

    def interval(self) -> tuple[Floats, Floats]:
        """Lower and upper ends at the ``level`` (length q each)."""
        half = 0.5 + self.level / 2
        reach = float(ndtri(half) if self.df is None else stdtrit(self.df, half)) * self.errors
        return self.coefficients - reach, self.coefficients + reach

    def coefficient(self, name: str) -> float:
        """The coefficient of one name.

        Raises
        ------
        UsageError
            When there is no such name.
        """
        return float(self.coefficients[self._place(name)])

    def error(self, name: str) -> float:
        """The standard error of one name.

        Raises
        ------
        UsageError
            When there is no such name.
        """
        return float(self.errors[self._place(name)])

    def _place(self, name: str) -> int:
        if name not in self.names:
            raise UsageError(f"the regression has no {name!r}.{did_you_mean(name, self.names)}")
        return self.names.index(name)

    def test(self, *names: str) -> tuple[float, float]:
        """Are some coefficients all 0? Wald's statistic (F by t's degrees, else chi-squared) and its p.

        Raises
        ------
        UsageError
            When a name is not there.
        """
        places = [self._place(name) for name in names]
        b = self.coefficients[places]
        wald = float(b @ np.linalg.solve(self.covariance[np.ix_(places, places)], b))
        if self.df is None:
            return wald, float(chdtrc(len(places), wald))
        return wald / len(places), float(fdtrc(len(places), self.df, wald / len(places)))

    def to_frame(self, *, exponentiate: bool = False) -> pl.DataFrame:
        """One row a parameter: name, estimate, error, statistic, p, low, high.

        Parameters
        ----------
        exponentiate
            Whether covariates are shown as ratios (of odds, rates or hazards), with the error by the delta method.
        """
        low, high = self.interval()
        value, error = self.coefficients.copy(), self.errors.copy()
        if exponentiate:
            own = slice(0, len(self.names) - self.extra)
            value[own], low[own], high[own] = np.exp(value[own]), np.exp(low[own]), np.exp(high[own])
            error[own] = error[own] * value[own]
        return pl.DataFrame(
            {
                "name": list(self.names),
                "estimate": value,
                "error": error,
                "statistic": self.statistics,
                "p": self.p,
                "low": low,
                "high": high,
            }
        )

    def __str__(self) -> str:
        from precedents.estimators.regression.table import regression_table

        return regression_table(self)
