"""The command ``record``: which record is in use, compiling one, and what differs between two."""

from __future__ import annotations

import json
from pathlib import Path

import click

from precedents.cli.formats import FORMATS, print_rows
from precedents.core.errors import UsageError
from precedents.record.store import Record, open_record


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
        click.echo(f"\n{len(opened.sources)} sources: {', '.join(opened.sources)}")


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


@record.command(epilog=_example("precedents record diff embedded my-record"))
@click.argument("a", type=click.Path(path_type=Path))
@click.argument("b", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
def diff(a: Path, b: Path, form: str) -> None:
    """Show what differs between two records (A or B may be "embedded"): tables, columns, rows, cells."""
    from precedents.record.compare import build_difference

    one, other = (open_record(None if str(folder) == "embedded" else folder) for folder in (a, b))
    if one.id == other.id:
        click.echo("identical: the two records hold the same rows", err=True)
    rows = build_difference(one, other)
    if rows or form != "table":
        print_rows(rows, form)


@record.command(epilog=_example("precedents record licence > LICENSE-DATA"))
def licence() -> None:
    """Write under which terms each column of the embedded record is, and whom to name."""
    from precedents.record.build import build_words
    from precedents.record.licences import render_licences

    click.echo(render_licences(build_words()), nl=False)


command = record
