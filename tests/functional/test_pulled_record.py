"""From a folder of publishers' files to a record with the tables that only they can fill, by command and from Python."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from precedents.cli.cases import command as cases
from precedents.cli.check import command as check
from precedents.cli.columns import columns
from precedents.cli.record import record as record_command
from precedents.cli.sources import sources
from precedents.core.errors import NeedsSource
from precedents.record.catalogue import HAND, read_catalogue
from precedents.record.pull import HOME
from precedents.record.store import open_record

ARGUMENT = """
title = "Removal"
says  = "Removal from outside ends in war."
[class.removed]
of    = "removals"
where = "type = 'foreign' and {column} >= 1946"
says  = "removed by another state"
[cites.iraq]
case = "removal:iraq-2003"
as   = "failure"
[[statement]]
id      = "1"
says    = "Removal from outside ends in war."
kind    = "base-rate"
class   = "removed"
outcome = "new_conflict_5y"
expects = "most"
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    monkeypatch.setenv(HOME, str(folder))
    return folder


def _run(command: object, *arguments: str) -> Result:
    return CliRunner().invoke(command, list(arguments), catch_exceptions=False)  # type: ignore[arg-type]


def test_pull_all_takes_what_a_tree_holds(home: Path, shared_data: Path) -> None:
    done = _run(sources, "pull", "--all", "--from", str(shared_data))
    pullable = [spec for name, spec in read_catalogue().items() if name != HAND]
    # a file that lies zipped under its own name is found too
    held = {path.name.removesuffix(".zip") for path in shared_data.rglob("*")}
    known = [
        spec.source.id for spec in pullable if all(file.sha256 and file.name in held for file in spec.files)
    ]
    assert len(known) >= 32
    assert f"pulled {len(known)} of {len(pullable)} sources" in done.stderr
    assert {path.name for path in (home / "sources").iterdir()} == set(known)


def test_pull_all_names_what_it_did_not_find(home: Path, shared_data: Path, tmp_path: Path) -> None:
    tree = tmp_path / "tree" / "deep"
    tree.mkdir(parents=True)
    for name in ("Archigos_4.1_stata14.dta", "bleek_proliferation.csv"):
        (found,) = shared_data.rglob(name)
        (tree / name).write_bytes(found.read_bytes())
    (tree / "bleek_proliferation.csv").write_text("damaged")
    done = _run(sources, "pull", "--all", "--from", str(tmp_path / "tree"))
    assert [Path(line).name for line in done.stdout.split()] == ["Archigos_4.1_stata14.dta"]
    last = done.stderr.splitlines()[-1]
    assert last.startswith("pulled 1 of ")
    assert "; not found whole: " in last
    assert "nuclear-proliferation-bleek" in last
    assert "bleek_proliferation.csv is not the promised file" in done.stderr
    assert (home / "sources" / "archigos-4.1").is_dir()
    assert not (home / "sources" / "nuclear-proliferation-bleek").exists()


def test_the_record_grows_by_what_was_pulled(home: Path, shared_data: Path) -> None:
    before = open_record()
    assert before.id == before.compiled
    with pytest.raises(NeedsSource):
        before.table("removals")
    _run(sources, "pull", "archigos-4.1", "--from", str(shared_data))
    after = open_record()
    assert after.compiled == before.id
    assert after.id != before.id
    assert (after.table("leader_exits").height, after.table("removals").height) == (2124, 389)
    assert after.case("removal:iraq-2003")[1]["type"] == "foreign"
    assert after.case("leader-exit:yugoslavia-milosevic-1989")[1]["exit"] == "regular"
    assert open_record().id == after.id
    # a file that was changed after it was pulled is as good as none
    file = home / "sources" / "archigos-4.1" / "Archigos_4.1_stata14.dta"
    file.write_bytes(file.read_bytes()[:-1])
    damaged = open_record()
    assert damaged.id == before.id
    with pytest.raises(NeedsSource):
        damaged.spec("leader_exits")


def test_commands_before_and_after(home: Path, shared_data: Path) -> None:
    with pytest.raises(NeedsSource, match=r"sources pull archigos-4\.1"):
        _run(cases, "removals")
    listed = json.loads(_run(columns, "removals", "--format", "json").stdout)
    assert {tuple(row["pulled"]) for row in listed if row["name"].startswith("removals.")} == {
        ("archigos-4.1",)
    }
    assert "(pulled)" in _run(columns, "removals").stdout
    info = json.loads(_run(record_command, "info", "--format", "json").stdout)
    assert info["id"] == info["compiled"]
    assert next(row for row in info["tables"] if row["table"] == "removals")["rows"] is None
    _run(sources, "pull", "archigos-4.1", "--from", str(shared_data))
    rows = json.loads(_run(cases, "removals", "--where", "type = 'foreign'", "--format", "json").stdout)
    assert len([row for row in rows if row["in"]] if "in" in rows[0] else rows) == 22
    assert "removal:iraq-2003" in _run(columns, "iraq", "2003", "removal").stdout
    info = json.loads(_run(record_command, "info", "--format", "json").stdout)
    assert info["id"] != info["compiled"]
    assert next(row for row in info["tables"] if row["table"] == "removals")["rows"] == 389
    assert _run(record_command, "info").exit_code == 0


def test_an_argument_over_such_a_table_can_be_checked_before_anything_is_pulled(
    home: Path, tmp_path: Path
) -> None:
    file = tmp_path / "removal.toml"
    file.write_text(ARGUMENT.format(column="start_year"))
    assert _run(check, str(file)).exit_code == 0
    file.write_text(ARGUMENT.format(column="start_yer"))
    done = _run(check, str(file))
    assert "no column is called start_yer. Did you mean start_year" in done.stdout + done.stderr
