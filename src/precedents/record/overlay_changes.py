"""What does a user's own case change, and which case of the record is it perhaps already?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from precedents.core.dates import render_date
from precedents.core.errors import did_you_mean
from precedents.core.overlay import Change
from precedents.core.source import Column
from precedents.record.overlay_cells import PRECISION, render_cell
from precedents.record.overlay_likeness import find_alike
from precedents.record.overlay_rows import OwnCase

if TYPE_CHECKING:
    from precedents.record.store import Record

MOST_WORDS = 12
"""A text column with at most so many different words has a vocabulary: a word outside it is pointed out."""
FEWEST_ROWS = 30
"""In smaller tables a column may have few words by chance."""
Row = Mapping[str, Any]


def find_changes(cases: Sequence[OwnCase], record: Record) -> tuple[Change, ...]:
    """What does each case change, and what should its reader know?

    Parameters
    ----------
    cases
        As :func:`read_own_cases` returns them.
    record
        The record over which they are laid.

    Returns
    -------
    tuple of Change
        Case by case, in the order of the file; the kinds of change are those of `WHATS`.
    """
    frames = {case.table.name: record.table(case.table.name) for case in cases}
    found: list[Change] = []
    for case in cases:
        frame = frames[case.table.name]
        if case.before is None:
            own = case.cells["cluster"] == case.id
            counted = "" if own else f"counted as one cluster with the cases of {case.cells['cluster']}"
            found.append(_change(case, "new", record_says=counted, you_say=_name(case.cells)))
            others = [each.cells for each in cases if each.table is case.table and each.before is None]
            found += [
                _change(
                    case, "looks like", record_says=f"{row['id']}: {_name(row)}", you_say=_name(case.cells)
                )
                for row in find_alike(case.cells, [*frame.iter_rows(named=True), *others])
            ]
            found += _find_beyond(case)
        else:
            found += _find_corrections(case, case.before)
        found += _find_new_words(case, frame)
    return tuple(found)


def _change(case: OwnCase, what: str, **fields: str) -> Change:
    return Change(table=case.table.name, case=case.id, what=what, source_text=case.source_text, **fields)


def _find_corrections(case: OwnCase, before: Row) -> list[Change]:
    after = {**before, **case.cells}
    changed = [
        _change(
            case,
            "corrects",
            column=name,
            record_says=render_cell(before[name], before.get(f"{name}{PRECISION}")),
            you_say=render_cell(value, after.get(f"{name}{PRECISION}")),
        )
        for name, value in case.cells.items()
        if value != before[name]
    ]
    return changed or [_change(case, "agrees")]


def _name(row: Row) -> str:
    """A case as the report names it: its label and its dates."""
    dates = [
        render_date(row[name], row.get(f"{name}{PRECISION}") or "day") if row.get(name) else "no end"
        for name in ("start", "end")
    ]
    return f"{row['label']} ({' to '.join(dict.fromkeys(dates))})"


def _find_beyond(case: OwnCase) -> Iterator[Change]:
    """Columns that the case fills in a year for which the record does not speak."""
    year = case.cells["start"].year
    for name in case.filled:
        column = case.table.column(name)
        if column is not None and _matters(column) and not column.coverage.speaks_for(year):
            covered = f"covers {column.coverage.first_year} to {column.coverage.last_year}"
            yield _change(case, "beyond", column=name, record_says=covered, you_say=str(year))


def _matters(column: Column) -> bool:
    """Columns by which classes are made and cases compared; a name needs no comparison."""
    return column.name == "start" or column.outcome or column.feature


def _find_new_words(case: OwnCase, frame: pl.DataFrame) -> Iterator[Change]:
    for name in case.filled:
        column = case.table.column(name)
        if column is None or column.kind != "text" or column.unit or name.endswith(PRECISION):
            continue
        words = frame[name].drop_nulls().unique().sort().to_list()
        if case.cells[name] in words or len(words) > MOST_WORDS or frame.height < FEWEST_ROWS:
            continue
        near = did_you_mean(case.cells[name], words)
        yield _change(
            case,
            "new word",
            column=name,
            record_says=f"{', '.join(words)}.{near}",
            you_say=case.cells[name],
        )
