"""The table ``conflict_years``: armed conflicts by year, in two editions."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from precedents.record.builders.conflict_rows import CURRENT, OLDER, read_conflict_rows
from precedents.record.readers import Read
from precedents.record.states import Entities

_LIST = pl.List(pl.String)
SCHEMA: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "conflict_id": pl.String,
    "year": pl.Int64,
    "war": pl.String,
    "entity": pl.String,
    "locations": _LIST,
    "intensity": pl.Int64,
    "type": pl.String,
    "over": pl.String,
    "territory": pl.String,
    "side_a": _LIST,
    "side_a_second": _LIST,
    "side_b": _LIST,
    "side_b_second": _LIST,
    "participants": _LIST,
    "deaths_best": pl.Int64,
    "deaths_low": pl.Int64,
    "deaths_high": pl.Int64,
}


def _build(read: Read, entities: Entities, source: str) -> pl.DataFrame:
    rows = read_conflict_rows(read, entities, source)
    return pl.DataFrame([{name: row[name] for name in SCHEMA} for row in rows], schema=dict(SCHEMA))


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
