"""Comma-separated files, in UTF-8, Latin-1 or Windows-1252."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from precedents.core.errors import RecordError
from precedents.record.readers.beginnings import describe_beginning, refuse_beginning
from precedents.record.readers.cells import check_cells
from precedents.record.readers.limits import LIMITS, Limits, check_size
from precedents.record.readers.ragged import check_form, read_place

_INTEGER = r"^-?(0|[1-9][0-9]{0,17})$"  # "004" is a code, not a number
_NUMBER = r"^-?(0|[1-9][0-9]*)?(\.[0-9]+)?([eE][+-]?[0-9]+)?$"


def _restrict_type(cells: pl.Series) -> pl.Series:
    """The narrowest of integer, number and text that holds every cell."""
    for pattern, kind in ((_INTEGER, pl.Int64), (_NUMBER, pl.Float64)):
        if cells.null_count() < len(cells) and cells.str.contains(pattern).all():
            return cells.cast(kind)
    return cells


def read_delimited(
    path: Path, *, encoding: str = "utf-8", null: Sequence[str] = ("",), limits: Limits = LIMITS
) -> pl.DataFrame:
    """What a comma-separated file holds, types inferred over every row.

    Parameters
    ----------
    path
        The file.
    encoding
        ``utf-8``, ``latin-1`` or ``cp1252``.
    null
        The cells that mean "missing", quoted or not.
    limits
        How large the file and a cell may be.

    Returns
    -------
    polars.DataFrame
        One column per header cell: integers, numbers or text; dates stay text.

    Raises
    ------
    RecordError
        When the file is of another kind, in another encoding, ragged, or beyond the limits; names row and column.
    """
    check_size(path, limits)
    data = path.read_bytes()
    if describe_beginning(data[:512]):
        raise refuse_beginning(path, "comma-separated text")
    return build_delimited(path.name, data, encoding=encoding, null=null, limits=limits)


def build_delimited(
    name: str, data: bytes, *, encoding: str = "utf-8", null: Sequence[str] = ("",), limits: Limits = LIMITS
) -> pl.DataFrame:
    r"""What the bytes of a comma-separated file hold, types inferred over every row.

    Parameters
    ----------
    name
        The file's name, for messages.
    data
        Its bytes.
    encoding, null, limits
        As for :func:`read_delimited`.

    Returns
    -------
    polars.DataFrame
        One column per header cell.

    Raises
    ------
    RecordError
        As for :func:`read_delimited`.

    Examples
    --------
    >>> build_delimited("a.csv", b"year,deaths\n1999,10\n2000,\n").rows()
    [(1999, 10), (2000, None)]
    >>> build_delimited("a.csv", b"year,deaths\n1999\n")
    Traceback (most recent call last):
    precedents.core.errors.RecordError: a.csv, row 1: 1 cells for 2 columns; the first without one is column 2 (deaths)
    """
    text = _read_text(name, data, encoding)
    rows = check_form(name, text, limits)
    frame = _parse(text, rows)
    check_cells(name, frame, limits)
    return build_typed(frame, null)


def _read_text(name: str, data: bytes, encoding: str) -> str:
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        place = read_place(data[: error.start].decode(encoding))
        other = "latin-1" if encoding == "utf-8" else "utf-8"
        raise RecordError(
            f"{name}, {place}: the byte 0x{data[error.start]:02x} is not {encoding}; the file may be in {other}"
        ) from error
    nul = text.find("\0")
    if nul >= 0:
        raise RecordError(f"{name}, {read_place(text[:nul])}: a NUL byte; the file is damaged, get it again")
    return text.rstrip("\r\n") + "\n"


def _parse(text: str, rows: int) -> pl.DataFrame:
    """The cells as text. Where the fast parser sees another number of rows, the careful one has the word."""
    try:
        frame = pl.read_csv(text.encode(), infer_schema=False)
        if frame.height == rows:
            return frame
    except pl.exceptions.PolarsError:
        pass
    header, *cells = csv.reader(io.StringIO(text, newline=""))
    blank = [at for at, name in enumerate(header) if not name]
    for nth, at in enumerate(blank[1:]):  # as the fast parser names them
        header[at] = f"_duplicated_{nth}"
    columns = zip(*cells, strict=True) if cells else ([] for _ in header)
    return pl.DataFrame(
        [pl.Series(name, column, pl.String) for name, column in zip(header, columns, strict=True)]
    )


def build_typed(frame: pl.DataFrame, null: Sequence[str]) -> pl.DataFrame:
    """Which types the text columns of a frame have, once the cells that mean "missing" are null.

    Parameters
    ----------
    frame
        All columns text.
    null
        The cells that mean "missing".

    Returns
    -------
    polars.DataFrame
        The same columns as integers, numbers or text.

    Examples
    --------
    >>> build_typed(pl.DataFrame({"code": ["004", ""], "n": ["1", ""]}), [""]).rows()
    [('004', 1), (None, None)]
    """
    blank = pl.Series(list(null), dtype=pl.String)
    cleaned = frame.select(
        pl.when(pl.col(name).is_in(blank.implode())).then(None).otherwise(pl.col(name)).alias(name)
        for name in frame.columns
    )
    return pl.DataFrame([_restrict_type(cells) for cells in cleaned.get_columns()])
