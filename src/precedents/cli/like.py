"""`precedents like`: the nearest cases."""

from __future__ import annotations

from pathlib import Path

import click

from precedents.cli.formats import FORMATS
from precedents.cli.own_cases import cases_option, say_overlays

EXAMPLE = """\b
Example:
  precedents like intervention:kosovo-1999 -k 5
  precedents like IRN:2024 --class mass_killings --features democracy,region
"""


@click.command("like", epilog=EXAMPLE)
@click.argument("case")
@click.option(
    "-k", "count", type=click.IntRange(min=1), default=10, show_default=True, help="How many to list."
)
@click.option(
    "--class", "of", default="interventions", show_default=True, help="The table of cases to look in."
)
@click.option(
    "--features", default="", help="Names of features, with commas between them; all where none is given."
)
@cases_option
@click.option(
    "--record",
    "record_path",
    type=click.Path(path_type=Path),
    help="A compiled record instead of the embedded one.",
)
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
def command(
    case: str,
    count: int,
    of: str,
    features: str,
    cases: tuple[str, ...],
    record_path: Path | None,
    form: str,
) -> None:
    """List the cases most like CASE: a case id, or a state and a year such as IRN:2024.

    Distance is Gower's on features of the state in the year before the case began (0 the same, 1 as
    different as can be); each feature's column is what it contributes to it.
    """
    from precedents.app.find_like import find_like
    from precedents.cli.formats import print_rows
    from precedents.record.store import open_record

    wanted = [name.strip() for name in features.split(",") if name.strip()]
    record = open_record(record_path, overlay=cases)
    say_overlays(record)
    found = find_like(record, case, k=count, of=of, features=wanted)
    click.echo(f"nearest to {found.named} of {found.ranked} cases that can be compared", err=True)
    rows = found.rows
    if form == "table":
        rows = [
            {
                key: round(value, 3) if isinstance(value, float) else value
                for key, value in row.items()
                if key != "label"
            }
            for row in found.rows
        ]
    print_rows(rows, form)
