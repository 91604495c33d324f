"""Comparison at like peaks: by hand, against a plain recomputation, and against simulated truth."""

from __future__ import annotations

from math import isnan, log, log1p

import numpy as np
import pytest

from precedents.estimators.peak_comparison import PeakComparison, fit_peak_comparison

YEARS = 36


def simulate(rng: np.random.Generator, units: int, base: float, slope: float, effect: float, lead: int = 3):
    """Deaths that return to each unit's own level; interventions the likelier the higher and the steeper."""
    level = rng.normal(2.5, 1.5, units)
    x = np.empty((units, YEARS))
    x[:, 0] = level + rng.normal(0, 1.2 / np.sqrt(1 - 0.7**2), units)
    began = np.zeros((units, YEARS), dtype=bool)
    for t in range(1, YEARS):
        x[:, t] = level + 0.7 * (x[:, t - 1] - level) + rng.normal(0, 1.2, units)
        pull = base + slope * (x[:, t] - 2.5) + 0.35 * (x[:, t] - x[:, t - 1])
        began[:, t] = rng.random(units) < 1 / (1 + np.exp(-pull))
    for u, t in zip(*np.nonzero(began), strict=True):
        x[u, t + 1 : t + lead + 1] += effect
    deaths = np.maximum(np.floor(np.exp(np.clip(x, 0, None))) - 1, 0)
    names = np.repeat([f"u{i:02}" for i in range(units)], YEARS)
    return names.tolist(), np.tile(np.arange(YEARS), units).tolist(), deaths.ravel(), began.ravel()


def runs(count: int, *, units: int, base: float, slope: float, effect: float = 0) -> list[PeakComparison]:
    rng = np.random.default_rng(11)
    found = [fit_peak_comparison(*simulate(rng, units, base, slope, effect)) for _ in range(count)]
    return [each for each in found if each.low is not None]


def covered(found: list[PeakComparison], truth: float) -> float:
    return float(np.mean([each.low <= truth <= each.high for each in found]))


@pytest.mark.parametrize(
    ("units", "base", "slope"),
    [(60, -4.5, 0.35), (40, -6.0, 0.8), (60, -5.5, 0.35)],
    ids=["many", "steep", "few"],
)
def test_without_an_effect_the_interval_covers_nought(units: int, base: float, slope: float) -> None:
    found = runs(200, units=units, base=base, slope=slope)
    assert len(found) > 150
    assert 0.91 <= covered(found, 0) <= 0.99
    estimates = np.array([each.estimate for each in found])
    assert abs(estimates.mean()) < 4 * estimates.std() / np.sqrt(len(found)) + 0.02
    # Peaks fall by themselves: the treated alone would have shown a fall.
    assert np.mean([each.treated_change for each in found]) < -0.3
    after = np.array([[b.after for b in each.balance] for each in found])
    before = np.array([[b.before for b in each.balance] for each in found])
    assert (abs(after).mean(axis=0) < 0.15).all()
    assert (before.mean(axis=0) > 0.4).all()


def test_a_planted_effect_is_recovered() -> None:
    found = runs(150, units=60, base=-5.0, slope=0.35, effect=-1.5)
    estimates = np.array([each.estimate for each in found])
    # Deaths stop at nought and some controls are treated later, so a little of 1.5 is lost.
    assert -1.5 <= estimates.mean() < -1.2
    assert covered(found, -1.5) >= 0.88
    assert np.mean([each.high < 0 for each in found]) > 0.85


def test_everything_equals_a_plain_recomputation() -> None:
    rng = np.random.default_rng(3)
    for mean in (False, True):
        unit, year, deaths, began = simulate(rng, 30, -4.5, 0.35, 0)
        deaths[rng.random(len(deaths)) < 0.03] = np.nan
        may = rng.random(len(deaths)) < 0.9
        lead, k, caliper = 2, 3, 0.5
        rows = dict(
            zip(
                zip(unit, year, strict=True),
                zip(deaths.tolist(), began.tolist(), may, strict=True),
                strict=True,
            )
        )
        x = {key: log1p(row[0]) for key, row in rows.items()}
        nan = float("nan")

        def change(u: str, t: int) -> float:
            steps = range(1, lead + 1) if mean else [lead]  # noqa: B023
            return sum(x.get((u, t + s), nan) for s in steps) / len(steps) - x[u, t]  # noqa: B023

        known = {(u, t) for u, t in rows if not isnan(x[u, t] + x.get((u, t - 1), nan) + change(u, t))}
        pool = [
            (u, t)
            for u, t in sorted(known)
            if rows[u, t][2] and not any(rows.get((u, t - s), (0, False))[1] for s in range(lead + 1))
        ]
        differences, unmatched = [], []
        for u, t in sorted(key for key, row in rows.items() if row[1] and key in known):
            fits = []
            for v, s in pool:
                a, b = abs(x[v, s] - x[u, t]), abs(x[v, s - 1] - x[u, t - 1])
                if v != u and a <= caliper and b <= caliper:
                    fits.append((np.hypot(a, b), (v, s)))
            fits.sort()
            if not fits:
                unmatched.append((u, t))
                continue
            bar = fits[min(k, len(fits)) - 1][0] + 1e-9
            own = [key for d, key in fits if d <= bar]
            differences.append((u, t, change(u, t) - np.mean([change(*key) for key in own]), set(own)))
        found = fit_peak_comparison(
            unit,
            year,
            deaths.tolist(),
            began.tolist(),
            may.tolist(),
            lead=lead,
            k=k,
            caliper=caliper,
            outcome="mean-over-lead" if mean else "at-lead",
        )
        assert found.refused == ""
        assert list(found.unmatched) == unmatched
        assert len(found.unknown) == sum(row[1] and key not in known for key, row in rows.items())
        assert found.treated == began.sum()
        for match, (u, t, difference, own) in zip(found.matches, differences, strict=True):
            assert (match.unit, match.year) == (u, t)
            assert set(match.controls) == own
            assert match.change - match.controls_change == pytest.approx(difference)
        assert found.estimate == pytest.approx(np.mean([each[2] for each in differences]))
        used = set.union(*(each[3] for each in differences))
        assert found.controls == len(used)
        assert found.controls_later_treated == sum(
            any(rows.get((u, t + s), (0, False))[1] for s in range(1, lead + 1)) for u, t in used
        )


def small(treated: int = 6, controls: int = 6, peak: float = 100.0):
    """Units that rise from 50 to 100 and fall to 10 if treated, to 40 if not."""
    names = [f"t{i}" for i in range(treated)] + [f"c{i}" for i in range(controls)]
    rows = []
    for name in names:
        hit = name.startswith("t")
        rows += [(name, 1, 50 + int(name[1:]), False), (name, 2, peak if hit else 100, hit)]
        rows += [(name, 3, 10 + int(name[1:]) if hit else 40 + int(name[1:]), False)]
    return [list(column) for column in zip(*rows, strict=True)]


def test_by_hand() -> None:
    found = fit_peak_comparison(*small(), lead=1)
    fall = np.mean([log1p(10 + i) - log1p(100) for i in range(6)])
    assert found.treated_change == pytest.approx(fall)
    assert (found.treated, found.units, len(found.matches), found.refused) == (6, 6, 6, "")
    # Five nearest of six by the year before: the sixth unit takes the last five, and so on.
    assert {len(match.controls) for match in found.matches} <= {5, 6}
    assert found.estimate == pytest.approx(found.treated_change - found.controls_change)
    assert found.low < found.estimate < found.high < 0


def test_refusals_are_said_in_words() -> None:
    assert fit_peak_comparison(*small(treated=4), lead=1).refused == (
        "4 interventions with deaths known before and after; at least 5 are needed"
    )
    apart = fit_peak_comparison(*small(peak=5000.0), lead=1)
    assert apart.refused.startswith(
        "6 of 6 interventions have no like peak without one among 6 country-years"
    )
    assert len(apart.unmatched) == 6
    assert apart.estimate is None
    scarce = fit_peak_comparison(*small(controls=3), lead=1)
    assert (
        scarce.refused
        == "6 interventions matched to 3 different country-years; at least 5 of each are needed"
    )
    late = fit_peak_comparison(*small(), lead=2)
    assert late.refused.startswith("0 of 6 interventions with deaths known")
    assert len(late.unknown) == 6
    assert fit_peak_comparison([], [], [], []).refused.startswith("0 interventions")


def test_few_treated_units_give_no_interval() -> None:
    unit, year, deaths, treated = small(treated=3)
    for offset in (10, 20):
        again = small(treated=3)
        unit, year = unit + again[0], year + [y + offset for y in again[1]]
        deaths, treated = deaths + again[2], treated + again[3]
    found = fit_peak_comparison(unit, year, deaths, treated, lead=1)
    assert (found.units, len(found.matches)) == (3, 9)
    assert found.estimate is not None
    assert found.low is found.high is None


def test_a_unit_never_serves_as_its_own_control_nor_soon_after_an_intervention() -> None:
    found = [
        fit_peak_comparison(*simulate(np.random.default_rng(seed), 20, -3.5, 0.35, 0)) for seed in range(5)
    ]
    for seed, each in enumerate(found):
        unit, year, _, began = simulate(np.random.default_rng(seed), 20, -3.5, 0.35, 0)
        hits = {(u, t) for u, t, b in zip(unit, year, began, strict=True) if b}
        for match in each.matches:
            assert match.unit not in {u for u, _ in match.controls}
            assert not any((u, t - s) in hits for u, t in match.controls for s in range(4))


def test_the_order_of_rows_and_gaps_in_years_do_not_matter() -> None:
    columns = simulate(np.random.default_rng(5), 40, -4.5, 0.35, 0)
    shuffled = np.random.default_rng(1).permutation(len(columns[0]))
    mixed = [[column[i] for i in shuffled] for column in columns]
    one, other = fit_peak_comparison(*columns), fit_peak_comparison(*mixed)
    assert one == other
    uncovered = np.flatnonzero(np.asarray(columns[1]) == 7)
    as_none = [
        *columns[:2],
        [None if i in set(uncovered) else d for i, d in enumerate(columns[2])],
        columns[3],
    ]
    absent = [[v for i, v in enumerate(column) if i not in set(uncovered)] for column in columns]
    a, b = fit_peak_comparison(*as_none), fit_peak_comparison(*absent)
    assert a.estimate == b.estimate
    assert not {match.year for match in a.matches} & {4, 7, 8}


@pytest.mark.parametrize(
    ("columns", "options", "says"),
    [
        (([1], [1, 2], [1], [True]), {}, "differ in length"),
        ((["a", "a"], [1, 1], [1, 2], [True, False]), {}, "comes twice"),
        ((["a"], [1], [-1.0], [True]), {}, "not below zero"),
        ((["a"], [1], [1.0], [True]), {"lead": 0}, "at least 1"),
        ((["a"], [1], [1.0], [True]), {"caliper": 0}, "above zero"),
    ],
)
def test_faults_are_refused(columns: tuple, options: dict[str, int], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        fit_peak_comparison(*columns, **options)


def test_the_default_caliper_is_a_factor_of_two() -> None:
    wide = small(peak=100 * 1.9)
    assert not fit_peak_comparison(*wide, lead=1).unmatched
    assert fit_peak_comparison(*wide, lead=1, caliper=log(1.8)).unmatched
