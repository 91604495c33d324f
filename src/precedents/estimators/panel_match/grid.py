"""A panel as arrays: a row a unit, a column a year, and nothing where nothing was observed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from precedents.core.errors import UsageError, did_you_mean

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

MISSING = -1
"""How a treatment that nobody observed is marked: it is neither given nor withheld."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Every unit in every year between the first and the last.

    ``units`` (length N, sorted) and ``times`` (length T, consecutive) say what rows and columns mean. ``treatment``
    is N by T: 1, 0, or -1 where unknown. ``values`` holds other columns, N by T, NaN where unknown; ``codes``
    columns to be matched exactly, as whole numbers, -1 where unknown.
    """

    units: tuple[Any, ...]
    times: Ints
    treatment: NDArray[np.int8]
    values: Mapping[str, Floats]
    codes: Mapping[str, Ints]
    names: tuple[str, str, str]

    @property
    def shape(self) -> tuple[int, int]:
        """How many units, how many years."""
        return len(self.units), int(self.times.size)


def read_frame(frame: Any) -> pl.DataFrame:
    """Which Polars frame is this, whoever made it?

    Parameters
    ----------
    frame
        A Polars frame, eager or lazy, or anything that hands its columns over through Arrow (pandas, pyarrow, …).

    Returns
    -------
    pl.DataFrame

    Raises
    ------
    UsageError
        When it is none of these.
    """
    if isinstance(frame, pl.LazyFrame):
        return frame.collect()
    if isinstance(frame, pl.DataFrame):
        return frame
    try:
        return pl.DataFrame(frame)
    except (TypeError, ValueError) as error:
        raise UsageError(
            f"a {type(frame).__name__} cannot be read as a table ({error}). Hand over a frame of Polars, pandas or pyarrow."
        ) from error


def read_grid(
    frame: pl.DataFrame,
    *,
    unit: str,
    time: str,
    treatment: str,
    values: Iterable[str],
    exact: Iterable[str] = (),
) -> Grid:
    """Which value does each unit have in each year?

    Parameters
    ----------
    frame
        One row a unit and year; rows may be missing.
    unit, time, treatment
        Columns: who (anything that can be sorted), when (whole numbers), and whether it was done (0, 1, null).
    values
        Columns of numbers.
    exact
        Columns of anything, to be matched exactly.

    Returns
    -------
    Grid

    Raises
    ------
    UsageError
        When a column is missing, years are not whole numbers, a unit-year occurs twice, the treatment is not 0 or 1,
        or a value is infinite.
    """
    values, exact = list(dict.fromkeys(values)), list(dict.fromkeys(exact))
    for name in (unit, time, treatment, *values, *exact):
        if name not in frame.columns:
            raise UsageError(f"the frame has no column {name!r}.{did_you_mean(name, frame.columns)}")
    if frame[unit].null_count() or frame[time].null_count():
        raise UsageError(
            f"some rows have no {unit!r} or no {time!r}: leave them out, or say which they belong to"
        )
    years = _whole(frame[time], time)
    names = frame[unit].unique().sort()
    row = names.to_frame(unit).with_row_index("_row")
    rows = frame.select(unit).join(row, on=unit, how="left", maintain_order="left")["_row"].to_numpy()
    times = np.arange(years.min(), years.max() + 1)
    cell = rows.astype(np.int64) * times.size + (years - times[0])
    if np.unique(cell).size != cell.size:
        seen, count = np.unique(cell, return_counts=True)
        twice = int(seen[count > 1][0])
        raise UsageError(
            f"{unit} {names[twice // times.size]!r} has more than one row for {time} {times[twice % times.size]}: "
            "a panel has one row for each; aggregate first"
        )
    size = (len(names), int(times.size))
    done = np.full(size, MISSING, dtype=np.int8)
    done.reshape(-1)[cell] = _binary(frame[treatment], treatment)
    return Grid(
        units=tuple(names.to_list()),
        times=times,
        treatment=done,
        values={name: _spread(_numbers(frame[name], name), cell, size) for name in values},
        codes={name: _spread_codes(frame[name], cell, size) for name in exact},
        names=(unit, time, treatment),
    )


def _whole(column: pl.Series, name: str) -> Ints:
    if not column.dtype.is_numeric():
        raise UsageError(
            f"{name!r} is {column.dtype}: time must be whole numbers, such as years (dates: take their year first)"
        )
    found = column.to_numpy()
    whole = found.astype(np.int64)
    if (whole != found).any():
        raise UsageError(f"{name!r} has values that are not whole numbers; periods are counted one by one")
    return whole


def _numbers(column: pl.Series, name: str) -> Floats:
    if not (column.dtype.is_numeric() or column.dtype == pl.Boolean):
        raise UsageError(
            f"{name!r} is {column.dtype}: a number was expected; words can be matched with exact=[{name!r}]"
        )
    found = column.cast(pl.Float64).fill_null(float("nan")).to_numpy()
    if np.isinf(found).any():
        raise UsageError(f"{name!r} has infinite values, of which no mean or distance exists; make them null")
    return found


def _binary(column: pl.Series, name: str) -> NDArray[np.int8]:
    found = _numbers(column, name)
    known = np.isfinite(found)
    if not np.isin(found[known], (0.0, 1.0)).all():
        raise UsageError(f"{name!r} must be 0 or 1 (or null where unknown): it says whether it was done")
    return np.where(known, found, MISSING).astype(np.int8)


def _spread(found: Floats, cell: Ints, size: tuple[int, int]) -> Floats:
    grid = np.full(size, np.nan)
    grid.reshape(-1)[cell] = found
    return grid


def _spread_codes(column: pl.Series, cell: Ints, size: tuple[int, int]) -> Ints:
    grid = np.full(size, MISSING, dtype=np.int64)
    codes = column.rank("dense").cast(pl.Int64).fill_null(MISSING).to_numpy()
    if column.dtype.is_float():
        codes = np.where(np.isnan(column.fill_null(float("nan")).to_numpy()), MISSING, codes)
    grid.reshape(-1)[cell] = codes
    return grid
