"""The command ``columns``: the dictionary of the record, searched and ranked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import polars as pl

from precedents.cli.formats import FORMATS, print_rows
from precedents.core.source import Column
from precedents.record.catalogue import read_catalogue
from precedents.record.find import find_variables
from precedents.record.groups import Group
from precedents.record.outcomes.library import find_reads
from precedents.record.pull import read_home
from precedents.record.store import Record, open_record

_MOST = 40
_KINDS = ("cases", "events", "panel", "lookup")
_KEYS = ("what", "name", "says", "type", "unit", "years", "outcome", "feature", "sources", "pulled", "held")

EXAMPLE = """\b
Examples:
  precedents columns deaths
  precedents columns kosovo
  precedents columns new_war
  precedents columns interventions --format csv
"""


def _render_years(column: Column) -> str:
    return f"{column.coverage.first_year}-{column.coverage.last_year}"


def _render_span(group: Group) -> str:
    return f"{group.first_year}-{group.last_year}"


def _list_columns(record: Record, words: str) -> list[dict[str, Any]]:
    return [
        {
            "what": "outcome" if column.outcome else "feature" if column.feature else "column",
            "name": f"{column.table}.{column.name}",
            "says": column.says,
            "type": column.kind,
            "unit": column.unit,
            "years": _render_years(column),
            "outcome": column.outcome,
            "feature": column.feature,
            "sources": list(column.sources),
            "pulled": list(record.tables[column.table].pulled),
            "held": "",
        }
        for column in record.find_columns(words)
    ]


def _list_measures(record: Record, words: list[str]) -> list[dict[str, Any]]:
    found = []
    for measure in record.measures.values():
        if all(word in f"{measure.name} {measure.says}".casefold() for word in words):
            column = record.column(measure.table, measure.column)
            says = f"{measure.says}. {measure.take} of {measure.table}.{measure.column}"
            found.append(_entry("measure", measure.name, says, _render_years(column), column.sources))
    return found


def _list_outcomes(record: Record, words: list[str]) -> list[dict[str, Any]]:
    """The library of outcomes, each once, with the tables for whose cases it is worked out."""
    tables: dict[str, list[str]] = {}
    columns: dict[str, Column] = {}
    for name, table in sorted(record.tables.items()):
        for column in table.derived:
            tables.setdefault(column.name, []).append(name)
            columns.setdefault(column.name, column)
    found = []
    for name, column in columns.items():
        if not all(word in f"{name} {column.says}".casefold() for word in words):
            continue
        says = f"{column.says} Of: {', '.join(tables[name])}."
        entry = _entry("outcome", name, says, _render_years(column), column.sources)
        needs = [source for each in find_reads(name) for source in record.tables[each].pulled]
        more = {
            "type": column.kind,
            "unit": column.unit,
            "outcome": True,
            "pulled": list(dict.fromkeys(needs)),
        }
        found.append({**entry, **more})
    return found


def _list_groups(record: Record, words: list[str]) -> list[dict[str, Any]]:
    return [
        _entry("group", f"group:{group.id}", f"{group.label}: members by year", _render_span(group), ())
        for group in record.entities.groups()
        if all(word in f"group:{group.id} {group.label}".casefold() for word in words)
    ]


def _list_ids(record: Record, words: list[str]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    held = {name: spec for name, spec in record.tables.items() if name in record.rows}
    holders = [name for name, spec in held.items() if spec.column("id") is not None]
    for name in sorted(holders, key=lambda name: (_KINDS.index(record.spec(name).kind), name)):
        spec = record.spec(name)
        says = pl.col("label" if spec.column("label") is not None else "id").fill_null("").alias("says")
        frame = record.table(name).select("id", says)
        text = (pl.col("id") + " " + pl.col("says")).str.to_lowercase()
        rule = pl.all_horizontal(text.str.contains(word, literal=True) for word in words)
        for row_id, label in frame.filter(rule).rows():
            found.setdefault(row_id, _entry("id", row_id, f"{label} ({name})", "", ()))
    return list(found.values())


def _list_variables(words: str) -> list[dict[str, Any]]:
    """The publishers' own columns: what can be pulled, and what of it was."""
    folder = read_home() / "sources"
    found = []
    for spec, column in find_variables(read_catalogue().values(), words):
        source = spec.source.id
        file = f"{column.file}:" if column.file else ""
        years = f"{column.first_year}-{column.last_year}"
        entry = _entry("variable", f"{source} {file}{column.name}", column.says, years, (source,))
        held = "pulled" if (folder / source).is_dir() else "not pulled"
        found.append({**entry, "type": column.kind, "unit": column.unit, "held": held})
    return found


def _restrict(rows: list[dict[str, Any]], what: str) -> list[dict[str, Any]]:
    if len(rows) > _MOST:
        click.echo(f"the first {_MOST} of {len(rows)} {what}; add a word, or say --format csv", err=True)
    return rows[:_MOST]


def _entry(what: str, name: str, says: str, years: str, sources: tuple[str, ...]) -> dict[str, Any]:
    blank = {
        "type": "",
        "unit": "",
        "years": years,
        "outcome": False,
        "feature": False,
        "sources": list(sources),
        "pulled": [],
        "held": "",
    }
    return {"what": what, "name": name, "says": says, **blank}


@click.command("columns", epilog=EXAMPLE)
@click.argument("words", nargs=-1, metavar="[WORD]...")
@click.option(
    "--record", "folder", type=click.Path(path_type=Path), help="A record folder instead of the embedded one."
)
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
def columns(words: tuple[str, ...], folder: Path | None, form: str) -> None:
    """List what arguments can name: columns, outcomes, features, measures, groups and ids.

    Without a word, everything but the ids of cases. With words, what answers to them, the likeliest first, and then
    the variables of the publishers' data sets, each with its source and whether it was pulled.
    Columns marked "pulled" have rows once their source was pulled: `precedents sources pull`.
    """
    record = open_record(folder)
    wanted = [word.casefold() for word in words]
    rows = _list_columns(record, " ".join(words))
    rows += _list_outcomes(record, wanted)
    rows += _list_measures(record, wanted) + _list_groups(record, wanted)
    ids = _list_ids(record, wanted) if wanted else []
    variables = _list_variables(" ".join(words)) if wanted else []
    if form == "table":
        ids, variables = _restrict(ids, "ids"), _restrict(variables, "variables of publishers")
        rows = [{**row, "what": f"{row['what']} (pulled)" if row["pulled"] else row["what"]} for row in rows]
        variables = [{**row, "what": f"variable, {row['held']}"} for row in variables]
    rows += ids + variables
    if not rows:
        click.echo(f"nothing answers to “{' '.join(words)}”; `precedents columns` lists it all", err=True)
    shown = ("what", "name", "says", "years") if form == "table" else _KEYS
    print_rows([{key: row[key] for key in shown} for row in rows], form)


command = columns
