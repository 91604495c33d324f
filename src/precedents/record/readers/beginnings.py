"""What is a file by its first bytes, whatever its name says?"""

from __future__ import annotations

from pathlib import Path

from precedents.core.errors import RecordError

_SIGNS = (
    (b"PK\x03\x04", "a zip archive or a modern Excel workbook"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook, or one locked with a password"),
    (b"%PDF", "a PDF"),
    (b"PAR1", "a Parquet file"),
    (b"\x1f\x8b", "packed with gzip"),
    (b"BZh", "packed with bzip2"),
    (b"\xfd7zXZ\x00", "packed with xz"),
    (b"RDX", "an R workspace"),
    (b"<stata_dta>", "a Stata file"),
    (b"$FL2", "an SPSS file"),
    (b"version https://git-lfs", "a pointer of Git LFS, not the file itself"),
)
_PAGES = (b"<!doctype html", b"<html")
_OLD_STATA = range(102, 116)  # the first byte of older Stata files is the number of their format


def read_beginning(path: Path, most: int = 512) -> bytes:
    """What the first bytes of a file are.

    Parameters
    ----------
    path
        The file.
    most
        How many bytes.

    Returns
    -------
    bytes
        At the most so many.
    """
    with path.open("rb") as stream:
        return stream.read(most)


def describe_beginning(start: bytes) -> str:
    """What kind of file begins like this?

    Parameters
    ----------
    start
        Its first bytes.

    Returns
    -------
    str
        In words, with an article where it has one; empty when no kind is recognised.

    Examples
    --------
    >>> describe_beginning(b"%PDF-1.7")
    'a PDF'
    >>> describe_beginning(b"  <!DOCTYPE html>")
    'a web page'
    >>> describe_beginning(b"year,deaths")
    ''
    """
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_PAGES):
        return "a web page"
    for sign, says in _SIGNS:
        if start.startswith(sign):
            return says
    if len(start) > 3 and start[0] in _OLD_STATA and start[1] in (1, 2) and start[2] == 1 and start[3] == 0:
        return "an old Stata file"
    return ""


def refuse_beginning(path: Path, wanted: str) -> RecordError:
    """What to say of a file that does not begin as its format begins.

    Parameters
    ----------
    path
        The file.
    wanted
        What it should be, with an article.

    Returns
    -------
    RecordError
        To be raised.
    """
    start = read_beginning(path)
    said = describe_beginning(start)
    seen = said or f"something else (its first bytes are {start[:8]!r})"
    return RecordError(f"{path.name} is not {wanted} but {seen}; get it again, or under its right name")
