"""R workspaces (rda)."""

from __future__ import annotations

import bz2
import lzma
import warnings
import zlib
from pathlib import Path
from typing import Any

import polars as pl

from precedents.core.errors import RecordError, did_you_mean
from precedents.record.readers.beginnings import read_beginning, refuse_beginning
from precedents.record.readers.cells import check_cells
from precedents.record.readers.foreign import build_frame
from precedents.record.readers.limits import LIMITS, Limits, check_size, refuse_unpacked
from precedents.record.readers.needs import read_library

_BLOCK = 1 << 20
_WORKSPACES = (b"RDX2\n", b"RDX3\n")
_MEMORY = 1 << 28  # bytes that unpacking xz may take for its dictionary; R's own takes 1 << 26


class _Gunzip:
    """Zlib's decompressor with the form that bz2's and lzma's have."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(wbits=31)
        self._rest = b""

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    @property
    def needs_input(self) -> bool:
        return not self._rest

    def decompress(self, data: bytes, max_length: int) -> bytes:
        made = self._inner.decompress(self._rest + data, max_length)
        self._rest = self._inner.unconsumed_tail
        return made


def _build_unpacker(start: bytes) -> Any:
    if start.startswith(b"\x1f\x8b"):
        return _Gunzip()
    if start.startswith(b"BZh"):
        return bz2.BZ2Decompressor()
    if start.startswith(b"\xfd7zXZ\x00"):
        return lzma.LZMADecompressor(memlimit=_MEMORY)
    return None


def check_workspace(path: Path, limits: Limits = LIMITS) -> None:
    """Does a file unpack whole, within the limits, to an R workspace?

    The library that reads workspaces unpacks without limits, and says little of a torn file: so it is unpacked here
    first, block by block, and nothing is kept.

    Parameters
    ----------
    path
        The file, packed by gzip, bzip2 or xz, or not at all.
    limits
        What it may unpack to.

    Raises
    ------
    RecordError
        When it is of another kind, torn, damaged, or unpacks to more.
    """
    check_size(path, limits)
    start = read_beginning(path)
    unpacker = _build_unpacker(start)
    if unpacker is None:
        if not start.startswith(_WORKSPACES):
            raise refuse_beginning(path, "an R workspace")
        return
    total, first = 0, b""
    try:
        with path.open("rb") as stream:
            while not unpacker.eof:
                block = stream.read(_BLOCK) if unpacker.needs_input else b""
                if unpacker.needs_input and not block:
                    raise RecordError(f"{path.name} breaks off after {total:,} unpacked bytes; get it again")
                made = unpacker.decompress(block, max_length=_BLOCK)
                first = (first + made)[:8] if len(first) < 8 else first
                total += len(made)
                if total > limits.bytes:
                    raise refuse_unpacked(path.name, limits)
            if unpacker.unused_data or stream.read(1):
                raise RecordError(f"{path.name} goes on after its packed part has ended; get it again")
    except (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError) as error:
        raise RecordError(
            f"{path.name} is damaged after {total:,} unpacked bytes ({error}); get it again"
        ) from error
    if not first.startswith(_WORKSPACES):
        raise RecordError(f"{path.name} is packed, but no R workspace (its first bytes are {first!r})")


def read_rdata(path: Path, name: str | None = None, *, limits: Limits = LIMITS) -> pl.DataFrame:
    """What one data frame of an R workspace holds.

    Parameters
    ----------
    path
        The ``.rda`` file.
    name
        The object's name; not needed when there is only one.
    limits
        What the file may unpack to.

    Returns
    -------
    polars.DataFrame
        The data frame; factors as text.

    Raises
    ------
    RecordError
        When the file is damaged, torn or beyond the limits, or the object does not exist or was not named among
        several.
    """
    pyreadr = read_library("pyreadr")
    check_workspace(path, limits)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # pandas warns of its own future from inside pyreadr
            objects = pyreadr.read_r(str(path))
    except (
        pyreadr.custom_errors.PyreadrError,
        pyreadr.custom_errors.LibrdataError,
        ValueError,
        ArithmeticError,
    ) as error:
        raise RecordError(f"{path.name} cannot be read as an R workspace: {error}; get it again") from error
    names = list(objects)
    if name is None and len(names) == 1:
        name = names[0]
    if name not in names:
        near = did_you_mean(name or "", names)
        raise RecordError(
            f"{path.name} holds {', '.join(names) or 'no data frame'}; name one of them, not {name!r}.{near}"
        )
    frame = build_frame(objects[name])
    check_cells(path.name, frame, limits)
    return frame
