"""What differs between two records, or two editions of one: tables, columns, rows, cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from precedents.core.errors import UsageError, did_you_mean
from precedents.record.overlay_cells import render_cell
from precedents.record.store import Record

_MOST_EXAMPLES = 3
CELLS = "cells changed"
_ORDER = ("table gone", "table new", "columns gone", "columns new", "rows gone", "rows new", CELLS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that differs, told from the first record to the second.

    ``what`` is ``table gone``, ``table new``, ``columns gone``, ``columns new``, ``rows gone``, ``rows new`` or
    ``cells changed``. ``key`` names the row, ``column`` the column; a cell says what it held ``before`` and
    ``after``, exactly, and is empty where it held nothing.
    """

    table: str
    what: str
    key: str = ""
    column: str = ""
    before: str = ""
    after: str = ""


def _render_exact(value: Any) -> str:
    # repr gives a float back exactly, where a rounded one could hide the change
    return repr(value) if isinstance(value, float) else render_cell(value)


def _name_row(row: dict[str, Any], key: tuple[str, ...]) -> str:
    return " ".join(str(row[name]) for name in key)


def _compare_table(name: str, a: pl.DataFrame, b: pl.DataFrame, key: tuple[str, ...]) -> Iterator[Difference]:
    for what, names in (
        ("columns gone", [each for each in a.columns if each not in b.columns]),
        ("columns new", [each for each in b.columns if each not in a.columns]),
    ):
        yield from (Difference(table=name, what=what, column=each) for each in names)
    before = {tuple(row[part] for part in key): row for row in a.iter_rows(named=True)}
    after = {tuple(row[part] for part in key): row for row in b.iter_rows(named=True)}
    for what, rows, others in (("rows gone", before, after), ("rows new", after, before)):
        for place, row in rows.items():
            if place not in others:
                yield Difference(table=name, what=what, key=_name_row(row, key))
    shared = [column for column in a.columns if column in b.columns]
    for column in sorted(shared):
        for place, old in before.items():
            now = after.get(place)
            if now is not None and old[column] != now[column]:
                yield Difference(
                    table=name,
                    what=CELLS,
                    key=_name_row(old, key),
                    column=column,
                    before=_render_exact(old[column]),
                    after=_render_exact(now[column]),
                )


def find_differences(a: Record, b: Record, *, table: str | None = None) -> list[Difference]:
    """Which rows and cells differ between two records, or two editions of one?

    Parameters
    ----------
    a, b
        The records; changes are told from ``a`` to ``b``.
    table
        Look at this table alone.

    Returns
    -------
    list of Difference
        Table by table: columns, then rows, then cells by column; empty when they hold the same rows.

    Raises
    ------
    UsageError
        When neither has the table; near misses are offered.
    """
    # a table without rows needs a source that was not pulled
    before, after = (each.tables.keys() & each.rows.keys() for each in (a, b))
    if table is not None and table not in before | after:
        near = did_you_mean(table, before | after) or f" They have {', '.join(sorted(before | after))}."
        raise UsageError(f"neither record has rows of a table {table!r}.{near}")
    found: list[Difference] = []
    for name in sorted(before | after) if table is None else [table]:
        if name not in after:
            found.append(Difference(table=name, what="table gone", before=f"{a.rows[name]} rows"))
        elif name not in before:
            found.append(Difference(table=name, what="table new", after=f"{b.rows[name]} rows"))
        elif not (frames := (a.table(name), b.table(name)))[0].equals(frames[1]):
            found += _compare_table(name, *frames, a.spec(name).key)
    return found


def count_differences(found: Iterable[Difference]) -> list[dict[str, Any]]:
    """How much differs, table by table and column by column?

    Parameters
    ----------
    found
        As :func:`find_differences` returns them.

    Returns
    -------
    list of dict
        ``table`` (or ``table.column`` for cells), ``what`` differs, ``count``, and a few ``examples``.
    """
    groups: dict[tuple[str, int, str], list[Difference]] = {}
    for each in found:
        where = f"{each.table}.{each.column}" if each.what == CELLS else each.table
        groups.setdefault((each.table, _ORDER.index(each.what), where), []).append(each)
    return [
        {
            "table": where,
            "what": group[0].what,
            "count": len(group),
            "examples": _render_examples(group),
        }
        for (_, _, where), group in sorted(groups.items())
    ]


def _render_examples(group: Sequence[Difference]) -> str:
    texts = [
        f"{each.key}: {each.before or 'nothing'} -> {each.after or 'nothing'}"
        if each.what == CELLS
        else each.key or each.column or each.before or each.after
        for each in group[:_MOST_EXAMPLES]
    ]
    more = len(group) - _MOST_EXAMPLES
    return "; ".join(texts) + (f"; and {more} more" if more > 0 else "")


def build_difference(a: Record, b: Record) -> list[dict[str, Any]]:
    """How much differs between two records, table by table and column by column?

    Parameters
    ----------
    a, b
        The records; changes are told from ``a`` to ``b``.

    Returns
    -------
    list of dict
        As :func:`count_differences` gives them; empty when they hold the same rows.
    """
    return count_differences(find_differences(a, b))
