"""What every reader asks of the cells that it read: none too large, none that does not fit its column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from precedents.core.errors import RecordError, did_you_mean
from precedents.record.readers.limits import LIMITS, Limits

_WHOLE = r"^\s*[+-]?[0-9]+(\.0*)?\s*$"
_NUMBER = r"^\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*$"
_FITS = {"integer": ("whole numbers", _WHOLE), "number": ("numbers", _NUMBER)}


def check_cells(name: str, frame: pl.DataFrame, limits: Limits = LIMITS) -> None:
    """Is every cell of text small enough?

    Parameters
    ----------
    name
        The file's name, for the message.
    frame
        What was read.
    limits
        How many bytes a cell may have.

    Raises
    ------
    RecordError
        When one has more; names row and column.

    Examples
    --------
    >>> check_cells("a.csv", pl.DataFrame({"x": ["a", "bcd"]}), Limits(cell=2))
    Traceback (most recent call last):
    precedents.core.errors.RecordError: a.csv, row 2, column x: the cell has 3 bytes; more than 2 are not read
    """
    for series in frame.iter_columns():
        if series.dtype != pl.String:
            continue
        sizes = series.str.len_bytes()
        at = sizes.arg_max()
        if at is not None and sizes[at] > limits.cell:
            raise RecordError(
                f"{name}, row {at + 1}, column {series.name}: the cell has {sizes[at]:,} bytes; "
                f"more than {limits.cell:,} are not read"
            )


def find_misfits(cells: pl.Series, kind: str, missing: Iterable[str] = ()) -> list[int]:
    """Which cells of a column are not of the kind promised?

    Parameters
    ----------
    cells
        The column.
    kind
        ``integer`` or ``number``; of other kinds any cell will do.
    missing
        Words that stand for missing, and fit everywhere.

    Returns
    -------
    list of int
        Their places, from 0.

    Examples
    --------
    >>> find_misfits(pl.Series(["1", "NA", None, "two"]), "integer", ["NA"])
    [3]
    >>> find_misfits(pl.Series([1.0, 2.5]), "integer")
    [1]
    """
    if kind not in _FITS:
        return []
    if cells.dtype == pl.String:
        words = pl.Series(["", *missing], dtype=pl.String)
        fits = cells.str.contains(_FITS[kind][1]) | cells.str.strip_chars().is_in(words.implode())
    elif cells.dtype.is_float() and kind == "integer":
        fits = cells.is_nan() | (cells == cells.round())
    elif cells.dtype.is_numeric() or cells.dtype in (pl.Boolean, pl.Null):
        return []
    else:  # a date or a time where a number was promised
        fits = cells.is_null()
    return (~fits.fill_null(True)).arg_true().to_list()


def check_kinds(
    name: str, frame: pl.DataFrame, kinds: Mapping[str, tuple[str, tuple[str, ...]]], *, whole: bool
) -> None:
    """Does every documented column of numbers hold numbers, and is it there?

    Parameters
    ----------
    name
        The file's name, for the message.
    frame
        What was read.
    kinds
        For each documented column its kind and its codes for missing.
    whole
        Whether every documented column must be there; not so for one sheet of several.

    Raises
    ------
    RecordError
        When a column is missing (near misses are offered), or a cell does not fit; names row and column.

    Examples
    --------
    >>> check_kinds("a.csv", pl.DataFrame({"deaths": ["1", "two"]}), {"deaths": ("integer", ())}, whole=True)
    Traceback (most recent call last):
    precedents.core.errors.RecordError: a.csv, row 2, column deaths: 'two' stands where whole numbers are promised; ...
    """
    for column, (kind, missing) in kinds.items():
        if column not in frame.columns:
            if whole:
                near = did_you_mean(column, frame.columns)
                raise RecordError(
                    f"{name} has no column {column!r}, which the catalogue promises; "
                    f"it may be another edition of the data set.{near}"
                )
            continue
        misfits = find_misfits(frame[column], kind, missing)
        if misfits:
            at = misfits[0]
            raise RecordError(
                f"{name}, row {at + 1}, column {column}: {frame[column][at]!r} stands where {_FITS[kind][0]} are "
                f"promised; the file is damaged, or the code is one for missing that the catalogue does not know"
            )
