"""Blocks of a panel made a little ahead of whoever takes them: one a core, in order, never all at once."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import polars as pl

Blocks = Iterator[pl.DataFrame]


def count_cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def build_ahead(blocks: Blocks, build: Callable[[pl.DataFrame], pl.DataFrame]) -> Blocks:
    """What becomes of each block, in the order in which they come?

    Parameters
    ----------
    blocks
        The blocks; read no further than the cores can work on.
    build
        What is made of one; it must not change what others read. The libraries beneath let go of the interpreter,
        so threads do.

    Yields
    ------
    polars.DataFrame
        One a block. The same rows whatever the number of cores.
    """
    first = next(blocks, None)
    if first is None:
        return
    second = next(blocks, None)
    if second is None:  # state-years and the like: one block needs no thread
        yield build(first)
        return
    cores = count_cores()
    with ThreadPoolExecutor(cores) as pool:
        waiting: deque[Future[pl.DataFrame]] = deque(pool.submit(build, block) for block in (first, second))
        for block in blocks:
            while len(waiting) > cores:
                yield waiting.popleft().result()
            waiting.append(pool.submit(build, block))
        while waiting:
            yield waiting.popleft().result()
