"""The manifest of a record: which files, which bytes, which content, and the id that follows from them."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from precedents.core.errors import RecordError

SCHEMA = "precedents/record/1"
MANIFEST = "manifest.json"
DICTIONARY = "dictionary.json"
_AGAIN = "install the package again, or compile it again with `precedents record build`"


def _render_cell(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def read_content_sha256(frame: pl.DataFrame) -> str:
    """What the hash of a table's content is, whatever library wrote its file.

    Parameters
    ----------
    frame
        The table: text, integers, floats, flags, dates, lists of text.

    Returns
    -------
    str
        SHA-256 over one JSON line of column names and one for each row, in order.

    Examples
    --------
    >>> read_content_sha256(pl.DataFrame({"a": [1, None]}))[:8]
    'edd78533'
    """
    digest = hashlib.sha256(json.dumps(frame.columns).encode() + b"\n")
    for row in frame.iter_rows():
        line = json.dumps([_render_cell(value) for value in row], ensure_ascii=False, separators=(",", ":"))
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()


def build_id(content: Mapping[str, str]) -> str:
    """Which id a record of these tables has.

    Parameters
    ----------
    content
        The content hash of each table, by the name under which it is stored.

    Returns
    -------
    str
        SHA-256 over the sorted lines of name and hash.
    """
    lines = sorted(f"{name} {sha256}\n" for name, sha256 in content.items())
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def render_json(value: Any) -> bytes:
    """In which one form the record's JSON is written: sorted keys, two blanks, a newline at the end."""
    return (json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def render_manifest(
    *, version: str, tables: Mapping[str, Mapping[str, Any]], dictionary: bytes, sources: Mapping[str, str]
) -> bytes:
    """How the manifest of a record is written.

    Parameters
    ----------
    version
        Of the program that compiled it.
    tables
        By stored name: ``file``, ``sha256`` of its bytes, ``rows``, ``content`` (the hash of its content).
    dictionary
        The words of the record, as they are written.
    sources
        The hash of each source, by id.

    Returns
    -------
    bytes
        JSON, sealed: ``seal`` is the hash of the rest.
    """
    body = {
        "schema": SCHEMA,
        "version": version,
        "id": build_id({name: entry["content"] for name, entry in tables.items()}),
        "tables": tables,
        "dictionary": {"file": DICTIONARY, "sha256": hashlib.sha256(dictionary).hexdigest()},
        "sources": [{"id": source_id, "sha256": sha256} for source_id, sha256 in sorted(sources.items())],
    }
    return render_json({**body, "seal": hashlib.sha256(render_json(body)).hexdigest()})


def read_manifest(folder: Path) -> dict[str, Any]:
    """What the manifest of a record says, once the manifest and every file of the record are verified.

    Parameters
    ----------
    folder
        The record.

    Returns
    -------
    dict
        The manifest.

    Raises
    ------
    RecordError
        When there is no record, a byte differs, a file is missing or too many, or another version of the
        program wrote it in another form.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise RecordError(f"there is no record in {folder}: {MANIFEST} is missing; {_AGAIN}")
    data = path.read_bytes()
    try:
        manifest: dict[str, Any] = json.loads(data)
        body = {key: value for key, value in manifest.items() if key != "seal"}
        intact = (
            data == render_json(manifest)
            and manifest["seal"] == hashlib.sha256(render_json(body)).hexdigest()
        )
    except (ValueError, KeyError, AttributeError):
        intact = False
    if not intact:
        raise RecordError(f"{path} was changed after it was written; {_AGAIN}")
    if manifest["schema"] != SCHEMA:
        raise RecordError(f"{path} has the form {manifest['schema']}, this program reads {SCHEMA}; {_AGAIN}")
    _restrict_to_promised(folder, manifest)
    return manifest


def _restrict_to_promised(folder: Path, manifest: Mapping[str, Any]) -> None:
    promised = {
        entry["file"]: entry["sha256"] for entry in (*manifest["tables"].values(), manifest["dictionary"])
    }
    found = {path.name for path in folder.iterdir()}
    for name in sorted(found - promised.keys() - {MANIFEST}):
        raise RecordError(f"{folder / name} is not part of this record; take it away, or {_AGAIN}")
    for name, sha256 in sorted(promised.items()):
        if name not in found:
            raise RecordError(f"{folder / name} is missing from this record; {_AGAIN}")
        actual = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        if actual != sha256:
            raise RecordError(
                f"{folder / name} was changed: its sha256 is {actual}, the manifest says {sha256}; {_AGAIN}"
            )
    content = {name: entry["content"] for name, entry in manifest["tables"].items()}
    if build_id(content) != manifest["id"]:
        raise RecordError(f"{folder / MANIFEST}: the id is not that of the tables; {_AGAIN}")
