"""Who belonged to what: organisations by hand, regions by the numbers of Gleditsch and Ward."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from precedents.record.builders.entity_codes import Spell
from precedents.record.builders.entity_lives import Life
from precedents.record.builders.hand_rows import Cell, HandRow, read_dates, read_rows, render_days
from precedents.record.readers import Read


def build_groups(read: Read, codes: list[Spell], lives: list[Life]) -> Iterator[dict[str, Cell]]:
    """Who belonged to which group, and when?

    Parameters
    ----------
    read
        Gives the rows of a source.
    codes
        The codes of every entity.
    lives
        The lives of every entity, by time.

    Yields
    ------
    dict
        A row of ``groups`` without its running number. A territory lies in the region of its own number, or
        else of the state that it belonged to last.
    """
    groups = {str(row["group"]): row for row in read_rows(read, "groups")}
    for member in read_rows(read, "group_members"):
        yield {**member, **read_dates(member), "label": groups[str(member["group"])]["label"]}
    numbers = {
        each.entity: int(each.code) for system in ("cow", "gw") for each in codes if each.system == system
    }
    parents = {life.id: life.parent for life in lives if life.parent}
    for row in groups.values():
        if row["first_code"] and row["last_code"]:
            region = range(int(row["first_code"]), int(row["last_code"]) + 1)
            inside = (life for life in lives if _find_number(life.id, numbers, parents) in region)
            yield from (_build_member(row, life) for life in inside)


def _build_member(group: HandRow, life: Life) -> dict[str, Cell]:
    row = {"group": group["group"], "label": group["label"], "entity": life.id, "source": group["source"]}
    return {**row, **render_days(life.start, life.end)}


def _find_number(entity: str, numbers: Mapping[str, int], parents: Mapping[str, str]) -> int:
    return numbers[entity] if entity in numbers else _find_number(parents[entity], numbers, parents)
