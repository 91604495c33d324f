"""Zip archives: one member, or all of them, with limits against archives that are made to fill the memory."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from precedents.core.errors import RecordError, did_you_mean
from precedents.record.readers.beginnings import refuse_beginning
from precedents.record.readers.limits import LIMITS, Limits, check_size, refuse_unpacked

_BLOCK = 1 << 20
_LOCKED = 0x1  # the bit that says: this member needs a password


@contextmanager
def _open(path: Path, limits: Limits, wanted: str) -> Iterator[zipfile.ZipFile]:
    check_size(path, limits)
    if not zipfile.is_zipfile(path):
        with path.open("rb") as stream:
            torn = stream.read(4) == b"PK\x03\x04"
        if torn:
            raise RecordError(f"{path.name} breaks off: its table of contents is missing; get it again")
        raise refuse_beginning(path, wanted)
    try:
        with zipfile.ZipFile(path) as archive:
            _check_contents(path.name, archive.infolist(), limits)
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise RecordError(f"{path.name} is damaged: {error}; get it again") from error


def _check_contents(name: str, members: list[zipfile.ZipInfo], limits: Limits) -> None:
    """Refuses by what the table of contents says; what it hides, the counting of bytes finds."""
    if len(members) > limits.members:
        raise RecordError(f"{name} holds {len(members):,} files; more than {limits.members:,} are not read")
    if sum(member.file_size for member in members) > limits.bytes:
        raise refuse_unpacked(name, limits)
    for member in members:
        if member.file_size > limits.small and member.file_size > limits.ratio * max(1, member.compress_size):
            raise RecordError(
                f"{name}: {member.filename} would grow from {member.compress_size:,} bytes to "
                f"{member.file_size:,}; more than {limits.ratio} times is not read: it may be made to fill the memory"
            )
        if member.flag_bits & _LOCKED:
            raise RecordError(f"{name}: {member.filename} is locked with a password; get it unlocked")


def _read_one(name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo, limits: Limits) -> bytes:
    taken = io.BytesIO()
    try:
        with archive.open(member) as stream:
            while block := stream.read(_BLOCK):
                if taken.tell() + len(block) > limits.bytes:
                    raise refuse_unpacked(name, limits)
                taken.write(block)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise RecordError(f"{name}: {member.filename} is damaged ({error}); get it again") from error
    return taken.getvalue()


def read_member(path: Path, name: str | None = None, *, limits: Limits = LIMITS) -> bytes:
    """What one member of a zip archive holds.

    Parameters
    ----------
    path
        The archive.
    name
        The member's name, or the last part of it; not needed when there is only one CSV in it.
    limits
        What may be unpacked at the most.

    Returns
    -------
    bytes
        The member, its checksum verified.

    Raises
    ------
    RecordError
        When the archive is damaged, locked, beyond the limits, or has no such member (near misses are offered).
    """
    with _open(path, limits, "a zip archive") as archive:
        files = [member for member in archive.infolist() if not member.is_dir()]
        if name is None:
            fit = [member for member in files if member.filename.lower().endswith(".csv")]
        else:
            wanted = {name, f"{name}.csv"}
            fit = [
                member for member in files if {member.filename, PurePosixPath(member.filename).name} & wanted
            ]
        if len(fit) != 1:
            names = [PurePosixPath(member.filename).name for member in files]
            what = f"holds {len(fit)} files named {name}" if name else f"holds {len(fit)} CSV files"
            listed = ", ".join(names[:8]) + (", …" if len(names) > 8 else "")
            raise RecordError(f"{path.name} {what}; it has {listed}.{did_you_mean(name or '', names)}")
        return _read_one(path.name, archive, fit[0], limits)


def read_unpacked(path: Path, *, limits: Limits = LIMITS) -> dict[str, bytes]:
    """What every member of a zip archive holds.

    Parameters
    ----------
    path
        The archive, or a workbook, which is one.
    limits
        What may be unpacked at the most, all members together.

    Returns
    -------
    dict of str to bytes
        The members under their full names, each with its checksum verified.

    Raises
    ------
    RecordError
        When the archive is damaged, locked or beyond the limits.
    """
    members: dict[str, bytes] = {}
    left = limits.bytes
    with _open(path, limits, "a modern Excel workbook") as archive:
        for member in archive.infolist():
            if not member.is_dir():
                data = _read_one(path.name, archive, member, limits)
                left -= len(data)
                if left < 0:
                    raise refuse_unpacked(path.name, limits)
                members[member.filename] = data
    return members


def build_stored(members: dict[str, bytes]) -> bytes:
    """Which archive holds these members as they are, without packing?

    A reader that unpacks without limits can be given this one instead of the publisher's: what was counted is what
    it sees, whatever the original says of its own sizes.

    Parameters
    ----------
    members
        Their content by name.

    Returns
    -------
    bytes
        The archive.

    Examples
    --------
    >>> archive = zipfile.ZipFile(io.BytesIO(build_stored({"a.txt": b"x"})))
    >>> archive.read("a.txt")
    b'x'
    """
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return made.getvalue()
