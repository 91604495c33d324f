"""Definitions frozen before outcomes are seen: written beside the argument file, and compared with it later."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from precedents import __version__
from precedents.app.definitions import find_changes, list_definitions
from precedents.app.mirror import mirror_argument
from precedents.arguments.reader import find_lock
from precedents.core.argument import Argument
from precedents.core.change import Change, LockState
from precedents.core.errors import UsageError
from precedents.record.store import Record

SCHEMA = "precedents/lock/1"


def build_lock(argument: Argument, record: Record) -> bytes:
    """What freezes the definitions of an argument? Nothing is tried: no outcome is looked at.

    Parameters
    ----------
    argument
        As `read_argument` returns it.
    record
        On which it is to be tried: its id and the editions that were asked for are frozen too.

    Returns
    -------
    bytes
        JSON: the hash of the file, and each definition with its hash. There is no date in it: publish its hash, or
        leave it with someone, to be able to show when it was made.
    """
    frozen = {
        "schema": SCHEMA,
        "program": {"name": "precedents", "version": __version__},
        "argument": {"id": argument.id, "sha256": argument.sha256},
        "record": {"id": record.id, "editions": list(record.chosen)},
        "definitions": {
            name: {"is": json.loads(text), "sha256": _hash(text)}
            for name, text in list_definitions(argument).items()
        },
    }
    return (json.dumps(frozen, ensure_ascii=False, indent=1) + "\n").encode()


def write_lock(argument: Argument, record: Record) -> Path:
    """Write the lock of an argument beside its file; a lock that is there already is never written over.

    Parameters
    ----------
    argument
        As `read_argument` returns it, from a file.
    record
        On which it is to be tried.

    Returns
    -------
    Path
        Of the lock; one that says the same already is left as it is.

    Raises
    ------
    UsageError
        When another lock is there, or the folder cannot be written.
    """
    path = find_lock(argument.path)
    frozen = build_lock(argument, record)
    if argument.lock:
        if argument.lock == frozen:
            return path
        since = ", ".join(each.where for each in judge_lock(argument, record).changed)
        raise UsageError(
            f"{path} is there already, and since it was made these changed: {since}. A lock is not written over: "
            "undo the changes, or take the lock away and say why you froze anew"
        )
    try:
        with path.open("xb") as file:
            file.write(frozen)
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written: {error.strerror}; copy the argument file elsewhere"
        ) from None
    return path


def judge_lock(argument: Argument, record: Record) -> LockState:
    """Were the definitions frozen, and what changed since?

    Parameters
    ----------
    argument
        With the bytes of its lock, as `read_argument` returns it.
    record
        On which it is tried.

    Returns
    -------
    LockState
        Changed definitions in the order of the file; then the rest of the file, the record, the editions and the
        program, where they are others. A mirrored argument is compared as its file has it.

    Raises
    ------
    UsageError
        When the lock is none that this program wrote, or was edited.
    """
    if not argument.lock:
        return LockState()
    frozen = _read_lock(argument)
    own = mirror_argument(argument) if argument.mirrored else argument
    before = {name: _text(each["is"]) for name, each in frozen["definitions"].items()}
    changed = find_changes(before, list_definitions(own))
    if not changed and frozen["argument"]["sha256"] != argument.sha256:
        says = "bytes of the file that define nothing"
        changed = (_change("file", frozen["argument"]["sha256"], argument.sha256, says),)
    others = (
        _change("record", frozen["record"]["id"], record.id),
        _change("editions", ", ".join(frozen["record"]["editions"]), ", ".join(record.chosen)),
        _change("program", frozen["program"]["version"], __version__),
    )
    changed += tuple(each for each in others if each.before != each.after)
    return LockState(locked=True, sha256=hashlib.sha256(argument.lock).hexdigest(), changed=changed)


def _change(where: str, before: str, after: str, label: str = "") -> Change:
    return Change(kind="run", where=where, before=before, after=after, label=label)


def _read_lock(argument: Argument) -> dict[str, Any]:
    """The lock, whole and as it was written."""
    named = f"{find_lock(argument.path or argument.id)}"
    again = "put it back as it was, or take it away: without it nothing shows that definitions were frozen"
    try:
        frozen: dict[str, Any] = json.loads(argument.lock)
        if frozen["schema"] != SCHEMA:
            raise UsageError(f"{named} has the form {frozen['schema']}, this program reads {SCHEMA}; {again}")
        edited = [
            name for name, each in frozen["definitions"].items() if _hash(_text(each["is"])) != each["sha256"]
        ]
        _ = frozen["argument"]["sha256"], frozen["record"]["id"], frozen["program"]["version"]
        _ = ", ".join(frozen["record"]["editions"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UsageError(f"{named} is no lock that `precedents lock` wrote; {again}") from None
    if edited:
        raise UsageError(f"{named} was edited after it was written ({', '.join(edited)}); {again}")
    return frozen


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
