"""Which entity each code means, and when: from the lists of states, the crosswalk and rows compiled by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import polars as pl

from precedents.core.errors import RecordError
from precedents.record.builders.hand_rows import read_day, read_rows
from precedents.record.readers import Read

Code = tuple[str, int]
"""A scheme (gw, cow, vdem) and a number."""

_WITHDRAWN = ("CSK", "DDR", "SCG", "SUN", "YMD", "YUG")  # ISO 3166-3; in no file
_LEFT_EDGE = dt.date(1816, 1, 1)  # where both lists begin: not a birth


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """One code that means one entity from ``start`` until the day before ``end``; None is an open side."""

    entity: str
    system: str
    code: str
    start: dt.date | None
    end: dt.date | None
    member: bool
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Listed:
    """One entry of a list of states, under its number and abbreviation."""

    number: int
    abbreviation: str
    name: str
    start: dt.date | None
    end: dt.date | None


def _read_list(frame: pl.DataFrame, number: str, abbreviation: str, name: str) -> list[_Listed]:
    """A list of states; its last day is the edge of the edition, not the death of all."""
    edge = frame["end"].max()
    return [
        _Listed(
            number=int(row[number]),
            abbreviation=row[abbreviation],
            name=row[name],
            start=None if row["start"] == _LEFT_EDGE else row["start"],
            end=None if row["end"] == edge else row["end"] + dt.timedelta(days=1),
        )
        for row in frame.rows(named=True)
    ]


def _read_units(frame: pl.DataFrame) -> list[_Listed]:
    """V-Dem's country units from the first to the last year coded."""
    years = frame.group_by("country_id", "country_text_id").agg(
        pl.col("year").min().alias("first"), pl.col("year").max().alias("last")
    )
    left, right = frame["year"].min(), frame["year"].max()
    return [
        _Listed(
            number=int(row["country_id"]),
            abbreviation=row["country_text_id"],
            name="",  # units are named after a part, or after what came later
            start=None if row["first"] == left else dt.date(int(row["first"]), 1, 1),
            end=None if row["last"] == right else dt.date(int(row["last"]) + 1, 1, 1),
        )
        for row in years.sort("country_id").rows(named=True)
    ]


def read_lists(read: Read) -> dict[str, list[_Listed]]:
    """The lists of states, and V-Dem's units, by scheme."""
    return {
        "gw": _read_list(read("isard", "gw_system"), "gwcode", "gw_abb", "gw_name"),
        "cow": _read_list(read("isard", "cw_system"), "ccode", "cw_abb", "cw_name"),
        "vdem": _read_units(read("vdem-15-headline")),
    }


_SOURCES = {"gw": "Gleditsch & Ward 1999", "cow": "Correlates of War 2017", "vdem": "V-Dem 15 country units"}


def read_iso(read: Read) -> dict[Code, str]:
    """Which ISO alpha-3 code the crosswalk gives to each number.

    It lacks Gleditsch and Ward's microstates, whose numbers are those of Correlates of War (the four that are
    not are compiled by hand).
    """
    columns = {"gw": "gwn", "cow": "cown", "vdem": "vdem"}
    frame = read("countrycode").select("iso3c", *(pl.col(name).cast(pl.Int64) for name in columns.values()))
    known = frame.filter(pl.col("iso3c").is_not_null()).rows(named=True)
    iso = {("gw", row["cown"]): row["iso3c"] for row in known if row["cown"] is not None}
    for scheme, column in columns.items():
        iso |= {(scheme, row[column]): row["iso3c"] for row in known if row[column] is not None}
    return iso


def read_by_hand(read: Read) -> tuple[dict[Code, list[Spell]], list[Spell]]:
    """The numbers that pass between entities, with who has them when; and the other codes compiled by hand."""
    owners: dict[Code, list[Spell]] = {}
    others = []
    for row in read_rows(read, "entity_codes"):
        spell = Spell(
            entity=str(row["entity"]),
            system=str(row["system"]),
            code=str(row["code"]),
            start=read_day(row["start"]),
            end=read_day(row["end"]),
            member=row["use"] == "member",
            source=str(row["source"]),
        )
        if spell.member:
            owners.setdefault((spell.system, int(spell.code)), []).append(spell)
        else:
            others.append(spell)
    return owners, others


def _meet(spell: Spell, listed: _Listed) -> Spell | None:
    """The part of a list's entry that belongs to an entity."""
    starts = [day for day in (spell.start, listed.start) if day]
    ends = [day for day in (spell.end, listed.end) if day]
    start, end = max(starts, default=None), min(ends, default=None)
    return None if start and end and start >= end else replace(spell, start=start, end=end)


def build_listed(read: Read) -> list[Spell]:
    """Every entry of every list, under its number and its abbreviation, with the entity that it means.

    Raises
    ------
    RecordError
        When an entry of a list of states means no entity.
    """
    iso = read_iso(read)
    owners, others = read_by_hand(read)
    spells = []
    for scheme, entries in read_lists(read).items():
        for entry in entries:
            key = (scheme, entry.number)
            owned = owners.get(key) or _build_regular(key, iso)
            if not owned and scheme != "vdem":  # V-Dem has German states that neither list has
                raise RecordError(
                    f"{scheme} {entry.number} ({entry.abbreviation}) means no entity; add it to hand/entity_codes.csv"
                )
            for spell in owned:
                met = _meet(spell, entry)
                if met:
                    spells += [met, replace(met, system=f"{scheme}-abb", code=entry.abbreviation)]
    return spells + others


def _build_regular(key: Code, iso: Mapping[Code, str]) -> list[Spell]:
    scheme, number = key
    if key not in iso:
        return []
    return [
        Spell(
            entity=iso[key],
            system=scheme,
            code=str(number),
            start=None,
            end=None,
            member=True,
            source=_SOURCES[scheme],
        )
    ]


def build_iso(read: Read, entities: Iterable[str]) -> list[Spell]:
    """The ISO alpha-3 codes among the ids, current and withdrawn."""
    iso = set(read("countrycode")["iso3c"].drop_nulls()).union(_WITHDRAWN)
    return [
        Spell(entity=each, system="iso3", code=each, start=None, end=None, member=True, source="ISO 3166")
        for each in sorted(iso.intersection(entities))
    ]


def read_list_names(read: Read) -> Iterator[tuple[str, str]]:
    """The names in both lists, by entity, of the numbers that mean one entity throughout."""
    iso = read_iso(read)
    owners, _ = read_by_hand(read)
    for scheme, entries in read_lists(read).items():
        for entry in entries:
            key = (scheme, entry.number)
            if entry.name and key in iso and key not in owners:
                yield iso[key], entry.name
