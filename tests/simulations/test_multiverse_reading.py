"""What is planted in a multiverse is named, and nothing where nothing is: the stored rates, and a run today agrees with them."""

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
    spec = importlib.util.spec_from_file_location("simulate_multiverse", FOLDER / "multiverse_reading.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["simulate_multiverse"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def stored() -> dict:
    return json.loads((FOLDER / "results" / "multiverse_reading.json").read_text(encoding="utf-8"))


def test_stored_a_planted_choice_is_named_and_none_where_none_is(stored: dict) -> None:
    assert (stored["named_at_least"], stored["silent_at_least"]) == (0.95, 0.94)
    planted = [cell for cell in stored["cells"] if cell["planted"]]
    silent = [cell for cell in stored["cells"] if not cell["planted"]]
    assert len(planted) >= 4
    assert len(silent) >= 3
    for cell in planted:
        assert min(cell["decomposition"], cell["rule"]) >= 0.95, cell
    for cell in silent:
        assert min(cell["decomposition"], cell["rule"]) >= 0.94, cell


def test_stored_the_joint_test_cries_wolf_seldom_enough(stored: dict) -> None:
    assert len(stored["joint"]) == 4
    for each in stored["joint"]:
        # at most 5 %, but for what so many data sets leave to chance: three standard errors
        bound = 0.05 + 3 * math.sqrt(0.05 * 0.95 / each["runs"])
        assert max(each["median"], each["significant"], each["z"]) <= bound, each
    # and it is not silent altogether: some test of some kind comes near its level
    assert max(each["z"] for each in stored["joint"]) >= 0.02


def test_stored_results_are_of_today_s_designs_and_page(simulation: ModuleType, stored: dict) -> None:
    assert [cell["design"] for cell in stored["cells"]] == list(simulation.CELLS)
    page = (FOLDER / "results" / "multiverse_reading.md").read_text(encoding="utf-8")
    assert page == simulation.render_table(stored)


@pytest.mark.parametrize("number", range(7))
def test_a_short_run_agrees_with_the_stored_one(simulation: ModuleType, stored: dict, number: int) -> None:
    runs = 20
    line = stored["cells"][number]
    today = simulation.run_cell(line["design"], runs, np.random.default_rng([99, number]))
    for what in ("decomposition", "rule"):
        share = min(max(line[what], 0.02), 0.98)
        error = math.sqrt(share * (1 - share) * (1 / runs + 1 / stored["runs"]))
        assert abs(today[what] - line[what]) <= 4 * error, what
