"""Rows on standard output: a table that fits the terminal, csv, or json."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

import click

FORMATS = ("table", "csv", "json")


def print_rows(rows: Sequence[Mapping[str, Any]], form: str) -> None:
    """Print rows in one of `FORMATS`; every row has the same keys."""
    if form == "json":
        click.echo(json.dumps([dict(row) for row in rows], ensure_ascii=False, indent=1, default=str))
    elif form == "csv":
        text = io.StringIO()
        if rows:
            writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows({key: _cell(value, none="") for key, value in row.items()} for row in rows)
        click.echo(text.getvalue(), nl=False)
    else:
        _print_table(rows)


def _cell(value: Any, none: str) -> str:
    if value is None:
        return none
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    if isinstance(value, float):
        return f"{value:,.0f}" if value.is_integer() or abs(value) >= 100 else f"{value:.3g}"
    return f"{value}"


def _print_table(rows: Sequence[Mapping[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table

    if not rows:
        click.echo("no rows")
        return
    # The gaps between columns are all the room there is for lines at 80 columns.
    table = Table(box=None, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for name in rows[0]:
        number = any(isinstance(row[name], (int, float)) and not isinstance(row[name], bool) for row in rows)
        whole = name == next(iter(rows[0])) or any(isinstance(row[name], dt.date) for row in rows)
        table.add_column(str(name), justify="right" if number else "left", overflow="fold", no_wrap=whole)
    for row in rows:
        table.add_row(*(_cell(value, none="·") for value in row.values()))
    Console(highlight=False).print(table)
