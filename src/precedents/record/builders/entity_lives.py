"""The lives of entities: as a state from the lists, as part of one from rows compiled by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from precedents.record.builders.entity_codes import Spell
from precedents.record.builders.hand_rows import read_day, read_rows
from precedents.record.readers import Read


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """One life of an entity from ``start`` until the day before ``end``; None is an open side."""

    id: str
    kind: str
    parent: str | None
    start: dt.date | None
    end: dt.date | None
    source: str

    @property
    def order(self) -> tuple[str, dt.date]:
        """By entity, then by time."""
        return self.id, self.start or dt.date.min


def build_lives(read: Read, listed: list[Spell]) -> list[Life]:
    """When did each entity live, and as what?

    Parameters
    ----------
    read
        Gives the rows of a source.
    listed
        The entries of the lists of states.

    Returns
    -------
    list of Life
        States by Gleditsch and Ward, else by Correlates of War; territories by hand, until the birth of the
        state that they became where the row gives no end. By entity and time.
    """
    members = [spell for spell in listed if spell.member and spell.system in ("gw", "cow")]
    in_gw = {spell.entity for spell in members if spell.system == "gw"}
    states = [
        Life(id=each.entity, kind="state", parent=None, start=each.start, end=each.end, source=each.source)
        for each in members
        if each.system == "gw" or each.entity not in in_gw
    ]
    births = [(life.id, life.start) for life in states if life.start]
    return sorted(states + _build_by_hand(read, births), key=lambda life: life.order)


def _build_by_hand(read: Read, births: list[tuple[str, dt.date]]) -> list[Life]:
    lives = []
    for row in read_rows(read, "entity_lives"):
        entity, kind, source = str(row["entity"]), str(row["kind"]), str(row["source"])
        start, end = read_day(row["start"]), read_day(row["end"])
        later = [day for born, day in births if born == entity and day > (start or dt.date.min)]
        end = end or min(later, default=None)
        lives.append(Life(id=entity, kind=kind, parent=row["parent"], start=start, end=end, source=source))
    return lives
