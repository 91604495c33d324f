"""The table ``removals``: leaders who lost office irregularly or to a foreign power, and what followed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from precedents.core.errors import RecordError
from precedents.record.builders.aftermath import (
    Line,
    Onset,
    Years,
    find_line,
    judge_before,
    judge_new,
    pick_onsets,
    read_onsets,
)
from precedents.record.builders.archigos import read_leaders
from precedents.record.builders.case_names import pick_id, render_places, render_state
from precedents.record.builders.leaders import SOURCE
from precedents.record.check import read_schema
from precedents.record.readers import Read
from precedents.record.states import Entities

_OTHERS = ("ucdp-acd-25.1", "vdem-15-headline", "ert-15", "ucdp-organized-violence-cy-25.1")
_HORIZONS = (5, 10)
_BEFORE = 5

TYPES: Mapping[str, str] = {
    "military": "coup",
    "government": "coup",
    "protest": "revolt",
    "rebels": "revolt",
    "military-power-struggle": "other",
    "assassination": "other",
    "irregular-other": "other",
}
"""The type by who removed the leader; whether with foreign support is told apart."""

_SUPPORTED = "-foreign-support"


def read_removal(way: str, detail: str | None) -> tuple[str, bool | None]:
    """Of which type is a removal, and did it have foreign support?

    Parameters
    ----------
    way
        ``irregular`` or ``foreign-removal``.
    detail
        Who removed the leader, in the record's words.

    Returns
    -------
    tuple
        ``foreign``, ``coup`` (by the military or others in government), ``revolt`` (popular protest or rebels) or
        ``other``; and whether with foreign support, None where the source has no code for it.

    Raises
    ------
    RecordError
        When the source says who in a word that is not known here.

    Examples
    --------
    >>> read_removal("irregular", "rebels-foreign-support"), read_removal("foreign-removal", "foreign-force")
    (('revolt', True), ('foreign', True))
    >>> read_removal("irregular", "assassination")
    ('other', None)
    """
    if way == "foreign-removal":
        return "foreign", True
    actor = (detail or "").removesuffix(_SUPPORTED)
    if actor not in TYPES:
        raise RecordError(f"{SOURCE}: an irregular exit is coded {detail!r}; known are {', '.join(TYPES)}")
    if TYPES[actor] == "other":
        return "other", None
    return TYPES[actor], detail != actor


def _build_case(
    row: dict[str, Any],
    taken: set[str],
    entities: Entities,
    line: Line,
    onsets: Mapping[str, list[Onset]],
    years: Years,
) -> dict[str, Any]:
    end, entity, code = row["end"], row["entity"], row["gwcode"]
    place = render_state(entities, entity, end)
    kind, supported = read_removal(row["exit"], row["exit_detail"])
    here = pick_onsets(onsets, line, event=end)
    names = (place, f"{place} {row['leader']}")
    five, ten = _HORIZONS
    return {
        "id": pick_id(taken, *(f"removal:{render_places(name)}-{end.year}" for name in names)),
        "label": f"{row['leader']} ({place}), {end.year}",
        "entity": entity,
        "start": end,
        "start_precision": "day",
        "end": end,
        "end_precision": "day",
        "start_year": end.year,
        "end_year": end.year,
        "cluster": entity,
        "sources": [SOURCE, *_OTHERS],
        "leader": row["leader"],
        "entry": row["entry"],
        "exit": row["exit"],
        "exit_detail": row["exit_detail"],
        "type": kind,
        "foreign_support": supported,
        "tenure_days": (end - row["start"]).days,
        "prior_war": judge_before(here, end, _BEFORE),
        "polyarchy_before": years.value(code, end.year - 1, "polyarchy"),
        "regime_before": years.value(code, end.year - 1, "regime"),
        "new_conflict_5y": judge_new(here, end, five, gone=line.gone),
        "new_conflict_10y": judge_new(here, end, ten, gone=line.gone),
        "democracy_change_5y": years.change(code, end.year, five, "polyarchy"),
        "democracy_change_10y": years.change(code, end.year, ten, "polyarchy"),
        "democratic_5y": years.democratic(code, end.year + five),
        "democratic_10y": years.democratic(code, end.year + ten),
        "onesided_deaths_5y": years.total(code, end.year, five, "onesided_total_best"),
        "onesided_deaths_10y": years.total(code, end.year, ten, "onesided_total_best"),
    }


def build_removals(read: Read, entities: Entities, built: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Which leaders were removed irregularly or by a foreign power since 1946, and what followed in their states?

    Parameters
    ----------
    read
        Gives the rows of Archigos.
    entities
        Who is who.
    built
        Needs ``state_years``, ``conflicts`` and ``successors``.

    Returns
    -------
    polars.DataFrame
        One row a removal, columns as in ``tables/removals.toml``.

    Raises
    ------
    RecordError
        When the source says something that it is not known to say.
    """
    onsets, years = read_onsets(built["conflicts"]), Years(built["state_years"])
    removed = [row for row in read_leaders(read, entities) if row["exit"] in ("irregular", "foreign-removal")]
    states = {row["entity"] for row in removed}
    lines = {state: find_line(entities, built["successors"], state) for state in states}
    taken: set[str] = set()
    cases = [_build_case(row, taken, entities, lines[row["entity"]], onsets, years) for row in removed]
    return pl.DataFrame(cases, schema=read_schema("removals"))
