"""Rules over the record: predicates read against the dictionary, judged row by row, each once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import polars as pl

from precedents.core.argument import ChoiceValue, Position
from precedents.core.predicates import Predicate, read_predicate
from precedents.record.outcomes.follow import join_outcomes
from precedents.record.store import Record


@dataclass(frozen=True, slots=True)
class Rules:
    """Predicates over one record at one position.

    ``choices`` are the values of every choice, for checking; ``frames`` remembers what was judged
    and ``parsed`` what was read; both may be shared by every position of one record.
    """

    record: Record
    position: Position
    choices: Mapping[str, Collection[ChoiceValue]] | None = None
    frames: dict[tuple[str, str], pl.Series] = field(default_factory=dict)
    parsed: dict[tuple[str, str], Predicate] = field(default_factory=dict)

    def read(self, table: str, where: str) -> Predicate:
        """A predicate over a table's documented columns."""
        key = (table, where)
        if key not in self.parsed:
            columns = {column.name: column.kind for column in self.record.spec(table).known}
            self.parsed[key] = read_predicate(
                where, columns=columns, choices=self.choices or list(self.position)
            )
        return self.parsed[key]

    def filled(self, table: str, where: str) -> str:
        """A rule with its choices filled in."""
        return self.read(table, where).filled(self.position) if where else ""

    def judged(self, table: str, where: str) -> pl.Series:
        """True, false or unknown (null) for each row of the table; every row fits an empty rule."""
        if not where:
            return pl.Series("in", [True] * self.record.table(table).height, dtype=pl.Boolean)
        rule = self.read(table, where)
        key = (table, rule.filled(self.position))
        if key not in self.frames:
            frame = join_outcomes(self.record, table, rule.columns)
            self.frames[key] = rule.split(frame, self.position, self.record.entities.resolve_group)
        return self.frames[key]

    def column(self, table: str, name: str) -> pl.Series:
        """A column of a table, stored or derived: one value a row, null where it is unknown."""
        return join_outcomes(self.record, table, {name})[name]
