"""`precedents panel`: who is observed when, with what is known of them, in one file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from precedents.cli.formats import FORMATS

if TYPE_CHECKING:
    import polars as pl

_FIRST, _SHOWN = 20, 4
EXAMPLE = """\b
Example:
  precedents panel state-years --system gw --years 1946:2024 --add violence,regime -o panel.parquet
  precedents panel directed-dyad-years --add gml_mids nmc contiguity peace_years -o dyads.parquet
  precedents panel state-years --add cow_wars --option type=intra -o wars.csv
  precedents panel --list
"""


@click.command("panel", epilog=EXAMPLE)
@click.argument("kind", metavar="KIND", required=False)
@click.argument("more", metavar="", nargs=-1)
@click.option("--system", default="cow", show_default=True, help="cow or gw: whose list of states.")
@click.option(
    "--years", default="", metavar="FIRST:LAST", help="First and last year; all of them without it."
)
@click.option(
    "--add", "add", multiple=True, metavar="NAME...", help="What to add; several names may follow, or commas."
)
@click.option("--option", "options", multiple=True, metavar="NAME=VALUE", help="An option of an addition.")
@click.option(
    "--rule",
    default="any",
    show_default=True,
    help="Years as a state for a part only: any, start, end, or a share such as 0.5.",
)
@click.option("--like", default="", metavar="PROGRAM", help="peacesciencer: its values where ours differ.")
@click.option("--relevant", is_flag=True, help="Of dyads, only neighbours and those with a major power.")
@click.option("--wide", is_flag=True, help="Keep every number in 64 bits.")
@click.option(
    "-o", "out", type=click.Path(path_type=Path), metavar="FILE", help="A file that ends in .parquet or .csv."
)
@click.option("--list", "listed", is_flag=True, help="List the kinds and every addition.")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="table",
    show_default=True,
    help="For --list, and for what is printed without -o.",
)
def command(
    kind: str | None,
    more: tuple[str, ...],
    system: str,
    years: str,
    add: tuple[str, ...],
    options: tuple[str, ...],
    rule: str,
    like: str,
    relevant: bool,
    wide: bool,
    out: Path | None,
    listed: bool,
    form: str,
) -> None:
    """Make a panel of KIND: state-years, dyad-years, directed-dyad-years, leader-years, conflict-years or spells.

    Without -o the first rows are printed. A panel never loses or gains a row by an addition, and outside what a
    source covers a cell is empty, not zero.
    """
    from precedents.app.build_panel import list_additions, read_plan
    from precedents.cli.formats import print_rows
    from precedents.cli.progress import show_rows

    if listed or kind is None:
        print_rows(list_additions(short=form == "table"), form)
        return
    names = [name for each in (*add, *more) for name in each.split(",") if name]
    panel = read_plan(kind, system=system, years=years, names=names, options=options, rule=rule, like=like)
    if relevant:
        panel = panel.restrict_relevant()
    if out is None:
        rows = panel.head(_FIRST)
        click.echo(f"the first {rows.height} rows; -o FILE writes all of them", err=True)
        # a panel has more columns than a terminal: there each column is a line
        print_rows(rows.to_dicts() if form != "table" else _list_columns(rows), form)
        return
    with show_rows(kind) as shown:
        panel.write(out, narrow=not wide, done=shown)
    click.echo(str(out))
    cite = " ".join(panel.sources)
    click.echo(
        f"{shown.rows:,} rows, {shown.columns} columns; `precedents sources cite {cite}` has the citations",
        err=True,
    )


def _list_columns(rows: pl.DataFrame) -> list[dict[str, str]]:
    shown = rows.head(_SHOWN)
    return [
        {
            "column": name,
            "kind": str(kind),
            **{str(number + 1): _say(value) for number, value in enumerate(shown[name])},
        }
        for name, kind in rows.schema.items()
    ]


def _say(value: object) -> str:
    return "" if value is None else f"{value:.4g}" if isinstance(value, float) else str(value)
