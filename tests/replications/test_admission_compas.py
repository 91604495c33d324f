"""Van Woerkom, Grossi, Prakken & Verheij 2022, a fortiori case-based reasoning on Admission and COMPAS.

The figures are those that the design of this project states of the authors' own files (``methods``, section 6).
Directions are inferred from all cases, as the authors do: logistic signs or correlations; that is circular, and
done here only to repeat their figures.

Tolerances: counts are complete, none. Means and spreads are printed with one or two decimals: half a unit of the
last. The spread of the correlations' table divides by n, the other by n - 1. The strength of order is printed
from 200 and 20 permutations; ours is exact, and the mean of so few strays by about a hundredth.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from precedents.precedent.case_index import build_index
from precedents.precedent.consistency import fit_consistency
from precedents.precedent.directions import infer_directions
from precedents.precedent.landmarks import fit_citability, fit_landmarks
from precedents.precedent.removals import fit_removals

Data = tuple[NDArray[np.float64], list[bool]]
FEW_PERMUTATIONS = 0.01


def _read(folder: Path, name: str) -> Data:
    path = folder.parent / "replications" / "a-fortiori" / name
    if not path.is_file():
        pytest.skip(
            f"the authors' file is not beside this checkout (../shared/replications/a-fortiori/{name})"
        )
    # Of two categories the one that correlates with the label is the larger: as the authors code them.
    words = {"Male": 1.0, "Female": 0.0, "F": 1.0, "M": 0.0}
    with path.open() as file:
        rows = list(csv.DictReader(file))
    table = [[words[v] if v in words else float(v) for k, v in row.items() if k != "Label"] for row in rows]
    return np.array(table), [row["Label"] == "1" for row in rows]


@pytest.fixture(scope="module")
def admission(shared_data: Path) -> Data:
    return _read(shared_data, "admission.csv")


@pytest.fixture(scope="module")
def compas(shared_data: Path) -> Data:
    table, won = _read(shared_data, "compas.csv")
    return table * infer_directions(table, won).signs, won


@pytest.fixture(scope="module")
def by_slope(admission: Data) -> Data:
    table, won = admission
    return table * infer_directions(table, won).signs, won


@pytest.fixture(scope="module")
def by_correlation(admission: Data) -> Data:
    """The part of Admission that the greedy rule leaves, with directions by correlation."""
    table, won = admission
    table = table * infer_directions(table, won, method="pearson").signs
    kept = np.setdiff1d(np.arange(len(won)), fit_removals(table, won).greedy)
    return table[kept], np.array(won)[kept].tolist()


def test_directions_of_admission_differ_by_method(admission: Data) -> None:
    assert infer_directions(*admission).signs == (1, 1, -1, -1, 1, 1, 1)
    assert infer_directions(*admission, method="pearson").signs == (1,) * 7


def test_admission_is_consistent_in_456_of_500(by_slope: Data) -> None:
    c = fit_consistency(*by_slope, generator=np.random.default_rng(0))
    assert (c.n, round(c.share * c.n), c.share) == (500, 456, pytest.approx(0.912))
    assert (c.failures_in_conflict, c.successes_in_conflict) == (8, 36)
    assert c.order == pytest.approx(0.893, abs=5e-4)
    assert c.null_share_mean == pytest.approx(0.541, abs=FEW_PERMUTATIONS)
    assert c.null_share_most is not None
    assert c.null_share_most < c.share


def test_eight_removals_make_admission_consistent(by_slope: Data) -> None:
    removals = fit_removals(*by_slope)
    assert (len(removals.removed), len(removals.greedy)) == (8, 8)


def test_landmarks_of_admission(by_slope: Data) -> None:
    found = fit_landmarks(*by_slope)
    assert (len(found.failures), len(found.successes)) == (23, 67)


def test_citability_of_admission(by_slope: Data) -> None:
    c = fit_citability(*by_slope, rule="values")
    assert (c.mean, c.sd) == (pytest.approx(50.5, abs=0.05), pytest.approx(100.2, abs=0.05))


def test_the_consistent_part_of_admission_by_correlation(by_correlation: Data) -> None:
    c = fit_citability(*by_correlation, rule="dimensions")
    assert len(c.counts) == 484
    assert c.mean == pytest.approx(108.73, abs=0.005)
    assert np.std(c.counts) == pytest.approx(116.91, abs=0.005)
    assert (c.won, c.lost, c.neither) == (442, 0, 42)


def test_conflicts_of_compas(compas: Data) -> None:
    c = fit_consistency(*compas, generator=np.random.default_rng(0), permutations=20)
    assert (c.n, c.conflicts) == (5873, 367_132)
    assert round(c.share, 3) == 0.081
    assert c.order == pytest.approx(0.617, abs=FEW_PERMUTATIONS)
    assert c.null_share_mean == pytest.approx(0.010, abs=5e-4)
    assert c.null_share_most is not None
    assert c.null_share_most < 0.03


def test_removals_of_compas(compas: Data) -> None:
    removals = fit_removals(*compas)
    assert (len(removals.removed), len(removals.greedy)) == (1655, 1669)
    assert round(len(removals.greedy) / removals.n, 3) == 0.284
    kept = np.setdiff1d(np.arange(removals.n), removals.removed)
    assert fit_consistency(compas[0][kept], np.array(compas[1])[kept].tolist()).conflicts == 0


def test_landmarks_and_trivially_won_cases_of_compas(compas: Data) -> None:
    found = fit_landmarks(*compas)
    assert len(found.successes) + len(found.failures) == 88
    table, won = compas
    index = build_index(table, won)
    # Won without argument: some case other than itself controls it toward its own outcome.
    trivial = 0
    for row, outcome in zip(table.tolist(), won, strict=True):
        near = index.at_most(row) if outcome else index.at_least(row)
        trivial += (near.successes if outcome else near.n - near.successes) > 1
    assert round(trivial / len(won), 3) == 0.985
