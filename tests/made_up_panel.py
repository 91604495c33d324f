"""Made-up tables and panels for the tests of additions."""

from __future__ import annotations

import polars as pl

from precedents.panels.additions import read_addition
from precedents.panels.extend import extend_panel, read_step
from precedents.panels.grain import Ask, build_grain

YEARS = (1900, 1905)
"""The years of every made-up panel."""


class MadeUp:
    """Tables made up for a test."""

    def __init__(self, **frames: pl.DataFrame) -> None:
        self.frames = frames

    def source(self, source_id: str, member: str | None = None) -> pl.DataFrame:
        return self.frames[member or source_id]

    def record(self, table: str) -> pl.DataFrame:
        return self.frames[table]

    def crosswalk(self, system: str, other: str) -> pl.DataFrame:
        return self.frames[f"{system}_{other}"]

    def coverage(self, table: str, column: str) -> None:
        raise AssertionError(f"nothing here asks what {table}.{column} covers")


def add(
    name: str,
    frame: pl.DataFrame,
    tables: MadeUp,
    *,
    kind: str = "state-years",
    system: str = "cow",
    like: str = "",
    **options: object,
) -> pl.DataFrame:
    """A made-up panel with one addition; its own columns, their order and its rows are what they were."""
    addition, grain = read_addition(name), build_grain(kind, system)
    ask = Ask(grain=grain, years=YEARS, like=like, options={**addition.options, **options})
    made = extend_panel(frame, grain, [read_step(addition, ask, tables)], tables)  # type: ignore[arg-type]
    assert made.select(frame.columns).equals(frame)
    return made.drop(frame.columns)


def states(codes: list[int], years: list[int], name: str = "ccode") -> pl.DataFrame:
    return pl.DataFrame({name: codes, "year": years})
