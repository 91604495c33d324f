"""Every reasonable regression: the right ones, on the right rows, equal to one by one, and the same bytes from any workers."""

from __future__ import annotations

import itertools
import json
import os
import pickle
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import statsmodels.api as sm
from tests.conftest import SHARED

from precedents.core.errors import UsageError
from precedents.estimators.many_regressions import fit_many, fit_masks, read_products
from precedents.estimators.specification_curve import run
from precedents.estimators.specification_curve.draw import CERTAIN, draw_universes
from precedents.estimators.specification_curve.face import regression_universes
from precedents.estimators.specification_curve.joint_test import read_curve
from precedents.estimators.specification_curve.space import count_free, read_space

EXACT = 1e-8
"""Both solve the same normal equations in double precision; what is left is rounding."""

BATCHED = 1e-12
"""The same sums on batches of other sizes: the last bits may differ."""


def make_frame(n: int = 600, controls: int = 6, seed: int = 1) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    clusters = rng.integers(0, 40, n)
    beside = rng.normal(size=(n, controls)) @ rng.normal(size=(controls, controls))
    columns = {f"c{i}": beside[:, i] for i in range(controls)}
    for i in range(3):
        columns[f"x{i}"] = beside[:, i] + rng.normal(size=n)
    for i in range(2):
        columns[f"y{i}"] = 50 + 0.3 * columns["x0"] + beside[:, i] + rng.normal(size=40)[clusters]
        columns[f"y{i}"] += rng.normal(size=n)
    return pl.DataFrame(
        {**columns, "g": [f"conflict {each}" for each in clusters], "year": rng.integers(1950, 2020, n)}
    )


CALL = {
    "outcomes": ["y0", "y1"],
    "treatments": ["x0", "x1", "x2"],
    "controls": [f"c{i}" for i in range(6)],
    "subsets": {"all": "year >= 0", "late": pl.col("year") > 1990, "early": "year <= 1990"},
    "clusters": "g",
}


def fit_alone(frame: pl.DataFrame, row: dict, rows: pl.DataFrame) -> tuple[float, ...]:
    """The universe of a row by statsmodels: estimate, classical and clustered error, degrees of freedom, rows."""
    columns = [row["treatment"], *(f"c{i}" for i in range(6) if row[f"c{i}"])]
    model = sm.OLS(rows[row["outcome"]].to_numpy(), sm.add_constant(rows.select(columns).to_numpy()))
    plain = model.fit()
    groups = rows["g"].rank("dense").cast(pl.Int64).to_numpy()
    robust = model.fit(cov_type="cluster", cov_kwds={"groups": groups})
    return plain.params[1], plain.bse[1], robust.bse[1], plain.df_resid, rows.height


def subset_of(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    return {
        "all": frame,
        "late": frame.filter(pl.col("year") > 1990),
        "early": frame.filter(pl.col("year") <= 1990),
    }[name]


def test_a_random_thousand_equals_statsmodels_one_by_one() -> None:
    frame = make_frame()
    found = regression_universes(frame, **CALL).frame()
    assert found.height == 3 * 3 * 2 * 64
    for row in found.sample(1_000, seed=1).iter_rows(named=True):
        alone = fit_alone(frame, row, subset_of(frame, row["subset"]))
        told = (row["estimate"], row["error"], row["clustered"], row["df"], row["n"])
        np.testing.assert_allclose(told, alone, rtol=EXACT)


def test_the_1024_of_specr_come_from_one_call() -> None:
    folder = SHARED / "reference" / "specr"
    if not folder.is_dir():
        pytest.skip("the run of specr is not beside this checkout")
    specs = json.loads((folder / "specr.json").read_text())["specs"]
    names = {name for spec in specs for name in spec["controls"].split(" + ")} - {"no covariates"}
    found = regression_universes(
        pl.read_parquet(folder / "data.parquet"),
        outcomes=sorted({spec["y"] for spec in specs}),
        treatments=sorted({spec["x"] for spec in specs}),
        controls=sorted(names),
    ).frame()
    place = {
        (row["outcome"], row["treatment"], frozenset(name for name in names if row[name])): row
        for row in found.iter_rows(named=True)
    }
    for spec in specs:
        chosen = frozenset(spec["controls"].split(" + ")) - {"no covariates"}
        row = place[spec["y"], spec["x"], chosen]
        assert row["estimate"] == pytest.approx(spec["estimate"], rel=EXACT, abs=1e-12)
        assert row["error"] == pytest.approx(spec["se"], rel=EXACT)


def test_masks_and_lists_give_the_same_fits() -> None:
    rng = np.random.default_rng(3)
    columns = np.column_stack([np.ones(300), rng.normal(size=(300, 9))])
    products = read_products(columns, rng.integers(0, 20, 300), intercept=0)
    masks = rng.random((500, 10)) < 0.5
    masks[:, 0], masks[:, 7:] = True, False
    treatment, outcome = rng.integers(1, 3, 500), rng.integers(7, 10, 500)
    plans = [
        [int(t), *(int(c) for c in np.flatnonzero(m) if c != t)]
        for t, m in zip(treatment, masks, strict=True)
    ]
    one, other = fit_many(products, outcome, plans), fit_masks(products, outcome, treatment, masks)
    for name in ("estimate", "error", "clustered", "df"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=BATCHED)
    masks[3, 0] = False
    with pytest.raises(ValueError, match="must have the intercept"):
        fit_masks(products, outcome, treatment, masks)


def test_the_author_s_own_position_is_first_and_told() -> None:
    found = regression_universes(make_frame(), **CALL, own_controls=["c1", "c4"])
    first = found.frame().row(0, named=True)
    assert (first["subset"], first["treatment"], first["outcome"]) == ("all", "x0", "y0")
    assert [name for name in CALL["controls"] if first[name]] == ["c1", "c4"]
    assert found.author() == first
    assert "y0 on x0, all" in str(found)


def test_forbidden_combinations_are_nowhere_and_everything_else_is() -> None:
    rules = [
        {"outcome": "y1", "treatment": ["x1", "x2"]},
        {"c0": True, "c1": True, "subset": "late"},
        {"c2": False, "c3": False},
    ]
    found = regression_universes(make_frame(), **CALL, forbidden=rules).frame()
    expected = set()
    for s, t, y, *bits in itertools.product(
        CALL["subsets"], CALL["treatments"], CALL["outcomes"], *([(True, False)] * 6)
    ):
        if y == "y1" and t in ("x1", "x2"):
            continue
        if (bits[0] and bits[1] and s == "late") or (not bits[2] and not bits[3]):
            continue
        expected.add((s, t, y, *bits))
    seen = found.select("subset", "treatment", "outcome", *CALL["controls"]).rows()
    assert len(seen) == len(set(seen))
    assert set(seen) == expected


@pytest.mark.parametrize("seed", range(5))
def test_allowed_sets_are_counted_exactly(seed: int) -> None:
    rng = np.random.default_rng(seed)
    patterns = set()
    for _ in range(4):
        bits = int(rng.integers(1, 256))
        patterns.add((bits, int(rng.integers(0, 256)) & bits))
    brute = sum(all(mask & b != v for b, v in patterns) for mask in range(256))
    assert count_free(frozenset(patterns), 8) == brute


def make_space(**more: object):
    return read_space(
        **{
            "outcomes": ["y0", "y1"],
            "treatments": ["x0", "x1", "x2"],
            "controls": [f"c{i}" for i in range(12)],
            "own": None,
            "subsets": ["a", "b"],
            "forbidden": [{"c0": False, "treatment": "x1"}],
            **more,
        }
    )


def test_a_draw_is_distinct_stratified_seeded_and_has_the_author_and_every_neighbour() -> None:
    space = make_space()
    drawn = draw_universes(space, 2_000, np.random.default_rng(1))
    assert drawn.codes.size == np.unique(drawn.codes).size == 2_000
    assert drawn.codes[0] == 0
    assert space.is_allowed(drawn.codes).all()
    assert drawn.total == 12 * 4096 - 4 * 2048
    certain = drawn.codes[drawn.strata == CERTAIN]
    assert certain.size == 1 + 1 + 2 + 1 + 12
    assert drawn.weights().sum() == pytest.approx(drawn.total)
    for stratum, size in enumerate(drawn.sizes):
        share = drawn.taken[stratum] / size
        assert share == pytest.approx((2_000 - certain.size) / (drawn.total - certain.size), rel=0.01)
    again = draw_universes(space, 2_000, np.random.default_rng(1))
    assert (again.codes == drawn.codes).all()
    other = draw_universes(space, 2_000, np.random.default_rng(2))
    assert (other.codes != drawn.codes).any()


def test_every_universe_is_as_likely_to_be_drawn_as_any_other_of_its_stratum() -> None:
    space = make_space(controls=["a", "b", "c", "d", "e"], forbidden=[{"a": True, "b": False}])
    times: dict[int, int] = {}
    runs, size = 600, 200
    for seed in range(runs):
        drawn = draw_universes(space, size, np.random.default_rng(seed))
        for code in drawn.codes[drawn.strata != CERTAIN]:
            times[int(code)] = times.get(int(code), 0) + 1
    drawn = draw_universes(space, size, np.random.default_rng(0))
    assert len(times) == drawn.total - np.sum(drawn.strata == CERTAIN)
    counts = np.array(list(times.values())) / runs
    # five standard errors of a share of 600 draws
    assert (
        np.abs(counts - counts.mean()).max() < 5 * np.sqrt(counts.mean() * (1 - counts.mean()) / runs) + 0.02
    )


@pytest.mark.parametrize("most", [1, 2, 7, 20, 47])
def test_however_few_are_wanted_so_many_are_drawn(most: int) -> None:
    space = make_space(controls=["a", "b"], forbidden=[])
    drawn = draw_universes(space, most, np.random.default_rng(1))
    assert drawn.codes.size == np.unique(drawn.codes).size == most
    assert drawn.codes[0] == 0


def test_rows_that_lack_values_are_told_and_the_samples_are_the_declared_ones() -> None:
    frame = (
        make_frame()
        .with_row_index("_row")
        .with_columns(
            c1=pl.when(pl.col("_row") % 10 == 3).then(None).otherwise("c1"),
            c4=pl.when(pl.col("_row") % 7 == 1).then(float("nan")).otherwise("c4"),
            y1=pl.when(pl.col("_row") % 11 == 5).then(None).otherwise("y1"),
            g=pl.when(pl.col("_row") % 50 == 2).then(None).otherwise("g"),
        )
    )
    whole = frame.with_columns(pl.col("c4").fill_nan(None)).drop_nulls("g")
    common = regression_universes(frame, **CALL).frame()
    complete = whole.drop_nulls()
    for name, rows in common.group_by("subset"):
        assert rows["n"].unique().to_list() == [subset_of(complete, name[0]).height]
    each = regression_universes(frame, **CALL, missing="each").frame()
    assert each["n"].n_unique() > 3 * 2
    for row in each.sample(60, seed=2).iter_rows(named=True):
        needed = [row["outcome"], row["treatment"], *(c for c in CALL["controls"] if row[c])]
        rows = subset_of(whole.drop_nulls(needed), row["subset"])
        told = (row["estimate"], row["error"], row["clustered"], row["df"], row["n"])
        np.testing.assert_allclose(told, fit_alone(frame, row, rows), rtol=EXACT)


def test_universes_that_fail_say_why_and_stop_nobody() -> None:
    n = 80
    rng = np.random.default_rng(2)
    frame = pl.DataFrame(
        {
            "y": rng.normal(size=n),
            "flat": np.full(n, 0.1),
            "x": rng.normal(size=n),
            "late": (np.arange(n) >= 40).astype(float),
            "c": rng.normal(size=n),
            "g": np.arange(n) // 40,
        }
    ).with_columns(double=pl.col("x") * 2 + 1)
    found = regression_universes(
        frame,
        outcomes=["y", "flat"],
        treatments=["x", "late"],
        controls=["c", "double"],
        own_controls=["c"],
        subsets={
            "all": pl.repeat(True, pl.len()),
            "late": "late = 1",
            "three": frame["c"].rank() <= 3,
            "none": "c > 99",
        },
        clusters="g",
    ).frame()

    def reasons(**of: object) -> set:
        return set(found.filter(**of)["reason"])

    assert reasons(subset="none") == {"no row of the subset has the columns"}
    assert found.filter(subset="none")["n"].unique().to_list() == [0]
    assert reasons(subset="all", outcome="flat") == {"the outcome does not vary"}
    assert reasons(subset="late", outcome="y", treatment="late") == {"the treatment does not vary"}
    assert reasons(subset="all", outcome="y", treatment="x", double=True) == {
        "the controls make up the treatment"
    }
    assert reasons(subset="three", outcome="y", treatment="x", double=False, c=True) == {
        "no more rows than regressors"
    }
    one = found.filter(subset="late", outcome="y", treatment="x", double=False)
    assert set(one["reason"]) == {"one cluster: no clustered error"}
    assert one["estimate"].null_count() == 0
    assert one["clustered"].null_count() == one.height
    assert reasons(subset="all", outcome="y", treatment="x", double=False) == {None}


def test_a_control_that_is_flat_in_a_subset_is_as_if_out() -> None:
    frame = make_frame().with_columns(c0=(pl.col("year") > 1990).cast(pl.Float64))
    found = regression_universes(frame, **CALL).frame()
    keys = ["treatment", "outcome", *CALL["controls"][1:]]
    pairs = found.filter(subset="late", c0=True).join(found.filter(subset="late", c0=False), on=keys)
    assert pairs.height == 3 * 2 * 32
    np.testing.assert_allclose(pairs["estimate"], pairs["estimate_right"], rtol=BATCHED)
    assert (pairs["df"] == pairs["df_right"]).all()


def test_controls_that_belong_together_go_in_together() -> None:
    frame = make_frame()
    found = regression_universes(
        frame,
        outcomes=["y0"],
        treatments=["x0"],
        controls={"both": ["c0", "c1"]},
        always=["c5"],
        clusters="g",
    ).frame()
    alone = sm.OLS(
        frame["y0"].to_numpy(), sm.add_constant(frame.select("x0", "c0", "c1", "c5").to_numpy())
    ).fit()
    assert found.height == 2
    assert found["estimate"][0] == pytest.approx(alone.params[1], rel=EXACT)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"outcomes": ["y9"]}, "no column 'y9'"),
        ({"outcomes": []}, "outcomes is empty"),
        ({"outcomes": "y0"}, "lists of names"),
        ({"controls": ["c0", "c0"]}, "named twice"),
        ({"controls": ["x0"]}, "named twice"),
        ({"always": ["x0"]}, "give it one part"),
        ({"own_controls": ["c9"]}, "none of the controls"),
        ({"controls": {"n": ["c0"]}}, "rename it"),
        ({"subsets": {"late": "yaer > 1"}}, "subset 'late'"),
        ({"subsets": {"late": [True, False]}}, "a yes or no for each of the 600 rows"),
        ({"forbidden": [{"outcom": "y0"}]}, "no choice. Did you mean outcome"),
        ({"forbidden": [{"outcome": "y7"}]}, "which is none"),
        ({"forbidden": [{"c0": "in"}]}, "in (True) or out (False)"),
        ({"forbidden": [{"outcome": "y0"}]}, "author's own position"),
        ({"forbidden": [{}]}, "everything away"),
        ({"missing": "some"}, "neither 'common' nor 'each'"),
        ({"most": 10}, "give a seed"),
        ({"most": 0}, "at least one"),
        ({"clusters": "region"}, "no column 'region'"),
        ({"treatments": ["g"]}, "numbers are needed"),
        ({"executor": 3}, "is a int"),
    ],
)
def test_wrong_calls_say_what_to_do(change: dict, words: str) -> None:
    with pytest.raises(UsageError) as caught:
        regression_universes(make_frame(), **{**CALL, **change})
    assert words in str(caught.value)


def test_one_two_and_four_workers_and_processes_give_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "CHUNK", 200)
    for workers in (1, 2, 4):
        regression_universes(make_frame(), **CALL, out=tmp_path / f"{workers}.parquet", workers=workers)
    with ProcessPoolExecutor(2) as pool:
        regression_universes(make_frame(), **CALL, out=tmp_path / "pool.parquet", executor=pool)
    first = (tmp_path / "1.parquet").read_bytes()
    assert len(first) > 10_000
    for name in ("2", "4", "pool"):
        assert (tmp_path / f"{name}.parquet").read_bytes() == first, name
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        f"{name}.parquet" for name in ("1", "2", "4", "pool")
    ]
    assert pl.read_parquet(tmp_path / "1.parquet").equals(regression_universes(make_frame(), **CALL).frame())


class StoppedError(Exception):
    pass


def test_stopped_and_resumed_gives_the_same_bytes_and_does_nothing_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "CHUNK", 200)
    whole, out = tmp_path / "whole.parquet", tmp_path / "out.parquet"
    regression_universes(make_frame(), **CALL, out=whole)
    fit, calls = run.fit_universes, []

    def stop_after_three(*given: object):
        calls.append(1)
        if len(calls) > 3:
            raise StoppedError
        return fit(*given)

    monkeypatch.setattr(run, "fit_universes", stop_after_three)
    with pytest.raises(StoppedError) as caught:
        regression_universes(make_frame(), **CALL, out=out, workers=1)
    assert "goes on from there" in caught.value.__notes__[0]
    assert not out.exists()
    kept = len(list((tmp_path / "out.parquet.parts").glob("*.parquet")))
    assert 0 < kept <= 3
    with pytest.raises(UsageError, match="chunks of another run"):
        regression_universes(make_frame(seed=2), **CALL, out=out)
    again = []
    monkeypatch.setattr(run, "fit_universes", lambda *given: again.append(1) or fit(*given))
    regression_universes(make_frame(), **CALL, out=out)
    assert len(again) == 6 - kept
    assert out.read_bytes() == whole.read_bytes()
    regression_universes(make_frame(), **CALL, out=out)
    assert len(again) == 6 - kept
    with pytest.raises(UsageError, match="something else than this run"):
        regression_universes(make_frame(seed=2), **CALL, out=out)
    regression_universes(make_frame(seed=2), **CALL, out=out, resume=False)
    assert out.read_bytes() != whole.read_bytes()


def test_samples_survive_the_way_to_another_process() -> None:
    found = regression_universes(make_frame(), **CALL)
    samples = pickle.loads(pickle.dumps(found.samples))
    assert samples.fingerprint() == found.samples.fingerprint()
    assert len(pickle.dumps(found.samples)) < 3 * found.samples.columns.nbytes


def test_a_curve_is_read_as_by_hand() -> None:
    curve = read_curve(np.array([1.0, -0.2, 3.0]), np.array([0.5, 1.0, np.nan]), np.array([1e9, 1e9, 5]))
    assert curve.median == 0.4
    assert curve.significant == 1
    # scores are the t values themselves with so many degrees of freedom
    assert curve.z == pytest.approx((2.0 - 0.2) / np.sqrt(2), rel=1e-6)


def test_the_null_curve_is_that_of_outcomes_without_the_effect() -> None:
    """The procedure as published, by hand: y less the effect found, rows drawn again, every universe fitted anew."""
    frame = make_frame(n=120)
    found = regression_universes(frame, outcomes=["y0"], treatments=["x0"], controls=["c0", "c1"])
    runs = 40
    told = found.joint_test(generator=np.random.default_rng(5), runs=runs)
    rng = np.random.default_rng(5)
    medians = np.zeros(runs)
    for number in range(runs):
        drawn = frame[rng.choice(np.arange(120), 120)]
        estimates = []
        for row in found.frame().iter_rows(named=True):
            beside = [name for name in ("c0", "c1") if row[name]]
            y = (drawn["y0"] - row["estimate"] * drawn["x0"]).to_numpy()
            model = sm.OLS(y, sm.add_constant(drawn.select("x0", *beside).to_numpy()))
            estimates.append(model.fit().params[1])
        medians[number] = np.median(estimates)
    seen = found.frame()["estimate"].median()
    assert told.seen.median == pytest.approx(seen)
    assert told.median_p == (1 + np.sum(np.abs(medians) >= abs(seen))) / (runs + 1)


@pytest.mark.parametrize("how", ["resample", "shuffle"])
@pytest.mark.parametrize("clusters", [None, "g"])
def test_the_joint_test_tells_an_effect_from_none(how: str, clusters: str | None) -> None:
    rng = np.random.default_rng(5)
    frame = make_frame().with_columns(chance=pl.Series(rng.normal(size=600)))
    call = {**CALL, "controls": ["c3", "c4"], "subsets": None, "clusters": clusters, "outcomes": ["y0"]}
    strong = regression_universes(frame, **{**call, "treatments": ["x0"]})
    test = strong.joint_test(generator=np.random.default_rng(1), runs=99, how=how)
    assert max(test.median_p, test.significant_p, test.z_p) <= 0.03
    assert (test.universes, test.runs, test.how) == (4, 99, how)
    nothing = regression_universes(frame, **{**call, "treatments": ["chance"]})
    test = nothing.joint_test(generator=np.random.default_rng(1), runs=99, how=how)
    assert min(test.median_p, test.significant_p, test.z_p) > 0.05


def test_reading_the_universes_names_what_moves_them() -> None:
    rng = np.random.default_rng(7)
    x, hidden = rng.normal(size=(2, 2_000))
    frame = {"x": x + hidden, "y": hidden + 0.1 * rng.normal(size=2_000), "hidden": hidden}
    frame |= {f"c{i}": rng.normal(size=2_000) for i in range(4)}
    found = regression_universes(
        frame,
        outcomes=["y"],
        treatments=["x"],
        controls=["c0", "c1", "hidden", "c2", "c3"],
        own_controls=["c0"],
    )
    assert found.variance().row(0)[0] == "hidden"
    assert found.deciders(np.random.default_rng(1)).filter("decides")["choice"].to_list() == ["hidden"]
    big = pl.col("estimate") > 0.2
    assert found.shortest_rule(big).says() == "yes exactly where hidden is False"
    assert (
        found.path(big).says()
        == "change only hidden from False to True (1 of 5 universes as near answer otherwise)"
    )
    assert found.share(big).value == 0.5


def test_the_share_of_a_draw_is_within_its_error() -> None:
    frame = make_frame()
    side = pl.col("estimate") > 0.25
    whole = regression_universes(frame, **CALL).share(side)
    drawn = regression_universes(frame, **CALL, most=300, seed=1)
    share = drawn.share(side)
    assert (share.run, share.total) == (300, whole.total)
    assert 0 < share.error < 0.05
    assert abs(share.value - whole.value) < 4 * share.error


LONG = """
import sys
from pathlib import Path
sys.path.insert(0, {root!r})
from tests.unit.test_specification_curve import CALL, make_frame
from precedents.estimators.specification_curve import run
from precedents.estimators.specification_curve.face import regression_universes
run.CHUNK = 64
regression_universes(make_frame(n=4_000, controls=6), **CALL, out=Path(sys.argv[1]), workers=2)
"""


@pytest.mark.long
def test_killed_at_random_and_resumed_gives_the_same_bytes(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(LONG.format(root=str(Path(__file__).resolve().parents[2])))
    whole, out = tmp_path / "whole.parquet", tmp_path / "out.parquet"
    begun = time.monotonic()
    subprocess.run([sys.executable, script, whole], check=True)
    lasts = time.monotonic() - begun
    chance, killed = random.Random(1), 0
    for _ in range(40):
        job = subprocess.Popen([sys.executable, script, out])
        try:
            job.wait(timeout=lasts * chance.uniform(0.5, 1.0))
            break
        except subprocess.TimeoutExpired:
            job.send_signal(signal.SIGKILL)
            job.wait()
            killed += 1
    else:
        subprocess.run([sys.executable, script, out], check=True)
    assert killed
    assert out.read_bytes() == whole.read_bytes()
    assert not (tmp_path / "out.parquet.parts").exists()


@pytest.mark.long
@pytest.mark.filterwarnings("ignore")  # a cluster whose worker is killed warns of it
def test_a_dask_cluster_that_loses_a_worker_gives_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    distributed = pytest.importorskip("distributed")
    monkeypatch.setattr(run, "CHUNK", 20)
    frame = make_frame(n=4_000)
    regression_universes(frame, **CALL, out=tmp_path / "threads.parquet")
    write, written = run.make_rows, []
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        workers = [worker["pid"] for worker in client.run(lambda: {"pid": os.getpid()}).values()]

        def kill_one_in_mid_run(*given: object):
            written.append(1)
            if len(written) == 5:
                os.kill(workers[0], signal.SIGKILL)
            return write(*given)

        monkeypatch.setattr(run, "make_rows", kill_one_in_mid_run)
        regression_universes(frame, **CALL, out=tmp_path / "dask.parquet", executor=client)
        left = {worker["pid"] for worker in client.run(lambda: {"pid": os.getpid()}).values()}
    assert len(written) == 58
    assert workers[0] not in left
    assert (tmp_path / "dask.parquet").read_bytes() == (tmp_path / "threads.parquet").read_bytes()
