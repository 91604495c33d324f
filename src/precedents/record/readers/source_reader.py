"""The verb ``read``: one source, by its id, from a folder tree, verified by hash."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import polars as pl

from precedents.core.errors import RecordError, did_you_mean
from precedents.record.accepted import read_accepted, read_promise
from precedents.record.catalogue import HAND, SourceFile, SourceSpec, read_catalogue
from precedents.record.readers.archive import read_member
from precedents.record.readers.by_hand import read_by_hand
from precedents.record.readers.cells import check_kinds
from precedents.record.readers.columnar import read_columnar
from precedents.record.readers.delimited import build_delimited, read_delimited
from precedents.record.readers.locate import read_promised, read_tree
from precedents.record.readers.rdata import read_rdata
from precedents.record.readers.spreadsheet import list_sheets, read_spreadsheet
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


def read_file(
    spec: SourceSpec, file: SourceFile, path: Path, inner: str | None = None, *, strict: bool = True
) -> pl.DataFrame:
    """What one file of a source holds, wherever it lies; its hash is not looked at.

    Parameters
    ----------
    spec
        The source.
    file
        Which of its files.
    path
        Where it lies.
    inner
        A sheet, an object or a member inside it; not needed when there is only one.
    strict
        Whether a documented column that is missing, or holds a word where numbers are promised, is refused.

    Returns
    -------
    polars.DataFrame
        The rows under the publisher's column names.

    Raises
    ------
    RecordError
        When there is no reader for it, it is damaged, or a documented column is missing or does not hold what the
        catalogue promises. An inner part is not asked for every column.
    """
    columns = spec.list_columns(file)
    match path.suffix.lower():
        case ".csv":
            frame = read_delimited(path, encoding=file.encoding, null=file.null)
        case ".zip":
            data = read_member(path, inner)
            frame = build_delimited(path.name, data, encoding=file.encoding, null=file.null)
        case ".xlsx" | ".xls":
            documented = {column.name for column in columns}
            frame = read_spreadsheet(path, inner, null=file.null, strict=documented)
        case ".rda" | ".rdata":
            frame = read_rdata(path, inner)
        case ".dta":
            frame = read_stata(path, encoding=file.encoding)
        case ".parquet":
            frame = read_columnar(path)
        case other:
            raise RecordError(f"{spec.source.id}: no reader for {other} files ({file.name})")
    if strict:
        kinds = {column.name: (column.kind, (*column.missing, *file.null)) for column in columns}
        check_kinds(f"{spec.source.id}, {path.name}", frame, kinds, whole=inner is None)
    return frame


def list_parts(path: Path) -> list[str]:
    """Which parts has a file that holds several tables?

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    list of str
        The sheets of a workbook; empty for every other format.

    Raises
    ------
    RecordError
        When a workbook cannot be opened.
    """
    return list_sheets(path) if path.suffix.lower() in (".xlsx", ".xls") else []


class SourceReader:
    """What a source's rows are, from a folder tree that holds the publishers' files.

    Parameters
    ----------
    root
        The folder; the files may lie at any depth below it. Hashes that the catalogue does not know and the user
        accepted are read beside it, where pulling writes them.
    """

    def __init__(self, root: Path) -> None:
        self._catalogue = read_catalogue()
        self._accepted = read_accepted(root.parent)
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
            When the source is unknown, a file is missing, its hash is not the promised one, or it cannot be read.
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
        promised = read_promise(source_id, file, self._accepted)
        if not promised:
            raise RecordError(
                f"{source_id}: nobody has promised the hash of {file.name} yet; "
                f"`precedents sources pull {source_id} --accept-hash` takes the file as it is, and keeps its hash"
            )
        path = read_promised(self._tree, file.name, promised, source=source_id)
        return read_file(spec, file, path, inner)
