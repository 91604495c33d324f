"""Rows on standard output: a table that fits the terminal, csv, or json."""

from __future__ import annotations

import csv
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
    return f"{value:,.4g}" if isinstance(value, float) and not value.is_integer() else f"{value}"


def _print_table(rows: Sequence[Mapping[str, Any]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    if not rows:
        click.echo("no rows")
        return
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name in rows[0]:
        number = any(isinstance(row[name], (int, float)) and not isinstance(row[name], bool) for row in rows)
        first = name == next(iter(rows[0]))
        table.add_column(str(name), justify="right" if number else "left", overflow="fold", no_wrap=first)
    for row in rows:
        table.add_row(*(_cell(value, none="·") for value in row.values()))
    Console(highlight=False).print(table)
