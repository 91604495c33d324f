"""Two arguments side by side: mirrored when swapped, counted as the record has it, and a page that runs nothing."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import precedents as pr
from precedents.dossier.report import render_json
from precedents.record.store import Record

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "repeat.md").read_text(encoding="utf-8")
ARGUMENT = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)[0]
CASES = re.findall(
    r"```csv\n(.*?)```", (ROOT / "docs" / "own-cases.md").read_text(encoding="utf-8"), re.DOTALL
)[0]

OTHER = """
title = "Interventions do not end the killing"
[cites.kosovo]
case = "intervention:kosovo-1999"
as = "failure"
[cites.libya]
case = "intervention:libya-2011"
as = "failure"
[class.all_of_them]
of = "interventions"
where = "start_year >= 1946 and humanitarian"
[class.wars]
of = "conflicts"
[[statement]]
id = "a"
says = "The violence seldom ends within a year."
kind = "base-rate"
class = "all_of_them"
outcome = "violence_ended"
expects = "few"
[[statement]]
id = "b"
says = "Nearly all wars have ended."
kind = "base-rate"
class = "wars"
outcome = "ended"
expects = { at_least = 0.85 }
[[statement]]
id = "c"
says = "It ought not to be done."
kind = "normative"
"""


def swap(value: Any) -> Any:
    """The same with A and B changed for one another, wherever a key or a word names them."""
    if isinstance(value, dict):
        names = {"a": "b", "b": "a", "in_a": "in_b", "in_b": "in_a"}
        return {
            names.get(key, key): {"a": "b", "b": "a", "a alone": "b alone", "b alone": "a alone"}.get(
                each, each
            )
            if key in ("sides_with", "cited_by")
            else swap(each)
            for key, each in value.items()
        }
    return [swap(each) for each in value] if isinstance(value, list) else value


@pytest.fixture(scope="module")
def compared() -> pr.Comparison:
    return pr.compare(ARGUMENT, OTHER, quick=True)


def test_a_and_b_swapped_give_the_mirrored_tables(compared: pr.Comparison) -> None:
    there = json.loads(render_json(compared.report))
    back = json.loads(render_json(pr.compare(OTHER, ARGUMENT, quick=True).report))
    assert back == swap(there)
    assert back != there


def test_what_they_share_and_what_decides(compared: pr.Comparison, record: Record) -> None:
    """The class is counted with polars alone."""
    report = compared.report
    frame = record.table("interventions").filter(pl.col("humanitarian") & (pl.col("start_year") >= 1946))
    rows = {row["a"]["statement"]: row for row in report["statements"]}
    decides, agree = rows["1"], rows["2"]
    assert (decides["relation"], decides["expectations"], decides["sides_with"]) == (
        "decides",
        "opposite",
        "b",
    )
    assert decides["cases"] == dict.fromkeys(("a", "b", "both"), frame.height)
    assert f"{frame['violence_ended'].sum()} of {frame.height}" in decides["a"]["found"]
    assert (agree["relation"], agree["expectations"], agree["b"]["statement"]) == ("agree", "same", "b")
    cites = {each["case"]: (each["a"], each["b"], each["cited_by"]) for each in report["cites"]}
    assert cites == {
        "intervention:kosovo-1999": ("success", "failure", "both, as different things"),
        "intervention:libya-2011": (None, "failure", "b alone"),
    }
    same = {each["table"]: each for each in report["classes"] if each["same"]}
    picks = {each["case"]: (each["in_a"], each["a"], each["b"]) for each in same["interventions"]["picks"]}
    assert picks == {
        "intervention:kosovo-1999": (True, "success", "failure"),
        "intervention:libya-2011": (True, None, "failure"),
    }
    assert same["interventions"]["cited_by_neither"] == frame.height - 2
    outcome = dict(frame.select("id", "violence_ended").iter_rows())
    (mine,), (theirs,) = report["representativeness"]["a"], report["representativeness"]["b"]
    assert (mine["cited_as_expected"], mine["cited_known"]) == (outcome["intervention:kosovo-1999"], 1)
    failed = [not outcome[each] for each in ("intervention:kosovo-1999", "intervention:libya-2011")]
    assert (theirs["cited_as_expected"], theirs["cited_known"]) == (sum(failed), 2)
    assert [each["id"] for each in report["alone"]["b"]] == ["c"]


def test_own_cases_of_one_count_for_both(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text(CASES, encoding="utf-8")
    (tmp_path / "mine.toml").write_text(f'cases = "own.csv"\n{ARGUMENT}', encoding="utf-8")
    found = pr.compare(tmp_path / "mine.toml", OTHER, quick=True).report
    assert found["record"]["id"] == pr.open_record(overlay=tmp_path / "own.csv").id
    assert "overlay-own" in {each["id"] for each in found["record"]["sources"]}
    shared = next(each for each in found["statements"] if each["relation"] == "decides")
    assert shared["cases"]["a"] == shared["cases"]["b"]


def test_the_page_is_written_and_runs_nothing(tmp_path: Path) -> None:
    hostile = OTHER.replace("Interventions do not", "<script>alert(1)</script> do not")
    page = pr.compare(ARGUMENT, hostile, quick=True).save(tmp_path / "side").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "script-src" in page
    assert "The record supports B’s and contradicts A’s." in page
    assert json.loads((tmp_path / "side" / "compare.json").read_text(encoding="utf-8"))["schema"]
