"""Own cases and editions from end to end: commands, report, page, and what differs between two editions."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import polars as pl
import pytest

import precedents as pr
from precedents.record.store import Record

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "own-cases.md").read_text(encoding="utf-8")
CASES = re.findall(r"```csv\n(.*?)```", PAGE, re.DOTALL)[0]
ARGUMENT = """
title = "Own cases"
cases = "own.csv"
[cites.ruritania]
case = "intervention:ruritania-2010"
[class.humanitarian]
of = "interventions"
where = "humanitarian"
[class.wars]
of = "conflicts"
[[statement]]
id = "1"
kind = "base-rate"
class = "humanitarian"
outcome = "violence_ended"
expects = "most"
[[statement]]
id = "2"
kind = "base-rate"
class = "wars"
outcome = "ended"
expects = "most"
"""


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "precedents", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "120", "NO_COLOR": "1"},
        check=False,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("own")
    for name in ("own.csv", "my-cases.csv"):
        (made / name).write_text(CASES, encoding="utf-8")
    (made / "mine.toml").write_text(ARGUMENT, encoding="utf-8")
    return made


def read_report(folder: Path) -> dict[str, Any]:
    report: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    jsonschema.validate(report, json.loads((ROOT / "src/precedents/dossier/report.schema.json").read_text()))
    return report


@pytest.fixture(scope="module")
def tried(folder: Path) -> Path:
    done = run("try", "mine.toml", "--quick", "-o", "out", "--edition", "ucdp-acd-22.1", cwd=folder)
    assert done.returncode == 0, done.stderr
    said = "own cases: own.csv: 1 new case, 1 cell of 1 case corrected"
    assert done.stderr.startswith(said)
    assert done.stderr.count("\n") == 1
    return folder / "out"


def test_the_commands_of_the_documentation_run(folder: Path) -> None:
    commands = re.findall(r"^\$ (precedents .*)$", PAGE, re.MULTILINE)
    assert len(commands) >= 5
    for command in commands:
        done = run(*shlex.split(command)[1:], cwd=folder)
        assert done.returncode == 0, (command, done.stderr)
    example = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)[0]
    (folder / "same.toml").write_text(example, encoding="utf-8")
    done = run("record", "overlay", "same.toml", "--format", "json", cwd=folder)
    assert json.loads(done.stdout)[0]["what"] == "new"


def test_a_class_has_the_new_case_and_the_corrected_outcome(tried: Path, record: Record) -> None:
    """Counted against the embedded table with polars alone."""
    report = read_report(tried)
    frame = record.table("interventions").filter(pl.col("humanitarian"))
    outcome = dict(frame.select("id", "violence_ended").rows())
    outcome |= {"intervention:ruritania-2010": False, "intervention:kosovo-1999": False}
    assert outcome["intervention:libya-2011"] is not None
    humanitarian = report["classes"][0]
    assert humanitarian["n"] == len(outcome) == frame.height + 1
    inside = {case["id"]: case["outcomes"]["violence_ended"] for case in humanitarian["cases"] if case["in"]}
    assert inside == outcome
    known = [each for each in outcome.values() if each is not None]
    assert f"{sum(known)} of {len(known)}" in report["statements"][0]["findings"][0]["label"]


def test_report_manifest_and_page_say_what_was_used(tried: Path) -> None:
    report = read_report(tried)
    (overlay,) = report["record"]["overlay"]
    assert report["record"]["editions"] == ["ucdp-acd-22.1"]
    assert [change["what"] for change in overlay["changes"]][:1] == ["new"]
    assert ("violence_ended", "yes", "no") in {
        (change["column"], change["record_says"], change["you_say"]) for change in overlay["changes"]
    }
    assert "overlay-own" in {source["id"] for source in report["record"]["sources"]}
    assert "overlay-own" in report["statements"][0]["findings"][0]["sources"]
    assert "overlay-own" not in report["statements"][1]["findings"][0]["sources"]
    manifest = json.loads((tried / "manifest.json").read_text())["record"]
    assert manifest["editions"] == ["ucdp-acd-22.1"]
    assert manifest["overlay"] == [{key: overlay[key] for key in ("id", "file", "sha256")}]
    page = (tried / "dossier.html").read_text(encoding="utf-8")
    assert "own.csv: 1 new case, 1 cell of 1 case corrected" in page
    assert "Roe, After the War, 2003, p. 17" in page
    assert str(tried.parent) not in page + json.dumps(report)


def test_the_page_says_how_to_repeat_it_and_that_gives_the_same_bytes(tried: Path) -> None:
    page = (tried / "dossier.html").read_text(encoding="utf-8")
    found = re.search(r"^precedents try (.*) -o again", page, re.MULTILINE)
    assert found is not None
    assert run("try", *shlex.split(found[1]), "--quick", "-o", "again", cwd=tried.parent).returncode == 0
    for name in ("report.json", "dossier.html", "manifest.json"):
        assert (tried.parent / "again" / name).read_bytes() == (tried / name).read_bytes()


def test_a_run_on_another_edition_reads_it(tried: Path, record: Record) -> None:
    report = read_report(tried)
    older = pl.read_parquet(record.path / "conflicts@ucdp-acd-22.1.parquet")
    finding = report["statements"][1]["findings"][0]
    assert report["classes"][1]["n"] == older.height != record.table("conflicts").height
    assert f"{older['ended'].sum()} of {older['ended'].count()}" in finding["label"]
    vintage = next(doubt for doubt in finding["doubts"] if doubt["id"] == "vintage")
    assert "ucdp-acd-25.1" in vintage["says"]


def test_without_own_cases_the_report_does_not_speak_of_them() -> None:
    text = ARGUMENT.replace('cases = "own.csv"', "").replace("ruritania-2010", "kosovo-1999")
    record = pr.open_record()
    report = pr.try_argument(pr.read_argument(text, record), record, universes=1).report
    assert set(report["record"]) == {"id", "sources"}


def test_the_same_from_python(folder: Path, tried: Path) -> None:
    record = pr.open_record(overlay=folder / "own.csv")
    argument = pr.read_argument(folder / "mine.toml", record)
    report = pr.try_argument(argument, record.with_edition("ucdp-acd-22.1"), universes=1).report
    assert report == read_report(tried)
    # the argument's own file is laid over a record that has none
    plain = pr.open_record()
    assert (
        pr.try_argument(pr.read_argument(folder / "mine.toml", plain), plain).report["record"]["id"]
        == record.id
    )


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["cases", "interventions", "--cases", "own.cvs"], "a .csv or a .toml file"),
        (["like", "intervention:kosovo-1999", "--cases", "onw.csv"], "Did you mean own.csv?"),
        (["try", "mine.toml", "--edition", "ucdp-acd-22"], "Did you mean ucdp-acd-22.1"),
        (
            ["check", "mine.toml", "--cases", "bad.csv"],
            "bad.csv:1:2: humanitairan: no such column in interventions.",
        ),
        (["record", "overlay", "bad.csv"], "bad.csv:1:2: humanitairan"),
        (["record", "diff", "ucdp-acd-22", "embedded"], "Did you mean ucdp-acd-22.1"),
        (["record", "diff", "embedded", "embedded", "--table", "conflict"], "Did you mean conflicts"),
    ],
)
def test_what_is_called_wrongly_ends_with_2_and_the_near_miss(
    folder: Path, arguments: list[str], says: str
) -> None:
    (folder / "bad.csv").write_text("id,humanitairan,source_text\nintervention:kosovo-1999,yes,Roe\n")
    done = run(*arguments, cwd=folder)
    assert done.returncode == 2
    assert says in done.stderr + done.stdout


def test_faults_of_the_key_cases_are_said_at_their_place(record: Record) -> None:
    for value, says in (
        ('"own.xlsx"', "needs a .csv"),
        ('"/own.csv"', "from the folder of this file"),
        ("3", "a list"),
    ):
        with pytest.raises(pr.ArgumentError, match="argument:3:9: cases needs") as caught:
            pr.read_argument(ARGUMENT.replace('"own.csv"', value), record)
        assert says in str(caught.value)


def test_overlay_prints_every_change_in_each_format(folder: Path) -> None:
    as_json = json.loads(run("record", "overlay", "own.csv", "--format", "json", cwd=folder).stdout)
    as_csv = list(
        csv.DictReader(io.StringIO(run("record", "overlay", "own.csv", "--format", "csv", cwd=folder).stdout))
    )
    assert as_csv == as_json
    table = run("record", "overlay", "own.csv", cwd=folder).stdout
    assert all(row["case"] in table and row["what"] in table for row in as_json)
    listed = run(
        "cases",
        "interventions",
        "--where",
        "humanitarian",
        "--cases",
        "own.csv",
        "--format",
        "json",
        cwd=folder,
    )
    ruritania = next(row for row in json.loads(listed.stdout) if row["id"] == "intervention:ruritania-2010")
    assert (ruritania["in"], ruritania["sources"]) == (True, ["overlay-own"])
    inside = run("cases", "humanitarian", "--argument", "mine.toml", "--format", "json", cwd=folder)
    assert any(
        row["id"] == "intervention:ruritania-2010" and row["cited"] for row in json.loads(inside.stdout)
    )


# -- what differs between two editions ---------------------------------------------------------------------


def test_diff_of_two_editions_counts_what_plain_polars_counts(record: Record, tmp_path: Path) -> None:
    done = run("record", "diff", "ucdp-acd-22.1", "ucdp-acd-25.1", "--format", "json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    counts = {(each["table"], each["what"]): each["count"] for each in found["counts"]}
    expected: dict[tuple[str, str], int] = {}
    for name, key in (("conflicts", ["id"]), ("conflict_years", ["conflict_id", "year"])):
        a = pl.read_parquet(record.path / f"{name}@ucdp-acd-22.1.parquet")
        b = pl.read_parquet(record.path / f"{name}.parquet")
        expected[name, "rows gone"] = a.join(b, on=key, how="anti").height
        expected[name, "rows new"] = b.join(a, on=key, how="anti").height
        both = a.join(b, on=key, how="inner", suffix="__b")
        for column in a.columns:
            if column not in key:
                changed = both.filter(pl.col(column).ne_missing(pl.col(f"{column}__b"))).height
                expected[f"{name}.{column}", "cells changed"] = changed
    assert counts == {where: count for where, count in expected.items() if count}
    assert len(found["rows"]) == sum(counts.values())
    kosovo = (
        record.with_edition("ucdp-acd-22.1").case("war:kosovo-1998")[1],
        record.case("war:kosovo-1998")[1],
    )
    cell = {(row["key"], row["column"]): row for row in found["rows"]}.get(("war:kosovo-1998", "deaths_best"))
    same = kosovo[0]["deaths_best"] == kosovo[1]["deaths_best"]
    assert (cell is None) == same


def test_diff_is_cut_on_the_terminal_alone(tmp_path: Path) -> None:
    arguments = ["record", "diff", "ucdp-acd-22.1", "ucdp-acd-25.1", "--table", "conflicts"]
    whole = list(csv.DictReader(io.StringIO(run(*arguments, "--format", "csv", cwd=tmp_path).stdout)))
    assert list(whole[0]) == ["table", "what", "key", "column", "before", "after"]
    assert {row["table"] for row in whole} == {"conflicts"}
    shown = run(*arguments, cwd=tmp_path)
    assert f"{len(whole) - 40:,} more; `--table NAME` narrows them, `--format csv` has all" in shown.stderr
    assert len(shown.stdout.splitlines()) < 120
    turned_round = [*arguments[:2], arguments[3], arguments[2], *arguments[4:], "--format", "csv"]
    back = list(csv.DictReader(io.StringIO(run(*turned_round, cwd=tmp_path).stdout)))
    turned = {(row["key"], row["column"], row["after"], row["before"]) for row in back}
    assert turned == {(row["key"], row["column"], row["before"], row["after"]) for row in whole}


def test_info_lists_the_editions(tmp_path: Path) -> None:
    assert "ucdp-acd-25.1, ucdp-acd-22.1" in run("record", "info", cwd=tmp_path).stdout
