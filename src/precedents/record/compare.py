"""What differs between two records: tables, columns, rows, cells."""

from __future__ import annotations

from typing import Any

import polars as pl

from precedents.record.store import Record

_MOST_EXAMPLES = 3


def _render_key(row: dict[str, Any], key: tuple[str, ...]) -> str:
    return " ".join(str(row[name]) for name in key)


def _render_examples(texts: list[str]) -> str:
    more = len(texts) - _MOST_EXAMPLES
    return "; ".join(texts[:_MOST_EXAMPLES]) + (f"; and {more} more" if more > 0 else "")


def _entry(table: str, what: str, texts: list[str]) -> dict[str, Any]:
    return {"table": table, "what": what, "count": len(texts), "examples": _render_examples(texts)}


def _compare_table(name: str, a: pl.DataFrame, b: pl.DataFrame, key: tuple[str, ...]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for what, names in (
        ("columns gone", [each for each in a.columns if each not in b.columns]),
        ("columns new", [each for each in b.columns if each not in a.columns]),
    ):
        if names:
            found.append(_entry(name, what, names))
    before = {tuple(row[part] for part in key): row for row in a.iter_rows(named=True)}
    after = {tuple(row[part] for part in key): row for row in b.iter_rows(named=True)}
    gone = [_render_key(row, key) for place, row in before.items() if place not in after]
    new = [_render_key(row, key) for place, row in after.items() if place not in before]
    found += [_entry(name, what, texts) for what, texts in (("rows gone", gone), ("rows new", new)) if texts]
    changed: dict[str, list[str]] = {}
    for place in before.keys() & after.keys():
        old, now = before[place], after[place]
        for column in old:
            if column in now and old[column] != now[column]:
                text = f"{_render_key(old, key)}: {old[column]} -> {now[column]}"
                changed.setdefault(column, []).append(text)
    found += [
        _entry(f"{name}.{column}", "cells changed", sorted(texts))
        for column, texts in sorted(changed.items())
    ]
    return found


def build_difference(a: Record, b: Record) -> list[dict[str, Any]]:
    """What differs between two records, table by table.

    Parameters
    ----------
    a, b
        The records; changes are told from ``a`` to ``b``.

    Returns
    -------
    list of dict
        ``table`` (or ``table.column``), ``what`` differs, ``count``, and a few ``examples``; empty when
        they hold the same rows.
    """
    found: list[dict[str, Any]] = []
    # a table without rows needs a source that was not pulled
    before, after = (each.tables.keys() & each.rows.keys() for each in (a, b))
    for name in sorted(before | after):
        if name not in after:
            found.append(_entry(name, "table gone", [f"{a.rows[name]} rows"]))
        elif name not in before:
            found.append(_entry(name, "table new", [f"{b.rows[name]} rows"]))
        else:
            found += _compare_table(name, a.table(name), b.table(name), a.spec(name).key)
    return found
