"""A panel in a file, written block by block, under its name only once it is whole."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import polars.selectors as cs
from polars.io.plugins import register_io_source

from precedents.core.errors import UsageError

ENDINGS = (".parquet", ".csv")


def build_lazy(blocks: Iterator[pl.DataFrame]) -> pl.LazyFrame:
    """What are the blocks of a panel as one lazy frame, which never holds more than a few of them?

    Parameters
    ----------
    blocks
        The blocks, all of the same columns; consumed once.

    Returns
    -------
    polars.LazyFrame
        The frame; it can be collected once.
    """
    first = next(blocks)

    def read(
        columns: list[str] | None,
        predicate: pl.Expr | None,
        rows: int | None,
        size: int | None,  # noqa: ARG001
    ) -> Iterator[pl.DataFrame]:
        left = rows
        for block in _chain(first, blocks):
            chosen = block if columns is None else block.select(columns)
            if predicate is not None:
                chosen = chosen.filter(predicate)
            if left is not None:
                chosen = chosen.head(left)
                left -= chosen.height
            yield chosen
            if left == 0:
                return

    return register_io_source(read, schema=first.schema)


def _chain(first: pl.DataFrame, others: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    yield first
    yield from others


def write_blocks(blocks: Iterator[pl.DataFrame], path: Path) -> Path:
    """Which file holds the panel, once every block of it was written?

    Parameters
    ----------
    blocks
        The blocks of the panel.
    path
        The file; its ending says the format.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    UsageError
        When the ending is neither ``.parquet`` nor ``.csv``, or there is no such folder.
    """
    if path.suffix not in ENDINGS:
        raise UsageError(f"{path.name}: a panel is written to a file that ends in {' or '.join(ENDINGS)}")
    if not path.parent.is_dir():
        raise UsageError(f"{path}: there is no folder {path.parent}; make it first")
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".panel-") as folder:
        part = Path(folder) / path.name
        frame = build_lazy(blocks)
        if path.suffix == ".csv":
            frame.with_columns(cs.list().list.join(";")).sink_csv(part)
        else:
            frame.sink_parquet(part, compression="zstd", compression_level=1)
        os.replace(part, path)
    return path
