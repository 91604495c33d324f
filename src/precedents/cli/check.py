"""`precedents check`: every fault of an argument file at once."""

from __future__ import annotations

from pathlib import Path

import click

from precedents.cli.own_cases import cases_option

EXAMPLE = """\b
Example:
  precedents check mine.toml
"""


@click.command("check", epilog=EXAMPLE)
@click.argument("argument", type=str)
@cases_option
@click.option(
    "--record",
    "record_path",
    type=click.Path(path_type=Path),
    help="A compiled record instead of the embedded one.",
)
def command(argument: str, cases: tuple[str, ...], record_path: Path | None) -> int:
    """Read and check ARGUMENT (a TOML file, or the name of a shipped example) without trying anything.

    Prints every fault on a line of its own, as file:line:column: what is wrong and what to do. The exit code
    is 2 when there is one, else 0.
    """
    from precedents.app.read_argument import read_argument
    from precedents.core.errors import ArgumentError
    from precedents.record.store import open_record

    try:
        read = read_argument(argument, open_record(record_path, overlay=cases))
    except ArgumentError as error:
        for fault in error.faults:
            click.echo(str(fault))
        count = len(error.faults)
        click.echo(f"{count} fault{'s' if count > 1 else ''}", err=True)
        return 2
    parts = sum(len(statement.parts) for statement in read.statements)
    counts = ((len(read.statements), "statement"), (parts, "part"), (len(read.choices), "choice"))
    click.echo("ok: " + ", ".join(f"{n} {noun}{'' if n == 1 else 's'}" for n, noun in counts))
    return 0
