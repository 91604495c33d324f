"""The leaders of Archigos since 1946, every state: who came, who went, how, and for which state."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl

from precedents.core.errors import RecordError, UsageError
from precedents.record.builders.leaders import DETAIL, ENTRY, EXIT, SOURCE, read_word
from precedents.record.readers import Read
from precedents.record.states import Entities

FIRST_DAY, LAST_DAY = dt.date(1946, 1, 1), dt.date(2015, 12, 31)

Row = dict[str, Any]


def find_state(entities: Entities, code: int, day: dt.date) -> str:
    """Which entity does the source's number of a state mean on a day?

    Where the number means nothing on that day, it means what it meant last, or else first: the source knows some
    leaders from before their state was one, or from the day on which it ended.

    Parameters
    ----------
    entities
        Who is who.
    code
        A number of Gleditsch and Ward's list.
    day
        The day.

    Returns
    -------
    str
        The entity's id.

    Raises
    ------
    RecordError
        When the number means nothing since 1946.
    """
    try:
        return entities.resolve(f"gw:{code}", day).id
    except UsageError:
        years = [*range(day.year, FIRST_DAY.year - 1, -1), *range(day.year + 1, LAST_DAY.year + 1)]
        found = next((each for year in years if (each := entities.from_gw(code, year)) is not None), None)
        if found is None:
            raise RecordError(
                f"{SOURCE}: the state {code} is none that entities know since {FIRST_DAY.year}"
            ) from None
        return found


def read_leaders(read: Read, entities: Entities) -> list[Row]:
    """Who led a state at any time since 1946, and how did they come and go?

    Parameters
    ----------
    read
        Gives the rows of a source.
    entities
        Resolves codes.

    Returns
    -------
    list of dict
        By state and day of entry: ``leader``, ``entity`` (on the last day), ``gwcode``, ``start``, ``end`` (None
        for whoever was in office at the source's end), ``seen`` (the last day that the source speaks of),
        ``entry``, ``exit``, ``exit_detail`` in the record's words.

    Raises
    ------
    RecordError
        When a word or a state is unknown, or someone left before coming.
    """
    rows = read(SOURCE).filter(pl.col("eoutdate") >= FIRST_DAY).sort("ccode", "eindate", "eoutdate", "obsid")
    return [_read_leader(row, entities) for row in rows.iter_rows(named=True)]


def _read_leader(row: Row, entities: Entities) -> Row:
    leader = " ".join(str(row["leader"]).split())
    start, seen = row["eindate"], row["eoutdate"]
    if seen < start or seen > LAST_DAY:
        raise RecordError(
            f"{SOURCE}: {leader} came on {start} and left on {seen}; the source ends {LAST_DAY}"
        )
    # an exit on the source's last day cannot be told from its end (it has one, of a king who reigned on)
    open_end = row["exit"] == "Still in Office" or seen == LAST_DAY
    left = read_word(row["exit"], EXIT, column="exit", leader=leader)
    detail = read_word(row["exitcode"], DETAIL, column="exitcode", leader=leader)
    return {
        "leader": leader,
        "entity": find_state(entities, row["ccode"], seen),
        "gwcode": row["ccode"],
        "start": start,
        "end": None if open_end else seen,
        "seen": seen,
        "entry": read_word(row["entry"], ENTRY, column="entry", leader=leader),
        "exit": None if open_end else left,
        "exit_detail": None if open_end else detail,
    }
