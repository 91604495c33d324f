"""A progress bar on standard error, for people only, and only when something takes long."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator

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
