"""The library of outcomes: what may be asked of what followed a case, at which horizons, from which sources."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from importlib import resources

from precedents.core.source import Column, Coverage, Table

KEPT = ("id", "entity", "start", "end")
"""What a table of cases must hold for an outcome to be worked out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One entry of ``outcomes.toml``, where its fields are explained."""

    id: str
    says: str
    kind: str
    after: str
    horizons: tuple[int, ...]
    reads: tuple[str, ...]
    definition: str
    censoring: str
    alternatives: tuple[str, ...]
    unit: str = ""
    own: Mapping[str, str] = field(default_factory=dict)
    excluded: tuple[str, ...] = ()
    coded_until: Mapping[str, int] = field(default_factory=dict)

    def name(self, years: int) -> str:
        """The column of a horizon.

        Examples
        --------
        >>> read_library()["new_war"].name(5)
        'new_war_5y'
        """
        return f"{self.id}_{years}y"

    def fits(self, table: Table) -> bool:
        """Whether it can be worked out for the cases of a table."""
        if table.kind != "cases" or any(table.column(name) is None for name in KEPT):
            return False
        own = self.own.get(table.name)
        if self.own and (own is None or table.column(own) is None):
            return False
        return table.name not in self.excluded


@functools.cache
def read_library() -> Mapping[str, Outcome]:
    """Which outcomes does the library have, by id?"""
    text = resources.files("precedents.record").joinpath("outcomes.toml").read_text("utf-8")
    return {
        name: Outcome(
            id=name,
            says=entry["says"],
            kind=entry["kind"],
            unit=entry.get("unit", ""),
            after=entry["after"],
            horizons=tuple(entry["horizons"]),
            reads=tuple(entry["reads"]),
            own=entry.get("own", {}),
            excluded=tuple(entry.get("except", ())),
            coded_until=entry.get("coded_until", {}),
            definition=entry["definition"],
            censoring=entry["censoring"],
            alternatives=tuple(entry["alternatives"]),
        )
        for name, entry in tomllib.loads(text).items()
    }


def say_horizon(years: int, after: str) -> str:
    """A horizon in words.

    Examples
    --------
    >>> say_horizon(1, "start"), say_horizon(5, "end")
    ('within a year of the start', 'within 5 years of the end')
    """
    return f"within {'a year' if years == 1 else f'{years} years'} of the {after}"


def find_outcome(name: str) -> tuple[Outcome, int] | None:
    """Which outcome does a column of this name hold, at which horizon in years? None where it is no outcome.

    Examples
    --------
    >>> found = find_outcome("democracy_change_10y")
    >>> found[0].id, found[1], find_outcome("violence_ended")
    ('democracy_change', 10, None)
    """
    stem, _, rest = name.rpartition("_")
    outcome = read_library().get(stem)
    years = int(rest[:-1]) if rest.endswith("y") and rest[:-1].isdigit() else 0
    return (outcome, years) if outcome is not None and years in outcome.horizons else None


def find_reads(name: str) -> tuple[str, ...]:
    """Which tables say what followed, for the outcome of this name?

    Examples
    --------
    >>> find_reads("violence_again_5y")
    ('conflicts', 'mass_killings')
    """
    found = find_outcome(name)
    return tuple(dict.fromkeys(each.split(".")[0] for each in found[0].reads)) if found else ()


def join_derived(tables: Mapping[str, Table]) -> dict[str, Table]:
    """The dictionary, each table of cases with the outcomes that can be worked out for it.

    Parameters
    ----------
    tables
        By name, at the editions in use: the sources of what followed are theirs.

    Returns
    -------
    dict of str to Table
        A column that the table holds itself stands; the library adds no second of that name.
    """
    return {
        name: replace(table, derived=tuple(_derive(table, tables))) if table.kind == "cases" else table
        for name, table in tables.items()
    }


def _derive(table: Table, tables: Mapping[str, Table]) -> Iterator[Column]:
    for outcome in read_library().values():
        read = _find_read(outcome, table, tables)
        if not outcome.fits(table) or read is None:
            continue
        for years in outcome.horizons:
            if table.column(outcome.name(years)) is None:
                yield _build_column(outcome, years, table, read)


def _find_read(outcome: Outcome, table: Table, tables: Mapping[str, Table]) -> tuple[Column, ...] | None:
    """The columns that it reads; None where this record has not all of them."""
    names = [tuple(each.split(".")) for each in outcome.reads]
    if table.name in outcome.own:
        names.append((table.name, outcome.own[table.name]))
    found = [tables[name].column(column) if name in tables else None for name, column in names]
    return tuple(each for each in found if each is not None) if None not in found else None


def _build_column(outcome: Outcome, years: int, table: Table, read: tuple[Column, ...]) -> Column:
    dates = table.column(outcome.after)
    named = [*((dates,) if dates is not None else ()), *read]
    says = outcome.says.format(horizon=say_horizon(years, outcome.after))
    return Column(
        table=table.name,
        name=outcome.name(years),
        says=f"{says}. {outcome.definition} Censoring: {outcome.censoring}",
        unit=outcome.unit,
        kind=outcome.kind,
        sources=tuple(dict.fromkeys(source for column in named for source in column.sources)),
        coverage=Coverage(
            first_year=max(column.coverage.first_year for column in named),
            last_year=min(column.coverage.last_year for column in read or named),
        ),
        outcome=True,
    )
