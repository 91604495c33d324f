"""Each kind on the embedded record: what it must find, and that it says so."""

from __future__ import annotations

from typing import Any

import pytest

import precedents as pr
from precedents.record.store import Record

HEAD = """
title = "Kinds"
target = "IRN:2026"
[cites.bosnia]
case = "intervention:bosnia-1995"
[cites.kosovo]
case = "intervention:kosovo-1999"
[cites.libya]
case = "intervention:libya-2011"
as = "applied"
[choices]
deaths = [1000, 100, 25]
[class.humanitarian]
of = "interventions"
where = "humanitarian"
[class.killings]
of = "mass_killings"
where = "deaths_best >= 1000"
[class.acquired]
of = "nuclear_programmes"
where = "acquired"
[[statement]]
id = "s"
"""


def try_one(record: Record, statement: str) -> dict[str, Any]:
    argument = pr.read_argument(HEAD + statement, record)
    return pr.try_argument(argument, record).report["statements"][0]  # type: ignore[no-any-return]


def labels(statement: dict[str, Any]) -> str:
    return " | ".join(finding["label"] for finding in statement["findings"])


def test_trend_finds_the_end_of_the_cold_war_and_not_1995_or_1999(record: Record) -> None:
    found = try_one(
        record,
        'kind = "trend"\nof = "interventions"\nwhere = "humanitarian"\nexposure = "conflict_years"\n'
        "exposure_where = \"type in ('intrastate', 'internationalised')\"\nat = [1995, 1999]\nuntil = 2016",
    )
    assert found["verdict"] == "contradicted"
    assert found["findings"][0]["value"] in ("1990", "1991")
    claimed = [row for row in found["findings"][0]["rows"] if row["claimed"]]
    assert [row["year"] for row in claimed] == [1995, 1999]
    assert all(row["rank"] > 10 for row in claimed)
    right = try_one(
        record, 'kind = "trend"\nof = "interventions"\nwhere = "humanitarian"\nat = [1990]\nuntil = 2016'
    )
    assert right["verdict"] == "supported"


def test_analogy_places_the_target_and_says_how_old_its_values_are(record: Record) -> None:
    found = try_one(
        record,
        'kind = "analogy"\nclass = "humanitarian"\nfeatures = ["democracy", "battle_deaths", "supports_rebels_abroad", '
        '"nuclear", "region"]',
    )
    text = labels(found)
    assert "electoral democracy: 0.167 in 2024" in text
    assert "6 in 2017; higher than" in text
    assert "pursuit in 2022" in text
    assert "nearest to Iran and not cited" in text
    assert "where nobody intervened" in text
    ranked = found["findings"][0]["rows"]
    assert len(ranked) == 41
    distances = [row["distance"] for row in ranked if row["rank"] is not None]
    assert distances == sorted(distances)


def test_pathway_says_how_few_cases_an_option_has(record: Record) -> None:
    found = try_one(
        record,
        'kind = "pathway"\nclass = "humanitarian"\noutcome = "violence_ended"\n'
        'arms = { nato = "nato", air_only = "air_only" }',
    )
    air = next(finding for finding in found["findings"] if finding["label"].startswith("air only"))
    assert air["n"] == 4
    assert found["verdict"] == "undecided"


def test_selectivity_names_who_was_left_out(record: Record) -> None:
    found = try_one(record, 'kind = "selectivity"\nclass = "killings"\noutcome = "humanitarian_intervention"')
    text = labels(found)
    assert "did not get it: Syria" in text
    got = next(f for f in found["findings"] if " got it" in f["label"])
    out = next(f for f in found["findings"] if "did not get it" in f["label"])
    assert got["value"] + out["value"] == found["findings"][0]["n"]


def test_forecast_has_a_probability_and_no_verdict(record: Record) -> None:
    found = try_one(record, 'kind = "forecast"\nclass = "acquired"\noutcome = "region_pursuit_10y"')
    assert found["verdict"] == "forecast"
    assert found["findings"][0]["n"] == 10
    assert all(finding["leans"] == "neither" for finding in found["findings"])


def test_effect_compares_with_like_peaks_and_counts_who_has_none(record: Record) -> None:
    found = try_one(record, 'kind = "effect"\nclass = "humanitarian"\nwithin = 2')
    deciding = found["findings"][0]
    assert deciding["low"] < deciding["value"] < deciding["high"]
    assert "under these assumptions" in deciding["label"]
    assert "RWA 1994" in labels(found)
    doubts = {doubt["id"]: doubt["outcome"] for doubt in deciding["doubts"]}
    assert doubts["what-decided-who-got-it"] == "silent"


def test_effect_with_fewer_than_five_cases_is_not_identified(record: Record) -> None:
    head = HEAD.replace('where = "humanitarian"\n', 'where = "humanitarian and air_only"\n')
    argument = pr.read_argument(head + 'kind = "effect"\nclass = "humanitarian"', record)
    found = pr.try_argument(argument, record).report["statements"][0]
    assert found["verdict"] == "undecided"
    assert "not identified" in found["because"]


def test_aftermath_does_not_count_the_war_that_went_on(record: Record) -> None:
    found = try_one(
        record,
        'kind = "aftermath"\nafter = "kosovo.end"\nevent = "conflict"\nwhere = "location = \'YUG\'"\ndeaths = 25',
    )
    assert found["findings"][0]["value"] == 0


def test_a_horizon_beyond_the_record_cannot_show_that_nothing_followed(record: Record) -> None:
    found = try_one(
        record,
        'kind = "aftermath"\nafter = "2023-06-01"\nevent = "conflict"\nwhere = "location = \'CHE\'"\nwithin = 10',
    )
    assert found["verdict"] == "undecided"
    assert "reaches beyond the record" in labels(found)


def test_base_rate_puts_the_cited_beside_the_class(record: Record) -> None:
    found = try_one(record, 'kind = "base-rate"\nclass = "humanitarian"\noutcome = "violence_ended"')
    assert found["verdict"] == "contradicted"
    deciding = found["findings"][0]
    assert (deciding["n"], round(deciding["value"] * 41)) == (41, 13)
    everyone = next(f for f in found["findings"] if f["label"].startswith("all cited cases: 3 of 3"))
    assert everyone["value"] == pytest.approx(286 / 10660)
    assert everyone["rows"][0]["p_by_conflict"] == pytest.approx(0.039, abs=5e-4)
    assert "the class without the cited cases: 10 of 38" in labels(found)
    assert len(found["omitted"]) == 38


def test_what_a_pulled_source_would_tell_is_said(record: Record) -> None:
    found = try_one(
        record,
        'kind = "fact"\nmeasure = "onesided_government"\nfor = "IRN"\nsince = 2025\nexpects = { at_least = 1 }',
    )
    assert found["verdict"] == "outside-the-record"
    assert "2024" in found["because"]


@pytest.mark.parametrize("kind", ["trend", "nuclear"])
def test_an_impossible_part_names_its_place(record: Record, kind: str) -> None:
    text = (
        HEAD
        + {
            "trend": 'kind = "trend"\nof = "interventions"\nat = [1995]\nsince = 2030',
            "nuclear": 'kind = "analogy"\nclass = "humanitarian"\nfeatures = ["democracie"]',
        }[kind]
    )
    if kind == "nuclear":
        with pytest.raises(pr.ArgumentError, match="democracy"):
            pr.read_argument(text, record)
    else:
        found = pr.try_argument(pr.read_argument(text, record), record).report["statements"][0]
        assert found["verdict"] == "outside-the-record"


@pytest.mark.parametrize(
    ("statement", "verdict", "says"),
    [
        # Nothing found before a source begins is not “none”.
        ('kind = "aftermath"\nafter = "1950-01-01"\nevent = "onesided"\nwithin = 20\ndeaths = 1000', "outside-the-record", "begins in 1989"),
        ('kind = "aftermath"\nafter = "1900-01-01"\nwhere = "location = \'CHE\'"', "undecided", "speaks for 1946"),
        ('kind = "fact"\nof = "conflicts"\nwhere = "location = \'DEU\'"\nsince = 1900\nuntil = 1950\nexpects = "none"', "undecided", "1946 to 2024 only"),
        # Unknown is not false.
        ('kind = "fact"\nof = "interventions"\nwhere = "new_violence_5y"\nsince = 2021\nexpects = "none"', "undecided", "12 more rows"),
        ('kind = "aftermath"\nafter = "2021-01-01"\nevent = "interventions"\nwhere = "new_violence_5y"', "undecided", "12 more"),
        # A panel without a row is not a level of zero.
        ('kind = "fact"\nmeasure = "polyarchy"\nfor = "SSD"\nuntil = 2005\nexpects = { at_most = 0.3 }', "outside-the-record", "no row"),
        # What was found stays found, however much lies outside.
        ('kind = "aftermath"\nafter = "2021-06-01"\nwithin = 20\ndeaths = 25\nwhere = "location = \'TGO\'"', "contradicted", "Togo"),
        ('kind = "aftermath"\nafter = "1999-03-24"\nevent = "vetoes"\nwithin = 9000', "contradicted", "vetoed drafts"),
        # A member in the year, not ever.
        ('kind = "fact"\nof = "agreements"\nfor = "group:nato"\nexpects = 1', "supported", "Good Friday"),
    ],
)  # fmt: skip
def test_what_the_record_cannot_tell_is_not_told(
    record: Record, statement: str, verdict: str, says: str
) -> None:
    found = try_one(record, statement)
    assert found["verdict"] == verdict
    assert says in found["because"] + labels(found)


def test_the_mirror_of_an_order_within_days_is_all_the_rest(record: Record) -> None:
    from precedents.app.mirror import mirror_argument

    text = HEAD + 'kind = "sequence"\nfirst = "bosnia.start"\nthen = "kosovo.start"\nwithin_days = 30'
    argument = pr.read_argument(text, record)
    verdicts = [
        pr.try_argument(each, record).report["statements"][0]["verdict"]
        for each in (argument, mirror_argument(argument))
    ]
    assert verdicts == ["contradicted", "supported"]


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ('kind = "fact"\nof = "vetoes"\nfor = "IRN"\nexpects = "any"', "entity"),
        ('kind = "fact"\nof = "conflicts"\nmeasure = "side_a"\ntake = "sum"\nexpects = "x"', "no numbers"),
        ('kind = "effect"\nclass = "humanitarian"\nwithin = 1.5', "whole years"),
        ('kind = "fact"\nof = "conflicts"\nsince = 2000\nuntil = 1990\nexpects = "none"', "lies after"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(record: Record, statement: str, says: str) -> None:
    with pytest.raises(pr.PrecedentsError, match=says):
        try_one(record, statement)


def test_an_agreement_may_be_cited(record: Record) -> None:
    text = HEAD.replace('case = "intervention:bosnia-1995"', 'case = "agreement:dayton-1995"')
    argument = pr.read_argument(text + 'kind = "normative"', record)
    assert pr.try_argument(argument, record).report["argument"]["cites"][0]["label"]
