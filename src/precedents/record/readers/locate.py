"""Where in a folder tree is the file that a source promises, and is it that very file?"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from precedents.core.errors import RecordError

_BLOCK = 1 << 20


def read_sha256(path: Path) -> str:
    """What the SHA-256 of a file is.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    str
        64 hexadecimal digits, lower case.
    """
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def read_tree(root: Path, names: Iterable[str]) -> dict[str, tuple[Path, ...]]:
    """Which files of these names lie anywhere below a folder.

    Parameters
    ----------
    root
        The folder; links to folders are not followed.
    names
        The file names wanted.

    Returns
    -------
    dict
        The paths found for each name, sorted; a name that was not found is absent.

    Raises
    ------
    RecordError
        When the folder does not exist.
    """
    if not root.is_dir():
        raise RecordError(f"there is no folder {root}; name the folder that holds the sources' files")
    wanted = frozenset(names)
    found: dict[str, list[Path]] = {}
    for folder, _, files in os.walk(root):
        for name in wanted.intersection(files):
            found.setdefault(name, []).append(Path(folder) / name)
    return {name: tuple(sorted(paths)) for name, paths in found.items()}


def read_promised(tree: Mapping[str, tuple[Path, ...]], name: str, sha256: str, *, source: str) -> Path:
    """Which file of a tree is the one that a source promises: the right name and the right hash.

    Parameters
    ----------
    tree
        What :func:`read_tree` found.
    name
        The file's name.
    sha256
        The hash that the catalogue promises.
    source
        The id of the source, for the message.

    Returns
    -------
    Path
        The verified file.

    Raises
    ------
    RecordError
        When no file has the name, or none of those that have it has the hash; both hashes are named.
    """
    candidates = tree.get(name, ())
    if not candidates:
        raise RecordError(
            f"{source}: no file named {name} in that folder or below it; "
            f"`precedents sources show {source}` tells where to get it"
        )
    seen = [(path, read_sha256(path)) for path in candidates]
    for path, actual in seen:
        if actual == sha256:
            return path
    path, actual = seen[0]
    raise RecordError(
        f"{source}: {path} is not the promised file: its sha256 is {actual}, the catalogue promises "
        f"{sha256}; it may be another edition or a damaged copy: get it again "
        f"(`precedents sources show {source}`)"
    )
