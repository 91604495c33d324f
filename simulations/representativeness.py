"""How often does the test of the cited cases err, and how soon does it notice a choice? By simulation.

Run ``python simulations/representativeness.py --date 2026-11-22``; it writes ``results/representativeness.json`` and
``.md``, and the figure ``docs/representativeness.svg``.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import altair as alt
import numpy as np
import vl_convert

from precedents import __version__
from precedents.precedent.representativeness import hypergeometric_tail, two_stage_chances
from precedents.precedent.score_sums import draw_sums

RESULTS = Path(__file__).parent / "results"
FIGURE = Path(__file__).resolve().parents[1] / "docs" / "representativeness.svg"
SEED, RUNS, ALPHA = 20261122, 4000, 0.05
SIZES = ((41, 13), (53, 19), (200, 60))
"""Cases and successes of the class; the first two are those of two published lists."""
CITED = (3, 4, 6, 10)
ODDS = (1, 2, 3, 5, 7, 10, 15, 20)
MEAN_SIZE, CORRELATION = 2.5, 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One line of the table: the class, how many are cited, how, and by which null they are judged.

    ``cites`` is how cases are drawn: ``episode`` (one by one, a success with ``odds`` times the chance), ``conflict``
    (conflicts first, one episode within each) or ``whole conflicts`` (all their episodes). ``bound`` says that
    the rate of small p must not exceed 5 %.
    """

    n: int
    successes: int
    k: int
    cites: str
    null: str
    odds: float = 1.0
    bound: bool = False


def list_cells() -> Iterator[Cell]:
    """Every line of the table."""
    for (n, successes), k in ((size, k) for size in SIZES for k in CITED):
        at = {"n": n, "successes": successes, "k": k}
        yield Cell(**at, cites="episode", null="episode", bound=True)
        yield Cell(**at, cites="conflict", null="conflict", bound=True)
        yield Cell(**at, cites="whole conflicts", null="episode")
    for k in CITED:
        for odds in ODDS:
            yield Cell(n=41, successes=13, k=k, cites="episode", null="episode", odds=odds)


@cache
def _by_episode(x: int, k: int, successes: int, n: int) -> float:
    return float(hypergeometric_tail(x, k, successes, n))


def draw_class(cell: Cell, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Outcomes and conflicts of a class with just so many successes, alike within conflicts (length n)."""
    clusters = np.repeat(np.arange(cell.n), 1 + rng.poisson(MEAN_SIZE - 1, cell.n))[: cell.n]
    # A beta(a, b) has intra-class correlation 1 / (a + b + 1).
    share, weight = cell.successes / cell.n, 1 / CORRELATION - 1
    chances = rng.beta(share * weight, (1 - share) * weight, cell.n)[clusters]
    outcomes = np.zeros(cell.n, dtype=bool)
    outcomes[np.argsort(rng.random(cell.n) - chances, kind="stable")[: cell.successes]] = True
    return outcomes, clusters


def try_episode(cell: Cell, rng: np.random.Generator, runs: int) -> list[float]:
    """The p by episode of cases cited one by one, a success with so many times the chance of a failure."""
    scores = np.arange(cell.n) < cell.successes
    weights = np.where(scores, cell.odds, 1.0).tolist()
    drawn = draw_sums(scores.astype(float).tolist(), cell.k, generator=rng, weights=weights, draws=runs)
    return [_by_episode(int(x), cell.k, cell.successes, cell.n) for x in drawn]


def try_conflict(cell: Cell, rng: np.random.Generator, runs: int) -> list[float]:
    """The p by conflict of one episode each of conflicts cited at random."""
    found = []
    for _ in range(runs):
        outcomes, clusters = draw_class(cell, rng)
        sizes = np.bincount(clusters)
        shares = np.bincount(clusters, weights=outcomes) / sizes
        x = int((rng.random(cell.k) < shares[rng.permutation(len(sizes))[: cell.k]]).sum())
        found.append(float(two_stage_chances(cell.k, shares.tolist())[x:].sum()))
    return found


def try_whole_conflicts(cell: Cell, rng: np.random.Generator, runs: int) -> list[float]:
    """The p by episode of about k cases that are all episodes of conflicts cited at random."""
    found = []
    for _ in range(runs):
        outcomes, clusters = draw_class(cell, rng)
        order = rng.permutation(clusters.max() + 1)
        sizes = np.bincount(clusters)[order]
        chosen = np.isin(clusters, order[: int(np.searchsorted(np.cumsum(sizes), cell.k)) + 1])
        found.append(_by_episode(int(outcomes[chosen].sum()), int(chosen.sum()), cell.successes, cell.n))
    return found


TRIES: dict[str, Callable[[Cell, np.random.Generator, int], list[float]]] = {
    "episode": try_episode,
    "conflict": try_conflict,
    "whole conflicts": try_whole_conflicts,
}


def find_exact(cell: Cell) -> float | None:
    """The rate without simulation, where cases are cited one by one: Fisher's noncentral hypergeometric."""
    if cell.cites != "episode":
        return None
    xs = range(max(0, cell.k - cell.n + cell.successes), min(cell.k, cell.successes) + 1)
    ways = {
        x: math.comb(cell.successes, x) * math.comb(cell.n - cell.successes, cell.k - x) * cell.odds**x
        for x in xs
    }
    small = [x for x in xs if _by_episode(x, cell.k, cell.successes, cell.n) <= ALPHA]
    return sum(ways[x] for x in small) / sum(ways.values())


def run_cell(cell: Cell, runs: int, rng: np.random.Generator) -> dict[str, Any]:
    """The share of runs with a small p, and whether the bound is kept."""
    share = sum(p <= ALPHA for p in TRIES[cell.cites](cell, rng, runs)) / runs
    error = math.sqrt(max(share * (1 - share), ALPHA * (1 - ALPHA)) / runs)
    exact = find_exact(cell)
    # A rate of just 5 % lies above in half of all simulations: three standard errors are allowed, none where it is exact.
    kept = (share <= ALPHA + 3 * error if exact is None else exact <= ALPHA) if cell.bound else None
    names = ("n", "successes", "k", "cites", "null", "odds", "bound")
    return {
        **{name: getattr(cell, name) for name in names},
        "value": round(share, 5),
        "standard_error": round(error, 5),
        "exact": None if exact is None else round(exact, 6),
        "kept": kept,
    }


def run_simulation(date: str, runs: int = RUNS, seed: int = SEED) -> dict[str, Any]:
    """All cells; each has its own stream, so that adding one moves no other."""
    cells = []
    for cell in list_cells():
        key = f"{cell.n}|{cell.successes}|{cell.k}|{cell.cites}|{cell.null}|{cell.odds:g}|{cell.bound}"
        cells.append(run_cell(cell, runs, np.random.default_rng([seed, *key.encode()])))
    return {
        "title": "The test of the cited cases simulated",
        "date": date,
        "version": __version__,
        "seed": seed,
        "runs": runs,
        "alpha": ALPHA,
        "conflicts": {"mean_size": MEAN_SIZE, "intra_class_correlation": CORRELATION},
        "cells": cells,
    }


def render_table(results: dict[str, Any]) -> str:
    """The results as a page of Markdown."""
    conflicts = results["conflicts"]
    lines = [
        f"# {results['title']}",
        "",
        f"{results['runs']:,} runs a line; seed {results['seed']}, version {results['version']}, {results['date']}. The "
        f"share of runs with p at most {results['alpha']:.0%}. Conflicts of {conflicts['mean_size']} cases on average, "
        f"intra-class correlation about {conflicts['intra_class_correlation']}. A discrete test seldom attains 5 %: with few "
        "cited it may never say anything. Whole conflicts cited and judged by episode show what the p by "
        "conflict is for; nothing bounds them.",
        "",
        "| cited by | judged by | odds | class | successes | cited | p at most 5 % | ± | exact | bound kept |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for cell in results["cells"]:
        exact = "—" if cell["exact"] is None else f"{cell['exact']:.1%}"
        kept = {None: "—", True: "yes", False: "**no**"}[cell["kept"]]
        lines.append(
            f"| {cell['cites']} | {cell['null']} | {cell['odds']:g} | {cell['n']} | {cell['successes']} | {cell['k']} | "
            f"{cell['value']:.1%} | {cell['standard_error']:.1%} | {exact} | {kept} |"
        )
    return "\n".join(lines) + "\n"


def render_figure(results: dict[str, Any]) -> str:
    """Power against the odds with which a success is cited, as SVG."""
    rows = [
        {"odds": cell["odds"], "power": cell["value"], "cited": f"{cell['k']} cited"}
        for cell in results["cells"]
        if cell["cites"] == "episode" and (cell["n"], cell["successes"]) == (41, 13) and not cell["bound"]
    ]
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X(
            "odds:Q",
            title="how much likelier a success is to be cited than a failure",
            scale=alt.Scale(domain=[1, 20]),
        ),
        y=alt.Y(
            "power:Q",
            title="share of runs with p at most 5 %",
            axis=alt.Axis(format=".0%"),
            scale=alt.Scale(domain=[0, 1]),
        ),
        color=alt.Color("cited:N", sort=[f"{k} cited" for k in CITED], title=None),
    )
    line = alt.Chart(alt.Data(values=[{"y": ALPHA}])).mark_rule(strokeDash=[4, 3]).encode(y="y:Q")
    title = "When does the test notice a choice of successes? 13 successes in a class of 41"
    chart = (line + base.mark_line(point=True)).properties(width=520, height=280, title=title)
    svg: str = vl_convert.vegalite_to_svg(chart.to_dict())
    return svg + "\n"


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
    (RESULTS / "representativeness.json").write_text(text + "\n", encoding="utf-8")
    (RESULTS / "representativeness.md").write_text(render_table(results), encoding="utf-8")
    FIGURE.write_text(render_figure(results), encoding="utf-8")
    missed = [cell for cell in results["cells"] if cell["kept"] is False]
    print(*(f"bound missed: {cell}" for cell in missed), sep="\n")


if __name__ == "__main__":
    main()
