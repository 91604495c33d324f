"""The folder of a compiled record: its manifest and its words, verified."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from precedents.core.errors import RecordError
from precedents.record.manifest import DICTIONARY, read_manifest
from precedents.record.wire import Words, read_words


def read_compiled(folder: Path) -> tuple[dict[str, Any], Words]:
    """Which manifest and which words does a folder hold?

    Parameters
    ----------
    folder
        The record.

    Returns
    -------
    tuple
        The manifest, every file verified against it; the dictionary, the sources and the measures.

    Raises
    ------
    RecordError
        When there is no record, it is not intact, or another version of the program wrote it in another form.
    """
    manifest = read_manifest(folder)
    try:
        words = read_words((folder / DICTIONARY).read_bytes())
    except (TypeError, KeyError, ValueError) as error:
        raise RecordError(
            f"{folder / DICTIONARY} was written by version {manifest['version']} in another form; "
            "compile the record again with `precedents record build`"
        ) from error
    shipped = {name for name, table in words.tables.items() if not table.pulled}
    if shipped != manifest["tables"].keys():
        odd = sorted(shipped ^ manifest["tables"].keys())
        raise RecordError(
            f"{folder}: dictionary and tables differ in {', '.join(odd)}; compile the record again"
        )
    return manifest, words
