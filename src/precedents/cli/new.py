"""`precedents new`: a commented template of an argument file."""

from __future__ import annotations

from pathlib import Path

import click

EXAMPLE = """\b
Example:
  precedents new mine.toml
  precedents check mine.toml
"""


@click.command("new", epilog=EXAMPLE)
@click.argument("file", type=click.Path(path_type=Path))
def command(file: Path) -> None:
    """Write a template to FILE, with a comment on every line; it passes `precedents check` as it is.

    A file that is there already is left alone.
    """
    from precedents.app.read_argument import build_template

    click.echo(str(build_template(file)))
    click.echo(f"edit it, then: precedents check {file}", err=True)
