"""Linear algebra on one thread: the same sums in the same order on every machine, and workers that do not wait for each other."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from threadpoolctl import ThreadpoolController

_lock = threading.Lock()
_inside = 0
_limits: Any = None


@contextmanager
def use_one_thread() -> Iterator[None]:
    """Within, the library of linear algebra uses one thread in this process; the last to leave restores what was.

    How a product of matrices is split among threads can move its last bit. The setting belongs to the process, so
    that threads that overlap share one.
    """
    global _inside, _limits
    with _lock:
        _inside += 1
        if _inside == 1:
            _limits = ThreadpoolController().limit(limits=1)
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if _inside == 0:
                _limits.restore_original_limits()
                _limits = None
