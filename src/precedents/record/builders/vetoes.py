"""Vetoes in the Security Council: when, on what, by whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import polars as pl

from precedents.core.errors import RecordError
from precedents.record.readers import Read
from precedents.record.states import Entities

SOURCE = "unsc-vetoes"

MEMBERS: Mapping[str, str] = {
    "China": "CHN",
    "France": "FRA",
    "Russia": "RUS",
    "UK": "GBR",
    "USA": "USA",
    "USSR": "SUN",
}
"""The source's names of the permanent members, and their ids. Every veto of China in it is of 1972 or later."""

FIRST_YEAR_OF_CHINA = 1972

SCHEMA: Mapping[str, Any] = {
    "id": pl.String,
    "date": pl.Date,
    "date_precision": pl.String,
    "year": pl.Int64,
    "draft": pl.String,
    "topic": pl.String,
    "region": pl.String,
    "members": pl.List(pl.String),
    "member_entities": pl.List(pl.String),
}
"""The columns of the table, in its order."""


def read_date(cell: str) -> dt.date:
    """Which day month/day/year means.

    Examples
    --------
    >>> read_date("2/16/1946")
    datetime.date(1946, 2, 16)
    """
    month, day, year = (int(part) for part in cell.split("/"))
    return dt.date(year, month, day)


def read_members(row: Mapping[str, Any]) -> list[str]:
    """Which members cast the veto, in the source's words.

    Raises
    ------
    RecordError
        When a name is not among :data:`MEMBERS`, or a veto of China is older than the source's own.
    """
    names = [row[f"member_veto{place}"] for place in (1, 2, 3)]
    names = [str(name).strip() for name in names if name]
    unknown = [name for name in names if name not in MEMBERS]
    if unknown or not names:
        raise RecordError(
            f"{SOURCE}: the veto of {row['date']} names {names}; known are {', '.join(MEMBERS)}"
        )
    if "China" in names and int(row["year"]) < FIRST_YEAR_OF_CHINA:
        raise RecordError(
            f"{SOURCE}: a veto of China on {row['date']}: say in vetoes.py which government held the seat"
        )
    return names


def build_vetoes(read: Read, entities: Entities, built: Mapping[str, pl.DataFrame]) -> pl.DataFrame:  # noqa: ARG001
    """Which draft resolutions fell to a veto, when, and by whom.

    Parameters
    ----------
    read
        Gives the rows of a source.
    entities, built
        Not needed.

    Returns
    -------
    polars.DataFrame
        One row a veto, columns as in ``tables/vetoes.toml``.

    Raises
    ------
    RecordError
        When a member is unknown.
    """
    rows: list[dict[str, Any]] = []
    seen: dict[dt.date, int] = {}
    for row in read(SOURCE).iter_rows(named=True):
        date = read_date(row["date"])
        seen[date] = seen.get(date, 0) + 1
        members = read_members(row)
        rows.append(
            {
                "id": f"veto:{date}" if seen[date] == 1 else f"veto:{date}-{seen[date]}",
                "date": date,
                "date_precision": "day",
                "year": date.year,
                "draft": " ".join(str(row["draft"]).split()),
                "topic": row["crisis_topic"],
                "region": row["region"],
                "members": members,
                "member_entities": [MEMBERS[name] for name in members],
            }
        )
    return pl.DataFrame(rows, schema=dict(SCHEMA)).sort("id")
