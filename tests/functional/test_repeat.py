"""A dossier that stands alone, comes out again, and can be told from another: from end to end."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import polars as pl
import pytest

import precedents as pr
from precedents.app.manifest import read_kept
from precedents.dossier.report import render_json
from precedents.record.store import Record

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "repeat.md").read_text(encoding="utf-8")
ARGUMENT = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)[0]
CASES = re.findall(
    r"```csv\n(.*?)```", (ROOT / "docs" / "own-cases.md").read_text(encoding="utf-8"), re.DOTALL
)[0]


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
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One argument with own cases that it names, and others that the command line names; on an older edition."""
    made = tmp_path_factory.mktemp("repeat")
    (made / "own.csv").write_text(CASES, encoding="utf-8")
    more = CASES.splitlines()[0] + '\nintervention:libya-2011,,,,,,no,,"Poe, Afterwards, 2012, p. 1"\n'
    (made / "more.csv").write_text(more, encoding="utf-8")
    (made / "mine.toml").write_text(f'cases = "own.csv"\n{ARGUMENT}', encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def dossier(folder: Path) -> Path:
    """Tried and saved in this process, so that a test may replay it here."""
    record = pr.open_record(overlay=[folder / "more.csv", folder / "own.csv"]).with_edition("ucdp-acd-22.1")
    pr.try_argument(pr.read_argument(folder / "mine.toml", record), record, seed=3, quick=True).save(
        folder / "out"
    )
    return folder / "out"


@pytest.fixture
def copy(dossier: Path, tmp_path: Path) -> Path:
    """A copy in which a test may change what it likes: nothing else of the first folder is there."""
    shutil.copytree(dossier, tmp_path / "copy")
    return tmp_path / "copy"


def edit(file: Path, change: Callable[[dict[str, Any]], None]) -> None:
    held = json.loads(file.read_text(encoding="utf-8"))
    change(held)
    file.write_text(json.dumps(held, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def test_the_folder_holds_what_was_tried_and_the_hash_of_every_file(folder: Path, dossier: Path) -> None:
    assert (dossier / "argument.toml").read_bytes() == (folder / "mine.toml").read_bytes()
    for name in ("own.csv", "more.csv"):
        assert (dossier / "cases" / name).read_bytes() == (folder / name).read_bytes()
    manifest = json.loads((dossier / "manifest.json").read_text(encoding="utf-8"))
    there = {path.relative_to(dossier).as_posix(): path for path in dossier.rglob("*") if path.is_file()}
    del there["manifest.json"]
    hashes = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in there.items()}
    assert manifest["files"] == hashes
    assert manifest["options"] == {"seed": 3, "universes": 512, "quick": True, "mirror": False}
    assert manifest["record"]["editions"] == ["ucdp-acd-22.1"]
    assert manifest["libraries"]["polars"] == pl.__version__
    assert "python" not in manifest["libraries"]
    assert str(folder) not in (dossier / "manifest.json").read_text(encoding="utf-8")


def test_a_dossier_comes_out_again_with_own_cases_and_another_edition(copy: Path) -> None:
    found = pr.replay(copy)
    assert found.identical, (found.differing, found.why)
    assert found.files == len([path for path in copy.rglob("*") if path.is_file()])
    assert (found.tampered, found.moves, found.why) == ((), (), ())


def test_own_cases_that_were_laid_over_an_older_edition_come_out_again(folder: Path, tmp_path: Path) -> None:
    """The other order: what they change was told against the older edition."""
    record = pr.open_record().with_edition("ucdp-acd-22.1")
    dossier = pr.try_argument(pr.read_argument(folder / "mine.toml", record), record, universes=1)
    dossier.save(tmp_path / "out")
    assert read_kept(tmp_path / "out").says["record"]["overlay"][0]["editions"] == ["ucdp-acd-22.1"]
    assert pr.replay(tmp_path / "out").identical


def test_a_text_argument_and_a_mirrored_one_come_out_again(tmp_path: Path, record: Record) -> None:
    from precedents.app.mirror import mirror_argument

    argument = pr.read_argument(ARGUMENT, record)
    for name, each in (("text", argument), ("mirrored", mirror_argument(argument))):
        pr.try_argument(each, record, quick=True).save(tmp_path / name)
        assert (tmp_path / name / "argument.toml").read_bytes() == ARGUMENT.encode()
        assert pr.replay(tmp_path / name).identical
    found = pr.diff(tmp_path / "text", tmp_path / "mirrored")
    verdicts = {each.where: (each.before, each.after) for each in found.pick("verdict")}
    assert verdicts == {"1": ("contradicted", "supported"), "2": ("supported", "contradicted")}
    assert [(each.kind, each.where) for each in found.why] == [("option", "mirror")]


def test_the_same_bytes_in_another_folder_time_zone_and_locale(folder: Path, tmp_path: Path) -> None:
    for name, more in (
        ("a", {"TZ": "Pacific/Auckland", "LC_ALL": "C"}),
        ("b", {"TZ": "America/Lima", "LC_ALL": "C.utf8", "PYTHONHASHSEED": "7"}),
    ):
        place = tmp_path / name / name
        place.mkdir(parents=True)
        for file in ("own.csv", "mine.toml"):
            shutil.copy(folder / file, place / file)
        done = run(
            "try",
            "mine.toml",
            "--quick",
            "-o",
            "out",
            cwd=place,
            PRECEDENTS_HOME=str(tmp_path / f"home-{name}"),
            **more,
        )
        assert done.returncode == 0, done.stderr
    one, other = tmp_path / "a" / "a" / "out", tmp_path / "b" / "b" / "out"
    names = sorted(path.relative_to(one) for path in one.rglob("*") if path.is_file())
    assert len(names) > 10
    for name in names:
        assert (one / name).read_bytes() == (other / name).read_bytes(), name


# -- what differs, and why ------------------------------------------------------------------------------


def test_a_file_that_was_tampered_with_is_told(copy: Path) -> None:
    def flatter(report: dict[str, Any]) -> None:
        report["statements"][0]["verdict"] = "supported"

    edit(copy / "report.json", flatter)
    (copy / "exchange" / "findings.csv").unlink()
    found = pr.replay(copy)
    assert dict(found.tampered) == {
        "report.json": "was changed after it was written",
        "exchange/findings.csv": "is missing from the folder",
    }
    assert dict(found.differing) == {
        "report.json": "differs",
        "exchange/findings.csv": "is missing from the folder",
    }
    assert [(each.kind, each.before, each.after) for each in found.moves] == [
        ("verdict", "supported", "contradicted")
    ]
    assert found.why == ()


def test_the_command_tells_tampering_first_and_ends_with_1(copy: Path) -> None:
    text = (copy / "argument.toml").read_text(encoding="utf-8")
    (copy / "argument.toml").write_text(text.replace('expects = "most"', 'expects = "few"'), encoding="utf-8")
    done = run("replay", str(copy), cwd=copy.parent)
    assert done.returncode == 1, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "tampered with: argument.toml was changed after it was written"
    assert "manifest.json: differs" in lines
    assert re.search(r"verdict +1 +contradicted +supported", done.stdout)
    assert re.search(r"why: definition: argument file: .*argument.toml in the folder was edited", done.stdout)


def test_another_record_program_library_and_option_are_told_apart(copy: Path) -> None:
    """The manifest is written as another record, program and library would have had it."""

    def age(manifest: dict[str, Any]) -> None:
        manifest["record"]["id"] = "0" * 64
        source = next(each for each in manifest["record"]["sources"] if each["id"] == "prif-hmi-0.3")
        source |= {"id": "prif-hmi-0.2", "version": "0.2"}
        manifest["record"]["pulled"] = ["archigos-4.1"]
        manifest["program"] |= {"version": "0.0.1"}
        manifest["libraries"]["polars"] = "0.1"

    edit(copy / "manifest.json", age)
    found = pr.replay(copy)
    assert [name for name, _ in found.differing] == ["manifest.json"]
    told = {(each.kind, each.where) for each in found.why}
    assert told == {
        ("data", "record"),
        ("data", "source prif-hmi"),
        ("data", "pulled archigos-4.1"),
        ("program", "version"),
        ("library", "polars"),
    }


def test_a_dossier_with_pulled_sources_says_what_to_pull(shared_data: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(ARGUMENT, encoding="utf-8")
    home = str(tmp_path / "home")
    pulled = run(
        "sources", "pull", "archigos-4.1", "--from", str(shared_data), cwd=tmp_path, PRECEDENTS_HOME=home
    )
    assert pulled.returncode == 0, pulled.stderr
    assert run("try", "mine.toml", "--quick", "-o", "out", cwd=tmp_path, PRECEDENTS_HOME=home).returncode == 0
    assert run("replay", "out", cwd=tmp_path, PRECEDENTS_HOME=home).returncode == 0
    done = run("replay", "out", cwd=tmp_path)
    assert done.returncode == 1
    assert (
        "why: data: pulled archigos-4.1: yes → none (`precedents sources pull archigos-4.1`)" in done.stdout
    )


@pytest.mark.parametrize(
    ("damage", "error", "says"),
    [
        (lambda file: file.unlink(), pr.UsageError, "manifest.json is missing; write the dossier again"),
        (lambda file: file.write_text("{"), pr.RecordError, "is no manifest that this program wrote"),
        (lambda file: edit(file, lambda held: held.pop("options")), pr.RecordError, "is no manifest"),
        (
            lambda file: edit(file, lambda held: held["options"].update(seed="1")),
            pr.RecordError,
            "is no manifest",
        ),
        (
            lambda file: edit(file, lambda held: held["files"].update({"../x": "0"})),
            pr.RecordError,
            "is no manifest",
        ),
        (
            lambda file: edit(file, lambda held: held.update(schema="precedents/manifest/1")),
            pr.RecordError,
            "this program reads",
        ),
        (lambda file: file.with_name("argument.toml").unlink(), pr.UsageError, "has no argument.toml"),
        (
            lambda file: file.with_name("argument.toml").write_text("title = 1\n"),
            pr.ArgumentError,
            "argument.toml:1:",
        ),
        (
            lambda file: (file.parent / "cases" / "own.csv").unlink(),
            pr.UsageError,
            "there is no file of cases",
        ),
    ],
)
def test_what_cannot_be_replayed_says_what_to_do(
    copy: Path, damage: Callable[[Path], None], error: type[pr.PrecedentsError], says: str
) -> None:
    damage(copy / "manifest.json")
    with pytest.raises(error, match=says):
        pr.replay(copy)


def test_a_missing_manifest_ends_with_2_and_a_broken_one_with_3(copy: Path) -> None:
    assert run("replay", "no-such-folder", cwd=copy.parent).returncode == 2
    (copy / "manifest.json").write_text("{")
    done = run("replay", "copy", cwd=copy.parent)
    assert done.returncode == 3
    assert "is no manifest" in done.stderr
    assert "Traceback" not in done.stderr


# -- diff -----------------------------------------------------------------------------------------------


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


# -- lock -----------------------------------------------------------------------------------------------


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


def test_a_run_without_a_lock_says_so(dossier: Path) -> None:
    assert json.loads((dossier / "report.json").read_text(encoding="utf-8"))["lock"]["locked"] is False
    assert "nothing shows that they were fixed" in (dossier / "dossier.html").read_text(encoding="utf-8")


# -- compare --------------------------------------------------------------------------------------------

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


def test_own_cases_of_one_count_for_both(folder: Path) -> None:
    found = pr.compare(folder / "mine.toml", OTHER, quick=True).report
    assert found["record"]["id"] == pr.open_record(overlay=folder / "own.csv").id
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


# -- documentation --------------------------------------------------------------------------------------


def test_the_commands_of_the_documentation_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine.toml").write_text(ARGUMENT, encoding="utf-8")
    commands = re.findall(r"^\$ (precedents .*)$", PAGE, re.MULTILINE)
    assert len(commands) == 7
    for command in commands:
        done = run(*shlex.split(command)[1:], cwd=tmp_path)
        assert done.returncode == (1 if " diff " in command else 0), (command, done.stdout, done.stderr)
        if " replay " in command:
            said = re.findall(r"`(identical: \d+ files)`", PAGE)
            assert done.stdout.strip() == said[0]
    monkeypatch.chdir(tmp_path)
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    held: dict[str, Any] = {}
    exec(compile(code, "docs/repeat.md", "exec"), held)
    assert held["moved"].why
    assert held["side_by_side"].report["cites"]
