"""Pulled sources: where the files that a user fetched lie, and how they stand against their promised hashes.

How they get there: :mod:`precedents.record.pull_sources`. This module is loaded by every run, and loads nothing.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from precedents.record.accepted import read_accepted, read_promise
from precedents.record.catalogue import SourceFile, SourceSpec, read_catalogue, read_spec
from precedents.record.readers.locate import read_sha256

HOME = "PRECEDENTS_HOME"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulled:
    """How one file of a source stands: ``intact``, ``missing``, ``changed`` or ``unpromised``.

    ``actual`` is the hash of what lies there, ``promised`` the catalogue's, or the one that the user accepted; where
    neither knows one, a file that lies there is unpromised.
    """

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
    """How the pulled files stand against the hashes that the catalogue promises, or that the user accepted.

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
    if source_ids is None:
        source_ids = [source_id for source_id in read_catalogue() if (home / "sources" / source_id).is_dir()]
    accepted = read_accepted(home)
    specs = [read_spec(source_id) for source_id in source_ids]
    return [read_state(home, spec, file, accepted) for spec in specs for file in spec.files]


def read_state(
    home: Path, spec: SourceSpec, file: SourceFile, accepted: Mapping[tuple[str, str], str]
) -> Pulled:
    """How one file of a source stands.

    Parameters
    ----------
    home
        The folder of pulled sources.
    spec, file
        The source and its file.
    accepted
        The hashes that the user accepted.

    Returns
    -------
    Pulled
        Its state; the file is read to tell.
    """
    path = home / "sources" / spec.source.id / file.name
    promised = read_promise(spec.source.id, file, accepted)
    actual = read_sha256(path) if path.is_file() else ""
    known = "intact" if actual == promised else "changed" if promised else "unpromised"
    return Pulled(
        source=spec.source.id,
        name=file.name,
        path=path,
        state=known if actual else "missing",
        promised=promised,
        actual=actual,
    )
