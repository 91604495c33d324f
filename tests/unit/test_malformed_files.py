"""A malformed file of each format gives an error that names the file, and the row and column where there is one."""

from __future__ import annotations

import bz2
import gzip
import lzma
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from made_up_workbook import write_workbook
from precedents.core.errors import RecordError
from precedents.record.readers.archive import read_member
from precedents.record.readers.columnar import read_columnar
from precedents.record.readers.delimited import read_delimited
from precedents.record.readers.limits import Limits
from precedents.record.readers.rdata import read_rdata
from precedents.record.readers.spreadsheet import read_spreadsheet
from precedents.record.readers.stata import read_stata

MIB = 1 << 20


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def write_stata(folder: Path, **columns: list[Any]) -> Path:
    pandas, pyreadstat = pytest.importorskip("pandas"), pytest.importorskip("pyreadstat")
    pyreadstat.write_dta(pandas.DataFrame(columns), str(folder / "a.dta"))
    return folder / "a.dta"


def write_workspace(folder: Path, **columns: list[Any]) -> bytes:
    """An R workspace, not packed."""
    pandas, pyreadr = pytest.importorskip("pandas"), pytest.importorskip("pyreadr")
    pyreadr.write_rdata(str(folder / "raw.rda"), pandas.DataFrame(columns), df_name="a")
    data = (folder / "raw.rda").read_bytes()
    return gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data


# -- comma-separated text --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"year,deaths\n1999,10\n2000\n", r"a.csv, row 2: 1 cells for 2 columns; .*column 2 \(deaths\)"),
        (b"year,deaths\n1999,10,7\n", r"a.csv, row 1: 3 cells for 2 columns; .*column 3, is '7'"),
        (b"year,deaths\n1999,10\n\n2000,3\n", r"a.csv, row 2: the row is blank"),
        (
            b'year,name\n1999,"A\n2000,B\n',
            r"a.csv, row 1, column 2 \(name\): a quote is opened and never closed",
        ),
        (
            b'year,name\n1999,"A"B\n',
            r"a.csv, row 1, column 2 \(name\): a quote inside the cell is not doubled",
        ),
        (
            b"year,name\n1999,Per\xfa\n",
            r"a.csv, row 1, column 2 \(name\): the byte 0xfa is not utf-8; .*latin-1",
        ),
        (b"year,name\n1999,A\x00\n", r"a.csv, row 1, column 2 \(name\): a NUL byte"),
        (b"year,year\n1,2\n", r"a.csv: the header has 'year' twice, as columns 1 and 2"),
        (b"\n1999,10\n", r"a.csv: the first line is blank"),
        (b"", r"a.csv is empty"),
        (b"PK\x03\x04 and so on", r"a.csv is not comma-separated text but a zip archive"),
        (b"<!DOCTYPE html><title>404</title>", r"a.csv is not comma-separated text but a web page"),
        (b"version https://git-lfs.github.com/spec/v1\n", r"a pointer of Git LFS, not the file itself"),
    ],
)
def test_malformed_csv(tmp_path: Path, data: bytes, said: str) -> None:
    with pytest.raises(RecordError, match=said):
        read_delimited(write(tmp_path, "a.csv", data))


def test_an_oversized_cell_is_refused_at_its_place_and_one_below_the_limit_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", b'n,text\n1,x\n2,"' + b"y" * (MIB + 1) + b'"\n')
    with pytest.raises(
        RecordError, match=r"a.csv, row 2, column 2 \(text\): the cell has 1,048,577 characters"
    ):
        read_delimited(path)
    path = write(tmp_path, "b.csv", b"n,text\n1," + b"y" * MIB + b"\n")
    assert read_delimited(path)["text"].str.len_bytes().to_list() == [MIB]
    # a cell may be small in letters and too large in bytes
    path = write(tmp_path, "c.csv", ("n,text\n1," + "é" * (MIB // 2 + 1) + "\n").encode())
    with pytest.raises(RecordError, match=r"c.csv, row 1, column text: the cell has 1,048,578 bytes"):
        read_delimited(path)


def test_an_oversized_file_is_not_opened(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"a.csv has 9 bytes; a file of more than 8 is not read"):
        read_delimited(write(tmp_path, "a.csv", b"a,b\n1,22\n"), limits=Limits(bytes=8))


def test_odd_but_sound_csv_is_read(tmp_path: Path) -> None:
    cases = {
        b"\xef\xbb\xbfa,b\r\n1,2\r\n": [(1, 2)],  # a mark at the beginning, Windows's ends of lines
        b"a,b\r1,2\r3,4\r": [(1, 2), (3, 4)],  # old Macintosh's
        b'a,b\n1,"x\ny"\n2,z\n\n\n': [
            (1, "x\ny"),
            (2, "z"),
        ],  # a line end inside a cell, blank lines at the end
        b'a,b\n1,2"x\n': [(1, '2"x')],  # a quote in the middle
        b"a\n1\n\n3\n": [(1,), (None,), (3,)],  # of one column, a blank line is a missing cell
        b"a,,\n1,2,3\n": [(1, 2, 3)],  # columns without a name
    }
    for data, rows in cases.items():
        assert read_delimited(write(tmp_path, "a.csv", data)).rows() == rows, data


# -- archives --------------------------------------------------------------------------------------------


def test_a_member_is_read_and_a_damaged_one_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("folder/data.csv", "year,deaths\n1999,10\n")
        archive.writestr("readme.txt", "x")
    assert read_member(path) == read_member(path, "data") == b"year,deaths\n1999,10\n"
    with pytest.raises(RecordError, match=r"a.zip holds 0 files named dat.csv; .*Did you mean data.csv"):
        read_member(path, "dat.csv")
    data = path.read_bytes()
    with pytest.raises(RecordError, match=r"a.zip: folder/data.csv is damaged \(Bad CRC-32"):
        read_member(write(tmp_path, "a.zip", data.replace(b"1999,10", b"1999,11")))
    with pytest.raises(RecordError, match=r"a.zip breaks off: its table of contents is missing"):
        read_member(write(tmp_path, "a.zip", data[:60]))
    with pytest.raises(RecordError, match=r"a.zip is not a zip archive but a PDF"):
        read_member(write(tmp_path, "a.zip", b"%PDF-1.7"))


def test_bombs_are_refused_before_they_unpack(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", bytes(64 * MIB))
    with pytest.raises(RecordError, match=r"bomb.zip: a.csv would grow from .* bytes to 67,108,864"):
        read_member(path)
    with pytest.raises(RecordError, match=r"bomb.zip unpacks to more than 1,048,576 bytes"):
        read_member(path, limits=Limits(bytes=MIB))
    with zipfile.ZipFile(path, "w") as archive:
        for at in range(11):
            archive.writestr(f"{at}.csv", "a\n")
    with pytest.raises(RecordError, match=r"bomb.zip holds 11 files; more than 10 are not read"):
        read_member(path, "1.csv", limits=Limits(members=10))


def test_an_archive_that_lies_about_its_sizes_does_not_unpack_beyond_them(tmp_path: Path) -> None:
    path = tmp_path / "liar.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", bytes(8 * MIB))
    data = path.read_bytes().replace(struct.pack("<I", 8 * MIB), struct.pack("<I", 10))
    with pytest.raises(RecordError, match=r"liar.zip: a.csv is damaged"):
        read_member(write(tmp_path, "liar.zip", data))


def test_a_locked_archive_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "a\n1\n")
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1  # the bit in the table of contents that says: locked
    with pytest.raises(RecordError, match=r"a.zip: a.csv is locked with a password"):
        read_member(write(tmp_path, "a.zip", bytes(data)))


# -- workbooks -------------------------------------------------------------------------------------------


def test_a_workbook_is_read_and_a_missing_sheet_has_a_near_miss(tmp_path: Path) -> None:
    pytest.importorskip("fastexcel")
    path = write_workbook(tmp_path / "a.xlsx", {"Cases": [["id", "n"], ["x", 1]], "Notes": [["note"], ["y"]]})
    assert read_spreadsheet(path, "Cases").rows() == [("x", 1.0)]
    with pytest.raises(
        RecordError, match=r"a.xlsx has the sheets Cases, Notes; .*not 'Case'.* Did you mean Cases"
    ):
        read_spreadsheet(path, "Case")


def test_an_error_in_a_cell_is_named_as_excel_names_the_cell(tmp_path: Path) -> None:
    pytest.importorskip("fastexcel")
    path = write_workbook(tmp_path / "a.xlsx", {"S": [["id", "n", "m"], ["x", 1, 1], ["y", "#REF!", "#N/A"]]})
    with pytest.raises(RecordError, match=r"a.xlsx, row 3, column B \(n\): the cell holds the error #REF!"):
        read_spreadsheet(path)
    # what nobody documented, and what the catalogue takes for missing, is missing; #N/A always says so
    for read in (read_spreadsheet(path, strict={"id", "m"}), read_spreadsheet(path, null=["", "#REF!"])):
        assert read.rows() == [("x", 1.0, 1.0), ("y", None, None)]


def test_words_among_numbers_are_kept_unless_they_mean_missing(tmp_path: Path) -> None:
    pytest.importorskip("fastexcel")
    path = write_workbook(tmp_path / "a.xlsx", {"S": [["n", "m"], [1.5, 1.5], ["NA", "many"]]})
    read = read_spreadsheet(path)
    assert read["n"].to_list() == [1.5, None]
    assert read["m"].to_list() == ["1.5", "many"]


def test_malformed_workbooks(tmp_path: Path) -> None:
    pytest.importorskip("fastexcel")
    path = write_workbook(tmp_path / "a.xlsx", {"S": [["id"], ["x"]]})
    whole = path.read_bytes()
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    torn_xml = write_workbook(tmp_path / "b.xlsx", {"S": '<worksheet><sheetData><row r="1"><c r="A1"'})
    plain = tmp_path / "c.xlsx"
    with zipfile.ZipFile(plain, "w") as archive:
        archive.writestr("a.csv", "a\n")
    for damaged, said in (
        (write(tmp_path, "d.xlsx", whole[:-30]), "d.xlsx breaks off"),
        (write(tmp_path, "e.xlsx", b"id,n\n1,2\n"), "e.xlsx is not an Excel workbook but something else"),
        (write(tmp_path, "f.xls", old + bytes(600)), "f.xls is damaged"),
        (
            write(tmp_path, "g.xlsx", old + "EncryptedPackage".encode("utf-16-le")),
            "g.xlsx is locked with a password",
        ),
        (torn_xml, "b.xlsx"),
        (plain, "c.xlsx is a zip archive but no Excel workbook"),
    ):
        with pytest.raises(RecordError, match=said):
            read_spreadsheet(damaged)


def test_workbooks_that_would_fill_the_memory_are_refused(tmp_path: Path) -> None:
    pytest.importorskip("fastexcel")
    far = (
        '<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    with pytest.raises(RecordError, match=r"stretches over 1,048,576 rows and 16,384 columns"):
        read_spreadsheet(write_workbook(tmp_path / "a.xlsx", {"S": far}))
    with pytest.raises(RecordError, match=r"sheet1.xml would grow from"):
        read_spreadsheet(write_workbook(tmp_path / "b.xlsx", {"S": " " * (32 * MIB)}))
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 41))
    often = f"<worksheet><sheetData>{cells}</sheetData></worksheet>"
    texts = {"xl/sharedStrings.xml": f"<sst><si><t>{'x' * 100_000}</t></si></sst>"}
    path = write_workbook(tmp_path / "c.xlsx", {"S": often}, more=texts)
    with pytest.raises(
        RecordError, match=r"c.xlsx: xl/worksheets/sheet1.xml unpacks to more than 2,097,152 bytes"
    ):
        read_spreadsheet(path, limits=Limits(bytes=2 * MIB))


# -- Stata, R, Parquet -----------------------------------------------------------------------------------


def test_malformed_stata(tmp_path: Path) -> None:
    whole = write_stata(tmp_path, code=[2.0, 3.0], name=["Pera", "x"]).read_bytes()
    for data, said in (
        (whole[: len(whole) // 2], "a.dta cannot be read as a Stata file"),
        (b"PAR1" + whole, "a.dta is not a Stata file but a Parquet file"),
        (whole.replace(b"Pera", b"P\xfara"), "a.dta, row 1, column name: the text is not utf-8; .*latin-1"),
    ):
        with pytest.raises(RecordError, match=said):
            read_stata(write(tmp_path, "a.dta", data))
    latin = write(tmp_path, "a.dta", whole.replace(b"Pera", b"P\xfara"))
    assert read_stata(latin, encoding="latin-1")["name"].to_list() == ["Púra", "x"]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_malformed_workspaces(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    raw = write_workspace(tmp_path, code=[2.0, 3.0], name=["Peru", "x"])
    whole = pack(raw)
    assert read_rdata(write(tmp_path, "a.rda", whole)).rows() == [(2, "Peru"), (3, "x")]
    for data, said in (
        (whole[:-12], "a.rda (breaks off|is damaged) after"),
        (whole[:40] + b"\xff\xff\xff\xff" + whole[44:], "a.rda is damaged after"),
        (whole + b"more", "a.rda goes on after its packed part has ended"),
        (pack(b"year,deaths\n1999,10\n"), "a.rda is packed, but no R workspace"),
        (pack(raw[:80]), "a.rda cannot be read as an R workspace"),
        (b"id,n\n", "a.rda is not an R workspace but something else"),
    ):
        with pytest.raises(RecordError, match=said):
            read_rdata(write(tmp_path, "a.rda", data))
    bomb = write(tmp_path, "a.rda", pack(b"RDX3\n" + bytes(8 * MIB)))
    with pytest.raises(RecordError, match=r"a.rda unpacks to more than 1,048,576 bytes"):
        read_rdata(bomb, limits=Limits(bytes=MIB))


def test_malformed_parquet(tmp_path: Path) -> None:
    pl.DataFrame({"n": [1, 2], "name": ["x", "y" * 9]}).write_parquet(tmp_path / "a.parquet")
    whole = (tmp_path / "a.parquet").read_bytes()
    with pytest.raises(RecordError, match=r"a.parquet, row 2, column name: the cell has 9 bytes"):
        read_columnar(tmp_path / "a.parquet", limits=Limits(cell=8))
    with pytest.raises(
        RecordError, match=r"a.parquet has 2 rows and 2 columns; a table of more than 3 cells"
    ):
        read_columnar(tmp_path / "a.parquet", limits=Limits(table_cells=3))
    for data, said in (
        (whole[:-20], "a.parquet breaks off"),
        (whole[:40] + bytes(len(whole) - 60) + whole[-20:], "a.parquet is damaged"),
        (b"<html>", "a.parquet is not a Parquet file but a web page"),
    ):
        with pytest.raises(RecordError, match=said):
            read_columnar(write(tmp_path, "a.parquet", data))
