"""`precedents compare`: two arguments side by side on the same record."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from precedents.cli.own_cases import cases_option, edition_option, say_overlays

EXAMPLE = """\b
Example:
  precedents compare balkan-precedent against-intervention --quick
  precedents compare mine.toml theirs.toml -o side-by-side
"""


@click.command("compare", epilog=EXAMPLE)
@click.argument("a")
@click.argument("b")
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(path_type=Path),
    help="Folder for compare.json and compare.html; without it nothing is written.",
)
@cases_option
@edition_option
@click.option(
    "--record",
    "record_path",
    type=click.Path(path_type=Path),
    help="A compiled record instead of the embedded one.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Of every draw.")
@click.option(
    "--universes",
    type=click.IntRange(min=1),
    default=512,
    show_default=True,
    help="Combinations of choices to try for a statement, at the most.",
)
@click.option("--quick", is_flag=True, help="Only the author's position and each choice changed alone.")
@click.option("--json", "as_json", is_flag=True, help="Print the comparison as JSON instead of tables.")
def command(
    a: str,
    b: str,
    folder: Path | None,
    cases: tuple[str, ...],
    editions: tuple[str, ...],
    record_path: Path | None,
    seed: int,
    universes: int,
    quick: bool,
    as_json: bool,
) -> None:
    """Try the arguments A and B (TOML files, or names of shipped examples) and lay them side by side.

    Shows which questions both ask and which of them decide, which cases both cite and as what, whom each picks from the
    same class, and how like the class their picks are. Own cases of either are laid over the record for both; A and B
    swapped gives the same, mirrored.
    """
    from precedents.app.compare_arguments import compare
    from precedents.app.read_argument import join_cases
    from precedents.cli.progress import show_progress
    from precedents.dossier.report import render_json
    from precedents.record.editions import choose_editions
    from precedents.record.store import open_record

    record = open_record(record_path, overlay=cases)
    for named in sorted((a, b)) if editions else ():
        record = join_cases(record, named)
    record = choose_editions(record, editions)
    say_overlays(record)
    with show_progress() as progress:
        found = compare(a, b, record, seed=seed, universes=universes, quick=quick, progress=progress)
    page = found.save(folder) if folder is not None else None
    if as_json:
        click.echo(render_json(found.report), nl=False)
        return
    _print(found.report)
    if page is not None:
        click.echo(str(page))


def _print(report: Mapping[str, Any]) -> None:
    from precedents.cli.changes import shorten
    from precedents.cli.formats import print_rows

    for letter in "AB":
        side = report[letter.lower()]
        counts = ", ".join(f"{n} {verdict.replace('-', ' ')}" for verdict, n in side["verdicts"].items())
        click.echo(f"{letter}  {shorten(side['title'])}: {counts}")
    _head("Questions that both ask")
    print_rows([_question(each) for each in report["statements"]], "table")
    _head("Cases that they cite")
    print_rows(
        [{key: each[key] or "–" for key in ("label", "start", "a", "b")} for each in report["cites"]], "table"
    )
    _head("Classes: cases of A’s, of B’s, of both, and cited cases in them")
    print_rows([_class(each) for each in report["classes"]], "table")
    _head("Of the cited, and of the class, how many turned out as expected")
    print_rows(
        [
            {"": letter, **_represented(each)}
            for letter in "AB"
            for each in report["representativeness"][letter.lower()]
        ],
        "table",
    )


def _head(text: str) -> None:
    click.echo(f"\n{text}")


def _question(row: Mapping[str, Any]) -> dict[str, Any]:
    from precedents.cli.changes import shorten

    return {
        "question": shorten(row["question"]),
        "relation": row["relation"],
        "supports": {"a": "A", "b": "B"}.get(row["sides_with"], row["sides_with"] or "–"),
        "expectations": row["expectations"],
        **{
            letter.upper(): f"{row[letter]['statement']}: {row[letter]['verdict'].replace('-', ' ')}"
            for letter in "ab"
        },
    }


def _class(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "A’s class": row["a"]["id"],
        "B’s class": row["b"]["id"],
        "A": row["a"]["n"],
        "B": row["b"]["n"],
        "both": row["common"],
        "A cites": sum(each["a"] is not None for each in row["picks"]),
        "B cites": sum(each["b"] is not None for each in row["picks"]),
    }


def _represented(row: Mapping[str, Any]) -> dict[str, Any]:
    from precedents.cli.changes import shorten

    p = row["p_for"]
    return {
        "statement": row["statement"],
        "outcome": shorten(row["outcome"]),
        "expects": row["expects"],
        "cited": f"{row['cited_as_expected']} of {row['cited_known']}",
        "class": f"{row['as_expected']} of {row['known']}, {row['unknown']} unknown",
        "p": "–" if p is None else "<0.001" if p < 0.001 else f"{p:.3f}",
    }
