"""A file of a user's own cases as it is written: its cells, each with its place."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from precedents.core.errors import ArgumentError, Fault, UsageError, did_you_mean

CASES = "case"
"""The list of tables that a TOML file holds."""

_ERROR_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_ENTRY = re.compile(r"^\s*\[\[\s*(?:case|\"case\"|'case')\s*\]\]")
_KEY = re.compile(r"^(\s*)(?:\"([^\"]+)\"|'([^']+)'|([A-Za-z0-9_-]+))\s*=")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a cell says, as text or as a list of texts, and where: line and column count from 1.

    In CSV the column is the number of the cell in its row, as a spreadsheet counts them.
    """

    said: str | tuple[str, ...]
    line: int
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenCases:
    """A file of cases: its name, its bytes, their hash, its filled cells row by row.

    ``heads`` are the columns that a CSV file names in its first line, by place; empty for TOML.
    """

    path: Path
    sha256: str
    heads: Mapping[str, int]
    rows: Sequence[tuple[int, Mapping[str, Written]]]
    data: bytes

    @property
    def shown(self) -> str:
        """The file as its faults name it."""
        return str(self.path)

    def fault(self, line: int, column: int, what: str) -> Fault:
        """A fault at a place of the file."""
        return Fault(file=self.shown, line=line, column=column, what=what)


Cells = tuple[Mapping[str, int], Sequence[tuple[int, Mapping[str, Written]]]]
"""The heads of a file of cases, and its rows."""


def read_cases(path: Path | str) -> WrittenCases:
    """Which cells does a file of cases hold?

    Parameters
    ----------
    path
        CSV in UTF-8 with commas and one line of column names, or TOML with one ``[[case]]`` a case.

    Returns
    -------
    WrittenCases
        Empty cells are left out, and rows without a filled cell.

    Raises
    ------
    UsageError
        When there is no such file, or its ending is neither.
    ArgumentError
        When it is not CSV or TOML of that form; every fault at once.
    """
    file = Path(path)
    if file.suffix.lower() not in (".csv", ".toml"):
        raise UsageError(f"{file}: own cases are a .csv or a .toml file")
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        beside = [*file.parent.glob("*.csv"), *file.parent.glob("*.toml")] if file.parent.is_dir() else []
        near = did_you_mean(file.name, sorted(each.name for each in beside))
        raise UsageError(f"there is no file of cases {file}.{near}") from None
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        what = "is not UTF-8: save the file as UTF-8 (in a spreadsheet “CSV UTF-8”)"
        raise ArgumentError([Fault(file=str(file), line=line, column=1, what=what)]) from None
    read = _read_toml if file.suffix.lower() == ".toml" else _read_csv
    heads, rows = read(file, text)
    return WrittenCases(path=file, sha256=hashlib.sha256(data).hexdigest(), heads=heads, rows=rows, data=data)


def _read_csv(path: Path, text: str) -> Cells:
    faults: list[Fault] = []
    lines: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    start = 1
    try:
        for cells in reader:
            lines.append((start, [cell.strip() for cell in cells]))
            start = reader.line_num + 1
    except csv.Error as error:
        what = f"is not CSV: {error}; put double quotes around a cell that holds a comma or a quote"
        raise ArgumentError([Fault(file=str(path), line=start, column=1, what=what)]) from None
    if not lines:
        raise ArgumentError(
            [Fault(file=str(path), line=1, column=1, what="is empty: begin with the column names")]
        )
    names = lines[0][1]
    if len(names) == 1 and ";" in names[0]:
        what = (
            "has semicolons between the columns: put commas there (semicolons separate the items of a list)"
        )
        raise ArgumentError([Fault(file=str(path), line=1, column=1, what=what)])
    heads: dict[str, int] = {}
    for number, name in enumerate(names, start=1):
        if name in heads and name:
            what = f"{name} is column {heads[name]} already: keep one"
            faults.append(Fault(file=str(path), line=1, column=number, what=what))
        heads.setdefault(name, number)
    rows: list[tuple[int, Mapping[str, Written]]] = []
    for line, cells in lines[1:]:
        for number, cell in enumerate(cells, start=1):
            if cell and (number > len(names) or not names[number - 1]):
                what = f"“{cell}” stands in a column without a name: name it in the first line"
                faults.append(Fault(file=str(path), line=line, column=number, what=what))
        filled = {
            name: Written(said=cell, line=line, column=number)
            for number, (name, cell) in enumerate(zip(names, cells, strict=False), start=1)
            if cell and name
        }
        if filled:
            rows.append((line, filled))
    if faults:
        raise ArgumentError(faults)
    return {name: at for name, at in heads.items() if name}, rows


def _read_toml(path: Path, text: str) -> Cells:
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = _ERROR_AT.search(str(error))
        line, column = (int(at[1]), int(at[2])) if at and at[1] else (text.count("\n") + 1, 1)
        what = f"is not TOML: {_ERROR_AT.sub('', str(error))}"
        raise ArgumentError([Fault(file=str(path), line=line, column=column, what=what)]) from None
    listed = raw.get(CASES, [])
    faults = [
        Fault(
            file=str(path),
            line=1,
            column=1,
            what=f"no key is called {key} here: each case is a table [[case]].{did_you_mean(key, [CASES])}",
        )
        for key in raw
        if key != CASES
    ]
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        faults.append(Fault(file=str(path), line=1, column=1, what="each case is a table [[case]]"))
        raise ArgumentError(faults)
    places = _find_places(text, len(listed))
    rows: list[tuple[int, Mapping[str, Written]]] = []
    for fields, (line, keys) in zip(listed, places, strict=True):
        filled: dict[str, Written] = {}
        for name, value in fields.items():
            place = keys.get(name, (line, 1))
            said = _read_value(value)
            if said is None:
                what = f"{name} needs text, a number, true or false, a date, or a list of texts"
                faults.append(Fault(file=str(path), line=place[0], column=place[1], what=what))
            elif said not in ("", ()):
                filled[name] = Written(said=said, line=place[0], column=place[1])
        rows.append((line, filled))
    if faults:
        raise ArgumentError(faults)
    return {}, rows


def _read_value(value: Any) -> str | tuple[str, ...] | None:
    """A value of TOML as a cell has it; None where a cell can hold no such thing."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.datetime | dt.time | dict):
        return None
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, list):
        items = [_read_value(each) for each in value]
        return (
            tuple(each for each in items if isinstance(each, str))
            if all(isinstance(each, str) for each in items)
            else None
        )
    return str(value).strip()


def _find_places(text: str, count: int) -> list[tuple[int, dict[str, tuple[int, int]]]]:
    """The line of each ``[[case]]`` and the place of each of its keys; line 1 for what is written otherwise."""
    found = list(_scan(text))
    # cases written as one inline list have no headers of their own
    return found if len(found) == count else [(1, {}) for _ in range(count)]


def _scan(text: str) -> Iterator[tuple[int, dict[str, tuple[int, int]]]]:
    header, keys = 0, dict[str, tuple[int, int]]()
    for number, line in enumerate(text.splitlines(), start=1):
        if _ENTRY.match(line):
            if header:
                yield header, keys
            header, keys = number, {}
        elif header and (key := _KEY.match(line)):
            keys.setdefault(key[2] or key[3] or key[4], (number, len(key[1]) + 1))
    if header:
        yield header, keys
