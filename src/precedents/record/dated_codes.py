"""The numbers of one coding scheme by year: which entity a number means, which number an entity has."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import polars as pl

from precedents.record.spans import Span, read_span, read_window

FIRST_YEAR = 1816
"""The first year of both lists of states."""


class DatedCode(NamedTuple):
    """One number that means one entity for a while.

    ``member`` is true while the scheme lists the entity under this number, false where the number is only
    used for its territory: before independence, or by a publisher who keeps an old number.
    """

    entity: str
    code: int
    span: Span
    member: bool


def read_codes(frame: pl.DataFrame, scheme: str) -> list[DatedCode]:
    """Which numbers one scheme has.

    Parameters
    ----------
    frame
        The table ``entity_codes``.
    scheme
        ``gw``, ``cow`` or ``vdem``.

    Returns
    -------
    list of DatedCode
        Its rows.
    """
    rows = frame.filter(pl.col("system") == scheme).select("entity", "code", "start", "end", "member")
    return [
        DatedCode(entity, int(code), read_span(start, end), member)
        for entity, code, start, end, member in rows.iter_rows()
    ]


class DatedCodes:
    """Which entity had which number of one scheme, year by year.

    In a year in which a number passes from one entity to another, it means the one that had it for more
    days; so a state-year of the scheme is always one entity.

    Parameters
    ----------
    rows
        The numbers with their spans.
    """

    def __init__(self, rows: Iterable[DatedCode]) -> None:
        self._by_code: dict[int, list[DatedCode]] = {}
        self._by_entity: dict[str, list[DatedCode]] = {}
        for row in rows:
            self._by_code.setdefault(row.code, []).append(row)
            self._by_entity.setdefault(row.entity, []).append(row)
        self._entities: dict[tuple[int, int], str | None] = {}
        self._codes: dict[tuple[str, int], int | None] = {}
        self._members: dict[int, dict[int, str]] = {}

    def entity(self, code: int, year: int) -> str | None:
        """Which entity a number means in a year; None when it means nothing then."""
        key = (code, year)
        if key not in self._entities:
            held = _pick(self._by_code.get(code, ()), year)
            self._entities[key] = held.entity if held else None
        return self._entities[key]

    def code(self, entity: str, year: int) -> int | None:
        """Which number an entity has in a year; None when it has none then."""
        key = (entity, year)
        if key not in self._codes:
            held = _pick(self._by_entity.get(entity, ()), year)
            self._codes[key] = held.code if held else None
        return self._codes[key]

    def members(self, year: int) -> dict[int, str]:
        """Which entity each number of the scheme's list means in a year."""
        if year not in self._members:
            held = (_pick([row for row in rows if row.member], year) for rows in self._by_code.values())
            self._members[year] = {row.code: row.entity for row in held if row}
        return self._members[year]

    def frame(self, first_year: int, last_year: int) -> pl.DataFrame:
        """One row for each number listed in each year: ``entity``, ``code``, ``year``."""
        years = range(max(first_year, FIRST_YEAR), last_year + 1)
        rows = [(entity, code, year) for year in years for code, entity in sorted(self.members(year).items())]
        schema = {"entity": pl.String, "code": pl.Int64, "year": pl.Int64}
        return pl.DataFrame(rows, schema=schema, orient="row")


def _pick(rows: Iterable[DatedCode], year: int) -> DatedCode | None:
    """The row that holds for most of the year; one that the scheme lists before one that is merely used."""
    window = read_window(year)
    held = [(row.member, row.span.days_in(window), row) for row in rows]
    held = [each for each in held if each[1]]
    return max(held, key=lambda each: each[:2])[2] if held else None
