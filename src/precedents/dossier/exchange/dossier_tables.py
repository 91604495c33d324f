"""Which columns the tables of cases and of findings have, and what each means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from precedents.dossier.directory import build_directory
from precedents.dossier.exchange.csv_table import Column, CsvTable, read_kind

CASE_COLUMNS: tuple[Column, ...] = (
    Column(name="class", says="id of the reference class", kind="string"),
    Column(name="id", says="id of the case", kind="string"),
    Column(name="label", says="the case as people name it", kind="string"),
    Column(name="start", says="first day; empty where unknown"),
    Column(name="end", says="last day; empty where unknown or not ended"),
    Column(name="in", says="whether the case is in the class", kind="boolean"),
    Column(name="why", says="why it is in or out", kind="string"),
    Column(name="cited", says="whether the author cites it", kind="boolean"),
    Column(name="entity", says="id of the state or group where it took place", kind="string"),
    Column(name="cluster", says="the conflict that makes cases alike, for intervals", kind="string"),
)

_FIGURE = "a number, a date, true or false, or a word; empty where there is none"
FINDING_COLUMNS: tuple[Column, ...] = (
    Column(name="statement", says="id of the statement", kind="string"),
    Column(name="finding", says="id of the finding", kind="string"),
    Column(name="label", says="what was found, in words", kind="string"),
    Column(name="value", says=f"the figure: {_FIGURE}"),
    Column(name="low", says=f"lower end of its interval, or of the sources' bounds: {_FIGURE}"),
    Column(name="high", says=f"upper end of its interval, or of the sources' bounds: {_FIGURE}"),
    Column(name="unit", says="what the figure counts", kind="string"),
    Column(
        name="n", says="how many cases or rows it rests on; empty where that has no meaning", kind="integer"
    ),
    Column(name="method", says="how it was found", kind="string"),
    Column(name="leans", says="for, against or neither: what it says about the statement", kind="string"),
    Column(
        name="decides", says="whether it is the primary finding of its part, named beforehand", kind="boolean"
    ),
    Column(name="sources", says="ids of its sources, separated by semicolons", kind="string"),
)


def build_case_table(each: Mapping[str, Any], report: Mapping[str, Any]) -> CsvTable:
    """Every case of a class, its outcomes as columns.

    Parameters
    ----------
    each
        A class of the report.
    report
        The report, for what outcomes mean.

    Returns
    -------
    CsvTable
        An outcome whose name is that of another column is called ``outcome_`` and its name.
    """
    directory = build_directory(report)
    outcomes = list(dict.fromkeys(name for case in each["cases"] for name in case["outcomes"]))
    taken = {column.name for column in CASE_COLUMNS}
    rows = tuple(
        (
            each["id"],
            *(case[column.name] for column in CASE_COLUMNS[1:]),
            *(case["outcomes"].get(name) for name in outcomes),
        )
        for case in each["cases"]
    )
    dated = [
        Column(name=column.name, says=column.says, kind=column.kind or _read_date_kind(column.name, each))
        for column in CASE_COLUMNS
    ]
    columns = []
    for name in outcomes:
        free = name
        while free in taken:
            free = f"outcome_{free}"
        taken.add(free)
        columns.append(
            Column(name=free, says=f"outcome: {directory.column(name)}; empty where it is not known")
        )
    return CsvTable(columns=(*dated, *columns), rows=rows, key=("id",))


def _read_date_kind(name: str, each: Mapping[str, Any]) -> str:
    """A date, even where none is known."""
    values = [case[name] for case in each["cases"] if case[name] is not None]
    return read_kind(values) if values else "date"


def build_finding_table(report: Mapping[str, Any]) -> CsvTable:
    """Every finding on every statement of the report, in its order."""
    rows = tuple(
        (
            statement["id"],
            finding["id"],
            *(finding[column.name] for column in FINDING_COLUMNS[2:-1]),
            "; ".join(finding["sources"]),
        )
        for statement in report["statements"]
        for finding in statement["findings"]
    )
    return CsvTable(columns=FINDING_COLUMNS, rows=rows, key=("statement", "finding"))
