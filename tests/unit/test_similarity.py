"""Likeness, against the gower package, a recomputation pair by pair, and closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest

from precedents.precedent.place import fit_place
from precedents.precedent.similarity import (
    Feature,
    Nearness,
    Value,
    find_nearest,
    fit_similarity,
)

# Outputs of gower 0.1.2 (gower_matrix(frame), and with weight=[1, 2, 1, .5]): first row, the first case as
# the target. It computes in single precision.
DEATHS = [148.8, 269.7, 85.8, 25.0, 59.8, 20.4, 167.4, 2165.6, 55.5]
POLITY = [-8.0, -1.0, 7.0, -4.0, -3.0, -5.0, 5.0, -5.0, 10.0]
REGION = ["asia"] * 6 + ["europe"] * 3
AIR = ["no", "no", "yes", "no", "yes", "yes", "no", "yes", "no"]
PLAIN = [0.11131182, 0.46567532, 0.06998312, 0.32981643, 0.30663031, 0.43272319, 0.77670300, 0.51087314]
WEIGHTED = [0.18536359, 0.48800769, 0.11158993, 0.24378746, 0.19848619, 0.54513669, 0.61632860, 0.67633164]
SINGLE = 1e-6

FEATURES = [
    Feature(name="deaths", kind="number"),
    Feature(name="polity", kind="number", weight=2),
    Feature(name="region", kind="text"),
    Feature(name="air", kind="text", weight=0.5),
]


def rows() -> list[dict[str, Value]]:
    columns = zip(DEATHS, POLITY, REGION, AIR, strict=True)
    return [dict(zip(("deaths", "polity", "region", "air"), row, strict=True)) for row in columns]


@pytest.mark.parametrize(("weighted", "stored"), [(False, PLAIN), (True, WEIGHTED)])
def test_distances_equal_those_of_the_gower_package(weighted: bool, stored: list[float]) -> None:
    target, *others = rows()
    features = FEATURES if weighted else [Feature(name=f.name, kind=f.kind) for f in FEATURES]
    found = fit_similarity(target, {str(i): row for i, row in enumerate(others)}, features)
    assert [found.of(str(i)).distance for i in range(8)] == pytest.approx(stored, abs=SINGLE)


def some_value(rng: np.random.Generator, kind: str) -> Value:
    if rng.random() < 0.3:
        return None if rng.random() < 0.5 else math.nan
    if kind == "number":
        return float(rng.integers(-5, 6))
    if kind == "flag":
        return bool(rng.random() < 0.5)
    if kind == "text":
        return str(rng.choice(["x", "y", "z"]))
    return [item for item in "pqr" if rng.random() < 0.5]


def known(value: Value) -> bool:
    return value is not None and not (isinstance(value, float) and math.isnan(value))


def by_pairs(
    a: dict[str, Value], b: dict[str, Value], everyone: list[dict[str, Value]], features: list[Feature]
):
    """The same once more, one pair at a time."""
    above = below = 0.0
    compared = 0
    for f in features:
        x, y = a[f.name], b[f.name]
        if not (known(x) and known(y)):
            continue
        compared += 1
        if f.kind == "number":
            numbers = [row[f.name] for row in everyone if known(row[f.name])]
            span = f.scale or max(numbers) - min(numbers)
            apart = min(1, abs(x - y) / span) if span else 0
        elif f.kind == "list":
            apart = 1 - len({*x} & {*y}) / len({*x, *y}) if {*x, *y} else 0
        else:
            apart = 0 if x == y else 1
        above, below = above + f.weight * apart, below + f.weight
    return (above / below if below else None), compared


def test_everything_equals_a_recomputation_pair_by_pair() -> None:
    rng = np.random.default_rng(5)
    kinds = ["number", "number", "flag", "text", "list"]
    for run in range(100):
        features = [
            Feature(
                name=f"f{i}",
                kind=kind,
                weight=float(rng.uniform(0.5, 3)),
                scale=4.0 if kind == "number" and rng.random() < 0.3 else None,
            )
            for i, kind in enumerate(kinds)
        ]
        everyone = [{f.name: some_value(rng, f.kind) for f in features} for _ in range(12)]
        target, cases = everyone[0], {str(i): row for i, row in enumerate(everyone[1:])}
        found = fit_similarity(target, cases, features)
        expected = {name: by_pairs(target, row, everyone, features) for name, row in cases.items()}
        ranked = {name: d for name, (d, k) in expected.items() if k >= 2.5 and d is not None}
        assert found.ranked == len(ranked)
        for each in found.cases:
            distance, compared = expected[each.case]
            assert each.compared == compared / 5
            assert len(each.missing) == 5 - compared
            if distance is None:
                assert each.distance is None
                continue
            assert each.distance == pytest.approx(distance, abs=1e-12)
            assert sum(part for _, part in each.contributions if part is not None) == pytest.approx(distance)
            if each.case not in ranked:
                assert (each.rank, each.nearness) == (None, Nearness.TOO_LITTLE_KNOWN)
                continue
            better = sum(d < distance - 1e-9 for d in ranked.values())
            assert each.rank == better + 1, run
            assert each.quantile == each.rank / len(ranked)
        ranks = [each.rank for each in found.cases if each.rank is not None]
        assert ranks == sorted(ranks)


NUMBER = [Feature(name="x", kind="number")]


def line(*values: float | None) -> dict[str, dict[str, Value]]:
    return {f"c{i}": {"x": value} for i, value in enumerate(values)}


def test_nearest_quarter_and_farther_half() -> None:
    found = fit_similarity({"x": 0}, line(1, 2, 3, 4, 5, 6, 7, 8), NUMBER)
    words = [found.of(f"c{i}").nearness for i in range(8)]
    assert words == [Nearness.NEAREST] * 2 + [Nearness.BETWEEN] * 2 + [Nearness.FARTHER] * 4
    assert found.of("c1").quantile == 0.25


def test_many_ties_put_no_case_in_the_nearest_quarter() -> None:
    found = fit_similarity({"x": 0}, line(1, 1, 1, 1, 1, 1, 1, 9), NUMBER)
    tied = found.of("c3")
    assert (tied.rank, tied.last_rank, tied.quantile) == (1, 7, 1 / 8)
    assert tied.nearness is Nearness.BETWEEN
    assert found.of("c7").nearness is Nearness.FARTHER


def test_a_target_outside_the_class_widens_the_scale_and_no_difference_exceeds_one() -> None:
    found = fit_similarity({"x": 100}, line(0, 50), NUMBER)
    assert [each.distance for each in found.cases] == [0.5, 1.0]
    assert found.scales == (("x", 100.0),)
    declared = fit_similarity({"x": 100}, line(0, 90), [Feature(name="x", kind="number", scale=20)])
    assert [each.distance for each in declared.cases] == [0.5, 1.0]


def test_a_pair_with_under_half_of_the_features_known_is_not_ranked() -> None:
    features = [Feature(name=name, kind="flag") for name in "abc"]
    target = dict.fromkeys("abc", True)
    found = fit_similarity(target, {"one": {"a": True}, "two": {"a": True, "b": False}}, features)
    assert [(each.case, each.rank) for each in found.cases] == [("two", 1), ("one", None)]
    assert found.of("one").distance == 0
    assert found.of("one").missing == ("b", "c")
    nothing = fit_similarity({}, {"one": {"a": True}}, features)
    assert nothing.ranked == 0
    assert nothing.cases[0].distance is None


def test_disanalogies_come_weightiest_first_and_leave_out_what_is_alike() -> None:
    features = [
        Feature(name="same", kind="text"),
        Feature(name="small", kind="number", scale=10),
        Feature(name="large", kind="flag", weight=3),
    ]
    found = fit_similarity(
        {"same": "x", "small": 1, "large": True},
        {"one": {"same": "x", "small": 6, "large": False}},
        features,
    )
    assert found.cases[0].disanalogies == (("large", 0.6), ("small", 0.1))


def test_nearest_not_cited_with_ties_at_the_edge() -> None:
    found = fit_similarity({"x": 0}, line(1, 2, 2, 3, None), NUMBER)
    assert [each.case for each in find_nearest(found, 1)] == ["c0"]
    assert [each.case for each in find_nearest(found, 1, {"c0"})] == ["c1", "c2"]
    assert [each.case for each in find_nearest(found, 99)] == ["c0", "c1", "c2", "c3"]
    assert find_nearest(found, 0) == ()
    assert find_nearest(found, 2, {f"c{i}" for i in range(5)}) == ()
    with pytest.raises(KeyError):
        found.of("c9")


def test_place_of_the_target() -> None:
    features = [
        Feature(name="deaths", kind="number"),
        Feature(name="region", kind="text"),
        Feature(name="helpers", kind="list"),
        Feature(name="bomb", kind="flag"),
    ]
    target: dict[str, Value] = {"deaths": 5, "region": "asia", "helpers": ["us", "uk"]}
    cases: dict[str, dict[str, Value]] = {
        "a": {"deaths": 1, "region": "asia", "helpers": ["us"], "bomb": True},
        "b": {"deaths": 5, "region": "africa", "helpers": []},
        "c": {"deaths": 9, "region": "asia", "helpers": ["uk", "us"]},
        "d": {"deaths": None, "region": None, "helpers": ["fr"]},
    }
    deaths, region, helpers, bomb = fit_place(target, cases, features)
    assert (deaths.known, deaths.unknown, deaths.below, deaths.equal, deaths.above) == (3, 1, 1, 1, 1)
    assert (deaths.rank, deaths.quantile, deaths.beyond) == (2, 0.5, False)
    assert (region.equal, region.frequency) == (2, pytest.approx(2 / 3))
    assert (helpers.frequency, helpers.items) == (0.5, (("uk", 1), ("us", 2)))
    assert (bomb.value, bomb.known, bomb.frequency) == (None, 1, None)
    (lowest,) = fit_place({"deaths": 0}, cases, features[:1])
    assert (lowest.rank, lowest.quantile, lowest.beyond) == (4, 0.0, True)
    (alone,) = fit_place({"helpers": []}, cases, features[2:3])
    assert (alone.equal, alone.items) == (1, ())


def test_faults_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one feature"):
        fit_similarity({}, {}, [])
    with pytest.raises(ValueError, match="named twice"):
        fit_similarity({}, {}, NUMBER * 2)
    with pytest.raises(ValueError, match="above zero"):
        fit_similarity({}, {}, [Feature(name="x", kind="number", weight=0)])
    with pytest.raises(TypeError, match="declared as a number"):
        fit_similarity({"x": True}, line(1), NUMBER)
    with pytest.raises(TypeError, match="declared as a flag"):
        fit_similarity({"x": 1}, {}, [Feature(name="x", kind="flag")])
    with pytest.raises(TypeError, match="declared as a list"):
        fit_similarity({"x": "us"}, {}, [Feature(name="x", kind="list")])
