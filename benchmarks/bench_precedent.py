"""How fast are a fortiori queries, comparisons of all pairs, landmarks, removals and exact p-values?

Prints median and spread beside our own limits; simulated cases of the size of the published ones, since speed
depends on sizes alone, and on how many cases are landmarks.
"""

from __future__ import annotations

import os
import resource
import statistics
import time
from collections.abc import Callable

import numpy as np

from precedents.precedent.case_index import build_index
from precedents.precedent.consistency import compare_all, fit_consistency
from precedents.precedent.landmarks import fit_landmarks
from precedents.precedent.pooling import fit_pooling
from precedents.precedent.removals import fit_removals
from precedents.precedent.score_tail import score_tail

RUNS = 5


def show(what: str, limit: float, run: Callable[[], object], *, runs: int = RUNS, per: int = 1) -> None:
    """Time it, and print milliseconds; `per` is how many queries one run holds."""
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        run()
        times.append((time.perf_counter() - started) * 1e3 / per)
    middle = statistics.median(times)
    word = "" if middle <= limit else "  TOO SLOW"
    print(f"{what:56} {middle:10.3f} ms ({min(times):.3f} to {max(times):.3f}), limit {limit:g}{word}")


def simulate(n: int, *, whole: bool) -> tuple[np.ndarray, list[bool]]:
    """Six dimensions, of which two count for nothing; many ties where values are whole."""
    rng = np.random.default_rng(n)
    table = rng.normal(size=(n, 6))
    won = rng.random(n) < 1 / (1 + np.exp(-table[:, :4].sum(axis=1)))
    return (np.round(table * [0.4, 8, 0.4, 40, 200, 3]) if whole else table), won.tolist()


def main() -> None:
    """Measure the promises."""
    print(f"{RUNS} runs on {len(os.sched_getaffinity(0))} cores, load {os.getloadavg()[0]:.1f}")
    table, won = simulate(5_873, whole=True)
    index, targets = build_index(table, won), table[:1_000].tolist()
    show("one query, 5,873 cases", 0.1, lambda: [index.at_least(t) for t in targets], per=1_000)
    show("all pairs, 5,873 cases", 500, lambda: compare_all(table))
    show("consistency and forcing, 5,873 cases", 500, lambda: fit_consistency(table, won))
    null = np.random.default_rng(1)
    show("the same with 200 permutations", 5_000, lambda: fit_consistency(table, won, generator=null))
    show("exact and greedy removals, 5,873 cases", 2_000, lambda: fit_removals(table, won))
    scores = np.random.default_rng(2).integers(-3, 5, 1_000).tolist()
    show("exact p, 50 cited of 1,000, eight scores", 50, lambda: score_tail(scores, 50, 50))
    show("partial pooling of three groups", 1_000, lambda: fit_pooling([19, 8, 3], [53, 20, 12]))

    large, outcomes = simulate(100_000, whole=False)

    def whole_job() -> None:
        fit_landmarks(large, outcomes)
        built = build_index(large, outcomes)
        for target in large[:1_000].tolist():
            built.controls(target)

    show("100,000 cases: landmarks, index, 1,000 queries", 10_000, whole_job, runs=3)
    built, some = build_index(large, outcomes), large[:1_000].tolist()
    show("one query, 100,000 cases", 10, lambda: [built.at_least(t) for t in some], per=1_000)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak of the whole process {peak:.0f} MB, limit 2000")


if __name__ == "__main__":
    main()
