"""A progress bar on standard error, for people only, and only when something takes long."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

SHOWN_AFTER = 2.0
"""Seconds before a bar appears: what is quick needs none."""


@contextlib.contextmanager
def show_progress() -> Iterator[Callable[[str, int, int], None]]:
    """Yield a callable that is told (what, done, of); draws nothing before two seconds or off a terminal."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda what, done, total: None  # noqa: ARG005
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    started = time.monotonic()
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=console, transient=True
    )
    task = bar.add_task("trying", total=None)

    def tell(what: str, done: int, total: int) -> None:
        if time.monotonic() - started > SHOWN_AFTER and not bar.live.is_started:
            bar.start()
        bar.update(task, description=f"statement {what}", completed=done, total=total)

    try:
        yield tell
    finally:
        bar.stop()


class Rows:
    """How many rows of a panel were made so far."""

    def __init__(self, say: Callable[[int], None]) -> None:
        self.rows = self.columns = 0
        self._say = say

    def __call__(self, block: pl.DataFrame) -> None:
        """Count one block more."""
        self.rows += block.height
        self.columns = block.width
        self._say(self.rows)


@contextlib.contextmanager
def show_rows(what: str) -> Iterator[Rows]:
    """Count the rows of a panel on a terminal's standard error; silent elsewhere."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield Rows(lambda _: None)
        return
    with console.status(f"{what}: reading") as status:
        yield Rows(lambda rows: status.update(f"{what}: {rows:,} rows"))
