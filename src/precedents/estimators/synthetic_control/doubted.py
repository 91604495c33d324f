"""What came of doubting a synthetic control: placebos in space and time, and donors left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from precedents.estimators.synthetic_control import printed
from precedents.estimators.synthetic_control.fit import Fit
from precedents.estimators.synthetic_control.placebo_in_space import SpacePlacebos
from precedents.estimators.synthetic_control.placebo_in_time import BlockTest


@dataclass(frozen=True, slots=True, kw_only=True)
class Placebos:
    """The treated unit among all units, each fitted as though it had been treated. ``found`` has the arrays."""

    found: SpacePlacebos
    units: tuple[Any, ...]
    times: tuple[Any, ...]

    @property
    def p(self) -> float:
        """The share of units, the treated among them, whose ratio is at least that of the treated."""
        return self.found.p

    @property
    def interval(self) -> tuple[float, float]:
        """Which average effects the placebos allow; infinite where there are too few donors."""
        return self.found.low, self.found.high

    @property
    def table(self) -> pl.DataFrame:
        """By unit, the largest ratio first: gaps before and after (root mean squares), their ratio, mean gap after."""
        fits = self.found.fits
        return pl.DataFrame(
            {
                "unit": [self.units[i] for i in self.found.units],
                "before": [each.rmspe_before for each in fits],
                "after": [each.rmspe_after for each in fits],
                "ratio": self.found.ratios,
                "effect": [each.effect for each in fits],
                "treated": np.arange(len(fits)) == 0,
            }
        ).sort("ratio", descending=True, maintain_order=True)

    @property
    def gaps(self) -> pl.DataFrame:
        """By unit and period: the gap."""
        n, periods = len(self.found.units), len(self.times)
        return pl.DataFrame(
            {
                "unit": [self.units[i] for i in self.found.units for _ in range(periods)],
                "time": list(self.times) * n,
                "gap": self.found.gaps.T.ravel(),
            }
        )

    def __str__(self) -> str:
        return printed.print_placebos(self.found, self.table)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceboInTime:
    """An effect looked for at a date when nothing was done.

    ``effect`` is the mean gap from ``at`` until treatment, ``gaps`` the gap by period. ``p`` is how often gaps
    as large stand anywhere, by moving the block of placebo periods; ``test`` has the rest. ``placebos`` tries the
    same date on all donors. ``dropped`` are predictors with no period before.
    """

    fit: Fit
    gaps: pl.DataFrame
    effect: float
    ratio: float
    at: Any
    test: BlockTest
    placebos: Callable[..., Placebos] = field(repr=False)
    dropped: tuple[str, ...] = ()

    @property
    def p(self) -> float:
        """See `try_blocks`."""
        return self.test.p

    def __str__(self) -> str:
        return printed.print_placebo_in_time(self.at, self.effect, self.ratio, self.test, self.dropped)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveOneOut:
    """The fits without each donor that carries weight, and the ``effect`` with all of them."""

    dropped: tuple[Any, ...]
    fits: tuple[Fit, ...]
    effect: float
    times: tuple[Any, ...]

    @property
    def table(self) -> pl.DataFrame:
        """By donor left out: the effect, and the gap before treatment (root mean square)."""
        return pl.DataFrame(
            {
                "without": list(self.dropped),
                "effect": [each.effect for each in self.fits],
                "before": [each.rmspe_before for each in self.fits],
            }
        )

    @property
    def range(self) -> tuple[float, float]:
        """The lowest and highest effect without one donor."""
        effects = [each.effect for each in self.fits]
        return min(effects), max(effects)

    @property
    def flips(self) -> tuple[Any, ...]:
        """Donors without whom the effect has the other sign."""
        return tuple(
            who for who, each in zip(self.dropped, self.fits, strict=True) if each.effect * self.effect < 0
        )

    def __str__(self) -> str:
        return printed.print_leave_one_out(self.effect, self.range, self.flips, self.table)
