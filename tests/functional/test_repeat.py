"""A dossier that stands alone, comes out again, and can be told from another: from end to end."""

from __future__ import annotations

import hashlib
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

import polars as pl
import pytest

import precedents as pr
from precedents.app.manifest import read_kept
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


def test_a_run_without_a_lock_says_so(dossier: Path) -> None:
    assert json.loads((dossier / "report.json").read_text(encoding="utf-8"))["lock"]["locked"] is False
    assert "nothing shows that they were fixed" in (dossier / "dossier.html").read_text(encoding="utf-8")


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
