"""A dossier tried again from its own folder: identical to the byte, or what differs, what moved, and why."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from precedents.app.causes import find_causes
from precedents.app.diff_reports import ReportDiff, diff
from precedents.app.dossier import Dossier
from precedents.app.manifest import ARGUMENT, CASES, MANIFEST, REPORT, Kept, read_kept
from precedents.app.mirror import mirror_argument
from precedents.app.read_argument import read_known
from precedents.app.try_argument import Progress, try_argument
from precedents.arguments.reader import find_lock
from precedents.arguments.reader import read_argument as read_file
from precedents.core.argument import Argument
from precedents.core.change import Change
from precedents.core.errors import UsageError
from precedents.record.editions import choose_editions
from precedents.record.overlay import join_overlays
from precedents.record.store import Record, open_record

CHANGED, MISSING = "differs", "is missing from the folder"
"""What may be said of a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What came of trying a dossier again.

    ``files`` is how many files were compared, ``differing`` says of those that differ how; ``tampered`` are files of
    the folder that are not what its manifest promises. ``moves`` are the verdicts and numbers that moved, ``elsewhere``
    says where else the reports first differ, ``why`` what was not the same.
    """

    folder: Path
    files: int
    differing: tuple[tuple[str, str], ...]
    tampered: tuple[tuple[str, str], ...]
    moves: tuple[Change, ...] = ()
    why: tuple[Change, ...] = ()
    elsewhere: str = ""

    @property
    def identical(self) -> bool:
        """Whether every file is the same, byte for byte."""
        return not self.differing

    def __repr__(self) -> str:
        said = f"identical: {self.files} files" if self.identical else f"{len(self.differing)} files differ"
        return f"<Replay of {self.folder}: {said}>"


def replay(
    folder: str | os.PathLike[str], record: Record | None = None, *, progress: Progress | None = None
) -> Replay:
    """Does a dossier come out again, byte for byte?

    Parameters
    ----------
    folder
        As `Dossier.save` wrote it: everything that was tried lies in it but the record.
    record
        As `open_record` returns it, for a dossier on another than the embedded one; own cases and editions are
        laid over it as the manifest says.
    progress
        Told about each statement as it begins.

    Returns
    -------
    Replay

    Raises
    ------
    UsageError
        When there is no dossier, or it cannot be tried on this record.
    ArgumentError
        With every fault, when the argument file in the folder has some.
    RecordError
        When the manifest is none, or the record cannot be read.
    """
    return replay_kept(read_kept(Path(folder)), record, progress=progress)


def replay_kept(kept: Kept, record: Record | None = None, *, progress: Progress | None = None) -> Replay:
    """Does this dossier come out again, byte for byte? As :func:`replay`, of a folder that was opened."""
    fresh = try_again(kept, open_record() if record is None else record, progress=progress)
    with tempfile.TemporaryDirectory(prefix="precedents-replay-") as made:
        # Drawn anew: a page that was kept would only show that it was kept.
        fresh.save(made, anew=True)
        says: Mapping[str, Any] = json.loads((Path(made) / MANIFEST).read_bytes())
        names = [MANIFEST, *dict.fromkeys([*kept.says["files"], *says["files"]])]
        differing = tuple(
            (name, how) for name in names if (how := _compare(kept.path(name), Path(made) / name))
        )
        found = _find_moves(kept, fresh) if differing else None
    return Replay(
        folder=kept.folder,
        files=len(names),
        differing=differing,
        tampered=list_tampered(kept),
        moves=found.moves if found else (),
        elsewhere=found.elsewhere if found else "",
        why=find_causes(kept.says, says) if differing else (),
    )


def try_again(kept: Kept, record: Record, *, progress: Progress | None = None) -> Dossier:
    """Try the argument of a dossier's folder with the options of its manifest.

    Parameters
    ----------
    kept
        The folder.
    record
        Without own cases, at the current editions.
    progress
        Told about each statement as it begins.

    Returns
    -------
    Dossier
    """
    held = _lay_over(kept, record)
    argument = _read(kept, held)
    options = kept.says["options"]
    return try_argument(
        argument,
        held,
        seed=options["seed"],
        universes=options["universes"],
        quick=options["quick"],
        progress=progress,
    )


def list_tampered(kept: Kept) -> tuple[tuple[str, str], ...]:
    """Which files of the folder are not what the manifest promises, and how?"""
    changed = [(name, "was changed after it was written") for name in kept.changed]
    return (*changed, *((name, MISSING) for name in kept.missing))


def _lay_over(kept: Kept, record: Record) -> Record:
    """Own cases and editions in the order in which they were laid over the record."""
    for overlay in kept.says["record"].get("overlay", ()):
        record = _choose(record, overlay.get("editions", ()))
        record = join_overlays(record, kept.path(f"{CASES}/{overlay['file']}"))
    return _choose(record, kept.says["record"].get("editions", ()))


def _choose(record: Record, editions: Sequence[str]) -> Record:
    return choose_editions(record, [each for each in editions if each not in record.chosen])


def _read(kept: Kept, record: Record) -> Argument:
    path = kept.path(ARGUMENT)
    if not path.is_file():
        raise UsageError(
            f"{kept.folder} has no {ARGUMENT}: put the file that was tried there, under this name; its sha256 is "
            f"{kept.says['argument']['sha256']}"
        )
    argument = read_file(path, tables=record.tables, known=read_known(record))
    # A lock that is no part of this dossier was left by another that lay here before.
    lock = argument.lock if find_lock(ARGUMENT).name in kept.says["files"] else b""
    # The own cases that it names lie over the record already, from the folder's copies.
    argument = replace(argument, id=kept.says["argument"]["id"], cases=(), lock=lock)
    return mirror_argument(argument) if kept.says["options"]["mirror"] else argument


def _compare(kept: Path, made: Path) -> str:
    """How a file differs from what came out again; empty where it does not."""
    if not made.is_file():
        return "does not come out again"
    if not kept.is_file():
        return MISSING
    return "" if kept.read_bytes() == made.read_bytes() else CHANGED


def _find_moves(kept: Kept, fresh: Dossier) -> ReportDiff | None:
    """What moved; None where the report in the folder is none any more: its file is named among those that differ."""
    try:
        return diff(kept.path(REPORT), fresh)
    except UsageError:
        return None
