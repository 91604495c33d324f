"""Critical questions: each answer follows from the trial, says where it is from, and reaches the exchange formats."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import precedents as pr
from precedents.app.mirror import mirror_argument
from precedents.dossier.exchange.aif import CONFLICT, render_aif
from precedents.record.store import Record

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.toml"))
HEAD = """
title = "Questions"
target = "IRN:2024"
[cites.bosnia]
case = "intervention:bosnia-1995"
[choices]
since = [1946, 1990]
[class.humanitarian]
of = "interventions"
where = "humanitarian and start_year >= :since"
[class.alone]
of = "interventions"
where = "humanitarian and lone_state"
"""
VERDICTS = {"supported": "yes", "contradicted": "no"}
FIRST = 'says = "Bosnia."\nkind = "fact"\ncase = "bosnia"\ncolumn = "air"\nexpects = true\n'


def run(record: Record, *statements: str) -> dict[str, Any]:
    blocks = "".join(f'[[statement]]\nid = "{number}"\n{text}' for number, text in enumerate(statements, 1))
    return pr.try_argument(pr.read_argument(HEAD + blocks, record), record).report


def ask(report: dict[str, Any], name: str) -> dict[str, Any]:
    return next(each for each in report["critical_questions"] if each["id"] == name)


def test_what_nobody_asked_is_not_answered_and_says_what_to_add(record: Record) -> None:
    report = run(record, 'kind = "normative"\n')
    assert {each["answer"] for each in report["critical_questions"] if each["id"] != "own-rule"} == {
        "not-asked"
    }
    assert all(
        each["add"] and not each["links"] for each in report["critical_questions"] if each["id"] != "own-rule"
    )
    assert 'case = "bosnia"' in ask(report, "described-right")["add"]


@pytest.mark.parametrize(("expects", "answer"), [("true", "yes"), ("false", "no")])
def test_a_case_is_described_right_or_not(record: Record, expects: str, answer: str) -> None:
    report = run(record, FIRST.replace("true", expects))
    found = ask(report, "described-right")
    assert (found["answer"], found["about"]) == (answer, "intervention:bosnia-1995")
    assert found["links"] == [{"statement": "1", "part": 1, "finding": "1.1", "doubt": None}]


def test_a_date_that_only_bounds_a_figure_does_not_describe_the_case(record: Record) -> None:
    bound = (
        'kind = "fact"\nmeasure = "dispute_hostility"\ninitiated_by = "YUG"\nbetween = ["YUG", "group:nato"]\n'
        'until = "bosnia.start"\nexpects = { at_most = 3 }\n'
    )
    assert ask(run(record, bound), "described-right")["answer"] == "not-asked"


@pytest.mark.parametrize(("expects", "followed"), [('"most"', "yes"), ('"few"', "no")])
def test_an_outcome_followed_where_it_is_the_one_expected(
    record: Record, expects: str, followed: str
) -> None:
    base = f'kind = "base-rate"\nclass = "humanitarian"\noutcome = "violence_ended"\nexpects = {expects}\n'
    report = run(record, base)
    assert ask(report, "outcome-followed")["answer"] == followed
    verdict = report["statements"][0]["verdict"]
    assert ask(report, "rule")["answer"] == VERDICTS.get(verdict, "open")
    # One case cannot tell whether the citation is favourable: the smallest p is the share itself.
    assert ask(report, "representative")["answer"] == "open"
    assert ask(report, "own-rule")["answer"] in {"yes", "open"}
    assert ask(report, "near-cases")["answer"] == "not-asked"


def test_a_rule_that_misses_a_cited_case_is_not_the_authors(record: Record) -> None:
    base = 'kind = "base-rate"\nclass = "alone"\noutcome = "violence_ended"\nexpects = "most"\n'
    text = HEAD.replace(
        'where = "humanitarian and start_year >= :since"', 'where = "humanitarian and start_year > 2010"'
    )
    text = text.replace("[choices]\nsince = [1946, 1990]\n", "")
    argument = pr.read_argument(f'{text}[[statement]]\nid = "1"\n{base}', record)
    found = ask(pr.try_argument(argument, record).report, "own-rule")
    assert found["answer"] == "no"
    assert "intervention:bosnia-1995" in found["because"]


def test_differences_are_those_of_more_than_half_the_range(record: Record) -> None:
    like = 'kind = "analogy"\nclass = "humanitarian"\nfeatures = ["democracy", "region"]\nexpects = "{}"\n'
    alike, unlike = (run(record, like.format(word)) for word in ("alike", "unlike"))
    rows = next(
        each for each in alike["statements"][0]["findings"] if each["label"].startswith("most unlike")
    )["rows"]
    far = [row["feature"] for row in rows if row["difference"] is not None and row["difference"] > 0.5]
    assert far == ["region"]
    assert ask(alike, "differences")["answer"] == "no"
    assert ask(unlike, "differences")["answer"] == "yes"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_answers_follow_from_verdicts_and_turn_with_the_mirror(path: Path, record: Record) -> None:
    argument = pr.read_argument(path, record)
    report = pr.try_argument(argument, record).report
    turned = pr.try_argument(mirror_argument(argument), record).report
    verdicts = {
        (statement["id"], number): part["verdict"]
        for statement in report["statements"]
        for number, part in enumerate(statement["parts"], start=1)
    }
    findings = {each["id"] for statement in report["statements"] for each in statement["findings"]}
    for each in report["critical_questions"]:
        assert all(link["finding"] in findings for link in each["links"])
        assert bool(each["add"]) == (each["answer"] in {"open", "not-asked"})
        if each["id"] in {"described-right", "alike", "rule", "as-strong", "cause"} and each["links"]:
            answers = {
                VERDICTS.get(verdicts[link["statement"], link["part"]], "open") for link in each["links"]
            }
            expected = answers.pop() if len(answers) == 1 else "no" if "no" in answers else "open"
            assert each["answer"] == expected, each
    # Where every part that answers was turned, the answer is turned; several parts may leave it as it is.
    swap = {"yes": "no", "no": "yes"}
    for one, other in zip(report["critical_questions"], turned["critical_questions"], strict=True):
        assert (one["id"], one["about"]) == (other["id"], other["about"])
        if one["id"] in {"outcome-followed", "near-cases"} or (
            len(one["links"]) == 1 and one["id"] != "representative" and one["id"] != "own-rule"
        ):
            assert other["answer"] == swap.get(one["answer"], one["answer"]), (one, other)


def test_answers_that_count_against_are_conflicts_in_the_argument_map(record: Record) -> None:
    base = 'kind = "base-rate"\nclass = "humanitarian"\noutcome = "violence_ended"\nexpects = "most"\n'
    report = run(record, FIRST.replace("true", "false"), base)
    against = [each for each in report["critical_questions"] if each["answer"] == "no"]
    assert {"described-right", "rule"} <= {each["id"] for each in against}
    aif = json.loads(render_aif(report)["aif.json"])
    nodes = {node["nodeID"]: node for node in aif["nodes"]}
    leads = {edge["fromID"]: edge["toID"] for edge in aif["edges"] if nodes[edge["fromID"]]["type"] != "RA"}
    asked = {
        node["text"]: node["nodeID"]
        for node in nodes.values()
        if node["text"].startswith("Critical question.")
    }
    assert len(asked) == len(against)
    for each in against:
        node = next(number for text, number in asked.items() if each["question"] in text)
        conflict = leads[node]
        assert (nodes[conflict]["type"], nodes[conflict]["text"]) == ("CA", CONFLICT)
        end = nodes[leads[conflict]]
        # About a case: against what is said of it. Else: against the step from the precedents to the conclusion.
        assert end["type"] == ("I" if each["about"] else "RA")
        assert end["text"] == ("Bosnia 1995 was a success." if each["about"] else "Argument from Precedent")
