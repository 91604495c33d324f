"""The command ``sources``: the catalogue of data sets, and the files that a user pulled."""

from __future__ import annotations

from pathlib import Path

import click

from precedents.cli.formats import FORMATS, print_rows
from precedents.core.errors import RecordError, UsageError
from precedents.record.catalogue import HAND, SourceSpec, read_catalogue, read_spec
from precedents.record.pull import pull_found, pull_source, read_home, read_pulled
from precedents.record.store import open_record


def _example(*lines: str) -> str:
    return "\b\nExample:\n" + "\n".join(f"  {line}" for line in lines)


_TERMS = {
    "open": "open: may be shipped with attribution",
    "cite": "cite: free for research with citation; the record holds facts on cases, dates and codes alone",
    "ask": "ask: pulled by users only; nothing of it is in the record",
}


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


@sources.command(epilog=_example("precedents sources show ucdp-acd-25.1"))
@click.argument("source_id", metavar="ID")
def show(source_id: str) -> None:
    """Show one data set: who made it, where it is, its terms, its files with their hashes."""
    spec = read_spec(source_id)
    source = spec.source
    lines = [
        f"{source.id}: {source.title}, version {source.version}",
        f"publisher  {source.publisher}",
        f"where      {source.url or 'part of the program'}",
        f"covers     {source.first_year} to {source.last_year}, by {source.unit}",
        f"licence    {source.licence}",
        f"terms      {_TERMS[source.terms]}",
        f"cite as    {spec.attribution}",
        *(f"archive    sha256 {spec.archive_sha256}" for _ in [0] if spec.archive_sha256),
        *(f"file       {file.name}\n           sha256 {file.sha256}" for file in spec.files),
    ]
    click.echo("\n".join(lines))


@sources.command(epilog=_example("precedents sources verify"))
@click.argument("source_ids", nargs=-1, metavar="[ID]...")
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
def verify(source_ids: tuple[str, ...], form: str) -> None:
    """Check the files that were pulled, and the embedded record, against their promised hashes."""
    for source_id in source_ids:
        read_spec(source_id)
    if not source_ids:
        click.echo(f"the embedded record is intact: {open_record().compiled}", err=True)
    found = read_pulled(read_home(), source_ids or None)
    if not found:
        click.echo(f"nothing was pulled yet: {read_home()} holds no sources", err=True)
        return
    rows = [
        {
            "source": each.source,
            "file": each.name,
            "state": each.state,
            "sha256": each.actual or each.promised,
        }
        for each in found
    ]
    shown = ("source", "file", "state") if form == "table" else tuple(rows[0])
    print_rows([{key: row[key] for key in shown} for row in rows], form)
    broken = [each for each in found if each.state != "intact"]
    if broken:
        first = broken[0]
        raise RecordError(
            f"{len(broken)} of {len(found)} files are missing or changed; the first is {first.path}: "
            f"pull it again with `precedents sources pull {first.source} --from FOLDER`"
        )


@sources.command(epilog=_example("precedents sources cite ucdp-acd-25.1 prif-hmi-0.3 > data.bib"))
@click.argument("source_ids", nargs=-1, metavar="[ID]...")
def cite(source_ids: tuple[str, ...]) -> None:
    """Write the BibTeX of data sets; of all that the record rests on when none is named."""
    chosen = [read_spec(source_id) for source_id in source_ids or open_record().sources]
    entries: dict[str, None] = {}
    for spec in chosen:
        # one article may stand for several data sets: it is written once
        entries.update(dict.fromkeys(entry.strip() for entry in spec.source.citation.strip().split("\n\n")))
    click.echo("\n\n".join(entries))


@sources.command(
    epilog=_example(
        "precedents sources pull archigos-4.1 --from downloads",
        "precedents sources pull --all --from downloads",
    )
)
@click.argument("source_ids", nargs=-1, metavar="[ID]...")
@click.option("--all", "everything", is_flag=True, help="Every source whose files the folder holds.")
@click.option(
    "--from", "origin", metavar="FOLDER", help="Folder that holds the publishers' files, at any depth."
)
def pull(source_ids: tuple[str, ...], everything: bool, origin: str | None) -> None:
    """Take the files of data sets into your own folder (PRECEDENTS_HOME), each verified by its hash."""
    if everything == bool(source_ids):
        raise UsageError("name the sources to pull, or say --all; `precedents sources list` shows them")
    if everything and origin is not None and "://" not in origin:
        _pull_found(origin)
        return
    chosen = [read_spec(source_id) for source_id in source_ids]
    for spec in chosen or _list_pullable():
        _say_pulled(spec, pull_source(spec, origin, read_home()))


def _list_pullable() -> list[SourceSpec]:
    return [spec for source_id, spec in read_catalogue().items() if source_id != HAND]


def _pull_found(origin: str) -> None:
    left: list[str] = []
    specs = _list_pullable()
    for spec, found in pull_found(specs, origin, read_home()):
        if isinstance(found, RecordError):
            left.append(spec.source.id)
            click.echo(f"left out {found}", err=True)
        else:
            _say_pulled(spec, found)
    if len(left) == len(specs):
        raise RecordError(
            f"{origin}: none of the sources lies there whole; `precedents sources show ID` names the files"
        )
    said = f"; not found whole: {', '.join(left)}" if left else ""
    click.echo(f"pulled {len(specs) - len(left)} of {len(specs)} sources{said}", err=True)


def _say_pulled(spec: SourceSpec, files: list[Path]) -> None:
    if spec.source.terms != "open":
        click.echo(f"{spec.source.id}: {_TERMS[spec.source.terms]}; cite {spec.attribution}", err=True)
    click.echo("\n".join(str(file) for file in files))


command = sources
