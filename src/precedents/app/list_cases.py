"""The cases of a class, for people and for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from precedents.app.ground import Ground
from precedents.app.read_argument import read_argument
from precedents.app.reference_class import reference_class
from precedents.core.case import ReferenceClass
from precedents.core.errors import UsageError, did_you_mean
from precedents.record.store import Record

SHOWN = {
    "authorised_unsc": "UN Council",
    "violence_ended": "ended in a year",
    "deaths_change_pct": "deaths a day, %",
    "new_violence_5y": "again in 5 years",
    "acquired": "acquired",
    "deaths_best": "deaths",
    "outcome": "outcome",
}
"""What followed, under short heads for the terminal; the other formats hold every column of the table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseList:
    """A listed class: ``rows`` hold every case of the universe, in and out, with every column."""

    unit: str
    where: str
    universe: int
    members: int
    rows: Sequence[Mapping[str, Any]]

    def table(self, everyone: bool = False) -> list[Mapping[str, Any]]:
        """The rows for a terminal: who is in (or everyone, with the reason), when, and what followed."""
        rows = [row for row in self.rows if everyone or row["in"]]
        shown = [name for name in SHOWN if any(row.get(name) is not None for row in rows)]
        names = ["id", "start", "end", *shown, *(["in", "why"] if everyone else [])]
        return [{SHOWN.get(name, name): row[name] for name in names} for row in rows]


def list_cases(record: Record, name: str, *, where: str = "", argument: str | None = None) -> CaseList:
    """Which cases are in a class, which are out, and why?

    Parameters
    ----------
    record
        As `open_record` returns it.
    name
        A table of cases, or with ``argument`` one of its classes.
    where
        A predicate that narrows a table of cases.
    argument
        An argument file, for its classes, choices and cited cases.

    Returns
    -------
    CaseList

    Raises
    ------
    UsageError
        For a name that is neither.
    """
    found = _find(record, name, where, argument)
    spec = record.spec(found.table)
    full = {row["id"]: row for row in record.table(found.table).iter_rows(named=True)}
    rows = [{**full[case.id], "in": case.is_in, "why": case.why, "cited": case.cited} for case in found.cases]
    return CaseList(
        unit=spec.unit, where=found.where, universe=len(rows), members=len(found.members), rows=rows
    )


def _find(record: Record, name: str, where: str, argument: str | None) -> ReferenceClass:
    if argument is not None:
        read = read_argument(argument, record)
        if name in read.classes:
            if where:
                raise UsageError(
                    "“--where” narrows a table of cases; a class of an argument has its own rule"
                )
            return Ground(record, read, read.author_position).reference_class(name)
        cited = [cite.case for cite in read.cites.values()]
        if name not in record.tables:
            raise UsageError(f"{argument} has no class “{name}”.{did_you_mean(name, read.classes)}")
        return reference_class(record, name, where, cited=cited, choices=read.author_position)
    cases = [table for table, spec in record.tables.items() if spec.kind == "cases"]
    if name not in cases:
        near = did_you_mean(name, cases) or f" Those are {', '.join(sorted(cases))}."
        raise UsageError(f"“{name}” is not a table of cases.{near}")
    return reference_class(record, name, where)
