"""How fast are regression universes, beside specification_curve, and does the cost grow in step with their number?

Made-up rows of the size that is asked for: 5,000 rows in 170 clusters, 20 optional controls, 4 outcomes, 4 treatments and 10 subsets.
The peer runs in the same minute on the same rows (specification_curve, from the package index; it is no dependency of ours), without clustered errors, which
it would need a second run for; ours has both. specr needs 21.6 ms a universe on two cores of the same kind (R 4.2.2, specr 1.0.0).

    python benchmarks/bench_specification_curve.py                 # 1,000,000 universes
    python benchmarks/bench_specification_curve.py --peer PYTHON   # and the peer, in an environment that has it
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl

from precedents.estimators.specification_curve.face import regression_universes

ROWS, CLUSTERS, CONTROLS, OUTCOMES, TREATMENTS, SUBSETS = 5_000, 170, 20, 4, 4, 10
MOST, SECONDS, MEGABYTES, FASTER = 1_000_000, 60, 2_000, 200
SPECR = 21.6e-3
"""Seconds a universe."""

PEER = """
import sys, time
import pandas as pd
import specification_curve as sc
frame = pd.read_csv(sys.argv[1])
begun = time.perf_counter()
run = sc.SpecificationCurve(frame, ["y0"], ["x0", "x1"], [f"c{i}" for i in range(8)])
run.fit()
print(time.perf_counter() - begun, len(run.df_r))
"""


def make_frame() -> pl.DataFrame:
    rng = np.random.default_rng(1)
    cluster = rng.integers(0, CLUSTERS, ROWS)
    controls = rng.normal(size=(ROWS, CONTROLS))
    columns = {f"c{i}": controls[:, i] for i in range(CONTROLS)}
    columns |= {f"x{i}": controls[:, i] + rng.normal(size=ROWS) for i in range(TREATMENTS)}
    for i in range(OUTCOMES):
        columns[f"y{i}"] = controls[:, i] + 0.1 * columns["x0"] + rng.normal(size=ROWS)
        columns[f"y{i}"] += rng.normal(size=CLUSTERS)[cluster]
    return pl.DataFrame({**columns, "g": cluster, "part": rng.integers(0, SUBSETS, ROWS)})


def run_ours(frame: pl.DataFrame, most: int, folder: Path) -> tuple[float, float]:
    """Wall and processor seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    regression_universes(
        frame,
        outcomes=[f"y{i}" for i in range(OUTCOMES)],
        treatments=[f"x{i}" for i in range(TREATMENTS)],
        controls=[f"c{i}" for i in range(CONTROLS)],
        subsets={f"without {i}": f"part != {i}" for i in range(SUBSETS)},
        clusters="g",
        most=most,
        seed=1,
        out=folder / f"{most}.parquet",
        resume=False,
    )
    return time.perf_counter() - wall, time.process_time() - cpu


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer", help="a Python that has specification_curve")
    parser.add_argument("--most", type=int, default=MOST)
    given = parser.parse_args()
    frame = make_frame()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        each = []
        for most in (given.most // 8, given.most // 4, given.most // 2, given.most):
            wall, cpu = run_ours(frame, most, folder)
            each.append(cpu / most)
            print(
                f"{most:>9,} universes {wall:6.1f} s, processor {cpu:6.1f} s: {cpu / most * 1e6:.1f} µs each"
            )
        # a universe gets cheaper as batches fill; it must not get dearer
        word = "" if each[-1] <= 1.2 * each[0] else "  DEARER THAN LINEAR"
        print(
            f"a universe among {given.most:,} costs {each[-1] / each[0]:.2f} times one among an eighth of them{word}"
        )
        # two cores: what the processors need is shared by them
        word = "" if cpu / 2 <= SECONDS else "  TOO SLOW"
        print(
            f"on two idle cores at least {cpu / 2:.1f} s{word}; load now {os.getloadavg()[0]:.1f} on {os.cpu_count()}"
        )
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"peak {peak:.0f} MB{'' if peak <= MEGABYTES else '  TOO MUCH'}")
        print(
            f"specr 1.0.0: {SPECR * 1e3:.1f} ms a universe, {SPECR / each[-1]:.0f} times ours in processor time"
        )
        if given.peer:
            rows = folder / "rows.csv"
            frame.write_csv(rows)
            times = []
            for _ in range(3):
                told = subprocess.run(
                    [given.peer, "-c", PEER, rows], capture_output=True, text=True, check=True
                ).stdout.split()
                wall, cpu = run_ours(frame, 50_000, folder)
                times.append((float(told[-2]) / int(told[-1]), wall / 50_000))
            theirs, ours = (statistics.median(pair[at] for pair in times) for at in (0, 1))
            word = "" if theirs / ours >= FASTER else "  TOO SLOW"
            print(
                f"in one run: specification_curve {theirs * 1e3:.2f} ms a universe, ours {ours * 1e6:.1f} µs: "
                f"{theirs / ours:.0f} times faster{word} (wall seconds, three pairs)"
            )


if __name__ == "__main__":
    main()
