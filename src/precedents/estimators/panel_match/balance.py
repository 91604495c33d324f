"""Are the controls like the treated before treatment, year by year, and more so after refinement?"""

from __future__ import annotations

import numpy as np
import polars as pl

from precedents.estimators.panel_match.grid import Floats, Grid, Ints
from precedents.estimators.panel_match.matched_sets import MatchedSets


def measure_balance(sets: MatchedSets, values: Floats, weight: Floats, back: Ints) -> Floats:
    """By how many standard deviations do the treated differ from their controls, so many years before?

    Parameters
    ----------
    sets
        The sets (P pairs in S sets).
    values
        The covariate, N by T.
    weight
        A weight a pair.
    back
        Years before, 0 for the year itself.

    Returns
    -------
    Floats
        A mean difference for each year, in standard deviations of the treated; NaN where it is not known, or the
        treated do not vary.

    Notes
    -----
    Controls whose value is unknown drop out and the others of the set take their weight (PanelMatch counts them as 0).
    **Source** Imai, Kim & Wang 2023, equation 14.
    """
    years = values.shape[1]
    filled = np.flatnonzero(sets.filled)
    found = np.full(back.size, np.nan)
    for place, step in enumerate(back):
        at = sets.focal_time - step
        mine = np.where(at >= 0, values[sets.focal_unit, np.clip(at, 0, years - 1)], np.nan)
        then = sets.time - step
        theirs = np.where(then >= 0, values[sets.unit, np.clip(then, 0, years - 1)], np.nan)
        known = np.isfinite(theirs)
        total = np.bincount(sets.of, weight * known, minlength=mine.size)
        mean = np.bincount(sets.of, weight * np.where(known, theirs, 0.0), minlength=mine.size)
        with np.errstate(invalid="ignore", divide="ignore"):
            apart = (mine - mean / total)[filled]
        spread = mine[filled]
        apart, spread = apart[np.isfinite(apart)], spread[np.isfinite(spread)]
        if apart.size and spread.size > 1 and (deviation := float(np.std(spread, ddof=1))) > 0:
            found[place] = float(apart.mean()) / deviation
    return found


def tabulate_balance(sets: MatchedSets, grid: Grid, names: tuple[str, ...], lag: int) -> pl.DataFrame:
    """How balanced is each covariate in each year of the history: one row a covariate and year.

    Columns: ``covariate``, ``period`` (from -lag to 0), ``before`` (all controls of a set alike), ``after`` (with the
    weights): standardised differences, the data of a Love plot.
    """
    back = np.arange(lag, -1, -1)
    sizes = np.bincount(sets.of, minlength=sets.focal_unit.size)
    alike = 1.0 / np.maximum(sizes[sets.of], 1)
    parts = [
        pl.DataFrame(
            {
                "covariate": [name] * back.size,
                "period": -back,
                "before": measure_balance(sets, grid.values[name], alike, back),
                "after": measure_balance(sets, grid.values[name], sets.weight, back),
            }
        )
        for name in names
    ]
    empty = pl.DataFrame(
        schema={"covariate": pl.String, "period": pl.Int64, "before": pl.Float64, "after": pl.Float64}
    )
    return pl.concat(parts).fill_nan(None) if parts else empty


def count_effective(sets: list[MatchedSets], years: int) -> float:
    """How many control unit-years of equal weight would say as much as these (Kish 1965)?

    Examples
    --------
    Two sets that share one control, and have one each of their own:

    >>> one = np.array([0, 0, 1, 1])
    >>> shared = MatchedSets(
    ...     focal_unit=np.array([0, 1]), focal_time=np.array([5, 5]), of=one, unit=np.array([2, 3, 2, 4]),
    ...     time=np.full(4, 5), weight=np.full(4, 0.5), distance=np.full(4, np.nan))
    >>> round(count_effective([shared], 10), 3)
    2.667
    """
    if not any(each.of.size for each in sets):
        return 0.0
    cell = np.concatenate([each.unit * years + each.time for each in sets])
    weight = np.concatenate([each.weight for each in sets])
    _, place = np.unique(cell, return_inverse=True)
    total = np.bincount(place, weight)
    return float(total.sum() ** 2 / (total**2).sum())


def tabulate_status(sets: list[MatchedSets], grid: Grid) -> pl.DataFrame:
    """What was the treatment of each unit in each year, and what part does the unit-year play?

    Columns: the unit, the time, ``status`` (1, 0, null where unknown), ``role`` ("treated" with a set, "control" with
    weight, null otherwise) and ``weight`` (of a control, summed over the sets).
    """
    units, years = grid.shape
    role = np.full((units, years), None, dtype=object)
    weight = np.zeros((units, years))
    for each in sets:
        np.add.at(weight, (each.unit, each.time), each.weight)
        role[each.unit[each.weight > 0], each.time[each.weight > 0]] = "control"
    for each in sets:
        role[each.focal_unit[each.filled], each.focal_time[each.filled]] = "treated"
    status = grid.treatment.reshape(-1)
    return pl.DataFrame(
        {
            grid.names[0]: [name for name in grid.units for _ in range(years)],
            grid.names[1]: np.tile(grid.times, units),
            "status": pl.Series(status, dtype=pl.Int8),
            "role": pl.Series(role.reshape(-1).tolist(), dtype=pl.String),
            "weight": weight.reshape(-1),
        }
    ).with_columns(
        pl.when(pl.col("status") >= 0).then(pl.col("status")).alias("status"),
        pl.when(pl.col("role") == "control").then(pl.col("weight")).alias("weight"),
    )
