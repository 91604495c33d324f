"""The one join of the panels: every row of the panel stays, none is added, none is filled outside coverage."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import polars as pl

from precedents.panels.grain import Grain
from precedents.panels.keyed import Keyed

Codes = Callable[[str], Mapping[str, pl.Series]]
"""The numbers of a system for each side of the panel's rows: side to codes, null where a state has none."""

_YEARS = 10_000  # years are below it: the packed key of a dyad-year stays readable and fits 64 bits
_CODES = 1_000  # numbers of states are below it in both systems


def join_keyed(frame: pl.DataFrame, grain: Grain, keyed: Keyed, codes: Codes) -> pl.DataFrame:
    """Which columns does a keyed table add to a panel?

    Parameters
    ----------
    frame
        The panel, one row a key of ``grain``.
    grain
        What a row of it is.
    keyed
        The table; its numbers of states may be those of the other system.
    codes
        Gives the numbers of any system for the panel's rows.

    Returns
    -------
    polars.DataFrame
        The new columns alone, as many rows as ``frame``, in its order.
    """
    if keyed.key[0] == "code":
        sides = grain.sides
        held = codes(keyed.system)
        keys = [{"code": held[side]} for side in sides]
    elif keyed.key[0] == "code1":
        held = codes(keyed.system)
        sides, keys = ("",), [{"code1": held["1"], "code2": held["2"]}]
    else:
        sides, keys = ("",), [{name: frame[name] for name in keyed.key if name != "year"}]
    columns: list[pl.Series] = []
    for side, key in zip(sides, keys, strict=True):
        columns += _join_side(frame, keyed, key, side)
    return pl.DataFrame(columns)


def _join_side(frame: pl.DataFrame, keyed: Keyed, key: Mapping[str, pl.Series], side: str) -> list[pl.Series]:
    wanted = dict(key)
    if "year" in keyed.key:
        wanted["year"] = frame["year"]
    rows = find_rows(wanted, keyed.frame.select(keyed.key))
    joined = keyed.frame.select(pl.col(keyed.values).gather(rows))
    if keyed.fill:
        joined = _fill(joined, keyed, rows, wanted, frame["year"])
    return [joined[name].alias(f"{name}{side}") for name in keyed.values]


def _fill(
    joined: pl.DataFrame, keyed: Keyed, rows: pl.Series, key: Mapping[str, pl.Series], year: pl.Series
) -> pl.DataFrame:
    """What an absent row means, where the table speaks: a state without a number in its system is not spoken for."""
    absent = rows.is_null()
    for codes in key.values():
        if codes.null_count():
            absent &= codes.is_not_null()
    if keyed.first_year is not None:
        absent &= year >= keyed.first_year
    if keyed.last_year is not None:
        absent &= year <= keyed.last_year
    return joined.with_columns(
        pl.when(absent).then(pl.lit(value)).otherwise(pl.col(name)).cast(joined.schema[name]).alias(name)
        for name, value in keyed.fill.items()
    )


def find_rows(wanted: Mapping[str, pl.Series], keys: pl.DataFrame) -> pl.Series:
    """Which row of a table has each wanted key?

    Parameters
    ----------
    wanted
        The columns of the key, one value for each row of the panel; a null is never found.
    keys
        The key columns of the table, unique.

    Returns
    -------
    polars.Series
        The positions (unsigned integers) in ``keys``; null where it has no such row.

    Examples
    --------
    >>> import polars as pl
    >>> from precedents.panels.join import find_rows
    >>> table = pl.DataFrame({"code": [20, 2], "year": [1990, 1990]})
    >>> find_rows({"code": pl.Series([2, None, 20]), "year": pl.Series([1990, 1990, 1991])}, table).to_list()
    [1, None, None]
    """
    left = pl.DataFrame(dict(wanted)).select(keys.columns)
    if all(dtype.is_integer() for dtype in (*left.schema.values(), *keys.schema.values())):
        packed = [_pack(each) for each in (left, keys)]
        if not packed[0].null_count() and packed[0].is_sorted():
            return _scatter(packed[0].to_numpy(), packed[1].to_numpy())
        left, keys = (each.rename("key").to_frame() for each in packed)
    right = keys.with_row_index("row")
    return left.join(right, on=keys.columns, how="left", maintain_order="left")["row"]


def _pack(frame: pl.DataFrame) -> pl.Series:
    """One number for a key, in the order of its columns; null where one of them is."""
    packed = pl.lit(0, dtype=pl.Int64)
    for name in frame.columns:
        packed = packed * (_YEARS if name == "year" else _CODES) + pl.col(name).cast(pl.Int64)
    return frame.select(packed.alias("key"))["key"]


def _scatter(left: np.ndarray, right: np.ndarray) -> pl.Series:
    """The same, for a panel that is sorted: no hash of millions of rows is made."""
    rows = np.full(left.size, -1, dtype=np.int64)
    if left.size and right.size:
        if (np.diff(left) > 0).all():
            # each row of the smaller table looks for its one place in the larger
            place = np.minimum(np.searchsorted(left, right), left.size - 1)
            hit = left[place] == right
            rows[place[hit]] = np.flatnonzero(hit)
        else:
            order = np.argsort(right, kind="stable")
            ranked = right[order]
            place = np.minimum(np.searchsorted(ranked, left), ranked.size - 1)
            hit = ranked[place] == left
            rows[hit] = order[place[hit]]
    found = pl.Series("row", rows)
    return found.set(found < 0, None).cast(pl.UInt32)
