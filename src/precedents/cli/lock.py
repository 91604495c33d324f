"""`precedents lock`: definitions frozen before outcomes are seen."""

from __future__ import annotations

import hashlib
from pathlib import Path

import click

from precedents.cli.own_cases import cases_option, edition_option

EXAMPLE = """\b
Example:
  precedents lock mine.toml
  precedents try mine.toml -o out
"""


@click.command("lock", epilog=EXAMPLE)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@cases_option
@edition_option
@click.option(
    "--record",
    "record_path",
    type=click.Path(path_type=Path),
    help="A compiled record instead of the embedded one.",
)
def command(file: Path, cases: tuple[str, ...], editions: tuple[str, ...], record_path: Path | None) -> None:
    """Freeze the definitions of FILE before outcomes are seen: writes FILE.lock and tries nothing.

    The lock holds the hash of the file and of each definition (choices, classes, kinds, what is expected, features),
    and the id of the record. `precedents try` and the dossier then say that the run was locked, and what changed
    since. A lock is never written over. It bears no date: publish its hash to be able to show when it was made.
    """
    from precedents.app.lock import write_lock
    from precedents.app.read_argument import join_cases, read_argument
    from precedents.record.editions import choose_editions
    from precedents.record.store import open_record

    record = choose_editions(join_cases(open_record(record_path, overlay=cases), file), editions)
    path = write_lock(read_argument(file, record), record)
    click.echo(str(path))
    click.echo(f"sha256 {hashlib.sha256(path.read_bytes()).hexdigest()}", err=True)
