"""The dictionary: what each table and column of the record says, in what unit, from where, for when.

One file ``tables/<table>.toml`` per table; the table's name is the file's name::

    says      = "Military interventions with their means, aims and aftermath."
    kind      = "cases"                 # cases | events | panel | lookup
    unit      = "intervention"          # what one row is
    key       = ["id"]                  # the columns that name a row
    case_kind = "intervention"          # of cases: what stands before the colon of an id
    sources   = ["prif-hmi-0.3"]        # default for every column
    coverage  = { first_year = 1946, last_year = 2016 }   # default; for some only: `entities = [...]`
    cases_only = true                   # rows are facts on single cases: sources of terms `cite` may enter
    # state_facts = true                # dates and codes of states: likewise
    # dates_and_parties = true          # dates and parties alone: likewise (each also of one column)
    # pulled  = ["archigos-4.1"]        # the rows are never shipped: made when a user has pulled these sources

    [columns.violence_ended]            # in the order of the frame
    says      = "Whether the violence ended within a year of the start."
    kind      = "flag"                  # text | integer | number | date | flag | list
    unit      = ""                      # optional
    sources   = ["prif-hmi-0.3"]        # optional, instead of the table's
    coverage  = { first_year = 1946, last_year = 2016 }   # optional, instead of the table's
    outcome   = true                    # optional
    feature   = true                    # optional
    horizon   = "12 months after the start"   # optional: of an outcome
    censoring = "null while it was open"      # optional: of an outcome

    [[editions]]                        # optional; the first is the current one
    source    = "ucdp-acd-25.1"
    [[editions]]
    source    = "ucdp-acd-22.1"         # replaces the current edition's source in every column
    last_year = 2021                    # and ends its coverage here

``measures.toml`` beside the tables names measures; see ``measures.py``.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import resources
from types import MappingProxyType
from typing import Any

from precedents.core.errors import RecordError
from precedents.core.source import Column, Coverage, Table

KINDS = ("cases", "events", "panel", "lookup")
COLUMN_KINDS = ("text", "integer", "number", "date", "flag", "list")
PERMITS = ("cases_only", "state_facts", "dates_and_parties")
MEASURES = "measures"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSpec:
    """One entry of the dictionary.

    ``cited`` names the columns into which a source of terms ``cite`` may enter; ``editions`` holds, for each
    edition after the current one, the table as that edition fills it.
    """

    table: Table
    cited: frozenset[str]
    editions: Mapping[str, Table]


def stored_name(table: str, edition: str) -> str:
    """Under which name an older edition of a table is kept.

    Examples
    --------
    >>> stored_name("conflicts", "ucdp-acd-22.1")
    'conflicts@ucdp-acd-22.1'
    """
    return f"{table}@{edition}"


def _build_coverage(fields: Mapping[str, Any]) -> Coverage:
    entities = fields.get("entities")
    return Coverage(
        first_year=fields["first_year"],
        last_year=fields["last_year"],
        entities=None if entities is None else frozenset(entities),
    )


def _build_column(table: str, name: str, fields: Mapping[str, Any], default: Mapping[str, Any]) -> Column:
    if fields["kind"] not in COLUMN_KINDS:
        raise RecordError(
            f"tables/{table}.toml: {name} has kind {fields['kind']!r}; there are {COLUMN_KINDS}"
        )
    says = fields["says"].strip()
    for word in ("horizon", "censoring"):
        if word in fields:
            says += f" {word.capitalize()}: {fields[word].strip().rstrip('.')}."
    return Column(
        table=table,
        name=name,
        says=says,
        unit=fields.get("unit", ""),
        kind=fields["kind"],
        sources=tuple(fields.get("sources", default["sources"])),
        coverage=_build_coverage(fields.get("coverage", default["coverage"])),
        outcome=fields.get("outcome", False),
        feature=fields.get("feature", False),
    )


def _restrict_to_edition(table: Table, current: str, edition: Mapping[str, Any]) -> Table:
    """The table as an older edition fills it: its source for the current one, its last year the edge."""

    def swap(column: Column) -> Column:
        if current not in column.sources:
            return column
        last = min(column.coverage.last_year, edition.get("last_year", column.coverage.last_year))
        return replace(
            column,
            sources=tuple(edition["source"] if source == current else source for source in column.sources),
            coverage=replace(column.coverage, last_year=last),
        )

    return replace(table, columns=tuple(swap(column) for column in table.columns))


def build_table(name: str, fields: Mapping[str, Any]) -> TableSpec:
    """Which entry of the dictionary a TOML file makes.

    Parameters
    ----------
    name
        The file's name without its ending.
    fields
        The parsed file.

    Returns
    -------
    TableSpec
        The entry, checked.

    Raises
    ------
    RecordError
        When a field is missing or says something that it cannot.
    """
    try:
        if fields["kind"] not in KINDS:
            raise RecordError(
                f"tables/{name}.toml: kind is one of {', '.join(KINDS)}, not {fields['kind']!r}"
            )
        columns = tuple(
            _build_column(name, column, spec, fields) for column, spec in fields["columns"].items()
        )
        editions = fields.get("editions", [])
        table = Table(
            name=name,
            says=fields["says"].strip(),
            kind=fields["kind"],
            unit=fields["unit"],
            key=tuple(fields["key"]),
            columns=columns,
            editions=tuple(
                (edition["source"], name if place == 0 else stored_name(name, edition["source"]))
                for place, edition in enumerate(editions)
            ),
            case_kind=fields.get("case_kind", ""),
            pulled=tuple(fields.get("pulled", ())),
        )
    except KeyError as error:
        raise RecordError(
            f"tables/{name}.toml lacks {error}; see the form in record/dictionary.py"
        ) from error
    for key in table.key:
        if table.column(key) is None:
            raise RecordError(f"tables/{name}.toml: key {key!r} is not one of its columns")
    return TableSpec(
        table=table,
        cited=frozenset(
            column
            for column, spec in fields["columns"].items()
            if any(fields.get(permit) or spec.get(permit) for permit in PERMITS)
        ),
        editions=MappingProxyType(
            {
                edition["source"]: _restrict_to_edition(table, editions[0]["source"], edition)
                for edition in editions[1:]
            }
        ),
    )


@functools.cache
def read_dictionary() -> Mapping[str, TableSpec]:
    """Which tables and columns the record has.

    Returns
    -------
    Mapping[str, TableSpec]
        The entries by name, sorted.

    Examples
    --------
    >>> read_dictionary()["conflicts"].table.case_kind
    'war'
    """
    folder = resources.files("precedents.record") / "tables"
    specs = {}
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        name = file.name.removesuffix(".toml")
        if file.name.endswith(".toml") and name != MEASURES:
            specs[name] = build_table(name, tomllib.loads(file.read_text(encoding="utf-8")))
    return MappingProxyType(specs)
