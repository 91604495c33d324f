"""Leaders of the few states whose changes of government an example cites: when they came and went, and how."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import polars as pl

from precedents.core.errors import RecordError
from precedents.record.builders.war_names import render_slug
from precedents.record.readers import Read
from precedents.record.states import Entities

SOURCE = "archigos-4.1"

STATES = (340, 345, 620, 630, 645)
"""The source's numbers of the states covered: Serbia, Yugoslavia, Libya, Iran, Iraq."""

FIRST_YEAR, LAST_DAY = 1946, dt.date(2015, 12, 31)

ENTRY: Mapping[str, str | None] = {
    "Regular": "regular",
    "Irregular": "irregular",
    "Foreign Imposition": "foreign-imposition",
    "Unknown": None,
}
EXIT: Mapping[str, str | None] = {
    "Regular": "regular",
    "Irregular": "irregular",
    "Foreign": "foreign-removal",
    "Natural Death": "natural-death",
    "Retired Due to Ill Health": "ill-health",
    "Suicide": "suicide",
    "Still in Office": None,
    "Unknown": None,
}
DETAIL: Mapping[str, str | None] = {
    "Assassination by Unsupported Individual": "assassination",
    "Irregular, Other": "irregular-other",
    "Popular Protest, with Foreign Support": "protest-foreign-support",
    "Popular Protest, without Foreign Support": "protest",
    "Regular": "regular",
    "Removed by Military, with Foreign Support": "military-foreign-support",
    "Removed by Military, without Foreign Support": "military",
    "Removed by Other Government Actors, with Foreign Support": "government-foreign-support",
    "Removed by Other Government Actors, without Foreign Support": "government",
    "Removed by Rebels, with Foreign Support": "rebels-foreign-support",
    "Removed by Rebels, without Foreign Support": "rebels",
    "Removed in Military Power Struggle Short of Coup": "military-power-struggle",
    "Removed through Threat of Foreign Force": "foreign-force",
    "Still in Office": None,
    "Unknown": None,
}
"""The source's words and the record's; None where there is nothing to say, or nothing yet."""

SCHEMA: Mapping[str, Any] = {
    "id": pl.String,
    "entity": pl.String,
    "leader": pl.String,
    "start": pl.Date,
    "start_precision": pl.String,
    "start_year": pl.Int64,
    "end": pl.Date,
    "end_precision": pl.String,
    "end_year": pl.Int64,
    "entry": pl.String,
    "exit": pl.String,
    "exit_detail": pl.String,
}
"""The columns of the table, in its order."""


def read_word(value: str, words: Mapping[str, str | None], *, column: str, leader: str) -> str | None:
    """What a word of the source is in the record.

    Raises
    ------
    RecordError
        When the source says something else than what it is known to say.

    Examples
    --------
    >>> read_word("Regular", EXIT, column="exit", leader="Milosevic")
    'regular'
    """
    if value not in words:
        raise RecordError(f"{SOURCE}: {column} of {leader} is {value!r}; known are {', '.join(words)}")
    return words[value]


def build_leaders(read: Read, entities: Entities, built: Mapping[str, pl.DataFrame]) -> pl.DataFrame:  # noqa: ARG001
    """Who led these states, from when to when, and how did they come and go?

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
        One row a time in office, columns as in ``tables/leaders.toml``.

    Raises
    ------
    RecordError
        When a word or a state is unknown.
    """
    rows = []
    for row in (
        read(SOURCE).filter(pl.col("ccode").is_in(STATES)).sort("ccode", "startdate").iter_rows(named=True)
    ):
        start, end = dt.date.fromisoformat(row["startdate"]), dt.date.fromisoformat(row["enddate"])
        if end.year < FIRST_YEAR:
            continue
        leader = str(row["leader"]).strip()
        open_end = row["exit"] == "Still in Office"
        if open_end != (end == LAST_DAY):
            raise RecordError(
                f"{SOURCE}: {leader} is {row['exit']!r} on {end}; the source ends on {LAST_DAY}"
            )
        # before 1946 the number may mean a state that the record does not have
        entity = entities.from_gw(row["ccode"], max(start.year, FIRST_YEAR))
        if entity is None:
            raise RecordError(
                f"{SOURCE}: {leader} led the state {row['ccode']} in {start.year}, which entities do not know"
            )
        rows.append(
            {
                "id": f"leader:{entity.lower()}-{render_slug(leader)}-{start.year}",
                "entity": entity,
                "leader": leader,
                "start": start,
                "start_precision": "day",
                "start_year": start.year,
                "end": None if open_end else end,
                "end_precision": None if open_end else "day",
                "end_year": None if open_end else end.year,
                "entry": read_word(row["entry"], ENTRY, column="entry", leader=leader),
                "exit": read_word(row["exit"], EXIT, column="exit", leader=leader),
                "exit_detail": read_word(row["exitcode"], DETAIL, column="exitcode", leader=leader),
            }
        )
    return pl.DataFrame(rows, schema=dict(SCHEMA)).sort("id")
