"""Panels as a user makes them: say what a row is, add what is to be known of it, and collect."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl
import polars.selectors as cs

from precedents.app.panel_tables import PanelTables
from precedents.core.errors import UsageError, did_you_mean
from precedents.panels.additions import Addition, read_addition
from precedents.panels.blocks import BLOCKS
from precedents.panels.extend import extend_panel, read_step
from precedents.panels.grain import PEACESCIENCER, Ask, Grain, build_grain
from precedents.panels.narrow import KEYS
from precedents.panels.state_years import FIRST_YEAR, LAST_YEAR
from precedents.panels.write import build_lazy, write_blocks
from precedents.record.store import Record

YEARS = (FIRST_YEAR, LAST_YEAR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A panel that is planned and not yet made: :meth:`add` says more, :meth:`collect` makes it.

    ``grain`` says what a row is, ``years`` the first and last, ``asked`` what was added, in order.
    """

    grain: Grain
    years: tuple[int, int]
    like: str
    rule: str | float
    tables: PanelTables
    asked: tuple[tuple[Addition, Ask], ...] = ()

    def add(self, *names: str, **options: Any) -> Panel:
        """What is to be known of each row, under the names of peacesciencer's functions without ``add_``.

        Parameters
        ----------
        names
            The additions; ``precedents panel --list`` shows them.
        options
            Options of these additions, such as ``type="intra"`` for ``cow_wars``.

        Returns
        -------
        Panel
            The longer plan; nothing is read yet.

        Raises
        ------
        UsageError
            When there is no such addition or option, or it does not fit this kind of panel; near misses are offered.
        """
        asked = list(self.asked)
        additions = [read_addition(name) for name in names]
        known = {option for addition in additions for option in addition.options}
        for option in options:
            if option not in known:
                near = did_you_mean(option, known)
                raise UsageError(
                    f"{', '.join(names)}: no option {option!r}; there are {', '.join(sorted(known)) or 'none'}.{near}"
                )
        for addition in additions:
            if self.grain.kind not in addition.kinds:
                raise UsageError(
                    f"{addition.name} cannot be added to {self.grain.kind}; it fits {', '.join(addition.kinds)}"
                )
            said = {
                **addition.options,
                **{name: value for name, value in options.items() if name in addition.options},
            }
            asked.append((addition, Ask(grain=self.grain, years=self.years, like=self.like, options=said)))
        return replace(self, asked=tuple(asked))

    def collect(self, *, narrow: bool = False) -> pl.DataFrame:
        """The panel, as one frame.

        Parameters
        ----------
        narrow
            Whether numbers are kept in the smallest type that holds them: a quarter of the memory, and sums of
            products may then overflow. Without it, 64 bits.

        Returns
        -------
        polars.DataFrame
            One row a key of the grain, sorted by it.

        Raises
        ------
        NeedsSource
            When an addition needs a source that was not pulled.
        """
        parts = list(self._build(narrow=narrow))
        return parts[0] if len(parts) == 1 else pl.concat(parts, rechunk=False)

    def write(self, path: Path | str, *, narrow: bool = True) -> Path:
        """Write the panel to a file, block by block: memory stays small however long it is.

        Parameters
        ----------
        path
            A file that ends in ``.parquet`` or ``.csv``.
        narrow
            As in :meth:`collect`.

        Returns
        -------
        Path
            The file, which has its name only once it is whole.
        """
        return write_blocks(self._build(narrow=narrow), Path(path))

    def lazy(self, *, narrow: bool = False) -> pl.LazyFrame:
        """The panel as a lazy frame that is made block by block, as it is collected or written."""
        return build_lazy(self._build(narrow=narrow))

    def _build(self, *, narrow: bool) -> Iterator[pl.DataFrame]:
        steps = [read_step(addition, ask, self.tables, narrow=narrow) for addition, ask in self.asked]
        ask = Ask(grain=self.grain, years=self.years, like=self.like, options={"rule": self.rule})
        for block in BLOCKS[self.grain.kind](self.tables, ask):
            rows = block.with_columns(cs.integer().cast(KEYS)) if narrow else block
            yield extend_panel(rows, self.grain, steps, self.tables)

    @property
    def sources(self) -> tuple[str, ...]:
        """The ids of the sources behind the panel, for ``precedents sources cite``."""
        found = ["isard", *(source for addition, _ in self.asked for source in addition.sources)]
        return tuple(dict.fromkeys(found))

    def __repr__(self) -> str:
        added = ", ".join(addition.name for addition, _ in self.asked) or "nothing yet"
        return f"<{self.grain.kind} ({self.grain.system}), {self.years[0]} to {self.years[1]}; added: {added}; collect() makes it>"


def build_panel(
    kind: str,
    *,
    system: str = "cow",
    years: tuple[int, int] = YEARS,
    rule: str | float = "any",
    like: str = "",
    record: Record | None = None,
    home: Path | str | None = None,
) -> Panel:
    """Which panel of a kind is there, before anything is added?

    Parameters
    ----------
    kind
        ``state-years``, ``dyad-years``, ``directed-dyad-years``, ``leader-years``, ``conflict-years`` or ``spells``.
    system
        ``cow`` (Correlates of War) or ``gw`` (Gleditsch and Ward).
    years
        First and last year, both included.
    rule
        For a year in which a state was one for a part only: ``any`` day of it, its ``start``, its ``end``, or a
        share of its days (0.5).
    like
        Empty, or ``peacesciencer`` for that program's values where ours differ.
    record, home
        The record, and the folder of pulled sources; what is open by default when None.

    Returns
    -------
    Panel
        The plan.

    Raises
    ------
    UsageError
        When a name is unknown or the years are in the wrong order.
    """
    if like not in ("", PEACESCIENCER):
        raise UsageError(
            f"like={like!r}: the one other program whose values can be asked for is {PEACESCIENCER!r}"
        )
    if years[0] > years[1]:
        raise UsageError(f"the years run from {years[0]} to {years[1]}: the first must not be after the last")
    grain = build_grain(kind, system)
    tables = PanelTables(record, home)
    return Panel(grain=grain, years=years, like=like, rule=rule, tables=tables)


state_years = functools.partial(build_panel, "state-years")
"""Panel of state-years; see :func:`build_panel`."""
