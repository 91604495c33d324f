"""The error rates of synthetic control: what is stored keeps its bounds, and a run today agrees with it."""

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
CHANCE = 2.5
"""Standard errors by which a stored share may miss its bound by chance: about one cell in a hundred does."""


@pytest.fixture(scope="module")
def simulation() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "synthetic_control_simulated", FOLDER / "synthetic_control.py"
    )
    module = importlib.util.module_from_spec(spec)
    sys.modules["synthetic_control_simulated"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def stored() -> dict:
    return json.loads((FOLDER / "results" / "synthetic_control.json").read_text(encoding="utf-8"))


def test_every_cell_is_stored(simulation: ModuleType, stored: dict) -> None:
    seen = {(c["design"], c["variant"], c["before"]) for c in stored["cells"]}
    assert {b for _, _, b in seen} == set(simulation.BEFORE) == {5, 10, 20}
    assert {d for d, _, _ in seen} == set(simulation.DESIGNS)
    assert {v for _, v, _ in seen} == set(simulation.RUNS)


def test_tests_reject_at_most_one_time_in_twenty(stored: dict) -> None:
    cells = [c for c in stored["cells"] if "reject" in c["what"]]
    assert len(cells) > 30
    for cell in cells:
        assert cell["share"] <= 0.05 + CHANCE * cell["error"], cell
    # Together, in the design that placebos in space are for.
    exact = [c for c in cells if "placebos in space" in c["what"] and c["design"] != "extreme"]
    assert np.average([c["share"] for c in exact], weights=[c["runs"] for c in exact]) <= 0.06


def test_intervals_hold_the_truth(stored: dict) -> None:
    cells = [c for c in stored["cells"] if "hold" in c["what"]]
    for cell in cells:
        assert cell["share"] >= 0.95 - CHANCE * cell["error"], cell
    assert np.average([c["share"] for c in cells], weights=[c["runs"] for c in cells]) >= 0.93


def test_a_small_run_agrees_with_the_stored_one(simulation: ModuleType, stored: dict) -> None:
    runs = 40
    rng = np.random.default_rng(7)
    found = simulation.count("factors", "outcomes-only", 5, runs, rng)
    kept = {
        c["what"]: c
        for c in stored["cells"]
        if (c["design"], c["variant"], c["before"]) == ("factors", "outcomes-only", 5)
    }
    assert set(found) == set(kept)
    for what, share in found.items():
        expected = kept[what]["share"]
        error = math.sqrt(max(expected * (1 - expected), 0.02) * (1 / runs + 1 / kept[what]["runs"]))
        assert abs(share - expected) <= 4 * error, what
