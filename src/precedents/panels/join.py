"""The one join of the panels: every row of the panel stays, none is added, none is filled outside coverage."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from precedents.panels.block import CELLS, FIRST, NOWHERE, YEARS, Block
from precedents.panels.keyed import Between, Keyed

_NOBODY = 0  # no state has this number in either system


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """A keyed table as it is looked up: built once, used for every block of a panel.

    ``rows`` are the values with two rows more at the end: one of nothing, for where the table does not speak, and
    one of what an absent row means, for where it does. ``table`` gives the row of each cell of state and year
    (keys by state); ``ranked`` and ``order`` are the sorted keys and their rows (keys by dyad and year).
    """

    keyed: Keyed
    rows: pl.DataFrame
    table: NDArray[np.uint32] | None = None
    ranked: NDArray[np.int64] | None = None
    order: NDArray[np.int64] | None = None

    @property
    def nothing(self) -> int:
        """The row of nothing."""
        return self.keyed.frame.height

    @property
    def absent(self) -> int:
        """The row of what an absent row means."""
        return self.keyed.frame.height + 1


def build_index(keyed: Keyed) -> Index:
    """How is a keyed table looked up?

    Parameters
    ----------
    keyed
        The table.

    Returns
    -------
    Index
        The look-up.
    """
    frame, values = keyed.frame, keyed.frame.select(keyed.values)
    missing = pl.DataFrame({name: pl.Series([None], dtype=kind) for name, kind in values.schema.items()})
    filled = missing.with_columns(
        pl.lit(value).cast(values.schema[name]).alias(name) for name, value in keyed.fill.items()
    )
    rows = pl.concat([values, missing, filled])
    empty = Index(keyed=keyed, rows=rows)
    if keyed.key[0] == "code":
        code = frame["code"].to_numpy().astype(np.int64)
        table = np.full(CELLS, empty.nothing, dtype=np.uint32)
        if keyed.fill:
            first, last = _covered(keyed)
            table.reshape(-1, YEARS)[1:, first : last + 1] = empty.absent
            table[NOWHERE] = empty.nothing
        if "year" in keyed.key:
            table[code * YEARS + frame["year"].to_numpy().astype(np.int64) - FIRST] = np.arange(frame.height)
        else:
            table.reshape(-1, YEARS)[code] = np.arange(frame.height, dtype=np.uint32)[:, None]
            table[NOWHERE] = empty.nothing
        return Index(keyed=keyed, rows=rows, table=table)
    if keyed.key[0] == "code1":
        one, two = (frame[name].to_numpy().astype(np.int64) for name in ("code1", "code2"))
        packed = (one * (CELLS // YEARS) + two) * YEARS
        packed += frame["year"].to_numpy().astype(np.int64) - FIRST if "year" in keyed.key else 0
        order = np.argsort(packed, kind="stable")
        return Index(keyed=keyed, rows=rows, ranked=packed[order], order=order)
    return empty


def _covered(keyed: Keyed) -> tuple[int, int]:
    """The years for which the table speaks, as places in a row of :attr:`Index.table`."""
    first = 0 if keyed.first_year is None else max(keyed.first_year - FIRST, 0)
    last = YEARS - 1 if keyed.last_year is None else min(keyed.last_year - FIRST, YEARS - 1)
    return first, last


def join_keyed(block: Block, index: Index) -> pl.DataFrame:
    """Which columns does a keyed table add to a block of a panel?

    Parameters
    ----------
    block
        The rows of the panel.
    index
        The table; its numbers of states may be those of the other system.

    Returns
    -------
    polars.DataFrame
        The new columns alone, as many rows as the block, in its order. A key by state gives a dyad one set of
        columns for each side, ending in 1 and 2.
    """
    keyed = index.keyed
    if index.table is not None:
        parts = []
        for side in block.grain.sides:
            found = index.table[block.read_places(keyed.system, side)]
            made = index.rows.select(pl.col(keyed.values).gather(pl.Series(found)))
            parts.append(made.rename({name: f"{name}{side}" for name in keyed.values}) if side else made)
        return pl.concat(parts, how="horizontal")
    found = _find_dyads(block, index) if index.ranked is not None else _find_others(block, index)
    return index.rows.select(pl.col(keyed.values).gather(pl.Series(found)))


def _find_dyads(block: Block, index: Index) -> NDArray[np.uint32]:
    keyed = index.keyed
    packed, ascending = block.read_dyads(keyed.system, with_year="year" in keyed.key)
    ranked, order = index.ranked, index.order
    assert ranked is not None
    assert order is not None
    found = np.full(packed.size, index.nothing, dtype=np.uint32)
    if keyed.fill:
        first, last = _covered(keyed)
        year = block.years - FIRST
        found[(packed >= 0) & (year >= first) & (year <= last)] = index.absent
    if not packed.size or not ranked.size:
        return found
    if ascending:
        # each row of the smaller table looks for its one place in the panel: no hash of millions of rows is made
        start, end = np.searchsorted(ranked, [packed[0], packed[-1] + 1])
        wanted = ranked[start:end]
        place = np.minimum(np.searchsorted(packed, wanted), packed.size - 1)
        hit = packed[place] == wanted
        found[place[hit]] = order[start:end][hit]
    else:
        place = np.minimum(np.searchsorted(ranked, packed), ranked.size - 1)
        hit = ranked[place] == packed
        found[hit] = order[place[hit]]
    return found


def _find_others(block: Block, index: Index) -> NDArray[np.uint32]:
    """Keys that are no numbers of states: leaders, conflicts."""
    keyed = index.keyed
    right = keyed.frame.select(keyed.key).with_row_index("row")
    left = block.frame.select(keyed.key)
    rows = left.join(right, on=list(keyed.key), how="left", maintain_order="left")["row"]
    absent = pl.lit(index.nothing)
    if keyed.fill:
        speaks = pl.all_horizontal(pl.col(keyed.key).is_not_null())
        year = pl.Series("year_", block.years)
        first, last = _covered(keyed)
        within = (year - FIRST).is_between(first, last)
        absent = pl.when(speaks & within).then(index.absent).otherwise(index.nothing)
    filled = left.select(pl.coalesce(rows.cast(pl.Int64), absent).alias("row"))["row"]
    return filled.to_numpy().astype(np.uint32)


def join_between(block: Block, between: Between) -> pl.DataFrame:
    """Which column does an array between any two states add to a block of dyads?

    Parameters
    ----------
    block
        The rows of the panel.
    between
        The array, as what reads it.

    Returns
    -------
    polars.DataFrame
        The one new column, as many rows as the block, in its order; null where a state has no number in the
        array's system or the array does not know.
    """
    first, second = (
        block.read_codes(between.system, side).fill_null(_NOBODY).to_numpy() for side in ("1", "2")
    )
    values = between.read(first, second, block.frame["year"].to_numpy())
    column = pl.Series(between.name, values, nan_to_null=True)
    # whole numbers in the type of the panel's years: small in a narrow panel, 64 bits in a wide one
    return (column.cast(block.frame.schema["year"]) if between.whole else column).to_frame()
