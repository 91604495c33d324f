"""The main job from end to end: the shipped argument on the embedded record."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import precedents as pr

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "balkan-precedent.toml"


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    record = pr.open_record()
    return pr.try_argument(pr.read_argument(EXAMPLE, record), record).report


def run(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "precedents", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        check=False,
    )


def test_the_report_keeps_its_schema(report: dict[str, Any]) -> None:
    schema = json.loads((ROOT / "src/precedents/dossier/report.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(report, schema)


def test_two_runs_in_two_folders_and_time_zones_give_the_same_bytes(tmp_path: Path) -> None:
    for name, zone in (("a", "Pacific/Auckland"), ("b", "America/Lima")):
        # A cache of its own each, so that the second page is rendered and not read back.
        home = str(tmp_path / f"home-{name}")
        done = run(
            "try",
            str(EXAMPLE),
            "-o",
            name,
            cwd=tmp_path,
            TZ=zone,
            PYTHONHASHSEED=name.encode().hex(),
            PRECEDENTS_HOME=home,
        )
        assert done.returncode == 0, done.stderr
    names = sorted(path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("*") if path.is_file())
    assert {"dossier.html", "report.json", "manifest.json"} <= {str(name) for name in names}
    for name in names:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name


def test_json_prints_the_report_and_nothing_else(tmp_path: Path) -> None:
    done = run("try", str(EXAMPLE), "--json", "--quick", cwd=tmp_path)
    assert json.loads(done.stdout)["schema"] == "precedents/report/1"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["try", "no-such-file.toml"], 2),
        (["try", str(EXAMPLE), "--universes", "none"], 2),
        (["try", str(EXAMPLE), "--record", "no-such-folder"], 3),
        (["tri", str(EXAMPLE)], 2),
        (["cases", "intervenions"], 2),
    ],
)
def test_exit_codes(arguments: list[str], code: int, tmp_path: Path) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == code
    assert done.stderr
    assert "Traceback" not in done.stderr


def find(report: dict[str, Any], statement: str) -> dict[str, Any]:
    return next(each for each in report["statements"] if each["id"] == statement)


def words(statement: dict[str, Any]) -> str:
    return " ".join([statement["because"], *(finding["label"] for finding in statement["findings"])])


def test_what_each_statement_must_show(report: dict[str, Any]) -> None:
    three = find(report, "3")
    assert three["parts"][0]["verdict"] == "supported"
    assert "Serbian" in json.dumps(three["findings"])
    assert "8,360" in words(three)
    seven = find(report, "7")
    assert "4.31" in words(seven)
    assert "25.2" in words(seven)
    eight = find(report, "8")
    dayton = [part["verdict"] for part in eight["parts"]]
    assert dayton[0] == "supported"
    assert dayton[1] == "contradicted"
    ten = find(report, "10")
    assert ten["verdict"] == "depends"
    # What followed depends on what counts as large; whether it was an effect is open, and stands beside it.
    assert ten["parts"][0]["verdict"] == "depends"
    assert ten["parts"][0]["choice"] == "deaths"
    assert (ten["parts"][1]["kind"], ten["parts"][1]["verdict"]) == ("effect", "undecided")
    assert "Macedonia" in words(ten)
    eleven = find(report, "11")
    assert eleven["parts"][0]["verdict"] == "supported"
    assert eleven["parts"][1]["verdict"] == "contradicted"
    assert "Darfur" in json.dumps(eleven["findings"])
    assert eleven["parts"][2]["verdict"] == "contradicted"
    assert len(eleven["omitted"]) > 20
    fifteen = find(report, "15")
    assert fifteen["verdict"] == "outside-the-record"
    assert "2024" in fifteen["because"]
    for silent in ("13", "19", "20"):
        assert find(report, silent)["verdict"] == "outside-the-record"
        assert "what would be needed" in find(report, silent)["because"]
    for judgement in ("14", "17", "25"):
        assert find(report, judgement)["verdict"] == "not-a-matter-of-record"
        assert find(report, judgement)["premises"]


def test_all_twenty_eight_are_tried_and_most_find_rows(report: dict[str, Any]) -> None:
    assert [each["id"] for each in report["statements"]] == [str(number) for number in range(1, 29)]
    with_rows = [
        each for each in report["statements"] if any(finding["rows"] for finding in each["findings"])
    ]
    assert len(with_rows) >= 20


def test_what_the_remaining_statements_must_show(report: dict[str, Any]) -> None:
    four = find(report, "4")
    assert four["verdict"] == "contradicted"
    assert four["findings"][0]["value"] in ("1990", "1991")
    assert "by proxies alone" in find(report, "5")["because"] + json.dumps(find(report, "5")["parts"])
    nine = find(report, "9")
    assert "regular" in words(nine)
    assert "needs archigos-4.1: `precedents sources pull archigos-4.1`" in json.dumps(nine)
    twelve = words(find(report, "12"))
    for feature in (
        "electoral democracy: 0.167 in 2024",
        "pursuit in 2022",
        "6 in 2017",
        "middle-east in 2026",
    ):
        assert feature in twelve
    assert find(report, "13")["verdict"] == "outside-the-record"
    eighteen = find(report, "18")
    assert eighteen["parts"][1]["verdict"] == "contradicted"
    assert "Serbian" in words(eighteen)
    for options in ("21", "27"):
        arms = [f for f in find(report, options)["findings"] if not f["decides"] and f["n"] is not None]
        assert arms
    air = next(f for f in find(report, "27")["findings"] if f["label"].startswith("air only"))
    assert air["n"] == 4
    assert find(report, "23")["verdict"] == "forecast"
    twenty_four = find(report, "24")
    assert [part["verdict"] for part in twenty_four["parts"]][:2] == ["contradicted", "contradicted"]
    assert sum(len(finding["rows"]) for finding in twenty_four["findings"][:2]) > 50
    twenty_six = find(report, "26")
    assert twenty_six["verdict"] == "forecast"
    acquired = {row["label"] for row in twenty_six["findings"][0]["rows"]}
    assert len(acquired) == 10


def test_with_the_pulled_sources_what_asked_for_more_is_tried_in_full(
    shared_data: Path, tmp_path: Path
) -> None:
    home = str(tmp_path / "home")
    pulled = run(
        "sources", "pull", "archigos-4.1", "--from", str(shared_data), cwd=tmp_path, PRECEDENTS_HOME=home
    )
    assert pulled.returncode == 0, pulled.stderr
    done = run("try", str(EXAMPLE), "--json", cwd=tmp_path, PRECEDENTS_HOME=home)
    assert done.returncode == 0, done.stderr
    full = json.loads(done.stdout)
    assert "needs archigos" not in json.dumps(full["statements"])
    assert find(full, "9")["verdict"] != "outside-the-record"
    assert find(full, "28")["verdict"] != "outside-the-record"


def test_the_class_and_the_citation_come_out_as_published(report: dict[str, Any]) -> None:
    humanitarian = next(each for each in report["classes"] if each["id"] == "humanitarian")
    members = [case for case in humanitarian["cases"] if case["in"]]
    assert len(members) == humanitarian["n"] == 41
    outcomes = [case["outcomes"] for case in members]
    assert sum(each["violence_ended"] is True for each in outcomes) == 13
    fell = [each["deaths_fell"] for each in outcomes if each["deaths_fell"] is not None]
    assert (sum(fell), len(fell)) == (21, 25)
    renewed = [each["new_violence_5y"] for each in outcomes if each["new_violence_5y"] is not None]
    assert (sum(renewed), len(renewed)) == (7, 25)
    assert "10 of 38" in words(find(report, "28"))


def test_every_finding_names_its_sources_and_every_verdict_its_reason(report: dict[str, Any]) -> None:
    known = {source["id"] for source in report["record"]["sources"]}
    for statement in report["statements"]:
        assert statement["because"]
        for finding in statement["findings"]:
            assert set(finding["sources"]) <= known
            assert finding["method"]


def test_cases_lists_the_class_in_full(tmp_path: Path) -> None:
    done = run("cases", "interventions", "--where", "humanitarian", "--format", "json", cwd=tmp_path)
    rows = json.loads(done.stdout)
    inside = [row for row in rows if row["in"]]
    assert len(inside) == 41
    assert len(rows) > 41
    assert all(row["start"] and "authorised_unsc" in row for row in inside)
    table = run("cases", "interventions", "--where", "humanitarian", cwd=tmp_path, COLUMNS="100")
    assert "kosovo-1999" in table.stdout
