"""A table as CSV, and as a table schema says what is in it.

No cell of text is a formula: spreadsheets compute cells that begin with an equals sign, a plus, a minus or an at
sign, so text that begins so (after blanks, or after apostrophes) gets one apostrophe in front. Take it away to have
the text as the report holds it. Numbers, dates and flags are never changed.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

FORMULAS_SAY = "Text that begins with =, +, - or @ has one apostrophe in front, so that no spreadsheet takes it for a formula."

_FORMULA = re.compile("'*(?:\\s*[=+\\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column. ``kind`` is that of a table schema; without one it is read off the values."""

    name: str
    says: str
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvTable:
    """Columns, and rows with as many values each."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    key: tuple[str, ...]

    def kinds(self) -> list[str]:
        """The kind of each column."""
        values = list(zip(*self.rows, strict=True)) or [()] * len(self.columns)
        return [
            column.kind or read_kind(column_values)
            for column, column_values in zip(self.columns, values, strict=True)
        ]


def _is_date(value: str) -> bool:
    try:
        return _DATE.fullmatch(value) is not None and dt.date.fromisoformat(value) is not None
    except ValueError:
        return False


def read_kind(values: Sequence[Any]) -> str:
    """Of which kind is a column with these values: the narrowest that holds them all, text where they are mixed.

    Examples
    --------
    >>> read_kind([True, None]), read_kind([1, 2]), read_kind([1, 0.5]), read_kind(["1999-03-24"])
    ('boolean', 'integer', 'number', 'date')
    >>> read_kind(["1999-02-30"]), read_kind([1, True]), read_kind([None])
    ('string', 'string', 'string')
    """
    known = [value for value in values if value is not None]
    if not known or any(isinstance(value, str) for value in known):
        dates = known and all(isinstance(value, str) and _is_date(value) for value in known)
        return "date" if dates else "string"
    if any(isinstance(value, bool) for value in known):
        return "boolean" if all(isinstance(value, bool) for value in known) else "string"
    return "integer" if all(isinstance(value, int) for value in known) else "number"


def render_cell(value: Any, kind: str = "string") -> str:
    """How does a value stand in a cell?

    Examples
    --------
    >>> render_cell("=1+1"), render_cell(-5), render_cell(None), render_cell(True), render_cell("'=1")
    ("'=1+1", '-5', '', 'true', "''=1")
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return f"'{value}" if kind == "string" and _FORMULA.match(value) else value


def render_csv(table: CsvTable) -> str:
    """The table as comma-separated values: UTF-8, a header, lines that end in a line feed, nothing for unknown."""
    kinds, text = table.kinds(), io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([render_cell(column.name) for column in table.columns])
    for row in table.rows:
        writer.writerow([render_cell(value, kind) for value, kind in zip(row, kinds, strict=True)])
    return text.getvalue()


def build_schema(table: CsvTable) -> dict[str, Any]:
    """What is in each column, as a table schema says it?"""
    return {
        "fields": [
            {"name": render_cell(column.name), "type": kind, "description": column.says}
            for column, kind in zip(table.columns, table.kinds(), strict=True)
        ],
        "missingValues": [""],
        "primaryKey": list(table.key),
    }
