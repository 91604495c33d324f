"""Peacekeeping missions of the United Nations, by month of personnel, as codings: one mission is one."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from precedents.record.builders.imi_codings import read_state
from precedents.record.readers import Read
from precedents.record.register.coding import NEUTRAL, OBSERVATION, PRESENCE, Coding
from precedents.record.register.places import Places
from precedents.record.states import Entities

SOURCE = "un-personnel-2019"
FIRST, LAST = (1990, 1), (2019, 12)
_NO_STATE = -999


def _read_month(row: Mapping[str, Any]) -> tuple[int, int]:
    return int(row["year"]), int(row["month"])


def read_missions(read: Read, entities: Entities, places: Places) -> Iterator[Coding]:
    """Which missions were where and when, and were they more than observers?

    Missions in no one place are left out. One that was there in the source's first month began earlier: its
    start is unknown; one that was there in the last month went on.

    Parameters
    ----------
    read
        Gives the rows of the source.
    entities, places
        Who is who, and whose ground is whose.

    Yields
    ------
    Coding
        One a mission.
    """
    frame = read(SOURCE).sort("mission", "year", "month")
    for (mission,), rows in frame.group_by(["mission"], maintain_order=True):
        months = rows.to_dicts()
        first, last = _read_month(months[0]), _read_month(months[-1])
        codes = dict.fromkeys(
            (int(row[name]), int(row["year"]))
            for row in months
            for name in ("missionccode", "missionccode2")
            if row[name] is not None and row[name] != _NO_STATE
        )
        targets = tuple(dict.fromkeys(read_state(entities, code, year) for code, year in codes))
        if not targets:
            continue
        start = dt.date(*first, 1)
        ground = places.join(targets, start)
        troops = max((row["troop"] or 0) for row in months)
        yield Coding(
            source=SOURCE,
            row=str(mission),
            label=str(mission),
            targets=targets,
            places=ground.places,
            territory=ground.territory,
            start=start,
            start_precision="unknown" if first == FIRST else "month",
            end=None if last == LAST else dt.date(*last, calendar.monthrange(*last)[1]),
            end_precision=None if last == LAST else "month",
            interveners=("un",),
            side=NEUTRAL,
            operation=PRESENCE if troops > 0 else OBSERVATION,
            ground=troops > 0 if pl.Series([row["troop"] for row in months]).max() != _NO_STATE else None,
            peacekeepers=True,
        )
