"""R workspaces and Excel workbooks, written by hand in the publishers' formats, for which no library here writes."""

from __future__ import annotations

import datetime as dt
import gzip
import struct
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

Columns = Mapping[str, Sequence[Any]]

_EPOCH = dt.date(1970, 1, 1)
_LISP, _SYMBOL, _WORD, _FLAGS, _WHOLE, _REAL, _TEXTS, _LIST = 2, 1, 9, 10, 13, 14, 16, 19
_OBJECT, _ATTRIBUTES, _TAG = 0x100, 0x200, 0x400
_NIL, _REFERENCE = 254, 255
_NO_REAL = b"\x7f\xf0\x00\x00\x00\x00\x07\xa2"


class _Workspace:
    """R's serialisation of one data frame, as `save` writes it."""

    def __init__(self) -> None:
        self.made = bytearray(b"RDX2\nX\n" + struct.pack(">3i", 2, 0x020302, 0x020300))
        self._symbols: dict[str, int] = {}

    def whole(self, *numbers: int) -> None:
        self.made += struct.pack(f">{len(numbers)}i", *numbers)

    def word(self, text: str | None) -> None:
        if text is None:
            self.whole(_WORD, -1)
            return
        data = text.encode()
        self.whole(_WORD | (0x40000 if text.isascii() else 0x8000), len(data))
        self.made += data

    def tag(self, name: str) -> None:
        self.whole(_LISP | _TAG)
        if name in self._symbols:
            self.whole(self._symbols[name] << 8 | _REFERENCE)
            return
        self._symbols[name] = len(self._symbols) + 1
        self.whole(_SYMBOL)
        self.word(name)

    def texts(self, texts: Sequence[str | None]) -> None:
        self.whole(_TEXTS, len(texts))
        for text in texts:
            self.word(text)

    def reals(self, numbers: Sequence[float | None], flags: int = 0) -> None:
        self.whole(_REAL | flags, len(numbers))
        for number in numbers:
            self.made += _NO_REAL if number is None else struct.pack(">d", number)

    def column(self, cells: Sequence[Any]) -> None:
        known = [cell for cell in cells if cell is not None]
        if any(isinstance(cell, dt.date) for cell in known):
            days = [None if cell is None else (cell - _EPOCH).days for cell in cells]
            self.reals(days, _OBJECT | _ATTRIBUTES)
            self.tag("class")
            self.texts(["Date"])
            self.whole(_NIL)
        elif any(isinstance(cell, str) for cell in known):
            self.texts([None if cell is None else str(cell) for cell in cells])
        else:
            self.reals(cells)


def write_workspace(path: Path, columns: Columns, *, name: str) -> Path:
    """An R workspace that holds one data frame under a name."""
    made = _Workspace()
    made.tag(name)
    made.whole(_LIST | _OBJECT | _ATTRIBUTES, len(columns))
    for cells in columns.values():
        made.column(cells)
    made.tag("names")
    made.texts(list(columns))
    made.tag("row.names")
    made.whole(_WHOLE, 2, -(1 << 31), -max(map(len, columns.values())))
    made.tag("class")
    made.texts(["data.frame"])
    made.whole(_NIL, _NIL)
    path.write_bytes(gzip.compress(bytes(made.made), mtime=0))
    return path


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><cellXfs count="2"><xf numFmtId="0"/>'
    f'<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
)
"""A cell of style 1 is a date."""


def write_dated_workbook(path: Path, sheets: Mapping[str, Columns]) -> Path:
    """A modern workbook whose dates are dates, as Excel itself would save it."""
    named = list(enumerate(sheets.items(), 1))
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{at}" r:id="rId{at}"/>' for at, (name, _) in named
    )
    linked = "".join(
        f'<Relationship Id="rId{at}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at, _ in named
    )
    members = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
        f'"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType='
        f'"application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{_SHEET}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_SHEET}.styles+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{linked}<Relationship '
        f'Id="rId99" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": _STYLES,
        **{f"xl/worksheets/sheet{at}.xml": _render_sheet(columns) for at, (_, columns) in named},
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return path


def _render_sheet(columns: Columns) -> str:
    lines = []
    for row, cells in enumerate([list(columns), *zip(*columns.values(), strict=True)], 1):
        made = "".join(_render_cell(f"{_letters(at)}{row}", cell) for at, cell in enumerate(cells))
        lines.append(f'<row r="{row}">{made}</row>')
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


def _letters(at: int) -> str:
    return (chr(64 + at // 26) if at >= 26 else "") + chr(65 + at % 26)


def _render_cell(place: str, cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
    if isinstance(cell, dt.date):
        return f'<c r="{place}" s="1"><v>{(cell - dt.date(1899, 12, 30)).days}</v></c>'
    return f'<c r="{place}"><v>{cell}</v></c>'


def _record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<2H", kind, len(data)) + data


def _begin(kind: int) -> bytes:
    return _record(0x0809, struct.pack("<4H2I", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))


def write_old_workbook(path: Path, sheet: str, columns: Columns) -> Path:
    """A workbook of Excel 97 with one sheet: records in a stream, the stream in a compound file."""
    cells = b""
    for row, line in enumerate([list(columns), *zip(*columns.values(), strict=True)]):
        for at, cell in enumerate(line):
            place = struct.pack("<3H", row, at, 0)
            if isinstance(cell, str):
                text = cell.encode("utf-16-le")
                cells += _record(0x0204, place + struct.pack("<HB", len(text) // 2, 1) + text)
            elif cell is not None:
                cells += _record(0x0203, place + struct.pack("<d", cell))
    rows = max(map(len, columns.values())) + 1
    area = _record(0x0200, struct.pack("<2I3H", 0, rows, 0, len(columns), 0))
    end = _record(0x000A)
    named = struct.pack("<2BBB", 0, 0, len(sheet), 0) + sheet.encode("ascii")
    head = _begin(0x0005)
    starts = len(head) + 4 + 4 + len(named) + len(end)
    stream = (
        head + _record(0x0085, struct.pack("<I", starts) + named) + end + _begin(0x0010) + area + cells + end
    )
    path.write_bytes(_pack_stream("Workbook", stream))
    return path


_SECTOR, _FREE, _LAST, _TABLE = 512, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def _pack_stream(name: str, stream: bytes) -> bytes:
    """A compound file: its table of sectors, its folder, one stream."""
    stream = stream.ljust(4096, b"\0")  # a smaller one would lie elsewhere
    stream += b"\0" * (-len(stream) % _SECTOR)
    sectors = len(stream) // _SECTOR
    assert sectors + 2 <= _SECTOR // 4
    table = [_TABLE, _LAST, *range(3, sectors + 2), _LAST]
    table += [_FREE] * (_SECTOR // 4 - len(table))
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6)
        + bytes(10)
    )
    head += struct.pack("<4I", 1, 1, 0, 4096) + struct.pack("<4I", _LAST, 0, _LAST, 0)
    head += struct.pack("<109I", 0, *[_FREE] * 108)
    folder = _entry("Root Entry", 5, 1, _LAST, 0) + _entry(name, 2, _FREE, 2, len(stream)) + _entry("", 0) * 2
    return head + struct.pack(f"<{len(table)}I", *table) + folder + stream


def _entry(name: str, kind: int, child: int = _FREE, start: int = 0, size: int = 0) -> bytes:
    text = (name + "\0").encode("utf-16-le") if name else b""
    links = struct.pack("<H2B3I", len(text), kind, 1, _FREE, _FREE, child)
    return text.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", start, size)
