"""The table ``nuclear_programmes``: who pursued the bomb, who got it, and who in the region began afterwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from precedents.core.errors import RecordError
from precedents.record.builders.nuclear import SOURCE
from precedents.record.builders.war_names import render_slug
from precedents.record.check import read_schema
from precedents.record.readers import Read
from precedents.record.states import Entities

REGIONS = ("africa", "americas", "asia", "europe", "middle-east")
"""The regions as UCDP uses them: Oceania belongs to Asia there."""

SHORT, LONG = 10, 20
"""The horizons, in years."""

Row = dict[str, Any]


def find_region(entities: Entities, entity: str, year: int) -> str:
    """In which of UCDP's regions does a state lie?

    Raises
    ------
    RecordError
        When it lies in none or in several.
    """
    found = [region for region in REGIONS if entity in entities.members(region, year)]
    if len(found) != 1:
        raise RecordError(f"{entity} in {year} lies in {found or 'no region'}; see hand/group_members.csv")
    return found[0]


def read_pursuit(years: Sequence[tuple[int, str]]) -> dict[str, Any] | None:
    """When did a state pursue the bomb, first and in all, and when did it get it?

    Parameters
    ----------
    years
        Year and status of one state, by year.

    Returns
    -------
    dict or None
        ``began`` and ``stopped`` (first and last year of the first run of pursuit), ``acquired_year`` (the
        first year of possession), ``pursuit_years`` (in all runs), ``last_pursuit_year``. None for a state
        that never pursued it: a state that inherited the bomb had no programme of its own.

    Examples
    --------
    >>> words = ["none", "pursuit", "pursuit", "none", "pursuit", "possession"]
    >>> list(read_pursuit(list(enumerate(words, 1950))).values())
    [1951, 1952, 1955, 3, 1954]
    """
    pursued = [year for year, status in years if status == "pursuit"]
    if not pursued:
        return None
    stopped = began = pursued[0]
    while stopped + 1 in pursued:
        stopped += 1
    had = [year for year, status in years if status == "possession"]
    return {
        "began": began,
        "stopped": stopped,
        "acquired_year": min(had, default=None),
        "pursuit_years": len(pursued),
        "last_pursuit_year": pursued[-1],
    }


def judge_window(begun: Sequence[int], first: int, last: int, *, covered: tuple[int, int]) -> bool | None:
    """Did anyone begin in these years?

    Parameters
    ----------
    begun
        The years in which others began.
    first, last
        The window, both included.
    covered
        The first and the last year of the source.

    Returns
    -------
    bool or None
        None where no one is seen to begin and the window reaches beyond the source.

    Examples
    --------
    >>> [judge_window([1974], *window, covered=(1938, 2022)) for window in [(1965, 1974), (2007, 2026)]]
    [True, None]
    """
    if any(first <= year <= last for year in begun):
        return True
    return False if covered[0] <= first and last <= covered[1] else None


def _build_case(row: Row, others: list[Row], covered: tuple[int, int], entities: Entities) -> Row:
    """One programme, and what the others of its region did around the year in which it got the bomb or gave up."""
    began, got = row["began"], row["acquired_year"]
    # a run of pursuit that the source's last year cuts off has not ended
    over = got or (None if row["stopped"] == covered[1] else row["stopped"])
    near = sorted((each["began"], each["entity"]) for each in others if each["region"] == row["region"])
    years = [year for year, _ in near]

    def judge(first: int, last: int) -> bool | None:
        return None if over is None else judge_window(years, over + first, over + last, covered=covered)

    def pick(first: int, last: int) -> list[str] | None:
        if over is None:
            return None
        return [entity for year, entity in near if over + first <= year <= over + last]

    name = entities.label(row["entity"], began)
    return {
        "id": f"nuclear:{render_slug(name)}-{began}",
        "label": f"{name}, {began}–{over or ''}",
        "entity": row["entity"],
        "start": dt.date(began, 1, 1),
        "start_precision": "year",
        "end": None if over is None else dt.date(over, 12, 31),
        "end_precision": None if over is None else "year",
        "start_year": began,
        "end_year": over,
        "cluster": row["region"],
        "sources": [SOURCE],
        "acquired": got is not None,
        "acquired_year": got,
        "pursuit_years": row["pursuit_years"],
        "last_pursuit_year": row["last_pursuit_year"],
        "region": row["region"],
        "region_pursuit_10y": judge(1, SHORT),
        "region_pursuit_20y": judge(1, LONG),
        "region_pursuit_before_10y": judge(-SHORT, -1),
        "new_starters": pick(1, LONG),
        "same_year_starters": pick(0, 0),
    }


def build_nuclear_programmes(
    read: Read,  # noqa: ARG001
    entities: Entities,
    built: Mapping[str, pl.DataFrame],
) -> pl.DataFrame:
    """Which states pursued nuclear weapons, which got them, and did others in the region begin after that?

    Parameters
    ----------
    read
        Not used: the cases are made of the states' years.
    entities
        Who is who, and where.
    built
        Needs ``nuclear``.

    Returns
    -------
    polars.DataFrame
        One row a state that pursued them, columns as in ``tables/nuclear_programmes.toml``.

    Raises
    ------
    RecordError
        When a state lies in no region.
    """
    status = built["nuclear"].sort("entity", "year")
    covered = (int(status["year"].min()), int(status["year"].max()))  # type: ignore[arg-type]
    states: list[Row] = []
    for (entity,), rows in status.group_by("entity", maintain_order=True):
        pursuit = read_pursuit(rows.select("year", "status").rows())
        if pursuit is not None:
            region = find_region(entities, str(entity), pursuit["began"])
            states.append({"entity": entity, "region": region, **pursuit})
    cases = [
        _build_case(row, [each for each in states if each is not row], covered, entities) for row in states
    ]
    return pl.DataFrame(cases, schema=read_schema("nuclear_programmes"))
