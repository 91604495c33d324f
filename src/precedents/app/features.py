"""Features of a state in a year: the latest value that the record holds, with its age."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from math import log1p
from typing import Any

import polars as pl

from precedents.core.errors import UsageError, did_you_mean
from precedents.precedent.similarity import Feature
from precedents.record.store import Record

OLDEST = 10
"""Years after which a value no longer describes a state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StateFeature:
    """A feature of a state-year that arguments may name.

    ``column`` of ``table`` is read, and passed through ``turn`` where given (deaths are compared on a
    logarithm, since a thousand more means something else at ten than at a million).
    """

    says: str
    kind: str
    table: str
    column: str
    unit: str = ""
    turn: Callable[[float], float] | None = None


FEATURES: Mapping[str, StateFeature] = {
    "democracy": StateFeature(
        says="electoral democracy", kind="number", table="state_years", column="polyarchy", unit="0–1"
    ),
    "regime": StateFeature(
        says="regime (0 closed autocracy to 3 liberal democracy)", kind="number", table="state_years",
        column="regime", unit="0–3",
    ),
    "conflict_intensity": StateFeature(
        says="armed conflict in the country (0 none, 1 minor, 2 war)", kind="number", table="state_years",
        column="conflict_intensity", unit="0–2",
    ),
    "battle_deaths": StateFeature(
        says="battle-related deaths in the country", kind="number", table="state_years",
        column="statebased_best", unit="killed", turn=log1p,
    ),
    "onesided_government": StateFeature(
        says="civilians killed by governments", kind="number", table="state_years",
        column="onesided_government_best", unit="killed", turn=log1p,
    ),
    "onesided_nonstate": StateFeature(
        says="civilians killed by armed groups", kind="number", table="state_years",
        column="onesided_nonstate_best", unit="killed", turn=log1p,
    ),
    "nuclear": StateFeature(says="nuclear weapons", kind="text", table="nuclear", column="status"),
    "supports_rebels_abroad": StateFeature(
        says="armed groups abroad that the state supports", kind="number", table="external_support",
        column="supported", unit="groups", turn=log1p,
    ),
    "region": StateFeature(says="region", kind="text", table="groups", column="group"),
}  # fmt: skip
"""Every feature of a state, by the name that arguments use."""

REGIONS = ("africa", "americas", "asia", "europe", "middle-east", "oceania")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A feature's value: as shown, as compared, and the year that it is of (None where the record has none)."""

    shown: Any
    compared: Any
    year: int | None


def read_features(
    record: Record, names: tuple[str, ...], memory: dict[Hashable, Any] | None = None
) -> Callable[[str, int], dict[str, Reading]]:
    """A reader of these features for any state and year.

    Parameters
    ----------
    record
        As `open_record` returns it.
    names
        Names of `FEATURES`.
    memory
        Keeps what was read, for a next time.

    Returns
    -------
    callable
        Takes an entity and a year; gives a reading for each feature: the latest value at or before that
        year, none older than ten years.

    Raises
    ------
    UsageError
        For a name that is not a feature.
    """
    for name in names:
        if name not in FEATURES:
            near = did_you_mean(name, FEATURES) or f" They are {', '.join(FEATURES)}."
            raise UsageError(f"there is no feature “{name}”.{near}")
    kept = {} if memory is None else memory
    for name in names:
        if ("feature", name) not in kept:
            kept["feature", name] = _series(record, name)
    series = {name: kept["feature", name] for name in names}

    def read(entity: str, year: int) -> dict[str, Reading]:
        return {name: _latest(series[name], entity, year, FEATURES[name].turn) for name in names}

    return read


def describe_onset(
    read: Callable[[str, int], dict[str, Reading]], row: Mapping[str, Any]
) -> dict[str, Reading]:
    """The state of a case in the year before it began; in its first year where the state is new."""
    if row["start"] is None:
        return read("", 0)
    year = row["start"].year
    before, then = read(row["entity"], year - 1), read(row["entity"], year)
    return {name: before[name] if before[name].compared is not None else then[name] for name in before}


def find_features(names: tuple[str, ...]) -> tuple[Feature, ...]:
    """The features as likeness compares them."""
    return tuple(
        Feature(name=name, kind="number" if FEATURES[name].kind == "number" else "text") for name in names
    )


def _latest(
    series: Mapping[str, Mapping[int, Any]], entity: str, year: int, turn: Callable[[float], float] | None
) -> Reading:
    years = series.get(entity, {})
    for when in range(year, year - OLDEST - 1, -1):
        if when in years:
            value = years[when]
            return Reading(shown=value, compared=turn(float(value)) if turn else value, year=when)
    return Reading(shown=None, compared=None, year=None)


def _series(record: Record, name: str) -> dict[str, dict[int, Any]]:
    feature = FEATURES[name]
    if name == "region":
        return _regions(record)
    if name == "supports_rebels_abroad":
        return _support(record)
    frame = record.table(feature.table).select("entity", "year", feature.column).drop_nulls()
    found: dict[str, dict[int, Any]] = {}
    for entity, year, value in frame.iter_rows():
        found.setdefault(entity, {})[year] = value
    return found


def _regions(record: Record) -> dict[str, dict[int, Any]]:
    found: dict[str, dict[int, Any]] = {}
    for region in REGIONS:
        for entity, year in record.entities.resolve_group(region):
            found.setdefault(entity, {})[year] = region
    return found


def _support(record: Record) -> dict[str, dict[int, Any]]:
    """Groups supported abroad a year: zero inside the source's years for every state, nothing outside."""
    coverage = record.coverage("external_support", "supported")
    rows = (
        record.table("external_support")
        .filter(pl.col("supported_nonstate") & pl.col("supporter_entity").is_not_null())
        .filter(pl.col("supporter_entity") != pl.col("entity"))
        .group_by("supporter_entity", "year")
        .agg(pl.col("supported").n_unique())
    )
    found: dict[str, dict[int, Any]] = {}
    for entity, year in record.table("state_years").select("entity", "year").iter_rows():
        if coverage.speaks_for(year):
            found.setdefault(entity, {})[year] = 0
    for entity, year, count in rows.iter_rows():
        found.setdefault(entity, {})[year] = count
    return found
