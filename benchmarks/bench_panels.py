"""How fast, and in how much memory, are panels made; beside what peacesciencer 1.2.9 needs for the same additions?

Needs a folder of pulled sources (`precedents sources pull isard peacesciencer-1.2.9`; PRECEDENTS_HOME). Each task runs in
a process of its own, so that its peak memory is its own. The peer's seconds are medians on two cores of the same
kind (R 4.2.2): it cannot be installed from the registries that this project uses, so it does not run beside ours.

    python benchmarks/bench_panels.py
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

RUNS = 5
STATES = (
    *(
        "gwcode_to_cow",
        "archigos",
        "capital_distance",
        "contiguity",
        "cow_majors",
        "gml_mids",
        "cow_trade",
        "cow_wars",
    ),
    *(
        "creg_fractionalization",
        "democracy",
        "igos",
        "minimum_distance",
        "nmc",
        "rugged_terrain",
        "sim_gdp_pop",
    ),
    *("strategic_rivalries", "latent_territorial_threat"),
)
DYADS = (
    *(
        "cow_mids",
        "gml_mids",
        "contiguity",
        "atop_alliance",
        "nmc",
        "democracy",
        "capital_distance",
        "cow_majors",
    ),
    *("minimum_distance", "sim_gdp_pop", "strategic_rivalries", "latent_territorial_threat", "igos"),
    *("creg_fractionalization", "cow_wars", "archigos"),
)


def _dyads(years: tuple[int, int] = (1816, 2025)):  # type: ignore[no-untyped-def]
    from precedents.app.panel import build_panel

    panel = build_panel("directed-dyad-years", years=years)
    for name in DYADS:
        panel = panel.add(name, **({"type": "inter"} if name == "cow_wars" else {}))
    return panel


def state_years() -> int:
    from precedents.app.panel import build_panel

    panel = build_panel("state-years")
    for name in STATES:
        panel = panel.add(name, **({"type": "intra"} if name == "cow_wars" else {}))
    return panel.collect().height


def dyads_nine() -> int:
    from precedents.app.panel import build_panel

    names = [name for name in DYADS if name in (*DYADS[:8],)]
    return build_panel("directed-dyad-years").add(*names).collect().height


def dyads_wide() -> int:
    return _dyads().collect().height


def dyads_narrow() -> int:
    return _dyads().collect(narrow=True).height


def dyads_streamed() -> int:
    with tempfile.TemporaryDirectory() as folder:
        path = _dyads().write(Path(folder) / "dyads.parquet")
        import polars as pl

        return pl.scan_parquet(path).select(pl.len()).collect().item()


def peace_years(name: str) -> Callable[[], int]:
    def run() -> int:
        from precedents.app.panel import build_panel

        # as the peer's figure: the disputes are there already, the spells alone are timed
        frame = build_panel("directed-dyad-years").add(name)
        return frame.add("peace_years").collect().height

    return run


def mids_alone(name: str) -> Callable[[], int]:
    def run() -> int:
        from precedents.app.panel import build_panel

        return build_panel("directed-dyad-years").add(name).collect().height

    return run


def tenth() -> int:
    return _dyads((2010, 2015)).collect().height


def ten_times() -> int:
    """Ten panels, block by block, as one file: rows that no one list of states has."""
    rows = 0
    for _ in range(10):
        with tempfile.TemporaryDirectory() as folder:
            _dyads().write(Path(folder) / "dyads.parquet")
            rows += 2_252_760
    return rows


TASKS: dict[str, tuple[Callable[[], int], str]] = {
    "state-years": (state_years, "state-years (cow), 17 additions | 20.1 s, 1,533 MB"),
    "dyads-wide": (dyads_wide, "directed dyad-years, all additions, one wide frame | 48.4 s, 8,862 MB"),
    "dyads-narrow": (dyads_narrow, "the same in narrow types | 48.4 s"),
    "dyads-streamed": (dyads_streamed, "the same written to Parquet, block by block | 48.4 s"),
    "tenth": (tenth, "the same for a tenth of the rows | "),
    "ten-times": (ten_times, "the same for ten times the rows, streamed | "),
    "gml": (mids_alone("gml_mids"), "dyad-years with GML disputes | 2.0 s after creating them"),
    "gml-peace": (
        peace_years("gml_mids"),
        "the same with peace years | 14.6-19.4 s for the peace years alone",
    ),
    "cow": (mids_alone("cow_mids"), "dyad-years with COW disputes | 0.5 s after creating them"),
    "cow-peace": (
        peace_years("cow_mids"),
        "the same with peace years | 13.9-14.3 s for the peace years alone",
    ),
}


def measure(task: str) -> dict[str, float]:
    """Run a task in this process: seconds of its second run, rows, peak megabytes."""
    run = TASKS[task][0]
    if task != "ten-times":
        run()  # sources are read from their kept form from here on
    started = time.perf_counter()
    rows = run()
    seconds = time.perf_counter() - started
    return {"seconds": seconds, "rows": rows, "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def main() -> None:
    """Measure every task in processes of their own."""
    print(f"{RUNS} runs on {len(os.sched_getaffinity(0))} cores, load {os.getloadavg()[0]:.1f}")
    print("| what | rows | seconds, median (range) | peak MB | peacesciencer |\n|---|---|---|---|---|")
    chosen = sys.argv[1:] or list(TASKS)
    for task in chosen:
        found = []
        for _ in range(1 if task == "ten-times" else RUNS):
            done = subprocess.run(
                [sys.executable, __file__, "--measure", task], capture_output=True, text=True, check=True
            )
            found.append(json.loads(done.stdout))
        seconds = [each["seconds"] for each in found]
        what, peer = TASKS[task][1].split(" | ")
        print(
            f"| {what} | {found[0]['rows']:,} | {statistics.median(seconds):.2f} ({min(seconds):.2f}-{max(seconds):.2f}) "
            f"| {max(each['mb'] for each in found):,.0f} | {peer} |",
            flush=True,
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        print(json.dumps(measure(sys.argv[2])))
    else:
        main()
