"""How long does the main job take, and how much memory? `make bench` prints median and spread of five runs.

There is no peer that does this job; the figure to beat is our own limit: under 3 s and 500 MB on the second run.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
RUNS = 5


def run(folder: str) -> tuple[float, float]:
    """Seconds and peak megabytes of one run in a process of its own."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "precedents",
            "try",
            str(ROOT / "examples/balkan-precedent.toml"),
            "-o",
            folder,
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    if status:
        raise SystemExit(f"the run failed with status {status}")
    return seconds, usage.ru_maxrss / 1024


def main() -> None:
    """Warm the cache once, then measure."""
    with tempfile.TemporaryDirectory() as folder:
        run(folder)
        runs = [run(folder) for _ in range(RUNS)]
    seconds, megabytes = zip(*runs, strict=True)
    cores = len(os.sched_getaffinity(0))
    print(f"precedents try balkan-precedent, {RUNS} runs on {cores} cores")
    print(f"seconds  median {statistics.median(seconds):.2f} ({min(seconds):.2f} to {max(seconds):.2f})")
    print(
        f"peak MB  median {statistics.median(megabytes):.0f} ({min(megabytes):.0f} to {max(megabytes):.0f})"
    )


if __name__ == "__main__":
    main()
