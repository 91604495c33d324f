"""Where does a comma-separated file break its own form? Rows and columns by number and name."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from precedents.core.errors import RecordError
from precedents.record.readers.limits import LIMITS, Limits


@contextmanager
def _allow_cells(most: int) -> Iterator[None]:
    """The csv module knows one limit of cells, for the whole process: it is put back."""
    before = csv.field_size_limit(most)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _name_column(header: Sequence[str], at: int) -> str:
    name = header[at] if at < len(header) else ""
    return f"column {at + 1} ({name})" if name else f"column {at + 1}"


def read_place(text: str) -> str:
    r"""In which row and column does the text end, where it is the beginning of a comma-separated file?

    Parameters
    ----------
    text
        The file up to the place.

    Returns
    -------
    str
        ``row N, column M (name)``: rows are counted after the header, columns from 1.

    Examples
    --------
    >>> read_place("year,deaths\n1999,10\n2000,1")
    'row 2, column 2 (deaths)'
    """
    with _allow_cells(max(len(text), 1)):
        header: list[str] = []
        row, cells = 0, 1
        # a mark stands for the place, so that a cell that has yet to begin is counted too
        for row, fields in enumerate(csv.reader(io.StringIO(f"{text}.", newline=""))):  # noqa: B007 - the last one is meant
            header = header or fields
            cells = len(fields)
    return f"row {row}, {_name_column(header, cells - 1)}" if row else f"the header, column {cells}"


def check_form(name: str, text: str, limits: Limits = LIMITS) -> int:
    """How many rows has a comma-separated file, if every row has a cell for every column?

    Parameters
    ----------
    name
        The file's name, for the message.
    text
        What it holds.
    limits
        How large a cell may be.

    Returns
    -------
    int
        The rows after the header.

    Raises
    ------
    RecordError
        When there is no header, two columns have one name, a row is too long, too short or blank, a quote is not
        closed or a cell is too large. Rows are counted after the header.
    """
    with _allow_cells(limits.cell):
        rows = csv.reader(io.StringIO(text, newline=""), strict=True)
        header: list[str] = []
        count = 0
        try:
            header = next(rows, [])
            _check_header(name, header)
            width = len(header)
            for fields in rows:
                count += 1
                if len(fields) != width and (fields or width > 1):
                    raise RecordError(_say_ragged(name, header, fields, count))
        except csv.Error as error:
            raise RecordError(_say_broken(name, text, header, count + 1, str(error), limits)) from error
    return count


def _check_header(name: str, header: Sequence[str]) -> None:
    if not any(cell.strip() for cell in header):
        raise RecordError(f"{name}: the first line is blank; the names of the columns belong there")
    seen: dict[str, int] = {}
    for at, cell in enumerate(header, 1):
        if cell and cell in seen:
            raise RecordError(f"{name}: the header has {cell!r} twice, as columns {seen[cell]} and {at}")
        seen[cell] = at


def _say_ragged(name: str, header: Sequence[str], fields: Sequence[str], row: int) -> str:
    if not fields:
        return f"{name}, row {row}: the row is blank; the file may be two files in one, or damaged"
    if len(fields) < len(header):
        missing = _name_column(header, len(fields))
        return f"{name}, row {row}: {len(fields)} cells for {len(header)} columns; the first without one is {missing}"
    first = fields[len(header)]
    return (
        f"{name}, row {row}: {len(fields)} cells for {len(header)} columns; the first too many, at column "
        f"{len(header) + 1}, is {first[:40]!r}. A comma inside a cell needs quotes around the cell"
    )


def _say_broken(name: str, text: str, header: Sequence[str], row: int, error: str, limits: Limits) -> str:
    """The csv module names neither row nor column: the row is read again, without its strictness."""
    with _allow_cells(max(len(text), 1)):
        rows = csv.reader(io.StringIO(text, newline=""))
        until = list(itertools.islice(rows, row + 1 if header else 1))
        fields = until[-1]
    where = f"{name}, row {row}" if header else f"{name}, the header"
    large = next((at for at, cell in enumerate(fields) if len(cell) > limits.cell), None)
    if "end of data" in error:
        return f"{where}, {_name_column(header, len(fields) - 1)}: a quote is opened and never closed"
    if large is not None:
        said = f"the cell has {len(fields[large]):,} characters; more than {limits.cell:,} are not read"
        return f"{where}, {_name_column(header, large)}: {said}"
    stray = next((at for at, cell in enumerate(fields) if '"' in cell), len(fields) - 1)
    return f"{where}, {_name_column(header, stray)}: a quote inside the cell is not doubled ({error})"
