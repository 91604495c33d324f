"""Words of the page: a question for every doubt, rules as they are written, reasons said once and cut at clauses."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click
import pytest
from page_text import read_words
from report_fixture import build_report

from precedents.cli import cli
from precedents.dossier.fragments.findings import is_alternative
from precedents.dossier.glossary import DOUBTS, KINDS, NOTES
from precedents.dossier.quantities import render_quantity
from precedents.dossier.words import render_heading, render_sentence, render_short

SOURCE = Path(__file__).parents[3] / "src" / "precedents"


def _doubt_ids() -> set[str]:
    """Every id that the program gives a doubt: in modules of doubts, and where kinds make their own."""
    ids: set[str] = set()
    for file in (SOURCE / "doubts").glob("*.py"):
        ids |= set(re.findall(r'^ID = "([a-z-]+)"', file.read_text(encoding="utf-8"), re.MULTILINE))
    for file in (SOURCE / "app").rglob("*.py"):
        ids |= set(re.findall(r'Doubt\(\s*id="([a-z-]+)"', file.read_text(encoding="utf-8")))
    return ids


def test_every_doubt_of_the_program_has_a_question() -> None:
    ids = _doubt_ids()
    assert {"caliper", "vintage", "exposure", "leave-one-feature-out", "doubts"} <= ids
    assert ids <= set(DOUBTS)
    assert all(question.endswith("?") for question in DOUBTS.values())


def test_notes_are_for_kinds_that_exist() -> None:
    assert set(NOTES) <= set(KINDS)


@pytest.mark.parametrize(
    "rule", ["deaths_best >= 10000", "humanitarian and start_year >= 1990", "alone and air_only"]
)
def test_a_rule_is_never_capitalised(rule: str) -> None:
    assert render_heading(rule) == rule
    assert render_sentence(rule) == f"{rule}."


def test_a_reason_is_cut_at_a_clause_and_never_within_a_figure() -> None:
    text = "Deaths (in 1,000; by year) were 0.36 times, 0.16 to 0.83 what like peaks saw: an interval; more to say here"
    short, rest = render_short(text, 60)
    assert short.endswith(":")
    assert f"{short} {rest}" == text
    assert render_short("a " * 200, 40) == ("a " * 200, "")


@pytest.mark.parametrize(
    ("unit", "value", "words"),
    [
        ("p", 0.0004, "p < 0.001, were there no difference"),
        ("p of no difference", 0.43, "p = 0.43, were there no difference"),
        ("first year of the new practice", 1990, "first year of the new practice: 1990"),
        ("ratio of deaths", 0.36, "0.36 times the deaths"),
        ("0–1", 0.167, "0.17 on a scale of 0–1"),
    ],
)
def test_units_have_wordings_of_their_own(unit: str, value: float, words: str) -> None:
    assert render_quantity(value, unit=unit).replace("\u00a0", " ") == words


def test_an_alternative_is_told_from_other_findings_beside() -> None:
    assert is_alternative({"label": "with since = 1990: 2 of 3"}, ("deaths", "since"))
    assert not is_alternative({"label": "the class without the cited cases: 2 of 3"}, ("deaths", "since"))
    assert not is_alternative({"label": "with since = 1990: 2 of 3"}, ())


def test_only_the_deciding_finding_and_its_alternatives_lean(report: dict[str, Any], render: Any) -> None:
    beside = report["statements"][1]["findings"][1]
    beside["leans"] = "against"
    before = read_words(render(report)).count("leans against the statement")
    beside["label"] = "with deaths = 100: 3 of 9 ended"
    assert read_words(render(report)).count("leans against the statement") == before + 1


def test_parts_that_nobody_can_answer_are_counted_as_such(report: dict[str, Any], render: Any) -> None:
    for part in report["statements"][2]["parts"]:
        part["verdict"] = "undecided"
    assert "2 of 2 parts undecided." in read_words(render(report))


def test_what_the_finding_says_is_not_said_again(report: dict[str, Any], render: Any) -> None:
    statement = report["statements"][1]
    label = statement["findings"][0]["label"]
    statement["because"] = statement["parts"][0]["because"] = f"{label}: too few to say"
    words = read_words(render(report))
    # At a glance with its reason, and as the finding; the part adds the rest alone.
    assert words.count(label) == 2
    assert "Too few to say." in words


def test_a_case_that_is_out_says_of_which_class_and_why(report: dict[str, Any], render: Any) -> None:
    case = next(
        each for each in report["classes"][0]["cases"] if each["id"] == report["argument"]["cited"][0]
    )
    case |= {"in": False, "why": "does not fit: air_only"}
    words = read_words(render(report))
    assert (
        "Not in the class humanitarian military interventions since 1990 : does not fit: air_only ." in words
    )


def test_only_three_sources_stand_at_a_sentence(report: dict[str, Any], render: Any) -> None:
    report["statements"][0]["findings"][0]["sources"] = [f"source-{number}" for number in range(7)]
    assert "and 4 more" in read_words(render(report))


def test_the_page_names_only_commands_that_exist(report: dict[str, Any], render: Any) -> None:
    named = set(re.findall(r"precedents ([a-z]+) fictional", read_words(render(report))))
    assert named == {"check", "try"}
    assert named <= set(cli.list_commands(click.Context(cli)))


def test_the_target_is_named_in_words(report: dict[str, Any], render: Any) -> None:
    report["argument"]["target_label"] = "Gondour 2026"
    assert "for Gondour 2026 ." in read_words(render(report))[:900]


def test_an_alternative_shows_only_the_rows_that_differ(render: Any) -> None:
    report = build_report()
    statement = report["statements"][1]
    deciding, beside = statement["findings"]
    gone, *kept = deciding["rows"]
    beside |= {"rows": [*kept, {**gone, "label": "Fresh 1999", "case": "intervention:fresh"}]}
    words = read_words(render(report))
    assert f"12 rows, 11 among those of the finding above , without {gone['label']} ; one is new." in words
