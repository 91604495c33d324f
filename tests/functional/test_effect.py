"""Effects in the dossier: the method by rule or declared, what is not identified and why, and the doubts."""

from __future__ import annotations

from math import log, log1p
from typing import Any

import polars as pl
import pytest

import precedents as pr
from precedents.record.store import Record

HEAD = """
title = "Effects"
target = "IRN:2024"
[cites.bosnia]
case = "intervention:bosnia-1995"
[cites.kosovo]
case = "intervention:kosovo-1999"
[cites.libya]
case = "intervention:libya-2011"
[class.humanitarian]
of = "interventions"
where = "humanitarian"
[class.killings]
of = "mass_killings"
where = "not ongoing"
[class.wars]
of = "conflicts"
where = "ended and rebel_support is not null"
[[statement]]
id = "1"
says = "It worked."
kind = "effect"
"""
KILLINGS = 'class = "killings"\narms = { acted = "humanitarian_intervention", left = "not humanitarian_intervention" }'


@pytest.fixture(scope="module")
def record() -> Record:
    return pr.open_record()


def try_one(record: Record, lines: str) -> dict[str, Any]:
    found: dict[str, Any] = pr.try_argument(pr.read_argument(HEAD + lines, record), record).report[
        "statements"
    ][0]
    return found


def deciding(found: dict[str, Any]) -> dict[str, Any]:
    return next(each for each in found["findings"] if each["decides"])


def outcomes(found: dict[str, Any]) -> dict[str, str]:
    return {doubt["id"]: doubt["outcome"] for doubt in deciding(found)["doubts"]}


def test_bosnia_has_too_few_years_before_and_says_so(record: Record) -> None:
    found = try_one(record, 'case = "bosnia"')
    assert found["verdict"] == "undecided"
    assert "not identified: Bosnia 1995: deaths are known from 1992" in found["because"]
    assert deciding(found)["value"] is None


def test_kosovo_has_a_synthetic_control_that_the_placebos_do_not_bear_out(record: Record) -> None:
    found = try_one(record, 'case = "kosovo"')
    one = deciding(found)
    assert one["low"] < one["value"] < one["high"]
    assert "by rule, for one case" in one["method"]
    assert "The effect of treatment on log(1 + deaths) in" in one["method"]
    tried = outcomes(found)
    assert tried["placebo-in-space"] == "broke"
    assert tried["placebo-in-time"] == "broke"
    assert tried["overlap"] == "broke"
    assert found["verdict"] == "undecided"
    # The row of the year before the start is the record's own figure.
    states = record.table("state_years")
    known = states.filter((pl.col("entity") == "YUG") & (pl.col("year") == 1998))["deaths_best"].item()
    row = next(each for each in one["rows"] if each["year"] == 1998)
    assert row["deaths_log"] == pytest.approx(log1p(known))
    assert [each["year"] for each in one["rows"] if each["after"]] == [2000, 2001]
    gaps = [each["deaths_log"] - each["mixture_log"] for each in one["rows"] if each["after"]]
    assert log(one["value"]) == pytest.approx(sum(gaps) / len(gaps))


def test_libya_hangs_on_how_the_year_of_the_start_counts(record: Record) -> None:
    found = try_one(record, 'case = "libya"')
    tried = outcomes(found)
    assert tried["year-of-start"] == "broke"
    assert tried["leave-one-case-out"] == "broke"
    assert found["verdict"] == "undecided"


def test_donors_were_left_alone(record: Record) -> None:
    found = try_one(record, 'case = "libya"')
    acted = record.table("interventions").filter(pl.col("start").dt.year().is_between(1989, 2013))["entity"]
    named = deciding(found)["label"].split("left alone (")[1]
    assert named.startswith("Syria")
    assert not any(record.entities.label(who) in named for who in acted.drop_nulls().unique())


def test_peaks_are_the_rule_for_a_class_and_are_doubted(record: Record) -> None:
    found = try_one(record, 'class = "humanitarian"\nwithin = 2')
    assert deciding(found)["method"].startswith("like peaks (by rule")
    tried = outcomes(found)
    wanted = {"carry-over", "coding-uncertainty", "hidden-bias", "interference", "leave-one-case-out"}
    assert wanted | {"overlap", "regression-to-the-mean"} <= set(tried)
    # An interval that ends at .93 does not stand against much that is unseen.
    assert tried["hidden-bias"] == "broke"


def test_panel_matching_may_be_declared(record: Record) -> None:
    found = try_one(record, 'class = "humanitarian"\nmethod = "panel-matching"\nwithin = 2')
    one = deciding(found)
    assert one["low"] < one["value"] < one["high"]
    assert one["method"].startswith("panel matching (declared)")
    assert outcomes(found)["pre-trends"] == "broke"


def test_two_arms_are_compared_by_how_long_it_lasts(record: Record) -> None:
    found = try_one(record, KILLINGS + '\nwithin = 10\ndeaths = 1000\nexpects = "more"')
    one = deciding(found)
    assert one["unit"] == "years"
    assert one["low"] < one["value"] < one["high"]
    assert "within 10 years" in one["label"]
    assert outcomes(found)["what-decided-who-got-it"] == "silent"


def test_an_arm_known_only_from_how_it_went_on_identifies_nothing(record: Record) -> None:
    arms = 'class = "wars"\narms = { yes = "rebel_support", no = "not rebel_support" }\nwithin = 10'
    lasting = arms + '\ncounted_from = "start"\nlasts_until = "end"\nexpects = "more"'
    found = try_one(record, lasting)
    assert found["verdict"] == "undecided"
    assert "had longer to get there" in found["because"]
    declared = deciding(try_one(record, lasting + '\narms_known = "start"'))
    assert declared["value"] is not None


def test_the_same_seed_gives_the_same_effects(record: Record) -> None:
    assert try_one(record, 'case = "kosovo"') == try_one(record, 'case = "kosovo"')


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("within = 2", "either the `class`"),
        ('class = "humanitarian"\nmethod = "synthetic-control"', "for one `case`"),
        ('case = "kosovo"\nmethod = "peaks"', "for one `case`"),
        ('class = "humanitarian"\nmethod = "survival"', "needs `arms`"),
        ('class = "humanitarian"\narms = { a = "air" }', "two"),
        ('class = "humanitarian"\nmethod = "magic"', "method"),
    ],
)
def test_what_does_not_go_together_is_refused(record: Record, lines: str, says: str) -> None:
    with pytest.raises(pr.ArgumentError, match=says):
        pr.read_argument(HEAD + lines, record)
