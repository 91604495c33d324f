"""Reading the publishers' files: by name and hash, in four formats."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import polars as pl
import pytest

from precedents.core.errors import RecordError, UsageError
from precedents.record.catalogue import build_spec, read_catalogue, read_spec
from precedents.record.readers import SourceReader
from precedents.record.readers.by_hand import read_by_hand
from precedents.record.readers.delimited import read_delimited
from precedents.record.readers.foreign import build_column, build_frame
from precedents.record.readers.locate import read_promised, read_tree
from precedents.record.readers.needs import read_library
from precedents.record.readers.rdata import read_rdata
from precedents.record.readers.source_reader import read_file
from precedents.record.readers.stata import read_stata


def test_delimited_types_and_missing_cells(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text('code,n,share,name\n"004","1",0.5,"A, B"\n"","",NA,""\n', encoding="utf-8")
    frame = read_delimited(file, null=["", "NA"])
    assert frame.schema == {"code": pl.String, "n": pl.Int64, "share": pl.Float64, "name": pl.String}
    assert frame.rows() == [("004", 1, 0.5, "A, B"), (None, None, None, None)]


def test_delimited_keeps_namibia_where_na_is_a_code(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("iso2c\nNA\nNE\n", encoding="utf-8")
    assert read_delimited(file)["iso2c"].to_list() == ["NA", "NE"]


def test_delimited_latin_1(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes("name\nCôte d'Ivoire\n".encode("latin-1"))
    assert read_delimited(file, encoding="latin-1")["name"].to_list() == ["Côte d'Ivoire"]


def test_rdata_and_stata_round_trip(tmp_path: Path) -> None:
    pandas, pyreadr, pyreadstat = (pytest.importorskip(name) for name in ("pandas", "pyreadr", "pyreadstat"))
    frame = pandas.DataFrame({"code": [2.0, None], "share": [0.25, 0.5], "name": ["Perú", "x"]})
    pyreadr.write_rdata(str(tmp_path / "a.rda"), frame, df_name="a")
    pyreadstat.write_dta(frame, str(tmp_path / "a.dta"))
    for read in (read_rdata(tmp_path / "a.rda"), read_stata(tmp_path / "a.dta")):
        assert read.columns == ["code", "share", "name"]
        assert read["code"].to_list() == [2, None]
        assert read["code"].dtype == pl.Int64
        assert read["share"].to_list() == [0.25, 0.5]
        assert read["name"].to_list() == ["Perú", "x"]


def test_numbers_from_pandas_become_what_cells_one_by_one_would(tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    columns: dict[str, list[float | int | str | None]] = {
        "whole": [1.0, float("nan"), -3.0],
        "share": [0.5, float("nan"), 2.0],
        "endless": [1.0, float("inf"), 2.0],
        "huge": [1e300, 1.0, 2.0],
        "none": [float("nan")] * 3,
        "count": [1, 2, 3],
        "name": ["a", None, "c"],
    }
    frame = build_frame(pandas.DataFrame(columns))
    for name, cells in columns.items():
        assert frame[name].equals(build_column(name, cells)), name
    kinds = (pl.Int64, pl.Float64, pl.Float64, pl.Float64, pl.Null, pl.Int64, pl.String)
    assert tuple(frame.dtypes) == kinds
    small = pandas.DataFrame(
        {"x": pandas.array([1, None], dtype="Int64"), "y": pandas.Series([1, 2], dtype="int8")}
    )
    assert build_frame(small).rows() == [(1, 1), (None, 2)]


def test_a_csv_inside_a_zip_is_read_as_if_it_lay_beside(tmp_path: Path) -> None:
    spec = read_spec("powell-thyne-2019")
    path = tmp_path / "coups.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("coups/data.csv", ",".join(column.name for column in spec.columns) + "\n")
    names = [column.name for column in spec.columns]
    assert read_file(spec, spec.files[0], path).columns == names
    assert read_file(spec, spec.files[0], path, "data").columns == names


def test_rdata_asks_for_the_object(tmp_path: Path) -> None:
    pandas, pyreadr = pytest.importorskip("pandas"), pytest.importorskip("pyreadr")
    pyreadr.write_rdata(str(tmp_path / "a.rda"), pandas.DataFrame({"x": [1.0]}), df_name="a")
    with pytest.raises(RecordError, match="holds a; name one of them, not 'b'"):
        read_rdata(tmp_path / "a.rda", "b")


def test_a_missing_library_is_named_with_what_to_install() -> None:
    with pytest.raises(RecordError, match=r"needs no_such_library.*pip install 'precedents\[build\]'"):
        read_library("no_such_library")


def test_by_hand_reads_toml_and_csv_and_names_what_there_is() -> None:
    assert {"location", "territory", "name", "label", "entity"} == set(read_by_hand("war_names").columns)
    with pytest.raises(RecordError, match=r"no hand-compiled rows named 'war_nams'.*Did you mean war_names"):
        read_by_hand("war_nams")


def test_a_file_is_found_by_name_and_hash_at_any_depth(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b" / "c").mkdir(parents=True)
    (tmp_path / "a" / "x.csv").write_text("old")
    (tmp_path / "b" / "c" / "x.csv").write_text("new")
    tree = read_tree(tmp_path, ["x.csv", "y.csv"])
    promised = hashlib.sha256(b"new").hexdigest()
    assert read_promised(tree, "x.csv", promised, source="s") == tmp_path / "b" / "c" / "x.csv"


def test_a_right_name_with_a_wrong_hash_is_refused_naming_both(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("damaged")
    promised, actual = hashlib.sha256(b"new").hexdigest(), hashlib.sha256(b"damaged").hexdigest()
    with pytest.raises(RecordError) as caught:
        read_promised(read_tree(tmp_path, ["x.csv"]), "x.csv", promised, source="s-1")
    assert promised in str(caught.value)
    assert actual in str(caught.value)
    assert "x.csv" in str(caught.value)


def test_a_missing_file_and_a_missing_folder_are_said(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"s-1: no file named x.csv.*precedents sources show s-1"):
        read_promised(read_tree(tmp_path, ["x.csv"]), "x.csv", "0" * 64, source="s-1")
    with pytest.raises(RecordError, match="there is no folder"):
        read_tree(tmp_path / "none", ["x.csv"])


def test_the_reader_refuses_unknown_sources_and_members(tmp_path: Path) -> None:
    read = SourceReader(tmp_path)
    with pytest.raises(RecordError, match=r"no source 'ucdp-acd-25.2'.*Did you mean ucdp-acd-25.1"):
        read("ucdp-acd-25.2")
    with pytest.raises(RecordError, match="isard has 8 files; name one of"):
        read("isard", "gw_systems")
    with pytest.raises(RecordError, match=r"no file named gw_system\.rda"):
        read("isard", "gw_system")


def test_the_reader_refuses_a_damaged_source(tmp_path: Path) -> None:
    (tmp_path / "ucdp-prio-acd-251.csv").write_text("conflict_id,year\n1,1999\n")
    with pytest.raises(RecordError, match="is not the promised file"):
        SourceReader(tmp_path)("ucdp-acd-25.1")


def test_every_file_whose_hash_is_known_is_beside_us_and_intact(shared_data: Path) -> None:
    promised = [(name, file) for name, spec in read_catalogue().items() for file in spec.files if file.sha256]
    tree = read_tree(shared_data, [file.name for _, file in promised])
    assert len(promised) > 80
    for source_id, file in promised:
        if file.name in tree:  # newer editions are pulled, and lie nowhere else
            assert read_promised(tree, file.name, file.sha256, source=source_id).name == file.name


@pytest.mark.parametrize(
    ("source", "member", "rows", "columns"),
    [
        ("ucdp-acd-25.1", None, 2752, 28),
        ("ucdp-termination-3-2021", "ucdp-term-acd-3-2021", 2506, 29),
        ("isard", "gw_system", 239, 6),
        ("archigos-4.1", None, 3409, 28),
        ("prif-hmi-0.3", "PRIF-HMI-v0-3-interventions", 41, 109),
    ],
)
def test_each_format_is_read_whole(
    shared_data: Path, source: str, member: str | None, rows: int, columns: int
) -> None:
    assert SourceReader(shared_data)(source, member).shape == (rows, columns)


def test_the_catalogue_says_what_a_source_lacks() -> None:
    with pytest.raises(RecordError, match=r"sources/x-1.toml lacks 'title'"):
        build_spec("x-1", {"files": []})
    fields = dict.fromkeys(
        ["title", "publisher", "version", "url", "licence", "citation", "unit", "format", "attribution"], "x"
    )
    with pytest.raises(RecordError, match="terms are one of open, cite, ask, not 'free'"):
        build_spec("x-1", {**fields, "terms": "free", "first_year": 1, "last_year": 2})
    with pytest.raises(UsageError, match=r"no source 'isrd'.*Did you mean isard"):
        read_spec("isrd")


def test_every_source_can_be_cited_and_is_named_by_its_id() -> None:
    for source_id, spec in read_catalogue().items():
        source = spec.source
        assert source.id == source_id
        assert source.citation.strip().startswith("@")
        assert source.citation.count("{") == source.citation.count("}")
        assert source.first_year <= source.last_year
        assert all(len(file.sha256) in (0, 64) for file in spec.files)
        assert source.licence
        assert spec.attribution
