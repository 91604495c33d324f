"""How far are the files that are being pulled? Bars on standard error, for people, after two seconds."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from precedents.cli.progress import SHOWN_AFTER

if TYPE_CHECKING:
    from rich.progress import TaskID


@contextlib.contextmanager
def show_bytes() -> Iterator[Callable[[str, int, int | None], None]]:
    """Yield a callable that is told (file, bytes done, of); it may be called from several threads.

    Off a terminal it draws nothing: what was pulled is said source by source.
    """
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda name, done, size: None  # noqa: ARG005
        return
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    bars = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        console=console,
        transient=True,
    )
    started = time.monotonic()
    lock = threading.Lock()
    tasks: dict[str, TaskID] = {}

    def tell(name: str, done: int, size: int | None) -> None:
        with lock:
            if name not in tasks:
                tasks[name] = bars.add_task(name, total=size)
            bars.update(tasks[name], completed=done, total=size, visible=done != size)
            if time.monotonic() - started > SHOWN_AFTER and not bars.live.is_started:
                bars.start()

    try:
        yield tell
    finally:
        bars.stop()
