"""Military interventions: PRIF's humanitarian ones and UCDP's foreign troops, each intervention once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from precedents.core.errors import RecordError
from precedents.record.builders import foreign_troops, prif
from precedents.record.builders.foreign_troops import Troops
from precedents.record.builders.intervention_codings import (
    build_coding_frame,
    link_interventions,
    merge_interventions,
    read_actors,
)
from precedents.record.builders.intervention_ids import (
    build_clusters,
    build_ids,
    render_label,
)
from precedents.record.builders.ucdp_lists import read_codes
from precedents.record.readers import Read
from precedents.record.register.coding import AGAINST, GOVERNMENT
from precedents.record.register.link import Linked
from precedents.record.register.places import Places
from precedents.record.states import Entities

Row = dict[str, Any]

SCHEMA: Mapping[str, Any] = {
    "id": pl.String,
    "label": pl.String,
    "entity": pl.String,
    "start": pl.Date,
    "start_precision": pl.String,
    "end": pl.Date,
    "end_precision": pl.String,
    "start_year": pl.Int64,
    "end_year": pl.Int64,
    "cluster": pl.String,
    "sources": pl.List(pl.String),
    "target": pl.String,
    "place": pl.String,
    "register": pl.String,
    "humanitarian": pl.Boolean,
    "borderline": pl.Boolean,
    "secondary_party": pl.Boolean,
    "interveners": pl.List(pl.String),
    "intervener_entities": pl.List(pl.String),
    "nato": pl.Boolean,
    "nato_itself": pl.Boolean,
    "lone_state": pl.Boolean,
    "conflicts": pl.List(pl.String),
    "side_supported": pl.String,
    "supported": pl.String,
    "authorised_unsc": pl.Boolean,
    "authorised_regional": pl.String,
    "consent": pl.String,
    "aimed_at": pl.String,
    "regime_aim": pl.Boolean,
    "air": pl.Boolean,
    "ground": pl.Boolean,
    "air_only": pl.Boolean,
    "violence_start": pl.Date,
    "violence_start_precision": pl.String,
    "violence_end": pl.Date,
    "violence_end_precision": pl.String,
    "ongoing": pl.Boolean,
    "violence_ended": pl.Boolean,
    "deaths_per_day_before": pl.Float64,
    "deaths_per_day_during": pl.Float64,
    "deaths_change_pct": pl.Float64,
    "deaths_fell": pl.Boolean,
    "new_violence_5y": pl.Boolean,
    "new_violence_deaths": pl.Float64,
    "also_overlaps": pl.List(pl.String),
}
"""The columns of the table, in its order."""

NATO = "group:nato"


def read_interveners(entities: Entities, ids: list[str], year: int) -> Row:
    """Who the interveners are: whether NATO or a member is among them, and whether it is one state alone."""
    members = entities.members(NATO, year)
    states = [each for each in ids if not each.startswith("group:") and each != "un"]
    return {
        "nato": NATO in ids or not members.isdisjoint(states),
        "nato_itself": NATO in ids,
        "lone_state": len(ids) == 1 == len(states),
    }


def _resolve(entities: Entities, code: int, year: int) -> str:
    entity = entities.from_gw(code, year)
    if entity is None:
        raise RecordError(f"{foreign_troops.SOURCE} has a state {code} in {year}, which entities do not know")
    return entity


def read_conflicts(case: Row, place: Row, known: frozenset[str]) -> list[str]:
    """Which conflicts a case of PRIF belongs to: those of its list that UCDP has, and those added by hand.

    Raises
    ------
    RecordError
        When PRIF names a number that is no conflict and nothing was added in its place.
    """
    added = [] if place["conflicts_added"] is None else [str(place["conflicts_added"])]
    strange = [number for number in case["conflicts"] if number not in known]
    if strange and not added:
        raise RecordError(
            f"{prif.SOURCE}: {case['case']!r} names {strange}, which are no conflicts of {foreign_troops.SOURCE}; "
            "say which are meant in hand/place_names.csv (conflicts_added)"
        )
    return sorted({number for number in [*case["conflicts"], *added] if number in known}, key=int)


def _build_prif(read: Read, entities: Entities, conflicts: pl.DataFrame, places: list[Row]) -> list[Row]:
    known = frozenset(conflicts["conflict_id"])
    by_name = {place["name"]: place for place in places if place["publisher"] == "prif"}
    rows = []
    for case in prif.build_prif(read(prif.SOURCE, prif.MEMBER)):
        place = by_name.get(case["case"])
        if place is None:
            raise RecordError(
                f"{prif.SOURCE} has a case {case['case']!r}; give it a place in hand/place_names.csv"
            )
        year = case["start"].year
        rows.append(
            {
                **case,
                **read_interveners(entities, case["intervener_entities"], year),
                "place": place["label"],
                "slug": place["place"],
                "entity": place["entity"],
                "target": place["target"],
                "register": "prif",
                "source_row": case["case"],
                "humanitarian": True,
                "conflicts": read_conflicts(case, place, known),
                "side_word": "",
                "label": render_label(place["label"], year, case["end"] and case["end"].year),
                "sources": [prif.SOURCE],
            }
        )
    return rows


def _build_troops(troops: Troops, place: Row, entities: Entities, episodes: list[Row], last_year: int) -> Row:
    dates = foreign_troops.read_dates(troops, episodes, last_year)
    year = dates["start"].year
    states = foreign_troops.read_states(troops)
    ids = list(dict.fromkeys(_resolve(entities, code, first) for code, first in states.items()))
    supported = foreign_troops.read_supported(troops)
    side = None if troops.interstate else ("government" if troops.side == "a" else "rebels")
    words = f"with {supported}" if side is None else f"with the {side}"
    label = render_label(place["label"], year, dates["end"] and dates["end"].year)
    target_state = place["entity"] or episodes[0]["entity"]
    return {
        **dates,
        **read_interveners(entities, ids, year),
        "place": place["label"],
        "slug": place["place"],
        "entity": target_state,
        "target": place["target"] or target_state,
        "register": "ucdp",
        "source_row": f"{troops.first['conflict_id']}-{troops.side}-{troops.first['year']}",
        "side": read_side(troops, target_state, entities),
        "aimed_at": None,
        "humanitarian": False,
        "secondary_party": troops.secondary,
        "conflicts": [str(troops.first["conflict_id"])],
        "interveners": [entities.label(each, year) for each in ids],
        "intervener_entities": ids,
        "side_supported": side,
        "supported": supported if troops.secondary else None,
        "side_word": (side or supported) if troops.secondary else "",
        "label": f"{label}, {words}" if troops.secondary else label,
        "sources": [foreign_troops.SOURCE],
    }


def read_side(troops: Troops, state: str, entities: Entities) -> str:
    """On whose side they fought, as every source's is said: for the government of the place, or against it.

    In wars between states the government is that of the place, whether it fought in its own name or was helped.
    """
    if not troops.interstate:
        return GOVERNMENT if troops.side == "a" else AGAINST
    if not troops.secondary:
        return AGAINST
    year = troops.first["year"]
    own = {entities.from_gw(code, year) for code in read_codes(troops.first[f"gwno_{troops.side}"])}
    return GOVERNMENT if state in own else AGAINST


def _build_ucdp(read: Read, entities: Entities, conflicts: pl.DataFrame, places: list[Row]) -> list[Row]:
    years = read(foreign_troops.SOURCE)
    last_year = max(years["year"].to_list())
    by_name = {(place["name"], place["territory"]): place for place in places if place["publisher"] == "ucdp"}
    invaded = {key: place["invaded"] for key, place in by_name.items() if place["invaded"]}
    secondary = foreign_troops.read_secondary(years)
    invaders = foreign_troops.read_invaders(years, invaded, entities)
    rows = []
    for troops in [*secondary, *invaders]:
        key = (troops.first["location"], troops.first["territory_name"])
        place = by_name.get(key)
        if place is None:
            raise RecordError(
                f"{foreign_troops.SOURCE} has troops in {key}; give it a place in hand/place_names.csv"
            )
        number = str(troops.first["conflict_id"])
        episodes = conflicts.filter(pl.col("conflict_id") == number).sort("start").to_dicts()
        rows.append(_build_troops(troops, place, entities, episodes, last_year))
    return rows


def build_interventions(read: Read, entities: Entities, built: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Which military interventions there were, who intervened, how and with what aftermath; each once.

    Parameters
    ----------
    read
        Gives the rows of a source.
    entities
        Resolves names and codes.
    built
        Must hold ``conflicts``, ``entities`` and ``successors``.

    Returns
    -------
    polars.DataFrame
        One row a case, columns as in ``tables/interventions.toml``.

    Raises
    ------
    RecordError
        When a source uses an unknown code, or a case has no place by hand.
    """
    rows, linked = _link(read, entities, built)
    cases = merge_interventions(rows, linked)
    for row in cases:
        row["start_year"] = row["start"].year
        row["end_year"] = row["end"].year if row["end"] else None
    frame = pl.DataFrame([{name: row.get(name) for name in SCHEMA} for row in cases], schema=dict(SCHEMA))
    return frame.sort("id")


def build_intervention_codings(
    read: Read, entities: Entities, built: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    """What each source says of each intervention; as :func:`build_interventions`, one row for each case and coding."""
    return build_coding_frame(*_link(read, entities, built))


def _link(read: Read, entities: Entities, built: Mapping[str, pl.DataFrame]) -> tuple[list[Row], Linked]:
    places = read("hand-1", "place_names").to_dicts()
    conflicts = built["conflicts"]
    rows = _build_prif(read, entities, conflicts, places) + _build_ucdp(read, entities, conflicts, places)
    # ids and clusters are those of the rows before any is merged, so that an id never moves to another case
    build_ids(rows)
    build_clusters(rows)
    ground = Places(built["entities"], built["successors"])
    return rows, link_interventions(rows, ground, read_actors(read, entities))
