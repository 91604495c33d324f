"""The rows behind a finding: shown once, and where an alternative has nearly the same, only what differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from precedents.dossier.directory import Directory
from precedents.dossier.tables import build_table, render_table
from precedents.dossier.words import render_count, render_name

Row = Mapping[str, Any]
MOST_LEFT_OUT = 30
"""Rows that a sentence may leave out by name; beyond, the rows are shown anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Rows that stand on the page: where, with which columns, each with its text for comparison."""

    anchor: str
    columns: tuple[str, ...]
    rows: Mapping[str, Row]


def build_rows(rows: Sequence[Row], anchor: str, directory: Directory, seen: list[Shown]) -> dict[str, Any]:
    """How do the rows of a finding stand on the page?

    Parameters
    ----------
    rows
        The rows of the finding.
    anchor
        Where it stands.
    directory
        Words of columns.
    seen
        Rows that stand on the page already; added to.

    Returns
    -------
    dict
        ``rows`` (how many), ``table`` (those not shown above), ``same`` (where the others stand), ``fresh`` (how
        many are new), ``left_out`` (names of rows there that are not among these).
    """
    if not rows:
        return {"rows": 0, "table": Markup(""), "same": "", "fresh": 0, "left_out": []}
    columns = tuple(rows[0])
    keyed = {repr(row): row for row in rows}
    same, fresh, left_out = _differ(columns, keyed, seen) or ("", list(rows), [])
    if not same:
        seen.append(Shown(anchor=anchor, columns=columns, rows=keyed))
    caption = f"{render_count(len(fresh), 'row')} of the record"
    table = build_table(f"{anchor}-t", caption, fresh, directory.says)
    return {
        "rows": len(rows),
        "table": render_table(table) if fresh else Markup(""),
        "same": same,
        "fresh": len(fresh),
        "left_out": left_out,
    }


def _differ(
    columns: tuple[str, ...], keyed: Mapping[str, Row], seen: Sequence[Shown]
) -> tuple[str, list[Row], list[str]] | None:
    """The nearest rows above that hold at least half of these: where, which are new, which are left out."""
    for shown in reversed(seen):
        if shown.columns != columns:
            continue
        fresh = [row for key, row in keyed.items() if key not in shown.rows]
        gone = [row for key, row in shown.rows.items() if key not in keyed]
        named = all(row.get("label") or row.get("id") for row in gone)
        if 2 * len(fresh) <= len(keyed) and len(gone) <= MOST_LEFT_OUT and named:
            return shown.anchor, fresh, [render_name(row) for row in gone]
    return None
