"""Run universes chunk by chunk on whatever works: threads, processes, a cluster; the same bytes from all of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import Any

import numpy as np
import polars as pl

from precedents.core.errors import UsageError
from precedents.estimators.specification_curve.draw import Drawn
from precedents.estimators.specification_curve.fit_universes import REASONS, Answers, Layout, fit_universes
from precedents.estimators.specification_curve.samples import Samples
from precedents.estimators.specification_curve.space import Codes, Space

CHUNK = 1 << 14
"""Universes a chunk: half a second of work, a megabyte of results."""

AHEAD = 2 * (os.cpu_count() or 1) + 6
"""Chunks handed out at a time: enough that nobody waits, few enough that no results pile up."""

KEYS = ("universe", "subset", "treatment", "outcome")
RESULTS = ("estimate", "error", "clustered", "n", "clusters", "df", "reason", "stratum", "weight")


@contextmanager
def open_executor(executor: Any, workers: int | None) -> Iterator[Executor]:
    """Who does the work: the given executor, the executor of a given Dask client, or threads of our own.

    Raises
    ------
    UsageError
        When it is none of these.
    """
    if executor is None:
        with ThreadPoolExecutor(workers or os.cpu_count() or 1) as pool:
            yield pool
        return
    if workers is not None:
        raise UsageError("workers is the number of our own threads: the executor that you give has its own")
    if hasattr(executor, "get_executor"):  # a client of Dask
        with executor.get_executor() as pool:
            yield pool
        return
    if not hasattr(executor, "submit"):
        raise UsageError(
            f"executor is a {type(executor).__name__}: an Executor or a client of Dask is needed"
        )
    yield executor


def run_chunks(
    pool: Executor,
    space: Space,
    layout: Layout,
    samples: Samples,
    drawn: Drawn,
    chunks: Iterable[int],
    keep: Callable[[int, pl.DataFrame], None],
) -> None:
    """Have these chunks computed, in whatever order they come, and each kept once it is there.

    Parameters
    ----------
    pool
        Computes.
    space, layout, samples, drawn
        What to compute.
    chunks
        Which chunks are wanted.
    keep
        Takes the number of a chunk and its rows.
    """
    waiting: dict[Future[Answers], int] = {}
    left = iter(chunks)
    try:
        while True:
            while len(waiting) < AHEAD and (chunk := next(left, None)) is not None:
                codes = drawn.codes[chunk * CHUNK : (chunk + 1) * CHUNK]
                waiting[pool.submit(fit_universes, space, layout, samples, codes)] = chunk
            if not waiting:
                return
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                chunk = waiting.pop(future)
                keep(chunk, make_rows(space, drawn, chunk, future.result()))
    finally:
        for future in waiting:
            future.cancel()


def count_chunks(codes: Codes) -> int:
    """How many chunks are there?"""
    return -(-codes.size // CHUNK)


def make_rows(space: Space, drawn: Drawn, chunk: int, answers: Answers) -> pl.DataFrame:
    """The rows of a chunk: what each universe is, and what it says."""
    here = slice(chunk * CHUNK, (chunk + 1) * CHUNK)
    codes = drawn.codes[here]
    subset, treatment, outcome, bits = space.read_codes(codes)
    columns: dict[str, Any] = {
        "universe": np.arange(here.start, here.start + codes.size),
        "subset": pl.Series(space.subsets).gather(subset),
        "treatment": pl.Series(space.treatments).gather(treatment),
        "outcome": pl.Series(space.outcomes).gather(outcome),
    }
    for place, name in enumerate(space.controls):
        columns[name] = (bits >> place) & 1 == 1
    said = pl.DataFrame(
        {
            "estimate": answers.estimate,
            "error": answers.error,
            "clustered": answers.clustered,
            "n": answers.n,
            "clusters": answers.clusters,
            "df": answers.df,
            "reason": pl.Series(REASONS).gather(answers.reason),
            "stratum": drawn.strata[here],
            "weight": drawn.weights()[here],
        }
    )
    return pl.DataFrame(columns).hstack(
        said.with_columns(
            pl.col("estimate", "error", "clustered").fill_nan(None),
            pl.col("df").fill_nan(None).cast(pl.Int64),
            pl.col("reason").replace("", None),
        )
    )
