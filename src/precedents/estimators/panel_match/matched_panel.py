"""A matched panel: sets to look into, balance, and estimates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from precedents.core.errors import UsageError, did_you_mean
from precedents.estimators.panel_match import words
from precedents.estimators.panel_match.balance import count_effective, tabulate_balance, tabulate_status
from precedents.estimators.panel_match.design import Design, read_leads
from precedents.estimators.panel_match.grid import Floats, Grid
from precedents.estimators.panel_match.matching import Part
from precedents.estimators.panel_match.panel_effect import PanelEffect, read_effect
from precedents.estimators.panel_match.survival_in_sets import SurvivalInSets, compare_survival, follow_lives
from precedents.estimators.panel_match.tables import tabulate_excluded, tabulate_sets, tabulate_unmatched
from precedents.estimators.panel_match.uncertainty import add_contributions, sum_contributions


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PanelMatch:
    """Treated unit-years with their matched controls.

    ``grid`` is the panel as arrays, ``design`` what was declared, ``parts`` the sets (two groups for the "ate"). Made by
    `panel_match`; print it for a summary.
    """

    grid: Grid
    design: Design
    parts: tuple[Part, ...]

    def sets(self) -> pl.DataFrame:
        """Which controls has each treated unit-year, with which weight and at which distance?

        One row a pair: the treated unit, its time, ``control``, ``control_time``, ``weight``, ``distance`` (null where the
        method has none) and, for the "ate", ``group``.
        """
        return tabulate_sets(self.grid, self.parts)

    def unmatched(self) -> pl.DataFrame:
        """Which unit-years could not be compared with anyone, and why?"""
        return tabulate_unmatched(self.grid, self.parts)

    def excluded(self) -> pl.DataFrame:
        """Which units had the same history and were left out all the same, and why?"""
        return tabulate_excluded(self.grid, self.parts)

    def balance(self, covariates: Sequence[str] | None = None) -> pl.DataFrame:
        """How like are treated and controls in each year of the history, before and after refinement?

        Parameters
        ----------
        covariates
            Columns that matching read; by default the covariates and the outcome.

        Returns
        -------
        pl.DataFrame
            ``covariate``, ``period`` (years from the treatment), ``before``, ``after``: differences in standard deviations of the
            treated; the data of a Love plot. For the "ate", ``group`` says of which sets.

        Raises
        ------
        UsageError
            When a column was not read.
        """
        known = list(self.grid.values)
        names = (
            tuple(covariates)
            if covariates is not None
            else tuple(
                dict.fromkeys(
                    [
                        *(name for name, _ in self.design.columns),
                        *([self.design.outcome] if self.design.outcome else []),
                    ]
                )
            )
        )
        for name in names:
            if name not in known:
                raise UsageError(
                    f"{name!r} was not read when the panel was matched; read were {', '.join(known)}.{did_you_mean(name, known)}"
                )
        tables = [tabulate_balance(part.sets, self.grid, names, self.design.lag) for part in self.parts]
        if len(tables) == 1:
            return tables[0]
        return pl.concat(
            table.with_columns(pl.lit(part.wanted).alias("group"))
            for table, part in zip(tables, self.parts, strict=True)
        )

    def status(self) -> pl.DataFrame:
        """Who was treated when, and which part does each unit-year play: the data of a status grid."""
        return tabulate_status([part.sets for part in self.parts], self.grid)

    def estimate(
        self,
        leads: int | Sequence[int] | None = None,
        *,
        errors: str = "bootstrap",
        runs: int = 1000,
        level: float = 0.95,
        generator: np.random.Generator | None = None,
    ) -> PanelEffect:
        """How did the outcome change, compared with the matched controls?

        Parameters
        ----------
        leads
            Years after; by default all that were matched for, and none other.
        errors
            "bootstrap" (units drawn anew, weights held), "conditional" (given who was treated), "unconditional" (as
            PanelMatch prints it), "linearised" (the full delta method), or "centred" (the same without what all units
            had in common, which widens the others).
        runs, level
            Resamples; level of the intervals (percentiles of the bootstrap; Student's t with the treated units less one for
            "centred", the normal for the others).
        generator
            Where the chance of the bootstrap comes from.

        Returns
        -------
        PanelEffect

        Raises
        ------
        UsageError
            When no outcome was named, a lead was not matched for, or a bootstrap has no generator.
        """
        outcome = self._outcome("estimate")
        wanted = self.design.leads if leads is None else read_leads(leads)
        for lead in wanted:
            if lead not in self.design.leads:
                raise UsageError(
                    f"lead {lead} was not matched for: controls were chosen for leads "
                    f"{self.design.leads[0]} to {self.design.leads[-1]}; match again with lead=(0, {lead})"
                )
        return self._read(
            outcome, wanted, [(lead, -1) for lead in wanted], errors, runs, level, generator, False
        )

    def placebo(
        self,
        years: Sequence[int] | None = None,
        *,
        errors: str = "centred",
        runs: int = 1000,
        level: float = 0.95,
        generator: np.random.Generator | None = None,
    ) -> PanelEffect:
        """Did treated and controls already part before the treatment?

        Parameters
        ----------
        years
            Years before (2 and more) whose outcome is compared with that of the year before; by default all of the history.
        errors, runs, level, generator
            As in `estimate`.

        Returns
        -------
        PanelEffect
            ``leads`` are negative: at -3, how much more the outcome of the treated changed from three years before to one
            year before. ``joint_p`` tests that it did not in any year.

        Raises
        ------
        UsageError
            When no outcome was named, or a year lies outside the history.
        """
        outcome = self._outcome("placebo")
        span = tuple(range(self.design.lag, 1, -1)) if years is None else tuple(sorted(years, reverse=True))
        if not span or span[0] > self.design.lag or span[-1] < 2:
            raise UsageError(
                f"a placebo needs years before that lie within the history: 2 to lag={self.design.lag}, not {list(span)}"
            )
        leads = tuple(-each for each in span)
        return self._read(
            outcome, leads, [(-1, lead) for lead in leads], errors, runs, level, generator, True
        )

    def survival(
        self,
        event: str,
        *,
        runs: int = 1000,
        level: float = 0.95,
        generator: np.random.Generator,
        stop_at_switch: bool = True,
    ) -> SurvivalInSets:
        """Did it last longer after treatment than in the matched controls?

        Parameters
        ----------
        event
            A column named in ``events`` when matching: 1 in a year in which it ended (war came back), 0 if not, null from where on it is unknown.
        runs, level, generator
            Resamples of units, level of the intervals, where chance comes from.
        stop_at_switch
            Whether a unit is followed only as long as it keeps its treatment; assumes then that switching is not a sign of
            what would have come.

        Returns
        -------
        SurvivalInSets

        Raises
        ------
        UsageError
            When the column was not read, or is not 0, 1 or null, or the effect on both groups was asked.
        """
        values = self.grid.values.get(event)
        if values is None:
            raise UsageError(
                f"{event!r} was not read when the panel was matched: panel_match(…, events=[{event!r}])"
                f".{did_you_mean(event, self.grid.values)}"
            )
        if not np.isin(values[np.isfinite(values)], (0.0, 1.0)).all():
            raise UsageError(f"{event!r} must be 1 where it happened, 0 where it did not, null where unknown")
        if len(self.parts) > 1:
            raise UsageError("survival is compared for one group: match with qoi='att', 'atc' or 'art'")
        part = self.parts[0]
        last = self.design.leads[-1]
        lives = follow_lives(part.sets, self.grid, values, last, stop_at_switch=stop_at_switch)
        return compare_survival(
            lives,
            cases=int(part.sets.filled.sum()),
            estimand=words.say_survival(
                self.grid, self.design, self.parts, event, stop_at_switch=stop_at_switch
            ),
            level=level,
            runs=runs,
            generator=generator,
            without=words.say_without(self.parts),
        )

    @property
    def effective_controls(self) -> float:
        """How many control unit-years of equal weight would say as much?"""
        return count_effective([part.sets for part in self.parts], self.grid.shape[1])

    def __repr__(self) -> str:
        return words.say_match(self.grid, self.design, self.parts, self.effective_controls)

    __str__ = __repr__

    def _outcome(self, method: str) -> Floats:
        if self.design.outcome is None:
            raise UsageError(f".{method}() needs an outcome: panel_match(…, outcome=…)")
        return self.grid.values[self.design.outcome]

    def _read(
        self,
        outcome: Floats,
        leads: tuple[int, ...],
        spans: list[tuple[int, int]],
        errors: str,
        runs: int,
        level: float,
        generator: np.random.Generator | None,
        placebo: bool,
    ) -> PanelEffect:
        found = add_contributions(
            [sum_contributions(part.sets, outcome, spans, part.sign) for part in self.parts]
        )
        return read_effect(
            found,
            leads,
            estimand=words.say_estimand(self.grid, self.design, self.parts, leads, placebo=placebo),
            what=words.say_what(self.grid, self.design, placebo=placebo),
            effective_controls=self.effective_controls,
            errors=errors,
            level=level,
            runs=runs,
            generator=generator,
            without=words.say_without(self.parts),
        )
