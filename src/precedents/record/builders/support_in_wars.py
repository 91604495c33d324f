"""Outside support at the end of a war: who backed the rebels, and did anyone back the government?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

SUPPORT = "ucdp-external-support-18.1"

Supporters = Mapping[tuple[str, int, bool], frozenset[str]]
"""The states that supported a side, by conflict, year, and whether the side is an armed group (else a government)."""


def read_supporters(support: pl.DataFrame) -> Supporters:
    """Which states supported which side of which conflict in which year?

    Parameters
    ----------
    support
        The table ``external_support``.

    Returns
    -------
    Mapping
        No key where the source does not speak of that side in that year; nobody where it found none.

    Examples
    --------
    >>> columns = ["conflict_id", "year", "supported_nonstate", "supporter_entity"]
    >>> rows = [("1", 1990, True, None), ("1", 1990, True, "IRN"), ("2", 1990, True, None)]
    >>> sorted(map(sorted, read_supporters(pl.DataFrame(rows, schema=columns, orient="row")).values()))
    [[], ['IRN']]
    """
    found: dict[tuple[str, int, bool], set[str]] = {}
    chosen = support.select("conflict_id", "year", "supported_nonstate", "supporter_entity")
    for conflict, year, nonstate, supporter in chosen.iter_rows():
        held = found.setdefault((conflict, year, nonstate), set())
        if supporter is not None:
            held.add(supporter)
    return {key: frozenset(held) for key, held in found.items()}


def find_supporters(
    supporters: Supporters, conflict: str, *, first: int, last: int, nonstate: bool
) -> list[str] | None:
    """Which states supported a side in an episode's last year, or in the year before it?

    Parameters
    ----------
    supporters
        What :func:`read_supporters` gives.
    conflict
        Its number.
    first, last
        The first and the last active year of the episode.
    nonstate
        Whether armed groups are asked for, or governments.

    Returns
    -------
    list of str or None
        The states by id. None where the source does not cover the last year, or not the year before it
        although the episode was active then: a year that is not covered is not a year without support.

    Examples
    --------
    >>> held = {("1", 1990, True): frozenset({"IRN"}), ("1", 1991, True): frozenset()}
    >>> find_supporters(held, "1", first=1990, last=1991, nonstate=True)
    ['IRN']
    >>> find_supporters(held, "1", first=1989, last=1990, nonstate=True) is None
    True
    """
    here = supporters.get((conflict, last, nonstate))
    before = supporters.get((conflict, last - 1, nonstate))
    if here is None or (before is None and last > first):
        return None
    return sorted(here | (before or frozenset()))


def find_supporters_then(supporters: Supporters, conflicts: Iterable[str], year: int) -> list[str] | None:
    """Which states supported armed groups in any of some conflicts in one year?

    Parameters
    ----------
    supporters
        What :func:`read_supporters` gives.
    conflicts
        Their numbers.
    year
        The year.

    Returns
    -------
    list of str or None
        The states by id. None where no supporter is known and the source does not cover all of the conflicts.

    Examples
    --------
    >>> held = {("1", 1990, True): frozenset({"IRN"}), ("2", 1990, True): frozenset()}
    >>> [find_supporters_then(held, conflicts, 1990) for conflicts in (["1", "3"], ["2"], ["2", "3"])]
    [['IRN'], [], None]
    """
    found = [supporters.get((conflict, year, True)) for conflict in conflicts]
    known = frozenset[str]().union(*(each for each in found if each is not None))
    return sorted(known) if known or (found and None not in found) else None


def read_support(
    supporters: Supporters, conflict: str, *, first: int, last: int, interstate: bool
) -> dict[str, Any]:
    """Who had outside support at the end of an episode: the columns of ``conflicts`` that say so.

    Parameters
    ----------
    supporters, conflict, first, last
        As in :func:`find_supporters`.
    interstate
        Whether it is a war between states: it has no rebels, and nothing is said of their support.

    Returns
    -------
    dict
        ``rebel_support``, ``rebel_supporters`` and ``government_support``.

    Examples
    --------
    >>> held = {("1", 1990, True): frozenset({"IRN"})}
    >>> list(read_support(held, "1", first=1990, last=1990, interstate=False).values())
    [True, ['IRN'], None]
    """
    years = {"first": first, "last": last}
    rebels = None if interstate else find_supporters(supporters, conflict, **years, nonstate=True)
    government = find_supporters(supporters, conflict, **years, nonstate=False)
    return {
        "rebel_support": None if rebels is None else bool(rebels),
        "rebel_supporters": rebels,
        "government_support": None if government is None else bool(government),
    }
