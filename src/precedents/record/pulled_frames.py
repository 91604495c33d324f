"""The rows of pulled sources, kept in a form that is read in milliseconds."""

from __future__ import annotations

import hashlib
from pathlib import Path

import polars as pl

from precedents import __version__
from precedents.core.errors import NeedsSource
from precedents.record.catalogue import read_spec
from precedents.record.kept import keep_frame, read_kept
from precedents.record.readers import SourceReader
from precedents.record.readers.needs import LacksLibrary


class PulledFrames:
    """What the rows of a pulled source are; read from the publisher's file once, then from a kept copy.

    Parameters
    ----------
    home
        The folder of pulled sources.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        self._reader: SourceReader | None = None
        self._frames: dict[tuple[str, str | None], pl.DataFrame] = {}

    def __call__(self, source_id: str, member: str | None = None) -> pl.DataFrame:
        """The rows of a source, or of one member of it.

        Parameters
        ----------
        source_id
            The source's id in the catalogue.
        member
            A file's name or stem; not needed for a single file.

        Returns
        -------
        polars.DataFrame
            The rows under the publisher's column names.

        Raises
        ------
        NeedsSource
            When the source was not pulled, or a library to read it is missing.
        RecordError
            When the file is not the promised one.
        """
        key = (source_id, member)
        if key not in self._frames:
            self._frames[key] = self._read(source_id, member)
        return self._frames[key]

    def release(self) -> None:
        """Let go of the rows that were read; they are read again when asked for."""
        self._frames.clear()
        self._reader = None

    def _read(self, source_id: str, member: str | None) -> pl.DataFrame:
        spec = read_spec(source_id)
        if not (self._home / "sources" / source_id).is_dir():
            what = f"needs {source_id}: `precedents sources pull {source_id}`"
            raise NeedsSource(what, source=source_id)
        said = "\n".join([__version__, pl.__version__, member or "", *(file.sha256 for file in spec.files)])
        mark = hashlib.sha256(said.encode()).hexdigest()[:16]
        stem = self._home / "frames" / f"{source_id}-{(member or 'all').replace(':', '-')}-{mark}"
        kept = read_kept(stem)
        if kept is None:
            if self._reader is None:
                self._reader = SourceReader(self._home / "sources")
            try:
                kept = keep_frame(_read_whole(self._reader(source_id, member)), stem)
            except LacksLibrary as error:
                what = f"needs {error.library} to read {source_id}: {error.remedy}"
                raise NeedsSource(what, source=source_id) from error
        return kept.read()


def _read_whole(frame: pl.DataFrame) -> pl.DataFrame:
    """R and Stata keep numbers of states and years as floats: where every value of a column is whole, it is an integer."""
    floats = [name for name, kind in frame.schema.items() if kind.is_float()]
    largest = 2**53  # above it a float does not hold every whole number
    whole = (
        frame.select(
            ((pl.col(name) == pl.col(name).round()) & (pl.col(name).abs() < largest)).all()
            & pl.col(name).is_not_null().any()
            for name in floats
        ).row(0)
        if floats
        else ()
    )
    return frame.with_columns(
        pl.col(name).cast(pl.Int64) for name, each in zip(floats, whole, strict=True) if each
    )
