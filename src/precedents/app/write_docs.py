"""The pages of the documentation that are made from the program itself: the dictionary, the cases, the rule, the sources."""

from __future__ import annotations

import sys
from pathlib import Path

from precedents.app.pages import MADE, render_rows
from precedents.app.write_outcomes import render_outcomes
from precedents.app.write_panel_docs import render_panels
from precedents.arguments.verdict import RULE
from precedents.core.source import Column, Table
from precedents.record.catalogue import SourceSpec, read_catalogue
from precedents.record.store import Record, open_record


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
    lines += render_rows(
        ("measure", "says", "read from", "unit"),
        ((m.name, m.says, f"{m.take} of {m.table}.{m.column}", m.unit) for m in record.measures.values()),
    )
    lines.append("## Groups\n\nFor `in_group(column, 'name')` and `group:name`; membership is by year.\n")
    lines += render_rows(
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
    return [f"## {name}\n", says, *render_rows(_HEAD, (_column(column) for column in table.columns))]


_HEAD = ("column", "says", "unit", "kind", "years", "sources")


def _column(column: Column) -> tuple[str, ...]:
    marks = [word for word, marked in (("outcome", column.outcome), ("feature", column.feature)) if marked]
    says = column.says + (f" *({', '.join(marks)})*" if marks else "")
    years = f"{column.coverage.first_year}–{column.coverage.last_year}"
    if column.coverage.entities is not None:
        years += f"; only {', '.join(sorted(column.coverage.entities))}"
    return column.name, says, column.unit, column.kind, years, ", ".join(column.sources)


def render_cases(record: Record) -> str:
    """Every id that an argument may cite or refer to, with its label and dates."""
    lines = [MADE, "# Cases\n", "Every id that an argument may cite or refer to.\n"]
    for name, table in sorted(record.tables.items()):
        if table.column("id") is None or table.column("label") is None or table.pulled:
            continue  # the pages are the same whatever was pulled
        frame = record.table(name)
        when = next((each for each in ("date", "start") if each in frame.columns), None)
        lines.append(f"## {name}\n")
        lines += render_rows(
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
        *render_rows(("verdict", "when"), RULE),
        "The share of combinations of choices on each side is shown, is never called a probability, and decides nothing by "
        "itself: whoever adds alternatives would move it.\n",
        "The rule is symmetric. Each expectation has a mirror image (most and few, none and any, at most and more than, …); "
        "mirroring the expectations of an argument swaps supported and contradicted and leaves the rest.\n",
    ]
    return "\n".join(lines) + "\n"


def render_sources() -> str:
    """Every data set of the catalogue as a page: its years, terms, citation, address, and how it is pulled."""
    specs = read_catalogue()
    rows = [
        (
            f"`{source_id}`",
            f"{spec.source.title}, {spec.source.version}",
            f"{spec.source.first_year}–{spec.source.last_year}",
            spec.source.unit,
            f"{spec.source.terms}: {spec.source.licence}",
            spec.attribution,
            f"<{spec.source.url}>" if spec.source.url else "",
            _pull(spec),
        )
        for source_id, spec in specs.items()
    ]
    lines = [
        MADE,
        "# Sources\n",
        f"The {len(specs)} data sets that the catalogue knows. *Open*: the record may ship it with attribution. *Cite*: free for "
        "research with citation; the record holds facts on cases, dates and codes alone. *Ask*: users pull it themselves. Columns, "
        "files and hashes of one: `precedents sources show ID`; its citation: `precedents sources cite ID`; whether what you "
        "pulled is what the catalogue promises: `precedents sources verify`.\n",
        "What is pulled is held to the hash that the catalogue has. Of some editions it has none yet: `--accept-hash` takes those "
        "as they are today, and holds them to it from then on. What only a person can get, a page of the publisher or an archive "
        "with a login, is downloaded by hand into a folder, and `--from FOLDER` takes it from there.\n",
        *render_rows(("source", "what", "years", "unit", "terms", "cite", "where", "pull"), rows),
    ]
    return "\n".join(lines) + "\n"


def _pull(spec: SourceSpec) -> str:
    """The command that pulls a source, and which of its files must be got by hand first."""
    if not spec.files:
        return "part of the program"
    by_hand = [file.name for file in spec.files if not file.address]
    more = " --from FOLDER" if by_hand else ""
    more += " --accept-hash" if not all(file.sha256 for file in spec.files) else ""
    command = f"`precedents sources pull {spec.source.id}{more}`"
    if not by_hand:
        return command
    return f"{command}; by hand: {', '.join(by_hand)}"


PAGES = ("dictionary.md", "cases.md", "verdicts.md", "sources.md", "panels.md", "outcomes.md")


def write_docs(folder: Path, record: Record | None = None) -> list[Path]:
    """Write the pages that are made from the program into a folder, and say which."""
    record = record or open_record()
    texts = (
        render_dictionary(record),
        render_cases(record),
        render_rule(),
        render_sources(),
        render_panels(),
        f"{MADE}\n{render_outcomes(record)}",
    )
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / name for name in PAGES]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="utf-8", newline="\n")
    return paths


if __name__ == "__main__":
    for path in write_docs(Path(sys.argv[1] if len(sys.argv) > 1 else "docs")):
        sys.stderr.write(f"wrote {path}\n")
