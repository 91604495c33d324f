"""Excel workbooks made of made-up cells, by hand, so that they can be wrong in every way."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

Cell = str | float | int | None
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def render_sheet(rows: Sequence[Sequence[Cell]]) -> str:
    """The XML of a sheet; a cell that begins with # is an error of Excel."""
    lines = []
    for number, row in enumerate(rows, 1):
        cells = []
        for at, cell in enumerate(row):
            place = f'r="{chr(65 + at)}{number}"'
            if isinstance(cell, str) and cell.startswith("#"):
                cells.append(f'<c {place} t="e"><v>{cell}</v></c>')
            elif isinstance(cell, str):
                cells.append(f'<c {place} t="inlineStr"><is><t>{escape(cell)}</t></is></c>')
            elif cell is not None:
                cells.append(f"<c {place}><v>{cell}</v></c>")
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


def write_workbook(
    path: Path, sheets: Mapping[str, Sequence[Sequence[Cell]] | str], *, more: Mapping[str, str] | None = None
) -> Path:
    """A workbook of these sheets, each given as rows or as its XML; ``more`` holds further members."""
    names = list(enumerate(sheets, 1))
    listed = "".join(f'<sheet name="{escape(name)}" sheetId="{at}" r:id="rId{at}"/>' for at, name in names)
    linked = "".join(
        f'<Relationship Id="rId{at}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at, _ in names
    )
    strings = f'<Relationship Id="rId99" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    members = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
        f'"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType='
        f'"application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{_SHEET}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{linked}'
        f"{strings if more else ''}</Relationships>",
        **{
            f"xl/worksheets/sheet{at}.xml": rows if isinstance(rows, str) else render_sheet(rows)
            for at, rows in enumerate(sheets.values(), 1)
        },
        **(more or {}),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return path
