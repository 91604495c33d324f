"""What came after which: the descent of states."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

_Steps = Mapping[str, list[str]]


class Lineage:
    """Which entities came after an entity, and which before it.

    Parameters
    ----------
    frame
        The table ``successors``.

    Examples
    --------
    >>> rows = [("YUG", "SCG", 2003), ("SCG", "SRB", 2006)]
    >>> lineage = Lineage(pl.DataFrame(rows, schema=["entity", "successor", "date"], orient="row"))
    >>> lineage.successors("YUG", onward=True)
    ('SCG', 'SRB')
    """

    def __init__(self, frame: pl.DataFrame) -> None:
        self._after: dict[str, list[str]] = {}
        self._before: dict[str, list[str]] = {}
        for entity, successor in frame.sort("date", "successor").select("entity", "successor").iter_rows():
            self._after.setdefault(entity, []).append(successor)
            self._before.setdefault(successor, []).append(entity)

    def successors(self, entity: str, *, onward: bool) -> tuple[str, ...]:
        """What came after it, by date; ``onward`` goes on to the present."""
        return _follow(self._after, entity, onward)

    def predecessors(self, entity: str, *, onward: bool) -> tuple[str, ...]:
        """What came before it, by date; ``onward`` goes back to the beginning."""
        return _follow(self._before, entity, onward)


def _follow(steps: _Steps, entity: str, onward: bool) -> tuple[str, ...]:
    found = dict.fromkeys(steps.get(entity, ()))
    reached = list(found)
    while onward and reached:
        further = [each for step in reached for each in steps.get(step, ())]
        reached = [each for each in further if each not in found and each != entity]
        found |= dict.fromkeys(reached)
    return tuple(found)
