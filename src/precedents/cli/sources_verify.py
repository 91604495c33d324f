"""`precedents sources verify`: what was pulled, against its hashes and against what is promised of its rows."""

from __future__ import annotations

from collections.abc import Sequence

import click

from precedents.cli.formats import FORMATS, print_rows
from precedents.core.errors import RecordError
from precedents.record.broken_promises import Broken
from precedents.record.catalogue import read_catalogue, read_spec
from precedents.record.pull import read_home
from precedents.record.store import open_record
from precedents.record.verify import SourceVerified, verify_source


@click.command(epilog="\b\nExample:\n  precedents sources verify\n  precedents sources verify archigos-4.1")
@click.argument("source_ids", nargs=-1, metavar="[ID]...")
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
def verify(source_ids: tuple[str, ...], form: str) -> None:
    """Check what was pulled: its hashes, then its keys, ranges, years and columns.

    Without an ID, all that was pulled, and the embedded record. Ends with 3 where something is not as promised.
    """
    specs = [read_spec(source_id) for source_id in source_ids]
    home = read_home()
    if not source_ids:
        click.echo(f"the embedded record is intact: {open_record().compiled}", err=True)
        specs = [spec for name, spec in read_catalogue().items() if (home / "sources" / name).is_dir()]
        if not specs:
            click.echo(f"nothing was pulled yet: {home} holds no sources", err=True)
            return
    found = [verify_source(spec, home) for spec in specs]
    rows = [
        {
            "source": each.source,
            "files": len(each.files),
            "state": each.state,
            "promises": each.promises,
            "broken": [f"{file.pulled.name}: {broken.says}" for file in each.files for broken in file.broken],
            "sha256": [file.pulled.actual or file.pulled.promised for file in each.files],
        }
        for each in found
    ]
    shown = ("source", "files", "state", "promises") if form == "table" else tuple(rows[0])
    print_rows([{key: row[key] for key in shown} for row in rows], form)
    for each in found:
        if each.state == "not pulled":
            click.echo(f"{each.source} was not pulled: `precedents sources pull {each.source}`", err=True)
    if form == "table":
        for each in found:
            for file in each.files:
                for broken in file.broken:
                    click.echo("\n".join(_render_broken(f"{each.source}, {file.pulled.name}", broken)))
    _refuse_broken(found)


def _render_broken(where: str, broken: Broken) -> list[str]:
    """A broken promise in a line, its first rows below."""
    lines = [f"\n{where}: {broken.says}"]
    for row in broken.rows:
        cells = ", ".join(f"{name} {value}" for name, value in row.items() if name != "row")
        lines.append(f"  row {row['row']:,}: {cells}")
    if broken.count > len(broken.rows):
        lines.append(f"  … and {broken.count - len(broken.rows):,} more")
    return lines


def _refuse_broken(found: Sequence[SourceVerified]) -> None:
    """Exit 3 for a file that is not as promised, or rows that are not; a source that was not pulled is no fault."""
    files = [file for each in found if each.state != "not pulled" for file in each.files]
    wrong = [file.pulled for file in files if file.pulled.state != "intact"]
    if wrong:
        first = wrong[0]
        if first.state == "unpromised":
            raise RecordError(
                f"nobody has promised the hash of {first.path}; "
                f"accept it with `precedents sources pull {first.source} --accept-hash`"
            )
        raise RecordError(
            f"{len(wrong)} of {len(files)} files are missing or changed; the first is {first.path}: "
            f"pull it again with `precedents sources pull {first.source}`"
        )
    broken = sum(len(file.broken) for file in files)
    if broken:
        names = ", ".join(each.source for each in found if any(file.broken for file in each.files))
        raise RecordError(
            f"{broken} promises are broken, by files that are those promised ({names}): the catalogue is wrong "
            f"about them; do not rest an argument on those columns before it is mended"
        )
