"""Comma-separated files, in UTF-8 or Latin-1."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

_INTEGER = r"^-?(0|[1-9][0-9]{0,17})$"  # "004" is a code, not a number
_NUMBER = r"^-?(0|[1-9][0-9]*)?(\.[0-9]+)?([eE][+-]?[0-9]+)?$"


def _restrict_type(cells: pl.Series) -> pl.Series:
    """The narrowest of integer, number and text that holds every cell."""
    for pattern, kind in ((_INTEGER, pl.Int64), (_NUMBER, pl.Float64)):
        if cells.null_count() < len(cells) and cells.str.contains(pattern).all():
            return cells.cast(kind)
    return cells


def read_delimited(path: Path, *, encoding: str = "utf-8", null: Sequence[str] = ("",)) -> pl.DataFrame:
    """What a comma-separated file holds, types inferred over every row.

    Parameters
    ----------
    path
        The file.
    encoding
        ``utf-8`` or ``latin-1``.
    null
        The cells that mean "missing", quoted or not.

    Returns
    -------
    polars.DataFrame
        One column per header cell: integers, numbers or text; dates stay text.
    """
    data = path.read_bytes().decode(encoding).encode()
    return build_typed(pl.read_csv(data, infer_schema=False), null)


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
