"""Who belonged to what: alliances, organisations and regions by date."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import polars as pl

from precedents.core.errors import UsageError, did_you_mean
from precedents.record.dated_codes import FIRST_YEAR
from precedents.record.spans import OPEN, Span, read_span, read_window

LAST_YEAR = 2026
"""The last year for which memberships that have not ended are listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group of states: an alliance, an organisation or a region.

    ``first_year`` and ``last_year`` bound its dated rows; a group that still exists ends in the last year
    for which memberships are listed.
    """

    id: str
    label: str
    first_year: int
    last_year: int


class Groups:
    """Who belonged to a group, and when.

    Parameters
    ----------
    frame
        The table ``groups``: one row for each membership.

    Examples
    --------
    >>> row = {"group": "nato", "label": "NATO", "entity": "POL", "start": dt.date(1999, 3, 12), "end": None}
    >>> groups = Groups(pl.DataFrame([row], schema_overrides={"end": pl.Date}))
    >>> groups.members("group:nato", 1999), groups.members("nato", dt.date(1999, 3, 11))
    (frozenset({'POL'}), frozenset())
    """

    def __init__(self, frame: pl.DataFrame) -> None:
        self._rows: dict[str, list[tuple[str, Span]]] = {}
        labels: dict[str, str] = {}
        for group, label, entity, start, end in frame.select(
            "group", "label", "entity", "start", "end"
        ).iter_rows():
            self._rows.setdefault(group, []).append((entity, read_span(start, end)))
            labels[group] = label
        self.all = tuple(
            _build_group(group, labels[group], self._rows[group]) for group in sorted(self._rows)
        )
        self._members: dict[tuple[str, int | dt.date], frozenset[str]] = {}

    def group(self, text: str) -> Group:
        """The group of this id, with or without ``group:`` before it; :exc:`UsageError` when there is none."""
        name = text.strip().casefold().removeprefix("group:")
        for group in self.all:
            if group.id == name:
                return group
        known = [group.id for group in self.all]
        raise UsageError(
            f"there is no group {text!r}; there are {', '.join(known)}.{did_you_mean(name, known)}"
        )

    def members(self, text: str, when: int | dt.date) -> frozenset[str]:
        """Who belonged to a group on a day, or on any day of a year."""
        key = (self.group(text).id, when)
        if key not in self._members:
            window = read_window(when)
            self._members[key] = frozenset(
                entity for entity, span in self._rows[key[0]] if span.days_in(window)
            )
        return self._members[key]

    def pairs(self, text: str) -> frozenset[tuple[str, int]]:
        """Every member with every year of which it belonged to the group on any day."""
        group = self.group(text)
        found: set[tuple[str, int]] = set()
        for entity, span in self._rows[group.id]:
            first = dt.date.fromordinal(span.first).year if span.first else group.first_year
            last = group.last_year if span.end == OPEN else dt.date.fromordinal(span.end - 1).year
            found.update((entity, year) for year in range(first, last + 1))
        return frozenset(found)


def _build_group(group: str, label: str, rows: list[tuple[str, Span]]) -> Group:
    first = min(span.first for _, span in rows) or dt.date(FIRST_YEAR, 1, 1).toordinal()
    last = max(span.end for _, span in rows)
    return Group(
        id=group,
        label=label,
        first_year=dt.date.fromordinal(first).year,
        last_year=LAST_YEAR if last == OPEN else dt.date.fromordinal(last - 1).year,
    )
