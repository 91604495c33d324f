"""The dictionary: its form, its completeness, and the search in it."""

from __future__ import annotations

from typing import Any

import pytest

from precedents.core.errors import RecordError
from precedents.record.build import build_words
from precedents.record.builders import BUILDERS, ENTITIES, PULLED
from precedents.record.catalogue import read_catalogue
from precedents.record.dictionary import build_table, read_dictionary
from precedents.record.find import find_columns
from precedents.record.manifest import DICTIONARY
from precedents.record.measures import TAKES, read_measures
from precedents.record.store import Record
from precedents.record.wire import read_words, render_words


def _fields(**changes: Any) -> dict[str, Any]:
    column = {"says": "An id.", "kind": "text"}
    base = {
        "says": "A table.",
        "kind": "panel",
        "unit": "thing",
        "key": ["id"],
        "sources": ["hand-1"],
        "coverage": {"first_year": 1990, "last_year": 2000},
        "columns": {"id": column},
    }
    return {**base, **changes}


def test_a_column_takes_the_tables_sources_and_coverage_unless_it_has_its_own() -> None:
    own = {
        "says": "n.",
        "kind": "integer",
        "sources": ["isard"],
        "coverage": {"first_year": 1995, "last_year": 1996, "entities": ["IRN"]},
        "outcome": True,
        "horizon": "5 years",
        "censoring": "null when open.",
    }
    spec = build_table("t", _fields(columns={"id": {"says": "An id.", "kind": "text"}, "n": own}))
    first, second = spec.table.columns
    assert (first.sources, first.coverage.last_year, first.outcome) == (("hand-1",), 2000, False)
    assert (second.sources, second.coverage.first_year) == (("isard",), 1995)
    assert second.coverage.entities == frozenset({"IRN"})
    assert second.says == "n. Horizon: 5 years. Censoring: null when open."
    assert second.outcome


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"kind": "heap"}, "kind is one of"),
        ({"key": ["other"]}, "key 'other' is not one of its columns"),
        ({"columns": {"id": {"kind": "text"}}}, "lacks 'says'"),
        ({"columns": {"id": {"says": "x", "kind": "word"}}}, "has kind 'word'"),
    ],
)
def test_a_faulty_entry_is_refused_by_name(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(RecordError, match=says) as caught:
        build_table("t", _fields(**changes))
    assert "tables/t.toml" in str(caught.value)


def test_an_older_edition_swaps_its_source_and_ends_its_coverage() -> None:
    editions = [{"source": "hand-1"}, {"source": "hand-0", "last_year": 1995}]
    spec = build_table("t", _fields(editions=editions))
    assert spec.table.editions == (("hand-1", "t"), ("hand-0", "t@hand-0"))
    older = spec.editions["hand-0"].columns[0]
    assert (older.sources, older.coverage.last_year) == (("hand-0",), 1995)


def test_every_table_has_a_builder_and_every_builder_a_table() -> None:
    built = [*ENTITIES.tables, *(name for builder in (*BUILDERS, *PULLED) for name in builder.tables)]
    declared = list(build_words().tables)
    assert len(built) == len(set(built))
    assert sorted(built) == sorted(declared)


def test_every_column_names_sources_of_the_catalogue() -> None:
    catalogue = read_catalogue()
    for name, spec in read_dictionary().items():
        for column in spec.table.columns:
            assert column.says.strip(), f"{name}.{column.name}"
            assert column.sources, f"{name}.{column.name}"
            assert set(column.sources) <= catalogue.keys(), f"{name}.{column.name}"
            assert column.coverage.first_year <= column.coverage.last_year, f"{name}.{column.name}"


def test_every_table_of_cases_has_what_a_case_needs() -> None:
    needed = ["id", "label", "entity", "start", "start_precision", "end", "end_precision", "start_year"]
    needed += ["end_year", "cluster", "sources"]
    kinds = []
    for name, spec in read_dictionary().items():
        if spec.table.kind == "cases":
            assert [each for each in needed if spec.table.column(each) is None] == [], name
            assert spec.table.case_kind, name
            kinds.append(spec.table.case_kind)
    # interventions twice: those that the record ships, and the register of all sources, which it does not
    assert sorted(kinds) == [
        *("intervention", "intervention", "leader-exit", "mass-killing", "nuclear", "removal", "war")
    ]


def test_the_tables_that_are_never_shipped_say_what_they_need() -> None:
    tables = build_words().tables
    assert {name for builder in PULLED for name in builder.tables} == {
        name for name, table in tables.items() if table.pulled
    }
    catalogue = read_catalogue()
    for name, table in tables.items():
        assert set(table.pulled) <= catalogue.keys(), name
        if table.pulled:
            assert all(set(table.pulled) & set(column.sources) for column in table.columns), name


def test_every_date_says_how_exactly_it_is_known() -> None:
    for name, spec in read_dictionary().items():
        if name in (*ENTITIES.tables, "state_systems"):
            continue  # lives of states are known to the day
        for column in spec.table.columns:
            if column.kind == "date":
                assert spec.table.column(f"{column.name}_precision"), f"{name}.{column.name}"


def test_every_measure_names_a_column_and_its_likes(record: Record) -> None:
    measures = read_measures()
    assert {
        "dispute_hostility",
        "dispute_hostility_cow",
        "disputes",
        "onesided_government",
    } <= measures.keys()
    assert {"onesided_total", "battle_deaths", "polyarchy", "nuclear_status"} <= measures.keys()
    for measure in measures.values():
        assert record.column(measure.table, measure.column)
        assert measure.take in TAKES
        assert set(measure.alike) <= measures.keys()
        assert all(measure.name in measures[other].alike for other in measure.alike)


def test_the_embedded_words_are_those_of_the_dictionary(record: Record) -> None:
    embedded = (record.path / DICTIONARY).read_bytes()
    words = build_words()
    assert embedded == render_words(words), (
        "say: precedents record build --words-only -o src/precedents/record/embedded"
    )
    assert read_words(embedded) == words


def test_the_search_puts_the_name_before_the_table_before_the_words() -> None:
    tables = [spec.table for spec in read_dictionary().values()]
    found = find_columns(tables, "violence_ended")
    assert (found[0].table, found[0].name) == ("interventions", "violence_ended")
    assert find_columns(tables, "conflicts.outcome")[0].name == "outcome"
    assert find_columns(tables, "polyarchi")[0].name.startswith("polyarchy")
    assert find_columns(tables, "zzz") == []
    assert len(find_columns(tables, "")) == sum(len(table.columns) for table in tables)


def test_the_search_falls_back_to_the_nearest() -> None:
    tables = [spec.table for spec in read_dictionary().values()]
    assert find_columns(tables, "deaths zzz")
