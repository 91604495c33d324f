"""The table ``conflict_years``: armed conflicts by year, in two editions."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from precedents.record.builders.conflict_rows import CURRENT, OLDER, read_conflict_rows
from precedents.record.check import read_schema
from precedents.record.readers import Read
from precedents.record.states import Entities


def _build(read: Read, entities: Entities, source: str) -> pl.DataFrame:
    rows = read_conflict_rows(read, entities, source)
    schema = read_schema("conflict_years")
    return pl.DataFrame([{name: row[name] for name in schema} for row in rows], schema=schema)


def build_conflict_years(read: Read, entities: Entities, built: Mapping[str, pl.DataFrame]) -> pl.DataFrame:  # noqa: ARG001
    """Which armed conflicts were fought in which year, by the current edition."""
    return _build(read, entities, CURRENT)


def build_conflict_years_22(
    read: Read,
    entities: Entities,
    built: Mapping[str, pl.DataFrame],  # noqa: ARG001
) -> pl.DataFrame:
    """Which armed conflicts were fought in which year, by edition 22.1."""
    return _build(read, entities, OLDER)
