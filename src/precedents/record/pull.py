"""Pulled sources: files that a user fetched, each under its name only once its hash is right.

This is the only module that may ever touch the network, and today it does not: files are taken from a
folder. Where to get them by hand, the catalogue says.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from precedents.core.errors import RecordError, UsageError
from precedents.record.catalogue import SourceSpec, read_catalogue
from precedents.record.readers.locate import read_promised, read_sha256, read_tree

HOME = "PRECEDENTS_HOME"
_AT_ONCE = 4  # sources: hashing and copying wait for the disk more than for each other


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulled:
    """How one file of a source stands: ``intact``, ``missing`` or ``changed`` (its hash is ``actual``)."""

    source: str
    name: str
    path: Path
    state: str
    promised: str
    actual: str = ""


def read_home(environ: Mapping[str, str] | None = None) -> Path:
    """Where pulled sources lie: ``PRECEDENTS_HOME``, or the user's data folder.

    Parameters
    ----------
    environ
        The environment; the process's own when None.

    Returns
    -------
    Path
        The folder, which may not exist yet.

    Examples
    --------
    >>> read_home({"PRECEDENTS_HOME": "/srv/precedents"}).as_posix()
    '/srv/precedents'
    """
    environ = os.environ if environ is None else environ
    if environ.get(HOME):
        return Path(environ[HOME])
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "precedents"
    if sys.platform == "win32":
        return Path(environ.get("LOCALAPPDATA", Path.home())) / "precedents"
    return Path(environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "precedents"


def read_pulled(home: Path, source_ids: Iterable[str] | None = None) -> list[Pulled]:
    """How the pulled files stand against the hashes that the catalogue promises.

    Parameters
    ----------
    home
        The folder of pulled sources.
    source_ids
        The sources to look at; every source of which a file was pulled when None.

    Returns
    -------
    list of Pulled
        One entry per promised file.
    """
    catalogue = read_catalogue()
    if source_ids is None:
        source_ids = [source_id for source_id in catalogue if (home / "sources" / source_id).is_dir()]
    return [_read_state(home, catalogue[source_id], file.name, file.sha256) for source_id in source_ids
            for file in catalogue[source_id].files]  # fmt: skip


def _read_state(home: Path, spec: SourceSpec, name: str, promised: str) -> Pulled:
    path = home / "sources" / spec.source.id / name
    actual = read_sha256(path) if path.is_file() else ""
    state = "missing" if not actual else "intact" if actual == promised else "changed"
    return Pulled(source=spec.source.id, name=name, path=path, state=state, promised=promised, actual=actual)


def pull_source(
    spec: SourceSpec, origin: str | None, home: Path, *, tree: Mapping[str, tuple[Path, ...]] | None = None
) -> list[Path]:
    """Which files of a source lie under the home folder, once they were taken from another folder.

    Parameters
    ----------
    spec
        The source.
    origin
        A folder that holds its files at any depth. An address or None is refused: the program does not
        fetch over the network.
    home
        The folder of pulled sources.
    tree
        Where in that folder the files are, where it was walked already.

    Returns
    -------
    list of Path
        The files, each verified after it was copied and only then given its name.

    Raises
    ------
    UsageError
        When the source has no files, or the network would be needed.
    RecordError
        When a file is missing there or is not the promised one; nothing is left half done.
    """
    source = spec.source
    if not spec.files:
        raise UsageError(f"{source.id} has no files to pull: its rows are part of the program")
    if origin is None or "://" in origin:
        files = ", ".join(file.name for file in spec.files[:4]) + (", …" if len(spec.files) > 4 else "")
        raise UsageError(
            f"{source.id}: pulling over the network does not exist yet. Get the files by hand ({files}) "
            f"from {source.url or source.publisher}, put them into a folder, and say "
            f"`precedents sources pull {source.id} --from FOLDER`"
        )
    if tree is None:
        tree = read_tree(Path(origin), [file.name for file in spec.files])
    # all are verified before the first is copied: a source is pulled whole or not at all
    found = [
        (read_promised(tree, file.name, file.sha256, source=source.id), file.name, file.sha256)
        for file in spec.files
    ]
    target = home / "sources" / source.id
    target.mkdir(parents=True, exist_ok=True)
    return [_take(path, target / name, sha256) for path, name, sha256 in found]


def pull_found(
    specs: Sequence[SourceSpec], origin: str, home: Path
) -> Iterator[tuple[SourceSpec, list[Path] | RecordError]]:
    """Which of some sources lie whole in a folder tree? Those are pulled; for the others, what is amiss.

    Parameters
    ----------
    specs
        The sources looked for; the folder is walked once for all of them.
    origin
        The folder.
    home
        The folder of pulled sources.

    Yields
    ------
    tuple of SourceSpec, and list of Path or RecordError
        In the order asked for: the files of the source under ``home``, or why it was left out.

    Raises
    ------
    RecordError
        When there is no such folder.
    """
    tree = read_tree(Path(origin), [file.name for spec in specs for file in spec.files])

    def pull(spec: SourceSpec) -> list[Path] | RecordError:
        try:
            return pull_source(spec, origin, home, tree=tree)
        except RecordError as error:
            return error

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        yield from zip(specs, pool.map(pull, specs), strict=True)


def _take(path: Path, target: Path, sha256: str) -> Path:
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".pull-") as folder:
        copy = Path(folder) / "file"
        shutil.copyfile(path, copy)
        actual = read_sha256(copy)
        if actual != sha256:
            raise RecordError(
                f"{path} changed while it was copied: sha256 {actual}, promised {sha256}; try again"
            )
        copy.replace(target)
    return target
