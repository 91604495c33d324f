"""`precedents replay`: a dossier tried again from its own folder."""

from __future__ import annotations

from pathlib import Path

import click

EXAMPLE = """\b
Example:
  precedents try balkan-precedent -o out
  precedents replay out
"""


@click.command("replay", epilog=EXAMPLE)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--record",
    "record_path",
    type=click.Path(path_type=Path),
    help="The compiled record of the dossier, where it was not the embedded one.",
)
def command(folder: Path, record_path: Path | None) -> int:
    """Try the dossier in DIR again, from what is kept in DIR, and compare every file byte by byte.

    Prints “identical: N files”, or each file that differs, the verdicts and numbers that moved, and why. Files of DIR
    that are not what its manifest promises are told first. The exit code is 0 when all are identical, 1 when one
    differs, 2 when there is no dossier or it cannot be tried, 3 when its manifest or the record cannot be read.
    """
    from precedents.app.manifest import read_kept
    from precedents.app.replay import list_tampered, replay_kept
    from precedents.cli.changes import print_changes, print_why
    from precedents.cli.progress import show_progress
    from precedents.record.store import open_record

    kept = read_kept(folder)
    for name, how in list_tampered(kept):
        click.echo(f"tampered with: {name} {how}")
    with show_progress() as progress:
        found = replay_kept(kept, open_record(record_path), progress=progress)
    if found.identical:
        click.echo(f"identical: {found.files} files")
        return 0
    for name, how in found.differing:
        click.echo(f"{name}: {how}")
    click.echo(f"{found.files - len(found.differing)} of {found.files} files are identical")
    print_changes(found.moves, found.elsewhere)
    print_why(found.why, edited="argument.toml" in kept.changed)
    return 1
