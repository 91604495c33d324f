"""Excel workbooks (xlsx)."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from precedents.core.errors import RecordError
from precedents.record.readers.needs import read_library


def read_spreadsheet(path: Path, sheet: str | None = None) -> pl.DataFrame:
    """What one sheet of a workbook holds.

    Parameters
    ----------
    path
        The workbook.
    sheet
        The sheet's name; not needed when there is only one.

    Returns
    -------
    polars.DataFrame
        The sheet, its first row as the header.

    Raises
    ------
    RecordError
        When the sheet does not exist or was not named among several.
    """
    book = read_library("fastexcel").read_excel(str(path))
    names = list(book.sheet_names)
    if sheet is None and len(names) == 1:
        sheet = names[0]
    if sheet not in names:
        raise RecordError(f"{path.name} has the sheets {', '.join(names)}; name one of them, not {sheet!r}")
    frame = book.load_sheet(sheet, schema_sample_rows=None).to_polars()
    assert isinstance(frame, pl.DataFrame)
    return frame
