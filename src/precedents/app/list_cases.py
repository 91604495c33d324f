"""The cases of a class, for people and for programs."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from precedents.app.ground import Ground
from precedents.app.read_argument import join_cases, read_argument
from precedents.app.reference_class import reference_class
from precedents.core.case import ReferenceClass
from precedents.core.errors import UsageError, did_you_mean
from precedents.core.flow import Flow
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
    flow: Flow

    def steps(self) -> list[Mapping[str, Any]]:
        """The steps from the table to the class, one row each: for a terminal, and for people who reckon on."""
        return [
            {
                "step": step.name,
                "condition": step.predicate or step.says,
                "before": step.before,
                "out": len(step.out),
                "unknown": step.unknown,
                "after": step.after,
            }
            for step in (*self.flow.steps, *self.flow.outcomes)
        ]

    def fallen(self) -> list[Mapping[str, Any]]:
        """Every case that falls out, with the step, the reason, and whether it is unknown or known not to belong."""
        return [
            {
                "step": step.name,
                "condition": step.predicate,
                "id": each.id,
                "label": each.label,
                "reason": each.reason,
                "unknown": each.unknown,
            }
            for step in (*self.flow.steps, *self.flow.outcomes)
            for each in step.out
        ]

    def nested(self) -> list[Mapping[str, Any]]:
        """The steps, each with the cases that fall out at it."""
        steps = (*self.flow.steps, *self.flow.outcomes)
        return [
            {**row, "out": [dataclasses.asdict(each) for each in step.out]}
            for row, step in zip(self.steps(), steps, strict=True)
        ]

    def overlaps(self) -> str:
        """The members of one conflict that overlap in time, named; empty where there are none."""
        pairs = [(row["id"], other) for row in self.rows for other in row["overlaps"] if row["id"] < other]
        return "; ".join(f"{a} with {b}" for a, b in pairs)

    def table(self, everyone: bool = False) -> list[Mapping[str, Any]]:
        """The rows for a terminal: who is in (or everyone, with the reason), when, and what followed."""
        rows = [row for row in self.rows if everyone or row["in"]]
        names = ["id", "start", "end", *self._shown(everyone), *(["in", "why"] if everyone else [])]
        asked = self._asked()
        return [
            {SHOWN[name][0] if name in SHOWN else name: _short(row[name]) for name in names}
            | {head: _short(row[name]) for head, name in asked.items()}
            for row in rows
        ]

    def legend(self, everyone: bool = False) -> str:
        """What the short heads mean."""
        heads = [f"{SHOWN[name][0]}: {SHOWN[name][1]}" for name in self._shown(everyone)]
        return "; ".join([*heads, *(f"{head}: {name}" for head, name in self._asked().items())])

    def _asked(self) -> dict[str, str]:
        """Outcomes that were asked for and have no head of their own, by a short one."""
        held = self.rows[0] if self.rows else {}
        names = [
            step.predicate
            for step in self.flow.outcomes
            if step.predicate in held and step.predicate not in SHOWN
        ]
        return {f"o{number}": name for number, name in enumerate(names, start=1)}

    def _shown(self, everyone: bool) -> list[str]:
        rows = [row for row in self.rows if everyone or row["in"]]
        return [name for name in SHOWN if any(row.get(name) is not None for row in rows)]


def _short(value: Any) -> Any:
    if isinstance(value, bool):
        return "✓" if value else "–"
    return round(value) if isinstance(value, float) else value


def list_cases(
    record: Record,
    name: str,
    *,
    where: str = "",
    argument: str | None = None,
    outcomes: Sequence[str] = (),
) -> CaseList:
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
    outcomes
        Outcomes of a table of cases to work out and list beside its columns; a class has those that the
        statements of its file ask for.

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
    found = _find(record, name, where, argument, outcomes)
    spec = record.spec(found.table)
    full = {row["id"]: row for row in record.table(found.table).iter_rows(named=True)}
    rows = [
        {
            **full[case.id],
            **case.outcomes,
            "overlaps": list(case.overlaps),
            "in": case.is_in,
            "why": case.why,
            "cited": case.cited,
        }
        for case in found.cases
    ]
    return CaseList(
        unit=spec.unit,
        where=found.where,
        universe=len(rows),
        members=len(found.members),
        rows=rows,
        flow=found.flow,
    )


def _find(
    record: Record, name: str, where: str, argument: str | None, outcomes: Sequence[str]
) -> ReferenceClass:
    if argument is not None:
        read = read_argument(argument, record)
        if name in read.classes:
            if where:
                raise UsageError(
                    "“--where” narrows a table of cases; a class of an argument has its own rule"
                )
            if outcomes:
                raise UsageError(
                    "“--outcome” is for a table of cases; a class of an argument has those of its statements"
                )
            return Ground(record, read, read.author_position).reference_class(name)
        cited = [cite.case for cite in read.cites.values()]
        if name not in record.tables:
            raise UsageError(f"{argument} has no class “{name}”.{did_you_mean(name, read.classes)}")
        return reference_class(
            record, name, where, outcome=outcomes, cited=cited, choices=read.author_position
        )
    cases = [table for table, spec in record.tables.items() if spec.kind == "cases"]
    if name not in cases:
        near = did_you_mean(name, cases) or f" Those are {', '.join(sorted(cases))}."
        raise UsageError(f"“{name}” is not a table of cases.{near}")
    return reference_class(record, name, where, outcome=outcomes)
