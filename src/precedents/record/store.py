"""The record that a run reads: verified when it is opened, its tables loaded when they are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any

import polars as pl

from precedents.core.errors import PrecedentsError, RecordError, UsageError, did_you_mean
from precedents.core.overlay import Overlay
from precedents.core.source import Column, Coverage, Source, Table
from precedents.record.builders import ENTITIES
from precedents.record.compiled import read_compiled
from precedents.record.editions import find_edition
from precedents.record.find import find_columns
from precedents.record.find_case import find_case
from precedents.record.kept import Kept
from precedents.record.manifest import build_id
from precedents.record.measures import Measure
from precedents.record.outcomes.library import join_derived
from precedents.record.overlay import join_overlays
from precedents.record.pull import read_home
from precedents.record.pulled_tables import fill_tables
from precedents.record.states import Entities


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Record:
    """One compiled record, at one edition of each table.

    ``id`` is the hash of its content, ``compiled`` that of the folder alone, without the tables that were made
    of pulled sources. ``sources`` are the data sets behind it, ``tables`` its dictionary, ``measures`` the
    columns that have a name of their own, ``rows`` how many rows each stored table has: a table that needs a
    source which was not pulled is in ``tables`` alone. ``overlays`` are the user's own cases, ``chosen`` the
    editions that were asked for. Two records with the same id hold the same rows, edition by edition.
    """

    id: str
    compiled: str
    path: Path
    version: str
    sources: Mapping[str, Source]
    tables: Mapping[str, Table]
    measures: Mapping[str, Measure]
    rows: Mapping[str, int]
    overlays: tuple[Overlay, ...] = ()
    chosen: tuple[str, ...] = ()
    _stored: Mapping[str, str] = field(repr=False)
    _words: Mapping[str, Table] = field(repr=False)
    _filled: Mapping[str, Kept | PrecedentsError] = field(repr=False, default_factory=dict)
    _loaded: dict[str, pl.DataFrame] = field(repr=False, default_factory=dict)
    _resolver: list[Entities] = field(repr=False, default_factory=list)
    _cases: dict[str, tuple[str, dict[str, Any]]] = field(repr=False, default_factory=dict)

    def spec(self, name: str) -> Table:
        """What the dictionary says of a table.

        Parameters
        ----------
        name
            The table.

        Returns
        -------
        Table
            Its entry, as the edition in use fills it.

        Raises
        ------
        UsageError
            When there is no such table; near misses are offered.
        NeedsSource
            When its rows are made of a source that was not pulled; ``tables`` has its entry all the same.
        """
        lacking = self._filled.get(name)
        if isinstance(lacking, PrecedentsError):
            raise copy(lacking)
        return self._entry(name)

    def _entry(self, name: str) -> Table:
        spec = self.tables.get(name)
        if spec is None:
            held = f"it has {', '.join(sorted(self.tables))}.{did_you_mean(name, self.tables)}"
            raise UsageError(f"the record has no table {name!r}; {held}")
        return spec

    def column(self, table: str, name: str) -> Column:
        """What the dictionary says of a column; :exc:`UsageError` with near misses when there is none."""
        spec = self._entry(table)
        column = spec.column(name)
        if column is None:
            near = did_you_mean(name, [each.name for each in spec.columns])
            raise UsageError(
                f"{table} has no column {name!r}; `precedents columns {table}` lists them.{near}"
            )
        return column

    def coverage(self, table: str, column: str) -> Coverage:
        """For which years and entities a column speaks.

        Parameters
        ----------
        table, column
            Their names.

        Returns
        -------
        Coverage
            Outside it the column says nothing, not zero.

        Raises
        ------
        UsageError
            When there is no such table or column.
        """
        return self.column(table, column).coverage

    def table(self, name: str) -> pl.DataFrame:
        """The rows of a table.

        Parameters
        ----------
        name
            The table.

        Returns
        -------
        polars.DataFrame
            Columns as in the dictionary, sorted by the key.

        Raises
        ------
        UsageError
            When there is no such table; NeedsSource when its source was not pulled.
        RecordError
            When its file cannot be read or is not what the dictionary says.
        """
        spec = self.spec(name)
        stored = self._stored[name]
        if stored not in self._loaded:
            filled = self._filled.get(stored)
            path = filled.path if isinstance(filled, Kept) else self.path / f"{stored}.parquet"
            try:
                frame = filled.read() if isinstance(filled, Kept) else pl.read_parquet(path)
            except (OSError, pl.exceptions.PolarsError) as error:
                raise RecordError(f"{path} cannot be read ({error}); install the package again") from error
            if frame.columns != [column.name for column in spec.columns]:
                raise RecordError(f"{path} has other columns than the record's dictionary; compile it again")
            self._loaded[stored] = frame
        return self._loaded[stored]

    @property
    def entities(self) -> Entities:
        """Who is who: states, sub-state targets and groups by name, code and date."""
        if not self._resolver:
            self._resolver.append(Entities({name: self.table(name) for name in ENTITIES.tables}))
        return self._resolver[0]

    def editions(self, table: str) -> tuple[str, ...]:
        """Which editions of a table the record holds, the one in use first; none where there is only one."""
        held = self.spec(table).editions
        return tuple(source for source, _ in sorted(held, key=lambda each: each[1] != self.stored(table)))

    def stored(self, table: str) -> str:
        """Under which name the edition of a table that is in use is stored."""
        return self._stored[table]

    def with_edition(self, edition: str) -> Record:
        """The same record with every table that has this edition read from it.

        Parameters
        ----------
        edition
            The id of the source that makes the edition, such as ``ucdp-acd-22.1``.

        Returns
        -------
        Record
            The tables without such an edition stay as they are.

        Raises
        ------
        UsageError
            When no table has it.
        """
        stored = find_edition(self.tables, edition)
        tables = {**self.tables, **{name: self._words[held] for name, held in stored.items()}}
        kept = [each for each in self.chosen if not stored.keys() & find_edition(self.tables, each).keys()]
        return replace(
            self,
            chosen=(*kept, edition),
            tables=MappingProxyType(join_derived(tables)),
            _stored={**self._stored, **stored},
            _cases={},
        )

    def case(self, case_id: str) -> tuple[str, dict[str, Any]]:
        """What the record says of one case, agreement, magnitude or fact.

        Parameters
        ----------
        case_id
            Its id, such as ``intervention:kosovo-1999``.

        Returns
        -------
        tuple of str and dict
            The name of its table, and its row.

        Raises
        ------
        UsageError
            When nothing has this id; near misses are offered. NeedsSource when the table of such cases needs one.
        """
        if case_id not in self._cases:
            self._cases[case_id] = find_case(self, case_id)
        name, row = self._cases[case_id]
        return name, dict(row)

    def find_columns(self, words: str) -> list[Column]:
        """Which columns speak of these words, the likeliest first; all of them for no words."""
        return find_columns(self.tables.values(), words)


def open_record(
    path: Path | str | None = None,
    *,
    home: Path | str | None = None,
    overlay: Path | str | Iterable[Path | str] = (),
) -> Record:
    """Which record a run reads: the embedded one, or a folder that `precedents record build` wrote; and what was pulled.

    Parameters
    ----------
    path
        The folder; the record inside the package when None.
    home
        The folder of pulled sources; ``PRECEDENTS_HOME`` or the user's data folder when None. What was pulled
        fills the tables that no record ships, and changes the record's id.
    overlay
        A file of a user's own cases, or several: laid over the record, with an id of its own.

    Returns
    -------
    Record
        Every file verified against the manifest; tables are loaded when asked for.

    Raises
    ------
    RecordError
        When it is not there or not intact: says what, where, and what to do.
    ArgumentError, UsageError
        When a file of own cases has faults, every one with its place; or is not there.

    Examples
    --------
    >>> record = open_record()
    >>> table, war = record.case("war:kosovo-1998")
    >>> table, war["end"]
    ('conflicts', datetime.date(1999, 11, 21))
    """
    folder = Path(str(resources.files("precedents.record") / "embedded")) if path is None else Path(path)
    compiled, content = _open_compiled(folder)
    filled = fill_tables(compiled, read_home() if home is None else Path(home))
    made = {name: each for name, each in filled.items() if isinstance(each, Kept)}
    rows = {**compiled.rows, **{name: each.rows for name, each in made.items()}}
    opened = replace(
        compiled,
        id=build_id({**content, **{name: each.content for name, each in made.items()}}),
        rows=MappingProxyType(rows),
        _filled=filled,
        _cases={},
    )
    return join_overlays(opened, overlay)


def _open_compiled(folder: Path) -> tuple[Record, dict[str, str]]:
    """The record of a folder, and the content hash of each of its tables."""
    manifest, words = read_compiled(folder)
    current = {name: table for name, table in words.tables.items() if "@" not in name}
    record = Record(
        id=manifest["id"],
        compiled=manifest["id"],
        path=folder,
        version=manifest["version"],
        sources=MappingProxyType(dict(words.sources)),
        tables=MappingProxyType(join_derived(current)),
        measures=MappingProxyType(dict(words.measures)),
        rows=MappingProxyType({name: entry["rows"] for name, entry in manifest["tables"].items()}),
        _stored={name: name for name in current},
        _words=words.tables,
    )
    return record, {name: entry["content"] for name, entry in manifest["tables"].items()}
