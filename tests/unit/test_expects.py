"""What statements expect: every word and form, its mirror, and what fulfils it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from precedents.arguments.expects import KINDS_EXPECT, in_words, try_expectation
from precedents.arguments.wire import KINDS, read_kind_words
from precedents.core.argument import Part
from precedents.core.errors import UsageError
from precedents.core.expectation import FORMS, WORDS, Expectation, mirror, read_expectation
from precedents.core.filled import fill_part

numbers = st.integers(-50, 50) | st.floats(-50, 50)
bounded = st.sampled_from(sorted(set(FORMS) - {"between", "outside"}))
expectations = st.one_of(
    st.sampled_from(list(WORDS)),
    numbers,
    st.tuples(bounded, numbers).map(lambda x: {x[0]: x[1]}),
    st.tuples(st.sampled_from(["between", "outside"]), numbers, numbers).map(lambda x: {x[0]: sorted(x[1:])}),
).map(read_expectation)


@given(expectations)
def test_mirroring_twice_gives_the_same_again(expects: Expectation) -> None:
    assert mirror(mirror(expects)) == expects
    assert mirror(expects) != expects
    assert expects.mirrored == mirror(expects)


@given(expectations, numbers)
def test_what_fulfils_the_mirror_does_not_fulfil_the_expectation(expects: Expectation, value: float) -> None:
    here, there = expects.holds(value), mirror(expects).holds(value)
    assert (here is None) == (there is None)
    if here is not None:
        assert here != there


@given(expectations, numbers, numbers)
def test_an_interval_fulfils_what_all_its_values_fulfil(expects: Expectation, a: float, b: float) -> None:
    low, high = sorted((a, b))
    inside = expects.holds_within(low, high)
    values = [low, high, (low + high) / 2, *(v for v in (0.0, 0.5, 1.0) if low <= v <= high)]
    if inside is not None:
        assert {expects.holds(value) for value in values} == {inside}
        assert mirror(expects).holds_within(low, high) is (not inside)


def test_the_mirrors_are_those_of_the_contract() -> None:
    pairs = [
        ("most", "few"), ("more", "fewer"), ("none", "any"), ("all", "not-all"), ("before", "after"),
        ("alike", "unlike"),
    ]  # fmt: skip
    for a, b in pairs:
        assert mirror(read_expectation(a)) == read_expectation(b)
    forms = [("at_most", "more_than"), ("at_least", "less_than"), ("equals", "differs_from")]
    for a, b in forms:
        assert mirror(read_expectation({a: 3})) == read_expectation({b: 3})
    assert mirror(read_expectation({"between": [1, 5]})) == read_expectation({"outside": [1, 5]})


@pytest.mark.parametrize(
    ("raw", "value", "holds"),
    [
        ("most", 0.6, True), ("most", 0.5, None), ("few", 0.5, None), ("few", 0.4, True), ("most", None, None),
        ("all", 1.0, True), ("all", 0.99, False), ("not-all", 0.99, True), ("not_all", 1, False),
        ("none", 0, True), ("none", 3, False), ("any", 3, True), ("any", 0.0, False),
        ("any", "text", True), ("none", [], True), ("any", dt.date(1999, 1, 1), True), ("any", True, True),
        ("more", 1.2, True), ("fewer", 1.2, False), ("more", 1, None),
        ("alike", 1.9, True), ("alike", 2.1, False), ("unlike", 0.4, True), ("unlike", 0.6, False),
        ("before", 3, None), ("most", "text", None),
        ({"at_most": 3}, 3, True), ({"at_most": 3}, 3.1, False), ({"more_than": 3}, 3, False),
        ({"at_least": 3}, 3, True), ({"less_than": 3}, 2, True),
        ({"between": [1, 5]}, 5, True), ({"outside": [1, 5]}, 5, False), ({"outside": [1, 5]}, 6, True),
        ({"equals": 3}, 3, True), ({"equals": 3}, 3.0, True), ({"differs_from": 3}, 3, False), (3, 3, True),
        (True, True, True), (True, False, False), (True, 1, None), (1, True, None), ("rebels", "rebels", True),
        ("rebels", "government", False), ("rebels", 5, None), ("USA", ["USA", "FRA"], True),
        ({"differs_from": "USA"}, ["FRA"], True), ("1999-03-24", dt.date(1999, 3, 24), True),
        (dt.date(1999, 3, 24), dt.date(1999, 3, 24), True), (1999, dt.date(1999, 3, 24), True),
        ({"at_most": 1998}, dt.date(1999, 3, 24), False), ({"at_least": "1999-01-01"}, dt.date(1999, 3, 24), True),
        ("some day", dt.date(1999, 3, 24), None),
    ],
)  # fmt: skip
def test_what_fulfils_an_expectation(raw: Any, value: Any, holds: bool | None) -> None:
    assert read_expectation(raw).holds(value) is holds


def test_a_tolerance_is_relative() -> None:
    expects = read_expectation(8000)
    assert expects.holds(8360) is False
    assert expects.holds(8360, tolerance=0.05) is True
    assert mirror(expects).holds(8360, tolerance=0.05) is False


def test_intervals_lean_as_a_whole_or_not_at_all() -> None:
    most, some = read_expectation("most"), read_expectation({"between": [2, 3]})
    assert most.holds_within(0.51, 1) is True
    assert most.holds_within(0.1, 0.49) is False
    assert most.holds_within(0.4, 0.6) is None
    assert most.holds_within(None, 0.6) is None
    assert some.holds_within(1, 4) is None
    assert some.holds_within(4, 5) is False
    assert read_expectation("unlike").holds_within(0.1, 5) is None


def test_thresholds_words_and_the_word_itself() -> None:
    told = {
        "most": 0.5,
        "few": 0.5,
        "all": 1.0,
        "none": 0.0,
        "any": 0.0,
        "more": 1.0,
        "before": None,
        "alike": None,
    }
    assert {word: read_expectation(word).threshold for word in told} == told
    assert read_expectation({"at_most": 3}).threshold == 3.0
    assert read_expectation({"between": [1, 2]}).threshold is None
    assert (read_expectation("none").word, read_expectation({"equals": 1}).word) == ("none", "")
    assert in_words(read_expectation({"outside": [1, 20000]})) == "less than 1 or more than 20,000"
    assert [read_expectation(each).in_words() for each in ("most", True, 1999, "rebels", dt.date(1999, 3, 24))] == [
        "most (more than half)", "yes", "1999", "“rebels”", "24 March 1999",
    ]  # fmt: skip
    assert read_expectation({"at_least": ":big_deaths"}).in_words() == "at least the chosen big deaths"


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({}, "a word, a plain value, or a table"), ([1], "a word, a plain value, or a table"),
        ({"at_most": 1, "at_least": 0}, "a table with one of"), ({"at_mst": 1}, "Did you mean at_most"),
        ({"at_most": [1]}, "at_most takes one plain value"), ({"between": 1}, "between takes two values"),
        ({"between": [1]}, "between takes two values"), ({"between": [5, 1]}, "the smaller value first"),
        (float("nan"), "finite"), ({"at_most": float("inf")}, "finite"),
    ],
)  # fmt: skip
def test_what_is_no_expectation(raw: Any, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        read_expectation(raw)


def test_choices_are_filled_in() -> None:
    expects = read_expectation({"between": [":low", 5]})
    assert expects.choices == ("low",)
    assert expects.at({"low": 1}) == read_expectation({"between": [1, 5]})
    with pytest.raises(UsageError, match="the choice low has no value"):
        expects.at({})


def test_a_part_is_filled_in_whole_but_for_its_definitions_and_prose() -> None:
    part = Part(
        kind="aftermath", says=":as said", expects=read_expectation({"at_most": ":few"}), sort="record",
        fields={"deaths": ":least", "where": "deaths > :least", "needs": ":least", "a": {"since": ":since"},
                "between": [":side", "BIH"], "outcome": "deaths > :least", "event": "conflict"},
    )  # fmt: skip
    filled = fill_part(part, {"few": 2, "least": 25, "since": 1990, "side": "HRV"})
    assert filled.expects == read_expectation({"at_most": 2})
    assert filled.fields == {
        "deaths": 25, "where": "deaths > :least", "needs": ":least", "a": {"since": 1990},
        "between": ["HRV", "BIH"], "outcome": "deaths > :least", "event": "conflict",
    }  # fmt: skip
    with pytest.raises(UsageError, match="the choice few has no value"):
        fill_part(part, {})


def test_every_kind_has_its_vocabulary_its_default_and_its_sort() -> None:
    assert {read_kind_words(model)[0] for model in KINDS} == set(KINDS_EXPECT)
    # What a kind is about where it does not say: the cases as they are, or what such cases do.
    told = {"fact": "record", "sequence": "record", "magnitude": "record", "aftermath": "record"}
    assert {kind: KINDS_EXPECT[kind].sort for kind in told} == told
    assert KINDS_EXPECT["base-rate"].sort == "tendency"
    for kind, known in KINDS_EXPECT.items():
        assert set(known.words) <= set(WORDS)
        # Mirroring an argument must leave it one that its kinds know.
        assert {WORDS[word][0] for word in known.words} == set(known.words)
        assert {FORMS[form][0] for form in known.forms} == set(known.forms)
        if known.default is not None:
            assert try_expectation(kind, read_expectation(known.default)) is None


@pytest.mark.parametrize(
    ("kind", "raw", "said"),
    [
        ("base-rate", "mots", "not mots. Did you mean most"),
        ("base-rate", "before", "in a base-rate, not before"),
        ("aftermath", "most", "in an aftermath, not most"),
        ("base-rate", {"at_least": 75}, "write 0.75 for 75 percent"),
        ("base-rate", {"at_least": True}, "needs numbers in a base-rate"),
        ("sequence", {"at_most": 3}, "not one exact value"),
        ("normative", "most", "leave it out"),
        ("aftermath", {"at_most": "3"}, "needs numbers"),
        ("fact", "most", "not most"),
    ],
)
def test_what_a_kind_does_not_know(kind: str, raw: Any, said: str) -> None:
    assert said in str(try_expectation(kind, read_expectation(raw)))


def test_what_a_kind_knows() -> None:
    for kind, raw in [
        ("base-rate", {"at_least": 0.75}), ("base-rate", {"at_least": ":share"}), ("magnitude", {"between": [1, 9]}),
        ("aftermath", {"at_most": 2}), ("fact", "regular"), ("fact", True), ("sequence", "after"),
    ]:  # fmt: skip
        assert try_expectation(kind, read_expectation(raw)) is None
