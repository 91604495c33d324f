"""Numbers in the smallest type that holds them, and text that repeats as one of a list."""

from __future__ import annotations

import polars as pl

KEYS = pl.Int16
"""Numbers of states and years fit 16 bits; so do lengths of spells in years."""

SAFE = 46_340
"""The largest whole number whose square fits 32 bits."""

_INTEGERS = ((pl.Int8, 7), (pl.Int16, 15), (pl.Int32, 31))


def narrow_table(frame: pl.DataFrame) -> pl.DataFrame:
    """What does a table look like when no whole number takes more bytes than the largest of its column needs?

    Parameters
    ----------
    frame
        Any frame.

    Returns
    -------
    polars.DataFrame
        The same values: whole numbers in 8, 16 or 32 bits where all of the column fit, text as one of the list of
        the column's words. Fractions stay in 64 bits, since fewer would change them.

    Examples
    --------
    >>> import polars as pl
    >>> narrow_table(pl.DataFrame({"year": [1816, 2025], "cinc": [0.1, 0.2]})).dtypes
    [Int16, Float64]
    """
    return frame.with_columns(
        _narrow(frame[name]) if kind.is_integer() else _list(frame[name])
        for name, kind in frame.schema.items()
        if kind.is_integer() or kind == pl.String
    )


def settle_table(frame: pl.DataFrame) -> pl.DataFrame:
    """What does a table look like when flags, codes and levels take 32 bits, and no product of two can overflow?

    Parameters
    ----------
    frame
        Any frame.

    Returns
    -------
    polars.DataFrame
        The same values: whole numbers in 32 bits in columns whose every number is at most :data:`SAFE`, in 64
        elsewhere.

    Examples
    --------
    >>> import polars as pl
    >>> settle_table(pl.DataFrame({"hostlev": [1, 5], "tpop": [36_000, 1_400_000]})).dtypes
    [Int32, Int64]
    """
    whole = [name for name, kind in frame.schema.items() if kind.is_integer()]
    small = frame.select((pl.col(name).abs() <= SAFE).all() for name in whole).row(0) if whole else ()
    return frame.with_columns(
        pl.col(name).cast(pl.Int32 if each else pl.Int64) for name, each in zip(whole, small, strict=True)
    )


def _list(column: pl.Series) -> pl.Series:
    return column.cast(pl.Enum(column.drop_nulls().unique().sort()))


def _narrow(column: pl.Series) -> pl.Series:
    low, high = column.min(), column.max()
    if not isinstance(low, int) or not isinstance(high, int):
        return column.cast(pl.Int8)  # nothing in it
    return next(
        (column.cast(kind) for kind, bits in _INTEGERS if -(2**bits) <= low and high < 2**bits), column
    )
