"""The dated entities: who is a state when, what they are called, what came after them, and who belonged to what."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from precedents.core.errors import RecordError
from precedents.record.bearers import read_folded
from precedents.record.builders.entity_codes import Read, Spell, build_iso, build_listed, read_moment, read_rows

_DATED = {"start": pl.Date, "start_precision": pl.String, "end": pl.Date, "end_precision": pl.String}
_SCHEMAS: Mapping[str, Mapping[str, Any]] = {
    "entities": {
        "id": pl.String,
        "life": pl.Int64,
        "label": pl.String,
        "kind": pl.String,
        "born": pl.Date,
        "born_precision": pl.String,
        "died": pl.Date,
        "died_precision": pl.String,
        "parent": pl.String,
        "source": pl.String,
    },
    "entity_names": {"entity": pl.String, "name": pl.String, "kind": pl.String, **_DATED, "source": pl.String},
    "entity_codes": {
        "entity": pl.String,
        "system": pl.String,
        "code": pl.String,
        "spell": pl.Int64,
        **_DATED,
        "member": pl.Boolean,
        "source": pl.String,
    },
    "successors": {
        "entity": pl.String,
        "successor": pl.String,
        "date": pl.Date,
        "date_precision": pl.String,
        "how": pl.String,
        "source": pl.String,
    },
    "groups": {
        "group": pl.String,
        "label": pl.String,
        "entity": pl.String,
        "spell": pl.Int64,
        **_DATED,
        "source": pl.String,
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Life:
    """One life of an entity, as a state or as part of one."""

    id: str
    kind: str
    parent: str | None
    start: dt.date | None
    end: dt.date | None
    source: str


def build_entities(read: Read) -> dict[str, pl.DataFrame]:
    """Who is a state when, under which names and codes, with which successors and memberships?

    Parameters
    ----------
    read
        Gives the rows of a source by its id, and of a member of it.

    Returns
    -------
    dict of str and polars.DataFrame
        ``entities``, ``entity_names``, ``entity_codes``, ``successors`` and ``groups``. Dates come with their
        precision; an end is the first day after; a missing start lies before the lists, a missing end has
        not come.

    Raises
    ------
    RecordError
        When a state of a list means no entity, an entity has no label, or a row compiled by hand has no
        source.
    """
    listed = build_listed(read)
    lives = _build_lives(read, listed)
    names = _build_names(read, sorted({life.id for life in lives}))
    labels = _find_labels(names, lives)
    codes = listed + _build_territories(listed, lives) + build_iso(read, labels)
    rows: dict[str, Iterable[dict[str, Any]]] = {
        "entities": _number(_render_lives(lives, labels), "life", by=("id",), first="born"),
        "entity_names": names,
        "entity_codes": _number(map(_render_code, codes), "spell", by=("entity", "system", "code"), first="start"),
        "successors": _build_successors(read),
        "groups": _number(_build_groups(read, codes, lives), "spell", by=("group", "entity"), first="start"),
    }
    return {name: pl.DataFrame(list(rows[name]), schema=dict(schema)) for name, schema in _SCHEMAS.items()}


def _find_labels(names: list[dict[str, Any]], lives: list[_Life]) -> dict[str, str]:
    """What each entity is called where no year says otherwise."""
    labels = {row["entity"]: row["name"] for row in names if row["kind"] == "label" and not (row["start"] or row["end"])}
    nameless = sorted({life.id for life in lives} - labels.keys())
    if nameless:
        raise RecordError(f"{', '.join(nameless)} have no label without dates; add it to hand/entity_names.csv")
    return labels


def _precision(date: dt.date | None) -> str:
    return "day" if date else "unknown"


def _from_start(date: dt.date | None) -> dt.date:
    return date or dt.date.min


def _number(
    rows: Iterable[dict[str, Any]], name: str, *, by: tuple[str, ...], first: str
) -> Iterator[dict[str, Any]]:
    """The rows with a running number within each group, in the order of their first day."""

    def group(row: dict[str, Any]) -> tuple[str, ...]:
        return tuple(row[column] for column in by)

    ordered = sorted(rows, key=lambda row: (group(row), _from_start(row[first])))
    for _, held in itertools.groupby(ordered, key=group):
        for number, row in enumerate(held, start=1):
            yield {**row, name: number}


def _build_lives(read: Read, listed: list[Spell]) -> list[_Life]:
    """Lives as a state by Gleditsch and Ward (else Correlates of War); as part of one by hand."""
    by_list = {
        system: [spell for spell in listed if spell.system == system and spell.member] for system in ("gw", "cow")
    }
    in_gw = {spell.entity for spell in by_list["gw"]}
    states = by_list["gw"] + [spell for spell in by_list["cow"] if spell.entity not in in_gw]
    states.sort(key=lambda spell: (spell.entity, _from_start(spell.start)))
    lives = [
        _Life(id=spell.entity, kind="state", parent=None, start=spell.start, end=spell.end, source=spell.source)
        for spell in states
    ]
    births = {(life.id, life.start) for life in lives if life.start}
    for row in read_rows(read, "entity_lives"):
        start, end = read_moment(row["start"])[0], read_moment(row["end"])[0]
        later = [day for entity, day in births if entity == row["entity"] and day > _from_start(start)]
        lives.append(
            _Life(
                id=row["entity"],
                kind=row["kind"],
                parent=row["parent"],
                start=start,
                end=end or min(later, default=None),  # a territory that became a state ends with its birth
                source=row["source"],
            )
        )
    return sorted(lives, key=lambda life: (life.id, _from_start(life.start)))


def _render_lives(lives: list[_Life], labels: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for life in lives:
        yield {
            "id": life.id,
            "label": labels[life.id],
            "kind": life.kind,
            "born": life.start,
            "born_precision": _precision(life.start),
            "died": life.end,
            "died_precision": _precision(life.end),
            "parent": life.parent,
            "source": life.source,
        }


def _render_code(spell: Spell) -> dict[str, Any]:
    return {
        "entity": spell.entity,
        "system": spell.system,
        "code": spell.code,
        "start": spell.start,
        "start_precision": _precision(spell.start),
        "end": spell.end,
        "end_precision": _precision(spell.end),
        "member": spell.member,
        "source": spell.source,
    }


def _build_territories(listed: list[Spell], lives: list[_Life]) -> list[Spell]:
    """The numbers that publishers use for a territory before it is a state of the list."""
    spells = []
    for scheme in ("gw", "cow"):
        held: dict[str, list[Spell]] = {}
        for spell in listed:
            if spell.system == scheme and spell.member:
                held.setdefault(spell.entity, []).append(spell)
        starts = {life.id: life.start for life in reversed(lives) if life.kind == "sub-state"}
        for entity, start in starts.items():
            later = [spell for spell in held.get(entity, ()) if _from_start(spell.start) > _from_start(start)]
            if later:
                born = min(later, key=lambda spell: _from_start(spell.start))
                source = f"{born.source}: the number of the later state"
                spells.append(
                    Spell(
                        entity=entity, system=scheme, code=born.code, start=start, end=born.start, member=False, source=source
                    )
                )
    return spells


def _build_names(read: Read, entities: list[str]) -> list[dict[str, Any]]:
    """Names by hand first; then those that the crosswalk has, when they say something new."""
    rows = []
    for row in read_rows(read, "entity_names"):
        start, start_precision = read_moment(row["start"])
        end, end_precision = read_moment(row["end"])
        dates = {"start": start, "start_precision": start_precision, "end": end, "end_precision": end_precision}
        rows.append({**row, **dates})
    known = {(row["entity"], read_folded(row["name"])) for row in rows}
    labelled = {row["entity"] for row in rows if row["kind"] == "label"}
    undated = {"start": None, "start_precision": "unknown", "end": None, "end_precision": "unknown"}
    wanted = set(entities)
    for entity, name in _read_crosswalk(read):
        kind = "name" if entity in labelled else "label"
        if entity in wanted and (kind == "label" or (entity, read_folded(name)) not in known):
            known.add((entity, read_folded(name)))
            labelled.add(entity)
            rows.append({"entity": entity, "name": name, "kind": kind, **undated, "source": "countrycode"})
    return rows


def _read_crosswalk(read: Read) -> Iterator[tuple[str, str]]:
    """Entity and name, the plain English name first."""
    columns = ("country.name.en", "iso.name.en", "un.name.en", "cow.name", "vdem.name", "p4.name")
    frame = read("countrycode").filter(pl.col("iso3c").is_not_null())
    for column in columns:
        for entity, name in frame.select("iso3c", column).drop_nulls().iter_rows():
            yield entity, name.replace(" & ", " and ").replace("St. ", "Saint ").removesuffix(" (the)")


def _build_successors(read: Read) -> Iterator[dict[str, Any]]:
    for row in read_rows(read, "successors"):
        date, precision = read_moment(row["date"])
        yield {**row, "date": date, "date_precision": precision}


def _build_groups(read: Read, codes: list[Spell], lives: list[_Life]) -> Iterator[dict[str, Any]]:
    """Memberships by hand, and regions by number for every life of every entity."""
    groups = read_rows(read, "groups")
    labels = {row["group"]: row["label"] for row in groups}
    for row in read_rows(read, "group_members"):
        start, start_precision = read_moment(row["start"])
        end, end_precision = read_moment(row["end"])
        dates = {"start": start, "start_precision": start_precision, "end": end, "end_precision": end_precision}
        yield {**row, **dates, "label": labels[row["group"]]}
    number_of = _find_number(codes, lives)
    for row in groups:
        if not row["first_code"]:
            continue
        inside = range(int(row["first_code"]), int(row["last_code"]) + 1)
        for life in lives:
            if number_of(life.id) in inside:
                yield {
                    "group": row["group"],
                    "label": row["label"],
                    "entity": life.id,
                    "start": life.start,
                    "start_precision": _precision(life.start),
                    "end": life.end,
                    "end_precision": _precision(life.end),
                    "source": row["source"],
                }


def _find_number(codes: list[Spell], lives: list[_Life]) -> Callable[[str], int]:
    """The number by which an entity's region is told: its own, or that of the state it belonged to last."""
    own = {spell.entity: int(spell.code) for system in ("cow", "gw") for spell in codes if spell.system == system}
    parents = {life.id: life.parent for life in lives if life.parent}

    def number(entity: str) -> int:
        return own[entity] if entity in own else number(parents[entity])

    return number
