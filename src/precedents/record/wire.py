"""How a record carries its own words: the dictionary and the sources, as JSON, there and back."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from precedents.core.source import Column, Coverage, Source, Table
from precedents.record.manifest import render_json
from precedents.record.measures import Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The tables of a record by stored name, its sources by id, its measures by name."""

    tables: Mapping[str, Table]
    sources: Mapping[str, Source]
    measures: Mapping[str, Measure]


def _render_value(value: Any) -> Any:
    if isinstance(value, frozenset | set):
        return sorted(value)
    raise TypeError(type(value).__name__)


def _render_table(table: Table) -> dict[str, Any]:
    """Without what is derived: the library says that anew when a record is opened."""
    return {key: value for key, value in dataclasses.asdict(table).items() if key != "derived"}


def render_words(words: Words) -> bytes:
    """How the words of a record are written.

    Parameters
    ----------
    words
        The tables and the sources.

    Returns
    -------
    bytes
        JSON; the same words give the same bytes.
    """
    plain = {
        "tables": {name: _render_table(table) for name, table in words.tables.items()},
        "sources": {source_id: dataclasses.asdict(source) for source_id, source in words.sources.items()},
        "measures": {name: dataclasses.asdict(measure) for name, measure in words.measures.items()},
    }
    return render_json(json.loads(json.dumps(plain, default=_render_value)))


def _read_coverage(fields: Mapping[str, Any]) -> Coverage:
    entities = fields["entities"]
    return Coverage(**{**fields, "entities": None if entities is None else frozenset(entities)})


def _read_column(fields: Mapping[str, Any]) -> Column:
    return Column(
        **{**fields, "sources": tuple(fields["sources"]), "coverage": _read_coverage(fields["coverage"])}
    )


def _read_table(fields: Mapping[str, Any]) -> Table:
    return Table(
        **{
            **fields,
            "key": tuple(fields["key"]),
            "columns": tuple(_read_column(column) for column in fields["columns"]),
            "editions": tuple((source, table) for source, table in fields["editions"]),
            "pulled": tuple(fields.get("pulled", ())),
        }
    )


def _read_measure(fields: Mapping[str, Any]) -> Measure:
    return Measure(**{**fields, "accepts": tuple(fields["accepts"]), "alike": tuple(fields["alike"])})


def read_words(data: bytes) -> Words:
    """Which words a record carries.

    Parameters
    ----------
    data
        What :func:`render_words` wrote.

    Returns
    -------
    Words
        The tables and the sources.

    Raises
    ------
    TypeError, KeyError, ValueError
        When another version of the program wrote them in another form.
    """
    plain = json.loads(data)
    return Words(
        tables={name: _read_table(table) for name, table in plain["tables"].items()},
        sources={source_id: Source(**source) for source_id, source in plain["sources"].items()},
        measures={name: _read_measure(measure) for name, measure in plain["measures"].items()},
    )
