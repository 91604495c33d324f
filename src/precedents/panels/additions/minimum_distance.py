"""Minimum distance: how far the borders of two states lie apart at their nearest points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from precedents.panels.additions import Addition
from precedents.panels.grain import SYSTEMS, Ask
from precedents.panels.keyed import STATE, Between, Keyed, Tables

_CODES = 1_000  # numbers of states are below it in both systems


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Distances:
    """How far any two states lie apart, by year.

    ``km`` is of shape (years, states, states), the years from ``first_year`` on, not a number where nothing is
    known; ``rank`` of shape (1000,) says which of the states has a number, the last of them standing for none.
    """

    first_year: int
    rank: np.ndarray
    km: np.ndarray

    def read(self, first: np.ndarray, second: np.ndarray, year: np.ndarray) -> np.ndarray:
        """Kilometres between two states in a year, row by row; no number where the source does not know."""
        row = year - self.first_year
        known = (row >= 0) & (row < len(self.km))
        km = self.km[np.where(known, row, 0), self.rank[first], self.rank[second]]
        return km if known.all() else np.where(known, km, np.nan)


def build_minimum_distance(tables: Tables, ask: Ask) -> tuple[Keyed | Between, ...]:
    """How far apart were two states on the first of January, or a state and its nearest neighbour (CShapes 2.0)?

    The table is that of the panel's own list of states (Schvitz et al. 2022). A state that came within the year
    has no distance in it yet.

    Returns
    -------
    tuple of Keyed or Between
        Dyads: ``mindist``. States: ``minmindist``, to the nearest state. Kilometres; 0 where they touch. 1886 to
        2019; null elsewhere.
    """
    system, name = ask.grain.system, f"{ask.grain.system}_mindist"
    code = SYSTEMS[system]
    rows = tables.source("peacesciencer-1.2.9", name).filter(pl.col("year").is_between(*ask.years))
    if ask.grain.dyadic:
        distances = read_distances(rows, f"{code}1", f"{code}2")
        return (Between(name="mindist", system=system, read=distances.read),)
    nearest = find_nearest(rows, f"{code}1", f"{code}2")
    return (Keyed(frame=nearest, key=STATE, system=system, name=name),)


def find_nearest(rows: pl.DataFrame, first: str, second: str) -> pl.DataFrame:
    """How far was each state from the nearest other, by year?

    Parameters
    ----------
    rows, first, second
        As in :func:`read_distances`.

    Returns
    -------
    polars.DataFrame
        ``code``, ``year``, ``minmindist``, sorted; one row a state and year that the table names.
    """
    one, two, year, km = (rows[name].to_numpy() for name in (first, second, "year", "mindist"))
    start = int(year.min()) if year.size else 0
    count = int(year.max()) - start + 1 if year.size else 0
    flat = np.full(count * _CODES, np.inf)
    np.minimum.at(
        flat, (year - start) * _CODES + one, km
    )  # a pair stands once in the table: from either side
    np.minimum.at(flat, (year - start) * _CODES + two, km)
    least = flat.reshape(count, _CODES)
    codes, years = np.nonzero(np.isfinite(least.T))
    return pl.DataFrame({"code": codes, "year": years + start, "minmindist": least[years, codes]})


def read_distances(rows: pl.DataFrame, first: str, second: str) -> Distances:
    """Which array holds the distances of a table that has each pair and year once?

    Parameters
    ----------
    rows
        The columns ``first``, ``second`` (numbers of states), ``year``, ``mindist`` (kilometres).
    first, second
        The names of the first two.

    Returns
    -------
    Distances
        The array, the same from either side.
    """
    if rows.is_empty():
        return Distances(first_year=0, rank=np.zeros(_CODES, dtype=np.int64), km=np.full((1, 1, 1), np.nan))
    one, two, year = (rows[name].to_numpy() for name in (first, second, "year"))
    named = np.zeros(_CODES, dtype=bool)
    named[one] = named[two] = True
    codes = np.flatnonzero(named)
    rank = np.full(_CODES, codes.size, dtype=np.int64)
    rank[codes] = np.arange(codes.size)
    km = np.full((year.max() - year.min() + 1, codes.size + 1, codes.size + 1), np.nan)
    at, one, two = year - year.min(), rank[one], rank[two]
    km[at, one, two] = km[at, two, one] = rows["mindist"].to_numpy()
    return Distances(first_year=int(year.min()), rank=rank, km=km)


DIFFERENCES = ()
"""None."""

ADDITION = Addition(
    name="minimum_distance",
    says="Distance between the borders of two states in kilometres, or to the nearest state.",
    kinds=("state-years", "dyad-years", "directed-dyad-years", "leader-years"),
    sources=("peacesciencer-1.2.9",),
    coverage="1886 to 2019, by 1 January",
    build=build_minimum_distance,
)
