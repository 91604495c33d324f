"""Hashes that a user accepted, of files whose hash the catalogue does not know.

They stand in ``accepted.toml`` in the folder of pulled sources, and are required from then on.
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path

from precedents.core.errors import RecordError
from precedents.record.catalogue import SourceFile

_NAME = "accepted.toml"
_HEAD = "# Hashes of files that the catalogue does not promise, accepted with `sources pull --accept-hash`.\n"


def read_accepted(home: Path) -> dict[tuple[str, str], str]:
    """Which hashes did the user accept?

    Parameters
    ----------
    home
        The folder of pulled sources.

    Returns
    -------
    dict
        The SHA-256 by source and file.

    Raises
    ------
    RecordError
        When the file cannot be read.
    """
    path = home / _NAME
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))["accepted"]
        return {(row["source"], row["file"]): row["sha256"] for row in rows}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RecordError(
            f"{path} cannot be read ({error}); mend it, or remove it and accept the hashes again"
        ) from error


def read_promise(source_id: str, file: SourceFile, accepted: Mapping[tuple[str, str], str]) -> str:
    """Which hash must a file have: the catalogue's, else the one that the user accepted.

    Parameters
    ----------
    source_id
        The source.
    file
        Its file.
    accepted
        What :func:`read_accepted` gave.

    Returns
    -------
    str
        The SHA-256; empty where nobody has promised one.

    Examples
    --------
    >>> read_promise("x-1", SourceFile(name="a.csv", sha256=""), {("x-1", "a.csv"): "1f"})
    '1f'
    """
    return file.sha256 or accepted.get((source_id, file.name), "")


def accept(home: Path, source_id: str, name: str, sha256: str) -> None:
    """Write down that a file of a source has this hash, for this user, from now on.

    Parameters
    ----------
    home
        The folder of pulled sources.
    source_id, name
        The source and its file.
    sha256
        Its hash.

    Raises
    ------
    RecordError
        When the file of accepted hashes cannot be read, or says another hash already.
    """
    from filelock import FileLock

    home.mkdir(parents=True, exist_ok=True)
    # two processes may accept two files at once: each must see what the other wrote
    with FileLock(home / f"{_NAME}.lock", is_singleton=False):
        accepted = read_accepted(home)
        before = accepted.get((source_id, name), sha256)
        if before != sha256:
            raise RecordError(f"{source_id}: {name} was accepted as sha256 {before} before, not {sha256}")
        accepted[source_id, name] = sha256
        blocks = [
            # a JSON string of printable characters is a TOML string too
            "\n[[accepted]]\n"
            + "".join(
                f"{key} = {json.dumps(value, ensure_ascii=False)}\n"
                for key, value in (("source", source), ("file", file), ("sha256", digest))
            )
            for (source, file), digest in sorted(accepted.items())
        ]
        draft = home / f"{_NAME}.new"
        with draft.open("w", encoding="utf-8") as stream:
            stream.write(_HEAD + "".join(blocks))
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(draft, home / _NAME)
