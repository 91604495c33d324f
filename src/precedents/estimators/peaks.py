"""Deaths before, in and after each year, and which years are like one another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

SAME_DISTANCE = 1e-9
"""Distances nearer than this are ties."""

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Places = NDArray[np.intp]
Outcome = Literal["at-lead", "mean-over-lead"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Peaks:
    """Every unit in every year, laid flat (cells: units x years); what is not covered is NaN.

    ``now`` and ``before`` are log(1 + deaths) of the year and of the year before, ``change`` is what follows
    less ``now``. ``treated``: an intervention began; ``usable``: may serve as a control; ``later``: an
    intervention began within the lead.
    """

    units: list[str]
    years: list[int]
    now: Floats
    before: Floats
    change: Floats
    treated: Flags
    usable: Flags
    later: Flags

    def unit(self, cells: Places) -> Places:
        """Which unit each cell belongs to."""
        return np.floor_divide(cells, len(self.years))

    def name(self, cell: int) -> tuple[str, int]:
        """Unit and year of a cell."""
        return self.units[cell // len(self.years)], self.years[cell % len(self.years)]


def build_peaks(
    unit: Sequence[str],
    year: Sequence[int],
    deaths: Sequence[float | None],
    treated: Sequence[bool],
    eligible: Sequence[bool] | None,
    lead: int,
    outcome: Outcome,
) -> Peaks:
    """What were deaths before, in and after each year, and what was done?

    Parameters
    ----------
    unit, year, deaths, treated, eligible, lead, outcome
        As in `fit_peak_comparison`.

    Returns
    -------
    Peaks

    Raises
    ------
    ValueError
        When lengths differ, a pair of unit and year comes twice, or deaths are below zero.

    Examples
    --------
    >>> peaks = build_peaks(["a"] * 3, [1, 2, 3], [0, 7, 0], [False] * 3, None, 1, "at-lead")
    >>> peaks.change.round(2).tolist()
    [2.08, -2.08, nan]
    """
    if (
        len({len(unit), len(year), len(deaths), len(treated), len(unit if eligible is None else eligible)})
        > 1
    ):
        raise ValueError("unit, year, deaths, treated and eligible differ in length")
    if len(set(zip(unit, year, strict=True))) < len(unit):
        raise ValueError("a pair of unit and year comes twice; add its deaths up first")
    units, years = sorted(set(unit)), list(range(min(year, default=0), max(year, default=-1) + 1))
    row = np.searchsorted(units, unit) if units else np.empty(0, dtype=np.intp)
    at = (row, np.asarray(year, dtype=np.int64) - (years[0] if years else 0))
    # Padded at both ends, so that looking back and ahead never wraps around.
    pad = lead + 1
    shape = (len(units), len(years) + 2 * pad)
    level, began, may = np.full(shape, np.nan), np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    values = np.asarray(deaths, dtype=np.float64)  # None becomes NaN
    if (values < 0).any():
        raise ValueError("deaths are not below zero; give None where they are not covered")
    here = (at[0], at[1] + pad)
    level[here], began[here] = np.log1p(values), treated
    may[here] = True if eligible is None else eligible

    def shifted(grid: NDArray[np.generic], by: int) -> NDArray[np.generic]:
        return grid[:, pad + by : pad + by + len(years)].ravel()

    now = np.asarray(shifted(level, 0), dtype=np.float64)
    after = [np.asarray(shifted(level, step), dtype=np.float64) for step in range(1, lead + 1)]
    ahead = after[-1] if outcome == "at-lead" else np.sum(after, axis=0) / lead
    recent = np.any([shifted(began, -step) for step in range(lead + 1)], axis=0)
    return Peaks(
        units=units,
        years=years,
        now=now,
        before=np.asarray(shifted(level, -1), dtype=np.float64),
        change=ahead - now,
        treated=np.asarray(shifted(began, 0), dtype=np.bool_),
        usable=np.asarray(shifted(may, 0), dtype=np.bool_) & ~recent,
        later=np.any([shifted(began, step) for step in range(1, lead + 1)], axis=0),
    )


def find_like(peaks: Peaks, cell: int, pool: Places, k: int, caliper: float) -> Places:
    """Which cells of the pool are most like this one, in other units and within the caliper?

    Those tied with the k-th come too. Likeness is the straight distance over the year and the year before.
    """
    apart = np.stack([peaks.now[pool] - peaks.now[cell], peaks.before[pool] - peaks.before[cell]])
    fits = (np.abs(apart) <= caliper + SAME_DISTANCE).all(axis=0)
    fits &= peaks.unit(pool) != cell // len(peaks.years)
    own: Places = pool[fits]
    distance = np.hypot(*apart[:, fits])
    if len(own) > k:
        own = own[distance <= np.partition(distance, k - 1)[k - 1] + SAME_DISTANCE]
    return own
