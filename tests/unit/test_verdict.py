"""The verdict rule, clause by clause."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from precedents.arguments.verdict import judge_part, judge_statement
from precedents.core.finding import Doubt, DoubtOutcome, Lean, Verdict
from precedents.core.stand import Alternative, Stand

HELD = Doubt(id="a", outcome=DoubtOutcome.HELD, says="held")
SILENT = Doubt(id="b", outcome=DoubtOutcome.SILENT, says="silent")
BROKE = Doubt(id="c", outcome=DoubtOutcome.BROKE, says="broke", critical=True)
BY_DEFINITION = Doubt(id="d", outcome=DoubtOutcome.BROKE, says="at 25", critical=True, by_definition=True)


def stand(lean: Lean, side: Lean | None = None, outside: str | None = None) -> Stand:
    return Stand(lean=lean, side=side or lean, estimate=0.5, findings=(), outside=outside)


def turned(lean: Lean, side: Lean | None = None, p: float | None = None) -> Alternative:
    return Alternative(choice="deaths", value="25", stand=stand(lean, side), p=p)


@pytest.mark.parametrize(
    ("lean", "word"), [(Lean.FOR, Verdict.SUPPORTED), (Lean.AGAINST, Verdict.CONTRADICTED)]
)
def test_a_lean_that_nothing_disturbs_is_the_verdict(lean: Lean, word: Verdict) -> None:
    assert judge_part("tendency", stand(lean), [], [({}, lean)], [HELD])[0] is word


def test_no_doubt_that_held_means_undecided() -> None:
    assert judge_part("record", stand(Lean.FOR), [], [], [SILENT])[0] is Verdict.UNDECIDED


def test_a_broken_critical_doubt_means_undecided_or_depends() -> None:
    assert judge_part("record", stand(Lean.FOR), [], [], [HELD, BROKE])[0] is Verdict.UNDECIDED
    assert judge_part("record", stand(Lean.FOR), [], [], [HELD, BY_DEFINITION])[0] is Verdict.DEPENDS


def test_a_count_depends_as_soon_as_one_choice_crosses() -> None:
    verdict, _, choice = judge_part("record", stand(Lean.FOR), [turned(Lean.AGAINST)], [], [HELD])
    assert (verdict, choice) == (Verdict.DEPENDS, "deaths")


def test_a_tendency_depends_only_when_the_difference_is_more_than_noise() -> None:
    author = stand(Lean.FOR)
    crossed = turned(Lean.NEITHER, Lean.AGAINST, p=0.5)
    assert judge_part("tendency", author, [crossed], [({}, Lean.FOR)], [HELD])[0] is Verdict.SUPPORTED
    crossed = turned(Lean.NEITHER, Lean.AGAINST, p=0.001)
    assert judge_part("tendency", author, [crossed], [({}, Lean.FOR)], [HELD])[0] is Verdict.DEPENDS


def test_crossing_where_neither_side_leans_does_not_depend() -> None:
    author = stand(Lean.NEITHER, Lean.FOR)
    crossed = turned(Lean.NEITHER, Lean.AGAINST, p=0.001)
    assert judge_part("tendency", author, [crossed], [], [HELD])[0] is Verdict.UNDECIDED


def test_a_level_at_which_most_universes_say_otherwise_means_undecided() -> None:
    universes = [
        ({"a": 1, "b": 1}, Lean.FOR),
        ({"a": 1, "b": 2}, Lean.FOR),
        ({"a": 2, "b": 1}, Lean.NEITHER),
        ({"a": 2, "b": 2}, Lean.NEITHER),
    ]
    assert judge_part("tendency", stand(Lean.FOR), [], universes, [HELD])[0] is Verdict.UNDECIDED


def test_outside_comes_before_everything() -> None:
    verdict, because, _ = judge_part("record", stand(Lean.NEITHER, outside="ends in 2024"), [], [], [BROKE])
    assert (verdict, because) == (Verdict.OUTSIDE, "ends in 2024")


@pytest.mark.parametrize(
    ("parts", "word"),
    [
        ([Verdict.SUPPORTED, Verdict.SUPPORTED], Verdict.SUPPORTED),
        ([Verdict.SUPPORTED, Verdict.CONTRADICTED], Verdict.DEPENDS),
        ([Verdict.SUPPORTED, Verdict.DEPENDS], Verdict.DEPENDS),
        ([Verdict.SUPPORTED, Verdict.UNDECIDED], Verdict.UNDECIDED),
        ([Verdict.SUPPORTED, Verdict.CONTRADICTED, Verdict.UNDECIDED], Verdict.UNDECIDED),
        ([Verdict.SUPPORTED, Verdict.OUTSIDE], Verdict.OUTSIDE),
        ([Verdict.NOT_OF_RECORD], Verdict.NOT_OF_RECORD),
        ([Verdict.NOT_OF_RECORD, Verdict.CONTRADICTED], Verdict.CONTRADICTED),
        ([Verdict.FORECAST], Verdict.FORECAST),
    ],
)
def test_parts_into_statement(parts: list[Verdict], word: Verdict) -> None:
    assert judge_statement([(part, "because") for part in parts])[0] is word


def test_the_parts_that_hold_are_counted() -> None:
    parts = [(Verdict.SUPPORTED, ""), (Verdict.SUPPORTED, ""), (Verdict.CONTRADICTED, "")]
    assert judge_statement(parts)[1] == "2 of 3 parts hold, 1 is contradicted"


LEANS = st.sampled_from(list(Lean))
MIRROR = {Verdict.SUPPORTED: Verdict.CONTRADICTED, Verdict.CONTRADICTED: Verdict.SUPPORTED}


@given(
    st.sampled_from(["record", "tendency"]),
    LEANS,
    LEANS,
    st.lists(st.tuples(LEANS, LEANS, st.floats(0, 1)), max_size=3),
    st.lists(st.tuples(st.integers(0, 2), LEANS), max_size=8),
    st.lists(st.sampled_from([HELD, SILENT, BROKE, BY_DEFINITION]), max_size=3),
)
def test_mirrored_leans_give_mirrored_verdicts(
    sort: str,
    lean: Lean,
    side: Lean,
    alternatives: list[tuple[Lean, Lean, float]],
    universes: list[tuple[int, Lean]],
    doubts: list[Doubt],
) -> None:
    def judge(flip: bool) -> Verdict:
        def at(each: Lean) -> Lean:
            return each.mirrored if flip else each

        return judge_part(
            sort,
            stand(at(lean), at(side)),
            [turned(at(a), at(b), p) for a, b, p in alternatives],
            [({"choice": level}, at(each)) for level, each in universes],
            doubts,
        )[0]

    assert judge(True) is MIRROR.get(judge(False), judge(False))
