"""How large may a publisher's file be before it is refused unread?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from precedents.core.errors import RecordError

_MIB = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a file may hold at the most; beyond it the file is refused, before memory runs out.

    ``bytes`` are of a file, and of everything in an archive together; ``cell`` the bytes of one cell; ``ratio`` how
    many bytes one packed byte may become, asked only of what unpacks to more than ``small`` bytes (a short column
    of zeros packs a thousandfold and harms nobody); ``members`` the files in an archive; ``sheet_cells`` the area
    of a sheet, which its reader lays out whole; ``table_cells`` rows times columns where a format packs rows away.

    The largest files of the catalogue are far below: UCDP's events unpack to 0.3 GB with 20 million cells, the
    directed dyad-years of the state system to 0.1 GB from 0.1 MB (so R's own packing has no ratio).
    """

    bytes: int = 2048 * _MIB
    cell: int = _MIB
    ratio: int = 200
    small: int = 16 * _MIB
    members: int = 10_000
    sheet_cells: int = 50_000_000
    table_cells: int = 1_000_000_000


LIMITS = Limits()
"""The limits of every reader, unless it is called with others."""


def check_size(path: Path, limits: Limits = LIMITS) -> None:
    """Is a file small enough to be read at all?

    Parameters
    ----------
    path
        The file.
    limits
        What it may hold.

    Raises
    ------
    RecordError
        When it is not there, empty, or larger than that.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        raise RecordError(f"{path} cannot be read: {error.strerror}") from error
    if size == 0:
        raise RecordError(f"{path.name} is empty; get it again")
    if size > limits.bytes:
        raise RecordError(f"{path.name} has {size:,} bytes; a file of more than {limits.bytes:,} is not read")


def refuse_unpacked(name: str, limits: Limits) -> RecordError:
    """What to say of a file that unpacks to more than the limit."""
    return RecordError(
        f"{name} unpacks to more than {limits.bytes:,} bytes; it is not read. A data set is not so large: "
        f"it may be made to fill the memory"
    )
