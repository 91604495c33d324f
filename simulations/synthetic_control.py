"""How often do the tests of synthetic control err, and how often do its intervals hold the truth?

Run ``python simulations/synthetic_control.py --date 2026-11-22``; it writes ``results/synthetic_control.json`` and ``.md``.
"""

from __future__ import annotations

import argparse
import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from precedents import __version__
from precedents.estimators.synthetic_control.fit import Study, fit_synthetic_control
from precedents.estimators.synthetic_control.placebo_in_space import judge_placebos, try_placebos_in_space
from precedents.estimators.synthetic_control.placebo_in_time import try_blocks

RESULTS = Path(__file__).parent / "results"
SEED = 20261122
UNITS = 20
"""Twenty units: the smallest p is 5 %, so that the test can reject at all and its size can be 5 % exactly."""
AFTER = 4
BEFORE = (5, 10, 20)
EFFECT = 1.0
RUNS = {"outcomes-only": 600, "demeaned": 600, "ridge": 100, "nested": 60}
DESIGNS = {
    "factors": "two factors that persist (autocorrelation 0.5), loadings and levels by chance, noise of unit variance",
    "walks": "the same with factors that wander (random walks) and autocorrelated noise (0.5)",
    "extreme": "as factors, but the unit that was treated is the one with the largest level",
}


def draw(design: str, before: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Outcomes (T, N) without effect, the treated unit first, and two predictors (2, N) that mirror its loadings."""
    periods = before + AFTER
    keep = 1.0 if design == "walks" else 0.5
    factors = np.empty((periods, 2))
    now = rng.normal(size=2)
    for t in range(periods):
        now = keep * now + rng.normal(size=2)
        factors[t] = now
    loadings, level = rng.normal(size=(2, UNITS)), rng.normal(size=UNITS)
    noise = rng.normal(size=(periods, UNITS))
    if design == "walks":
        for t in range(1, periods):
            noise[t] = 0.5 * noise[t - 1] + math.sqrt(0.75) * noise[t]
    if design == "extreme":
        order = np.argsort(-level)
        level, loadings = level[order], loadings[:, order]
    predictors = loadings + 0.5 * rng.normal(size=(2, UNITS))
    return level + factors @ loadings + noise, predictors


def count(design: str, variant: str, before: int, runs: int, rng: np.random.Generator) -> dict[str, float]:
    """Shares of runs: rejections at 5 % without effect, and intervals that hold an effect of one."""
    found: dict[str, list[bool]] = {}

    def note(what: str, happened: bool) -> None:
        found.setdefault(what, []).append(happened)

    for _ in range(runs):
        outcomes, predictors = draw(design, before, rng)
        deciding = np.arange(len(outcomes)) < before
        means = np.vstack([predictors, outcomes[:before].mean(axis=0), outcomes[before - 1]])

        null = Study(
            outcomes=outcomes,
            before=before,
            deciding=deciding,
            predictors=means if variant == "nested" else np.empty((0, UNITS)),
            variant=variant,  # type: ignore[arg-type]
        )
        donors = np.arange(1, UNITS)
        fit = fit_synthetic_control(null, 0, donors)
        for with_treated, word in ((True, "with the treated as donor"), (False, "without it")):
            if variant == "nested" and not with_treated:
                continue  # twice the time for what the other variants show
            placebos = try_placebos_in_space(null, fit, with_treated=with_treated)
            note(f"placebos in space reject, {word}", placebos.p <= 0.05)
            # Weights do not depend on periods after treatment: an effect moves the gaps of the treated unit, and those
            # of the placebos by the weight that it has in them.
            shift = EFFECT * (~deciding)
            moved = [replace(fit, gaps=fit.gaps + shift)]
            for each in placebos.fits[1:]:
                leak = float(each.weights[each.donors == 0].sum())
                moved.append(replace(each, gaps=each.gaps - leak * shift))
            judged = judge_placebos(null, moved)
            note(f"intervals hold the effect, {word}", judged.low <= EFFECT <= judged.high)
        if variant in ("outcomes-only", "demeaned"):
            demean = variant == "demeaned"
            blocks = try_blocks(outcomes[:, 0], outcomes[:, 1:], before, demean=demean, interval=False)
            note("moving blocks reject", blocks.p <= 0.05)
            # An interval for any constant effect holds the truth just when the true effect is not rejected.
            held = blocks.p > 0.05 + 1e-12 or blocks.least_p > 0.05
            note("intervals by moving blocks hold the effect", held)
            half = before - 2
            early = try_blocks(
                outcomes[:before, 0], outcomes[:before, 1:], half, demean=demean, interval=False
            )
            note("placebos in time reject, last two periods before", early.p <= 0.05)
    return {what: float(np.mean(seen)) for what, seen in found.items()}


def simulate(runs: dict[str, int], seed: int) -> list[dict[str, Any]]:
    """Every cell: design, variant, periods before, what was counted, its share and standard error."""
    cells = []
    for design in DESIGNS:
        for variant, many in runs.items():
            if variant in ("nested", "ridge") and design != "factors":
                continue
            for before in BEFORE:
                rng = np.random.default_rng([seed, before, *map(ord, design + variant)])
                for what, share in count(design, variant, before, many, rng).items():
                    error = math.sqrt(max(share * (1 - share), 0.05 * 0.95) / many)
                    cells.append(
                        {
                            "design": design,
                            "variant": variant,
                            "before": before,
                            "what": what,
                            "share": round(share, 4),
                            "error": round(error, 4),
                            "runs": many,
                        }
                    )
                print(design, variant, before, flush=True)
    return cells


def render(found: dict[str, Any]) -> str:
    """The same as a page."""
    lines = [
        "# Synthetic control simulated",
        "",
        f"{UNITS} units, one treated for the last {AFTER} periods; seed {found['seed']}, version {found['version']}, "
        f"{found['date']}. Tests at 5 % without effect, 95 % intervals with an effect of {EFFECT:g} "
        "(noise has unit variance). The share of runs, with its standard error.",
        "",
        *(f"- {name}: {text}" for name, text in DESIGNS.items()),
        "",
        "| counted | design | variant | 5 before | 10 before | 20 before | runs |",
        "|---|---|---|---|---|---|---|",
    ]
    rows: dict[tuple[str, str, str], dict[int, dict[str, Any]]] = {}
    for cell in found["cells"]:
        rows.setdefault((cell["what"], cell["design"], cell["variant"]), {})[cell["before"]] = cell
    for (what, design, variant), by in sorted(rows.items()):
        shares = " | ".join(f"{by[b]['share']:.1%} ± {by[b]['error']:.1%}" for b in BEFORE)
        lines.append(f"| {what} | {design} | {variant} | {shares} | {by[BEFORE[0]]['runs']} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Simulate and store."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--date", required=True)
    parser.add_argument("--scale", type=float, default=1.0, help="share of the runs")
    parser.add_argument("--out", type=Path, default=RESULTS)
    asked = parser.parse_args()
    runs = {variant: max(1, int(many * asked.scale)) for variant, many in RUNS.items()}
    found = {
        "date": asked.date,
        "version": __version__,
        "seed": SEED,
        "units": UNITS,
        "after": AFTER,
        "cells": simulate(runs, SEED),
    }
    asked.out.mkdir(parents=True, exist_ok=True)
    text = json.dumps(found, indent=1) + "\n"
    (asked.out / "synthetic_control.json").write_text(text, encoding="utf-8")
    (asked.out / "synthetic_control.md").write_text(render(found), encoding="utf-8")


if __name__ == "__main__":
    main()
