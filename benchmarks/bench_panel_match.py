"""How fast is panel matching with 1,000 bootstraps, beside what PanelMatch 3.1.1 needs for the same sets?

The panel is made up, of the size of the one that the peer was timed on (184 units, 51 years, about a hundred starts, two covariates over four years, a third of the
cells missing); with ``--data dem.parquet`` the peer's own panel is taken. The peer's seconds are medians on two cores of the same kind
(R 4.2.2, CBPS 0.24): it cannot be installed from the registries that this project uses, so it does not run beside ours.

    python benchmarks/bench_panel_match.py
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time

import numpy as np
import polars as pl

from precedents.estimators.panel_match.face import panel_match

RUNS, BOOTSTRAPS, FASTER = 7, 1000, 20
PEER = {"mahalanobis": 0.97 + 3.11, "ps.match": 0.86 + 4.32, "cbps.weight": 3.53 + 3.95}
"""Seconds of PanelMatch 3.1.1: matching, and the estimate with 1,000 bootstraps."""


def make_panel() -> pl.DataFrame:
    rng = np.random.default_rng(1)
    units, years = 184, 51
    start = np.where(rng.random(units) < 0.62, rng.integers(5, years, units), years)
    dem = (np.arange(years) >= start[:, None]).astype(float)
    dem[: units // 8] = 1.0
    y = np.cumsum(rng.normal(2, 4, (units, years)), axis=1) + rng.normal(700, 100, (units, 1))
    trade = 60 + np.cumsum(rng.normal(0.5, 5, (units, years)), axis=1)
    begins = rng.integers(0, 25, units)[:, None]
    for values in (y, trade):
        values[np.arange(years) < begins] = np.nan
    return pl.DataFrame(
        {
            "wbcode2": np.repeat(np.arange(units), years),
            "year": np.tile(np.arange(1960, 1960 + years), units),
            "dem": dem.reshape(-1),
            "y": y.reshape(-1),
            "tradewb": trade.reshape(-1),
        }
    ).fill_nan(None)


def run(frame: pl.DataFrame, refine: str) -> tuple[float, float, int]:
    begun = time.perf_counter()
    found = panel_match(
        frame,
        unit="wbcode2",
        time="year",
        treatment="dem",
        outcome="y",
        lag=4,
        lead=(0, 4),
        refine=refine,
        covariates=["tradewb", "y"],
        size=5,
    )
    matched = time.perf_counter()
    found.estimate(errors="bootstrap", runs=BOOTSTRAPS, generator=np.random.default_rng(1))
    return matched - begun, time.perf_counter() - matched, int(found.parts[0].sets.filled.sum())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", help="a Parquet file with wbcode2, year, dem, y, tradewb")
    given = parser.parse_args()
    frame = pl.read_parquet(given.data) if given.data else make_panel()
    for refine, peer in PEER.items():
        run(frame, refine)  # imports and caches
        worked = time.process_time()
        times = [run(frame, refine) for _ in range(RUNS)]
        worked = (time.process_time() - worked) / RUNS
        both = [a + b for a, b, _ in times]
        middle = statistics.median(both)
        word = "" if peer / middle >= FASTER else "  TOO SLOW"
        print(
            f"{refine:12} {times[0][2]:4} sets  match {statistics.median(a for a, _, _ in times) * 1e3:6.1f} ms, "
            f"{BOOTSTRAPS} bootstraps {statistics.median(b for _, b, _ in times) * 1e3:5.1f} ms, together {middle * 1e3:6.1f} "
            f"({min(both) * 1e3:.1f}–{max(both) * 1e3:.1f}; processor {worked * 1e3:.1f}); PanelMatch {peer:.2f} s: {peer / middle:.0f} times faster{word}"
        )
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
