"""The record that a run reads: verified, lazy, by edition."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import polars as pl
import pytest

from precedents.core.errors import RecordError, UsageError
from precedents.record.build import MOST_BYTES
from precedents.record.manifest import MANIFEST, build_id, read_content_sha256, render_json
from precedents.record.store import Record, open_record


@pytest.fixture
def copy(record: Record, tmp_path: Path) -> Path:
    folder = tmp_path / "record"
    shutil.copytree(record.path, folder)
    return folder


def test_it_is_small_enough_to_ship(record: Record) -> None:
    assert sum(file.stat().st_size for file in record.path.iterdir()) <= MOST_BYTES


def test_the_id_follows_from_the_content_alone(record: Record) -> None:
    manifest = json.loads((record.path / MANIFEST).read_bytes())
    content = {}
    for name, entry in manifest["tables"].items():
        frame = pl.read_parquet(record.path / entry["file"])
        content[name] = read_content_sha256(frame)
        assert content[name] == entry["content"], name
        assert frame.height == entry["rows"]
    assert build_id(content) == record.id


def test_the_content_hash_does_not_depend_on_how_a_file_is_written(tmp_path: Path) -> None:
    frame = pl.DataFrame({"a": [1, None], "b": [["x"], []], "c": [0.1, float("1e300")]})
    frame.write_parquet(tmp_path / "a.parquet", compression="uncompressed")
    frame.write_parquet(tmp_path / "b.parquet", compression="zstd", row_group_size=1)
    again = [read_content_sha256(pl.read_parquet(tmp_path / name)) for name in ("a.parquet", "b.parquet")]
    assert again == [read_content_sha256(frame)] * 2
    assert read_content_sha256(frame.reverse()) != read_content_sha256(frame)


def test_a_copy_is_the_same_record(copy: Path, record: Record) -> None:
    assert open_record(copy).id == record.id


def test_one_flipped_byte_in_any_file_is_refused(copy: Path) -> None:
    for file in sorted(copy.iterdir()):
        whole = file.read_bytes()
        for place in (0, len(whole) // 2, len(whole) - 1):
            flipped = bytearray(whole)
            flipped[place] ^= 1
            file.write_bytes(flipped)
            with pytest.raises(RecordError, match="changed") as caught:
                open_record(copy)
            assert file.name in str(caught.value)
            assert "record build" in str(caught.value)
        file.write_bytes(whole)
    open_record(copy)


def test_a_missing_or_an_additional_file_is_refused(copy: Path) -> None:
    (copy / "more.parquet").write_bytes(b"")
    with pytest.raises(RecordError, match=r"more.parquet is not part of this record"):
        open_record(copy)
    (copy / "more.parquet").unlink()
    (copy / "vetoes.parquet").unlink()
    with pytest.raises(RecordError, match=r"vetoes.parquet is missing"):
        open_record(copy)


def test_no_record_and_another_form_are_said(copy: Path, tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="there is no record in"):
        open_record(tmp_path)
    body = json.loads((copy / MANIFEST).read_bytes())
    del body["seal"]
    body["schema"] = "precedents/record/9"
    sealed = {**body, "seal": hashlib.sha256(render_json(body)).hexdigest()}
    (copy / MANIFEST).write_bytes(render_json(sealed))
    with pytest.raises(RecordError, match="has the form precedents/record/9, this program reads"):
        open_record(copy)


def test_tables_load_when_asked_for_and_once(copy: Path) -> None:
    opened = open_record(copy)
    first = opened.table("vetoes")
    shutil.rmtree(copy)
    assert opened.table("vetoes") is first
    with pytest.raises(RecordError, match="cannot be read"):
        opened.table("conflicts")


def test_unknown_names_offer_the_near_miss(record: Record) -> None:
    with pytest.raises(UsageError, match="Did you mean interventions"):
        record.table("intervention")
    with pytest.raises(UsageError, match="Did you mean deaths_best"):
        record.coverage("conflicts", "deaths_bst")
    with pytest.raises(UsageError, match=r"Did you mean .*war:kosovo-1998"):
        record.case("war:kosovo-1999")
    with pytest.raises(UsageError, match=r"Did you mean ucdp-acd-2"):
        record.with_edition("ucdp-acd-22.2")


def test_a_case_comes_with_its_table(record: Record) -> None:
    table, row = record.case("intervention:kosovo-1999")
    assert (table, row["id"]) == ("interventions", "intervention:kosovo-1999")
    assert record.case("agreement:dayton-1995")[0] == "agreements"


def test_an_edition_swaps_only_the_tables_that_have_it(record: Record) -> None:
    assert record.editions("conflicts") == ("ucdp-acd-25.1", "ucdp-acd-22.1")
    assert record.editions("vetoes") == ()
    older = record.with_edition("ucdp-acd-22.1")
    assert older.table("conflicts").height == 595
    assert record.table("conflicts").height == 620
    assert older.coverage("conflicts", "start").last_year == 2021
    assert record.coverage("conflicts", "start").last_year == 2024
    assert older.spec("conflicts").column("start").sources == ("ucdp-acd-22.1",)  # type: ignore[union-attr]
    assert older.table("vetoes") is record.table("vetoes")
    assert older.id == record.id
    assert older.with_edition("ucdp-acd-25.1").table("conflicts").height == 620


def test_frames_are_as_the_dictionary_says(record: Record) -> None:
    for name, spec in record.tables.items():
        if spec.pulled:
            continue
        frame = record.table(name)
        assert frame.columns == [column.name for column in spec.columns]
        assert frame.select(spec.key).is_duplicated().sum() == 0, name
        assert frame.sort(spec.key).equals(frame), name


def test_every_source_of_the_record_may_be_in_it(record: Record) -> None:
    assert {source.terms for source in record.sources.values()} <= {"open", "cite"}
