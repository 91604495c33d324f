"""What interventions are called, and which conflicts bind them together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from precedents.core.errors import RecordError
from precedents.record.builders.war_names import render_slug

Row = dict[str, Any]


def render_label(place: str, first: int, last: int | None) -> str:
    """The name of a case with its years.

    Examples
    --------
    >>> render_label("Kosovo", 1999, 1999), render_label("Bosnia", 1993, 1995), render_label("Mali", 2013, None)
    ('Kosovo 1999', 'Bosnia 1993–1995', 'Mali 2013–')
    """
    return f"{place} {first}" if first == last else f"{place} {first}–{last or ''}"


def build_ids(rows: Sequence[Row]) -> None:
    """Give each case its id: the place and the first year; where that is taken, the side supported, then the conflict.

    Cases of PRIF and invasions keep the plain name, which is the one that people use for them.

    Parameters
    ----------
    rows
        With ``slug``, ``start``, ``register``, ``side_word``, ``place``, ``conflicts``; each gets ``id``.

    Raises
    ------
    RecordError
        When two cases cannot be told apart.
    """
    plain = [f"intervention:{row['slug']}-{row['start'].year}" for row in rows]
    counts = Counter(plain)
    longer = []
    for row, name in zip(rows, plain, strict=True):
        keeps = counts[name] == 1 or not row["side_word"]
        longer.append(name if keeps else f"{name}-{render_slug(row['side_word'])}")
    counts = Counter(longer)
    for row, name in zip(rows, longer, strict=True):
        bracket = row["place"].partition("(")[2].rstrip(")")
        keeps = counts[name] == 1 or not bracket
        row["id"] = name if keeps else f"{name}-{render_slug(bracket)}"
    twice = [name for name, count in Counter(row["id"] for row in rows).items() if count > 1]
    if twice:
        raise RecordError(
            f"more than one case is called {twice}; give one another place in hand/place_names.csv"
        )


def build_clusters(rows: Sequence[Row]) -> None:
    """Give each case its cluster: cases that share a conflict, directly or through others, belong together.

    Parameters
    ----------
    rows
        With ``conflicts`` and ``slug``; each gets ``cluster``, the lowest number of its conflicts, or its place
        where the source names no conflict.
    """
    root: dict[str, str] = {}

    def find(conflict: str) -> str:
        while root.setdefault(conflict, conflict) != conflict:
            conflict = root[conflict]
        return conflict

    for row in rows:
        for conflict in row["conflicts"]:
            low, high = sorted((find(row["conflicts"][0]), find(conflict)), key=int)
            root[high] = low
    for row in rows:
        row["cluster"] = find(row["conflicts"][0]) if row["conflicts"] else f"place:{row['slug']}"
