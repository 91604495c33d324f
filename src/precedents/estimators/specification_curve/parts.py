"""What is done stays done: each chunk of a run as a file of its own, whole or not there, and one file at the end."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from filelock import FileLock, Timeout

from precedents.core.errors import UsageError

KEY = "precedents.universes"
"""Under which name a file of universes says of which run it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The folder of a run's chunks beside the file that they become.

    ``out`` is the file; ``run`` what tells the run from any other, as plain values.
    """

    out: Path
    run: Mapping[str, Any]

    @property
    def folder(self) -> Path:
        """Where the chunks are while the run lasts."""
        return self.out.with_name(self.out.name + ".parts")

    def name(self, chunk: int) -> Path:
        """The file of a chunk."""
        return self.folder / f"{chunk:06}.parquet"

    def is_finished(self) -> bool:
        """Is the file there, and of this run?"""
        return self.out.is_file() and read_run(self.out) == self.words()

    def words(self) -> str:
        """The run as text, the same for the same run."""
        return json.dumps(self.run, sort_keys=True)

    @contextlib.contextmanager
    def hold(self, *, resume: bool) -> Iterator[None]:
        """Keep the folder for one process, begun anew or gone on with.

        Raises
        ------
        UsageError
            When another process has it, or it or the file is of another run and ``resume`` is set.
        """
        if resume and self.out.is_file():
            raise UsageError(
                f"{self.out} holds something else than this run: give another out, or resume=False to replace it"
            )
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.folder / "lock")
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            raise UsageError(
                f"another process is writing to {self.folder}: wait for it or give another out"
            ) from error
        try:
            plan = self.folder / "run.json"
            if plan.is_file() and plan.read_text(encoding="utf-8") != self.words():
                if resume:
                    raise UsageError(
                        f"{self.folder} holds chunks of another run (other data, choices or seed): give another out, "
                        "or resume=False to begin anew"
                    )
                self._clear()
            elif not resume:
                self._clear()
            for left in self.folder.glob("*.partial"):
                left.unlink()
            _write_whole(plan, self.words().encode())
            yield
        finally:
            lock.release()
            if not (self.folder / "run.json").exists():
                (self.folder / "lock").unlink(missing_ok=True)
                with contextlib.suppress(OSError):  # something that is not ours lies in it: it stays
                    self.folder.rmdir()

    def is_done(self, chunk: int) -> bool:
        """Is this chunk there? A chunk gets its name only when it is whole."""
        return self.name(chunk).is_file()

    def write(self, chunk: int, frame: pl.DataFrame) -> None:
        """Put a chunk down, whole or not at all."""
        partial = self.name(chunk).with_suffix(".partial")
        frame.write_parquet(partial, compression="zstd", statistics=False)
        _take_name(partial, self.name(chunk))

    def join(self, chunks: int) -> None:
        """Make the one file of all chunks, in their order, and let the folder go."""
        partial = self.folder / "out.partial"
        frame = pl.read_parquet([self.name(chunk) for chunk in range(chunks)]).rechunk()
        frame.write_parquet(
            partial,
            compression="zstd",
            statistics=False,
            row_group_size=1 << 17,
            metadata={KEY: self.words()},
        )
        _take_name(partial, self.out)
        self._clear()
        (self.folder / "run.json").unlink()

    def _clear(self) -> None:
        for chunk in self.folder.glob("[0-9][0-9][0-9][0-9][0-9][0-9].parquet"):
            chunk.unlink()


def read_run(out: Path) -> str | None:
    """Of which run is a file of universes? None when it is of none."""
    try:
        return pl.read_parquet_metadata(out).get(KEY)
    except (pl.exceptions.PolarsError, OSError):
        return None


def _write_whole(path: Path, content: bytes) -> None:
    partial = path.with_suffix(".partial")
    partial.write_bytes(content)
    _take_name(partial, path)


def _take_name(partial: Path, path: Path) -> None:
    with partial.open("rb+") as written:
        os.fsync(written.fileno())
    os.replace(partial, path)
