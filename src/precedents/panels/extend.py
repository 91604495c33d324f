"""A panel with more columns: every addition applied in turn, to the whole or to a block of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

import polars as pl
import polars.selectors as cs

from precedents.core.errors import NeedsSource, UsageError
from precedents.panels.additions import Addition
from precedents.panels.block import Block
from precedents.panels.clash import settle_names
from precedents.panels.grain import Ask, Grain
from precedents.panels.join import Index, build_index, join_between, join_keyed
from precedents.panels.keyed import Between, Keyed, Tables
from precedents.panels.narrow import KEYS, narrow_table, settle_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One addition as it was asked for, its tables read and checked; ``tables`` is empty where it makes columns of columns."""

    addition: Addition
    ask: Ask
    tables: tuple[Index | Between, ...] = ()
    narrow: bool = False


def read_step(addition: Addition, ask: Ask, tables: Tables, *, narrow: bool = False) -> Step:
    """One addition with its tables read, once for all blocks of a panel; ``narrow`` gives them small types.

    Raises
    ------
    UsageError
        When the addition does not fit this kind of panel.
    NeedsSource
        When a source that it is made of was not pulled.
    """
    if ask.grain.kind not in addition.kinds:
        raise UsageError(
            f"{addition.name} cannot be added to {ask.grain.kind}; it fits {', '.join(addition.kinds)}"
        )
    try:
        made = addition.build(tables, ask) if addition.build else ()
    except NeedsSource as error:
        raise NeedsSource(f"{addition.name} {error}", source=error.source, table=error.table) from error
    shape = narrow_table if narrow else settle_table
    made = tuple(replace(each, frame=shape(each.frame)) if isinstance(each, Keyed) else each for each in made)
    indexes = tuple(build_index(each) if isinstance(each, Keyed) else each for each in made)
    return Step(addition=addition, ask=ask, tables=indexes, narrow=narrow)


def extend_panel(frame: pl.DataFrame, grain: Grain, steps: Sequence[Step], tables: Tables) -> pl.DataFrame:
    """What does a panel hold once the additions are made?

    Parameters
    ----------
    frame
        The panel, or a block of it that holds whole units (all years of a dyad).
    grain
        What a row of it is.
    steps
        The additions, in the order in which they were asked for.
    tables
        For the numbers of the other system of states.

    Returns
    -------
    polars.DataFrame
        The same rows in the same order, with the new columns.

    Raises
    ------
    UsageError
        When an addition would write over a column that the panel has.
    """
    rows, block = frame.height, Block(frame, grain, tables)
    for step in steps:
        if step.addition.apply is not None:
            made = step.addition.apply(frame, step.ask)
            parts = [made.with_columns(cs.integer().cast(KEYS if step.narrow else pl.Int32))]
        else:
            parts = [
                join_keyed(block, each) if isinstance(each, Index) else join_between(block, each)
                for each in step.tables
            ]
        for part, source in zip_longest(parts, step.tables):
            new = part
            if isinstance(source, Index):
                new = settle_names(frame, part, source.keyed, step.addition.prefix, step.ask.like)
            taken = [name for name in new.columns if name in frame.columns]
            if taken:
                raise UsageError(
                    f"{step.addition.name} would write over {', '.join(taken)}: the panel has these already; drop or "
                    "rename them, or leave the addition out"
                )
            frame = frame.hstack(new)
    if frame.height != rows:  # cannot be by construction; the promise is worth a look
        raise UsageError(f"the panel had {rows} rows and has {frame.height}: an addition broke its promise")
    return frame
