"""Is the choice named that decides, and none where none does? And how often does the joint test cry wolf?

Run ``python simulations/multiverse_reading.py --date 2026-11-22``; it writes ``results/multiverse_reading.json`` and ``.md``.

Definitions: made-up cases that come in conflicts; a universe is a class of them and a way to count success, its answer whether most
succeeded. Regressions: made-up rows in clusters; the answer is whether the coefficient is above a line. In each design one known
choice decides, or none.
"""

from __future__ import annotations

import argparse
import itertools
import json
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from precedents import __version__
from precedents.estimators.reading_universes.chance import find_deciders
from precedents.estimators.reading_universes.shortest_rule import find_shortest_rule
from precedents.estimators.reading_universes.variance import decompose_variance
from precedents.estimators.specification_curve.face import regression_universes
from precedents.estimators.specification_curve.result import RegressionUniverses

RESULTS = Path(__file__).parent / "results"
SEED, RUNS, CURVES = 20261122, 400, 99
NAMED_AT_LEAST, SILENT_AT_LEAST, LEVEL = 0.95, 0.94, 0.05
ERROR = 0.05
"""The share of universes that the shortest rule may get wrong."""

Reading = tuple[pl.DataFrame, np.ndarray, np.ndarray, int]
"""Positions, sides, weights, and how many universes there are in all."""


def draw_definitions(rng: np.random.Generator, success: tuple[float, float]) -> Reading:
    """300 cases in 80 conflicts; success by either count has these chances, whatever else holds."""
    n = 300
    conflict = rng.integers(0, 80, n)
    deaths, year = rng.lognormal(6, 2, n), rng.integers(1946, 2020, n)
    region, source = rng.integers(0, 5, n), rng.random(n) < 0.7
    shared = rng.normal(0, 0.3, 80)[conflict]
    counts = [(shared + rng.normal(0, 1, n)) < np.sqrt(1.09) * _find_quantile(chance) for chance in success]
    choices = {
        "deaths": [25, 200, 1000],
        "since": [1946, 1960, 1975],
        "without": [None, 0, 3],
        "source": ["both", "first"],
        "success": ["ended", "held"],
    }
    rows, sides = [], []
    for position in itertools.product(*choices.values()):
        least, since, without, which, counted = position
        held = (deaths >= least) & (year >= since)
        held &= (region != without) if without is not None else True
        held &= source if which == "first" else True
        rows.append(dict(zip(choices, position, strict=True)))
        sides.append(float(np.mean(counts[counted == "held"][held]) > 0.5))
    return pl.DataFrame(rows), np.array(sides), np.ones(len(sides)), len(sides)


def _find_quantile(chance: float) -> float:
    from scipy.special import ndtri

    return float(ndtri(chance))


def draw_regressions(rng: np.random.Generator, design: str, most: int = 10**6) -> RegressionUniverses:
    """600 rows in 40 clusters. ``outcome``: the treatment moves the first outcome alone; ``control``: not at all once the
    third control is in; ``strong``: it moves all; ``none``: it moves nothing.
    """
    n = 600
    cluster = rng.integers(0, 40, n)
    controls = rng.normal(size=(n, 6))
    hidden = controls[:, 2]
    x = rng.normal(size=(n, 2)) + rng.normal(size=40)[cluster, None]
    effect = np.array([0.0, 0.0])
    if design == "control":
        x = x + 1.5 * hidden[:, None]
        y = 2 * hidden[:, None] + rng.normal(size=(n, 2))
    else:
        effect = {"outcome": [1.0, 0.0], "strong": [1.0, 1.0], "none": [0.0, 0.0]}[design] * np.ones(2)
        y = x.mean(axis=1, keepdims=True) * 2 * effect + controls[:, [0]] + rng.normal(size=(n, 2))
    y = y + 0.5 * rng.normal(size=(40, 2))[cluster]
    frame = {f"c{i}": controls[:, i] for i in range(6)} | {f"x{i}": x[:, i] for i in range(2)}
    frame |= {"rights": y[:, 0], "peace": y[:, 1], "g": cluster, "part": rng.integers(0, 4, n)}
    return regression_universes(
        frame,
        outcomes=["rights", "peace"],
        treatments=["x0", "x1"],
        controls=[f"c{i}" for i in range(6)],
        subsets={"all": "part >= 0", **{f"without {k}": f"part != {k}" for k in range(3)}},
        clusters="g",
        most=most,
        seed=int(rng.integers(1 << 31)),
        workers=1,
    )


def read_regressions(found: RegressionUniverses) -> Reading:
    """Positions and sides: a coefficient above 0.35 counts."""
    rows = found.frame()
    sides = (rows["estimate"] > 0.35).cast(pl.Float64).to_numpy()
    return rows.select(found.choices()), sides, rows["weight"].to_numpy(), found.drawn.total


def draw_noise(rng: np.random.Generator) -> Reading:
    """Answers that fall on universes like coins."""
    rows = list(itertools.product(range(3), range(3), range(2), range(2), range(4)))
    positions = pl.DataFrame(rows, schema=["deaths", "since", "source", "success", "horizon"], orient="row")
    return positions, (rng.random(len(rows)) < 0.5).astype(float), np.ones(len(rows)), len(rows)


CELLS: dict[str, tuple[str | None, Callable[[np.random.Generator], Reading]]] = {
    "definitions, the count of success decides": ("success", lambda rng: draw_definitions(rng, (0.8, 0.2))),
    "regressions, the outcome decides": (
        "outcome",
        lambda rng: read_regressions(draw_regressions(rng, "outcome")),
    ),
    "regressions, a control decides": ("c2", lambda rng: read_regressions(draw_regressions(rng, "control"))),
    "regressions, a control decides, 300 drawn of 1,024": (
        "c2",
        lambda rng: read_regressions(draw_regressions(rng, "control", 300)),
    ),
    "definitions, nothing matters": (None, lambda rng: draw_definitions(rng, (0.8, 0.8))),
    "regressions, nothing matters": (None, lambda rng: read_regressions(draw_regressions(rng, "strong"))),
    "coins": (None, draw_noise),
}
"""What is planted (None: nothing) and how it is drawn."""

AT_THE_LINE = "definitions, the truth on the line"
JOINT = tuple((how, clustered) for how in ("resample", "shuffle") for clustered in (True, False))


def read_once(reading: Reading, planted: str | None, rng: np.random.Generator) -> tuple[bool, bool]:
    """Do the decomposition and the shortest rule say what was planted?"""
    positions, sides, weights, total = reading
    split = decompose_variance(
        positions, sides, weights=weights, population=total if total > sides.size else None
    )
    deciders = find_deciders(positions, sides, generator=rng, runs=199)
    named = set(deciders.filter("decides")["choice"])
    rule = find_shortest_rule(positions, sides, error=ERROR, weights=weights, generator=rng)
    told = rule.separates and bool(rule.literals) and rule.chance is not None and rule.chance < LEVEL
    if planted is None:
        return not named, not told
    first = bool(split.height) and split["choice"][0] == planted and planted in named
    return first, told and rule.choices == (planted,)


def run_cell(name: str, runs: int, rng: np.random.Generator) -> dict[str, Any]:
    """How often both say what is so."""
    planted, draw = CELLS[name]
    said = np.array([read_once(draw(rng), planted, rng) for _ in range(runs)])
    return {
        "design": name,
        "planted": planted,
        "runs": runs,
        "decomposition": round(float(said[:, 0].mean()), 4),
        "rule": round(float(said[:, 1].mean()), 4),
    }


def run_line(runs: int, rng: np.random.Generator) -> dict[str, Any]:
    """Where the truth lies on the line chance decides, and universes that share cases fall together."""
    said = np.array([read_once(draw_definitions(rng, (0.5, 0.5)), None, rng) for _ in range(runs)])
    return {
        "design": AT_THE_LINE,
        "runs": runs,
        "decomposition_names_something": round(float(1 - said[:, 0].mean()), 4),
        "rule_names_something": round(float(1 - said[:, 1].mean()), 4),
    }


def run_joint(how: str, clustered: bool, runs: int, rng: np.random.Generator) -> dict[str, Any]:
    """How often the joint test of 64 universes rejects where the treatment does nothing."""
    n, p = 400, []
    for _ in range(runs):
        cluster = rng.integers(0, 40, n)
        controls = rng.normal(size=(n, 5))
        by_cluster = rng.normal(size=(40, 2)) * clustered
        x = controls[:, 0] * (how == "resample") + by_cluster[cluster, 0] + rng.normal(size=n)
        y = controls[:, 0] + by_cluster[cluster, 1] + rng.normal(size=n)
        frame = {"x": x, "y": y, "z": y + rng.normal(size=n), "g": cluster}
        frame |= {f"c{i}": controls[:, i] for i in range(5)}
        if how == "shuffle" and clustered:
            frame["x"] = by_cluster[cluster, 0]
        found = regression_universes(
            frame,
            outcomes=["y", "z"],
            treatments=["x"],
            controls=[f"c{i}" for i in range(1, 5)],
            always=["c0"],
            clusters="g" if clustered else None,
            workers=1,
        )
        test = found.joint_test(generator=rng, runs=CURVES, how=how)  # type: ignore[arg-type]
        p.append([test.median_p, test.significant_p, test.z_p])
    rates = (np.array(p) <= LEVEL).mean(axis=0)
    return {
        "how": how,
        "clustered": clustered,
        "runs": runs,
        **{
            name: round(float(rate), 4)
            for name, rate in zip(("median", "significant", "z"), rates, strict=True)
        },
    }


def _run(given: tuple[str, Any, int, int, int]) -> dict[str, Any]:
    what, of, runs, seed, number = given
    rng = np.random.default_rng([seed, number])
    if what == "cell":
        return run_cell(of, runs, rng)
    return run_line(runs, rng) if what == "line" else run_joint(*of, runs, rng)


def run_simulation(date: str, *, runs: int = RUNS, seed: int = SEED, workers: int = 1) -> dict[str, Any]:
    """Everything, each part with a generator of its own."""
    jobs = [("cell", name) for name in CELLS] + [("line", None)] + [("joint", each) for each in JOINT]
    tasks = [(what, of, runs, seed, number) for number, (what, of) in enumerate(jobs)]
    if workers > 1:
        with ProcessPoolExecutor(workers) as pool:
            found = list(pool.map(_run, tasks))
    else:
        found = [_run(task) for task in tasks]
    return {
        "date": date,
        "version": __version__,
        "seed": seed,
        "runs": runs,
        "curves": CURVES,
        "named_at_least": NAMED_AT_LEAST,
        "silent_at_least": SILENT_AT_LEAST,
        "cells": found[: len(CELLS)],
        "line": found[len(CELLS)],
        "joint": found[len(CELLS) + 1 :],
    }


def render_table(stored: dict[str, Any]) -> str:
    """The page."""
    lines = [
        "# Reading a multiverse whose truth is known",
        "",
        f"{stored['runs']} made-up data sets a line, seed {stored['seed']}, version {stored['version']}, {stored['date']}. Right: where one choice "
        "decides, the decomposition has it first and above chance, and the shortest rule (which may get 5 % of the universes wrong) has it "
        "alone; where nothing matters, neither names anything.",
        "",
        "| design | planted | decomposition right | shortest rule right |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {cell['design']} | {cell['planted'] or 'nothing'} | {cell['decomposition']:.3f} | {cell['rule']:.3f} |"
        for cell in stored["cells"]
    ]
    line = stored["line"]
    lines += [
        "",
        f"Where the truth lies on the line itself, the answers of the universes are chance, but universes share cases: the decomposition names a choice in "
        f"{line['decomposition_names_something']:.1%} of the runs and the rule in {line['rule_names_something']:.1%}. Both describe the table that "
        "was found; whether its sides differ by more than the sampling error of the cases is another question.",
        "",
        f"The joint test ({stored['curves']} null curves) where the treatment does nothing: how often p is 0.05 or less.",
        "",
        "| null curves | clusters | median | share significant | summed scores |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {each['how']} | {'yes' if each['clustered'] else 'no'} | {each['median']:.3f} | {each['significant']:.3f} | {each['z']:.3f} |"
        for each in stored["joint"]
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Run and store."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--date", required=True)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--workers", type=int, default=1, help="processes; the results are the same")
    given = parser.parse_args()
    stored = run_simulation(given.date, runs=given.runs, workers=given.workers)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "multiverse_reading.json").write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    (RESULTS / "multiverse_reading.md").write_text(render_table(stored), encoding="utf-8")


if __name__ == "__main__":
    main()
