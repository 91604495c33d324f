"""Did it last longer after treatment than in the matched controls?"""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import fill

import numpy as np
import polars as pl

from precedents.estimators.panel_match.design import FEW
from precedents.estimators.panel_match.grid import Bools, Floats, Grid, Ints
from precedents.estimators.panel_match.matched_sets import MatchedSets
from precedents.estimators.panel_match.panel_effect import WIDE
from precedents.estimators.panel_match.uncertainty import draw_counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Lives:
    """Who was at risk and to whom it happened, by unit and year since treatment (N by F each, weighted).

    ``risk`` and ``event`` have the treated at 0 and the controls at 1 (2 by N by F). ``takes_part`` (N).
    """

    risk: Floats
    event: Floats
    takes_part: Bools


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SurvivalInSets:
    """Survival of the treated and of their matched controls, by year since treatment.

    ``treated``, ``control``, ``difference``, ``low``, ``high``: one value a lead. ``restricted_mean`` is the difference in
    mean years survived up to the last lead, with its interval. NaN where ``identified`` is False.
    """

    estimand: str
    leads: tuple[int, ...]
    treated: Floats
    control: Floats
    difference: Floats
    low: Floats
    high: Floats
    restricted_mean: float
    restricted_low: float
    restricted_high: float
    cases: int
    events: tuple[int, int]
    level: float
    runs: int
    identified: bool
    says: str

    def frame(self) -> pl.DataFrame:
        """One row a lead."""
        names = ("treated", "control", "difference", "low", "high")
        return pl.DataFrame({"lead": self.leads, **{name: getattr(self, name) for name in names}}).fill_nan(
            None
        )

    def __repr__(self) -> str:
        lines = [f"{'lead':>6}{'treated':>10}{'control':>10}{'difference':>12}   {self.level:.0%} interval"]
        for k, lead in enumerate(self.leads):
            span = f"[{self.low[k]:.3f}, {self.high[k]:.3f}]" if self.identified else "–"
            lines.append(
                f"{f't{lead:+d}':>6}{self.treated[k]:10.3f}{self.control[k]:10.3f}{self.difference[k]:12.3f}   {span}"
            )
        span = f" [{self.restricted_low:.3f}, {self.restricted_high:.3f}]" if self.identified else ""
        lines.append(
            f"years survived up to t{self.leads[-1]:+d}, difference: {self.restricted_mean:.3f}{span}"
        )
        lines.append(
            f"{self.cases} treated; events: {self.events[0]} among them, {self.events[1]} in controls with weight"
        )
        return "\n".join([*lines, *(fill(each, WIDE) for each in (self.estimand, self.says) if each)])

    __str__ = __repr__


def follow_lives(sets: MatchedSets, grid: Grid, event: Floats, last: int, *, stop_at_switch: bool) -> Lives:
    """Who was at risk, and to whom did it happen, in each year from the treatment on?

    Parameters
    ----------
    sets
        Sets with weights; those without a control are left out.
    grid
        The panel.
    event
        N by T: 1 in a year in which it happened, 0 if not, NaN where unknown (the life is censored there).
    last
        The last year followed, counted from the year itself.
    stop_at_switch
        Whether a life is censored where the unit changes its treatment.

    Returns
    -------
    Lives
    """
    units = grid.shape[0]
    used = np.flatnonzero(sets.filled)
    counts = sets.weight > 0
    risk, happened = np.zeros((2, units, last + 1)), np.zeros((2, units, last + 1))
    groups = (
        (sets.focal_unit[used], sets.focal_time[used], np.ones(used.size)),
        (sets.unit[counts], sets.time[counts], sets.weight[counts]),
    )
    for side, (unit, time, weight) in enumerate(groups):
        alive, now = _follow(grid, event, unit, time, last, stop_at_switch=stop_at_switch)
        for lead in range(last + 1):
            risk[side, :, lead] = np.bincount(unit, weight * alive[:, lead], minlength=units)
            happened[side, :, lead] = np.bincount(unit, weight * now[:, lead], minlength=units)
    return Lives(risk=risk, event=happened, takes_part=(risk.sum(axis=(0, 2)) > 0))


def _follow(
    grid: Grid, event: Floats, unit: Ints, time: Ints, last: int, *, stop_at_switch: bool
) -> tuple[Bools, Bools]:
    """At risk in each year since, and the event in it (each a row a life)."""
    years = grid.shape[1]
    at = time[:, None] + np.arange(last + 1)
    inside, clipped = at < years, np.clip(at, 0, years - 1)
    seen = np.where(inside, event[unit[:, None], clipped], np.nan)
    known = np.isfinite(seen)
    if stop_at_switch:
        known &= grid.treatment[unit[:, None], clipped] == grid.treatment[unit, time][:, None]
    over = np.cumsum(np.where(known, seen, 0.0) > 0, axis=1) > 0
    before = np.concatenate([np.zeros((unit.size, 1), dtype=bool), over[:, :-1]], axis=1)
    alive = np.logical_and.accumulate(known, axis=1) & ~before
    return alive, alive & (np.where(known, seen, 0.0) > 0)


def multiply_survival(risk: Floats, event: Floats) -> Floats:
    """What share is left after each year (Kaplan & Meier 1958; leads last)?

    NaN from the first year in which nobody is at risk, unless nobody was left.

    Examples
    --------
    >>> multiply_survival(np.array([4.0, 3.0, 2.0]), np.array([1.0, 0.0, 1.0])).tolist()
    [0.75, 0.75, 0.375]
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(risk > 0, 1.0 - event / risk, np.nan)
    left = np.cumprod(np.where(np.isnan(share), 1.0, share), axis=-1)
    gone = np.logical_or.accumulate(np.isnan(share), axis=-1)
    return np.asarray(np.where(gone & (left > 0), np.nan, left))


def compare_survival(
    lives: Lives,
    *,
    cases: int,
    estimand: str,
    level: float,
    runs: int,
    generator: np.random.Generator,
    without: str,
) -> SurvivalInSets:
    """How much longer did it last after treatment?

    Parameters
    ----------
    lives
        Who was at risk.
    cases
        Treated with a control.
    estimand
        What is estimated, in a sentence.
    level, runs, generator
        The interval's level; resamples of units, weights held; where chance comes from.
    without
        Words on who could not be compared; may be empty.

    Returns
    -------
    SurvivalInSets

    Notes
    -----
    Kaplan & Meier's estimate for the treated, and for the controls weighted as their sets weigh them; intervals are
    percentiles over units drawn anew.
    """
    last = lives.risk.shape[2]
    curves = multiply_survival(lives.risk.sum(axis=1), lives.event.sum(axis=1))
    difference = curves[0] - curves[1]
    mean = _mean_years(curves[0]) - _mean_years(curves[1])
    identified = cases >= FEW
    low = high = np.full(last, np.nan)
    mean_low = mean_high = float("nan")
    if identified:
        counts = draw_counts(lives.takes_part, runs, generator)
        drawn = [
            multiply_survival(
                counts @ lives.risk[k][lives.takes_part], counts @ lives.event[k][lives.takes_part]
            )
            for k in (0, 1)
        ]
        tails = [(1 - level) / 2, (1 + level) / 2]
        apart = drawn[0] - drawn[1]
        whole = np.isfinite(apart).all(axis=1)
        if whole.any() and np.isfinite(difference).all():
            low, high = np.quantile(apart[whole], tails, axis=0)
            means = _mean_years(drawn[0][whole]) - _mean_years(drawn[1][whole])
            mean_low, mean_high = (float(each) for each in np.quantile(means, tails))
        else:
            identified = False
    few = f"Description only: {cases} treated, or lives too short to follow; no interval is given."
    return SurvivalInSets(
        estimand=estimand,
        leads=tuple(range(last)),
        treated=curves[0],
        control=curves[1],
        difference=difference,
        low=low,
        high=high,
        restricted_mean=float(mean),
        restricted_low=mean_low,
        restricted_high=mean_high,
        cases=cases,
        events=(round(float(lives.event[0].sum())), int((lives.event[1] > 0).sum())),
        level=level,
        runs=runs,
        identified=identified,
        says=" ".join(each for each in ("" if identified else few, without) if each),
    )


def _mean_years(left: Floats) -> Floats:
    """Mean years lived until the last lead: whoever survives a year has lived it."""
    return np.asarray(left.sum(axis=-1))
