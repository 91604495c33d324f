"""Leaders put in or out from abroad, by Archigos, as codings: the source names no intervener, only the day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from precedents.record.builders.archigos import FIRST_DAY, read_leaders
from precedents.record.builders.leaders import SOURCE
from precedents.record.readers import Read
from precedents.record.register.coding import CHANGE, Coding
from precedents.record.register.places import Places
from precedents.record.states import Entities

_SUPPORTED = "-foreign-support"


def read_changes(read: Read, entities: Entities, places: Places) -> Iterator[Coding]:
    """Which leaders were put in or out by a foreign power, or out with its support, since 1946?

    Parameters
    ----------
    read
        Gives the rows of the source.
    entities, places
        Who is who, and whose ground is whose.

    Yields
    ------
    Coding
        One for each entry and each exit, by its day.
    """
    for row in read_leaders(read, entities):
        abroad = row["exit"] == "foreign-removal" or (row["exit_detail"] or "").endswith(_SUPPORTED)
        if row["entry"] == "foreign-imposition" and row["start"] >= FIRST_DAY:
            yield _build_coding(row, "in", row["start"], places)
        if abroad and row["end"] is not None:
            yield _build_coding(row, "out", row["end"], places)


def _build_coding(row: Mapping[str, Any], way: str, day: dt.date, places: Places) -> Coding:
    ground = places.find(row["entity"], day)
    return Coding(
        source=SOURCE,
        row=f"{row['entity']} {row['leader']} {row['start']} {way}",
        label=f"{row['leader']} {'put in' if way == 'in' else 'removed'}, {day.year}",
        targets=(row["entity"],),
        places=ground.places,
        territory=ground.territory,
        start=day,
        start_precision="day",
        end=day,
        end_precision="day",
        interveners=(),
        operation=CHANGE,
        leader_change=True,
    )
