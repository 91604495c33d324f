"""What the page says: verdicts, why, how sure, what was left out, in plain words."""

from __future__ import annotations

import re
from typing import Any

import pytest
from page_text import read_tags, read_words
from report_fixture import build_report

FORBIDDEN = (
    "cherry-picked",
    "cherry-picking",
    "binds",
    "proves",
    "proven",
    "worked",
    "forced",
    "because of",
    "false",
    "no evidence",
    "a random citer",
    "every comparable case",
)


@pytest.fixture
def words(report: dict[str, Any], render: Any) -> str:
    return read_words(render(report)).replace("\u00a0", " ")


def test_the_program_says_none_of_the_forbidden_words(report: dict[str, Any], render: Any) -> None:
    report["argument"]["says"] = "It worked; it proves everything; no evidence against it."
    report["statements"][0]["says"] = "Force forced them."
    own = read_words(render(report), leave_out=("said", "licence")).lower()
    found = [word for word in FORBIDDEN if re.search(rf"\b{re.escape(word)}\b", own)]
    assert not found


def test_every_verdict_carries_its_sign_and_word_and_a_sentence(words: str) -> None:
    for pair in (
        "● supported",
        "○ contradicted",
        "◐ depends",
        "◌ undecided",
        "— outside the record",
        "¶ not a matter of record",
        "◇ forecast",
    ):
        assert pair in words
    assert "The record says the opposite" in words
    assert "The rule by which verdicts are given" in words


def test_a_reader_who_stops_early_has_read_what_was_argued_and_what_came_out(
    report: dict[str, Any], render: Any
) -> None:
    page = render(report)
    assert re.findall(r"<h2 id=[^>]*>([^<]*)", page) == [
        "Verdicts at a glance",
        "Statement by statement",
        "The cases cited",
        "Every case, not only the cited ones",
        "Choices and alternatives",
        "How it was done",
        "Sources",
        "How to repeat it",
        "Glossary",
    ]
    top = read_words(page)[:900]
    assert "A. Fictional argues from Arvania 1995 , Borduria 1999 and Cascadia 2011 , for GON:2026" in top
    assert "Of 7 statements, the record supports 1; the record contradicts 1; 1 depends" in top


def test_a_share_is_a_count_with_its_interval_and_its_unknown_cases(words: str) -> None:
    assert "5 of 11 (45 %, 21–72 %)" in words
    assert "1 of 12 cases unknown or not applicable" in words
    assert "Does not say whether intervening helped: interventions come at peaks of violence; see" in words


def test_a_mixture_is_shown_with_the_parts_that_hold(words: str) -> None:
    assert "1 of 2 parts holds: 1 supported, 1 contradicted." in words
    assert "Part 1 of 2:" in words


def test_a_reason_that_is_the_finding_itself_is_said_once(report: dict[str, Any], render: Any) -> None:
    statement = report["statements"][0]
    label = statement["findings"][0]["label"]
    statement["because"] = statement["parts"][0]["because"] = label
    # Once at a glance, once as the finding.
    assert read_words(render(report)).count(label) == 2


def test_doubts_stand_in_words_and_broken_ones_first(words: str) -> None:
    broke = words.index("What do the cases say that the author did not cite?")
    held = words.index("Does the answer hang on a single conflict?")
    assert broke < held
    assert "could not run" in words
    assert "Critical." in words


def test_a_class_is_listed_in_full_in_and_out_with_why(words: str, report: dict[str, Any]) -> None:
    for case in report["classes"][0]["cases"]:
        assert case["id"] in words
    assert "16 in the record" in words
    assert "− 4 does not fit: humanitarian and start_year >= 1990" in words.replace("\u200a", " ")
    assert "12 in the class, of 10 conflicts" in words
    assert "3 cited, 9 not" in words


def test_omitted_cases_are_named_and_folded_beyond_twelve(render: Any) -> None:
    few, many = render(build_report()), render(build_report(members=41))
    assert "9 cases fit the same rule and were not cited:" in read_words(few)
    assert "<summary>38 cases fit the same rule and were not cited</summary>" in many


def test_the_shares_of_universes_decide_nothing(words: str) -> None:
    assert "On the statement’s side in 4 of 6 (67 %) combinations of choices" in words
    assert "decides nothing by itself" in words


def test_the_same_rows_stand_on_the_page_once(render: Any) -> None:
    page = render(build_report(statements=28))
    assert "It rests on the same 12 rows as" in read_words(page)


def test_only_web_addresses_are_links(report: dict[str, Any], render: Any) -> None:
    report["record"]["sources"][1]["url"] = "javascript:alert(1)"
    report["argument"]["source"]["link"] = " javascript:alert(2)"
    page = render(report)
    targets = [attrs.get("href") or "" for tag, attrs in read_tags(page) if tag in {"a", "link"}]
    assert "https://example.org/cases" in targets
    assert all(re.match(r"(#|https://example\.org/cases\Z|data:,\Z)", target) for target in targets)
    assert "javascript:alert(1)" in read_words(page)


def test_every_link_within_the_page_has_its_place(report: dict[str, Any], render: Any) -> None:
    tags = read_tags(render(report))
    ids = [attrs["id"] for _, attrs in tags if attrs.get("id")]
    assert len(ids) == len(set(ids))
    inner = {
        (attrs.get("href") or "")[1:]
        for tag, attrs in tags
        if tag == "a" and (attrs.get("href") or "").startswith("#")
    }
    assert inner <= set(ids)


def test_the_report_may_carry_the_rule_and_the_words_of_columns(report: dict[str, Any], render: Any) -> None:
    report["rule"] = [["supported", "when the moon is full"]]
    report["dictionary"] = {
        "violence_ended": {"says": "violence ended within twelve months", "unit": "yes/no"}
    }
    words = read_words(render(report)).replace("\u00a0", " ")
    assert "when the moon is full" in words
    assert "Violence ended within twelve months: 5 of 11 (45 %); all 3 cited are among the 5" in words
