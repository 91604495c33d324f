"""The manifest of a dossier: all that is needed to try it again, and the hash of every file beside it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from precedents.app.program import read_libraries, read_program
from precedents.arguments.reader import find_lock
from precedents.core.dossier import Trial
from precedents.core.errors import RecordError, UsageError

SCHEMA = "precedents/manifest/2"
MANIFEST = "manifest.json"
REPORT = "report.json"
ARGUMENT = "argument.toml"
CASES = "cases"
"""The folder of the user's own cases."""
_AGAIN = "write the dossier again with `precedents try FILE -o FOLDER`"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The folder of a dossier: what its manifest says, and which of its files are not what the manifest promises.

    ``changed`` are names of files; ``missing`` those that are not there.
    """

    folder: Path
    says: Mapping[str, Any]
    changed: tuple[str, ...]
    missing: tuple[str, ...]

    def path(self, name: str) -> Path:
        """Where a file of the dossier lies."""
        return self.folder / name


def list_inputs(trial: Trial) -> dict[str, bytes]:
    """Which files must lie in the folder so that the argument can be tried again: its own, its lock, own cases."""
    argument = trial.argument
    files = {ARGUMENT: argument.data} if argument.data else {}
    if argument.lock:
        files[find_lock(ARGUMENT).name] = argument.lock
    return files | {f"{CASES}/{overlay.file}": overlay.data for overlay in trial.overlays}


def build_manifest(trial: Trial, report: Mapping[str, Any], files: Mapping[str, bytes]) -> dict[str, Any]:
    """What does it take to try this again, and what must come out?

    Parameters
    ----------
    trial, report
        The run, and its report.
    files
        The bytes of every other file of the folder, by its name there.

    Returns
    -------
    dict
        JSON values; no clock, no path of a machine, no version of Python.
    """
    record = report["record"]
    sources = [{key: each[key] for key in ("id", "version", "sha256")} for each in record["sources"]]
    overlays = [
        {
            "id": overlay.source.id,
            "file": overlay.file,
            "sha256": overlay.source.sha256,
            **({"editions": list(overlay.editions)} if overlay.editions else {}),
        }
        for overlay in trial.overlays
    ]
    return {
        "schema": SCHEMA,
        "program": read_program(),
        "libraries": read_libraries(),
        "argument": {key: report["argument"][key] for key in ("id", "sha256")},
        "record": {
            "id": record["id"],
            "compiled": trial.setting.compiled,
            "pulled": list(trial.setting.pulled),
            **({"editions": list(trial.editions)} if trial.editions else {}),
            **({"overlay": overlays} if overlays else {}),
            "sources": sources,
        },
        "options": {
            "seed": trial.seed,
            "universes": trial.setting.universes,
            "quick": trial.setting.quick,
            "mirror": trial.argument.mirrored,
        },
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())},
    }


def render_manifest(manifest: Mapping[str, Any]) -> bytes:
    """How a manifest is written."""
    return (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode()


def read_kept(folder: Path | str) -> Kept:
    """What does the manifest of a dossier say, and are its files still what it promises?

    Parameters
    ----------
    folder
        As `Dossier.save` wrote it.

    Returns
    -------
    Kept

    Raises
    ------
    UsageError
        When there is no manifest.
    RecordError
        When it is none that this program wrote.
    """
    place = Path(folder)
    path = place / MANIFEST
    if not path.is_file():
        raise UsageError(f"there is no dossier in {place}: {MANIFEST} is missing; {_AGAIN}")
    try:
        says: dict[str, Any] = json.loads(path.read_bytes())
        if says["schema"] != SCHEMA:
            raise RecordError(
                f"{path} has the form {says['schema']}, this program reads {SCHEMA}; install the version of "
                f"precedents that wrote it, or {_AGAIN}"
            )
        _check_form(says)
    except (ValueError, KeyError, TypeError, AttributeError, OSError):
        raise RecordError(
            f"{path} is no manifest that this program wrote; put it back as it was, or {_AGAIN}"
        ) from None
    missing = tuple(name for name in says["files"] if not (place / name).is_file())
    changed = tuple(
        name
        for name, sha256 in says["files"].items()
        if name not in missing and hashlib.sha256((place / name).read_bytes()).hexdigest() != sha256
    )
    return Kept(folder=place, says=says, changed=changed, missing=missing)


def _check_form(says: Mapping[str, Any]) -> None:
    """Raise `ValueError` or `KeyError` unless everything that is used later is there and names files in the folder."""
    record, options = says["record"], says["options"]
    overlays = record.get("overlay", [])
    texts = [says["program"]["version"], says["program"]["sha256"], record["id"], record["compiled"]]
    texts += [says["argument"]["id"], says["argument"]["sha256"], *says["libraries"].values()]
    texts += [*says["files"].values(), *record["pulled"], *record.get("editions", [])]
    texts += [each[key] for each in record["sources"] for key in ("id", "version", "sha256")]
    texts += [each[key] for each in overlays for key in ("id", "file", "sha256")]
    texts += [edition for each in overlays for edition in each.get("editions", [])]
    numbers, flags = [options["seed"], options["universes"]], [options["quick"], options["mirror"]]
    # A name with a way in it would lead out of the folder.
    names = [each["file"] for each in overlays]
    inside = all(PurePosixPath(name).name == name for name in names) and not any(
        PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts for name in says["files"]
    )
    if not (
        inside
        and all(isinstance(each, str) for each in texts)
        and all(type(each) is int for each in numbers)
        and all(type(each) is bool for each in flags)
    ):
        raise ValueError
