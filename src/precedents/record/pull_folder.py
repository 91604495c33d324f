"""Which files of a source lie in a folder, as they are or inside an archive? Taken whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from precedents.core.errors import RecordError
from precedents.record.catalogue import SourceFile, SourceSpec
from precedents.record.readers.locate import read_promised, read_sha256, read_tree
from precedents.record.unpack import has_member, unpack

Tree = Mapping[str, tuple[Path, ...]]
_ZIP = "*.zip"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One file of a source, where it lies: ``archive`` holds it as a member where that is not None."""

    file: SourceFile
    path: Path
    archive: Path | None = None
    sha256: str


def name_archive(file: SourceFile) -> str:
    """What is the archive called that holds a file: the last part of its address, empty where nobody knows."""
    return urlsplit(file.address).path.rsplit("/", 1)[-1] if file.member else ""


def read_folder(folder: Path, specs: Sequence[SourceSpec]) -> Tree:
    """Where below a folder lie the files and archives of some sources; walked once for all of them.

    Parameters
    ----------
    folder
        The folder.
    specs
        The sources.

    Returns
    -------
    Mapping
        The paths by name; archives whose name the catalogue does not know stand together under ``*.zip``.

    Raises
    ------
    RecordError
        When there is no such folder.
    """
    files = [file for spec in specs for file in spec.files]
    names = {name for file in files for name in (file.name, name_archive(file), _name_zipped(file))}
    tree = read_tree(folder, names - {""})
    if any(file.member and not name_archive(file) for file in files):
        tree[_ZIP] = tuple(sorted(folder.rglob(_ZIP)))
    return tree


def lies_in(file: SourceFile, tree: Tree) -> bool:
    """Does anything in a folder look like this file, or like an archive of it?"""
    return bool(tree.get(file.name) or _list_archives(file, tree))


def find_files(
    spec: SourceSpec,
    files: Iterable[tuple[SourceFile, str]],
    tree: Tree,
    drafts: Path,
    *,
    limit: int,
) -> list[Found]:
    """Where does each of these files lie? Every one is verified before any is taken.

    Parameters
    ----------
    spec
        The source.
    files
        Its files wanted, each with the hash that it must have; empty where any is accepted.
    tree
        What :func:`read_folder` gave.
    drafts
        A folder into which members are unpacked to read their hash.
    limit
        The most bytes of a member whose size is not known.

    Returns
    -------
    list of Found
        One per file; those from archives lie unpacked under ``drafts``.

    Raises
    ------
    RecordError
        When one is not there, or is not the promised one.
    """
    return [_find(spec.source.id, file, promised, tree, drafts, limit) for file, promised in files]


def _find(source_id: str, file: SourceFile, promised: str, tree: Tree, drafts: Path, limit: int) -> Found:
    try:
        return _find_plain(source_id, file, promised, tree)
    except RecordError as error:
        fault = error
    for archive in _list_archives(file, tree):
        try:
            return _find_inside(source_id, file, promised, archive, drafts / f"{file.name}.copy", limit)
        except RecordError as error:
            # where nothing of the file's own name lies there, what is wrong with the archive is the news
            fault = fault if file.name in tree else error
    raise fault


def _name_zipped(file: SourceFile) -> str:
    return f"{file.name}.zip"


def _list_archives(file: SourceFile, tree: Tree) -> list[Path]:
    if not file.member:
        # many keep a large file zipped under its own name
        return [each for each in tree.get(_name_zipped(file), ()) if has_member(each, file.name)]
    named = name_archive(file)
    if named:
        return list(tree.get(named, ()))
    return [archive for archive in tree.get(_ZIP, ()) if has_member(archive, file.member)]


def _find_inside(
    source_id: str, file: SourceFile, promised: str, archive: Path, draft: Path, limit: int
) -> Found:
    unpack(archive, file.member or file.name, draft, limit=file.size or limit)
    actual = read_sha256(draft)
    if promised and actual != promised:
        draft.unlink()
        raise RecordError(
            f"{source_id}: {file.name} in {archive} is not the promised file: its sha256 is {actual}, promised is "
            f"{promised}; it may be another edition (`precedents sources show {source_id}`)"
        )
    return Found(file=file, path=draft, archive=archive, sha256=actual)


def _find_plain(source_id: str, file: SourceFile, promised: str, tree: Tree) -> Found:
    if promised:
        path = read_promised(tree, file.name, promised, source=source_id)
        return Found(file=file, path=path, sha256=promised)
    hashes = {read_sha256(path): path for path in tree.get(file.name, ())}
    if len(hashes) > 1:
        raise RecordError(
            f"{source_id}: {len(hashes)} different files are named {file.name}: "
            f"{', '.join(str(path) for path in hashes.values())}; leave the one that you accept"
        )
    if not hashes:
        read_promised(tree, file.name, promised, source=source_id)  # says what is missing
    ((sha256, path),) = hashes.items()
    return Found(file=file, path=path, sha256=sha256)


def copy(found: Found, drafts: Path) -> Path:
    """Where is a copy of a found file, on the disk of the pulled sources?

    Parameters
    ----------
    found
        What was found.
    drafts
        The folder for copies.

    Returns
    -------
    Path
        The copy; what was unpacked is one already.
    """
    if found.archive is not None:
        return found.path
    draft = drafts / f"{found.file.name}.copy"
    drafts.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(found.path, draft)
    return draft
