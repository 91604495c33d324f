"""Pulled sources: verified, whole or not at all, and the commands that speak of them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from precedents.cli.columns import columns
from precedents.cli.record import record as record_command
from precedents.cli.sources import sources
from precedents.core.errors import RecordError, UsageError
from precedents.record import pull
from precedents.record.catalogue import SourceSpec, build_spec, read_spec
from precedents.record.pull import HOME, pull_source, read_home, read_pulled
from precedents.record.store import Record


def _spec(**contents: str) -> SourceSpec:
    files = [
        {"name": f"{name}.csv", "sha256": hashlib.sha256(text.encode()).hexdigest()}
        for name, text in contents.items()
    ]
    words = ["title", "publisher", "version", "url", "licence", "citation", "unit", "format", "attribution"]
    fields = {**dict.fromkeys(words, "x"), "terms": "cite", "first_year": 1, "last_year": 2, "files": files}
    return build_spec("x-1", fields)


def test_files_are_copied_once_all_are_verified(tmp_path: Path) -> None:
    origin, home = tmp_path / "in", tmp_path / "home"
    (origin / "deep").mkdir(parents=True)
    (origin / "deep" / "a.csv").write_text("1")
    (origin / "b.csv").write_text("damaged")
    spec = _spec(a="1", b="2")
    with pytest.raises(RecordError, match=r"b\.csv is not the promised file"):
        pull_source(spec, str(origin), home)
    assert not home.exists()
    (origin / "b.csv").write_text("2")
    taken = pull_source(spec, str(origin), home)
    assert [path.relative_to(home).as_posix() for path in taken] == ["sources/x-1/a.csv", "sources/x-1/b.csv"]
    assert [path.read_text() for path in taken] == ["1", "2"]
    assert sorted(path.name for path in (home / "sources" / "x-1").iterdir()) == ["a.csv", "b.csv"]


def test_a_file_that_changes_while_it_is_copied_gets_no_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.csv").write_text("1")
    monkeypatch.setattr(pull.shutil, "copyfile", lambda _, target: Path(target).write_text("torn"))
    with pytest.raises(RecordError, match="changed while it was copied"):
        pull_source(_spec(a="1"), str(tmp_path), tmp_path / "home")
    assert list((tmp_path / "home" / "sources" / "x-1").iterdir()) == []


@pytest.mark.parametrize("origin", [None, "https://example.org/files"])
def test_the_network_is_refused_with_the_way_by_hand(origin: str | None, tmp_path: Path) -> None:
    spec = read_spec("archigos-4.1")
    with pytest.raises(UsageError) as caught:
        pull_source(spec, origin, tmp_path)
    said = str(caught.value)
    assert "over the network does not exist yet" in said
    assert spec.source.url in said
    assert "Archigos_4.1_stata14.dta" in said
    assert "sources pull archigos-4.1 --from" in said


def test_rows_by_hand_are_not_pulled(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="part of the program"):
        pull_source(read_spec("hand-1"), str(tmp_path), tmp_path)


def test_home_is_the_variable_or_the_users_data_folder() -> None:
    assert read_home({HOME: "/a"}) == Path("/a")
    assert read_home({"XDG_DATA_HOME": "/b", "LOCALAPPDATA": "/b"}).name == "precedents"


def test_pulled_files_are_told_intact_missing_or_changed(tmp_path: Path, shared_data: Path) -> None:
    pull_source(read_spec("isard"), str(shared_data), tmp_path)
    folder = tmp_path / "sources" / "isard"
    (folder / "gw_system.rda").write_bytes(b"x")
    (folder / "cw_system.rda").unlink()
    states = {each.name: each.state for each in read_pulled(tmp_path)}
    assert states.pop("gw_system.rda") == "changed"
    assert states.pop("cw_system.rda") == "missing"
    assert set(states.values()) == {"intact"}


# -- the commands ----------------------------------------------------------------------------------------


def test_pull_and_verify_by_command(
    tmp_path: Path, shared_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(HOME, str(tmp_path))
    run = CliRunner()
    done = run.invoke(sources, ["pull", "archigos-4.1", "--from", str(shared_data)], catch_exceptions=False)
    assert done.stdout.strip().endswith("Archigos_4.1_stata14.dta")
    assert "free for research with citation" in done.stderr
    done = run.invoke(sources, ["verify", "--format", "json"], catch_exceptions=False)
    assert [row["state"] for row in json.loads(done.stdout)] == ["intact"]
    (tmp_path / "sources" / "archigos-4.1" / "Archigos_4.1_stata14.dta").write_bytes(b"x")
    with pytest.raises(RecordError, match="1 of 1 files are missing or changed"):
        run.invoke(sources, ["verify", "archigos-4.1"], catch_exceptions=False)


def test_pull_asks_for_names_or_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOME, str(tmp_path))
    run = CliRunner()
    for arguments in (["pull"], ["pull", "isard", "--all"]):
        with pytest.raises(UsageError, match="or say --all"):
            run.invoke(sources, arguments, catch_exceptions=False)
    with pytest.raises(RecordError, match="none of the sources lies there whole"):
        run.invoke(sources, ["pull", "--all", "--from", str(tmp_path)], catch_exceptions=False)


def test_list_show_and_cite(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(HOME, str(tmp_path))
    run = CliRunner()
    listed = json.loads(run.invoke(sources, ["list", "--format", "json"], catch_exceptions=False).stdout)
    held = {row["id"]: row["held"] for row in listed}
    assert held["ucdp-acd-25.1"] == "record"
    assert held["ewp-2025"] == ""
    shown = run.invoke(sources, ["show", "ucdp-acd-25.1"], catch_exceptions=False).stdout
    for phrase in ("CC BY 4.0", "1946 to 2024", "ucdp-prio-acd-251.csv", "sha256 "):
        assert phrase in shown
    cited = run.invoke(sources, ["cite", "ucdp-acd-25.1", "ucdp-brd-25.1"], catch_exceptions=False).stdout
    assert cited.count("@article{davies2025,") == 1
    with pytest.raises(UsageError, match=r"Did you mean prif-hmi-0\.3"):
        run.invoke(sources, ["cite", "prif-hmi-0.4"], catch_exceptions=False)


def test_record_info_and_diff(record: Record) -> None:
    run = CliRunner()
    info = json.loads(run.invoke(record_command, ["info", "--format", "json"], catch_exceptions=False).stdout)
    assert info["id"] == record.id
    assert {table["table"] for table in info["tables"]} == set(record.tables)
    done = run.invoke(record_command, ["diff", "embedded", str(record.path)], catch_exceptions=False)
    assert (done.stdout, "identical" in done.stderr) == ("", True)


def test_columns_finds_columns_measures_groups_and_ids() -> None:
    run = CliRunner()

    def names(*words: str) -> list[str]:
        done = run.invoke(columns, [*words, "--format", "json"], catch_exceptions=False)
        return [row["name"] for row in json.loads(done.stdout)]

    assert names("violence_ended")[0] == "interventions.violence_ended"
    assert "dispute_hostility" in names("hostility")
    assert "group:nato" in names("nato")
    found = names("kosovo")
    assert {"war:kosovo-1998", "intervention:kosovo-1999"} <= set(found)
    everything = names()
    assert "group:nato" in everything
    assert "dispute_hostility" in everything
    assert "conflicts.deaths_best" in everything


def test_tables_fit_the_terminal_and_have_no_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    run = CliRunner()
    for command, arguments in ((columns, ["deaths"]), (sources, ["list"]), (record_command, ["info"])):
        text = run.invoke(command, arguments, catch_exceptions=False).stdout
        wide = [
            line for line in text.splitlines() if len(line) > 80 and not line.startswith(("record ", "2"))
        ]
        assert "\x1b" not in text
        assert all("sources:" in line for line in wide), wide


@pytest.mark.parametrize("command", [columns, sources, record_command])
def test_every_help_has_an_example(command: object) -> None:
    run = CliRunner()
    names: list[list[str]] = [[], *([name] for name in getattr(command, "commands", {}))]
    for name in names:
        text = run.invoke(command, [*name, "--help"], catch_exceptions=False).stdout  # type: ignore[arg-type]
        assert "Example" in text, name
