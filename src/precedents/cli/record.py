"""The command ``record``: which record is in use, compiling one, and what differs between two."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path

import click

from precedents.cli.formats import FORMATS, print_rows
from precedents.core.errors import UsageError
from precedents.record.store import Record, open_record

EMBEDDED = "embedded"
MOST_SHOWN = 40
"""Rows of a difference that a terminal shows; the other formats have all."""
LONGEST = 60
"""Characters of a cell that a terminal shows."""


def _example(*lines: str) -> str:
    return "\b\nExample:\n" + "\n".join(f"  {line}" for line in lines)


@click.group("record", epilog=_example("precedents record info"))
def record() -> None:
    """Look at the record in use, compile one, compare two."""


@record.command(epilog=_example("precedents record info", "precedents record info my-record --format json"))
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
def info(folder: Path | None, form: str) -> None:
    """Show which record is in use: its id, its tables, its sources. FOLDER: another than the embedded one."""
    opened = open_record(folder)
    tables = _list_tables(opened)
    if form == "json":
        sources = [
            {"id": each.id, "version": each.version, "licence": each.licence}
            for each in opened.sources.values()
        ]
        whole = {
            "id": opened.id,
            "compiled": opened.compiled,
            "version": opened.version,
            "tables": tables,
            "sources": sources,
        }
        click.echo(json.dumps(whole, ensure_ascii=False, indent=2))
        return
    if form == "table":
        size = sum(file.stat().st_size for file in opened.path.iterdir())
        where = "embedded" if folder is None else str(folder)
        click.echo(
            f"record {opened.id}\n{where}, compiled by version {opened.version}, {size / 1e6:.1f} MB\n"
        )
        if opened.id != opened.compiled:
            click.echo(f"with tables made of pulled sources; without them {opened.compiled}\n")
    shown = ("table", "kind", "rows", "columns", "years", "says") if form == "table" else tuple(tables[0])
    print_rows([{key: row[key] for key in shown} for row in tables], form)
    if form == "table":
        click.echo("\nEditions, the one in use first:")
        for names, editions in _list_editions(opened).items():
            click.echo(f"  {', '.join(names)}: {', '.join(editions)}")
        click.echo(f"\n{len(opened.sources)} sources: {', '.join(opened.sources)}")


def _list_editions(opened: Record) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Which editions the record holds, by the tables that have the same ones."""
    tables: dict[tuple[str, ...], list[str]] = {}
    for name in opened.rows.keys() & opened.tables.keys():
        if editions := opened.editions(name):
            tables.setdefault(editions, []).append(name)
    return {tuple(sorted(names)): editions for editions, names in sorted(tables.items())}


def _list_tables(opened: Record) -> list[dict[str, object]]:
    listed: list[dict[str, object]] = []
    for name, spec in opened.tables.items():
        first = min(column.coverage.first_year for column in spec.columns)
        last = max(column.coverage.last_year for column in spec.columns)
        listed.append(
            {
                "table": name,
                "kind": spec.kind,
                "unit": spec.unit,
                "rows": opened.rows.get(name),
                "columns": len(spec.columns),
                "years": f"{first}-{last}",
                "editions": [source for source, _ in spec.editions],
                "pulled": list(spec.pulled),
                "says": spec.says if name in opened.rows else f"Needs {', '.join(spec.pulled)}. {spec.says}",
            }
        )
    return listed


@record.command(epilog=_example("precedents record build --from downloads -o my-record"))
@click.option(
    "--from",
    "origin",
    type=click.Path(path_type=Path),
    help="Folder that holds the publishers' files, at any depth.",
)
@click.option(
    "-o",
    "--output",
    "out",
    required=True,
    type=click.Path(path_type=Path),
    help="Folder for the record; a record that lies there is replaced.",
)
@click.option(
    "--words-only", is_flag=True, help="Renew the dictionary and the citations of a record; leave its tables."
)
def build(origin: Path | None, out: Path, words_only: bool) -> None:
    """Compile a record from the publishers' files, each verified by its hash. Needs precedents[build]."""
    from precedents import __version__
    from precedents.record.build import build_record, build_words_anew

    if words_only:
        record_id = build_words_anew(out, version=__version__)
    elif origin is None:
        raise UsageError(
            "say where the publishers' files are: --from FOLDER; `precedents sources list` names them"
        )
    else:
        record_id = build_record(
            origin, out, version=__version__, progress=lambda name: click.echo(f"building {name}", err=True)
        )
    click.echo(f"record written to {out}", err=True)
    click.echo(record_id)


@record.command(
    epilog=_example(
        "precedents record diff ucdp-acd-22.1 ucdp-acd-25.1 --table conflicts",
        "precedents record diff embedded my-record --format csv",
    )
)
@click.argument("a")
@click.argument("b")
@click.option("--table", "table", metavar="NAME", help="Compare this table alone.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
def diff(a: str, b: str, table: str | None, form: str) -> None:
    """Show what differs between A and B: how much, then every row and cell.

    A and B are each the folder of a record, "embedded", or an edition of the embedded record such as
    ucdp-acd-22.1. In the terminal long lists are cut; csv has every row and cell, json the counts too.
    """
    from precedents.record.compare import count_differences, find_differences

    one, other = _open_named(a), _open_named(b)
    found = find_differences(one, other, table=table)
    counts = count_differences(found)
    rows = [dataclasses.asdict(each) for each in found]
    if not found:
        click.echo(f"identical: {a} and {b} hold the same rows", err=True)
    if form == "json":
        click.echo(json.dumps({"a": a, "b": b, "counts": counts, "rows": rows}, ensure_ascii=False, indent=2))
    elif form == "csv":
        print_rows(rows, form)
    elif found:
        print_rows([{key: each[key] for key in ("table", "what", "count")} for each in counts], form)
        click.echo()
        print_rows([_shorten(row) for row in rows[:MOST_SHOWN]], form)
        if len(rows) > MOST_SHOWN:
            left = len(rows) - MOST_SHOWN
            click.echo(f"\n{left:,} more; `--table NAME` narrows them, `--format csv` has all", err=True)


def _open_named(name: str) -> Record:
    """The record of a folder, the embedded one, or an edition of it."""
    from precedents.core.errors import did_you_mean
    from precedents.record.editions import list_editions

    if Path(name).is_dir():
        return open_record(name)
    embedded = open_record()
    if name == EMBEDDED:
        return embedded
    editions = list_editions(embedded.tables)
    if name in editions:
        return embedded.with_edition(name)
    near = did_you_mean(name, [EMBEDDED, *editions]) or f" Editions are {', '.join(editions)}."
    raise UsageError(f"“{name}” is neither the folder of a record, nor “{EMBEDDED}”, nor an edition.{near}")


def _shorten(row: Mapping[str, str]) -> dict[str, str]:
    return {
        key: value if len(value) <= LONGEST else f"{value[: LONGEST - 1]}…"
        for key, value in {**row, "before": row["before"] or "·", "after": row["after"] or "·"}.items()
    }


@record.command(
    "overlay",
    epilog=_example(
        "precedents record overlay my-cases.csv", "precedents record overlay my-cases.csv --format csv"
    ),
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
def overlay(files: tuple[str, ...], form: str) -> None:
    """Show what FILE, your own cases as CSV or TOML, would change in the record, and where the two conflict.

    Prints a line for each new case, each cell that differs, and each case that looks like one of the record.
    Nothing is written. docs/own-cases.md says how such a file is made.
    """
    from precedents.core.overlay import WHATS

    opened = open_record(overlay=files)
    rows = [
        {"file": laid.file, **dataclasses.asdict(change)}
        for laid in opened.overlays
        for change in laid.changes
    ]
    if form != "table":
        print_rows(rows, form)
        return
    for laid in opened.overlays:
        click.echo(laid.words)
    click.echo()
    shown = ("case", "what", "column", "record_says", "you_say")
    print_rows([{key.replace("_", " "): str(row[key]) for key in shown} for row in rows], form)
    click.echo()
    for what in dict.fromkeys(row["what"] for row in rows):
        click.echo(f"{what}: {WHATS[what]}")
    click.echo(f"the record with it: {opened.id}")


@record.command(epilog=_example("precedents record licence > LICENSE-DATA"))
def licence() -> None:
    """Write under which terms each column of the embedded record is, and whom to name."""
    from precedents.record.build import build_words
    from precedents.record.licences import render_licences

    click.echo(render_licences(build_words()), nl=False)


command = record
