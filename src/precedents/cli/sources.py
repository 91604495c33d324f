"""The command ``sources``: the catalogue of data sets, and the files that a user pulled."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from precedents.cli.formats import FORMATS, print_rows
from precedents.cli.sources_pull import TERMS_SAY, pull
from precedents.cli.sources_verify import verify
from precedents.core.errors import UsageError
from precedents.record.catalogue import SourceColumn, SourceFile, SourceSpec, read_catalogue, read_spec
from precedents.record.citations import collect_citations, read_cited_by_dossier
from precedents.record.pull import Pulled, read_home, read_pulled
from precedents.record.store import open_record


def _example(*lines: str) -> str:
    return "\b\nExample:\n" + "\n".join(f"  {line}" for line in lines)


@click.group("sources", epilog=_example("precedents sources list"))
def sources() -> None:
    """Look at the catalogue of data sets; pull, verify and cite them."""


@sources.command("list", epilog=_example("precedents sources list --format csv"))
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
def list_(form: str) -> None:
    """List every data set that the program knows, and whether the record or your folder holds it."""
    embedded = open_record().sources
    pulled = {each.source for each in read_pulled(read_home()) if each.state == "intact"}
    rows = [
        {
            "id": source_id,
            "title": spec.source.title,
            "years": f"{spec.source.first_year}-{spec.source.last_year}",
            "unit": spec.source.unit,
            "terms": spec.source.terms,
            "licence": spec.source.licence,
            "held": ", ".join(
                word
                for word, there in (("record", source_id in embedded), ("pulled", source_id in pulled))
                if there
            ),
            "url": spec.source.url,
        }
        for source_id, spec in read_catalogue().items()
    ]
    shown = ("id", "title", "years", "terms", "held") if form == "table" else tuple(rows[0])
    print_rows([{key: row[key] for key in shown} for row in rows], form)


@sources.command(
    epilog=_example(
        "precedents sources show ucdp-acd-25.1", "precedents sources show imi-1946-2005 --format csv"
    )
)
@click.argument("source_id", metavar="ID")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="table",
    show_default=True,
    help="csv: its columns alone.",
)
def show(source_id: str, form: str) -> None:
    """Show one data set: who made it, where it is, its terms, its files, whether it was pulled, its columns."""
    spec = read_spec(source_id)
    states = {each.name: each for each in read_pulled(read_home(), [source_id])}
    columns = [_describe_column(column) for column in spec.columns]
    if form == "json":
        click.echo(json.dumps(_describe(spec, states, columns), ensure_ascii=False, indent=1))
        return
    if form == "csv":
        print_rows(columns, form)
        return
    source = spec.source
    lines = [
        f"{source.id}: {source.title}, version {source.version}",
        f"publisher  {source.publisher}",
        f"where      {source.url or 'part of the program'}",
        f"covers     {source.first_year} to {source.last_year}, by {source.unit}",
        f"licence    {source.licence}",
        f"terms      {TERMS_SAY[source.terms]}",
        f"cite as    {spec.attribution}",
        *(f"archive    sha256 {spec.archive_sha256}" for _ in [0] if spec.archive_sha256),
        *(line for file in spec.files for line in _render_file(file, states[file.name])),
    ]
    click.echo("\n".join(lines))
    shown = ("column", "says", "unit", "missing", "years")
    for file in dict.fromkeys(column["file"] for column in columns):
        these = [column for column in columns if column["file"] == file]
        click.echo(
            f"\ncolumns{f' of {file}' if file else ''} ({len(these)} of those that the publisher has)\n"
        )
        print_rows([{key: row[key] for key in shown} for row in these], form)


def _render_file(file: SourceFile, state: Pulled) -> list[str]:
    said = {
        "missing": "not pulled",
        "intact": "pulled, intact",
        "changed": "pulled, and no longer what it was",
    }
    lines = [
        f"file       {file.name} ({said.get(state.state, f'pulled, {state.state}')})",
        f"           sha256 {state.promised or 'not known: pulling it needs --accept-hash'}",
        f"           from   {file.address or 'by hand alone: see above, then `sources pull --from FOLDER`'}",
    ]
    if file.member:
        lines.append(f"           in it  {file.member}")
    if file.size is not None:
        lines.append(f"           size   {file.size:,} bytes")
    if file.key:
        lines.append(f"           a row  {', '.join(file.key)}")
    return lines


def _describe_column(column: SourceColumn) -> dict[str, Any]:
    return {
        "column": column.name,
        "file": column.file,
        "says": column.says,
        "kind": column.kind,
        "unit": column.unit,
        "missing": list(column.missing),
        "range": list(column.range) if column.range else [],
        "years": f"{column.first_year}-{column.last_year}",
    }


def _describe(spec: SourceSpec, states: dict[str, Pulled], columns: list[dict[str, Any]]) -> dict[str, Any]:
    source = spec.source
    files = [
        {
            "name": file.name,
            "sha256": states[file.name].promised,
            "state": states[file.name].state,
            "from": file.address,
            "member": file.member,
            "size": file.size,
            "key": list(file.key),
            "year": file.year,
        }
        for file in spec.files
    ]
    return {
        "id": source.id,
        "title": source.title,
        "publisher": source.publisher,
        "version": source.version,
        "url": source.url,
        "licence": source.licence,
        "terms": source.terms,
        "unit": source.unit,
        "years": f"{source.first_year}-{source.last_year}",
        "attribution": spec.attribution,
        "citation": source.citation.strip(),
        "files": files,
        "columns": columns,
    }


@sources.command(
    epilog=_example(
        "precedents sources cite ucdp-acd-25.1 prif-hmi-0.3 > data.bib",
        "precedents sources cite --dossier out --style csl > data.json",
    )
)
@click.argument("source_ids", nargs=-1, metavar="[ID]...")
@click.option("--style", type=click.Choice(("bibtex", "csl")), default="bibtex", show_default=True)
@click.option(
    "--dossier",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Just what this dossier used: the folder of `precedents try`, or its report.json.",
)
def cite(source_ids: tuple[str, ...], style: str, dossier: Path | None) -> None:
    """Write the citations of data sets; of all that the record rests on when none is named."""
    if source_ids and dossier is not None:
        raise UsageError("name sources or a dossier, not both")
    if dossier is not None:
        chosen = read_cited_by_dossier(dossier)
    else:
        specs = [read_spec(source_id) for source_id in source_ids or open_record().sources]
        chosen = [(spec.source.id, spec.source.citation) for spec in specs]
    works = collect_citations(chosen)
    if style == "csl":
        from precedents.record.csl import build_csl

        items = build_csl(work.bibtex for work in works)
        click.echo(json.dumps(items, ensure_ascii=False, indent=1))
    elif works:
        click.echo("\n\n".join(work.bibtex for work in works))


sources.add_command(pull)
sources.add_command(verify)

command = sources
