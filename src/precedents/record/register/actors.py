"""Do two codings name the same intervener: outright, as a member of a group, or as a partner in one force?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from precedents.record.register.coding import Coding, read_gap
from precedents.record.states import Entities

NAMED, MEMBER, PARTNER = "named", "member", "partner"
CLOSENESS: Mapping[str, float] = {NAMED: 1.0, MEMBER: 0.75, PARTNER: 0.5}
"""How much each way of sharing an intervener counts in the score: outright most, partners in a force least."""

_SLACK = 31


@dataclass(frozen=True, slots=True, kw_only=True)
class Force:
    """One force that several states, groups or the United Nations made up together, in one place, for some time."""

    name: str
    place: str
    first: int
    last: int
    members: frozenset[str]


def read_forces(rows: Iterable[Mapping[str, Any]]) -> tuple[Force, ...]:
    """Which forces do the rows compiled by hand name?

    Parameters
    ----------
    rows
        ``force``, ``place``, ``start``, ``end`` (ISO dates) and ``members``, ids with a space between them.

    Returns
    -------
    tuple of Force
    """
    return tuple(
        Force(
            name=row["force"],
            place=row["place"],
            first=dt.date.fromisoformat(str(row["start"])).toordinal(),
            last=dt.date.fromisoformat(str(row["end"])).toordinal(),
            members=frozenset(row["members"].split()),
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Actors:
    """Who belongs to which group and which force.

    ``members`` says who belonged to a group on a day; ``forces`` are those compiled by hand.
    """

    members: Callable[[str, dt.date], frozenset[str]]
    forces: tuple[Force, ...]

    def share(self, one: Coding, other: Coding) -> str | None:
        """How do two codings share an intervener?

        Parameters
        ----------
        one, other
            The codings.

        Returns
        -------
        str or None
            ``named``: one intervener stands in both. ``member``: one names a group, the other a state that belonged to it
            on the day on which the later of the two began. ``partner``: both name members of one force that was there then.
        """
        left, right = set(one.interveners), set(other.interveners)
        if left & right:
            return NAMED
        day = max(one.start, other.start)
        if self._expand(left, day) & right or self._expand(right, day) & left:
            return MEMBER
        for force in self._near(one, other):
            if self._in_force(left, force, day) and self._in_force(right, force, day):
                return PARTNER
        return None

    def _expand(self, ids: set[str], day: dt.date) -> set[str]:
        found: set[str] = set()
        for group in ids:
            if group.startswith("group:"):
                found |= self.members(group, day)
        return found

    def _near(self, one: Coding, other: Coding) -> list[Force]:
        places = one.places & other.places
        return [
            force
            for force in self.forces
            if force.place in places
            and all(read_gap(each.span, (force.first, force.last)) <= _SLACK for each in (one, other))
        ]

    def _in_force(self, ids: set[str], force: Force, day: dt.date) -> bool:
        return bool(ids & force.members or self._expand(ids & force.members, day))


def build_actors(forces: Iterable[Mapping[str, Any]], entities: Entities) -> Actors:
    """Who belonged to which group, by the record, and to which force, by hand.

    Parameters
    ----------
    forces
        The rows of ``hand/forces.csv``.
    entities
        Knows the groups; what is none of them has no members.

    Returns
    -------
    Actors
    """
    known = {f"group:{group.id}" for group in entities.groups()}
    return Actors(
        members=lambda group, day: entities.members(group, day) if group in known else frozenset(),
        forces=read_forces(forces),
    )
