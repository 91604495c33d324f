"""UCDP/PRIO's conflict-years, one edition, with every party named and every state resolved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import polars as pl

from precedents.core.errors import RecordError
from precedents.record.builders.ucdp_lists import read_codes, read_names
from precedents.record.builders.war_names import War, build_war_names
from precedents.record.readers import Read
from precedents.record.states import Entities

CURRENT, OLDER = "ucdp-acd-25.1", "ucdp-acd-22.1"
DEATHS = "ucdp-brd-25.1"

_TYPES = {1: "extrasystemic", 2: "interstate", 3: "intrastate", 4: "internationalised"}
_OVER = {1: "territory", 2: "government", 3: "both"}

Row = dict[str, Any]


def read_entity(entities: Entities, code: int, year: int) -> str:
    """Which entity a number in UCDP's rows means in a year; a record error when it means none."""
    entity = entities.from_gw(code, year)
    if entity is None:
        raise RecordError(f"the Gleditsch-Ward number {code} means no entity in {year}; see entity_codes")
    return entity


def _read_entities(cells: list[str | int | None], year: int, entities: Entities) -> list[str]:
    codes = [code for cell in cells for code in read_codes(cell)]
    return sorted({read_entity(entities, code, year) for code in codes})


def _read_deaths(read: Read) -> Mapping[tuple[int, int], tuple[int, int, int]]:
    """Battle-related deaths (best, low, high) by conflict and year, over its dyads."""
    sums = (
        read(DEATHS)
        .group_by("conflict_id", "year")
        .agg(pl.col("bd_best").sum(), pl.col("bd_low").sum(), pl.col("bd_high").sum())
    )
    return {(row[0], row[1]): (row[2], row[3], row[4]) for row in sums.iter_rows()}


def _pick_entity(row: Row, by_hand: Mapping[tuple[str, str | None], str], entities: Entities) -> str:
    """The state in or over which a conflict is fought."""
    year = row["year"]
    places = read_codes(row["gwno_loc"])
    if len(places) == 1:
        return read_entity(entities, places[0], year)
    for key in ((row["location"], row["territory_name"]), (row["location"], None)):
        if key in by_hand:
            return by_hand[key]
    return read_entity(entities, read_codes(row["gwno_a"])[0], year)


def read_conflict_rows(read: Read, entities: Entities, source: str) -> list[Row]:
    """Which conflict-years an edition has.

    Parameters
    ----------
    read
        Gives a source's rows.
    entities
        Who is who.
    source
        The edition: ``ucdp-acd-25.1`` or ``ucdp-acd-22.1``. Battle deaths are those of ``ucdp-brd-25.1`` in
        both: it is their only edition.

    Returns
    -------
    list of dict
        By conflict and year: the columns of ``conflict_years``, and ``label``, ``start``, ``start_code``,
        ``end`` of the episode for the table of wars.
    """
    rows = read(source).sort("conflict_id", "year").to_dicts()
    names = read("hand-1", "war_names")
    by_hand = {
        (row["location"], row["territory"]): row["entity"] for row in names.to_dicts() if row["entity"]
    }
    deaths = _read_deaths(read)
    wars = _name_wars(rows, names)
    return [_build_row(row, wars, by_hand, deaths, entities) for row in rows]


def _name_wars(rows: list[Row], names: pl.DataFrame) -> dict[tuple[int, str], tuple[str, str]]:
    firsts: dict[tuple[int, str], Row] = {}
    for row in rows:
        firsts.setdefault((row["conflict_id"], row["start_date2"]), row)
    # the order decides who keeps a name on a clash: by start, then by the publisher's number
    keys = sorted(firsts, key=lambda key: (key[1], key[0]))
    wars = [
        War(
            location=row["location"],
            territory=row["territory_name"],
            interstate=row["type_of_conflict"] == 2,
            side_a=read_names(row["side_a"], row["side_a_id"]),
            side_b=read_names(row["side_b"], row["side_b_id"]),
            year=int(key[1][:4]),
        )
        for key in keys
        for row in [firsts[key]]
    ]
    return dict(zip(keys, build_war_names(wars, names), strict=True))


def _build_row(
    row: Row,
    wars: Mapping[tuple[int, str], tuple[str, str]],
    by_hand: Mapping[tuple[str, str | None], str],
    deaths: Mapping[tuple[int, int], tuple[int, int, int]],
    entities: Entities,
) -> Row:
    year = row["year"]
    war, label = wars[row["conflict_id"], row["start_date2"]]
    best, low, high = deaths.get((row["conflict_id"], year), (None, None, None))
    sides = [row[name] for name in ("gwno_a", "gwno_a_2nd", "gwno_b", "gwno_b_2nd")]
    territory = row["territory_name"]
    return {
        "conflict_id": str(row["conflict_id"]),
        "year": year,
        "war": war,
        "entity": _pick_entity(row, by_hand, entities),
        "locations": _read_entities([row["gwno_loc"]], year, entities),
        "intensity": row["intensity_level"],
        "type": _TYPES[row["type_of_conflict"]],
        "over": _OVER[row["incompatibility"]],
        "territory": territory.strip() if territory else None,
        "side_a": read_names(row["side_a"], row["side_a_id"]),
        "side_a_second": read_names(row["side_a_2nd"]),
        "side_b": read_names(row["side_b"], row["side_b_id"]),
        "side_b_second": read_names(row["side_b_2nd"]),
        "participants": _read_entities(sides, year, entities),
        "deaths_best": best,
        "deaths_low": low,
        "deaths_high": high,
        "label": label,
        "start": dt.date.fromisoformat(row["start_date2"]),
        "start_code": row["start_prec2"],
        "end": dt.date.fromisoformat(row["ep_end_date"]) if row["ep_end"] == 1 else None,
    }
