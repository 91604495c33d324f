"""Which of a source's promises does what was read of it break? Columns, keys, kinds, ranges, years."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from precedents.core.errors import did_you_mean
from precedents.record.promises import SourceColumn
from precedents.record.readers.cells import find_misfits

SHOWN = 5
"""How many rows a broken promise shows."""

_FOUR = r"(?:^|[^0-9])(1[0-9]{3}|20[0-9]{2})(?:[^0-9]|$)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A promise that does not hold: which, in how many rows, and the first of them.

    ``kind`` is ``column``, ``key``, ``kind``, ``range``, ``years``, or ``file`` where nothing could be read. ``rows`` are cells by column, each with
    ``row``, the row's number after the header; there are at the most `SHOWN`, and ``count`` says of how many.
    """

    kind: str
    says: str
    count: int = 0
    rows: tuple[dict[str, Any], ...] = ()


def check_promises(
    frame: pl.DataFrame,
    *,
    key: Sequence[str] = (),
    year: str = "",
    years: tuple[int, int],
    columns: Iterable[SourceColumn] = (),
    null: Sequence[str] = (),
) -> list[Broken]:
    """Which promises does a frame break?

    Parameters
    ----------
    frame
        What one file holds, under the publisher's names.
    key
        The columns that name a row; none promises nothing.
    year
        The column of years or dates; empty promises nothing.
    years
        The first and last year that the source covers, closed.
    columns
        The documented columns of the file.
    null
        Cells that mean "missing" in the whole file.

    Returns
    -------
    list of Broken
        Missing columns first, then the key, the years of the source, and each column in its order. Empty when the
        source keeps its word.

    Examples
    --------
    >>> frame = pl.DataFrame({"state": [2, 2], "year": [1999, 1999]})
    >>> [broken.says for broken in check_promises(frame, key=["state", "year"], years=(1990, 2000))]
    ['2 rows share their key (state, year) with another']
    """
    columns = list(columns)
    wanted = dict.fromkeys([*key, *([year] if year else []), *(column.name for column in columns)])
    found = [
        Broken(kind="column", says=f"there is no column {name!r}.{did_you_mean(name, frame.columns)}")
        for name in wanted
        if name not in frame.columns
    ]
    named = [name for name in key if name in frame.columns]
    if key and len(named) == len(key):
        found += _check_key(frame, named)
    stated = next((column for column in columns if column.name == year), None)
    at_year = None
    if year in frame.columns:
        at_year = read_years(_drop_missing(frame[year], (*null, *(stated.missing if stated else ()))))
        says = f"{year} lies outside {years[0]}-{years[1]}, the years that the source covers"
        outside = ~at_year.is_between(*years)
        found += _show(frame, "years", says, outside.arg_true().to_list(), [*named, year])
    for column in columns:
        if column.name in frame.columns:
            found += _check_column(frame, column, named, (year, at_year), years, null)
    return found


def _check_key(frame: pl.DataFrame, key: list[str]) -> list[Broken]:
    shared = frame.select(pl.struct(key).is_duplicated()).to_series()
    says = f"{shared.sum():,} rows share their key ({', '.join(key)}) with another"
    order = frame.select(pl.arg_sort_by(key, nulls_last=True, maintain_order=True)).to_series()
    return _show(frame, "key", says, order.filter(shared.gather(order)).to_list(), key)


def _check_column(
    frame: pl.DataFrame,
    column: SourceColumn,
    key: list[str],
    at: tuple[str, pl.Series | None],
    years: tuple[int, int],
    null: Sequence[str],
) -> list[Broken]:
    name, missing = column.name, (*null, *column.missing)
    year, at_year = at
    cells = frame[name]
    misfits = find_misfits(cells, column.kind, missing)
    if misfits:
        return _show(frame, "kind", f"{name} holds what is no {column.kind}", misfits, [*key, name])
    known = _drop_missing(cells, missing)
    found: list[Broken] = []
    if column.range is not None and column.kind in ("integer", "number", "flag"):
        low, high = column.range
        outside = ~_read_numbers(known).is_between(low, high)
        says = f"{name} lies outside {low:,} to {high:,}, its range"
        found += _show(frame, "range", says, outside.arg_true().to_list(), [*key, name])
    if at_year is not None and (column.first_year, column.last_year) != years:
        outside = ~at_year.is_between(column.first_year, column.last_year) & known.is_not_null()
        says = f"{name} has values outside {column.first_year}-{column.last_year}, the years that it covers"
        found += _show(frame, "years", says, outside.arg_true().to_list(), [*key, year, name])
    return found


def _show(frame: pl.DataFrame, kind: str, says: str, places: list[int], names: Iterable[str]) -> list[Broken]:
    """The promise with its first rows, or nothing where no row breaks it."""
    if not places:
        return []
    cells = frame.select(dict.fromkeys(names).keys())
    rows = tuple({"row": at + 1, **cells.row(at, named=True)} for at in places[:SHOWN])
    return [Broken(kind=kind, says=says, count=len(places), rows=rows)]


def _drop_missing(cells: pl.Series, missing: Iterable[str]) -> pl.Series:
    """The column with its codes for missing as null: by number where it holds numbers, else by letter."""
    words = list(dict.fromkeys(missing))
    if cells.dtype.is_numeric():
        numbers = [float(word) for word in words if _is_number(word)]
        if cells.dtype.is_float():
            cells = cells.fill_nan(None)
        coded = cells.cast(pl.Float64).is_in(pl.Series(numbers, dtype=pl.Float64).implode())
    else:
        coded = cells.cast(pl.String).str.strip_chars().is_in(pl.Series(words, dtype=pl.String).implode())
    return pl.select(pl.when(coded).then(None).otherwise(cells)).to_series()


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True


def _read_numbers(cells: pl.Series) -> pl.Series:
    if cells.dtype == pl.String:
        return cells.str.strip_chars().cast(pl.Float64, strict=False)
    return cells.cast(pl.Float64)


def read_years(cells: pl.Series) -> pl.Series:
    """Which years does a column of years or dates name?

    Parameters
    ----------
    cells
        Years, eight-digit dates (``19990324``), dates, or text that holds a year of four digits.

    Returns
    -------
    polars.Series
        Whole numbers; null where no year can be read.

    Examples
    --------
    >>> read_years(pl.Series(["1999-03-24", "24/03/1999", "?"])).to_list()
    [1999, 1999, None]
    >>> read_years(pl.Series([1999, 19990324])).to_list()
    [1999, 1999]
    """
    if cells.dtype.is_temporal() and cells.dtype != pl.Time:
        return cells.dt.year().cast(pl.Int64)
    if cells.dtype == pl.String:
        compact = cells.str.extract(r"^\s*([0-9]{4})[0-9]{4}\s*$").cast(pl.Int64)
        return compact.fill_null(cells.str.extract(_FOUR).cast(pl.Int64))
    if not cells.dtype.is_numeric():
        return pl.Series(cells.name, [None] * len(cells), dtype=pl.Int64)
    whole = cells.cast(pl.Int64, strict=False)
    return pl.select(pl.when(whole >= 10_000_000).then(whole // 10_000).otherwise(whole)).to_series()
