"""The record that a run reads: verified when it is opened, its tables loaded when they are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any

import polars as pl

from precedents.core.errors import PrecedentsError, RecordError, UsageError, did_you_mean
from precedents.core.source import Column, Coverage, Source, Table
from precedents.record.builders import ENTITIES
from precedents.record.find import find_columns
from precedents.record.manifest import DICTIONARY, build_id, read_manifest
from precedents.record.measures import Measure
from precedents.record.pull import read_home
from precedents.record.pulled_tables import Filled, fill_tables
from precedents.record.states import Entities
from precedents.record.wire import read_words


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Record:
    """One compiled record, at one edition of each table.

    ``id`` is the hash of its content, ``compiled`` that of the folder alone, without the tables that were made
    of pulled sources. ``sources`` are the data sets behind it, ``tables`` its dictionary, ``measures`` the
    columns that have a name of their own, ``rows`` how many rows each stored table has: a table that needs a
    source which was not pulled is in ``tables`` alone. Two records with the same id hold the same rows.
    """

    id: str
    compiled: str
    path: Path
    version: str
    sources: Mapping[str, Source]
    tables: Mapping[str, Table]
    measures: Mapping[str, Measure]
    rows: Mapping[str, int]
    _stored: Mapping[str, str] = field(repr=False)
    _words: Mapping[str, Table] = field(repr=False)
    _filled: Mapping[str, Filled | PrecedentsError] = field(repr=False, default_factory=dict)
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
            near = did_you_mean(name, self.tables)
            raise UsageError(
                f"the record has no table {name!r}; it has {', '.join(sorted(self.tables))}.{near}"
            )
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
            path = filled.path if isinstance(filled, Filled) else self.path / f"{stored}.parquet"
            try:
                frame = filled.read() if isinstance(filled, Filled) else pl.read_parquet(path)
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
        """Which editions of a table the record holds, the current one first; none where there is only one."""
        return tuple(source for source, _ in self.spec(table).editions)

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
        stored = {
            name: held
            for name, spec in self.tables.items()
            for source, held in spec.editions
            if source == edition
        }
        if not stored:
            known = sorted({source for spec in self.tables.values() for source, _ in spec.editions})
            near = did_you_mean(edition, known)
            raise UsageError(f"no table has the edition {edition!r}; there are {', '.join(known)}.{near}")
        tables = {**self.tables, **{name: self._words[held] for name, held in stored.items()}}
        return replace(self, _cases={}, tables=MappingProxyType(tables), _stored={**self._stored, **stored})

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
        if case_id in self._cases:
            name, row = self._cases[case_id]
            return name, dict(row)
        kind = case_id.partition(":")[0]
        for name, spec in self.tables.items():
            if spec.case_kind == kind:
                self.spec(name)
        held = {name: spec for name, spec in self.tables.items() if not spec.pulled or name in self.rows}
        holders = [name for name, spec in held.items() if spec.column("id") is not None]
        holders.sort(key=lambda name: (self.tables[name].case_kind != kind, not name.startswith(kind), name))
        for name in holders:
            found = self.table(name).filter(pl.col("id") == case_id)
            if found.height:
                self._cases[case_id] = (name, found.row(0, named=True))
                return name, dict(self._cases[case_id][1])
        known = [known for name in holders for known in self.table(name)["id"]]
        raise UsageError(f"nothing in the record has the id {case_id!r}.{did_you_mean(case_id, known)}")

    def find_columns(self, words: str) -> list[Column]:
        """Which columns speak of these words, the likeliest first; all of them for no words."""
        return find_columns(self.tables.values(), words)


def open_record(path: Path | str | None = None, *, home: Path | str | None = None) -> Record:
    """Which record a run reads: the embedded one, or a folder that `precedents record build` wrote; and what was pulled.

    Parameters
    ----------
    path
        The folder; the record inside the package when None.
    home
        The folder of pulled sources; ``PRECEDENTS_HOME`` or the user's data folder when None. What was pulled
        fills the tables that no record ships, and changes the record's id.

    Returns
    -------
    Record
        Every file verified against the manifest; tables are loaded when asked for.

    Raises
    ------
    RecordError
        When it is not there or not intact: says what, where, and what to do.

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
    made = {name: each for name, each in filled.items() if isinstance(each, Filled)}
    rows = {**compiled.rows, **{name: each.rows for name, each in made.items()}}
    return replace(
        compiled,
        id=build_id({**content, **{name: each.content for name, each in made.items()}}),
        rows=MappingProxyType(rows),
        _filled=filled,
        _cases={},
    )


def _open_compiled(folder: Path) -> tuple[Record, dict[str, str]]:
    """The record of a folder, and the content hash of each of its tables."""
    manifest = read_manifest(folder)
    try:
        words = read_words((folder / DICTIONARY).read_bytes())
    except (TypeError, KeyError, ValueError) as error:
        raise RecordError(
            f"{folder / DICTIONARY} was written by version {manifest['version']} in another form; "
            "compile the record again with `precedents record build`"
        ) from error
    shipped = {name for name, table in words.tables.items() if not table.pulled}
    if shipped != manifest["tables"].keys():
        odd = sorted(shipped ^ manifest["tables"].keys())
        raise RecordError(
            f"{folder}: dictionary and tables differ in {', '.join(odd)}; compile the record again"
        )
    current = {name: table for name, table in words.tables.items() if "@" not in name}
    record = Record(
        id=manifest["id"],
        compiled=manifest["id"],
        path=folder,
        version=manifest["version"],
        sources=MappingProxyType(dict(words.sources)),
        tables=MappingProxyType(current),
        measures=MappingProxyType(dict(words.measures)),
        rows=MappingProxyType({name: entry["rows"] for name, entry in manifest["tables"].items()}),
        _stored={name: name for name in current},
        _words=words.tables,
    )
    return record, {name: entry["content"] for name, entry in manifest["tables"].items()}
