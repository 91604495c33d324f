"""Does a file get its name? Only when its hash is the promised one; what differs is set aside and reported."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from precedents.core.errors import RecordError
from precedents.record.readers.locate import read_sha256

_FULL = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})


class Differs(RecordError):
    """A file is not the promised one; it lies in the folder ``changed``, where nothing reads it."""


def admit(draft: Path, target: Path, promised: str) -> str:
    """What hash does a draft have? It is given its name when that is the promised one.

    Parameters
    ----------
    draft
        The bytes, on the same disk as the target.
    target
        The name that it gets; a file of that name is replaced in one step.
    promised
        The SHA-256 that it must have.

    Returns
    -------
    str
        Its SHA-256. Where it differs from the promise, the draft and the target are as they were.

    Raises
    ------
    OSError
        When the disk is full or cannot be written.
    """
    actual = read_sha256(draft)
    if actual == promised:
        target.parent.mkdir(parents=True, exist_ok=True)
        _sync(draft)
        os.replace(draft, target)
        with suppress(OSError):  # not every system lets a folder be opened; the name is there all the same
            _sync(target.parent)
    return actual


def set_aside(
    draft: Path, home: Path, source_id: str, name: str, *, promised: str, actual: str, origin: str
) -> Differs:
    """What is to be said of a file that is not the promised one, once it was put where nothing reads it?

    Parameters
    ----------
    draft
        The file.
    home
        The folder of pulled sources.
    source_id, name
        The source, and what the file is called.
    promised, actual
        Both hashes.
    origin
        Where it came from.

    Returns
    -------
    Differs
        To be raised.
    """
    aside = home / "changed" / source_id / name
    aside.parent.mkdir(parents=True, exist_ok=True)
    os.replace(draft, aside)
    return Differs(
        f"{source_id}: {name} from {origin} is not the promised file: the publisher's file changed, or the download is damaged. "
        f"Its sha256 is {actual}, promised is {promised}. It was set aside as {aside} and is used by nothing; "
        f"see whether the catalogue has a newer edition (`precedents sources list`), or get the promised file "
        f"by hand and say `precedents sources pull {source_id} --from FOLDER`"
    )


@contextmanager
def explain_disk(source_id: str) -> Iterator[None]:
    """What happened, where the disk fails while a source is pulled?

    Parameters
    ----------
    source_id
        The source.

    Raises
    ------
    RecordError
        In place of an OSError.
    """
    try:
        yield
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        if error.errno in _FULL:
            raise RecordError(
                f"{source_id}: the disk is full, or a limit on it is reached{where}. What was there before is as it "
                "was; make room and pull again, and what was fetched so far is kept and resumed"
            ) from error
        raise RecordError(f"{source_id}: cannot be written{where}: {error.strerror or error}") from error


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
