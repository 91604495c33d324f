"""What PRIF and UCDP say of each intervention, as codings; and which of UCDP's are one of PRIF's.

A row of UCDP's is a conflict, a side and a run of years, so several may be of one intervention. PRIF's cases
are apart by the coder's own decision. The rule is that of ``register/rule.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from precedents.record.builders import foreign_troops, prif
from precedents.record.check import read_schema
from precedents.record.readers import Read
from precedents.record.register.actors import Actors, build_actors
from precedents.record.register.coding import AGAINST, COMBAT, GOVERNMENT, NEUTRAL, THIRD, Coding
from precedents.record.register.link import Case, Linked, link_codings
from precedents.record.register.places import Places
from precedents.record.register.rows import build_rows
from precedents.record.states import Entities

Row = dict[str, Any]

SIDES: Mapping[str | None, str | None] = {
    "activities": NEUTRAL,
    "government": AGAINST,
    "rebels": GOVERNMENT,
    "foreign-forces": THIRD,
    None: None,
}
"""PRIF: whom force was aimed at, and the side that this is."""

SHOWN = (
    *("nato", "nato_itself", "lone_state", "conflicts", "secondary_party", "side_supported", "supported"),
    *("violence_start", "violence_start_precision", "violence_end", "violence_end_precision", "ongoing"),
)
"""Columns of ``interventions`` that both sources fill, kept by coding under the same names."""


def read_actors(read: Read, entities: Entities) -> Actors:
    """Who belonged to which group, by the record; and to which force, by hand."""
    return build_actors(read("hand-1", "forces").to_dicts(), entities)


def _build_coding(row: Row, places: Places) -> Coding:
    ground = places.join([row["target"]], row["start"])
    whole = places.join([row["entity"]], row["start"])
    is_prif = row["register"] == "prif"
    return Coding(
        source=prif.SOURCE if is_prif else foreign_troops.SOURCE,
        row=row["source_row"],
        label=row["label"],
        targets=(row["target"],),
        places=ground.places | whole.places,
        territory=ground.territory,
        start=row["start"],
        start_precision=row["start_precision"],
        end=row["end"],
        end_precision=row["end_precision"],
        interveners=tuple(row["intervener_entities"]),
        side=SIDES[row["aimed_at"]] if is_prif else row["side"],
        operation=COMBAT,
        aim_protection=True if is_prif else None,
        aim_regime=row["regime_aim"] if is_prif else None,
        air=row["air"] if is_prif else None,
        ground=row["ground"] if is_prif else None,
    )


def link_interventions(rows: Sequence[Row], places: Places, actors: Actors) -> Linked:
    """Which rows of UCDP's are one of PRIF's interventions?

    Parameters
    ----------
    rows
        As the builder of ``interventions`` has them: with ``id``, ``register``, ``source_row``, and the columns of the table.
    places, actors
        Whose ground, and who belongs to what.

    Returns
    -------
    Linked
        One case for each of PRIF's and for each of UCDP's that is none of them, under the ids of ``rows``.
    """
    codings = {row["id"]: _build_coding(row, places) for row in rows}
    cases = [Case(id=row["id"], codings=(codings[row["id"]],)) for row in rows if row["register"] == "prif"]
    others = [codings[row["id"]] for row in rows if row["register"] == "ucdp"]
    linked = link_codings(others, actors, [foreign_troops.SOURCE], cases, begin_new=False)
    alone = {coding.key for case in linked.cases for coding in case.codings}
    left = [Case(id=name, codings=(coding,)) for name, coding in codings.items() if coding.key not in alone]
    return Linked(cases=(*linked.cases, *left), also=linked.also)


def merge_interventions(rows: Sequence[Row], linked: Linked) -> list[Row]:
    """One row a case: PRIF's with what UCDP says beside it, and those of UCDP's that stand alone.

    What only UCDP says (the side supported, the party, that troops were secondary) is filled where the rows
    merged into the case agree on it. Every figure of PRIF's stays as it is.
    """
    by_key = {(source, row["source_row"]): row for row in rows for source in row["sources"]}
    merged = []
    for case in linked.cases:
        first, *others = (by_key[coding.key] for coding in case.codings)
        row = {
            **first,
            "id": case.id,
            "also_overlaps": sorted(
                {name for coding in case.codings for name in linked.also.get(coding.key, ())} - {case.id}
            ),
        }
        if others:
            row["sources"] = [prif.SOURCE, foreign_troops.SOURCE]
            for name in ("secondary_party", "side_supported", "supported"):
                said = {other.get(name) for other in others}
                row[name] = said.pop() if len(said) == 1 else None
        merged.append(row)
    # what overlaps is said by both
    ids = {row["id"]: row for row in merged}
    for row in merged:
        for name in row["also_overlaps"]:
            ids[name]["also_overlaps"] = sorted({*ids[name]["also_overlaps"], row["id"]})
    return merged


def build_coding_frame(rows: Iterable[Row], linked: Linked) -> pl.DataFrame:
    """The table ``intervention_codings``: one row for each case and coding.

    Parameters
    ----------
    rows
        As for :func:`link_interventions`.
    linked
        What it gave.

    Returns
    -------
    polars.DataFrame
        Columns as in ``tables/intervention_codings.toml``.
    """
    by_key = {(source, row["source_row"]): row for row in rows for source in row["sources"]}
    built = build_rows(linked, {case.id: case.id for case in linked.cases})
    for row in built:
        own = by_key[row["source"], row["source_row"]]
        row |= {name: own.get(name) for name in SHOWN}
    schema = read_schema("intervention_codings")
    return pl.DataFrame([{name: row[name] for name in schema} for row in built], schema=schema)
