"""Tables of rows: readable without JavaScript, and the source of every CSV that the page offers."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from precedents.dossier.dates import MONTHS, NBSP
from precedents.dossier.numbers import render_scalar
from precedents.dossier.words import render_words

MOST_ROWS = 1000
"""Rows of one table on the page; the rest is in ``report.json``, and the page says so."""

_DAY = re.compile(rf"\d{{1,2}}{NBSP}(?:{'|'.join(MONTHS)}){NBSP}\d{{4}}\Z")
"""A day as the page writes it, with spaces that no text of a record has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of the page: what it holds, its columns (key and heading), its rows as JSON values.

    ``facts`` are the names of what stands in each row, for a table of one case on its side.
    """

    id: str
    caption: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[Any, ...], ...]
    facts: tuple[str, ...] = ()


def build_table(
    table_id: str,
    caption: str,
    rows: Sequence[Mapping[str, Any]],
    headings: Mapping[str, str] | None = None,
) -> Table:
    """Which columns and cells show these rows?

    Parameters
    ----------
    table_id
        Its anchor on the page.
    caption
        What the rows are.
    rows
        Rows of a report; columns stand in the order in which they are first met.
    headings
        Headings by column; a column without one gets its name in words. A heading of "" drops the column.

    Returns
    -------
    Table
        A row that lacks a column holds None there.

    Examples
    --------
    >>> build_table("t", "Two rows", [{"case": "a", "start_year": 1999}, {"case": "b"}]).columns
    (('case', 'case'), ('start_year', 'start year'))
    """
    headings = headings or {}
    keys = [key for key in dict.fromkeys(key for row in rows for key in row) if headings.get(key) != ""]
    return Table(
        id=table_id,
        caption=caption,
        columns=tuple((key, headings.get(key) or render_words(key)) for key in keys),
        rows=tuple(tuple(row.get(key) for key in keys) for row in rows),
    )


def build_facts(table_id: str, caption: str, facts: Mapping[str, Any], headings: Mapping[str, str]) -> Table:
    """Which cells show one row on its side: a column a line?

    Examples
    --------
    >>> build_facts("t", "One case", {"start_year": 1999}, {}).rows
    (('start year', 1999),)
    """
    return Table(
        id=table_id,
        caption=caption,
        columns=(("what", "what"), ("value", "value")),
        rows=tuple((headings.get(name) or render_words(name), value) for name, value in facts.items()),
        facts=tuple(facts),
    )


def render_raw(value: Any) -> str:
    """How does a value stand in the CSV? As the report holds it; unknown is an empty cell.

    Examples
    --------
    >>> render_raw(None), render_raw(True), render_raw(0.5), render_raw("a"), render_raw(["a", "b"])
    ('', 'true', '0.5', 'a', 'a; b')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple):
        return "; ".join(render_raw(item) for item in value)
    return json.dumps(value, ensure_ascii=False)


def _render_cell(value: Any, column: str) -> str:
    """One cell, whose end HTML leaves to the next. What the script of the page can read back carries no second copy."""
    if value is None:
        return '<td class="u">unknown'
    if isinstance(value, bool):
        return f'<td class="b">{"yes" if value else "no"}'
    shown, raw = render_scalar(value, column), render_raw(value)
    # Only figures align right.
    kind = ' class="n"' if isinstance(value, int | float) else ""
    again = shown == raw or (isinstance(value, int) and value >= 0) or _DAY.match(shown)
    data = "" if again else f' data-v="{escape(raw)}"'
    return f"<td{kind}{data}>{escape(shown)}"


def render_table(table: Table) -> Markup:
    """How does the table stand on the page?

    Parameters
    ----------
    table
        The table.

    Returns
    -------
    Markup
        The table in a box that scrolls by itself, and a button for its CSV that only JavaScript shows.
    """
    head = "".join(f'<th scope="col">{escape(label)}</th>' for _, label in table.columns)
    keys = [key for key, _ in table.columns]
    # On its side, the name of a fact tells how its value is written, not the heading of the column.
    by_row = [["what", name] for name in table.facts] or [keys] * len(table.rows)
    body = "\n".join(
        f"<tr>{''.join(_render_cell(value, key) for key, value in zip(names, row, strict=True))}</tr>"
        for names, row in zip(by_row[:MOST_ROWS], table.rows[:MOST_ROWS], strict=True)
    )
    left = len(table.rows) - MOST_ROWS
    rest = f'<p class="small">{left:,} more rows are in report.json.</p>' if left > 0 else ""
    return Markup(
        '<div class="scroll" role="region" tabindex="0" aria-label="{caption}">'
        '<table class="{kind}" id="{id}"><caption>{caption}</caption>'
        "<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>{rest}"
        '<button class="csv" type="button" data-table="{id}" hidden>Download as CSV</button>'
    ).format(
        # Every part below was escaped above.
        id=table.id,
        kind="rows facts" if table.facts else "rows",
        caption=table.caption,
        head=Markup(head),  # noqa: S704
        body=Markup(body),  # noqa: S704
        rest=Markup(rest),  # noqa: S704
    )
