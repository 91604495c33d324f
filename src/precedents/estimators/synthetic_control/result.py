"""The synthetic control of one unit as a user holds it: what came out, and how to doubt it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from precedents.core.errors import UsageError
from precedents.estimators.synthetic_control import printed
from precedents.estimators.synthetic_control.doubted import LeaveOneOut, PlaceboInTime, Placebos
from precedents.estimators.synthetic_control.fit import Fit, Study, fit_synthetic_control
from precedents.estimators.synthetic_control.hull import Standing
from precedents.estimators.synthetic_control.placebo_in_space import try_placebos_in_space
from precedents.estimators.synthetic_control.placebo_in_time import BlockTest, try_blocks
from precedents.estimators.synthetic_control.read_frame import Figures

NOTICED = 1e-3
"""Weights below this are not printed, and their donors not left out in turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntheticControl:
    """What would have happened to the treated unit, and how that is known.

    ``effect`` is the mean gap from treatment on, in units of the outcome; ``estimand`` says in a sentence of what.
    ``figures``, ``study`` and ``fit`` are the arrays beneath; ``standing`` says how like the target its donors are.
    """

    figures: Figures
    study: Study
    fit: Fit
    since: Any
    outcome: str
    asked: tuple[tuple[str, list[Any], str], ...]
    standing: Standing
    refit: Callable[..., SyntheticControl] = field(repr=False)
    """Fits again on the same frame, with some arguments changed."""

    @property
    def treated(self) -> Any:
        """The treated unit."""
        return self.figures.units[0]

    @property
    def donors(self) -> tuple[Any, ...]:
        """Who could carry weight."""
        return self.figures.units[1:]

    @property
    def masked(self) -> dict[Any, str]:
        """Who could not, and why."""
        return dict(self.figures.masked)

    @property
    def weights(self) -> dict[Any, float]:
        """The weight of each donor; they sum to one."""
        return dict(zip(self.donors, self.fit.weights.tolist(), strict=True))

    @property
    def v(self) -> dict[str, float]:
        """The weight of each predictor; they sum to one. Empty unless the variant is nested."""
        return dict(zip(self.figures.names, self.fit.v.tolist(), strict=False))

    @property
    def loss(self) -> float:
        """Mean squared gap over the periods that decide."""
        return self.fit.loss

    @property
    def effect(self) -> float:
        """Mean gap from treatment on."""
        return self.fit.effect

    @property
    def ratio(self) -> float:
        """Root mean square gap after treatment over before."""
        before = self.fit.rmspe_before
        return self.fit.rmspe_after / before if before > 0 else float("inf")

    @property
    def warnings(self) -> tuple[str, ...]:
        """Why the answer may not be trusted."""
        return self.standing.warnings

    @property
    def estimand(self) -> str:
        """What is estimated: for whom, when, compared with what, on which assumptions."""
        last = self.figures.times[-1]
        return (
            f"The effect of treatment on {self.outcome} in {self.treated}, on average over {self.since} to {last}, "
            f"compared with a mixture of {len(self.donors)} units that were not treated; if nothing else befell "
            f"{self.treated} alone from {self.since} on, the treatment neither reached the donors nor was foreseen, and "
            "the mixture would have gone on following it."
        )

    @property
    def gaps(self) -> pl.DataFrame:
        """By period: ``observed``, ``synthetic``, ``gap`` and whether ``treated``."""
        observed = self.figures.outcomes[:, 0]
        return pl.DataFrame(
            {
                "time": list(self.figures.times),
                "observed": observed,
                "synthetic": observed - self.fit.gaps,
                "gap": self.fit.gaps,
                "treated": np.arange(len(observed)) >= self.fit.before,
            }
        )

    @property
    def balance(self) -> pl.DataFrame:
        """By predictor: the treated unit, its mixture, the mean of the donors, and the predictor's weight."""
        table = self.figures.predictors
        return pl.DataFrame(
            {
                "predictor": list(self.figures.names),
                "treated": table[:, 0],
                "synthetic": table[:, 1:] @ self.fit.weights,
                "donors": table[:, 1:].mean(axis=1),
                "v": self.fit.v,
            }
        )

    def placebos(self, *, with_treated: bool = True, level: float = 0.95) -> Placebos:
        """Would units that were not treated show as large an effect? See `try_placebos_in_space`.

        Parameters
        ----------
        with_treated
            Whether the treated unit is among the donors of the placebos.
        level
            Coverage of the interval of the average effect.
        """
        found = try_placebos_in_space(self.study, self.fit, with_treated=with_treated, level=level)
        return Placebos(found=found, units=self.figures.units, times=self.figures.times)

    def blocks(self, *, level: float = 0.95) -> BlockTest:
        """Do the gaps after treatment stand out from those before? See `try_blocks`."""
        outcomes = self.figures.outcomes
        return try_blocks(
            outcomes[:, 0],
            outcomes[:, 1:],
            self.study.before,
            demean=self.study.variant == "demeaned",
            level=level,
        )

    def placebo_in_time(self, at: Any) -> PlaceboInTime:
        """Does an effect show at a date when nothing was done, with periods before treatment alone?

        Parameters
        ----------
        at
            The first period of the placebo; before treatment.

        Returns
        -------
        PlaceboInTime
            Predictors keep their periods before ``at``; those that have none left are dropped and named. Their weights V
            are searched for anew, even where they were given.

        Raises
        ------
        UsageError
            When ``at`` is not a period before treatment, or leaves fewer than five before itself.
        """
        before = list(self.figures.times[: self.study.before])
        if at not in before:
            raise UsageError(
                f"{at} is not a period before {self.since}: they go from {before[0]} to {before[-1]}"
            )
        kept = [(name, [t for t in periods if t < at], how) for name, periods, how in self.asked]
        asked = [each for each in kept if each[1]]
        changes: dict[str, Any] = {"since": at, "until": before[-1], "predictors": asked, "v": None}
        changes["fit_over"] = None
        decisive = [
            t
            for t, decides in zip(self.figures.times, self.study.deciding, strict=True)
            if decides and t < at
        ]
        if len(decisive) >= 5:
            changes["fit_over"] = (decisive[0], decisive[-1])
        if self.asked and not asked:
            changes["variant"] = "outcomes-only"
        backdated = self.refit(**changes)
        return PlaceboInTime(
            fit=backdated.fit,
            gaps=backdated.gaps,
            effect=backdated.effect,
            ratio=backdated.ratio,
            at=at,
            test=backdated.blocks(),
            placebos=backdated.placebos,
            dropped=tuple(name for name, periods, _ in kept if not periods),
        )

    def leave_one_out(self) -> LeaveOneOut:
        """Does the answer hang on one donor? Each that carries weight is left out in turn, and all is fitted anew."""
        heavy = [int(i) for i in np.flatnonzero(np.abs(self.fit.weights) > NOTICED)]
        if len(self.donors) < 3:
            raise UsageError(f"{len(self.donors)} donors: without one of them there is no mixture left")
        donors = self.fit.donors
        fits = tuple(fit_synthetic_control(self.study, 0, np.delete(donors, i)) for i in heavy)
        return LeaveOneOut(
            dropped=tuple(self.donors[i] for i in heavy),
            fits=fits,
            effect=self.effect,
            times=self.figures.times,
        )

    def __str__(self) -> str:
        return printed.print_control(self)
