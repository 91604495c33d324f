"""Distance between capitals, as the crow flies."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl

from precedents.panels.additions import Addition
from precedents.panels.grain import SYSTEMS, Ask
from precedents.panels.keyed import STATE, Between, Keyed, Tables
from precedents.panels.sphere import read_distances

_CODES = 1_000  # numbers of states are below it in both systems


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Capitals:
    """Where each state had its capital on the first day of the year.

    ``first_year`` is the year of the first row of ``place``, which is of shape (years, 1000): the capital of the
    state with that number, -1 where none is known. ``km`` is of shape (capitals + 1, capitals + 1): how far they
    lie apart; the last row and column, which -1 means, are no numbers.
    """

    first_year: int
    place: np.ndarray
    km: np.ndarray

    def read(self, first: np.ndarray, second: np.ndarray, year: np.ndarray) -> np.ndarray:
        """Kilometres between the capitals of two states in a year, row by row; no number where one is unknown."""
        row = year - self.first_year
        known = (row >= 0) & (row < len(self.place))
        at = np.where(known, row, 0)
        km = self.km[self.place[at, first], self.place[at, second]]
        return km if known.all() else np.where(known, km, np.nan)


def build_capital_distance(tables: Tables, ask: Ask) -> tuple[Keyed | Between, ...]:
    """How far apart did two states have their capitals, and how far was the nearest capital of another state?

    Where a state moved its capital within a year, that of the first of January stands. The table is that of the
    panel's own list of states. It puts some capitals at the middle of their country (Brasilia): its coordinates
    are taken as they are.

    Returns
    -------
    tuple of Keyed or Between
        Dyads: ``capdist``. States: ``mincapdist``, to the nearest capital of a state that was there on a day of the
        year on which this one was. Kilometres on a sphere of the equator's radius. To 2024; null after.
    """
    capitals = read_capitals(tables, ask.grain.system, ask.years)
    if ask.grain.dyadic:
        return (Between(name="capdist", system=ask.grain.system, read=capitals.read),)
    frame = _find_nearest(capitals, tables.record("state_systems"), ask)
    return (Keyed(frame=frame, key=STATE, system=ask.grain.system, name=f"{ask.grain.system}_capitals"),)


def read_capitals(tables: Tables, system: str, years: tuple[int, int]) -> Capitals:
    """Which capital did each state have on the first day of each year, and how far do they lie apart?"""
    spells = tables.source("peacesciencer-1.2.9", f"{system}_capitals").with_row_index("place")
    code = SYSTEMS[system]
    rows = (
        spells.with_columns(
            pl.int_ranges(
                pl.col("stdate").dt.year().cast(pl.Int64).clip(lower_bound=years[0]),
                pl.col("enddate").dt.year().cast(pl.Int64).clip(upper_bound=years[1]) + 1,
            ).alias("year")
        )
        .explode("year", empty_as_null=False, keep_nulls=False)
        .sort(code, "year", "stdate", descending=[False, False, True])
    )
    place = np.full((years[1] - years[0] + 1, _CODES), -1, dtype=np.int64)
    # the last that is written stands: the earliest of the year
    place[(rows["year"] - years[0]).to_numpy(), rows[code].to_numpy()] = rows["place"].to_numpy()
    km = read_distances(spells["lat"].to_numpy(), spells["lng"].to_numpy())
    return Capitals(first_year=years[0], place=place, km=np.pad(km, ((0, 1), (0, 1)), constant_values=np.nan))


def _find_nearest(capitals: Capitals, systems: pl.DataFrame, ask: Ask) -> pl.DataFrame:
    """How far the nearest other capital was, by state and year."""
    last = ask.years[0] + len(capitals.place)
    spells = systems.filter(pl.col("system") == ask.grain.system).select(
        pl.col("code").cast(pl.Int64), "start", pl.col("end").fill_null(dt.date(last, 1, 1))
    )
    codes, starts, ends = (spells[name].to_numpy() for name in ("code", "start", "end"))
    # two spells that meet each other and both meet a year meet in that year
    met = (starts[:, None] < ends[None, :]) & (starts[None, :] < ends[:, None])
    met &= codes[:, None] != codes[None, :]
    new_years = np.arange(ask.years[0], last + 1).astype(str).astype("datetime64[D]")
    found: list[np.ndarray] = []
    for row, place in enumerate(capitals.place):
        here = np.flatnonzero((starts < new_years[row + 1]) & (ends > new_years[row]))
        capital = place[codes[here]]
        km = np.where(met[np.ix_(here, here)], capitals.km[np.ix_(capital, capital)], np.inf)
        year = np.full(here.size, ask.years[0] + row)
        found.append(np.stack([codes[here], year, km.min(axis=1, initial=np.inf)]))
    code, year, km = np.concatenate(found, axis=1)
    return (
        pl.DataFrame({"code": code.astype(np.int64), "year": year.astype(np.int64), "mincapdist": km})
        .group_by("code", "year", maintain_order=True)
        .agg(pl.col("mincapdist").min())
        .filter(pl.col("mincapdist").is_finite())
    )


DIFFERENCES = ()
"""None: the distances are those of geosphere, which peacesciencer uses, to the last digits."""

ADDITION = Addition(
    name="capital_distance",
    says="Distance between the capitals of two states in kilometres, or to the nearest other capital.",
    kinds=("state-years", "dyad-years", "directed-dyad-years", "leader-years"),
    sources=("peacesciencer-1.2.9",),
    coverage="1816 to 2024",
    build=build_capital_distance,
)
