"""Few treated: every assignment counted out by hand, scipy's tests, every draw refitted, and the size of tests."""

from __future__ import annotations

import itertools

import numpy as np
import polars as pl
import pytest
import statsmodels.api as sm
from scipy import stats

import precedents as pr


def simulate(seed: int, n: int = 14, treated: int = 6, effect: float = 1.0) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    d = np.zeros(n)
    d[rng.permutation(n)[:treated]] = 1
    return {"y": rng.normal(size=n) + effect * d, "d": d}


@pytest.mark.parametrize("alternative", ["two-sided", "greater", "less"])
def test_all_assignments_equal_scipys_permutation_test(alternative: str) -> None:
    frame = simulate(1)
    found = pr.randomisation_test(frame, outcome="y", treatment="d", alternative=alternative)
    y, d = frame["y"], frame["d"]
    expected = stats.permutation_test(
        (y[d == 1], y[d == 0]), lambda a, b: a.mean() - b.mean(), n_resamples=np.inf, alternative=alternative
    )
    assert found.difference == pytest.approx(expected.statistic)
    if alternative == "two-sided":
        # scipy doubles the smaller side; we count what is as large either way
        sides = [y[list(each)].mean() * 14 / 8 - y.sum() / 8 for each in itertools.combinations(range(14), 6)]
        assert found.p == pytest.approx(np.mean(np.abs(sides) >= abs(found.difference) - 1e-9))
    else:
        assert found.p == pytest.approx(expected.pvalue)
    assert found.exact
    assert found.possible == 3003


def test_of_yes_and_no_it_is_fishers_test() -> None:
    frame = {"y": [1, 1, 1, 1, 0, 1, 0, 0, 0, 0, 0, 1, 0], "d": [1] * 6 + [0] * 7}
    found = pr.randomisation_test(frame, outcome="y", treatment="d", alternative="greater")
    assert found.p == pytest.approx(stats.fisher_exact([[5, 1], [1, 6]], alternative="greater").pvalue)


def test_the_interval_holds_what_is_not_rejected() -> None:
    """Each end: the effect is taken off, the test run again; just inside it is kept, just outside rejected."""
    frame = simulate(2)
    found = pr.randomisation_test(frame, outcome="y", treatment="d", level=0.9)
    assert found.low is not None
    assert found.high is not None
    for end, side, alternative in ((found.low, 1, "greater"), (found.high, -1, "less")):
        for step, kept in ((1e-6, True), (-1e-6, False)):
            moved = {"y": frame["y"] - (end + side * step) * frame["d"], "d": frame["d"]}
            p = pr.randomisation_test(moved, outcome="y", treatment="d", alternative=alternative).p
            assert p is not None
            assert (p > 0.05) is kept, (end, step, p)


def test_drawn_assignments_come_near_those_counted_out_and_count_the_real_one() -> None:
    frame = simulate(3, n=30, treated=15, effect=0.5)
    found = pr.randomisation_test(
        frame, outcome="y", treatment="d", draws=999, generator=np.random.default_rng(1)
    )
    assert not found.exact
    assert found.smallest == 1 / 1000
    y, d = frame["y"], frame["d"]
    t = stats.ttest_ind(y[d == 1], y[d == 0]).pvalue
    assert found.p == pytest.approx(t, abs=4 * np.sqrt(t * (1 - t) / 999) + 0.02)
    again = pr.randomisation_test(
        frame, outcome="y", treatment="d", draws=999, generator=np.random.default_rng(1)
    )
    assert found == again
    with pytest.raises(pr.UsageError, match="generator"):
        pr.randomisation_test(frame, outcome="y", treatment="d")


def test_blocks_are_exchanged_within_themselves() -> None:
    rng = np.random.default_rng(4)
    block = np.repeat(["east", "west"], 6)
    d = np.array([1, 1, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0])
    y = rng.normal(size=12) + 5 * (block == "west") + d
    found = pr.randomisation_test({"y": y, "d": d, "b": block}, outcome="y", treatment="d", within="b")
    assert found.possible == 15 * 20
    # effects of blocks swept out: the regression on treatment and blocks
    design = np.column_stack([d, block == "east", block == "west"]).astype(float)
    assert found.difference == pytest.approx(np.linalg.lstsq(design, y, rcond=None)[0][0])
    shifted = pr.randomisation_test(
        {"y": y + 100 * (block == "east"), "d": d, "b": block}, outcome="y", treatment="d", within="b"
    )
    assert shifted.p == found.p


def test_clusters_are_exchanged_whole() -> None:
    frame = pl.DataFrame(
        {"c": [f"c{at // 3}" for at in range(36)], "y": np.random.default_rng(5).normal(size=36)}
    )
    frame = frame.with_columns(d=pl.col("c").is_in([f"c{at}" for at in range(5)]).cast(pl.Int64))
    found = pr.randomisation_test(frame, outcome="y", treatment="d", cluster="c")
    assert (found.treated, found.controls, found.possible) == (5, 7, 792)
    mixed = frame.with_columns(d=pl.int_range(36) % 2)
    with pytest.raises(pr.UsageError, match="not treated as a whole"):
        pr.randomisation_test(mixed, outcome="y", treatment="d", cluster="c")


def test_fewer_than_five_treated_are_described() -> None:
    found = pr.randomisation_test(simulate(6, treated=4), outcome="y", treatment="d")
    assert (found.p, found.low, found.high) == (None, None, None)
    assert "only 4 were treated: this describes them and is no test" in str(found)
    table = pr.exact_table(3, 4, 1, 9)
    assert (table.fisher, table.boschloo, table.low) == (None, None, None)
    assert "only 4 treated" in table.note


def test_size_of_the_test_without_effect() -> None:
    """Over all assignments of fixed outcomes a test at 5 % rejects at most 5 %: exactly, by counting."""
    y = np.random.default_rng(7).exponential(size=10)
    rejected = []
    for chosen in itertools.combinations(range(10), 5):
        d = np.zeros(10)
        d[list(chosen)] = 1
        p = pr.randomisation_test({"y": y, "d": d}, outcome="y", treatment="d").p
        assert p is not None
        rejected.append(p <= 0.05)
    assert 0 < np.mean(rejected) <= 0.05


def test_exact_table_equals_scipy() -> None:
    found = pr.exact_table(7, 8, 2, 9)
    cells = [[7, 1], [2, 7]]
    assert found.fisher == pytest.approx(stats.fisher_exact(cells).pvalue)
    assert found.boschloo is not None
    assert found.fisher is not None
    assert found.boschloo <= found.fisher
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.odds_ratio < found.high


def clustered(seed: int, groups: int = 9) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    n = groups * 10
    g = np.repeat(np.arange(groups), n // groups)
    x = rng.normal(size=n) + rng.normal(size=groups)[g]
    z = rng.normal(size=n)
    y = 0.35 * x + 0.2 * z + rng.normal(size=groups)[g] * 0.8 + rng.normal(size=n)
    return {"y": y, "x": x, "z": z, "g": g}


def test_wild_bootstrap_equals_wildboottest() -> None:
    """wildboottest 0.3.2 (type 11, all 512 signs) on these rows printed t 3.852242 and p 0.011719."""
    found = pr.wild_cluster_bootstrap(clustered(42), "y ~ x + z", "x", cluster="g")
    assert found.t == pytest.approx(3.852242, abs=5e-7)
    assert found.p == pytest.approx(0.011719, abs=5e-7)
    assert found.draws == 512


@pytest.mark.parametrize("value", [0.0, 0.5])
def test_wild_bootstrap_equals_refitting_every_draw(value: float) -> None:
    frame = clustered(8, groups=6)
    found = pr.wild_cluster_bootstrap(frame, "y ~ x + z", "x", cluster="g", hypothesis=value)
    y, x, g = frame["y"], frame["x"], frame["g"]
    full = np.column_stack([np.ones(y.size), x, frame["z"]])
    others = full[:, [0, 2]]
    fitted = others @ np.linalg.lstsq(others, y - value * x, rcond=None)[0] + value * x
    left = y - fitted

    def t(outcome: np.ndarray) -> float:
        fit = sm.OLS(outcome, full).fit(cov_type="cluster", cov_kwds={"groups": g})
        return float((fit.params[1] - value) / fit.bse[1])

    seen = t(y)
    assert found.t == pytest.approx(seen)
    drawn = [t(fitted + np.array(signs)[g] * left) for signs in itertools.product((-1, 1), repeat=6)]
    assert found.p == pytest.approx(np.mean(np.abs(drawn) >= abs(seen) - 1e-9))


def test_the_ends_of_the_wild_interval_are_where_p_crosses() -> None:
    frame = clustered(42)
    found = pr.wild_cluster_bootstrap(frame, "y ~ x + z", "x", cluster="g")
    assert found.low is not None
    assert found.high is not None
    for end, out in ((found.low, -1), (found.high, 1)):
        for step, kept in ((-1e-4, True), (1e-4, False)):
            p = pr.wild_cluster_bootstrap(frame, "y ~ x + z", "x", cluster="g", hypothesis=end + out * step).p
            assert p is not None
            assert (p > 0.05) is kept


def test_webb_weights_and_many_clusters_are_drawn() -> None:
    frame = clustered(9, groups=20)
    with pytest.raises(pr.UsageError, match="generator"):
        pr.wild_cluster_bootstrap(frame, "y ~ x", "x", cluster="g")
    one, other = (
        pr.wild_cluster_bootstrap(
            frame, "y ~ x", "x", cluster="g", weights=weights, draws=999, generator=np.random.default_rng(2)
        )
        for weights in ("rademacher", "webb")
    )
    assert one.p == pytest.approx(other.p, abs=0.05)
    assert not one.exact
    assert one.smallest == 1 / 1000


def test_few_treated_clusters_are_described() -> None:
    frame = clustered(10, groups=12)
    frame["d"] = (frame["g"] < 3).astype(int)
    found = pr.wild_cluster_bootstrap(frame, "y ~ d", "d", cluster="g")
    assert found.p is None
    assert "only 3 of 12 clusters are treated" in str(found)
