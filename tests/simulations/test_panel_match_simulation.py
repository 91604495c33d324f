"""Coverage and false alarms of panel matching: what is stored keeps its bounds, and a run today agrees with it."""

from __future__ import annotations

import importlib.util
import json
import math
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

FOLDER = Path(__file__).resolve().parents[2] / "simulations"


@pytest.fixture(scope="module")
def simulation() -> ModuleType:
    spec = importlib.util.spec_from_file_location("simulate_panel_match", FOLDER / "panel_match.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["simulate_panel_match"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def stored() -> dict:
    return json.loads((FOLDER / "results" / "panel_match.json").read_text(encoding="utf-8"))


def mean(stored: dict, what: str, errors: str, **of: object) -> float:
    of = {"design": "parallel", **of}
    cells = [c for c in stored["cells"] if all(c[name] == value for name, value in of.items())]
    assert cells
    return float(np.mean([cell[what][errors] for cell in cells]))


def test_stored_intervals_hold_the_truth_often_enough(simulation: ModuleType, stored: dict) -> None:
    assert stored["covered_at_least"] == 0.93
    for errors in simulation.ERRORS:
        assert mean(stored, "coverage", errors) >= 0.93, errors
        for before in simulation.BEFORE:
            assert mean(stored, "coverage", errors, before=before) >= 0.93, (errors, before)


def test_stored_placebo_tests_cry_wolf_seldom_enough(simulation: ModuleType, stored: dict) -> None:
    for errors in simulation.ERRORS:
        for before in simulation.BEFORE:
            share = mean(stored, "placebo", errors, before=before)
            cells = [c for c in stored["cells"] if c["design"] == "parallel" and c["before"] == before]
            draws = stored["runs"] * len(cells)
            # at most 5 %, but for what so many panels leave to chance: three standard errors
            assert share <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / draws), (errors, before, share)


def test_the_centred_error_is_the_narrowest(stored: dict) -> None:
    width = {
        errors: mean(stored, "width", errors) for errors in ("bootstrap", "conditional", "unconditional")
    }
    assert mean(stored, "width", "centred") < 0.85 * min(width.values())


def test_treatment_that_follows_peaks_is_where_it_fails_and_the_placebo_says_so(stored: dict) -> None:
    peaks = {c["method"]: c for c in stored["cells"] if c["design"] == "peaks"}
    assert peaks["none"]["coverage"]["centred"] < 0.5
    assert peaks["none"]["placebo"]["centred"] > 0.5
    for method in ("mahalanobis", "ps.weight"):
        assert abs(peaks[method]["bias"]) < 0.8 * abs(peaks["none"]["bias"])
        assert peaks[method]["placebo"]["centred"] < peaks["none"]["placebo"]["centred"]


def test_stored_results_are_of_today_s_cells_and_page(simulation: ModuleType, stored: dict) -> None:
    assert [(c["before"], c["units"], c["method"], c["design"]) for c in stored["cells"]] == [
        (cell.before, cell.units, cell.method, cell.design) for cell in simulation.list_cells()
    ]
    page = (FOLDER / "results" / "panel_match.md").read_text(encoding="utf-8")
    assert page == simulation.render_table(stored)


def test_a_short_run_agrees_with_the_stored_one(simulation: ModuleType, stored: dict) -> None:
    runs = 40
    for number, cell in enumerate(simulation.list_cells()[:2]):
        line = stored["cells"][number]
        today = simulation.run_cell(cell, runs, np.random.default_rng([99, number]))
        for what in ("coverage", "placebo"):
            for errors in simulation.ERRORS:
                share = min(max(line[what][errors], 0.02), 0.98)
                error = math.sqrt(share * (1 - share) * (1 / runs + 1 / stored["runs"]))
                assert abs(today[what][errors] - line[what][errors]) <= 4 * error, (what, errors)
