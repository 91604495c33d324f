"""What moved between two dossiers and why, and what a lock says was changed: from end to end."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import polars as pl
import pytest

import precedents as pr
from precedents.record.store import Record

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "repeat.md").read_text(encoding="utf-8")
ARGUMENT = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)[0]


def run(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "precedents", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "160", "NO_COLOR": "1", **environment},
        check=False,
    )


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("editions")
    record = pr.open_record()
    for name, held in (("older", record.with_edition("ucdp-acd-22.1")), ("current", record)):
        pr.try_argument(pr.read_argument(ARGUMENT, held), held, quick=True).save(made / name)
    return made


def test_numbers_that_moved_are_those_of_the_tables(editions: Path, record: Record) -> None:
    """Counted from the two editions' own files with polars alone."""
    done = run("diff", "older", "current", "--format", "json", cwd=editions)
    assert done.returncode == 1
    found = json.loads(done.stdout)
    frames = [
        pl.read_parquet(record.path / f"{name}.parquet") for name in ("conflicts@ucdp-acd-22.1", "conflicts")
    ]
    ended = [frame.drop_nulls("ended")["ended"] for frame in frames]
    share = next(
        each for each in found["moves"] if each["kind"] == "number" and each["unit"] == "share of cases"
    )
    assert [share["before"], share["after"]] == pytest.approx([each.mean() for each in ended], abs=1e-11)
    size = next(each for each in found["moves"] if each["where"] == "class wars" and each["kind"] == "number")
    assert [size["before"], size["after"], size["unit"]] == [frames[0].height, frames[1].height, "cases"]
    ids = [set(frame["id"]) for frame in frames]
    came = {each["label"] for each in found["moves"] if each["kind"] == "case" and each["before"] is None}
    went = {each["label"] for each in found["moves"] if each["kind"] == "case" and each["after"] is None}
    assert (came, went) == (ids[1] - ids[0], ids[0] - ids[1])
    assert {each["where"] for each in found["why"]} == {"source ucdp-acd", "edition asked for"}


def test_csv_holds_the_same_rows_and_the_reasons(editions: Path) -> None:
    plain = pr.diff(editions / "older", editions / "current").plain
    done = run("diff", "older/report.json", "current", "--format", "csv", cwd=editions)
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["label"] for row in rows if row["why"] == "no"] == [each["label"] for each in plain["moves"]]
    assert [row["where"] for row in rows if row["why"] == "yes"] == [each["where"] for each in plain["why"]]
    table = run("diff", "older", "current", cwd=editions)
    assert "why: data: source ucdp-acd: 22.1" in table.stdout


def test_the_same_dossier_ends_with_0(editions: Path) -> None:
    done = run("diff", "older", "older/report.json", cwd=editions)
    assert (done.returncode, done.stdout) == (0, "identical: the two reports hold the same\n")


def test_definitions_that_changed_are_named(editions: Path, record: Record) -> None:
    text = ARGUMENT.replace("[1946, 1990]", "[1990]").replace('id      = "2"', 'id      = "two"')
    other = pr.try_argument(pr.read_argument(text, record), record, quick=True)
    found = pr.diff(editions / "current", other)
    changed = {each.where: (each.before, each.after) for each in found.why if each.where != "argument file"}
    assert changed["choices.since"] == ("[1946, 1990]", "[1990]")
    assert changed["statement two: kind"] == (None, '"base-rate"')
    assert changed["statement 2: kind"] == ('"base-rate"', None)
    assert "class.humanitarian" not in changed
    assert {(each.where, each.how) for each in found.pick("statement")} == {
        ("two", "added"),
        ("2", "removed"),
    }


def test_a_locked_run_says_so_and_what_changed_since(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(ARGUMENT, encoding="utf-8")
    assert run("lock", "mine.toml", cwd=tmp_path).stdout == "mine.toml.lock\n"
    done = run("try", "mine.toml", "--quick", "-o", "kept", cwd=tmp_path)
    assert "locked: nothing changed since" in done.stderr
    (tmp_path / "mine.toml").write_text(ARGUMENT.replace("0.85", "0.9"), encoding="utf-8")
    done = run("try", "mine.toml", "--quick", "-o", "moved", cwd=tmp_path)
    assert "locked: changed since: statement 2: expects" in done.stderr
    schema = json.loads((ROOT / "src/precedents/dossier/report.schema.json").read_text(encoding="utf-8"))
    locks = {}
    for name in ("kept", "moved"):
        report = json.loads((tmp_path / name / "report.json").read_text(encoding="utf-8"))
        jsonschema.validate(report, schema)
        locks[name] = report["lock"]
    sha256 = hashlib.sha256((tmp_path / "mine.toml.lock").read_bytes()).hexdigest()
    assert locks["kept"] == {"locked": True, "sha256": sha256, "changed": []}
    assert locks["moved"]["changed"] == [
        {
            "what": "statement 2: expects",
            "how": "changed",
            "before": '{"at_least": 0.85}',
            "after": '{"at_least": 0.9}',
        }
    ]
    page = (tmp_path / "moved" / "dossier.html").read_text(encoding="utf-8")
    assert re.search(
        r"Definitions locked</dt><dd>Yes, and 1 thing changed since: .*statement 2: expects", page
    )
    assert "Yes, and nothing changed since." in (tmp_path / "kept" / "dossier.html").read_text(
        encoding="utf-8"
    )
    assert pr.replay(tmp_path / "moved").identical
    assert run("lock", "mine.toml", cwd=tmp_path).returncode == 2
