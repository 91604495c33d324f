"""Where a figure comes from: a source, a column's promise, and what it covers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One published data set at one version.

    ``sha256`` is the hash of the file as published (of the archive's member where it is an archive),
    empty for rows compiled by hand. ``terms`` is ``open`` (may be shipped), ``cite`` (facts on cases
    may be shipped) or ``ask`` (pulled by users only).
    """

    id: str
    title: str
    publisher: str
    version: str
    url: str
    sha256: str
    licence: str
    terms: str
    citation: str
    unit: str
    first_year: int
    last_year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The years, and where it matters the entities, for which a column speaks.

    Inside coverage an absent row of an event table means that nothing was recorded; outside it means
    nothing at all. ``entities`` is None when the column speaks for every state of the system.
    """

    first_year: int
    last_year: int
    entities: frozenset[str] | None = None

    def speaks_for(self, year: int, entity: str | None = None) -> bool:
        """Whether the column says anything about this year (and entity)."""
        if not self.first_year <= year <= self.last_year:
            return False
        return entity is None or self.entities is None or entity in self.entities


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One documented column of a table of the record.

    ``kind`` is ``text``, ``integer``, ``number``, ``date``, ``flag`` or ``list`` (of text). ``outcome`` and
    ``feature`` say whether arguments may use it as an outcome of cases or as a feature of likeness.
    """

    table: str
    name: str
    says: str
    unit: str
    kind: str
    sources: tuple[str, ...]
    coverage: Coverage
    outcome: bool = False
    feature: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table of the record.

    ``kind`` is ``cases`` (rows have ``id``, ``label``, ``start``, ``end``, ``entity``, ``cluster``), ``events``
    (rows have a ``date`` or ``year``), ``panel`` (rows keyed by unit and year) or ``lookup``. ``key`` are the
    columns that name a row. ``editions`` maps the version of the source to the table that holds it; the
    first is the current one. ``pulled`` names the sources that alone can fill it, which users pull: its
    columns are known before that, its rows are not. Empty for what the record ships. ``derived`` are the outcomes
    of the library that can be worked out for its cases: no stored column, but a definition may name them.
    """

    name: str
    says: str
    kind: str
    unit: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    editions: tuple[tuple[str, str], ...] = ()
    case_kind: str = ""
    pulled: tuple[str, ...] = ()
    derived: tuple[Column, ...] = ()

    def column(self, name: str) -> Column | None:
        """The column of this name, or None."""
        return next((column for column in self.columns if column.name == name), None)

    @property
    def known(self) -> tuple[Column, ...]:
        """Every column that a definition may name: stored, then derived."""
        return self.columns + self.derived

    def find(self, name: str) -> Column | None:
        """The stored or derived column of this name, or None."""
        return next((column for column in self.known if column.name == name), None)
