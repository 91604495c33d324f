"""A user's own cases as rows of the record's tables of cases: checked, read, filled in; every fault at once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from precedents.core.errors import ArgumentError, Fault, UsageError, did_you_mean
from precedents.core.source import Table
from precedents.record.overlay_cells import PRECISION, CellError, Lookups, read_cell, read_date
from precedents.record.overlay_file import Written, WrittenCases
from precedents.record.overlay_likeness import find_cluster
from precedents.record.overlay_tables import find_table, list_case_tables

if TYPE_CHECKING:
    from precedents.record.store import Record

BESIDE = ("table", "source_text")
"""Columns of the file that are none of the table."""
NEEDED = ("label", "entity", "start")
_OWN = "sources"  # which the program fills
_ID = re.compile(r"[a-z-]+:[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCase:
    """One case of the file, as a row of a table.

    ``cells`` are the values by column, those that follow from others included; ``filled`` names the columns that
    the file itself fills. ``before`` is the row of the record that it corrects, None for a new case.
    """

    table: Table
    id: str
    source_text: str
    cells: Mapping[str, Any]
    filled: tuple[str, ...]
    before: Mapping[str, Any] | None


@dataclass(slots=True)
class _Reader:
    """Reads the rows of one file and collects what is wrong with them."""

    record: Record
    written: WrittenCases
    own_ids: frozenset[str] = frozenset()
    faults: list[Fault] = field(default_factory=list)

    def say(self, line: int, column: int, what: str) -> None:
        self.faults.append(self.written.fault(line, column, what))

    def read_heads(self, tables: Mapping[str, Table]) -> frozenset[str]:
        """The columns of a CSV file that no table in use has; said once, at the first line."""
        known = [*BESIDE, "target", *(column.name for table in tables.values() for column in table.columns)]
        unknown = [name for name in self.written.heads if name not in known]
        for name in unknown:
            of = " or ".join(tables) or "a table of cases"
            near = did_you_mean(name, dict.fromkeys(known))
            more = f" `precedents columns {next(iter(tables), 'interventions')}` lists them."
            self.say(1, self.written.heads[name], f"{name}: no such column in {of}.{near or more}")
        return frozenset(unknown)

    def find_tables(self) -> list[Table | None]:
        """The table of each row."""
        found: list[Table | None] = []
        for line, cells in self.written.rows:
            table, faults = find_table(self.record, _text(cells, "id"), _text(cells, "table"))
            for name, what in faults:
                cell = cells.get(name)
                self.say(cell.line if cell else line, cell.column if cell else 1, what)
            found.append(table)
        return found

    def read_row(
        self, line: int, cells: Mapping[str, Written], table: Table, skip: frozenset[str]
    ) -> OwnCase | None:
        count = len(self.faults)
        case_id = _text(cells, "id")
        if not _ID.fullmatch(case_id):
            cell = cells["id"]
            what = f"id: “{case_id}” is none; write it as {table.case_kind}:place-2021, in small letters"
            self.say(cell.line, cell.column, what)
            return None
        if not _text(cells, "source_text"):
            self.say(
                line,
                self.written.heads.get("source_text", 1),
                f"{case_id} has no source_text: say who says so",
            )
        before = next(
            (row for row in self.record.table(table.name).iter_rows(named=True) if row["id"] == case_id), None
        )
        if before is None:
            for name in NEEDED:
                if name not in cells and not (name == "entity" and "target" in cells):
                    what = f"{case_id} is new and has no {name}: a new case needs {', '.join(NEEDED)}"
                    self.say(line, self.written.heads.get(name, 1), what)
        on = self._read_when(cells, before)
        values = self._read_values(cells, table, on, skip, before)
        self._check_order(cells, before, values)
        if len(self.faults) > count:
            return None
        filled = tuple(name for name in values if name != "id")
        return OwnCase(
            table=table,
            id=case_id,
            source_text=_text(cells, "source_text"),
            cells=_fill(values, table, before, on, self.record),
            filled=filled,
            before=before,
        )

    def _read_values(
        self,
        cells: Mapping[str, Written],
        table: Table,
        on: int | dt.date | None,
        skip: frozenset[str],
        before: Mapping[str, Any] | None,
    ) -> dict[str, Any]:
        lookups = Lookups(entities=self.record.entities, case=self._know_case)
        values: dict[str, Any] = {}
        for name, cell in cells.items():
            if name in BESIDE or name in skip:
                continue
            column = table.column(name)
            if column is None and name == "target" and "entity" not in cells:
                name, column = "entity", table.column("entity")
            if column is None:
                near = did_you_mean(name, [*BESIDE, *(each.name for each in table.columns)])
                more = f" `precedents columns {table.name}` lists its columns."
                self.say(cell.line, cell.column, f"{name}: {table.name} has no such column.{near or more}")
            elif name == _OWN:
                self.say(
                    cell.line, cell.column, f"{name}: leave it out; the program fills it from source_text"
                )
            else:
                try:
                    values[name] = read_cell(column, cell.said, on, lookups)
                    if column.kind == "date" and isinstance(cell.said, str):
                        self._add_precision(name, cell.said, cells, table, values)
                    if name.endswith("_year"):
                        self._check_year(name, values, cells, before)
                except CellError as error:
                    self.say(cell.line, cell.column, f"{name} {error}")
        return values

    def _read_when(
        self, cells: Mapping[str, Written], before: Mapping[str, Any] | None
    ) -> int | dt.date | None:
        """When the case began: what a name meant then is what it means here."""
        try:
            day, precision = read_date(_text(cells, "start"))
        except CellError:
            return before["start"] if before is not None else None  # its own fault is said where it is read
        return day if precision == "day" else day.year

    def _add_precision(
        self, name: str, said: str, cells: Mapping[str, Written], table: Table, values: dict[str, Any]
    ) -> None:
        """How exactly a date is known: as it is written, unless the file says that it is known less well."""
        beside = f"{name}{PRECISION}"
        if table.column(beside) is None:
            return
        precision = read_date(said)[1]
        if beside not in cells:
            values[beside] = precision
        elif precision != "day" and _text(cells, beside) not in (precision, "unknown"):
            raise CellError(f"is written to the {precision}, and {beside} says {_text(cells, beside)}")

    def _check_year(
        self,
        name: str,
        values: dict[str, Any],
        cells: Mapping[str, Written],
        before: Mapping[str, Any] | None,
    ) -> None:
        """A year says what its date says, the one in the file or, where it has none, the one in the record."""
        if name not in ("start_year", "end_year"):
            return
        beside = name.removesuffix("_year")
        date = _text(cells, beside)
        if date and int(date[:4]) != values[name]:
            raise CellError(f"is {values[name]}, and the date is {date}; leave {name} out")
        held = (before or {}).get(beside)
        if beside not in cells and values[name] != (held.year if held else None):
            raise CellError(f"follows from {beside}: write {beside} in its place")

    def _know_case(self, case_id: str) -> str | None:
        if case_id in self.own_ids:
            return None
        try:
            self.record.case(case_id)
        except UsageError as error:
            at = str(error).find(" Did you mean")
            return str(error)[at:] if at >= 0 else ""
        return None

    def _check_order(
        self, cells: Mapping[str, Written], before: Mapping[str, Any] | None, values: Mapping[str, Any]
    ) -> None:
        whole = {**(before or {}), **values}
        start, end = whole.get("start"), whole.get("end")
        if start is not None and end is not None and end < start and {"start", "end"} & values.keys():
            cell = cells.get("end") or cells["start"]
            self.say(cell.line, cell.column, f"the end, {end}, lies before the start, {start}")


def _text(cells: Mapping[str, Written], name: str) -> str:
    cell = cells.get(name)
    return cell.said if cell is not None and isinstance(cell.said, str) else ""


def _fill(
    values: Mapping[str, Any],
    table: Table,
    before: Mapping[str, Any] | None,
    on: int | dt.date | None,
    record: Record,
) -> dict[str, Any]:
    """What follows from the cells: years from dates; a territory's state; a cluster."""
    filled = dict(values)
    for date, year in (("start", "start_year"), ("end", "end_year")):
        if values.get(date) is not None and table.column(year) is not None:
            filled[year] = values[date].year
    place = values.get("entity", values.get("target"))
    if place is not None and ("entity" in values or before is None):
        # the record names the state in which it took place, and the territory apart where it has a column for it
        filled["entity"] = record.entities.resolve(place, on).parent or place
        if table.column("target") is not None and before is None:
            filled.setdefault("target", place)
    if before is None and "cluster" not in filled:
        filled["cluster"] = find_cluster(filled, record.table(table.name).iter_rows(named=True))
    return filled


def read_own_cases(written: WrittenCases, record: Record) -> list[OwnCase]:
    """Which rows of which tables do the cases of a file make?

    Parameters
    ----------
    written
        The file, as :func:`read_cases` returns it.
    record
        The record that it is laid over.

    Returns
    -------
    list of OwnCase
        In the order of the file.

    Raises
    ------
    ArgumentError
        With every fault of the file, each at its line and column.
    """
    ids = [_text(cells, "id") for _, cells in written.rows]
    reader = _Reader(record, written, frozenset(ids))
    tables = reader.find_tables()
    used = {table.name: table for table in tables if table is not None} or list_case_tables(record)
    skip = reader.read_heads(used)
    found: list[OwnCase] = []
    for (line, cells), table, first in zip(written.rows, tables, _find_first(ids), strict=True):
        if first is not None:
            at = cells["id"]
            what = f"id: {ids[first]} stands in line {written.rows[first][0]} already: one row a case"
            reader.say(at.line, at.column, what)
        elif table is not None and (case := reader.read_row(line, cells, table, skip)) is not None:
            found.append(case)
    if not written.rows:
        reader.say(1, 1, "holds no case: add a row")
    if reader.faults:
        raise ArgumentError(reader.faults)
    return found


def _find_first(ids: list[str]) -> Iterator[int | None]:
    """For each id, the number of the row that has it already."""
    seen: dict[str, int] = {}
    for number, each in enumerate(ids):
        yield seen.get(each) if each else None
        seen.setdefault(each, number)
