"""The ground on which a part is tried: one record, one argument, one position in the space of definitions."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar, cast

import numpy as np
import polars as pl

from precedents.app.episodes import join_overlaps
from precedents.app.flow import build_flow, list_outcomes
from precedents.app.rules import Rules
from precedents.core.argument import Argument, Position
from precedents.core.case import Case, ReferenceClass, Value
from precedents.core.dates import Dated
from precedents.core.errors import UsageError, did_you_mean
from precedents.core.finding import Row
from precedents.core.predicates import Predicate
from precedents.core.reference import Reference, read_reference
from precedents.core.source import Column, Table
from precedents.record.outcomes.follow import join_outcomes
from precedents.record.store import Record

Value_ = TypeVar("Value_")

MOST_ROWS = 200
"""Rows shown behind a finding; the count says how many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tweak:
    """What a doubt changes before it tries a part again."""

    deaths: float | None = None
    without_cluster: str | None = None
    without_cited: bool = False
    bound: str = "best"
    from_source: str = ""
    without_exposure: bool = False
    without_feature: str = ""
    equal_weights: bool = False
    wider: bool = False
    without_cases: tuple[str, ...] = ()
    without_controls: tuple[str, ...] = ()
    other_year_of_start: bool = False
    draw: int | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """One record, one argument, one position; answers what a reference, a rule or a choice means there.

    ``frames`` and ``memory`` are shared by every position of one record, so that nothing is worked out twice.
    """

    record: Record
    argument: Argument
    position: Position
    frames: dict[tuple[str, str], pl.Series] = field(default_factory=dict)
    seed: int = 1
    memory: dict[Hashable, Any] = field(default_factory=dict)

    def rng(self, purpose: str) -> np.random.Generator:
        """A generator of its own for each purpose, so that no draw depends on what was tried before."""
        return np.random.default_rng([self.seed, zlib.crc32(purpose.encode())])

    def once(self, key: Hashable, make: Callable[[], Value_]) -> Value_:
        """What ``make`` gives, made at the first asking."""
        if key not in self.memory:
            self.memory[key] = make()
        return cast(Value_, self.memory[key])

    def at(self, position: Position) -> Ground:
        """The same ground at another position."""
        return replace(self, position=position)

    def on(self, edition: str) -> Ground:
        """The same ground on another edition of a source."""
        return Ground(self.record.with_edition(edition), self.argument, self.position, seed=self.seed)

    @property
    def rules(self) -> Rules:
        """Predicates over the record's tables, at this position."""
        parsed: dict[tuple[str, str], Predicate] = self.once("rules", dict)
        return Rules(self.record, self.position, self.argument.choices, self.frames, parsed)

    def judged(self, table: str, where: str) -> pl.Series:
        """True, false or unknown (null) for each row of the table."""
        return self.rules.judged(table, where)

    def rows(self, table: str, where: str) -> pl.DataFrame:
        """The rows of a table for which a rule is true."""
        return self.record.table(table).filter(self.judged(table, where))

    # -- classes -----------------------------------------------------------------------------------

    @property
    def cited(self) -> dict[str, str]:
        """Case id of every cite, by the author's name for it."""
        return {name: cite.case for name, cite in self.argument.cites.items()}

    def reference_class(self, name: str, outcomes: tuple[str, ...] = ()) -> ReferenceClass:
        """A declared class at this position: every case of its table, in or out, with the reason."""
        rule = self.argument.classes[name]
        return build_class(
            self.rules,
            rule.of,
            rule.eligible or rule.where,
            rule.comparable,
            id=name,
            says=rule.says,
            cited=frozenset(self.cited.values()),
            outcomes=outcomes,
            asked=list_outcomes(self.argument, name, self.position),
        )

    # -- references --------------------------------------------------------------------------------

    def case_id(self, name: str) -> str:
        """The case that a cite's name, or a case id, stands for."""
        return self.cited.get(name, name)

    def event(self, text: str) -> Dated:
        """The dated event that a reference names."""
        reference: Reference = read_reference(str(text))
        if reference.date is not None:
            return Dated(label=reference.text, date=reference.date)
        case = self.case_id(reference.name)
        table, row = self.record.case(case)
        spec = self.record.spec(table)
        column = reference.column or ("date" if spec.column("date") else "start")
        found = spec.column(column)
        if found is None or found.kind != "date":
            dates = [each.name for each in spec.columns if each.kind == "date"]
            raise UsageError(
                f"{reference.text}: “{column}” is not a date of {table}.{did_you_mean(column, dates)}"
                f" Its dates are {', '.join(dates)}."
            )
        named = str(row.get("label") or f"{row.get('what', case)} ({row.get('value', '')})".replace("-", " "))
        label = named if column == "date" else f"{named}, {column.replace('_', ' ')}"
        date = row[column]
        if date is None:
            why = f"the record has no {column.replace('_', ' ')} for {named}"
            if column in ("end", "violence_end"):
                why += " (not over when the source was last coded)"
            return Dated(label=label, date=None, case=case, column=column, outside=why, sources=found.sources)
        precision = str(row.get(f"{column}_precision") or "day")
        return Dated(
            label=label, date=date, precision=precision, case=case, column=column, sources=found.sources
        )

    def find_column(self, table: str, name: str) -> Column:
        """A documented column, or an error that offers the near misses."""
        spec: Table = self.record.spec(table)
        column = spec.column(name)
        if column is None:
            names = [each.name for each in spec.columns]
            raise UsageError(f"{table} has no column “{name}”.{did_you_mean(name, names)}")
        return column


def build_class(
    rules: Rules,
    table: str,
    where: str,
    comparable: str = "",
    *,
    id: str,  # noqa: A002 - the name that the report uses
    says: str,
    cited: frozenset[str],
    outcomes: tuple[str, ...] = (),
    asked: tuple[str, ...] = (),
) -> ReferenceClass:
    """Every case of a table, in or out of a rule, with the reason for each.

    Parameters
    ----------
    rules
        Predicates over the record, at one position.
    table
        A table of cases.
    where, comparable
        The rule, and the condition of comparison beside it; empty for every case.
    id, says
        The class's name and its rule in words.
    cited
        Ids of the cases that the author cites.
    outcomes
        Columns to carry along; by default every outcome that the table holds and every feature that is a number.
    asked
        The outcomes that statements ask of the class: each is a step of its flow, and the derived columns among
        them are carried along.

    Returns
    -------
    ReferenceClass

    Raises
    ------
    UsageError
        When the table is not one of cases.
    """
    record = rules.record
    spec = record.spec(table)
    if spec.kind != "cases":
        known = [name for name, each in record.tables.items() if each.kind == "cases"]
        raise UsageError(f"{table} is not a table of cases; those are {', '.join(sorted(known))}")
    used = {
        name for text in asked for name in ([text] if spec.find(text) else rules.read(table, text).columns)
    }
    carried = outcomes or tuple(
        column.name
        for column in spec.known
        if (column.name in used or column in spec.columns)
        and (column.outcome or (column.feature and column.kind in ("number", "integer")))
    )
    flow = build_flow(rules, table, where, comparable, asked)
    reasons = {each.id: each.reason for step in flow.steps for each in step.out}
    stays = "fits the rule" if len(flow.steps) > 1 else "every case of the table"
    frame = join_outcomes(record, table, carried)
    names = ["id", "label", "start", "end", "entity", "cluster", *carried]
    cases = join_overlaps(
        [
            _case(row, reasons.get(row["id"]), stays, cited, carried)
            for row in frame.select(*dict.fromkeys(names)).iter_rows(named=True)
        ]
    )
    sources = dict.fromkeys(
        source for column in spec.known if column.name in names for source in column.sources
    )
    return ReferenceClass(
        id=id,
        says=says,
        table=table,
        where=_join(rules, table, where, comparable),
        cases=cases,
        sources=tuple(sources),
        flow=flow,
    )


def _join(rules: Rules, table: str, where: str, comparable: str) -> str:
    """The whole rule with its choices filled in."""
    parts = [rules.filled(table, text) for text in (where, comparable) if text]
    return " and ".join(f"({part})" for part in parts) if len(parts) > 1 else "".join(parts)


def _case(
    row: Mapping[str, Any], reason: str | None, stays: str, cited: frozenset[str], carried: tuple[str, ...]
) -> Case:
    outcomes: dict[str, Value] = {name: row[name] for name in carried}
    return Case(
        id=row["id"],
        label=row["label"],
        start=row["start"],
        end=row["end"],
        entity=row["entity"] or "",
        cluster=row["cluster"] or row["id"],
        is_in=reason is None,
        why=reason or stays,
        cited=row["id"] in cited,
        outcomes=outcomes,
    )


def show_rows(frame: pl.DataFrame, columns: tuple[str, ...] = ()) -> tuple[Row, ...]:
    """Rows as plain values, for a finding: lists joined, at most `MOST_ROWS` of them."""
    chosen = frame.select([name for name in columns if name in frame.columns]) if columns else frame
    return tuple(
        {name: ", ".join(map(str, item)) if isinstance(item, list) else item for name, item in row.items()}
        for row in chosen.head(MOST_ROWS).iter_rows(named=True)
    )


def last_day(year: int) -> dt.date:
    """The last day of a year."""
    return dt.date(year, 12, 31)
