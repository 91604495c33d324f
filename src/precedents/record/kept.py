"""Tables that were made once and are kept under a key: what is read back is what was written, or nothing."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from precedents.record.manifest import read_content_sha256, render_json
from precedents.record.readers.locate import read_sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A kept table: how many rows, the hash of its content, and where it lies.

    ``frame`` holds the rows where the folder cannot be written to; None where ``path`` holds them.
    """

    rows: int
    content: str
    path: Path
    frame: pl.DataFrame | None = None

    def read(self) -> pl.DataFrame:
        """The rows."""
        return pl.read_parquet(self.path) if self.frame is None else self.frame


def read_kept(stem: Path) -> Kept | None:
    """Which table is kept under this name? None when there is none, or it is not what was written.

    Parameters
    ----------
    stem
        The path without its ending.
    """
    path = stem.with_name(f"{stem.name}.parquet")
    try:
        said: dict[str, Any] = json.loads(stem.with_name(f"{stem.name}.json").read_bytes())
        intact = read_sha256(path) == said["sha256"]
        return Kept(rows=said["rows"], content=said["content"], path=path) if intact else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep_frame(frame: pl.DataFrame, stem: Path) -> Kept:
    """Keep a table under a name, so that another run can read it back.

    Parameters
    ----------
    frame
        The table.
    stem
        The path without its ending; its folder is made where it is missing.

    Returns
    -------
    Kept
        The kept table; it holds the frame itself where the folder cannot be written to.
    """
    path = stem.with_name(f"{stem.name}.parquet")
    made = Kept(rows=frame.height, content=read_content_sha256(frame), path=path)
    try:
        stem.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=stem.parent, prefix=".keep-") as folder:
            rows, words = Path(folder) / "rows", Path(folder) / "words"
            frame.write_parquet(rows, compression="zstd", statistics=False)
            said = {"sha256": read_sha256(rows), "rows": made.rows, "content": made.content}
            words.write_bytes(render_json(said))
            # the words come last: rows without words, or with other words, are made again
            os.replace(rows, path)
            os.replace(words, stem.with_name(f"{stem.name}.json"))
    except OSError:
        return Kept(rows=made.rows, content=made.content, path=path, frame=frame)
    return made
