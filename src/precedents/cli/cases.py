"""`precedents cases`: a reference class in full."""

from __future__ import annotations

from pathlib import Path

import click

from precedents.cli.formats import FORMATS
from precedents.cli.own_cases import cases_option, say_overlays

EXAMPLE = """\b
Example:
  precedents cases interventions --where humanitarian
  precedents cases interventions --where nato --cases my-cases.csv
  precedents cases humanitarian --argument examples/balkan-precedent.toml --format csv
  precedents cases interventions --where "humanitarian and start_year >= 1990" --flow
  precedents cases conflicts --where ended --outcome recurrence_5y --flow
"""


@click.command("cases", epilog=EXAMPLE)
@click.argument("name", metavar="CLASS")
@click.option(
    "--argument", "argument_file", help="Read CLASS, the choices and the cited cases from this argument file."
)
@click.option("--where", default="", help="A predicate over the table's columns, in SQL.")
@click.option("--all", "everyone", is_flag=True, help="List also who is out, with the reason.")
@click.option(
    "--flow", is_flag=True, help="Show the steps from the table to the class, and who falls out at each."
)
@click.option(
    "--outcome",
    "outcomes",
    multiple=True,
    metavar="NAME",
    help="An outcome to work out and list, as new_war_5y; may be said more than once.",
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
    name: str,
    argument_file: str | None,
    where: str,
    everyone: bool,
    flow: bool,
    outcomes: tuple[str, ...],
    cases: tuple[str, ...],
    record_path: Path | None,
    form: str,
) -> None:
    """List the cases of CLASS: a table of cases, or a class of an argument file.

    A table shows who is in, when, and what followed; csv and json hold every case of the universe, in and
    out, with the reason and every outcome. With --flow the table has the steps of the rule, csv and json every case
    that falls out, with its step and whether that is known.
    """
    from precedents.app.list_cases import list_cases
    from precedents.cli.formats import print_rows
    from precedents.record.store import open_record

    record = open_record(record_path, overlay=cases)
    say_overlays(record)
    found = list_cases(record, name, where=where, argument=argument_file, outcomes=outcomes)
    if flow:
        click.echo(f"{found.members} of {found.universe} {found.unit}s fit: {found.where or 'all'}", err=True)
        print_rows({"table": found.steps, "csv": found.fallen, "json": found.nested}[form](), form)
        return
    rows = found.table(everyone) if form == "table" else found.rows
    if form == "table" and rows:
        click.echo(f"{found.legend(everyone)}; ✓ yes, – no, · unknown", err=True)
    click.echo(f"{found.members} of {found.universe} {found.unit}s fit: {found.where or 'all'}", err=True)
    if found.overlaps():
        click.echo(f"episodes of one conflict that overlap in time: {found.overlaps()}", err=True)
    print_rows(rows, form)
