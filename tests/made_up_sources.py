"""A small made-up file for every file of the catalogue, in the publisher's shape and format.

The cells are nobody's data: they are made of what the catalogue promises, so that a file keeps every promise, holds
each column's codes for missing and empty cells, and can be spoilt in one place at a time.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from made_up_formats import write_dated_workbook, write_old_workbook, write_workspace
from precedents.record.catalogue import SourceFile, SourceSpec
from precedents.record.promises import SourceColumn

ROWS = 20
WORDS = ("Ruritania", "Sylvania, North", 'Bora\'s "Front"', "Grand Fenwick")
ACCENTED = "Côte d'Azur, Žižkov"
MORE = {
    "EWP-mass-killing-events-master-list-2025.xlsx": ("mk_events", ("About",)),
    "MIP-Dataset_2022.xlsx": ("Dataset No Format", ("Case Universe", "Duration")),
}
"""Workbooks of several sheets: the one that the columns are of, and others."""

ENDS = {"Inter-StateWarData_v4.0.csv": "\r", "BattleDeaths_v25_1.csv": "\r\n"}
"""How lines end, where it is not by a line feed."""

Rows = dict[str, list[Any]]


def make_rows(spec: SourceSpec, file: SourceFile) -> Rows:
    """Rows that keep what the catalogue promises of a file, by column."""
    columns = {column.name: column for column in spec.list_columns(file)}
    years = _list_years(spec, file, columns.get(file.year))
    places = {name: _spread(columns[name], file, years) for name in file.key}
    made: Rows = {}
    for name, column in columns.items():
        cells = [_make_cell(column, file, years, places.get(name, range(ROWS))[row]) for row in range(ROWS)]
        if name not in file.key and name != file.year:
            cells = [_hollow(column, file, cell, row) for row, cell in enumerate(cells)]
            cells = [
                cell if not file.year or column.first_year <= year <= column.last_year else None
                for cell, year in zip(cells, _years_of(made, columns, file, years, places), strict=True)
            ]
        made[name] = cells
    return made


def _list_years(spec: SourceSpec, file: SourceFile, column: SourceColumn | None) -> range:
    """The years that rows may be of: the source's, within the range of the column of years."""
    first, last = spec.source.first_year, spec.source.last_year
    if file.year and column is not None and column.range is not None:
        first, last = max(first, int(column.range[0])), min(last, int(column.range[1]))
    return range(first, last + 1)


def _count_values(column: SourceColumn, file: SourceFile, years: range) -> int:
    if column.name == file.year:
        return len(years)
    if column.kind in ("integer", "flag") and column.range is not None:
        return int(column.range[1] - column.range[0]) + 1
    return ROWS


def _spread(column: SourceColumn, file: SourceFile, years: range) -> list[int]:
    """For each row the place of a key's value: the first column that can tells the rows apart, all together do."""
    return [row % _count_values(column, file, years) for row in range(ROWS)]


def _years_of(
    made: Rows, columns: dict[str, SourceColumn], file: SourceFile, years: range, places: dict[str, list[int]]
) -> list[int]:
    if not file.year:
        return [0] * ROWS
    at = places.get(file.year, list(range(ROWS)))
    return [_pick_year(years, place) for place in at]


def _pick_year(years: range, place: int) -> int:
    """A year for a place: the last first, so that recent columns have cells."""
    return years[len(years) - 1 - place % len(years)]


def _make_cell(column: SourceColumn, file: SourceFile, years: range, place: int) -> Any:
    year = _pick_year(years, place) if years else 2000
    at_year = column.name == file.year
    if column.kind == "date" or (at_year and column.kind == "text"):
        made = dt.date(year, 1 + place % 12, 1 + place)
        return made.isoformat() if column.kind == "text" else made
    if column.kind in ("integer", "flag"):
        return _make_whole(column, year, place, at_year=at_year)
    if column.kind == "number":
        low, high = column.range or (0, 1000)
        return round(low + (high - low) * ((place * 7) % ROWS) / ROWS, 4)
    return f"{WORDS[place % len(WORDS)]} {place}"


def _make_whole(column: SourceColumn, year: int, place: int, *, at_year: bool) -> int:
    if column.range is None and column.unit == "day":
        return year * 10_000 + (1 + place % 12) * 100 + 1 + place  # a day without its marks
    if at_year:
        return year
    low, high = column.range or ((0, 1) if column.kind == "flag" else (1, 1_000))
    return math.ceil(low) + place % (math.floor(high) - math.ceil(low) + 1)


def _hollow(column: SourceColumn, file: SourceFile, cell: Any, row: int) -> Any:
    """The cell, or in some rows nothing, or one of the column's codes for missing."""
    if row % 5 == 4 and column.missing:
        code = column.missing[(row // 5) % len(column.missing)]
        if column.kind in ("text", "date"):
            return code if column.kind == "text" else None
        return float(code) if "." in code else int(code) if code.lstrip("-").isdigit() else None
    return None if row % 7 == 6 else cell


def write_made_up(
    folder: Path, spec: SourceSpec, file: SourceFile, rows: Rows | None = None
) -> tuple[Path, str | None]:
    """Write a made-up file, and say where, and which of its sheets is meant if there are several."""
    rows = make_rows(spec, file) if rows is None else rows
    path = folder / file.name
    match path.suffix:
        case ".csv":
            path.write_bytes(_render_text(file, rows))
        case ".rda":
            write_workspace(path, rows, name=path.stem)
        case ".xlsx":
            sheet, others = MORE.get(file.name, ("Sheet1", ()))
            write_dated_workbook(path, {sheet: rows, **{name: {"about": ["this"]} for name in others}})
            return path, sheet if others else None
        case ".xls":
            write_old_workbook(path, "Sheet1", rows)
        case ".dta":
            _write_stata(path, rows)
        case ".parquet":
            pl.DataFrame(rows, strict=False).write_parquet(path)
        case other:
            raise AssertionError(f"no made-up file is written for {other}: {spec.source.id}, {file.name}")
    return path, None


def _render_text(file: SourceFile, rows: Rows) -> bytes:
    made = io.StringIO(newline="")
    writer = csv.writer(made, lineterminator=ENDS.get(file.name, "\n"))
    writer.writerow([*rows, "not documented"])
    nothing = file.null[-1]
    for line in zip(*rows.values(), strict=True):
        writer.writerow([*(nothing if cell is None else cell for cell in line), ACCENTED])
    text = made.getvalue()
    return text.encode(file.encoding, "replace")


def _write_stata(path: Path, rows: Rows) -> None:
    import pandas
    import pyreadstat

    pyreadstat.write_dta(pandas.DataFrame(rows), str(path), version=14)


def spoil(spec: SourceSpec, file: SourceFile) -> Iterator[tuple[str, Rows]]:
    """Rows that break one promise each, with the kind of the promise."""
    good = make_rows(spec, file)
    last = {name: cells[-2] for name, cells in good.items()}
    if file.key:
        yield "key", {name: [*cells[:-1], last[name]] for name, cells in good.items()}
    for column in spec.list_columns(file):
        if column.kind in ("integer", "number") and column.name != file.year and column.range is not None:
            yield (
                "range",
                {**good, column.name: [*good[column.name][:-1], math.floor(column.range[1]) + 1_000_001]},
            )
            break
    if file.year:
        beyond = good[file.year][0]
        wrong = spec.source.last_year + 7
        if isinstance(beyond, int):
            cell: Any = wrong if beyond < 10_000 else wrong * 10_000 + 101
        else:
            cell = dt.date(wrong, 1, 1)
        yield "years", {**good, file.year: [*good[file.year][:-1], cell]}
    lost = next(iter(spec.list_columns(file)), None)
    if lost is not None:
        yield "column", {name: cells for name, cells in good.items() if name != lost.name}
