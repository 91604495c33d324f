"""Tables made of what a user pulled: made once, kept under a key, made again when damaged, absent with a reason."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from precedents.core.errors import NeedsSource, RecordError, UsageError
from precedents.record import pulled_tables
from precedents.record.build import build_words
from precedents.record.builders import Builder
from precedents.record.catalogue import read_catalogue
from precedents.record.check import restrict_by_licence
from precedents.record.dictionary import build_table
from precedents.record.readers import SourceReader
from precedents.record.readers.needs import LacksLibrary
from precedents.record.store import Record, open_record
from precedents.record.wire import read_words, render_words

SOURCE = "archigos-4.1"
SAID = "needs archigos-4.1: `precedents sources pull archigos-4.1`"

Make = Callable[..., pl.DataFrame]


def _twenty(name: str) -> pl.DataFrame:
    """Twenty rows in the form of a table, all null but for the key."""
    columns = build_words().tables[name].columns
    types = {
        "text": pl.String,
        "integer": pl.Int64,
        "number": pl.Float64,
        "date": pl.Date,
        "flag": pl.Boolean,
    }
    frame = pl.DataFrame(
        {
            column.name: pl.Series([None] * 20, dtype=types.get(column.kind, pl.List(pl.String)))
            for column in columns
        }
    )
    kind = build_words().tables[name].case_kind
    return frame.with_columns(id=pl.Series([f"{kind}:case-{number:02}" for number in range(20)]))


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Stands in for source and builders: which tables were made, in order."""
    calls: list[str] = []

    def load(self: Builder) -> Make:
        (name,) = self.tables

        def make(read: SourceReader, entities: Any, built: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
            assert {"conflicts", "state_years", "successors"} <= built.keys()
            assert ("leader_exits" in built) == (name == "removals")
            calls.append(name)
            return _twenty(name)

        return make

    monkeypatch.setattr(pulled_tables, "_is_intact", lambda source, home: source == SOURCE)
    monkeypatch.setattr(pulled_tables, "SourceReader", lambda root: None)
    monkeypatch.setattr(Builder, "load", load)
    return calls


# -- before anything was pulled ------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["leader_exits", "removals"])
def test_without_the_source_rows_are_refused_and_the_dictionary_is_whole(record: Record, name: str) -> None:
    for ask in (record.table, record.spec, record.editions):
        with pytest.raises(NeedsSource) as caught:
            ask(name)
        assert str(caught.value) == SAID
        assert (caught.value.source, caught.value.table) == (SOURCE, name)
        assert isinstance(caught.value, UsageError)
    assert record.tables[name].pulled == (SOURCE,)
    assert record.column(name, "exit").kind == "text"
    assert record.coverage(name, "exit").last_year == 2015
    assert name not in record.rows
    assert any(column.table == name for column in record.find_columns("irregular exit foreign removal"))


def test_a_case_of_such_a_table_names_what_it_needs(record: Record) -> None:
    with pytest.raises(NeedsSource, match="needs archigos"):
        record.case("removal:iraq-2003")
    with pytest.raises(UsageError, match="nothing in the record has the id"):
        record.case("upheaval:iraq-2003")


def test_what_it_needs_survives_being_said_again() -> None:
    error = NeedsSource(SAID, source=SOURCE, table="removals")
    assert str(type(error)(f"statement 28: {error}")) == f"statement 28: {SAID}"


def test_the_embedded_record_holds_no_row_of_them(record: Record) -> None:
    assert record.id == record.compiled
    assert not {"leader_exits.parquet", "removals.parquet"} & {path.name for path in record.path.iterdir()}


def test_such_a_table_may_rest_on_any_source_of_the_catalogue() -> None:
    fields = {
        "says": "x", "kind": "lookup", "unit": "x", "key": ["a"], "sources": ["ewp-2025"], "pulled": ["ewp-2025"],
        "coverage": {"first_year": 1990, "last_year": 2000}, "columns": {"a": {"says": "x", "kind": "text"}},
    }  # fmt: skip
    sources = {name: spec.source for name, spec in read_catalogue().items()}
    restrict_by_licence(build_table("t", fields).table, frozenset(), sources)
    with pytest.raises(RecordError, match="not in the catalogue"):
        restrict_by_licence(build_table("t", {**fields, "sources": ["ewp-1"]}).table, frozenset(), sources)


def test_a_dictionary_from_before_there_were_such_tables_is_read() -> None:
    plain = json.loads(render_words(build_words()))
    for table in plain["tables"].values():
        del table["pulled"]
    assert all(table.pulled == () for table in read_words(json.dumps(plain).encode()).tables.values())


# -- once it was ---------------------------------------------------------------------------------------


def test_tables_are_made_once_and_change_the_id(record: Record, made: list[str], tmp_path: Path) -> None:
    first = open_record(home=tmp_path)
    assert made == ["leader_exits", "removals"]
    assert first.id != record.id
    assert first.compiled == record.id
    assert (first.table("removals").height, first.rows["leader_exits"]) == (20, 20)
    assert first.case("removal:case-07")[0] == "removals"
    again = open_record(home=tmp_path)
    assert made == ["leader_exits", "removals"]
    assert again.id == first.id
    assert again.table("removals").equals(first.table("removals"))
    assert again.with_edition("ucdp-acd-22.1").table("removals").height == 20
    names = sorted(path.name for path in (tmp_path / "tables").iterdir())
    assert [name.partition("-")[0] for name in names] == ["leader_exits"] * 2 + ["removals"] * 2


def test_a_folder_is_filled_like_the_embedded_record(record: Record, made: list[str], tmp_path: Path) -> None:
    folder = tmp_path / "record"
    shutil.copytree(record.path, folder)
    assert open_record(folder, home=tmp_path).id == open_record(home=tmp_path).id
    assert len(made) == 2


def test_what_was_damaged_is_made_again(made: list[str], tmp_path: Path) -> None:
    first = open_record(home=tmp_path)
    for path in sorted((tmp_path / "tables").iterdir()):
        whole = path.read_bytes()
        for damaged in (b"", whole[:-2], b"{}"):
            made.clear()
            path.write_bytes(damaged)
            again = open_record(home=tmp_path)
            assert made == [path.name.partition("-")[0]]
            assert again.id == first.id
            assert path.read_bytes() == whole


@pytest.mark.parametrize("changed", ["__version__", "compiled", "sha256"])
def test_another_version_record_or_source_has_another_key(
    record: Record, made: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    from dataclasses import replace

    spec = record.tables["removals"]
    before = pulled_tables._read_key(spec, record)
    if changed == "__version__":
        monkeypatch.setattr(pulled_tables, "__version__", "9")
    elif changed == "compiled":
        record = replace(record, compiled="another")
    else:
        other = replace(record.sources[SOURCE], sha256="another")
        record = replace(record, sources={**record.sources, SOURCE: other})
    assert pulled_tables._read_key(spec, record) != before


def test_a_home_that_cannot_be_written_to_serves_all_the_same(made: list[str], tmp_path: Path) -> None:
    (tmp_path / "tables").write_text("a file where the folder should be")
    opened = open_record(home=tmp_path)
    assert opened.table("leader_exits").height == 20
    assert opened.id != opened.compiled
    assert open_record(home=tmp_path).id == opened.id
    assert len(made) == 4


def test_without_the_reader_it_says_what_to_install(
    made: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(self: Builder) -> Make:
        def make(*_: Any) -> pl.DataFrame:
            raise LacksLibrary("pyreadstat")

        return make

    monkeypatch.setattr(Builder, "load", load)
    opened = open_record(home=tmp_path)
    assert opened.id == opened.compiled
    with pytest.raises(NeedsSource) as caught:
        opened.table("leader_exits")
    assert str(caught.value) == "needs pyreadstat to read archigos-4.1: `pip install 'precedents[build]'`"


def test_a_source_that_cannot_be_understood_is_said_when_its_table_is_asked_for(
    made: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(self: Builder) -> Make:
        def make(*_: Any) -> pl.DataFrame:
            raise RecordError("archigos-4.1: exit of X is 'Vanished'")

        return make

    monkeypatch.setattr(Builder, "load", load)
    opened = open_record(home=tmp_path)
    assert opened.table("conflicts").height > 600
    for _ in range(2):
        with pytest.raises(RecordError, match="Vanished"):
            opened.spec("removals")


def test_a_frame_that_breaks_the_dictionary_is_not_kept(
    made: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Builder, "load", lambda self: lambda *_: pl.DataFrame({"id": ["x"]}))
    opened = open_record(home=tmp_path)
    with pytest.raises(RecordError, match="differ: the frame lacks"):
        opened.table("leader_exits")
    assert not (tmp_path / "tables").exists()
