"""On small random records every answer of the room equals an enumeration that knows nothing of how it is found."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from fractions import Fraction
from math import comb, isnan, nan
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from precedents.precedent.a_fortiori import Dimension, fit_a_fortiori
from precedents.precedent.case_index import build_index, read_cases
from precedents.precedent.consistency import compare_all, fit_consistency
from precedents.precedent.landmarks import fit_citability, fit_landmarks
from precedents.precedent.outcome_interval import fit_outcome_interval
from precedents.precedent.prefix_bound import fit_prefix_bound
from precedents.precedent.removals import fit_removals
from precedents.precedent.representativeness import fit_representativeness
from precedents.precedent.score_sums import fit_score_sum

Rows = list[tuple[float, ...]]
SCALE = (0.0, 1.0, 2.0)


@st.composite
def records(draw: st.DrawFn, *, most: int = 8, missing: bool = True) -> tuple[Rows, list[bool]]:
    m = draw(st.integers(1, 3))
    value = st.sampled_from([*SCALE, nan] if missing else SCALE)
    rows = draw(st.lists(st.tuples(*[value] * m), min_size=1, max_size=most))
    return rows, draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows)))


def no_more(a: tuple[float, ...], b: tuple[float, ...]) -> bool | None:
    """Kleene's conjunction of a <= b, by trying every completion of what is unknown."""
    truths = set()
    for x, y in zip(a, b, strict=True):
        # -9 and 9 stand for any value below and above all others.
        ends = [(u, v) for u in ([x], [-9, 9])[isnan(x)] for v in ([y], [-9, 9])[isnan(y)]]
        truths.add(frozenset(u <= v for u, v in ends))
    if frozenset({False}) in truths:
        return False
    return True if truths == {frozenset({True})} else None


def conflicts(rows: Rows, outcomes: list[float], *, possible: bool = False) -> set[tuple[int, int]]:
    return {
        (i, j)
        for i, j in itertools.permutations(range(len(rows)), 2)
        if outcomes[i] > outcomes[j]
        and ((holds := no_more(rows[i], rows[j])) or (possible and holds is None))
    }


def fewest(n: int, pairs: set[tuple[int, int]]) -> int:
    for size in range(n + 1):
        for gone in itertools.combinations(range(n), size):
            if all(i in gone or j in gone for i, j in pairs):
                return size
    raise AssertionError


def check_comparisons(record: tuple[Rows, list[bool]], data: st.DataObject) -> None:
    rows, won = record
    target = data.draw(st.sampled_from([*rows, (1.0,) * len(rows[0]), (0.5,) * len(rows[0])]))
    below, above = [no_more(r, target) for r in rows], [no_more(target, r) for r in rows]
    index = build_index(rows, won)
    for found, truth in ((index.at_most(target), below), (index.at_least(target), above)):
        assert read_cases(found.certain).tolist() == [i for i, t in enumerate(truth) if t]
        assert read_cases(found.possible).tolist() == [i for i, t in enumerate(truth) if t is not False]
    certain, possible = compare_all(rows), compare_all(rows, possible=True)
    for i, j in itertools.product(range(len(rows)), repeat=2):
        truth = no_more(rows[i], rows[j])
        assert certain[i, j] == (truth is True)
        assert possible[i, j] == (truth is not False)
    # Turned round: the second dimension counts against success, with its values negated.
    signs = [1, -1, 1][: len(target)]
    names = [f"d{d}" for d in range(len(target))]
    dimensions = [
        Dimension(name=name, larger_favours=s > 0, source="declared")
        for name, s in zip(names, signs, strict=True)
    ]
    read = [{name: s * x for name, s, x in zip(names, signs, row, strict=True)} for row in [target, *rows]]
    cases = {str(i): row for i, row in enumerate(read[1:])}
    a = fit_a_fortiori(read[0], cases, {str(i): o for i, o in enumerate(won)}, dimensions)
    assert [c.at_most for c in a.cases] == below
    assert [c.at_least for c in a.cases] == above
    assert a.at_least.successes == sum(o for o, t in zip(won, above, strict=True) if t)
    assert a.contradicting(True) == tuple(
        str(i) for i, (o, t) in enumerate(zip(won, above, strict=True)) if t and not o
    )


def check_consistency(record: tuple[Rows, list[bool]]) -> None:
    rows, won = record
    n, pairs = len(rows), conflicts(*record)
    c = fit_consistency(rows, won)
    assert c.conflicts == len(pairs)
    assert c.successes_in_conflict == len({i for i, _ in pairs})
    assert c.failures_in_conflict == len({j for _, j in pairs})
    assert c.share == pytest.approx(1 - len({i for pair in pairs for i in pair}) / n)
    assert c.possible_conflicts == len(conflicts(rows, won, possible=True))
    comparable = sum(no_more(rows[i], rows[j]) is True for i, j in itertools.permutations(range(n), 2))
    assert c.comparable == comparable
    controlled = [
        any(i != j and (no_more(rows[j], rows[i]) if won[j] else no_more(rows[i], rows[j])) for j in range(n))
        for i in range(n)
    ]
    assert c.controlled_share == pytest.approx(sum(controlled) / n)


def check_the_expected_number_of_conflicts(record: tuple[Rows, list[bool]]) -> None:
    rows, won = record
    counts = [len(conflicts(rows, list(order))) for order in itertools.permutations(won)]
    c = fit_consistency(rows, won)
    assert c.expected_conflicts == pytest.approx(sum(counts) / len(counts))


def check_removals(record: tuple[Rows, list[bool]], possible: bool) -> None:
    rows, won = record
    pairs = conflicts(rows, won, possible=possible)
    r = fit_removals(rows, won, possible=possible)
    assert r.conflicts == len(pairs)
    assert len(r.removed) == fewest(len(rows), pairs)
    assert all(i in r.removed or j in r.removed for i, j in pairs)
    assert all(i in r.greedy or j in r.greedy for i, j in pairs)
    assert len(r.greedy) >= len(r.removed)


def check_removals_and_intervals_of_ordered_outcomes(
    record: tuple[Rows, list[bool]], data: st.DataObject
) -> None:
    rows, _ = record
    y = data.draw(st.lists(st.integers(0, 4).map(float), min_size=len(rows), max_size=len(rows)))
    pairs = conflicts(rows, y)
    r = fit_removals(rows, y)
    assert len(r.removed) == fewest(len(rows), pairs)
    assert all(i in r.removed or j in r.removed for i, j in pairs)
    target = data.draw(st.sampled_from(rows))
    i = fit_outcome_interval(rows, y, target)
    below = [(no_more(row, target), v) for row, v in zip(rows, y, strict=True)]
    above = [(no_more(target, row), v) for row, v in zip(rows, y, strict=True)]
    assert i.low == max((v for t, v in below if t), default=None)
    assert i.high == min((v for t, v in above if t), default=None)
    assert i.possible_low == max((v for t, v in below if t is not False), default=None)
    assert i.possible_high == min((v for t, v in above if t is not False), default=None)


def check_landmarks(record: tuple[Rows, list[bool]]) -> None:
    rows, won = record
    found = fit_landmarks(rows, won)
    complete = [i for i, row in enumerate(rows) if not any(map(isnan, row))]
    for success, landmarks in ((True, found.successes), (False, found.failures)):
        side = [i for i in complete if won[i] == success]
        ends = {
            rows[i]
            for i in side
            if not any(
                rows[j] != rows[i] and (no_more(rows[j], rows[i]) if success else no_more(rows[i], rows[j]))
                for j in side
            )
        }
        assert sorted(rows[i] for i in landmarks) == sorted(ends)
        assert set(landmarks) <= set(side)
    # What they are for: a target is controlled by some case exactly when a landmark controls it.
    kept = [*found.successes, *found.failures]
    whole = build_index(rows, won)
    few = build_index([rows[i] for i in kept], [won[i] for i in kept]) if kept else None
    for target in itertools.product(SCALE, repeat=len(rows[0])):
        assert whole.controls(target) == (few.controls(target) if few else (False, False))


def best(rows: Rows, won: list[bool], i: int, *, with_values: bool) -> int:
    def apart(j: int) -> frozenset[object]:
        holds = (
            no_more((x,), (y,)) if won[j] else no_more((y,), (x,))
            for x, y in zip(rows[j], rows[i], strict=True)
        )
        return frozenset((d, str(rows[j][d])) if with_values else d for d, h in enumerate(holds) if not h)

    sets = [apart(j) for j in range(len(rows)) if j != i and won[j] == won[i]]
    citable = [s for s in sets if len(s) < len(rows[i])]
    return sum(not any(other < s for other in citable) for s in citable)


def check_citability(record: tuple[Rows, list[bool]]) -> None:
    rows, won = record
    for rule in ("dimensions", "values"):
        c = fit_citability(rows, won, rule=rule)  # type: ignore[arg-type]
        assert c.counts == tuple(best(rows, won, i, with_values=rule == "values") for i in range(len(rows)))

    def without_difference(i: int, same: bool) -> bool:
        return any(
            j != i
            and (won[j] == won[i]) == same
            and (no_more(rows[j], rows[i]) if won[j] else no_more(rows[i], rows[j]))
            for j in range(len(rows))
        )

    sides = [(without_difference(i, True), without_difference(i, False)) for i in range(len(rows))]
    assert (c.won, c.lost) == (sum(w for w, _ in sides), sum(o for _, o in sides))
    assert (c.both, c.neither) == (sum(w and o for w, o in sides), sum(not w and not o for w, o in sides))


def check_p_values_of_score_sums(scores: list[int], data: st.DataObject) -> None:
    n = len(scores)
    cited = data.draw(st.lists(st.integers(0, n - 1), min_size=1, max_size=n, unique=True))
    sums = [sum(scores[i] for i in chosen) for chosen in itertools.combinations(range(n), len(cited))]
    total = sum(scores[i] for i in cited)
    s = fit_score_sum(scores, cited)
    assert s.p == float(Fraction(sum(x >= total for x in sums), comb(n, len(cited))))
    assert s.p_smallest == float(Fraction(sum(x == max(sums) for x in sums), comb(n, len(cited))))
    drawn = fit_score_sum([x + 0.5 for x in scores], cited, generator=np.random.default_rng(1), draws=19)
    assert not drawn.exact
    assert drawn.p >= 1 / 20


def check_prefix_bounds(cases: list[tuple[int, int]], data: st.DataObject) -> None:
    # Every corner of what the rules leave: weights by distance that never rise, none above 1/m, one in all.
    n, m = len(cases), data.draw(st.integers(1, len(cases)))
    sums = [
        (sum(d == at for _, d in cases), sum(o for o, d in cases if d == at))
        for at in sorted({d for _, d in cases})
    ]
    b = len(sums)
    sizes = np.array([size for size, _ in sums], dtype=float)
    rules = [np.eye(b)[i] - (np.eye(b)[i + 1] if i + 1 < b else 0) for i in range(b)]  # each at least 0
    bounds = [*[(rule, 0.0) for rule in rules], (-np.eye(b)[0], -1 / m)]
    means = []
    for tight in itertools.combinations(bounds, b - 1):
        matrix = np.array([sizes, *(rule for rule, _ in tight)])
        if abs(np.linalg.det(matrix)) < 1e-9:
            continue
        weights = np.linalg.solve(matrix, [1.0, *(value for _, value in tight)])
        if all(rule @ weights >= value - 1e-9 for rule, value in bounds):
            means.append(sum(w * total for w, (_, total) in zip(weights, sums, strict=True)))
    found = fit_prefix_bound([float(o) for o, _ in cases], [d for _, d in cases], m=m)
    assert (found.low, found.high) == (pytest.approx(min(means)), pytest.approx(max(means)))
    assert found.n == n


def check_the_p_values_of_a_citation(cases: list[tuple[bool, int]], data: st.DataObject) -> None:
    n = len(cases)
    cited = data.draw(st.lists(st.integers(0, n - 1), min_size=1, max_size=n, unique=True))
    outcomes = {str(i): so for i, (so, _) in enumerate(cases)}
    clusters = {str(i): f"c{cluster}" for i, (_, cluster) in enumerate(cases)}
    x = sum(cases[i][0] for i in cited)
    sums = [sum(cases[i][0] for i in chosen) for chosen in itertools.combinations(range(n), len(cited))]
    r = fit_representativeness(outcomes, clusters, [str(i) for i in cited])
    assert r.p_episode == pytest.approx(sum(s >= x for s in sums) / len(sums))


def check_the_p_of_an_order(record: tuple[Rows, list[bool]]) -> None:
    # With every permutation listed, the drawn p must lie near the exact one, and both tails count what ties.
    rows, won = record
    counts = [len(conflicts(rows, list(order))) for order in itertools.permutations(won)]
    observed = len(conflicts(rows, won))
    drawn = 199
    c = fit_consistency(rows, won, generator=np.random.default_rng(7), permutations=drawn)
    for p, exact in (
        (c.p, sum(k <= observed for k in counts) / len(counts)),
        (c.p_more, sum(k >= observed for k in counts) / len(counts)),
    ):
        assert p is not None
        # Six standard errors: one failure in about 500 million draws.
        assert abs(p - (1 + drawn * exact) / (drawn + 1)) <= 6 * (exact * (1 - exact) / drawn) ** 0.5 + 1e-9


CHECKS: dict[str, tuple[Callable[..., None], tuple[st.SearchStrategy[Any], ...]]] = {
    "comparisons": (
        check_comparisons,
        (
            records(),
            st.data(),
        ),
    ),
    "consistency": (check_consistency, (records(),)),
    "the_expected_number_of_conflicts": (check_the_expected_number_of_conflicts, (records(most=6),)),
    "removals": (
        check_removals,
        (
            records(),
            st.booleans(),
        ),
    ),
    "removals_and_intervals_of_ordered_outcomes": (
        check_removals_and_intervals_of_ordered_outcomes,
        (
            records(),
            st.data(),
        ),
    ),
    "landmarks": (check_landmarks, (records(),)),
    "citability": (check_citability, (records(),)),
    "prefix_bounds": (
        check_prefix_bounds,
        (
            st.lists(st.tuples(st.integers(0, 1), st.integers(0, 4)), min_size=1, max_size=8),
            st.data(),
        ),
    ),
    "the_p_values_of_a_citation": (
        check_the_p_values_of_a_citation,
        (
            st.lists(st.tuples(st.booleans(), st.integers(0, 3)), min_size=2, max_size=9),
            st.data(),
        ),
    ),
    "the_p_of_an_order": (check_the_p_of_an_order, (records(most=5),)),
    "p_values_of_score_sums": (
        check_p_values_of_score_sums,
        (
            st.lists(st.integers(-4, 4), min_size=1, max_size=9),
            st.data(),
        ),
    ),
}


def run(name: str, examples: int) -> None:
    check, strategies = CHECKS[name]
    settings(max_examples=examples, deadline=None)(given(*strategies)(check))()


@pytest.mark.parametrize("name", CHECKS)
def test_hundreds_of_records(name: str) -> None:
    run(name, 250)


@pytest.mark.long
@pytest.mark.parametrize("name", CHECKS)
def test_thousands_of_records(name: str) -> None:
    run(name, 10_000)
