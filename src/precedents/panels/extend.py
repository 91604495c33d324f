"""A panel with more columns: every addition applied in turn, to the whole or to a block of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl
import polars.selectors as cs

from precedents.core.errors import NeedsSource, UsageError
from precedents.panels.additions import Addition
from precedents.panels.grain import SYSTEMS, Ask, Grain
from precedents.panels.join import join_keyed
from precedents.panels.keyed import STATE, Keyed, Tables
from precedents.panels.narrow import KEYS, narrow_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One addition as it was asked for, its tables read and checked; ``tables`` is empty where it makes columns of columns."""

    addition: Addition
    ask: Ask
    tables: tuple[Keyed, ...] = ()
    narrow: bool = False


@dataclass(slots=True)
class Numbers:
    """The numbers of either system for the rows of one block of a panel, made when first asked for."""

    frame: pl.DataFrame
    grain: Grain
    tables: Tables
    _made: dict[str, Mapping[str, pl.Series]] = field(default_factory=dict)

    def __call__(self, system: str) -> Mapping[str, pl.Series]:
        """The numbers of a system for each side; null where a state has none in that year."""
        if system not in self._made:
            self._made[system] = {
                side: self._read(column, system)
                for side, column in zip(self.grain.sides, self.grain.states, strict=True)
            }
        return self._made[system]

    def _read(self, column: str, system: str) -> pl.Series:
        if system == self.grain.system:
            return self.frame[column]
        asked = column.replace(SYSTEMS[self.grain.system], SYSTEMS[system])
        if asked in self.frame.columns:  # the user added the codes, or brought them
            return self.frame[asked]
        walk = self.tables.crosswalk(self.grain.system, system)
        known = Keyed(
            frame=walk, key=STATE, system=self.grain.system, name=f"crosswalk {self.grain.system} to {system}"
        )
        grain = Grain(
            kind=self.grain.kind, system=self.grain.system, units=(column,), states=(column,), sides=("",)
        )
        return join_keyed(self.frame, grain, known, lambda _: {"": self.frame[column]})["other"]


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
    if narrow:
        made = tuple(replace(keyed, frame=narrow_table(keyed.frame)) for keyed in made)
    return Step(addition=addition, ask=ask, tables=made, narrow=narrow)


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
    rows, numbers = frame.height, Numbers(frame, grain, tables)
    for step in steps:
        if step.addition.apply is not None:
            made = step.addition.apply(frame, step.ask)
            parts = [made.with_columns(cs.integer().cast(KEYS)) if step.narrow else made]
        else:
            parts = [join_keyed(frame, grain, keyed, numbers) for keyed in step.tables]
        for new in parts:
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
