"""The table ``leader_exits``: every leader in office since 1946, and how and when they left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from precedents.core.errors import UsageError
from precedents.record.builders.archigos import read_leaders
from precedents.record.builders.case_names import pick_id, render_places, render_state
from precedents.record.builders.leaders import SOURCE
from precedents.record.check import read_schema
from precedents.record.readers import Read
from precedents.record.states import Entities

_STATES = "ucdp-acd-25.1"
_TERMINATION = "ucdp-termination-3-2021"
_GOVERNMENT = "Government of "
# whose side wins, by how the episode ended: the losing side
_LOSERS = {"victory-government": "side_b", "victory-rebels": "side_a"}

Wars = Mapping[str, Sequence[tuple[dt.date, dt.date, bool | None]]]


def _read_states(names: list[str], day: dt.date, entities: Entities) -> list[str]:
    """The states among the parties of a war, by id; a party that is no state is left out."""
    found = []
    for name in names:
        if name.startswith(_GOVERNMENT):
            try:
                found.append(entities.resolve(name, day).id)
            except UsageError:
                continue  # a government that the record does not know as a state on that day
    return found


def read_wars(conflicts: pl.DataFrame, entities: Entities) -> Wars:
    """Which wars of each state as a primary party ended, and did it lose them?

    Parameters
    ----------
    conflicts
        The table ``conflicts``.
    entities
        Resolves the names of governments.

    Returns
    -------
    Mapping
        By state: first day, last day, and whether the other side won; None where how it ended is not known.
    """
    wars: dict[str, list[tuple[dt.date, dt.date, bool | None]]] = {}
    for war in conflicts.filter(pl.col("end").is_not_null()).iter_rows(named=True):
        for side in ("side_a", "side_b"):
            lost = None if war["outcome"] is None else _LOSERS.get(war["outcome"]) == side
            for state in _read_states(war[side], war["end"], entities):
                wars.setdefault(state, []).append((war["start"], war["end"], lost))
    return wars


def judge_lost(
    wars: Iterable[tuple[dt.date, dt.date, bool | None]], start: dt.date, end: dt.date
) -> bool | None:
    """Was a war that was fought during a time in office lost in the year in which it ended?

    Parameters
    ----------
    wars
        Of the state, as :func:`read_wars` gives them.
    start, end
        First and last day in office.

    Returns
    -------
    bool or None
        None where none is known to be lost and how one ended is not known.

    Examples
    --------
    >>> war = (dt.date(2003, 3, 20), dt.date(2003, 12, 31), True)
    >>> judge_lost([war], dt.date(1979, 7, 16), dt.date(2003, 4, 9)), judge_lost([], war[0], war[1])
    (True, False)
    """
    ends = [lost for began, ended, lost in wars if ended.year == end.year and ended > start and began <= end]
    return True if True in ends else None if None in ends else False


def _build_case(
    row: dict[str, Any],
    taken: set[str],
    entities: Entities,
    at_war: Mapping[tuple[str, int], bool],
    wars: Wars,
) -> dict[str, Any]:
    start, end, entity = row["start"], row["end"], row["entity"]
    place = render_state(entities, entity, row["seen"])
    here = None if end is None else (entity, end.year)
    fought = None if here is None else at_war.get(here)
    # a state-year that the record does not know says nothing of wars, lost or not
    lost = None if end is None or fought is None else judge_lost(wars.get(entity, ()), start, end)
    return {
        "id": pick_id(taken, f"leader-exit:{render_places(place, row['leader'])}-{start.year}"),
        "label": f"{row['leader']} ({place}), {start.year}–{end.year if end else ''}",
        "entity": entity,
        "start": start,
        "start_precision": "day",
        "end": end,
        "end_precision": None if end is None else "day",
        "start_year": start.year,
        "end_year": None if end is None else end.year,
        "cluster": entity,
        "sources": [
            SOURCE,
            *([_STATES] if fought is not None else []),
            *([_TERMINATION] if lost is not None else []),
        ],
        "leader": row["leader"],
        "entry": row["entry"],
        "exit": row["exit"],
        "exit_detail": row["exit_detail"],
        "exited": end is not None,
        "irregular_exit": None if end is None else row["exit"] == "irregular",
        "foreign_removal": None if end is None else row["exit"] == "foreign-removal",
        "tenure_days": None if end is None else (end - start).days,
        "days_in_office": (row["seen"] - start).days,
        "at_war": fought,
        "lost_conflict": lost,
    }


def build_leader_exits(read: Read, entities: Entities, built: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Who led which state since 1946, how long, and how did they leave?

    Parameters
    ----------
    read
        Gives the rows of Archigos.
    entities
        Who is who.
    built
        Needs ``state_years`` and ``conflicts``.

    Returns
    -------
    polars.DataFrame
        One row a time in office, columns as in ``tables/leader_exits.toml``.

    Raises
    ------
    RecordError
        When the source says something that it is not known to say.
    """
    years = built["state_years"].select("entity", "year", "conflict_participant").drop_nulls()
    at_war = {(entity, year): fought for entity, year, fought in years.iter_rows()}
    wars = read_wars(built["conflicts"], entities)
    taken: set[str] = set()
    cases = [_build_case(row, taken, entities, at_war, wars) for row in read_leaders(read, entities)]
    return pl.DataFrame(cases, schema=read_schema("leader_exits"))
