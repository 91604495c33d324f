"""Which units with the same history may not be controls all the same, and why?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from precedents.core.errors import UsageError
from precedents.estimators.panel_match.design import Caliper, Design
from precedents.estimators.panel_match.grid import Bools, Floats, Grid, Ints, read_frame
from precedents.estimators.panel_match.matched_sets import MatchedSets

NO_OUTCOME = "outcome not known throughout"
NOT_LASTING = "status changes within the leads"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mask:
    """Pairs of units that may not be compared: ``pairs`` N by N, or N by N by T where it holds in some years only."""

    reason: str
    pairs: Bools


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusions:
    """Candidates that were left out: arrays of one entry a candidate, ``reason`` an index into ``reasons``."""

    focal_unit: Ints
    focal_time: Ints
    unit: Ints
    time: Ints
    reason: Ints
    reasons: tuple[str, ...]


def read_masks(masks: Mapping[str, Any], grid: Grid) -> tuple[Mask, ...]:
    """Which pairs of units may not be compared, for each declared reason?

    Parameters
    ----------
    masks
        By reason, a frame whose first two columns are units, and whose third, if it has one, is the year in which the
        pair is masked. A pair is masked both ways round. Units that the panel does not have are passed over.
    grid
        The panel.

    Returns
    -------
    tuple of Mask

    Raises
    ------
    UsageError
        When a mask has one column only, or names no unit of the panel.
    """
    place = {name: row for row, name in enumerate(grid.units)}
    found = []
    for reason, given in masks.items():
        frame = read_frame(given)
        if frame.width < 2:
            raise UsageError(
                f"the mask {reason!r} has {frame.width} column(s): two units are needed, and a year if it changes"
            )
        rows = [row for row in frame.iter_rows() if row[0] in place and row[1] in place]
        if frame.height and not rows:
            raise UsageError(
                f"the mask {reason!r} names no two units of the panel: its first two columns must hold the same codes "
                f"as {grid.names[0]!r}, such as {grid.units[0]!r}"
            )
        n, years = grid.shape
        pairs = np.zeros((n, n, years) if frame.width > 2 else (n, n), dtype=bool)
        for row in rows:
            i, j = place[row[0]], place[row[1]]
            if frame.width == 2:
                pairs[i, j] = pairs[j, i] = True
            elif 0 <= (year := int(row[2]) - int(grid.times[0])) < years:
                pairs[i, j, year] = pairs[j, i, year] = True
        found.append(Mask(reason=reason, pairs=pairs))
    return tuple(found)


def find_known(outcome: Floats, first: int, last: int) -> Bools:
    """Where is the outcome known in every year from ``first`` to ``last`` (counted from the year itself)?

    Returns
    -------
    Bools
        N by T; False where such a year lies outside the panel.

    Examples
    --------
    >>> find_known(np.array([[1.0, 2.0, float("nan"), 3.0]]), -1, 0).tolist()
    [[False, True, False, False]]
    """
    return _hold_throughout(np.isfinite(outcome), first, last)


def find_lasting(treatment: np.ndarray[Any, Any], value: int, last: int) -> Bools:
    """Where does the treatment keep this value from the year itself to ``last`` years after (N by T)?"""
    return _hold_throughout(treatment == value, 0, last)


def _hold_throughout(cells: Bools, first: int, last: int) -> Bools:
    years = cells.shape[1]
    found = np.ones(cells.shape, dtype=bool)
    for step in range(first, last + 1):
        at = np.arange(years) + step
        inside = (at >= 0) & (at < years)
        found &= np.where(inside, cells[:, np.clip(at, 0, years - 1)], False)
    return found


def exclude_controls(
    sets: MatchedSets, grid: Grid, design: Design, masks: tuple[Mask, ...], *, known: Bools | None, value: int
) -> tuple[MatchedSets, Exclusions]:
    """Which candidates remain, and why were the others left out?

    Parameters
    ----------
    sets
        Candidates: the same history.
    grid, design, masks
        The panel; what was declared.
    known
        Where the outcome is known as long as it must be (N by T); None when there is no outcome.
    value
        The treatment of the controls, which they must keep if reversal is forbidden.

    Returns
    -------
    tuple
        The sets with the candidates that remain, and the others with the first reason that applies.
    """
    i, t = sets.focal_unit[sets.of], sets.focal_time[sets.of]
    j, s = sets.unit, sets.time
    why: list[tuple[str, Bools]] = [
        (mask.reason, mask.pairs[i, j] if mask.pairs.ndim == 2 else mask.pairs[i, j, t]) for mask in masks
    ]
    for name in design.exact:
        codes = grid.codes[name]
        mine, theirs = codes[i, t - 1], codes[j, s - 1]
        why.append((f"another {name}", (mine != theirs) | (mine < 0)))
    for name, caliper in design.calipers:
        far = _measure_caliper(grid.values[name], caliper, (i, t), (j, s), design.lag)
        why.append((f"too far on {name}", ~(far <= caliper.limit)))
    if known is not None:
        why.append((NO_OUTCOME, ~known[j, s]))
    if design.reversal == "forbidden":
        why.append((NOT_LASTING, ~find_lasting(grid.treatment, value, design.leads[-1])[j, s]))
    reason = np.full(sets.of.size, -1, dtype=np.int64)
    for number, (_, out) in reversed(list(enumerate(why))):
        reason[out] = number
    gone = reason >= 0
    return sets.keep(~gone), Exclusions(
        focal_unit=i[gone],
        focal_time=t[gone],
        unit=j[gone],
        time=s[gone],
        reason=reason[gone],
        reasons=tuple(words for words, _ in why),
    )


def _measure_caliper(
    values: Floats, caliper: Caliper, focal: tuple[Ints, Ints], control: tuple[Ints, Ints], lag: int
) -> Floats:
    (i, t), (j, s) = focal, control
    span = (1,) if caliper.over == "last" else tuple(range(1, lag + 1))
    apart = np.stack([np.abs(values[i, t - back] - values[j, s - back]) for back in span])
    far = apart.mean(axis=0) if caliper.over == "mean" else apart.max(axis=0)
    return np.asarray(far / np.nanstd(values, ddof=1) if caliper.scale == "sd" else far)
