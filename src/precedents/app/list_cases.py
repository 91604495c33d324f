"""The cases of a class, for people and for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from precedents.app.ground import Ground
from precedents.app.read_argument import join_cases, read_argument
from precedents.app.reference_class import reference_class
from precedents.core.case import ReferenceClass
from precedents.core.errors import UsageError, did_you_mean
from precedents.record.store import Record

SHOWN = {
    "authorised_unsc": ("UN", "mandate of the Security Council"),
    "violence_ended": ("1y", "the violence ended within a year of the start"),
    "deaths_change_pct": ("%", "change of deaths a day, in percent"),
    "new_violence_5y": ("5y", "violence again within five years of the end"),
    "acquired": ("got it", "acquired the bomb"),
    "deaths_best": ("deaths", "deaths, best estimate"),
    "outcome": ("outcome", "how it ended"),
}
"""What followed, under heads short enough for 80 columns, and what they mean; the other formats hold every column."""


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
        names = ["id", "start", "end", *self._shown(everyone), *(["in", "why"] if everyone else [])]
        return [
            {SHOWN[name][0] if name in SHOWN else name: _short(row[name]) for name in names} for row in rows
        ]

    def legend(self, everyone: bool = False) -> str:
        """What the short heads mean."""
        return "; ".join(f"{SHOWN[name][0]}: {SHOWN[name][1]}" for name in self._shown(everyone))

    def _shown(self, everyone: bool) -> list[str]:
        rows = [row for row in self.rows if everyone or row["in"]]
        return [name for name in SHOWN if any(row.get(name) is not None for row in rows)]


def _short(value: Any) -> Any:
    if isinstance(value, bool):
        return "✓" if value else "–"
    return round(value) if isinstance(value, float) else value


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
    if argument is not None:
        record = join_cases(record, argument)
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
