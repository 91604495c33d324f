"""MIP's interventions of the United States since 1946 as codings."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any

from precedents.record.readers import Read
from precedents.record.register.coding import (
    AGAINST,
    COMBAT,
    EVACUATION,
    GOVERNMENT,
    NEUTRAL,
    PRESENCE,
    RELIEF,
    Coding,
)
from precedents.record.register.places import Places
from precedents.record.states import Entities

Row = Mapping[str, Any]

SOURCE = "mip-2022"
MEMBER = "MIP-Dataset_2022:Dataset No Format"
FIRST_YEAR = 1946
USE_OF_FORCE = 4
"""The level of hostility from which on force was used, not shown or threatened."""

SLIPS: Mapping[str, str] = {"645, 625": "645, 652"}
"""Cells of the location with figures transposed, by what the source names beside them: Syria, not Sudan."""

_EVACUATION = re.compile(r"evacu|\bNEO\b|embassy (protection|evac)|citizen protection|airlift", re.IGNORECASE)
_RELIEF = re.compile(
    r"relief|rescue|earthquake|hurricane|disaster|flood|typhon|humanitarian|tsunami|refugee", re.IGNORECASE
)


def read_places(row: Row, entities: Entities) -> tuple[str, ...]:
    """On whose ground was it: the states of its location, else the state it was aimed at; none on the seas.

    A number of the location that no state bore in the year is left out: the source has slips there.
    """
    year = int(row["styear"])
    for cell in (row["Location"], row["State B code"]):
        said = str(cell or "")
        numbers = re.findall(r"\d+", SLIPS.get(said, said))
        # two numbers written as one
        codes = [int(each[i : i + 3]) for each in numbers for i in range(0, len(each), 3)]
        found = [entities.from_cow(code, year) for code in codes if code != 2]
        known = tuple(dict.fromkeys(each for each in found if each is not None))
        if known:
            return known
    return ()


def read_date(row: Row, head: str) -> tuple[dt.date | None, str | None]:
    """Which date do day, month and year say, and how exactly?

    Parameters
    ----------
    row
        Of the source.
    head
        ``st`` or ``end``.

    Returns
    -------
    tuple
        None and None where no year is given and the intervention went on; None and ``unknown`` where it did not.

    Examples
    --------
    >>> read_date({"styear": 1999.0, "stmon": 3.0, "stday": 24.0}, "st")
    (datetime.date(1999, 3, 24), 'day')
    >>> read_date({"endyear": 1994.0, "endmon": None, "endday": None, "Ongoing": 0.0}, "end")
    (datetime.date(1994, 12, 31), 'year')
    """
    year, month, day = (row[f"{head}{part}"] for part in ("year", "mon", "day"))
    first = head == "st"
    if year is None:
        return None, None if row["Ongoing"] else "unknown"
    if month is None or not 1 <= int(month) <= 12:
        return dt.date(int(year), 1, 1) if first else dt.date(int(year), 12, 31), "year"
    last = calendar.monthrange(int(year), int(month))[1]
    if day is None or int(day) < 1:
        return dt.date(int(year), int(month), 1 if first else last), "month"
    return dt.date(int(year), int(month), min(int(day), last)), "day"


def _flag(value: Any) -> bool | None:
    return None if value is None else float(value) >= 1


def _read_count(value: Any) -> bool | None:
    """Whether there were any; None where the cell is no number."""
    try:
        number = float(str(value).replace(",", ""))
    except ValueError:
        return None
    return None if number < 0 else number > 0


def read_side(row: Row) -> str | None:
    """Whose side was taken: against the state that was the primary target, for one whose government was to stay.

    Where the primary target is not that state, its government was supported or let alone, whatever other rule was fought.
    """
    target = str(row["StateB primary target?"] or "").strip()
    if target.startswith("0"):
        return GOVERNMENT if _flag(row["BuildReg"]) else NEUTRAL
    if _flag(row["ForeignReg"]):
        return AGAINST
    if _flag(row["BuildReg"]):
        return GOVERNMENT
    return AGAINST if target.startswith("1") else None


def read_operation(row: Row) -> str:
    """What was done, by the words of its name and by how far hostility went."""
    name = str(row["Name"] or "")
    if _EVACUATION.search(name):
        return EVACUATION
    hostile = (row["US HiHost"] or 0) >= USE_OF_FORCE
    if _RELIEF.search(name) and not hostile:
        return RELIEF
    return COMBAT if hostile else PRESENCE


def read_mip(read: Read, entities: Entities, places: Places) -> Iterator[Coding]:
    """What MIP says of each intervention of the United States since 1946.

    Parameters
    ----------
    read
        Gives the rows of the source.
    entities, places
        Who is who, and whose ground is whose.

    Yields
    ------
    Coding
        One a row, without those that the source itself sets aside, and those that took place on no state's ground.
    """
    for line, row in enumerate(read(SOURCE, MEMBER).iter_rows(named=True), start=2):
        if row["RemoveCase"] == 1 or row["styear"] is None or row["styear"] < FIRST_YEAR:
            continue
        start, start_precision = read_date(row, "st")
        targets = read_places(row, entities)
        if start is None or start_precision is None or not targets:
            continue
        end, end_precision = read_date(row, "end")
        if end is not None and end < start:
            end, end_precision = None, "unknown"
        ground = places.join(targets, start)
        yield Coding(
            source=SOURCE,
            row=str(line),
            label=" ".join(str(row["Name"] or "").split()),
            targets=targets,
            places=ground.places,
            territory=ground.territory,
            start=start,
            start_precision=start_precision,
            end=end,
            end_precision=end_precision,
            interveners=("USA",),
            side=read_side(row),
            operation=read_operation(row),
            aim_protection=_flag(row["SocialProt"]),
            aim_regime=_flag(row["ForeignReg"]),
            aim_territory=_flag(row["Territory"]),
            aim_own_people=_flag(row["ProtOwn"]),
            air=_read_count(row["MaxAir"]),
            ground=_read_count(row["MaxTroops"]),
            naval=_read_count(row["MaxNavy"]),
        )
