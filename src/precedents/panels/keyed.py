"""A table that can be joined to a panel: one row a key, and what it means when a row is not there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import polars as pl

from precedents.core.errors import RecordError
from precedents.core.source import Coverage

STATE = ("code", "year")
DYAD = ("code1", "code2", "year")
_SHOWN = 5


class Tables(Protocol):
    """Whatever gives the rows of sources and of the record to those who make a panel of them."""

    def source(self, source_id: str, member: str | None = None) -> pl.DataFrame:
        """The rows of a pulled source, under the publisher's names; NeedsSource when it was not pulled."""

    def record(self, table: str) -> pl.DataFrame:
        """The rows of a table of the record."""

    def coverage(self, table: str, column: str) -> Coverage:
        """For which years and entities a column of the record speaks."""

    def crosswalk(self, system: str, other: str) -> pl.DataFrame:
        """Which number of ``other`` a state has in a year: ``code``, ``year``, ``other``; unique by the first two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyed:
    """What is known by state and year (or dyad and year, or leader), ready to be joined.

    ``frame`` holds the columns of ``key`` first, then the values, each under its final name. The key is made of
    ``code`` or ``code1`` and ``code2`` (numbers of ``system``), ``year``, or columns of the panel itself
    (``obsid``, ``conflict_id``). ``fill`` gives, by column, what an absent row means within ``first_year`` and
    ``last_year`` (None: without an end); outside them it means nothing, so the cell stays empty. A key by state
    that is joined to a dyad gives two sets of columns, ending in 1 and 2.

    Raises
    ------
    RecordError
        When two rows have the same key: both are shown, and nothing is joined.
    """

    frame: pl.DataFrame
    key: tuple[str, ...]
    system: str = ""
    fill: Mapping[str, Any] = field(default_factory=dict)
    first_year: int | None = None
    last_year: int | None = None
    name: str = ""

    def __post_init__(self) -> None:
        """See that no key stands twice: a join must not add rows."""
        absent = [column for column in self.key if column not in self.frame.columns]
        if absent:
            raise RecordError(f"{self.name or 'a table'} lacks the columns {', '.join(absent)} of its key")
        empty = self.frame.select(pl.any_horizontal(pl.col(self.key).is_null()).sum()).item()
        twice = self.frame.lazy().filter(pl.struct(self.key).is_duplicated()).head(_SHOWN).collect()
        if empty or twice.height:
            bad = (
                self.frame.filter(pl.any_horizontal(pl.col(self.key).is_null())).head(_SHOWN)
                if empty
                else twice
            )
            rows = "; ".join(
                ", ".join(f"{name}={value}" for name, value in row.items()) for row in bad.to_dicts()
            )
            what = "have no full key" if empty else "share a key"
            raise RecordError(
                f"{self.name or 'a table'}: rows {what} ({', '.join(self.key)}), so a join would change the number of "
                f"rows of the panel. The first: {rows}"
            )

    @property
    def values(self) -> tuple[str, ...]:
        """The columns that are joined."""
        return tuple(column for column in self.frame.columns if column not in self.key)


Array = np.ndarray
"""One number for each row of a panel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Between:
    """What is looked up between two states of a year in an array, where a table would have a row for every dyad-year.

    ``read`` is given the numbers (of ``system``) of the first and of the second state and the year, each of shape
    (rows,), and gives the values as floats of that shape, not a number where it does not know. ``name`` is the
    column, ``whole`` whether it holds whole numbers.
    """

    name: str
    system: str
    read: Callable[[Array, Array, Array], Array]
    whole: bool = False
