"""The pages of the documentation that are made from the program itself: the dictionary, the cases, the rule."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from precedents.arguments.verdict import RULE
from precedents.core.source import Column, Table
from precedents.record.store import Record, open_record

MADE = "<!-- Made by `make docs` from the program itself; edit the source, not this page. -->\n"


def render_dictionary(record: Record) -> str:
    """The dictionary of the record as a page: every table, column, measure and group."""
    lines = [
        MADE,
        "# Dictionary\n",
        "Every table and column of the record, as `precedents columns` lists them. Outside its years a column says nothing: "
        "not zero, not missing.\n",
    ]
    for name, table in sorted(record.tables.items()):
        lines += _table(name, table, record.rows.get(name))
    lines.append("## Measures\n\nNames that a fact may use for `measure`.\n")
    lines += _rows(
        ("measure", "says", "read from", "unit"),
        ((m.name, m.says, f"{m.take} of {m.table}.{m.column}", m.unit) for m in record.measures.values()),
    )
    lines.append("## Groups\n\nFor `in_group(column, 'name')` and `group:name`; membership is by year.\n")
    lines += _rows(
        ("group", "is", "years"),
        ((g.id, g.label, f"{g.first_year}–{g.last_year}") for g in record.entities.groups()),
    )
    return "\n".join(lines) + "\n"


def _table(name: str, table: Table, rows: int | None) -> list[str]:
    count = f", {rows:,} rows" if rows is not None and not table.pulled else ""
    editions = (
        f" Editions: {', '.join(source for source, _ in table.editions)}." if len(table.editions) > 1 else ""
    )
    pulls = "".join(f" Needs {each}: `precedents sources pull {each}`." for each in table.pulled)
    says = f"{table.says} One row is one {table.unit}{count}.{editions}{pulls}\n"
    return [f"## {name}\n", says, *_rows(_HEAD, (_column(column) for column in table.columns))]


_HEAD = ("column", "says", "unit", "kind", "years", "sources")


def _column(column: Column) -> tuple[str, ...]:
    marks = [word for word, marked in (("outcome", column.outcome), ("feature", column.feature)) if marked]
    says = column.says + (f" *({', '.join(marks)})*" if marks else "")
    years = f"{column.coverage.first_year}–{column.coverage.last_year}"
    if column.coverage.entities is not None:
        years += f"; only {', '.join(sorted(column.coverage.entities))}"
    return column.name, says, column.unit, column.kind, years, ", ".join(column.sources)


def _rows(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    lines += [f"| {' | '.join(map(_escape, row))} |" for row in rows]
    return [*lines, ""]


def _escape(cell: str) -> str:
    return cell.replace("|", "\\|").replace("\n", " ")


def render_cases(record: Record) -> str:
    """Every id that an argument may cite or refer to, with its label and dates."""
    lines = [MADE, "# Cases\n", "Every id that an argument may cite or refer to.\n"]
    for name, table in sorted(record.tables.items()):
        if table.column("id") is None or table.column("label") is None or table.pulled:
            continue  # the pages are the same whatever was pulled
        frame = record.table(name)
        when = next((each for each in ("date", "start") if each in frame.columns), None)
        lines.append(f"## {name}\n")
        lines += _rows(
            ("id", "label", "date"),
            (
                (f"`{row['id']}`", str(row["label"]), str(row[when] or "") if when else "")
                for row in frame.iter_rows(named=True)
            ),
        )
    return "\n".join(lines) + "\n"


def render_rule() -> str:
    """The verdict rule as a page."""
    lines = [
        MADE,
        "# How a verdict comes about\n",
        "Two sorts of statement. A *record* statement is about the cases as they are (“none since”, “it happened”): a complete "
        "count has no sampling error; only definitions, coverage and coding can move it. A *tendency* is about what such cases "
        "do in general: it needs an interval. The kind decides, an argument file may override it with `sort`, and the dossier "
        "says which.\n",
        "Each part of a statement has one deciding finding, named before outcomes are seen; the others inform. The rule, in the "
        "order in which it is applied:\n",
        *_rows(("verdict", "when"), RULE),
        "The share of combinations of choices on each side is shown, is never called a probability, and decides nothing by "
        "itself: whoever adds alternatives would move it.\n",
        "The rule is symmetric. Each expectation has a mirror image (most and few, none and any, at most and more than, …); "
        "mirroring the expectations of an argument swaps supported and contradicted and leaves the rest.\n",
    ]
    return "\n".join(lines) + "\n"


PAGES = ("dictionary.md", "cases.md", "verdicts.md")


def write_docs(folder: Path, record: Record | None = None) -> list[Path]:
    """Write the pages that are made from the program into a folder, and say which."""
    record = record or open_record()
    texts = (render_dictionary(record), render_cases(record), render_rule())
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / name for name in PAGES]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="utf-8", newline="\n")
    return paths


if __name__ == "__main__":
    for path in write_docs(Path(sys.argv[1] if len(sys.argv) > 1 else "docs")):
        sys.stderr.write(f"wrote {path}\n")
