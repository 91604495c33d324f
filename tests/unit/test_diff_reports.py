"""What moved between two reports, and why: on made-up reports whose every difference is known."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

import precedents as pr
from precedents.app.causes import find_causes
from precedents.app.diff_reports import diff, find_first
from precedents.app.moves import find_moves, pair_findings
from precedents.core.change import Change


def finding(number: str, label: str, value: float, **more: Any) -> dict[str, Any]:
    made = {"id": number, "kind": "base-rate", "label": label, "value": value, "low": 0.2, "high": 0.4}
    return {**made, "unit": "share", "n": 41, "method": "counted", "decides": True, "doubts": [], **more}


def statement(name: str, verdict: str, findings: list[dict[str, Any]]) -> dict[str, Any]:
    part = {"kind": "base-rate", "says": "", "expects": "most", "sort": "record", "class": "all"}
    part |= {"verdict": verdict, "findings": [each["id"] for each in findings]}
    return {"id": name, "says": f"Says {name}.", "verdict": verdict, "parts": [part], "findings": findings}


def case(name: str, *, inside: bool = True) -> dict[str, Any]:
    return {"id": name, "in": inside}


def report() -> dict[str, Any]:
    first = finding("1.1", "13 of 41 ended", 0.317, doubts=[{"id": "vintage", "outcome": "held"}])
    second = finding("1.2", "by conflict: 9 of 30", 0.3, decides=False)
    return {
        "schema": "precedents/report/1",
        "program": {"name": "precedents", "version": "1"},
        "seed": 1,
        "record": {"id": "a" * 64, "sources": [{"id": "made-up-1.0", "version": "1.0", "sha256": "b" * 64}]},
        "argument": {
            "id": "x",
            "sha256": "c" * 64,
            "target": None,
            "cites": [],
            "choices": {"since": [1946]},
        },
        "classes": [
            {"id": "all", "table": "wars", "where": "", "n": 2, "cases": [case("war:a"), case("war:b")]}
        ],
        "statements": [
            statement("1", "contradicted", [first, second]),
            statement("2", "supported", [finding("2.1", "5 of 6", 0.8)]),
        ],
        "multiverse": {"by_statement": [{"id": "1", "share_supporting": 0.25}]},
    }


def write(folder: Path, made: dict[str, Any]) -> Path:
    folder.mkdir()
    (folder / "report.json").write_text(json.dumps(made))
    return folder


def test_a_report_and_itself_are_the_same(tmp_path: Path) -> None:
    folder = write(tmp_path / "a", report())
    found = diff(folder, folder / "report.json")
    assert found.same
    assert (found.moves, found.why, found.elsewhere) == ((), (), "")


def test_every_difference_is_found_and_no_other() -> None:
    after = report()
    one, two = after["statements"]
    one["verdict"] = one["parts"][0]["verdict"] = "supported"
    one["findings"][0] |= {
        "label": "30 of 40 ended", "value": 0.75, "n": 40, "doubts": [{"id": "vintage", "outcome": "broke"}],
    }  # fmt: skip
    two["id"] = "3"
    after["classes"][0] |= {"n": 1, "cases": [case("war:a"), case("war:b", inside=False), case("war:c")]}
    after["multiverse"]["by_statement"][0]["share_supporting"] = 0.5
    told = {
        (each.kind, each.where, each.label, each.before, each.after) for each in find_moves(report(), after)
    }
    assert told == {
        ("verdict", "1", "Says 1.", "contradicted", "supported"),
        ("number", "1", "30 of 40 ended", 0.317, 0.75),
        ("number", "1", "n of 30 of 40 ended", 41, 40),
        ("doubt", "1", "vintage", "held", "broke"),
        ("statement", "2", "Says 2.", "supported", None),
        ("statement", "3", "Says 2.", None, "supported"),
        ("number", "class all", "cases in it", 2, 1),
        ("case", "class all", "war:b", "in", "out"),
        ("case", "class all", "war:c", None, "in"),
        ("number", "1", "share of combinations of choices on its side", 0.25, 0.5),
    }


def test_backwards_it_is_the_same_with_before_and_after_swapped() -> None:
    after = report()
    after["statements"][0]["findings"][1] |= {"value": 0.4, "label": "by conflict: 12 of 30"}
    after["statements"][1]["parts"].append({**after["statements"][1]["parts"][0], "findings": []})
    there, back = find_moves(report(), after), find_moves(after, report())

    def strip(moves: tuple[Change, ...]) -> list[tuple[object, ...]]:
        return [(each.kind, each.where, each.before, each.after) for each in moves]

    assert len(there) == 2
    assert strip(back) == [(kind, where, after, before) for kind, where, before, after in strip(there)]


def test_findings_are_paired_by_words_then_by_words_without_numbers_then_by_method() -> None:
    old = [finding("1", "13 of 41", 1), finding("2", "all 5", 2), finding("3", "odds", 3, unit="odds")]
    new = [finding("9", "all 5", 2), finding("7", "odds of it", 4, unit="odds"), finding("8", "12 of 40", 5)]
    pairs = [
        (a and a["id"], b and b["id"]) for a, b in pair_findings(old, [*new, finding("6", "x", 0, unit="z")])
    ]
    assert pairs == [("1", "8"), ("2", "9"), ("3", "7"), (None, "6")]


def test_another_edition_of_a_source_is_one_change() -> None:
    before = {"record": {"id": "1", "sources": [{"id": "acd-22.1", "version": "22.1", "sha256": "f" * 64}]}}
    after = {"record": {"id": "2", "sources": [{"id": "acd-25.1", "version": "25.1", "sha256": "e" * 64}]}}
    found = find_causes(before, after)
    assert [(each.kind, each.where) for each in found] == [("data", "record"), ("data", "source acd")]
    assert found[1].before == "22.1 (ffffffffffff)"
    assert found[0].label == ""


def test_another_record_of_the_same_sources_says_so_and_what_was_pulled_is_named() -> None:
    record = {"id": "1", "sources": [], "pulled": ["archigos-4.1"]}
    (alone,) = find_causes({"record": record}, {"record": {**record, "id": "2"}})
    assert "other rows of the same sources" in alone.label
    found = find_causes({"record": record}, {"record": {**record, "id": "2", "pulled": []}})
    assert found[-1].label == "`precedents sources pull archigos-4.1`"


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("program", {"program": {"version": "2", "sha256": "x"}}),
        ("library", {"libraries": {"polars": "9"}}),
        ("definition", {"argument": {"sha256": "y"}}),
        ("option", {"options": {"seed": 7}}),
    ],
)
def test_each_kind_of_reason_is_told_apart(kind: str, change: dict[str, Any]) -> None:
    made = {
        "program": {"version": "1", "sha256": "x"},
        "libraries": {"polars": "1"},
        "argument": {"sha256": "z"},
        "options": {"seed": 1},
    }
    assert find_causes(made, made) == ()
    assert {each.kind for each in find_causes(made, {**made, **change})} == {kind}


def test_definitions_are_told_from_the_reports_where_the_files_are_not_there(tmp_path: Path) -> None:
    after = report()
    after["argument"] |= {"sha256": "d" * 64, "choices": {"since": [1990]}}
    found = diff(write(tmp_path / "a", report()), write(tmp_path / "b", after))
    assert ("choices.since", "[1946]", "[1990]") in {
        (each.where, each.before, each.after) for each in found.why
    }
    assert found.moves == ()
    assert not found.same


def test_where_only_rows_differ_the_place_is_said(tmp_path: Path) -> None:
    after = copy.deepcopy(report())
    after["statements"][1]["findings"][0]["rows"] = [{"case": "war:a"}]
    found = diff(write(tmp_path / "a", report()), write(tmp_path / "b", after))
    assert found.elsewhere == "statements[1].findings[0].rows"
    assert find_first([1, 2], [1, 2, 3]) == "[2]"


def test_what_is_no_report_is_refused_with_what_to_do(tmp_path: Path) -> None:
    folder = write(tmp_path / "out", report())
    with pytest.raises(pr.UsageError, match=r"Did you mean out\?"):
        diff(tmp_path / "outt", folder)
    (tmp_path / "x.json").write_text("[1]")
    with pytest.raises(pr.UsageError, match="is no report"):
        diff(folder, tmp_path / "x.json")
    (tmp_path / "y.json").write_text('{"schema": "precedents/report/1"}')
    with pytest.raises(pr.UsageError, match="has not the form of a report"):
        diff(folder, tmp_path / "y.json")
    (tmp_path / "z.json").write_text("{")
    with pytest.raises(pr.UsageError, match="cannot be read"):
        diff(folder, tmp_path / "z.json")
