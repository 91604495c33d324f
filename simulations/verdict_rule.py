"""How often does the verdict rule err? Coin flips, planted choices and harmless ones, by simulation.

Run ``python simulations/verdict_rule.py --date 2026-11-22``; it writes ``results/verdict_rule.json`` and ``.md``.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from precedents import __version__
from precedents.arguments.verdict import judge_part
from precedents.core.expectation import read_expectation
from precedents.core.finding import Doubt, DoubtOutcome, Lean
from precedents.core.stand import Alternative, Stand
from precedents.estimators.base_rate import fit_paired_difference, fit_share

RESULTS = Path(__file__).parent / "results"
SEED, RUNS = 20261122, 4000
SIZES = (10, 25, 41, 100)
DESIGNS = ("independent", "clustered")
MEAN_SIZE, CORRELATION, TOUCHED = 2.5, 0.5, 0.1
FALSE_AT_MOST, FOUND_AT_LEAST = 0.06, 0.95
EXPECTS = read_expectation("most")
HELD = (Doubt(id="held", outcome=DoubtOutcome.HELD, says="held"),)
"""The rule asks that some doubt held; one that always does lets it speak as readily as it can."""
MISSED = (
    "Where a deciding choice is named too seldom, cases are few and clustered: 41 cases lie in about 17 conflicts, "
    "so that often neither interval excludes one half. The rule names a choice only where one "
    "side leans; else it nearly always says undecided.",
)
"""Why a bound is missed where it is; printed only then."""
WORDS = ("supported", "contradicted", "depends", "undecided")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Cases: outcome, conflict, and the chance of success there (length n)."""

    outcomes: np.ndarray
    clusters: np.ndarray
    chances: np.ndarray


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """An alternative definition: which cases it codes anew, how, and which it keeps (length n)."""

    touched: np.ndarray
    recoded: np.ndarray
    keep: np.ndarray


Maker = Callable[[Sample, np.random.Generator], Definition]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One line of the table: how cases are made, which choices there are, which words are counted and bounded."""

    question: str
    n: int
    design: str
    truth: float
    choices: tuple[Maker, ...] = ()
    counts: tuple[str, ...] = ("supported", "contradicted")
    at_most: float | None = None
    at_least: float | None = None


def draw_sample(n: int, design: str, truth: float, rng: np.random.Generator) -> Sample:
    """Cases with this chance of success, each alone or in conflicts (beta-binomial)."""
    if design == "independent":
        chances = np.full(n, truth)
        return Sample(outcomes=rng.random(n) < chances, clusters=np.arange(n), chances=chances)
    clusters = np.repeat(np.arange(n), 1 + rng.poisson(MEAN_SIZE - 1, n))[:n]
    # A beta(a, b) has intra-class correlation 1 / (a + b + 1).
    weight = 1 / CORRELATION - 1
    chances = rng.beta(truth * weight, (1 - truth) * weight, n)[clusters]
    return Sample(outcomes=rng.random(n) < chances, clusters=clusters, chances=chances)


def plant_choice(start: float, end: float) -> Maker:
    """A definition under which successes are failures, so that the true share falls from start to end.

    It redefines whole conflicts, since what counts as a success mostly turns on the conflict.
    """

    def make(sample: Sample, rng: np.random.Generator) -> Definition:
        n = len(sample.outcomes)
        redefined = (rng.random(n) < 1 - end / start)[sample.clusters]
        return Definition(touched=redefined, recoded=np.zeros(n, dtype=bool), keep=np.ones(n, dtype=bool))

    return make


def _some(n: int, rng: np.random.Generator) -> np.ndarray:
    return rng.permutation(n) < max(1, round(TOUCHED * n))


def drop_some(sample: Sample, rng: np.random.Generator) -> Definition:
    """A definition that leaves out one case in ten, whatever its outcome."""
    n = len(sample.outcomes)
    none = np.zeros(n, dtype=bool)
    return Definition(touched=none, recoded=none, keep=~_some(n, rng))


def recode_some(sample: Sample, rng: np.random.Generator) -> Definition:
    """A definition that codes one case in ten anew, with the same chance of success."""
    n = len(sample.outcomes)
    recoded = rng.random(n) < sample.chances
    return Definition(touched=_some(n, rng), recoded=recoded, keep=np.ones(n, dtype=bool))


HARMLESS: dict[str, tuple[Maker, ...]] = {
    "one choice that drops a random tenth": (drop_some,),
    "one choice that recodes a random tenth": (recode_some,),
    "five such choices": (drop_some, recode_some) * 2 + (drop_some,),
}


def _side(share: float) -> Lean:
    holds = EXPECTS.holds(share)
    return Lean.NEITHER if holds is None else Lean.FOR if holds else Lean.AGAINST


def _stand(outcomes: np.ndarray, clusters: np.ndarray) -> Stand:
    share = fit_share(outcomes.tolist(), clusters.tolist())
    side, whole = _side(share.share), EXPECTS.holds_within(share.low, share.high)
    return Stand(lean=Lean.NEITHER if whole is None else side, side=side, estimate=share.share, findings=())


def try_sample(cell: Cell, sample: Sample, rng: np.random.Generator) -> str:
    """The verdict on one sample."""
    definitions = [make(sample, rng) for make in cell.choices]
    author = _stand(sample.outcomes, sample.clusters)
    alternatives = []
    for i, each in enumerate(definitions):
        outcomes = np.where(each.touched, each.recoded, sample.outcomes)[each.keep]
        clusters = sample.clusters[each.keep]
        _, p = fit_paired_difference(
            sample.outcomes.tolist(), sample.clusters.tolist(), outcomes.tolist(), clusters.tolist()
        )
        alternatives.append(Alternative(choice=f"c{i}", value="other", stand=_stand(outcomes, clusters), p=p))
    universes = []
    for position in product((False, True), repeat=len(definitions)):
        outcomes, keep = sample.outcomes, np.ones(cell.n, dtype=bool)
        for other, each in zip(position, definitions, strict=True):
            if other:
                outcomes, keep = np.where(each.touched, each.recoded, outcomes), keep & each.keep
        values = {f"c{i}": other for i, other in enumerate(position)}
        universes.append((values, _side(float(outcomes[keep].mean()))))
    return judge_part("tendency", author, alternatives, universes, HELD)[0].value


def list_cells() -> Iterator[Cell]:
    """Every line of the table."""
    grid: list[dict[str, Any]] = [{"n": n, "design": design} for n in SIZES for design in DESIGNS]
    for at in grid:
        yield Cell(**at, question="a coin flip gets a verdict", truth=0.5, at_most=FALSE_AT_MOST)
    for truth, at in product((0.65, 0.8), grid):
        yield Cell(**at, question="a true majority is seen", truth=truth, counts=("supported",))
    for (start, end), at in product(((0.9, 0.1), (0.8, 0.2), (0.75, 0.25)), grid):
        yield Cell(
            **at,
            question=f"a choice that moves the truth from {start} to {end} is named",
            truth=start,
            choices=(plant_choice(start, end),),
            counts=("depends",),
            at_least=FOUND_AT_LEAST if at["n"] >= 41 else None,
        )
    for (words, choices), truth, at in product(HARMLESS.items(), (0.5, 0.65), grid):
        yield Cell(
            **at,
            question=f"{words}: blamed",
            truth=truth,
            choices=choices,
            counts=("depends",),
            at_most=FALSE_AT_MOST,
        )


def run_cell(cell: Cell, runs: int, rng: np.random.Generator) -> dict[str, Any]:
    """The share of runs with each verdict, and whether the bound is kept.

    Lone cases without a choice need no draws: only the number of successes matters, and its chance is binomial.
    """
    words: Counter[str] = Counter()
    exact = cell.design == "independent" and not cell.choices
    if exact:
        # Whole numbers: the chances are hundredths.
        hits = round(cell.truth * 100)
        for x in range(cell.n + 1):
            blank = draw_sample(cell.n, cell.design, cell.truth, rng)
            sample = replace(blank, outcomes=np.arange(cell.n) < x)
            words[try_sample(cell, sample, rng)] += (
                math.comb(cell.n, x) * hits**x * (100 - hits) ** (cell.n - x)
            )
        runs = words.total()
    else:
        for _ in range(runs):
            words[try_sample(cell, draw_sample(cell.n, cell.design, cell.truth, rng), rng)] += 1
    counted = sum(words[word] for word in cell.counts) / runs
    kept = None
    if cell.at_most is not None or cell.at_least is not None:
        kept = counted <= (cell.at_most or math.inf) and counted >= (cell.at_least or 0)
    return {
        **{name: getattr(cell, name) for name in ("question", "n", "design", "truth", "at_most", "at_least")},
        "runs": None if exact else runs,
        "counts": list(cell.counts),
        "value": round(counted, 5),
        "standard_error": 0.0 if exact else round(math.sqrt(counted * (1 - counted) / runs), 5),
        "kept": kept,
        "verdicts": {word: round(words[word] / runs, 5) for word in WORDS},
    }


def run_simulation(date: str, runs: int = RUNS, seed: int = SEED) -> dict[str, Any]:
    """All cells; each has its own stream, so that adding one moves no other."""
    cells = []
    for cell in list_cells():
        makers = "+".join(getattr(make, "__name__", "") for make in cell.choices)
        key = f"{cell.question}|{cell.n}|{cell.design}|{cell.truth}|{makers}"
        rng = np.random.default_rng([seed, *key.encode()])
        cells.append(run_cell(cell, runs, rng))
    return {
        "title": "The verdict rule simulated",
        "date": date,
        "version": __version__,
        "seed": seed,
        "runs": runs,
        "expects": "most",
        "sort": "tendency",
        "clustered": {
            "mean_size": MEAN_SIZE,
            "intra_class_correlation": CORRELATION,
            "outcomes": "beta-binomial",
        },
        "cells": cells,
    }


def render_table(results: dict[str, Any]) -> str:
    """The results as a page of Markdown."""
    clustered = results["clustered"]
    lines = [
        f"# {results['title']}",
        "",
        f"{results['runs']:,} runs a line where a ± stands, else every count of successes with its exact chance; seed {results['seed']}, version {results['version']}, {results['date']}. "
        f"Expected: {results['expects']}; a {results['sort']}. Clustered: conflicts of {clustered['mean_size']} cases "
        f"on average, intra-class correlation {clustered['intra_class_correlation']} ({clustered['outcomes']}). "
        "The share of runs that is counted, with its standard error.",
        "",
        "| question | truth | n | cases | counted | share | ± | bound | kept |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for cell in results["cells"]:
        bounds = [
            f"{word.replace('_', ' ')} {cell[word]:.0%}" for word in ("at_most", "at_least") if cell[word]
        ]
        error = "exact" if cell["runs"] is None else f"{cell['standard_error']:.1%}"
        kept = {None: "—", True: "yes", False: "**no**"}[cell["kept"]]
        lines.append(
            f"| {cell['question']} | {cell['truth']} | {cell['n']} | {cell['design']} | "
            f"{' or '.join(cell['counts'])} | {cell['value']:.1%} | {error} | {'; '.join(bounds) or '—'} | {kept} |"
        )
    lines += ["", *MISSED] if any(cell["kept"] is False for cell in results["cells"]) else []
    return "\n".join(lines) + "\n"


def main() -> None:
    """Run it all and store the results."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--date", required=True, help="the date to print, as 2026-11-22")
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    results = run_simulation(options.date, options.runs, options.seed)
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(results, indent=1, ensure_ascii=False)
    (RESULTS / "verdict_rule.json").write_text(text + "\n", encoding="utf-8")
    (RESULTS / "verdict_rule.md").write_text(render_table(results), encoding="utf-8")
    missed = [cell for cell in results["cells"] if cell["kept"] is False]
    print(
        *(f"bound missed: {c['question']}, n = {c['n']}, {c['design']}: {c['value']}" for c in missed),
        sep="\n",
    )


if __name__ == "__main__":
    main()
