"""Excel workbooks (xlsx, xls)."""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl

from precedents.core.errors import RecordError, did_you_mean
from precedents.record.readers.archive import build_stored, read_unpacked
from precedents.record.readers.beginnings import read_beginning, refuse_beginning
from precedents.record.readers.cells import check_cells
from precedents.record.readers.limits import LIMITS, Limits, check_size, refuse_unpacked
from precedents.record.readers.needs import read_library

_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_NOTHING = frozenset(["", "NA", "N/A", "n/a", "#N/A"])
"""What people and Excel write into a cell of numbers that has none."""

_ADDRESS = re.compile(rb"""\br=["']([A-Z]{1,3})([0-9]{1,7})["']""")
_SHARED = re.compile(rb"""<(?:\w+:)?si[ >/]""")
_USED = re.compile(rb"""<(?:\w+:)?c\b[^>]*\bt=["']s["'][^>]*>\s*<(?:\w+:)?v>([0-9]+)<""")
_ERROR = re.compile(r"but got 'Error\((\w+)\)'")
_TEXT = re.compile(r"but got 'String\(\"(.*)\"\)'", re.DOTALL)
_SIGNS = {"Ref": "#REF!", "Div0": "#DIV/0!", "NA": "#N/A", "Name": "#NAME?", "Null": "#NULL!", "Num": "#NUM!"}


def read_spreadsheet(
    path: Path,
    sheet: str | None = None,
    *,
    null: Sequence[str] = ("",),
    strict: Collection[str] | None = None,
    limits: Limits = LIMITS,
) -> pl.DataFrame:
    """What one sheet of a workbook holds.

    Parameters
    ----------
    path
        The workbook.
    sheet
        The sheet's name; not needed when there is only one.
    null
        The cells that mean "missing". ``#N/A`` always does.
    strict
        The columns in which no cell may hold an error like ``#REF!``; every column when None. In others such
        a cell is read as missing.
    limits
        How large the workbook may be once it is unpacked.

    Returns
    -------
    polars.DataFrame
        The sheet, its first row as the header. A column of numbers and words is one of numbers where the words
        mean "missing", else one of text.

    Raises
    ------
    RecordError
        When the workbook is damaged, locked or beyond the limits, the sheet does not exist or was not named
        among several, or a cell holds an error: row and column are those that Excel shows.
    """
    book = _open_book(path, limits)
    names = list(book.sheet_names)
    if sheet is None and len(names) == 1:
        sheet = names[0]
    if sheet is None or sheet not in names:
        near = did_you_mean(sheet or "", names)
        raise RecordError(
            f"{path.name} has the sheets {', '.join(names)}; name one of them, not {sheet!r}.{near}"
        )
    where = path.name if len(names) == 1 else f"{path.name}, sheet {sheet}"
    with _say_damaged(where):
        frame = _load(where, book, sheet, frozenset(null) | _NOTHING, strict)
    check_cells(where, frame, limits)
    return frame


def _open_book(path: Path, limits: Limits) -> Any:
    origin = _read_container(path, limits)
    # it warns of every column without a cell, which publishers' sheets have many of
    logging.getLogger("fastexcel.types.dtype").setLevel(logging.ERROR)
    with _say_damaged(path.name):
        return read_library("fastexcel").read_excel(origin)


@contextmanager
def _say_damaged(where: str) -> Iterator[None]:
    fastexcel = read_library("fastexcel")
    try:
        yield
    except BaseException as error:
        # what its library does not expect in an old workbook, it reports as a panic, which is no Exception
        if not isinstance(error, fastexcel.FastExcelError) and type(error).__name__ != "PanicException":
            raise
        raise RecordError(f"{where} is damaged: {str(error).splitlines()[0]}; get it again") from error


def _load(
    where: str, book: Any, sheet: str, nothing: frozenset[str], strict: Collection[str] | None
) -> pl.DataFrame:
    loaded = book.load_sheet(sheet, schema_sample_rows=None)
    batch, faults = loaded.to_arrow_with_errors()
    texts: set[str] = set()
    for fault in faults.errors if faults else ():
        row, at = fault.position
        column = loaded.selected_columns[at].name
        error, text = _ERROR.search(fault.detail), _TEXT.search(fault.detail)
        sign = _SIGNS.get(error[1], f"#{error[1].upper()}!") if error else ""
        if error and sign not in nothing and (strict is None or column in strict):
            raise RecordError(
                f"{where}, row {row + 1}, column {_name_letters(at)} ({column}): the cell holds the error {sign}; "
                f"its formula is broken in the publisher's file"
            )
        if text and text[1] not in nothing:
            texts.add(column)
    if texts:
        # numbers with words among them: the reader would drop the words
        batch = book.load_sheet(
            sheet, schema_sample_rows=None, dtypes=dict.fromkeys(texts, "string")
        ).to_arrow()
    frame = pl.from_arrow(batch)
    assert isinstance(frame, pl.DataFrame)
    return frame


def _name_letters(at: int) -> str:
    """Excel's letters for a column that is counted from 0: A, …, Z, AA, …"""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _read_container(path: Path, limits: Limits) -> bytes | str:
    """What the library may open without harm.

    It unpacks without limits and lays out the whole area of a sheet. So a modern workbook is unpacked here, counted,
    and handed over unpacked; an old one packs nothing.
    """
    check_size(path, limits)
    start = read_beginning(path)
    if start.startswith(_OLD):
        if _LOCKED in path.read_bytes():
            raise RecordError(f"{path.name} is locked with a password; get it unlocked")
        return str(path)
    if not start.startswith(b"PK"):
        raise refuse_beginning(path, "an Excel workbook")
    members = read_unpacked(path, limits=limits)
    if "xl/workbook.xml" not in members and "xl/workbook.bin" not in members:
        raise RecordError(f"{path.name} is a zip archive but no Excel workbook; get it again")
    _check_area(path.name, members, limits)
    _check_texts(path.name, members, limits)
    return build_stored(members)


def _check_area(name: str, members: dict[str, bytes], limits: Limits) -> None:
    for member, data in members.items():
        if not member.startswith("xl/worksheets/") or not member.endswith(".xml"):
            continue
        rows = columns = 1
        for letters, digits in set(_ADDRESS.findall(data)):
            rows = max(rows, int(digits))
            columns = max(columns, _count_columns(letters))
        if rows * columns > limits.sheet_cells:
            raise RecordError(
                f"{name}: {member} stretches over {rows:,} rows and {columns:,} columns; a sheet of more than "
                f"{limits.sheet_cells:,} cells is not read"
            )


def _count_columns(letters: bytes) -> int:
    count = 0
    for letter in letters:
        count = count * 26 + letter - 64
    return count


def _check_texts(name: str, members: dict[str, bytes], limits: Limits) -> None:
    """Texts are stored once and may be used a million times: what the cells would hold together is counted."""
    shared = members.get("xl/sharedStrings.xml")
    if shared is None:
        return
    sizes = [len(text) for text in _SHARED.split(shared)[1:]]
    longest = max(sizes, default=0)
    for member, data in members.items():
        if member.startswith("xl/worksheets/") and longest * data.count(b"<v>") > limits.bytes:
            used = (int(index) for index in _USED.findall(data))
            if sum(sizes[index] for index in used if index < len(sizes)) > limits.bytes:
                raise refuse_unpacked(f"{name}: {member}", limits)


def list_sheets(path: Path, *, limits: Limits = LIMITS) -> list[str]:
    """Which sheets has a workbook?

    Parameters
    ----------
    path
        The workbook.
    limits
        How large it may be once it is unpacked.

    Returns
    -------
    list of str
        Their names, in order.

    Raises
    ------
    RecordError
        When the workbook is damaged, locked or beyond the limits.
    """
    return list(_open_book(path, limits).sheet_names)
