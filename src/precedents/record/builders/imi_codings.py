"""IMI's interventions since 1946 as codings: one row of the source is one intervener in one place.

Numbers of the source that are no state's are groups and forces: ``ORGANISATIONS`` has the groups, ``hand/forces.csv`` the
forces with their members. A date before 1989 on the last day of a month is read as known to the month, on the last of
December as known to the year: the older part of the source gives far more of them than chance would.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from precedents.core.errors import RecordError
from precedents.record.readers import Read
from precedents.record.register.coding import (
    AGAINST,
    COMBAT,
    EVACUATION,
    GOVERNMENT,
    NEUTRAL,
    OBSERVATION,
    PRESENCE,
    RELIEF,
    THIRD,
    Coding,
)
from precedents.record.register.places import Places
from precedents.record.states import Entities

Row = Mapping[str, Any]

SOURCE = "imi-1946-2005"
LAST_YEAR = 2005
GOES_ON = (88888888, 88888889)
UNKNOWN = 99999999
_OLD = 1989

ORGANISATIONS: Mapping[int, str] = {
    1: "un",
    429: "group:oau",
    619: "group:arab-league",
    1014: "un",
    1060: "group:nato",
    2220: "group:eu",
    2310: "group:cis",
    2420: "group:ecowas",
    3700: "group:nato",
}
"""Numbers of interveners that are organisations."""

UNION = 2400
"""The organisation of all African states: OAU until July 2002, the African Union since."""

NUMBERS: Mapping[int, str] = {
    61: "KNA",  # Anguilla, then with Saint Kitts
    601: "ESH",
    695: "ARE",
    709: "TBT",
    749: "BGD",
    753: "IND",  # Junagadh
    754: "IND",  # Kashmir
    755: "IND-HYD",
    761: "IND",  # Sikkim
}
"""Numbers of targets and states that the source alone has."""

SIDES: Mapping[int, str | None] = {
    0: NEUTRAL,
    1: GOVERNMENT,
    2: GOVERNMENT,  # against rebels
    3: AGAINST,
    4: AGAINST,  # for rebels
    5: THIRD,
    6: THIRD,
    9: None,
}
"""The direction of the intervention, and the side that this is."""


def read_state(entities: Entities, code: int, year: int) -> str:
    """Which entity does a number of the source mean in a year?

    Where the number means none in that year, it means what it meant in the nearest year: the source uses some from
    before or after the list of states has them.

    Raises
    ------
    RecordError
        When it never meant any.
    """
    if code in NUMBERS:
        return NUMBERS[code]
    for apart in range(80):
        for other in (year + apart, year - apart):
            found = entities.from_cow(code, other)
            if found is not None:
                return found
    raise RecordError(
        f"{SOURCE}: the state {code} ({year}) is none that entities know; add it to imi_codings.py"
    )


def read_date(value: int) -> tuple[dt.date | None, str | None]:
    """Which date does a number of the source say, and how exactly?

    Returns
    -------
    tuple
        None and None where the intervention went on; None and ``unknown`` where the date is not known.

    Examples
    --------
    >>> read_date(19990324), read_date(19771231)[1], read_date(19731031)[1], read_date(88888888), read_date(99999999)
    ((datetime.date(1999, 3, 24), 'day'), 'year', 'month', (None, None), (None, 'unknown'))
    """
    if value in GOES_ON:
        return None, None
    year, month, day = value // 10_000, value // 100 % 100, value % 100
    try:
        date = dt.date(year, month, min(day, calendar.monthrange(year, month)[1]))
    except (ValueError, calendar.IllegalMonthError):
        return None, "unknown"
    if year >= _OLD or date.day < calendar.monthrange(year, month)[1]:
        return date, "day"
    return date, "year" if month == 12 else "month"


def _read_interveners(
    row: Row, entities: Entities, forces: Mapping[tuple[int, str], tuple[str, ...]], target: str, day: dt.date
) -> tuple[str, ...]:
    code = row["intervener"]
    if (code, target) in forces:
        return forces[code, target]
    if code == UNION:
        return ("group:african-union" if day >= dt.date(2002, 7, 9) else "group:oau",)
    if code in ORGANISATIONS:
        return (ORGANISATIONS[code],)
    return (read_state(entities, code, day.year),)


def _flag(value: Any) -> bool | None:
    return {0: False, 1: True}.get(value)


def _either(*values: bool | None) -> bool | None:
    if True in values:
        return True
    return None if None in values else False


def read_operation(row: Row) -> str | None:
    """What was done, by the kind of activity, the number of troops and who they were."""
    activity, amount = row["type"], row["amount"]
    if activity == 1:
        return EVACUATION
    if activity == 5 or row["air"] in (4, 5):
        return COMBAT
    if activity in (0, 2) and amount == 0 and row["air"] in (0, 1, 2):
        return RELIEF  # transport alone: no troops stayed
    if activity == 2 and ORGANISATIONS.get(row["intervener"]) == "un" and amount in (0, 1):
        return OBSERVATION
    return {0: PRESENCE, 2: PRESENCE, 3: PRESENCE, 4: PRESENCE}.get(activity)


def read_imi(read: Read, entities: Entities, places: Places) -> Iterator[Coding]:
    """What IMI says of each intervention since 1946.

    Parameters
    ----------
    read
        Gives the rows of the source.
    entities, places
        Who is who, and whose ground is whose.

    Yields
    ------
    Coding
        One a row, but for the one row whose start is not known.

    Raises
    ------
    RecordError
        When a number or a code is unknown.
    """
    forces: dict[tuple[int, str], tuple[str, ...]] = {}
    for force in read("hand-1", "forces").to_dicts():
        if force["imi_code"] is not None:
            forces[int(force["imi_code"]), force["place"]] = tuple(force["members"].split())
    for line, row in enumerate(read(SOURCE).iter_rows(named=True), start=2):
        start, start_precision = read_date(row["start"])
        if start is None or start_precision is None:
            continue
        end, end_precision = read_date(row["end"])
        if end is not None and end < start:
            end, end_precision = None, "unknown"
        target = "KOR" if row["target"] == 1 else read_state(entities, row["target"], start.year)
        if row["direction"] not in SIDES:
            raise RecordError(f"{SOURCE}: line {line} has the direction {row['direction']}, which is no code")
        ground = places.find(target, start)
        amount, naval = row["amount"], row["naval"]
        yield Coding(
            source=SOURCE,
            row=str(line),
            label=f"{entities.label(target, start.year)} {start.year}",
            targets=(target,),
            places=ground.places,
            territory=ground.territory,
            start=start,
            start_precision=start_precision,
            end=end,
            end_precision=end_precision,
            interveners=_read_interveners(row, entities, forces, target, start),
            side=SIDES[row["direction"]],
            operation=read_operation(row),
            aim_protection=_either(_flag(row["social_protective"]), _flag(row["humanitarian"])),
            aim_territory=_flag(row["territorial"]),
            aim_own_people=_flag(row["military/diplomatic"]),
            air={0: False, 1: False, 2: False, 4: True, 5: True}.get(row["air"]),
            ground=None if amount == 9 else amount > 0,
            naval=None if naval == 9 else naval > 0,
            peacekeepers=True if ORGANISATIONS.get(row["intervener"]) == "un" else None,
        )
