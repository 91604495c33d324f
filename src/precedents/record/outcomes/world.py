"""What the record knows of what came later, by state: conflicts, killings, leaders, regimes and deaths."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import polars as pl

from precedents.core.dates import find_window
from precedents.record.builders.aftermath import Line, Onset, Years, find_line, pick_onsets, read_onsets
from precedents.record.store import Record

Made = TypeVar("Made")

WAR = 2
"""UCDP's code of intensity for 1,000 battle deaths in a year."""

LARGE = 1000
"""Killed in one year of a large mass killing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """A leader's time in office; ``forced`` says that it ended irregularly or by another state's hand."""

    start: dt.date
    end: dt.date | None
    forced: bool


class World:
    """Answers from one record; each index is made when it is first asked for.

    Parameters
    ----------
    record
        As :func:`precedents.record.store.open_record` gives it, at any editions.
    """

    def __init__(self, record: Record) -> None:
        self.record = record
        self._made: dict[Hashable, Any] = {}

    def _once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        if key not in self._made:
            self._made[key] = make()
        return cast(Made, self._made[key])

    def edges(self, table: str, column: str = "start") -> tuple[dt.date, dt.date]:
        """The first and the last day for which a column speaks."""
        coverage = self.record.coverage(table, column)
        return dt.date(coverage.first_year, 1, 1), dt.date(coverage.last_year, 12, 31)

    def line(self, entity: str) -> Line:
        """A state and the new states that took its place."""
        successors = self.record.table("successors")
        return self._once(("line", entity), lambda: find_line(self.record.entities, successors, entity))

    def code(self, entity: str, year: int) -> int | None:
        """The number of a state in the panel of states, under which it goes on where its id changes."""
        return self.record.entities.to_gw(entity, year)

    @property
    def years(self) -> Years:
        """The state-years."""
        return self._once("years", lambda: Years(self.record.table("state_years")))

    def conflicts(self, entity: str, event: dt.date, *, war: bool = False) -> list[Onset]:
        """The episodes of armed conflict over a state, or over what took its place since a day; ``war``: of 1,000 in a year."""

        def read() -> dict[str, list[Onset]]:
            frame = self.record.table("conflicts")
            return read_onsets(frame.filter(pl.col("intensity_max") >= WAR) if war else frame)

        return pick_onsets(self._once(("conflicts", war), read), self.line(entity), event=event)

    def episodes(self, conflicts: Collection[str]) -> list[Onset]:
        """Every episode of some conflicts, wherever."""

        def read() -> dict[str, list[Onset]]:
            frame = self.record.table("conflicts")
            return read_onsets(frame.with_columns(locations=pl.concat_list("conflict_id")))

        onsets = self._once("episodes", read)
        return [each for conflict in conflicts for each in onsets.get(conflict, ())]

    def killings(self, entity: str, event: dt.date, *, large: bool = False) -> list[Onset]:
        """The runs of years with mass killing in a state, or in what took its place since a day; ``large``: of 1,000 in a year."""

        def read() -> dict[str, list[Onset]]:
            frame = self.record.table("mass_killings")
            chosen = frame.filter(pl.col("peak_deaths") >= LARGE) if large else frame
            found: dict[str, list[Onset]] = {}
            for state, start, precision, end in chosen.select(
                "entity", "start", "start_precision", "end"
            ).iter_rows():
                earliest, latest = find_window(start, precision)
                onset = Onset(earliest=earliest, latest=min(latest, end or latest), end=end)
                found.setdefault(state, []).append(onset)
            return found

        return pick_onsets(self._once(("killings", large), read), self.line(entity), event=event)

    def leader(self, entity: str, day: dt.date) -> Tenure | None:
        """Who led a state on a day? Of two on one day, who was there before; None where the source has nobody."""

        def read() -> Mapping[int | None, list[Tenure]]:
            found: dict[int | None, list[Tenure]] = {}
            last = self.edges("leader_exits", "end")[1]
            frame = self.record.table("leader_exits").sort("start", "id")
            for state, start, end, way in frame.select("entity", "start", "end", "exit").iter_rows():
                forced = way in ("irregular", "foreign-removal")
                number = self.code(state, (end or last).year)
                found.setdefault(number, []).append(Tenure(start=start, end=end, forced=forced))
            return found

        number = self.code(entity, day.year)
        tenures = self._once("leaders", read).get(number, []) if number is not None else []
        return next(
            (each for each in tenures if each.start <= day and (each.end is None or each.end >= day)), None
        )
