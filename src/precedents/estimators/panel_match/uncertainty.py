"""What does each unit add to the estimate, and how far could the estimate be off?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from precedents.core.errors import UsageError
from precedents.estimators.panel_match.grid import Bools, Floats, Ints
from precedents.estimators.panel_match.matched_sets import MatchedSets

ERRORS = ("bootstrap", "conditional", "unconditional", "linearised", "centred")
AT_ONCE = 2_000_000
"""Counts of units held in memory at once while resampling."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contributions:
    """What each of N units adds: ``above`` (N by F) to the numerator, ``below`` (N by F) to the denominator.

    The estimate of a lead is the sum of ``above`` over the sum of ``below``. ``centred`` (N by F) has the same sum as
    ``above``, but each change is taken against that of the controls of the set, so that what all had in common has
    dropped out. ``takes_part`` (N) says who stands in a set with weight.
    """

    above: Floats
    centred: Floats
    below: Floats
    takes_part: Bools

    @property
    def estimate(self) -> Floats:
        """One value a lead; NaN where nobody has both years."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(self.above.sum(axis=0) / self.below.sum(axis=0))


def sum_contributions(
    sets: MatchedSets, outcome: Floats, spans: list[tuple[int, int]], sign: int
) -> Contributions:
    """What does each unit add to the change over each span?

    Parameters
    ----------
    sets
        Sets with weights.
    outcome
        N by T.
    spans
        For each of F estimates the two years compared, counted from the year itself: (later, earlier).
    sign
        -1 turns the difference round.

    Returns
    -------
    Contributions

    Notes
    -----
    A control that lacks one of the two years leaves its weight to the others of its set; a set whose treated lacks one, or
    all of whose controls do, is left out of that estimate. Matching sees to it that neither happens in the leads.
    **Source** Imai, Kim & Wang 2023, equations 10 and 11.
    """
    units, years = outcome.shape
    filled = sets.filled
    counts = sets.weight > 0
    of, unit, time = sets.of[counts], sets.unit[counts], sets.time[counts]
    weight = sets.weight[counts]
    above, centred, below = (np.zeros((units, len(spans))) for _ in range(3))
    for column, (later, earlier) in enumerate(spans):
        change = _take(outcome, sets.focal_unit, sets.focal_time + later, years)
        change -= _take(outcome, sets.focal_unit, sets.focal_time + earlier, years)
        other = _take(outcome, unit, time + later, years) - _take(outcome, unit, time + earlier, years)
        known = np.isfinite(other)
        whole = np.bincount(of, weight * known, minlength=filled.size)
        use = filled & np.isfinite(change) & (whole > 0)
        keep = use[of] & known
        share = weight[keep] / whole[of[keep]]
        common = np.bincount(of[keep], share * other[keep], minlength=filled.size)
        for table, middle in ((above, np.zeros(filled.size)), (centred, common)):
            table[:, column] = sign * (
                np.bincount(sets.focal_unit[use], (change - middle)[use], minlength=units)
                - np.bincount(unit[keep], share * (other[keep] - middle[of[keep]]), minlength=units)
            )
        below[:, column] = np.bincount(sets.focal_unit[use], minlength=units)
    takes_part = np.zeros(units, dtype=bool)
    takes_part[sets.focal_unit[filled]] = True
    takes_part[unit] = True
    return Contributions(above=above, centred=centred, below=below, takes_part=takes_part)


def _take(outcome: Floats, unit: Ints, time: Ints, years: int) -> Floats:
    inside = (time >= 0) & (time < years)
    return np.where(inside, outcome[unit, np.clip(time, 0, years - 1)], np.nan)


def add_contributions(parts: list[Contributions]) -> Contributions:
    """What does each unit add to the estimate over several groups of unit-years together?"""
    return Contributions(
        above=np.sum([each.above for each in parts], axis=0),
        centred=np.sum([each.centred for each in parts], axis=0),
        below=np.sum([each.below for each in parts], axis=0),
        takes_part=np.any([each.takes_part for each in parts], axis=0),
    )


def draw_counts(takes_part: Bools, runs: int, generator: np.random.Generator) -> Floats:
    """How often is each unit that takes part drawn, when as many units are drawn as there are, with replacement?

    Units that take no part change nothing, so they are drawn together as one.
    """
    n, part = takes_part.size, int(takes_part.sum())
    chances = np.full(part + 1, 1.0 / n)
    chances[-1] = max(1.0 - part / n, 0.0)
    return generator.multinomial(n, chances, size=runs)[:, :part].astype(np.float64)


def resample(found: Contributions, runs: int, generator: np.random.Generator) -> Floats:
    """Which estimates come of panels drawn anew, unit by unit, the weights held?

    Parameters
    ----------
    found
        What each unit adds.
    runs
        How many panels.
    generator
        Where chance comes from.

    Returns
    -------
    Floats
        Runs by F. Panels in which nobody was treated are drawn again.

    Notes
    -----
    **Source** Imai, Kim & Wang 2023, section 3.4: matching is not repeated, as resampling nearest neighbours is not valid.
    """
    above, below = found.above[found.takes_part], found.below[found.takes_part]
    rows: list[Floats] = []
    missing = runs
    step = max(AT_ONCE // max(above.shape[0], 1), 1)
    while missing:
        counts = draw_counts(found.takes_part, min(missing, step), generator)
        under = counts @ below
        good = (under > 0).all(axis=1)
        rows.append((counts @ above)[good] / under[good])
        missing -= int(good.sum())
    return np.concatenate(rows)


def find_covariance(found: Contributions, errors: str) -> Floats:
    """What is the variance of the estimates, and how do they go together (F by F)?

    Parameters
    ----------
    found
        What each unit adds.
    errors
        "conditional": given who was treated; "unconditional", "linearised" and "centred": the number treated is left to chance
        too, and "centred" does not count what all had in common as chance.

    Returns
    -------
    Floats

    Raises
    ------
    UsageError
        When the word is none of these.

    Notes
    -----
    **conditional**: N* Var(A) / (sum of D)², with N* the units that take part. **linearised**: the delta method of
    the ratio, N Var(A - estimate D) / (sum of D)². **unconditional**: the same, but the covariance of numerator and
    denominator not multiplied by N: what PanelMatch 3.1.1 prints, which the paper's formula does not say. **centred**:
    the delta method on centred contributions. A change that all units share cancels in the estimate, but not in the
    other errors, the bootstrap's included: they widen with it.
    **Source** Imai, Kim & Wang 2023, section 3.4 and appendix; checked against PanelMatch 3.1.1 to 1e-6.
    """
    n, under = found.above.shape[0], found.below.sum(axis=0)
    scale = np.outer(under, under)
    if errors == "conditional":
        return np.asarray(
            int(found.takes_part.sum()) * np.atleast_2d(np.cov(found.above, rowvar=False)) / scale
        )
    if errors not in ("unconditional", "linearised", "centred"):
        raise UsageError(f"errors={errors!r}: it can be {', '.join(ERRORS)}")
    estimate = found.estimate
    values = found.centred if errors == "centred" else found.above
    together = n * np.atleast_2d(np.cov(values - estimate * found.below, rowvar=False))
    if errors == "unconditional":
        width = under.size
        cross = np.cov(found.above, found.below, rowvar=False)[:width, width:]
        together = together + (n - 1) * (cross * estimate + (cross * estimate).T)
    return np.asarray(together / scale)
