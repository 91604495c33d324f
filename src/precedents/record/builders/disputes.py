"""Militarised disputes of the few states whose record of threats an example cites: who began them, how far they went."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from precedents.core.errors import RecordError
from precedents.record.readers import Read
from precedents.record.states import Entities

SOURCE = "peacesciencer-1.2.9"

STATES: Mapping[int, str] = {345: "YUG, SCG, SRB", 620: "LBY", 630: "IRN", 645: "IRQ"}
"""Correlates of War numbers of the states covered, and their ids."""

FIRST_YEAR, LAST_YEAR = 1946, 2010
MISSING = -9

SCHEMA: Mapping[str, Any] = {
    "dispute": pl.Int64,
    "year": pl.Int64,
    "entity": pl.String,
    "initiator": pl.String,
    "target": pl.String,
    "start_month": pl.Int64,
    "hostility": pl.Int64,
    "hostility_target": pl.Int64,
    "hostility_cow": pl.Int64,
    "fatality_level": pl.Int64,
    "revisionist": pl.Boolean,
}
"""The columns of the table, in its order."""

LEVELS: Mapping[str, frozenset[int]] = {
    "hostlev1": frozenset(range(1, 6)),
    "hostlev2": frozenset(range(1, 6)),
    "fatality": frozenset(range(7)),
    "revstate1": frozenset({0, 1}),
    "stmon": frozenset(range(1, 13)),
}
"""The codes of each column; ``MISSING`` may stand in any of them."""


def read_level(value: int | None, column: str, dispute: int) -> int | None:
    """What level a code means; None where the source says that it is missing.

    Raises
    ------
    RecordError
        When the code is unknown.

    Examples
    --------
    >>> read_level(4, "hostlev1", 4295), read_level(-9, "fatality", 4295)
    (4, None)
    """
    if value is None or value == MISSING:
        return None
    if value not in LEVELS[column]:
        known = sorted(LEVELS[column])
        raise RecordError(
            f"{SOURCE}: {column} of dispute {dispute} is {value!r}; known are {known} and {MISSING}"
        )
    return int(value)


def read_begun(frame: pl.DataFrame) -> pl.DataFrame:
    """Which rows speak of a state that began a dispute and of one that it was begun against.

    Side A is the side that took the first militarised act; originators were in it on the first day.
    """
    covered = pl.col("ccode1").is_in(list(STATES)) | pl.col("ccode2").is_in(list(STATES))
    began = (pl.col("sidea1") == 1) & (pl.col("orig1") == 1) & (pl.col("sidea2") == 0)
    return frame.filter(covered & began & pl.col("year").is_between(FIRST_YEAR, LAST_YEAR))


def build_disputes(read: Read, entities: Entities, built: Mapping[str, pl.DataFrame]) -> pl.DataFrame:  # noqa: ARG001
    """Which militarised disputes did these states begin or suffer, and how hostile did they become?

    Parameters
    ----------
    read
        Gives the rows of a source.
    entities
        Resolves codes.
    built
        Not needed.

    Returns
    -------
    polars.DataFrame
        One row a dispute, initiator and target, with the first year; columns as in ``tables/disputes.toml``.

    Raises
    ------
    RecordError
        When a code or a state is unknown.
    """
    key = ["dispnum", "ccode1", "ccode2"]
    cow = read(SOURCE, "cow_mid_dirdisps").group_by(key).agg(pl.col("hostlev1").max().alias("hostility_cow"))
    disputes = (
        read_begun(read(SOURCE, "gml_dirdisp"))
        .sort(*key, "year")
        .group_by(key, maintain_order=True)
        .agg(
            pl.col("year").first(),
            pl.col("stmon", "fatality", "revstate1").first(),
            pl.col("hostlev1", "hostlev2").max(),
        )
        .join(cow, on=key, how="left", maintain_order="left")
    )
    rows = []
    for row in disputes.iter_rows(named=True):
        number, year = int(row["dispnum"]), int(row["year"])
        states = [entities.from_cow(row[side], year) for side in ("ccode1", "ccode2")]
        if None in states:
            raise RecordError(
                f"{SOURCE}: dispute {number} names {row['ccode1']} and {row['ccode2']} in {year}: {states}"
            )
        levels = {column: read_level(row[column], column, number) for column in LEVELS}
        rows.append(
            {
                "dispute": number,
                "year": year,
                "entity": states[0],
                "initiator": states[0],
                "target": states[1],
                "start_month": levels["stmon"],
                "hostility": levels["hostlev1"],
                "hostility_target": levels["hostlev2"],
                "hostility_cow": read_level(row["hostility_cow"], "hostlev1", number),
                "fatality_level": levels["fatality"],
                "revisionist": None if levels["revstate1"] is None else levels["revstate1"] == 1,
            }
        )
    return pl.DataFrame(rows, schema=dict(SCHEMA)).sort("dispute", "initiator", "target")
