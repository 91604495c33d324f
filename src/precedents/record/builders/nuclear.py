"""Nuclear weapons: which states considered, pursued and had them, by year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from precedents.core.errors import RecordError, UsageError
from precedents.record.readers import Read
from precedents.record.states import Entities

SOURCE = "nuclear-proliferation-bleek"

STATUS: Mapping[int, str] = {0: "none", 1: "consideration", 2: "pursuit", 3: "possession"}
"""The source's numbers and what they stand for."""

NAMES: Mapping[str, str] = {
    "Congo": "gw:484",
    "Germany": "gw:260",
    "Kosovo": "gw:347",
    "Russia": "gw:365",
    "Serbia": "gw:345",
    "Timor": "gw:860",
    "Vietnam": "gw:816",
    "Yemen": "gw:678",
}
"""Names that mean another state in other years, or two at once, and the number that the source means."""

NOT_STATES = frozenset({"Abkhazia", "South Ossetia", "Tibet", "Zanzibar"})
"""Polities that the source lists and the record leaves out."""

SCHEMA: Mapping[str, Any] = {"entity": pl.String, "year": pl.Int64, "status": pl.String}
"""The columns of the table, in its order."""


def read_status(row: Mapping[str, Any]) -> str:
    """What the source says of a state in a year.

    Raises
    ------
    RecordError
        When the number is unknown, or the source's own flags say something else.

    Examples
    --------
    >>> flags = {f"nuclear_weapons_{word}": int(word == "pursuit") for word in list(STATUS.values())[1:]}
    >>> read_status({"Entity": "Iran", "Year": 1990, "nuclear_weapons_status": 2} | flags)
    'pursuit'
    """
    status = STATUS.get(row["nuclear_weapons_status"])
    where = f"{SOURCE}: {row['Entity']} in {row['Year']}"
    if status is None:
        raise RecordError(
            f"{where} has the status {row['nuclear_weapons_status']!r}; known are {sorted(STATUS)}"
        )
    for word in list(STATUS.values())[1:]:
        if row[f"nuclear_weapons_{word}"] != int(word == status):
            raise RecordError(f"{where}: the status is {status!r} and the flag of {word} says otherwise")
    return status


def read_state(entities: Entities, name: str, year: int) -> str | None:
    """Which state a name means in a year; None where there was no such state then.

    Raises
    ------
    RecordError
        When the name means no state in any year.
    """
    asked = NAMES.get(name, name)
    try:
        found = entities.resolve(asked, year)
    except UsageError as error:
        try:
            entities.resolve(asked)
        except UsageError:
            raise RecordError(f"{SOURCE}: {error} Add it to NAMES or NOT_STATES in nuclear.py") from error
        return None
    return found.id if found.kind == "state" and found.id in entities.states("gw", year) else None


def build_nuclear(read: Read, entities: Entities, built: Mapping[str, pl.DataFrame]) -> pl.DataFrame:  # noqa: ARG001
    """Which states considered, pursued or had nuclear weapons in which year.

    Parameters
    ----------
    read
        Gives the rows of a source.
    entities
        Resolves names.
    built
        Not needed.

    Returns
    -------
    polars.DataFrame
        One row a state and year of independence, columns as in ``tables/nuclear.toml``.

    Raises
    ------
    RecordError
        When a name or a status is unknown, or two rows speak of one state and year and differ.
    """
    held: dict[tuple[str, int], str] = {}
    for row in read(SOURCE).iter_rows(named=True):
        name, year, status = str(row["Entity"]), int(row["Year"]), read_status(row)
        entity = None if name in NOT_STATES else read_state(entities, name, year)
        if entity is None:
            continue
        if held.setdefault((entity, year), status) != status:
            raise RecordError(
                f"{SOURCE}: two rows speak of {entity} in {year} and differ; the second is {name!r}"
            )
    rows = [
        {"entity": entity, "year": year, "status": status} for (entity, year), status in sorted(held.items())
    ]
    return pl.DataFrame(rows, schema=dict(SCHEMA))
