"""Panels as a user makes them: say what a row is, add what is to be known of it, and collect."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl
import polars.selectors as cs

from precedents.app.panel_tables import PanelTables
from precedents.core.errors import UsageError, did_you_mean
from precedents.panels.additions import Addition, read_addition
from precedents.panels.ahead import build_ahead
from precedents.panels.blocks import BLOCKS
from precedents.panels.extend import extend_panel, read_step
from precedents.panels.grain import PEACESCIENCER, Ask, Grain, build_grain
from precedents.panels.narrow import KEYS
from precedents.panels.relevant import NEEDS, restrict_relevant
from precedents.panels.spells import build_spells
from precedents.panels.state_years import FIRST_YEAR, LAST_YEAR
from precedents.panels.write import build_lazy, write_blocks
from precedents.record.store import Record

YEARS = (FIRST_YEAR, LAST_YEAR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A panel that is planned and not yet made: :meth:`add` says more, :meth:`collect` makes it.

    ``grain`` says what a row is, ``years`` the first and last, ``asked`` what was added, in order. ``runs`` are the
    events whose spells are wanted in place of the rows (none named: every event that was added). ``relevant`` is after
    how many additions the dyads are restricted to the politically relevant ones (None: not at all).
    """

    grain: Grain
    years: tuple[int, int]
    like: str
    rule: str | float
    tables: PanelTables
    asked: tuple[tuple[Addition, Ask], ...] = ()
    runs: tuple[str, ...] | None = None
    relevant: int | None = None

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

    def restrict_relevant(self) -> Panel:
        """Only dyads that are politically relevant: of states that touch, or of which one is a major power.

        Adds ``contiguity`` and ``cow_majors`` where they were not. What is added afterwards is made for the dyads that
        are left, which takes a tenth of the time; but years of peace, say, must be counted before.

        Returns
        -------
        Panel
            The plan.

        Raises
        ------
        UsageError
            When it is no panel of dyads.
        """
        if not self.grain.dyadic:
            raise UsageError(
                f"{self.grain.kind} hold no pairs of states; restrict_relevant() is for dyad-years"
            )
        added = [addition.name for addition, _ in self.asked]
        plan = self.add(*(name for name in NEEDS if name not in added))
        return replace(plan, relevant=len(plan.asked))

    def spells(self, *events: str) -> Panel:
        """Which runs of years of one state of affairs are there, in place of the rows of the panel?

        Parameters
        ----------
        events
            Columns of 0 and 1, such as ``gmlmidongoing``; every ongoing event that was added when none is named.

        Returns
        -------
        Panel
            The plan; its rows are those of :func:`precedents.panels.spells.build_spells`, sorted by unit within
            each block of the panel.
        """
        return replace(self, runs=events)

    def collect(self, *, narrow: bool = False) -> pl.DataFrame:
        """The panel, as one frame.

        Parameters
        ----------
        narrow
            Whether numbers are kept in the smallest type that holds them, and text as one of a list: less than half
            of the memory, but products may then overflow. Without it, keys and large numbers have 64 bits, and
            columns of flags, codes and levels 32: the product of any two of these still fits.

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

    def head(self, rows: int = 5) -> pl.DataFrame:
        """The first rows, made of the first block alone."""
        return next(self._build(narrow=False)).head(rows)

    def write(
        self, path: Path | str, *, narrow: bool = True, done: Callable[[pl.DataFrame], None] | None = None
    ) -> Path:
        """Write the panel to a file, block by block: memory stays small however long it is.

        Parameters
        ----------
        path
            A file that ends in ``.parquet`` or ``.csv``.
        narrow
            As in :meth:`collect`.
        done
            Called with each block once it is made, for those who show progress.

        Returns
        -------
        Path
            The file, which has its name only once it is whole.
        """
        blocks = self._build(narrow=narrow)
        return write_blocks(blocks if done is None else _tell(blocks, done), Path(path))

    def lazy(self, *, narrow: bool = False) -> pl.LazyFrame:
        """The panel as a lazy frame that is made block by block, as it is collected or written."""
        return build_lazy(self._build(narrow=narrow))

    def _build(self, *, narrow: bool) -> Iterator[pl.DataFrame]:
        steps = [read_step(addition, ask, self.tables, narrow=narrow) for addition, ask in self.asked]
        ask = Ask(grain=self.grain, years=self.years, like=self.like, options={"rule": self.rule})
        self.tables.release()
        names = cs.by_name(*dict.fromkeys((*self.grain.key, *self.grain.states)))

        def build(block: pl.DataFrame) -> pl.DataFrame:
            rows = block.with_columns((cs.integer() & names).cast(KEYS)) if narrow else block
            extended = extend_panel(rows, self.grain, steps[: self.relevant], self.tables)
            if self.relevant is not None:
                kept = restrict_relevant(extended, self.like)
                extended = extend_panel(kept, self.grain, steps[self.relevant :], self.tables)
            return (
                extended if self.runs is None else build_spells(extended, self.grain, self.years, self.runs)
            )

        yield from build_ahead(BLOCKS[self.grain.kind](self.tables, ask), build)

    @property
    def sources(self) -> tuple[str, ...]:
        """The ids of the sources behind the panel, those of the record's columns too, for ``precedents sources cite``."""
        return self.tables.list_sources(self.grain.kind, (addition for addition, _ in self.asked))

    def __repr__(self) -> str:
        added = ", ".join(addition.name for addition, _ in self.asked) or "nothing yet"
        kind = self.grain.kind if self.runs is None else f"spells of {self.grain.kind}"
        kind += "" if self.relevant is None else ", the politically relevant"
        return f"<{kind} ({self.grain.system}), {self.years[0]} to {self.years[1]}; added: {added}; collect() makes it>"


def _tell(blocks: Iterator[pl.DataFrame], done: Callable[[pl.DataFrame], None]) -> Iterator[pl.DataFrame]:
    for block in blocks:
        yield block
        done(block)


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
        ``state-years``, ``dyad-years``, ``directed-dyad-years``, ``leader-years``, ``conflict-years`` or ``spells``
        (those of state-years; any panel gives its own by :meth:`Panel.spells`).
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
    if not isinstance(years, Sequence) or [type(year) for year in years] != [int, int]:
        raise UsageError(f"years={years!r}: give the first and the last, as in years=(1946, 2024)")
    if years[0] > years[1]:
        raise UsageError(f"the years run from {years[0]} to {years[1]}: the first must not be after the last")
    spells = kind == "spells"  # of states, unless a panel of something else is asked for its spells
    grain = build_grain("state-years" if spells else kind, system)
    tables = PanelTables(record, home)
    runs = () if spells else None
    return Panel(grain=grain, years=years, like=like, rule=rule, tables=tables, runs=runs)


def state_years(**said: Any) -> Panel:
    """The panel of state-years; options as in :func:`build_panel`."""
    return build_panel("state-years", **said)


def dyad_years(*, directed: bool = True, **said: Any) -> Panel:
    """The panel of dyad-years, from either side or each pair once; options as in :func:`build_panel`."""
    return build_panel("directed-dyad-years" if directed else "dyad-years", **said)


def leader_years(**said: Any) -> Panel:
    """The panel of leader-years; options as in :func:`build_panel`."""
    return build_panel("leader-years", **said)


def conflict_years(**said: Any) -> Panel:
    """The panel of conflict-years; options as in :func:`build_panel`."""
    return build_panel("conflict-years", **said)
