"""Sets as tables: who is compared with whom, who was left out, who has nobody."""

from __future__ import annotations

import numpy as np
import polars as pl

from precedents.estimators.panel_match.grid import Grid, Ints
from precedents.estimators.panel_match.matching import Part


def _name(grid: Grid, place: Ints) -> pl.Series:
    return pl.Series(grid.units)[place.tolist()] if place.size else pl.Series(grid.units)[:0]


def _join(tables: list[pl.DataFrame], parts: tuple[Part, ...]) -> pl.DataFrame:
    if len(tables) == 1:
        return tables[0]
    return pl.concat(
        table.with_columns(pl.lit(part.wanted).alias("group"))
        for table, part in zip(tables, parts, strict=True)
    )


def tabulate_sets(grid: Grid, parts: tuple[Part, ...]) -> pl.DataFrame:
    """One row a pair: treated unit and time, control and its time, weight, distance."""
    tables = []
    for part in parts:
        sets = part.sets
        tables.append(
            pl.DataFrame(
                {
                    grid.names[0]: _name(grid, sets.focal_unit[sets.of]),
                    grid.names[1]: grid.times[sets.focal_time[sets.of]],
                    "control": _name(grid, sets.unit),
                    "control_time": grid.times[sets.time],
                    "weight": sets.weight,
                    "distance": pl.Series(sets.distance).fill_nan(None),
                }
            )
        )
    return _join(tables, parts)


def tabulate_unmatched(grid: Grid, parts: tuple[Part, ...]) -> pl.DataFrame:
    """One row a unit-year without a set: unit, time, reason."""
    tables = [
        pl.DataFrame(
            {
                grid.names[0]: _name(grid, part.lost_unit),
                grid.names[1]: grid.times[part.lost_time],
                "reason": pl.Series(list(part.lost_why), dtype=pl.String),
            }
        ).sort(grid.names[0], grid.names[1])
        for part in parts
    ]
    return _join(tables, parts)


def tabulate_excluded(grid: Grid, parts: tuple[Part, ...]) -> pl.DataFrame:
    """One row a candidate left out: treated unit and time, control and its time, the first reason that applies."""
    tables = []
    for part in parts:
        out = part.exclusions
        reasons = np.array([*out.reasons, ""], dtype=object)
        tables.append(
            pl.DataFrame(
                {
                    grid.names[0]: _name(grid, out.focal_unit),
                    grid.names[1]: grid.times[out.focal_time],
                    "control": _name(grid, out.unit),
                    "control_time": grid.times[out.time],
                    "reason": pl.Series(reasons[out.reason].tolist(), dtype=pl.String),
                }
            )
        )
    return _join(tables, parts)
