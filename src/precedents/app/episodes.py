"""Which episodes of one conflict overlap in time? They are not independent cases, and are named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from precedents.core.case import Case


def find_overlaps(cases: Sequence[Case]) -> Mapping[str, tuple[str, ...]]:
    """Which members of a class share a conflict and some days?

    Parameters
    ----------
    cases
        The class with who is out.

    Returns
    -------
    Mapping of str to tuple of str
        By id, the ids of the others, the earliest first; only members that have any. A case without an end goes on.

    Examples
    --------
    >>> def make(name, start, end):
    ...     return Case(id=name, label=name, start=dt.date(start, 1, 1), end=dt.date(end, 1, 1), entity="BIH",
    ...         cluster="389", is_in=True, why="", cited=False, outcomes={})
    >>> find_overlaps([make("a", 1993, 1995), make("b", 1994, 1996), make("c", 1998, 1999)])
    {'a': ('b',), 'b': ('a',)}
    """
    by_cluster: dict[str, list[Case]] = {}
    for case in cases:
        if case.is_in and case.start is not None:
            by_cluster.setdefault(case.cluster, []).append(case)
    found: dict[str, tuple[str, ...]] = {}
    for members in by_cluster.values():
        members.sort(key=lambda case: (case.start or dt.date.min, case.id))
        for case in members:
            others = tuple(each.id for each in members if each is not case and _meet(case, each))
            if others:
                found[case.id] = others
    return found


def _meet(a: Case, b: Case) -> bool:
    starts = [each.start or dt.date.min for each in (a, b)]
    ends = [each.end or dt.date.max for each in (a, b)]
    return max(starts) <= min(ends)


def join_overlaps(cases: Sequence[Case]) -> tuple[Case, ...]:
    """The cases, each with the members of the class that it overlaps with."""
    found = find_overlaps(cases)
    return tuple(replace(case, overlaps=found[case.id]) if case.id in found else case for case in cases)
