"""Ids of cases that are named after a place, a word and a year."""

from __future__ import annotations

import datetime as dt

from precedents.record.builders.war_names import render_slug
from precedents.record.states import Entities

# as the ids of wars and interventions have it, where people say less than, or something else than, the name
SAID = {"BIH": "Bosnia", "COD": "DR Congo", "COG": "Congo (Brazzaville)", "KHM": "Cambodia"}


def render_state(entities: Entities, entity: str, day: dt.date) -> str:
    """What people call a state on a day, as ids and labels of cases have it."""
    return SAID.get(entity) or entities.label(entity, day)


def pick_id(taken: set[str], *candidates: str) -> str:
    """The first of some ids that is free, or the last of them with a number; it is taken from then on.

    Examples
    --------
    >>> taken = {"removal:haiti-1957"}
    >>> [pick_id(taken, "removal:haiti-1957", "removal:haiti-cantave-1957") for _ in range(2)]
    ['removal:haiti-cantave-1957', 'removal:haiti-cantave-1957-2']
    """
    last, number = candidates[-1], 2
    found = next((each for each in candidates if each not in taken), "")
    while not found:
        found = f"{last}-{number}" if f"{last}-{number}" not in taken else ""
        number += 1
    taken.add(found)
    return found


def render_places(*words: str) -> str:
    """How a place and further words stand in an id."""
    return "-".join(slug for slug in map(render_slug, words) if slug)
