"""`precedents diff`: what moved between two dossiers, and why."""

from __future__ import annotations

import json

import click

from precedents.cli.formats import FORMATS

EXAMPLE = """\b
Example:
  precedents try balkan-precedent -o current
  precedents try balkan-precedent --edition ucdp-acd-22.1 -o older
  precedents diff current older
"""


@click.command("diff", epilog=EXAMPLE)
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
def command(before: str, after: str, form: str) -> int:
    """Show what moved from A to B, each the folder of a dossier or a report.json, and why.

    Verdicts that changed; numbers that moved, finding by finding; doubts, statements and cases that came or went;
    then what was not the same: data, program, library, definition, option. In the terminal long lists are cut; csv and
    json have everything. The exit code is 0 when the two reports are the same, 1 when they differ.
    """
    from precedents.app.diff_reports import diff
    from precedents.cli.changes import print_changes, print_why
    from precedents.cli.formats import print_rows

    found = diff(before, after)
    if form == "json":
        click.echo(json.dumps(found.plain, ensure_ascii=False, indent=1))
    elif form == "csv":
        print_rows(
            [{"why": False, **each.plain} for each in found.moves]
            + [{"why": True, **each.plain} for each in found.why],
            form,
        )
    elif found.same:
        click.echo("identical: the two reports hold the same")
        for each in found.why:
            click.echo(f"though not made alike: {each.kind}: {each.where}", err=True)
    else:
        print_changes(found.moves, found.elsewhere)
        print_why(found.why)
    return 0 if found.same else 1
