"""The dated entities: who is a state when, what they are called, what came after them, and who belonged to what."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from precedents.record.builders.entity_codes import Spell, build_iso, build_listed
from precedents.record.builders.entity_groups import build_groups
from precedents.record.builders.entity_lives import Life, build_lives
from precedents.record.builders.entity_names import build_names, find_labels
from precedents.record.builders.hand_rows import Cell, read_moment, read_rows, render_days
from precedents.record.readers import Read

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
    "entity_names": {
        "entity": pl.String,
        "name": pl.String,
        "kind": pl.String,
        **_DATED,
        "source": pl.String,
    },
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
    lives = build_lives(read, listed)
    ids = frozenset(life.id for life in lives)
    names = build_names(read, ids)
    labels = find_labels(names, ids)
    codes = listed + _build_territories(listed, lives) + build_iso(read, labels)
    rows: dict[str, Iterable[dict[str, Cell]]] = {
        "entities": _number((_render_life(life, labels) for life in lives), "life", by=("id",), first="born"),
        "entity_names": names,
        "entity_codes": _number(
            map(_render_code, codes), "spell", by=("entity", "system", "code"), first="start"
        ),
        "successors": _build_successors(read),
        "groups": _number(build_groups(read, codes, lives), "spell", by=("group", "entity"), first="start"),
    }
    return {name: pl.DataFrame(list(rows[name]), schema=dict(schema)) for name, schema in _SCHEMAS.items()}


def _number(
    rows: Iterable[dict[str, Cell]], name: str, *, by: tuple[str, ...], first: str
) -> Iterator[dict[str, Cell]]:
    """The rows with a running number within each group, in the order of their first day."""

    def group(row: dict[str, Cell]) -> tuple[str, ...]:
        return tuple(str(row[column]) for column in by)

    ordered = sorted(rows, key=lambda row: (group(row), row[first] or dt.date.min))
    for _, held in itertools.groupby(ordered, key=group):
        for number, row in enumerate(held, start=1):
            yield {**row, name: number}


def _render_life(life: Life, labels: Mapping[str, str]) -> dict[str, Cell]:
    days = render_days(life.start, life.end)
    return {
        "id": life.id,
        "label": labels[life.id],
        "kind": life.kind,
        "born": days["start"],
        "born_precision": days["start_precision"],
        "died": days["end"],
        "died_precision": days["end_precision"],
        "parent": life.parent,
        "source": life.source,
    }


def _render_code(spell: Spell) -> dict[str, Cell]:
    return {
        "entity": spell.entity,
        "system": spell.system,
        "code": spell.code,
        **render_days(spell.start, spell.end),
        "member": spell.member,
        "source": spell.source,
    }


def _build_territories(listed: list[Spell], lives: list[Life]) -> list[Spell]:
    """The numbers that publishers use for a territory before it is a state of the list."""
    starts: dict[str, dt.date] = {}
    for life in lives:
        if life.kind == "sub-state":
            starts.setdefault(life.id, life.start or dt.date.min)
    spells = []
    for scheme, (entity, start) in itertools.product(("gw", "cow"), starts.items()):
        later = [
            (spell.start, spell)
            for spell in listed
            if (spell.system, spell.entity) == (scheme, entity)
            and spell.member
            and spell.start
            and spell.start > start
        ]
        if later:
            born, spell = min(later, key=lambda each: each[0])
            begins = None if start == dt.date.min else start
            source = f"{spell.source}: the number of the later state"
            spells.append(replace(spell, start=begins, end=born, member=False, source=source))
    return spells


def _build_successors(read: Read) -> Iterator[dict[str, Cell]]:
    for row in read_rows(read, "successors"):
        date, precision = read_moment(row["date"])
        yield {**row, "date": date, "date_precision": precision}
