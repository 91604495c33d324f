"""`precedents case`: one case, source by source."""

from __future__ import annotations

import json
from pathlib import Path

import click

EXAMPLE = """\b
Example:
  precedents case intervention:kosovo-1999
  precedents case intervention:afghanistan-2003 --format json
"""


@click.command("case", epilog=EXAMPLE)
@click.argument("case", metavar="CASE")
@click.option(
    "--record",
    "record_path",
    type=click.Path(path_type=Path),
    help="A compiled record instead of the embedded one.",
)
@click.option("--format", "form", type=click.Choice(("table", "json")), default="table", show_default=True)
def command(case: str, record_path: Path | None, form: str) -> None:
    """Show CASE, an id such as intervention:kosovo-1999: its facts, each source's coding, where they differ.

    ≠ stands before what another source denies. Interventions that a pulled source codes too show it once it was
    pulled; docs/register.md says by which rule codings are one case.
    """
    from precedents.app.show_case import show_case
    from precedents.cli.formats import print_rows
    from precedents.record.store import open_record

    shown = show_case(open_record(record_path), case)
    if form == "json":
        click.echo(json.dumps(shown.plain(), ensure_ascii=False, indent=1, default=str))
        return
    click.echo(f"{shown.label} ({shown.id}, table {shown.table})\n")
    print_rows(
        [{"fact": name.replace("_", " "), "value": value} for name, value in shown.facts.items()], form
    )
    if shown.codings:
        click.echo(f"\nCodings ({len(shown.codings)})")
        print_rows(shown.coding_table(), form)
    if shown.agreement:
        click.echo("\nWhere two sources speak: = they agree, ≠ they differ")
        print_rows(shown.agreement_table(), form)
    if shown.also:
        click.echo(f"\nAlso overlaps: {', '.join(shown.also)}")
    if shown.lacks:
        click.echo(f"\nmore sources code interventions: {shown.lacks}", err=True)
