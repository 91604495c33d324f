"""Parquet files."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from precedents.core.errors import RecordError
from precedents.record.readers.beginnings import read_beginning, refuse_beginning
from precedents.record.readers.cells import check_cells
from precedents.record.readers.limits import LIMITS, Limits, check_size

_MARK = b"PAR1"


def read_columnar(path: Path, *, limits: Limits = LIMITS) -> pl.DataFrame:
    """What a Parquet file holds.

    Parameters
    ----------
    path
        The file.
    limits
        How large the file, its table and a cell may be.

    Returns
    -------
    polars.DataFrame
        The columns as the file types them.

    Raises
    ------
    RecordError
        When the file is of another kind, torn, damaged or beyond the limits.
    """
    check_size(path, limits)
    if read_beginning(path, 4) != _MARK:
        raise refuse_beginning(path, "a Parquet file")
    with path.open("rb") as stream:
        stream.seek(-4, 2)
        if stream.read() != _MARK:
            raise RecordError(f"{path.name} breaks off: its table of contents is missing; get it again")
    try:
        lazy = pl.scan_parquet(path)
        columns = len(lazy.collect_schema())
        # the number of rows stands in the table of contents: a column that repeats one value packs to nothing
        rows = lazy.select(pl.len()).collect().item()
        if rows * columns > limits.table_cells:
            raise RecordError(
                f"{path.name} has {rows:,} rows and {columns:,} columns; a table of more than "
                f"{limits.table_cells:,} cells is not read"
            )
        frame = lazy.collect()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise RecordError(f"{path.name} is damaged: {str(error).splitlines()[0]}; get it again") from error
    check_cells(path.name, frame, limits)
    return frame
