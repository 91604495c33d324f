"""Where a panel's rows come from: the record that is open, and what was pulled."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from precedents.core.source import Coverage
from precedents.panels.additions import Addition
from precedents.panels.blocks import BEHIND
from precedents.panels.crosswalk import build_crosswalk
from precedents.panels.state_years import LAST_YEAR
from precedents.record.pull import read_home
from precedents.record.pulled_frames import PulledFrames
from precedents.record.store import Record, open_record


class PanelTables:
    """The tables that panels are made of; the record is opened when a table of it is first asked for.

    Parameters
    ----------
    record
        The record; the embedded one with what was pulled when None.
    home
        The folder of pulled sources; ``PRECEDENTS_HOME`` or the user's data folder when None.
    """

    def __init__(self, record: Record | None = None, home: Path | str | None = None) -> None:
        self._record = record
        self._home = read_home() if home is None else Path(home)
        self._pulled = PulledFrames(self._home)
        self._walks: dict[tuple[str, str], pl.DataFrame] = {}

    @property
    def opened(self) -> Record:
        """The record."""
        if self._record is None:
            self._record = open_record(home=self._home)
        return self._record

    def source(self, source_id: str, member: str | None = None) -> pl.DataFrame:
        """The rows of a pulled source."""
        return self._pulled(source_id, member)

    def release(self) -> None:
        """Let go of the rows of sources, once what is made of them is made."""
        self._pulled.release()

    def record(self, table: str) -> pl.DataFrame:
        """The rows of a table of the record."""
        return self.opened.table(table)

    def coverage(self, table: str, column: str) -> Coverage:
        """For which years and entities a column of the record speaks."""
        return self.opened.coverage(table, column)

    def list_sources(self, kind: str, additions: Iterable[Addition]) -> tuple[str, ...]:
        """Which sources are to be cited for the rows of a kind of panel and for what was added to them?"""
        rested = [BEHIND.get(kind, ((), ())), *((each.sources, each.columns) for each in additions)]
        found = (source for each in rested for source in self.trace_sources(*each))
        return tuple(dict.fromkeys(("isard", *found)))

    def trace_sources(self, sources: Iterable[str], columns: Iterable[tuple[str, str]]) -> tuple[str, ...]:
        """Which sources stand behind pulled tables and columns of the record, each once?"""
        found = (source for column in columns for source in self.opened.column(*column).sources)
        return tuple(dict.fromkeys((*sources, *found)))

    def crosswalk(self, system: str, other: str) -> pl.DataFrame:
        """Which number of the other list a state has in a year."""
        if (system, other) not in self._walks:
            codes = self.record("entity_codes")
            self._walks[system, other] = build_crosswalk(codes, system, other, LAST_YEAR)
        return self._walks[system, other]
