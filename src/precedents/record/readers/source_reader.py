"""The verb ``read``: one source, by its id, from a folder tree, verified by hash."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import polars as pl

from precedents.core.errors import RecordError, did_you_mean
from precedents.record.catalogue import HAND, SourceFile, SourceSpec, read_catalogue
from precedents.record.readers.by_hand import read_by_hand
from precedents.record.readers.delimited import read_delimited
from precedents.record.readers.locate import read_promised, read_tree
from precedents.record.readers.rdata import read_rdata
from precedents.record.readers.spreadsheet import read_spreadsheet
from precedents.record.readers.stata import read_stata


class Read(Protocol):
    """Whatever gives a source's rows by the source's id."""

    def __call__(self, source_id: str, member: str | None = None) -> pl.DataFrame:
        """The rows of a source, or of one member of it."""


def _pick_file(spec: SourceSpec, member: str | None) -> tuple[SourceFile, str | None]:
    """The file that a member names, and the sheet or object inside it."""
    stem, _, inner = (member or "").partition(":")
    for file in spec.files:
        if stem in (file.name, file.name.rpartition(".")[0]):
            return file, inner or None
    if len(spec.files) == 1:
        return spec.files[0], member
    names = [file.name for file in spec.files]
    raise RecordError(
        f"{spec.source.id} has {len(names)} files; name one of {', '.join(names)}, not {member!r}."
        + did_you_mean(stem, names)
    )


class SourceReader:
    """What a source's rows are, from a folder tree that holds the publishers' files.

    Parameters
    ----------
    root
        The folder; the files may lie at any depth below it.
    """

    def __init__(self, root: Path) -> None:
        self._catalogue = read_catalogue()
        names = [file.name for spec in self._catalogue.values() for file in spec.files]
        self._tree = read_tree(root, names)
        self._frames: dict[tuple[str, str | None], pl.DataFrame] = {}

    def __call__(self, source_id: str, member: str | None = None) -> pl.DataFrame:
        """The rows of a source, or of one member of it.

        Parameters
        ----------
        source_id
            The source's id in the catalogue; ``hand-1`` for rows compiled by hand.
        member
            A file's name or stem (and ``file:sheet`` inside a workbook); not needed for a single file.

        Returns
        -------
        polars.DataFrame
            The rows under the publisher's column names.

        Raises
        ------
        RecordError
            When the source is unknown, a file is missing, or its hash is not the promised one.
        """
        key = (source_id, member)
        if key not in self._frames:
            self._frames[key] = self._read(source_id, member)
        return self._frames[key]

    def _read(self, source_id: str, member: str | None) -> pl.DataFrame:
        spec = self._catalogue.get(source_id)
        if spec is None:
            raise RecordError(
                f"no source {source_id!r} in the catalogue.{did_you_mean(source_id, self._catalogue)}"
            )
        if source_id == HAND:
            return read_by_hand(member)
        file, inner = _pick_file(spec, member)
        path = read_promised(self._tree, file.name, file.sha256, source=source_id)
        match path.suffix:
            case ".csv":
                return read_delimited(path, encoding=file.encoding, null=file.null)
            case ".xlsx" | ".xls":
                return read_spreadsheet(path, inner)
            case ".rda":
                return read_rdata(path, inner)
            case ".dta":
                return read_stata(path, encoding=file.encoding)
            case ".parquet":
                return pl.read_parquet(path)
            case other:
                raise RecordError(f"{source_id}: no reader for {other} files ({file.name})")
