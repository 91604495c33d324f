"""How far is it from the author's position to another answer? "Change only this."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from precedents.estimators.reading_universes.positions import read_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One choice that is made otherwise."""

    choice: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """From the author's position to the nearest universe with another answer.

    ``changes`` lead there; ``universe`` is its row. ``alike`` counts the universes that are as near and
    answer otherwise, itself among them; ``within`` how many universes are as near or nearer, whatever they answer.
    """

    changes: tuple[Change, ...]
    universe: int
    alike: int
    within: int

    def says(self) -> str:
        """The path in words."""
        words = [f"{each.choice} from {each.before} to {each.after}" for each in self.changes]
        start = "change only " if len(words) == 1 else "change "
        others = f" ({self.alike} of {self.within} universes as near answer otherwise)"
        return start + " and ".join(words) + others


def find_path(positions: Any, sides: Any) -> Path | None:
    """Which fewest changes to the author's choices change the answer?

    Parameters
    ----------
    positions, sides
        See :func:`~precedents.estimators.reading_universes.positions.read_table`; the author's own first.

    Returns
    -------
    Path or None
        None when every universe answers as the author's does. Of several that are as near, the one whose changed
        choices come first in the order of the choices, then of the rows. In a sample it is the nearest that was drawn.

    Examples
    --------
    >>> find_path({"source": ["a", "b", "b"], "deaths": [25, 25, 1000]}, [True, True, False]).says()
    'change source from a to b and deaths from 25 to 1000 (1 of 2 universes as near answer otherwise)'
    """
    table = read_table(positions, sides)
    table.sides()
    changed = table.codes != table.codes[0]
    far = changed.sum(axis=1)
    other = table.answers != table.answers[0]
    if not other.any():
        return None
    distance = int(far[other].min())
    near = np.flatnonzero(other & (far == distance))
    places = np.array([np.flatnonzero(row) for row in changed[near]])
    best = int(near[np.lexsort((near, *places.T[::-1]))[0]])
    return Path(
        changes=tuple(
            Change(
                choice=table.names[place],
                before=table.levels[place][table.codes[0, place]],
                after=table.levels[place][table.codes[best, place]],
            )
            for place in np.flatnonzero(changed[best])
        ),
        universe=best,
        alike=int(near.size),
        within=int(np.sum((far <= distance) & (far > 0))),
    )
