"""Partial pooling against a direct integral; the standing of a class and the search over classes by enumeration."""

from __future__ import annotations

import itertools
from math import inf

import numpy as np
import pytest
from scipy import integrate, special, stats

from precedents.precedent.class_search import fit_class_search, fit_class_standing
from precedents.precedent.pooling import fit_pooling
from precedents.precedent.representativeness import hypergeometric_tail

PRINTED = ((19, 8, 3), (53, 20, 12))


def test_the_printed_vector() -> None:
    pooled = fit_pooling(*PRINTED)
    assert [round(s, 4) for s in pooled.shares] == [0.3592, 0.3852, 0.3063]
    assert [round(s or 0, 4) for s in pooled.raw] == [0.3585, 0.4000, 0.2500]
    assert round(pooled.mean, 4) == 0.3759


def test_means_equal_a_direct_integral_over_kappa_itself() -> None:
    k, n = (4, 1), (6, 9)

    def weight(kappa: float, mu: float) -> float:
        a, b = mu * kappa, (1 - mu) * kappa
        logs = sum(special.betaln(x + a, m - x + b) - special.betaln(a, b) for x, m in zip(k, n, strict=True))
        return float(np.exp(logs + 10) / (1 + kappa) ** 2)

    def integral(value: object) -> float:
        return integrate.dblquad(
            lambda kappa, mu: value(kappa, mu) * weight(kappa, mu),  # type: ignore[operator]
            1e-9,
            1 - 1e-9,
            1e-9,
            inf,
            epsabs=1e-6,
            epsrel=1e-6,
        )[0]

    total = integral(lambda kappa, mu: 1.0)
    pooled = fit_pooling(k, n)
    assert pooled.mean == pytest.approx(integral(lambda kappa, mu: mu) / total, abs=2e-5)
    for g in range(2):
        mean = integral(lambda kappa, mu, g=g: (k[g] + mu * kappa) / (n[g] + kappa)) / total
        assert pooled.shares[g] == pytest.approx(mean, abs=2e-5)


def test_intervals_are_those_of_a_posterior_drawn_by_chance() -> None:
    pooled = fit_pooling(*PRINTED, level=0.8)
    rng = np.random.default_rng(1)
    like, mu = rng.random(200_000), rng.random(200_000)
    kappa = like / (1 - like)
    k, n = (np.array(x)[:, None] for x in PRINTED)
    a, b = mu * kappa, (1 - mu) * kappa
    logs = (special.betaln(k + a, n - k + b) - special.betaln(a, b)).sum(axis=0)
    picked = rng.choice(200_000, 60_000, p=np.exp(logs - logs.max()) / np.exp(logs - logs.max()).sum())
    theta = rng.beta(k + a[picked], n - k + b[picked])
    assert pooled.low == pytest.approx(np.quantile(theta, 0.1, axis=1), abs=0.01)
    assert pooled.high == pytest.approx(np.quantile(theta, 0.9, axis=1), abs=0.01)


def test_groups_that_agree_are_pooled_and_an_empty_one_takes_the_common_share() -> None:
    pooled = fit_pooling([50, 0], [100, 0])
    assert pooled.raw == (0.5, None)
    assert pooled.shares[1] == pytest.approx(pooled.mean, abs=1e-6)
    apart = fit_pooling([95, 3], [100, 100])
    alike = fit_pooling([40, 41], [100, 100])
    assert apart.like < alike.like
    assert apart.shares == pytest.approx((0.95, 0.03), abs=0.01)


def test_small_groups_move_more() -> None:
    pooled = fit_pooling([40, 1], [50, 2])
    raw = [x or 0.0 for x in pooled.raw]
    assert abs(pooled.shares[1] - raw[1]) > abs(pooled.shares[0] - raw[0])
    assert pooled.low[1] < pooled.shares[1] < pooled.high[1]


@pytest.mark.parametrize(("k", "n"), [([], []), ([1], [1, 2]), ([3], [2]), ([-1], [2])])
def test_impossible_counts_are_refused(k: list[int], n: list[int]) -> None:
    with pytest.raises(ValueError, match=r"at least one group|impossible"):
        fit_pooling(k, n)


def test_the_author_of_the_most_favourable_class_stands_alone() -> None:
    counts = [(19, 34), (21, 62), (23, 43), (49, 114), (0, 0)]
    s = fit_class_standing(counts, 0)
    assert (s.at_or_above, s.classes, s.share, s.empty) == (1, 4, 0.25, 1)
    assert fit_class_standing(counts, 1).share == 1
    assert fit_class_standing([(1, 3), (2, 6), (1, 10)], 0).at_or_above == 2
    with pytest.raises(ValueError, match="one of the declared"):
        fit_class_standing(counts, 4)


CLASSES = {
    "all": {"a": True, "b": True, "c": True, "d": False, "e": False, "f": False, "g": False},
    "early": {"a": True, "b": True, "d": False, "e": False},
    "strict": {"a": True, "b": False, "c": False, "f": False, "g": False},
}


def test_adjusted_p_equals_an_enumeration_that_keeps_each_class_its_number_of_cited() -> None:
    cited = ["a", "b", "c"]
    quota = {name: sum(c in members for c in cited) for name, members in CLASSES.items()}

    def smallest(choice: tuple[str, ...]) -> float:
        return min(
            float(
                hypergeometric_tail(
                    sum(members.get(c, False) for c in choice),
                    quota[name],
                    sum(members.values()),
                    len(members),
                )
            )
            for name, members in CLASSES.items()
        )

    admissible = [
        choice
        for choice in itertools.combinations("abcdefg", 3)
        if all(sum(c in CLASSES[name] for c in choice) == quota[name] for name in CLASSES)
    ]
    least = smallest(tuple(cited))
    exact = sum(smallest(choice) <= least for choice in admissible) / len(admissible)
    found = fit_class_search(CLASSES, cited, generator=np.random.default_rng(2), draws=4_000)
    assert found.citings == len(admissible)
    assert found.smallest == least
    assert found.p_adjusted == pytest.approx(exact, abs=4 * (exact * (1 - exact) / 4_000) ** 0.5 + 1e-3)
    assert dict(found.p)[found.found_in] == least


def test_admissible_citings_are_drawn_alike() -> None:
    from precedents.precedent.class_search import _Citings

    cells = {(True, True): ["a", "b"], (True, False): ["c"], (False, True): ["d", "e"], (False, False): ["f"]}
    citings, rng = _Citings(cells, 2, (1, 1)), np.random.default_rng(3)
    members = [{"a", "b", "c"}, {"a", "b", "d", "e"}]
    admissible = [
        c
        for c in itertools.combinations("abcdef", 2)
        if all(len(m & set(c)) == q for m, q in zip(members, (1, 1), strict=True))
    ]
    assert citings.ways == len(admissible)
    drawn = ["".join(sorted(citings.draw(rng))) for _ in range(4_000)]
    assert set(drawn) == {"".join(c) for c in admissible}
    assert stats.chisquare([drawn.count("".join(c)) for c in admissible]).pvalue > 1e-3


@pytest.mark.long
def test_a_search_over_classes_keeps_its_size() -> None:
    rng = np.random.default_rng(11)
    classes = {
        name: {f"c{i}": bool(rng.random() < 0.4) for i in range(40) if rng.random() < 0.7} for name in "pqrst"
    }
    rejected = 0
    for _ in range(200):
        cited = [f"c{i}" for i in rng.choice(40, 6, replace=False)]
        rejected += fit_class_search(classes, cited, generator=rng, draws=199).p_adjusted <= 0.05
    assert stats.binomtest(rejected, 200, 0.05, alternative="greater").pvalue > 0.001


def test_cited_cases_outside_every_class_are_refused() -> None:
    with pytest.raises(ValueError, match="no cited case"):
        fit_class_search(CLASSES, ["z"], generator=np.random.default_rng(1))
