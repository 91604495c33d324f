"""Who had the same history of treatment, and did otherwise in the year in question?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from precedents.estimators.panel_match.grid import MISSING, Bools, Floats, Ints

Wanted = Literal["att", "atc", "art"]
LONGEST = 39
"""Years of history that fit, three states each, into one whole number of 64 bits."""
BLOCK = 4_000_000
"""Comparisons of a treated with a unit held in memory at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedSets:
    """Sets as flat arrays.

    Of S sets: ``focal_unit``, ``focal_time`` (places in the grid). Of P pairs, ordered by set, then unit: ``of``
    (which set), ``unit``, ``time`` (of the control; the same year unless similar years were allowed), ``weight``
    (sums to one within a set, NaN before refinement), ``distance`` (NaN where the method has none).
    """

    focal_unit: Ints
    focal_time: Ints
    of: Ints
    unit: Ints
    time: Ints
    weight: Floats
    distance: Floats

    @property
    def filled(self) -> Bools:
        """Which sets have a control (length S)."""
        return np.bincount(self.of, minlength=self.focal_unit.size) > 0

    def keep(self, pairs: Bools) -> MatchedSets:
        """The sets with these pairs only."""
        return replace(
            self,
            of=self.of[pairs],
            unit=self.unit[pairs],
            time=self.time[pairs],
            weight=self.weight[pairs],
            distance=self.distance[pairs],
        )


def code_histories(treatment: NDArray[np.int8], lag: int, *, match_missing: bool) -> Ints:
    """Which units have the same treatment over the years before, as one number a history?

    Parameters
    ----------
    treatment
        N by T: 1, 0, or -1 where unknown.
    lag
        How many years before.
    match_missing
        Whether an unknown year matches an unknown year; if not, a history with one has no number.

    Returns
    -------
    Ints
        N by T, of the ``lag`` years before each year; -1 where there are not so many, or one may not be missing.

    Examples
    --------
    >>> code_histories(np.array([[0, 1, 1], [0, 1, 0]], dtype=np.int8), 2, match_missing=True).tolist()
    [[-1, -1, 5], [-1, -1, 5]]
    """
    units, years = treatment.shape
    codes = np.full((units, years), -1, dtype=np.int64)
    if years <= lag:
        return codes
    found = np.zeros((units, years - lag), dtype=np.int64)
    whole = np.ones((units, years - lag), dtype=bool)
    for back in range(lag, 0, -1):
        then = treatment[:, lag - back : years - back]
        found = found * 3 + then + 1
        whole &= then != MISSING
    codes[:, lag:] = found if match_missing else np.where(whole, found, -1)
    return codes


def find_focal(treatment: NDArray[np.int8], lag: int, wanted: Wanted) -> tuple[Ints, Ints]:
    """Of whom, and when, is the effect asked?

    Parameters
    ----------
    treatment
        N by T: 1, 0, or -1 where unknown.
    lag
        Years of history that must lie within the panel.
    wanted
        "att": units in the year in which treatment begins; "art": in which it ends; "atc": in which it does not
        begin, though it could have.

    Returns
    -------
    tuple of Ints
        Units and years (places), ordered by unit, then year.
    """
    before, now = treatment[:, :-1], treatment[:, 1:]
    then, there = (0, 1) if wanted == "att" else (1, 0) if wanted == "art" else (0, 0)
    unit, time = np.nonzero((before == then) & (now == there))
    late = time + 1 >= lag
    return unit[late].astype(np.int64), (time[late] + 1).astype(np.int64)


def match_histories(
    treatment: NDArray[np.int8],
    focal: tuple[Ints, Ints],
    *,
    lag: int,
    wanted: Wanted,
    match_missing: bool = True,
    shift: int = 0,
) -> MatchedSets:
    """Which units had the very same history before, and did otherwise in the year?

    Parameters
    ----------
    treatment
        N by T: 1, 0, or -1 where unknown.
    focal
        Units and years of which the effect is asked (places in the grid; S each).
    lag
        Years of history that must agree.
    wanted
        As in `find_focal`.
    match_missing
        Whether unknown years match unknown years.
    shift
        Controls are sought so many years after (before, if negative) the year itself.

    Returns
    -------
    MatchedSets
        Without weights yet; a unit is never its own control, at no shift.

    Notes
    -----
    **Source** Imai, Kim & Wang 2023 (AJPS 67: 587–605), section 3.1.
    """
    units, years = treatment.shape
    codes = code_histories(treatment, lag, match_missing=match_missing)
    unit, time = focal
    other = 0 if wanted == "att" else 1
    rows: list[Ints] = []
    columns: list[Ints] = []
    step = max(BLOCK // max(units, 1), 1)
    for start in range(0, unit.size, step):
        i, t = unit[start : start + step], time[start : start + step]
        s = t + shift
        inside = (s >= lag) & (s < years)
        at = np.clip(s, 0, years - 1)
        mine = codes[i, t]
        same = (mine[:, None] == codes[:, at].T) & (other == treatment[:, at].T)
        same &= (inside & (mine >= 0))[:, None]
        same[np.arange(i.size), i] = False
        found = np.nonzero(same)
        rows.append(found[0] + start)
        columns.append(found[1])
    of = np.concatenate(rows) if rows else np.zeros(0, dtype=np.int64)
    control = np.concatenate(columns) if columns else np.zeros(0, dtype=np.int64)
    return MatchedSets(
        focal_unit=unit,
        focal_time=time,
        of=of.astype(np.int64),
        unit=control.astype(np.int64),
        time=time[of] + shift,
        weight=np.full(of.size, np.nan),
        distance=np.full(of.size, np.nan),
    )


def join_sets(first: MatchedSets, second: MatchedSets) -> MatchedSets:
    """The sets of both: the same focal units, the pairs of either, ordered by set, unit and year."""
    of = np.concatenate([first.of, second.of])
    unit = np.concatenate([first.unit, second.unit])
    time = np.concatenate([first.time, second.time])
    order = np.lexsort((time, unit, of))
    return replace(
        first,
        of=of[order],
        unit=unit[order],
        time=time[order],
        weight=np.concatenate([first.weight, second.weight])[order],
        distance=np.concatenate([first.distance, second.distance])[order],
    )
