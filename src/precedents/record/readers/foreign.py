"""Frames that come from R and Stata, turned into plain Polars columns."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import polars as pl


def _read_cell(value: Any) -> Any:
    if type(value).__name__ == "NAType":  # pandas's own missing cell, which compares with nothing
        return None
    if value is None or (isinstance(value, float) and math.isnan(value)) or value != value:  # NaT too
        return None
    if hasattr(value, "to_pydatetime"):
        value = value.to_pydatetime()
    if isinstance(value, dt.datetime):
        return value.date()
    return value.item() if hasattr(value, "item") else value


def build_column(name: str, values: list[Any]) -> pl.Series:
    """Which Polars column these cells make: whole numbers become integers, midnight stamps become dates.

    Parameters
    ----------
    name
        The column's name.
    values
        The cells as the foreign library gives them.

    Returns
    -------
    polars.Series
        Text, integers, floats, flags or dates; missing cells are null. Mixed cells become text.

    Examples
    --------
    >>> build_column("year", [1999.0, float("nan")]).to_list()
    [1999, None]
    """
    cells = [_read_cell(value) for value in values]
    known = [cell for cell in cells if cell is not None]
    if known and all(isinstance(cell, float) and cell.is_integer() and abs(cell) < 2.0**53 for cell in known):
        cells = [None if cell is None else int(cell) for cell in cells]
    elif len({type(cell) for cell in known}) > 1 and not all(isinstance(cell, int | float) for cell in known):
        cells = [None if cell is None else str(cell) for cell in cells]
    return pl.Series(name, cells, strict=False)


def _build_numbers(name: str, values: Any) -> pl.Series:
    """What :func:`build_column` makes of numbers alone, millions of them at a time."""
    if values.dtype.kind != "f":
        return pl.Series(name, values.astype("int64"))
    cells = pl.Series(name, values.astype("float64")).fill_nan(None)
    known = cells.drop_nulls()
    if known.is_empty():
        return pl.Series(name, [None] * len(cells))
    # beyond 2**53 a float no longer tells whole numbers apart
    whole = bool((known.abs() < 2.0**53).all() and (known == known.round()).all())
    return cells.cast(pl.Int64) if whole else cells


def build_frame(frame: Any) -> pl.DataFrame:
    """Which Polars frame a pandas frame makes.

    Parameters
    ----------
    frame
        A ``pandas.DataFrame``.

    Returns
    -------
    polars.DataFrame
        The same columns, in order.
    """
    columns = []
    for name in frame.columns:
        cells = frame[name]
        # pandas has kinds of column of its own beside numpy's, whose numbers may be missing in other ways
        numbers = type(cells.dtype).__module__.startswith("numpy") and cells.dtype.kind in "fiu"
        made = (
            _build_numbers(str(name), cells.to_numpy()) if numbers else build_column(str(name), list(cells))
        )
        columns.append(made)
    return pl.DataFrame(columns)
