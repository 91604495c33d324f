"""Stata files (dta)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import polars as pl

from precedents.core.errors import RecordError
from precedents.record.readers.beginnings import describe_beginning, read_beginning, refuse_beginning
from precedents.record.readers.cells import check_cells
from precedents.record.readers.foreign import build_frame
from precedents.record.readers.limits import LIMITS, Limits, check_size
from precedents.record.readers.needs import read_library

_SPELT = {
    "latin-1": "ISO-8859-1",
    "utf-8": "UTF-8",
    "cp1252": "WINDOWS-1252",
}  # as the library's own library has it
_ENCODING = re.compile("convert string|encoding|invalid byte", re.IGNORECASE)


def read_stata(path: Path, *, encoding: str = "utf-8", limits: Limits = LIMITS) -> pl.DataFrame:
    """What a Stata file holds, without its value labels.

    Parameters
    ----------
    path
        The ``.dta`` file.
    encoding
        Of its text, when the file does not keep to what its version promises.
    limits
        How large the file and a cell may be.

    Returns
    -------
    polars.DataFrame
        The columns under their Stata names.

    Raises
    ------
    RecordError
        When the file is of another kind, torn, damaged or beyond the limits, or its text is in another encoding;
        of the last, row and column are named.
    """
    check_size(path, limits)
    if describe_beginning(read_beginning(path)) not in ("a Stata file", "an old Stata file"):
        raise refuse_beginning(path, "a Stata file")
    pyreadstat = read_library("pyreadstat")
    try:
        frame, meta = pyreadstat.read_dta(str(path), encoding=_SPELT[encoding])
    except UnicodeDecodeError as error:
        raise _refuse_encoding(path, encoding, pyreadstat) from error
    except (
        pyreadstat.ReadstatError,
        pyreadstat.PyreadstatError,
        ValueError,
        ArithmeticError,
        MemoryError,
    ) as error:
        if _ENCODING.search(str(error)):
            raise _refuse_encoding(path, encoding, pyreadstat) from error
        raise RecordError(f"{path.name} cannot be read as a Stata file: {error}; get it again") from error
    if meta.number_rows is not None and len(frame) != meta.number_rows:
        raise RecordError(
            f"{path.name} breaks off at row {len(frame) + 1:,} of {meta.number_rows:,}; get it again"
        )
    made = build_frame(frame)
    check_cells(path.name, made, limits)
    return made


def _refuse_encoding(path: Path, encoding: str, pyreadstat: Any) -> RecordError:
    """Which cell is not in the encoding? In Latin-1 every byte is a letter, so the file is read so once more."""
    other = "latin-1" if encoding == "utf-8" else "utf-8"
    place = ""
    try:
        frame, _ = pyreadstat.read_dta(str(path), encoding=_SPELT["latin-1"])
        place = _find_undecodable(build_frame(frame), encoding)
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, ValueError):
        pass  # the text of a label, then, and not of a cell
    return RecordError(f"{path.name}{place}: the text is not {encoding}; the file may be in {other}")


def _find_undecodable(frame: pl.DataFrame, encoding: str) -> str:
    for series in frame.iter_columns():
        if series.dtype != pl.String:
            continue
        for row, cell in enumerate(series, 1):
            try:
                (cell or "").encode("latin-1", "ignore").decode(encoding)
            except UnicodeDecodeError:
                return f", row {row}, column {series.name}"
    return ""
