"""Which bytes does a member of an archive hold? Taken out under limits, by name, one member at a time."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

from precedents.core.errors import RecordError, did_you_mean

MOST_RATIO = 400
"""Bytes out for each byte in: tables of text reach a hundred; the format itself could reach a thousand."""

MOST_MEMBERS = 100_000
"""Members of one archive: data sets come in tens of files."""

_ENCRYPTED = 0x1
_SMALL = 1 << 20  # below a mebibyte no ratio does harm
_BLOCK = 1 << 18


def _pick_member(archive: Path, members: list[zipfile.ZipInfo], name: str) -> zipfile.ZipInfo:
    files = [info for info in members if not info.is_dir() and "__MACOSX" not in info.filename]
    exact = [info for info in files if info.filename == name]
    last = name.rsplit("/", 1)[-1]
    found = exact or [info for info in files if info.filename.replace("\\", "/").rsplit("/", 1)[-1] == last]
    if len(found) == 1:
        return found[0]
    names = [info.filename for info in files]
    if found:
        raise RecordError(
            f"{archive.name} holds {len(found)} members named {last}: "
            f"{', '.join(info.filename for info in found[:4])}; the catalogue must say which"
        )
    inner = any(each.lower().endswith(".zip") for each in names)
    raise RecordError(
        f"{archive.name} holds no member {last}; it holds {', '.join(names[:6]) or 'nothing'}"
        + (", …" if len(names) > 6 else "")
        + ("; an archive inside an archive is not opened" if inner else "")
        + f".{did_you_mean(last, names)}"
    )


def has_member(archive: Path, name: str) -> bool:
    """Does a file that looks like an archive hold one member of this name?

    Parameters
    ----------
    archive
        Any file.
    name
        The member's name; its last part counts.

    Returns
    -------
    bool
        False for what is no archive.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            _pick_member(archive, opened.infolist(), name)
    except (RecordError, zipfile.BadZipFile, OSError, ValueError):
        return False
    return True


def unpack(archive: Path, member: str, target: Path, *, limit: int) -> None:
    """Write the bytes of one member to a file whose path the caller chose; the member's own path is not used.

    Parameters
    ----------
    archive
        A zip.
    member
        The member's name; where no member has the whole of it, its last part counts.
    target
        The file to write; an older one is replaced.
    limit
        The most bytes that the member may have.

    Raises
    ------
    RecordError
        When this is no zip, it lacks the member, the member is encrypted, too large, too densely packed, or damaged.
    OSError
        When the disk is full, or the target cannot be written.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            members = opened.infolist()
            if len(members) > MOST_MEMBERS:
                raise RecordError(
                    f"{archive.name} has {len(members):,} members; at most {MOST_MEMBERS:,} are read"
                )
            info = _pick_member(archive, members, member)
            _restrict_to_limits(archive, info, limit)
            _write(opened, info, target)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise RecordError(
            f"{archive.name} is damaged or no zip that can be read ({error}); get it again"
        ) from error


def _restrict_to_limits(archive: Path, info: zipfile.ZipInfo, limit: int) -> None:
    where = f"{archive.name}, member {info.filename}"
    if info.flag_bits & _ENCRYPTED:
        raise RecordError(f"{where} is encrypted; unpack it by hand and say --from FOLDER")
    if info.file_size > limit:
        raise RecordError(f"{where} unpacks to {info.file_size:,} bytes; at most {limit:,} are expected")
    if info.file_size > _SMALL and info.file_size > MOST_RATIO * max(info.compress_size, 1):
        raise RecordError(
            f"{where} unpacks {info.compress_size:,} bytes to {info.file_size:,}: "
            f"more than {MOST_RATIO} to one, as no table does; it was not opened"
        )


def _write(opened: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    written = 0
    with opened.open(info) as source, target.open("wb") as stream:
        while block := source.read(_BLOCK):
            written += len(block)
            # the library stops at the size that the directory states; this holds should it ever not
            if written > info.file_size:
                raise zipfile.BadZipFile(f"{info.filename} is longer than the archive says")
            stream.write(block)
    if written != info.file_size:
        raise zipfile.BadZipFile(f"{info.filename} is shorter than the archive says")
