"""One block of a panel's rows, and where each row is looked up: computed once, however many tables are joined."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from precedents.core.errors import UsageError
from precedents.panels.grain import SYSTEMS, Grain
from precedents.panels.keyed import Tables

FIRST, YEARS = 1600, 600
"""The first year that a table by state and year has a cell for, and how many years it has."""

CODES = 1_000
"""Numbers of states are below it in both systems; none is zero."""

CELLS = CODES * YEARS
"""How many cells of state and year there are."""

NOWHERE = 0
"""The cell of rows whose state has no number: that of a state that does not exist."""


@dataclass(slots=True)
class Block:
    """The rows of a panel, or some of them, with the numbers of their states in either system.

    Parameters
    ----------
    frame
        The rows, before anything was added.
    grain
        What a row is.
    tables
        For the numbers of the other system.

    Raises
    ------
    UsageError
        When a year or a number of a state is out of any bounds.
    """

    frame: pl.DataFrame
    grain: Grain
    tables: Tables
    years: NDArray[np.int64] = field(init=False)
    _codes: dict[tuple[str, str], pl.Series] = field(default_factory=dict)
    _places: dict[tuple[str, str], NDArray[np.int64]] = field(default_factory=dict)
    _dyads: dict[tuple[str, bool], tuple[NDArray[np.int64], bool]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Check the years and numbers: a cell out of bounds would be another state's."""
        if self.frame["year"].null_count():
            raise UsageError(f"{self.frame['year'].null_count()} rows of the panel have no year")
        self.years = self.frame["year"].to_numpy().astype(np.int64)
        for name, low, high in (
            ("year", FIRST, FIRST + YEARS - 1),
            *((code, 1, CODES - 1) for code in self.grain.states),
        ):
            column = self.frame[name]
            if not column.is_between(low, high).all():
                wrong = column.filter(~column.is_between(low, high)).to_list()[0]
                raise UsageError(
                    f"the column {name} of the panel holds {wrong}: {low} to {high} are possible"
                )

    def read_codes(self, system: str, side: str) -> pl.Series:
        """The numbers of a system for one side of the rows; null where a state has none in that year."""
        if (system, side) not in self._codes:
            self._codes[system, side] = self._find_codes(system, side)
        return self._codes[system, side]

    def _find_codes(self, system: str, side: str) -> pl.Series:
        own = self.frame[f"{SYSTEMS[self.grain.system]}{side}"]
        if system == self.grain.system:
            return own
        asked = f"{SYSTEMS[system]}{side}"
        if asked in self.frame.columns:  # the user brought the numbers
            return self.frame[asked]
        walk = self.tables.crosswalk(self.grain.system, system)
        table = np.zeros(CELLS, dtype=np.int64)
        table[walk["code"].to_numpy().astype(np.int64) * YEARS + walk["year"].to_numpy() - FIRST] = walk[
            "other"
        ].to_numpy()
        found = pl.Series(asked, table[self.read_places(self.grain.system, side)])
        return found.set(found == 0, None)

    def read_places(self, system: str, side: str) -> NDArray[np.int64]:
        """The cell of state and year of one side of each row; :data:`NOWHERE` where the state has no number."""
        if (system, side) not in self._places:
            codes = self.read_codes(system, side)
            place = codes.fill_null(0).to_numpy().astype(np.int64) * YEARS + (self.years - FIRST)
            if codes.null_count():
                place[codes.is_null().to_numpy()] = NOWHERE
            self._places[system, side] = place
        return self._places[system, side]

    def read_dyads(self, system: str, *, with_year: bool) -> tuple[NDArray[np.int64], bool]:
        """One number for the two states (and the year) of each row, -1 where one has no number; and whether it ascends."""
        if (system, with_year) not in self._dyads:
            one, two = (self.read_codes(system, side) for side in ("1", "2"))
            packed = one.fill_null(0).to_numpy().astype(np.int64) * CODES + two.fill_null(
                0
            ).to_numpy().astype(np.int64)
            packed = packed * YEARS + (self.years - FIRST if with_year else 0)
            if one.null_count() or two.null_count():
                packed[(one.is_null() | two.is_null()).to_numpy()] = -1
            self._dyads[system, with_year] = packed, bool((np.diff(packed) > 0).all())
        return self._dyads[system, with_year]
