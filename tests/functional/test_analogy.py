"""Likeness in full on the embedded record: weights, scales, structure and surface, what is unknown, what it implies."""

from __future__ import annotations

import math
from typing import Any

import pytest

import precedents as pr
from precedents.core.errors import ArgumentError
from precedents.record.store import Record

HEAD = """
title = "Likeness"
target = "IRN:2024"
[cites.bosnia]
case = "intervention:bosnia-1995"
[cites.kosovo]
case = "intervention:kosovo-1999"
[class.humanitarian]
of = "interventions"
where = "humanitarian"
[[statement]]
id = "s"
kind = "analogy"
class = "humanitarian"
"""
STRUCTURAL = (
    '["democracy", { name = "battle_deaths", weight = 2 }, "onesided_government", "supports_rebels_abroad"]'
)
PLAIN = 'features = ["democracy", "battle_deaths", "region"]\n'


def try_one(record: Record, statement: str) -> dict[str, Any]:
    argument = pr.read_argument(HEAD + statement, record)
    return pr.try_argument(argument, record).report["statements"][0]  # type: ignore[no-any-return]


def find(statement: dict[str, Any], words: str) -> dict[str, Any]:
    return next(each for each in statement["findings"] if words in each["label"])


def test_structure_decides_and_surface_stands_beside_it(record: Record) -> None:
    both = try_one(record, f'structural = {STRUCTURAL}\nsurface = ["region", "nuclear"]\n')
    alone = try_one(record, f"features = {STRUCTURAL}\n")
    assert [row["distance"] for row in both["findings"][0]["rows"]] == [
        row["distance"] for row in alone["findings"][0]["rows"]
    ]
    assert both["verdict"] == alone["verdict"]
    beside = find(both, "on the surface ones")
    ranks = {row["case"]: row for row in beside["rows"]}
    first = both["findings"][0]["rows"][0]
    assert ranks[first["case"]]["structural_distance"] == first["distance"]
    surface = try_one(record, 'features = ["region", "nuclear"]\n')
    for row in surface["findings"][0]["rows"]:
        assert ranks[row["case"]]["surface_distance"] == row["distance"]
    assert not [each for each in alone["findings"] if "surface" in each["label"]]


def test_a_weight_counts_as_many_features_and_a_scale_changes_a_number(record: Record) -> None:
    """By hand: a weight of two is twice the contribution, divided by one more."""
    plain = try_one(record, PLAIN)
    heavy = try_one(record, 'features = ["democracy", { name = "battle_deaths", weight = 2 }, "region"]\n')
    one, two = (
        {row["feature"]: row for row in find(each, "most unlike Kosovo")["rows"]} for each in (plain, heavy)
    )
    for name, weight in (("democracy", 1), ("battle_deaths", 2), ("region", 1)):
        assert two[name]["contribution"] == pytest.approx(
            one[name]["contribution"] * 3 / 4 * weight, rel=1e-9
        )
        assert two[name]["difference"] == pytest.approx(one[name]["difference"], rel=1e-9)
    linear = try_one(
        record,
        'features = ["democracy", { name = "battle_deaths", scale = "linear", span = 10000 }, "region"]\n',
    )
    rows = {row["feature"]: row for row in find(linear, "most unlike Kosovo")["rows"]}
    place = find(linear, "battle-related deaths in the country: ")
    there = next(row for row in linear["findings"][0]["rows"] if row["case"] == "intervention:kosovo-1999")
    assert rows["battle_deaths"]["difference"] == pytest.approx(
        min(1, abs(there["battle_deaths"] - place["value"]) / 10000)
    )
    logged = {row["feature"]: row for row in find(plain, "most unlike Kosovo")["rows"]}["battle_deaths"]
    known = [row["battle_deaths"] for row in plain["findings"][0]["rows"] if row["battle_deaths"] is not None]
    span = math.log1p(max([*known, place["value"]])) - math.log1p(min([*known, place["value"]]))
    gap = abs(math.log1p(there["battle_deaths"]) - math.log1p(place["value"]))
    assert logged["difference"] == pytest.approx(gap / span, rel=1e-9)


def test_declared_weights_meet_the_doubt_of_equal_ones_and_plain_features_do_not(record: Record) -> None:
    ids = [each["id"] for each in try_one(record, f"structural = {STRUCTURAL}\n")["findings"][0]["doubts"]]
    assert ids == ["leave-one-feature-out", "equal-weights"]
    plain = try_one(record, f'{PLAIN}expects = "unlike"\n')
    assert [each["id"] for each in plain["findings"][0]["doubts"]] == ["leave-one-feature-out"]


def test_weights_that_alone_turn_the_answer_break_it(record: Record) -> None:
    rest = '"conflict_intensity", "battle_deaths"]\ncited = ["bosnia"]\n'
    heavy = try_one(record, f'features = [{{ name = "democracy", weight = 50 }}, {rest}')
    plain = try_one(record, f'features = ["democracy", {rest}')
    assert {heavy["findings"][0]["leans"], plain["findings"][0]["leans"]} == {"for", "against"}
    doubt = next(each for each in heavy["findings"][0]["doubts"] if each["id"] == "equal-weights")
    assert (doubt["outcome"], doubt["critical"]) == ("broke", True)
    assert heavy["verdict"] not in {"supported", "contradicted"}


def test_shares_of_the_distance_make_up_all_of_it(record: Record) -> None:
    found = try_one(record, f"features = {STRUCTURAL}\n")
    nearest = find(found, "nearest to Iran and not cited")
    assert nearest["rows"]
    for row in nearest["rows"]:
        shares = [value for key, value in row.items() if key.startswith("share_of_") and value is not None]
        assert sum(shares) == pytest.approx(1 if row["distance"] else 0)
    distances = [row["distance"] for row in nearest["rows"]]
    assert distances == sorted(distances)


def test_what_is_unknown_is_counted_and_shown_case_by_case(record: Record) -> None:
    found = try_one(record, f"features = {STRUCTURAL}\n")
    lacking = find(found, "compared on fewer than all features")
    rows = found["findings"][0]["rows"]
    names = ("democracy", "battle_deaths", "onesided_government", "supports_rebels_abroad")
    # Of Iran all four are known, so a pair lacks what the case lacks.
    without = {row["case"]: sum(row[name] is None for name in names) for row in rows}
    assert {row["case"]: row["unknown_features"] for row in lacking["rows"]} == {
        case: count for case, count in without.items() if count
    }
    assert lacking["value"] == sum(map(bool, without.values())) > 0
    assert all(row["rank"] is None for row in rows if row["compared"] < 0.5)


def test_likeness_says_of_an_outcome_what_its_rows_do(record: Record) -> None:
    found = try_one(record, f'{PLAIN}outcome = "violence_ended"\nbandwidth = 0.2\n')
    weighed = next(each for each in found["findings"] if each["unit"].startswith("weighted share"))
    bandwidths = [row["bandwidth"] for row in weighed["rows"]]
    assert bandwidths == [0.1, 0.2, 0.4, None]
    table = record.table("interventions")
    outcomes = dict(zip(table["id"].to_list(), table["violence_ended"].to_list(), strict=True))
    ranked = [row for row in found["findings"][0]["rows"] if row["rank"] is not None]
    known = [(row["distance"], outcomes[row["case"]]) for row in ranked if outcomes[row["case"]] is not None]
    for row in weighed["rows"]:
        h = row["bandwidth"] or math.inf
        weights = [math.exp(-distance / h) for distance, _ in known]
        share = sum(w for w, (_, so) in zip(weights, known, strict=True) if so) / sum(weights)
        assert row["share"] == pytest.approx(share, rel=1e-9)
        assert row["effective_cases"] == pytest.approx(
            sum(weights) ** 2 / sum(w * w for w in weights), rel=1e-9
        )
    bound = find(found, "no weighting by likeness")
    assert (
        bound["low"] - 1e-9 <= weighed["value"] <= bound["high"] + 1e-9
        or weighed["rows"][1]["effective_cases"] < 5
    )
    again = try_one(record, f'{PLAIN}outcome = "violence_ended"\nbandwidth = 0.2\n')
    assert again == found


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ("", "needs `features`"),
        ('features = ["democracy"]\nstructural = ["region"]\n', "has `features` and `structural`"),
        ('features = ["region"]\nsurface = ["democracy"]\n', "none that are `structural`"),
        ('structural = ["democracy"]\nsurface = ["democracy"]\n', "named twice"),
        ('features = ["democracie"]\n', "Did you mean democracy?"),
        ('features = [{ name = "region", scale = "log" }]\n', "it has no scale"),
        ('features = [{ name = "democracy", weight = 0 }]\n', "above zero"),
        ('features = [{ name = "democracy", span = 1 }]\n', 'needs scale = "linear"'),
        ('features = [{ name = "democracy", wait = 1 }]\n', "Did you mean weight?"),
        ('features = [5]\n', "needs the name of a feature"),
        ('features = ["democracy"]\nbandwidth = 0\n', "bandwidth above zero"),
    ],
)  # fmt: skip
def test_a_fault_in_the_features_is_said_where_it_is(record: Record, lines: str, fault: str) -> None:
    with pytest.raises(ArgumentError) as raised:
        pr.read_argument(HEAD + lines, record)
    assert fault in str(raised.value)
