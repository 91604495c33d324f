"""Curves and means of groups as users hold them: looked up by group, as a frame, printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import polars as pl
from scipy.special import ndtr, ndtri

from precedents.core.errors import UsageError, did_you_mean
from precedents.estimators.survival.aalen_johansen import AalenJohansen
from precedents.estimators.survival.kaplan_meier import KaplanMeier
from precedents.estimators.survival.log_rank import LogRank
from precedents.estimators.survival.restricted_mean import RestrictedMean

Each = TypeVar("Each")


def _pick(groups: Mapping[str, Each], name: str) -> Each:
    if name not in groups:
        raise UsageError(
            f"there is no group {name!r}: there are {', '.join(groups)}.{did_you_mean(name, groups)}"
        )
    return groups[name]


@dataclass(frozen=True, slots=True, kw_only=True)
class SurvivalCurves:
    """A Kaplan–Meier curve a group (``"all"`` without groups), and the ``log_rank`` test between groups, if any.

    ``left_out`` rows lacked a value; ``cautions`` say where a curve means less than it seems.
    """

    curves: Mapping[str, KaplanMeier]
    log_rank: LogRank | None
    left_out: int
    level: float
    cautions: tuple[str, ...]
    estimand: str

    def __getitem__(self, group: str) -> KaplanMeier:
        return _pick(self.curves, group)

    def to_frame(self) -> pl.DataFrame:
        """One row a group and time of an event."""
        return pl.concat(
            pl.DataFrame(
                {
                    "group": [word] * curve.times.size,
                    "time": curve.times,
                    "at_risk": curve.at_risk,
                    "events": curve.events,
                    "survival": curve.survival,
                    "error": curve.error,
                    "low": curve.low,
                    "high": curve.high,
                },
                schema_overrides={"group": pl.String},
            )
            for word, curve in self.curves.items()
        )

    def __str__(self) -> str:
        width = max(len("group"), *(len(word) for word in self.curves))
        lines = [
            f"{'group':<{width}}  spells  events  median  lasting at the last event ({self.level:.0%} interval)"
        ]
        for word, curve in self.curves.items():
            median = "  none" if curve.median is None else f"{curve.median:6g}"
            end = "no event"
            if curve.times.size:
                end = f"{curve.survival[-1]:.3f} at {curve.times[-1]:g} [{curve.low[-1]:.3f}, {curve.high[-1]:.3f}]"
            lines.append(f"{word:<{width}}  {curve.n:6d}  {int(curve.events.sum()):6d}  {median}  {end}")
        if self.log_rank is not None:
            test = self.log_rank
            lines.append(f"log-rank chi-squared {test.chi2:.3f} on {test.df} degrees, p = {test.p:.4f}")
        return "\n".join([*lines, *self.cautions, self.estimand])


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidenceCurves:
    """Cumulative incidences by group (``"all"`` without groups), the columns in the order of ``causes``."""

    curves: Mapping[str, AalenJohansen]
    causes: tuple[str, ...]
    left_out: int
    level: float
    estimand: str

    def __getitem__(self, group: str) -> AalenJohansen:
        return _pick(self.curves, group)

    def to_frame(self) -> pl.DataFrame:
        """One row a group, cause and time."""
        return pl.concat(
            pl.DataFrame(
                {
                    "group": [word] * curve.times.size,
                    "cause": [cause] * curve.times.size,
                    "time": curve.times,
                    "incidence": curve.incidence[:, at],
                    "error": curve.error[:, at],
                    "low": curve.low[:, at],
                    "high": curve.high[:, at],
                },
                schema_overrides={"group": pl.String, "cause": pl.String},
            )
            for word, curve in self.curves.items()
            for at, cause in enumerate(self.causes)
        )

    def __str__(self) -> str:
        lines = []
        for word, curve in self.curves.items():
            for at, cause in enumerate(self.causes):
                end = "no event"
                if curve.times.size:
                    end = (
                        f"{curve.incidence[-1, at]:.3f} by {curve.times[-1]:g} "
                        f"[{curve.low[-1, at]:.3f}, {curve.high[-1, at]:.3f}]"
                    )
                lines.append(f"{word}, {cause}: {int(curve.events[at])} of {curve.n} spells, share {end}")
        return "\n".join([*lines, self.estimand])


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictedMeans:
    """Mean times up to a horizon, by group (``"all"`` without groups)."""

    means: Mapping[str, RestrictedMean]
    left_out: int
    level: float
    estimand: str

    def __getitem__(self, group: str) -> RestrictedMean:
        return _pick(self.means, group)

    def _two(self) -> tuple[RestrictedMean, RestrictedMean]:
        if len(self.means) != 2:
            raise UsageError(f"a difference is between two groups; there are {len(self.means)}")
        first, second = self.means.values()
        return first, second

    @property
    def difference(self) -> float:
        """The second group's mean less the first's.

        Raises
        ------
        UsageError
            When there are not two groups.
        """
        first, second = self._two()
        return second.mean - first.mean

    def difference_interval(self) -> tuple[float, float, float]:
        """Low, high and two-sided p of the difference, the groups being independent.

        Raises
        ------
        UsageError
            When there are not two groups.
        """
        first, second = self._two()
        error = float(np.hypot(first.error, second.error))
        reach = float(ndtri(0.5 + self.level / 2)) * error
        p = float(2 * ndtr(-abs(self.difference) / error)) if error else float("nan")
        return self.difference - reach, self.difference + reach, p

    def __str__(self) -> str:
        lines = [
            f"{word}: {each.mean:.3f} of {each.horizon:g} [{each.low:.3f}, {each.high:.3f}], {each.events} events in {each.n} spells"
            for word, each in self.means.items()
        ]
        if len(self.means) == 2:
            low, high, p = self.difference_interval()
            lines.append(f"difference {self.difference:.3f} [{low:.3f}, {high:.3f}], p = {p:.4f}")
        return "\n".join([*lines, self.estimand])
