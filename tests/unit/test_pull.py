"""Pulled sources: verified, accepted, unpacked; the catalogue's promises; the commands that speak of them."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from local_mirror import Serving, serve
from precedents.cli.columns import columns
from precedents.cli.record import record as record_command
from precedents.cli.sources import sources
from precedents.core.errors import PrecedentsError, RecordError, UsageError
from precedents.record.accepted import accept, read_accepted
from precedents.record.admit import admit
from precedents.record.catalogue import SourceSpec, build_spec, read_catalogue, read_spec
from precedents.record.pull import HOME, read_home, read_pulled, read_state
from precedents.record.pull_sources import Outcome, list_jobs, pull_sources
from precedents.record.store import Record
from precedents.record.unpack import unpack

_WORDS = ("title", "publisher", "version", "url", "licence", "citation", "unit", "format", "attribution")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _fields(*files: dict[str, Any], **more: Any) -> dict[str, Any]:
    words = dict.fromkeys(_WORDS, "x")
    return {**words, "terms": "cite", "first_year": 1, "last_year": 2, "files": list(files), **more}


def _spec(**contents: str) -> SourceSpec:
    files = [{"name": f"{name}.csv", "sha256": _hash(text)} for name, text in contents.items()]
    return build_spec("x-1", _fields(*files))


def _pull(spec: SourceSpec, home: Path, **options: Any) -> Outcome:
    (outcome,) = pull_sources([spec], home, **options)
    return outcome


def _say(outcome: Outcome) -> str:
    return "\n".join(str(error) for error in outcome.errors)


# -- from a folder ---------------------------------------------------------------------------------------


def test_files_are_copied_once_all_are_verified(tmp_path: Path) -> None:
    origin, home = tmp_path / "in", tmp_path / "home"
    (origin / "deep").mkdir(parents=True)
    (origin / "deep" / "a.csv").write_text("1")
    (origin / "b.csv").write_text("damaged")
    spec = _spec(a="1", b="2")
    refused = _pull(spec, home, origin=str(origin))
    assert (refused.state, refused.paths) == ("absent", ())
    assert "b.csv is not the promised file" in _say(refused)
    assert not (home / "sources").exists()
    (origin / "b.csv").write_text("2")
    pulled = _pull(spec, home, origin=str(origin))
    assert pulled.state == "pulled"
    assert [path.relative_to(home).as_posix() for path in pulled.paths] == [
        "sources/x-1/a.csv",
        "sources/x-1/b.csv",
    ]
    assert [path.read_text() for path in pulled.paths] == ["1", "2"]
    assert sorted(path.name for path in (home / "sources" / "x-1").iterdir()) == ["a.csv", "b.csv"]
    # what is there is not asked for again, wherever it would come from
    again = _pull(spec, home, origin="http://127.0.0.1:9/")
    assert (again.state, again.fresh, again.paths) == ("there", (), pulled.paths)


def test_members_of_archives_in_a_folder_are_found(tmp_path: Path) -> None:
    origin, home = tmp_path / "in", tmp_path / "home"
    origin.mkdir()
    for name, inside in (
        ("named.zip", {"x/a.csv": "1"}),
        ("other.zip", {"b.csv": "2"}),
        ("third.zip", {"c.csv": "9"}),
    ):
        with zipfile.ZipFile(origin / name, "w") as archive:
            for member, text in inside.items():
                archive.writestr(member, text)
    (origin / "broken.zip").write_bytes(b"no zip")
    files = [
        {"name": "a.csv", "sha256": _hash("1"), "from": "https://x.org/d/named.zip?v=1", "member": "a.csv"},
        {"name": "b.csv", "sha256": _hash("2"), "member": "b.csv"},
    ]
    pulled = _pull(build_spec("x-1", _fields(*files)), home, origin=str(origin))
    assert [path.read_text() for path in pulled.fresh] == ["1", "2"]
    changed = _pull(
        build_spec("x-2", _fields({"name": "c.csv", "sha256": _hash("3"), "member": "c.csv"})),
        home,
        origin=str(origin),
    )
    assert "c.csv in" in _say(changed)
    assert _hash("9") in _say(changed)
    assert not list((home / "partial").rglob("*.copy"))


def test_a_plain_file_is_found_zipped_under_its_own_name(tmp_path: Path) -> None:
    origin, home = tmp_path / "in", tmp_path / "home"
    origin.mkdir()
    with zipfile.ZipFile(origin / "a.csv.zip", "w") as archive:
        archive.writestr("a.csv", "1")
        archive.writestr("__MACOSX/._a.csv", "else")
    file = {"name": "a.csv", "sha256": _hash("1"), "from": "https://x.org/d/a.csv"}
    pulled = _pull(build_spec("x-1", _fields(file)), home, origin=str(origin))
    assert [path.read_text() for path in pulled.fresh] == ["1"]
    changed = _pull(build_spec("x-2", _fields({**file, "sha256": _hash("2")})), home, origin=str(origin))
    assert _hash("1") in _say(changed)


def test_a_draft_with_another_hash_gets_no_name(tmp_path: Path) -> None:
    draft, target = tmp_path / "draft", tmp_path / "deep" / "a.csv"
    draft.write_text("torn")
    assert admit(draft, target, _hash("whole")) == _hash("torn")
    assert (draft.exists(), target.exists()) == (True, False)
    assert admit(draft, target, _hash("torn")) == _hash("torn")
    assert (draft.exists(), target.read_text()) == (False, "torn")


def test_there_must_be_a_folder_and_files(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="there is no folder"):
        _pull(_spec(a="1"), tmp_path, origin=str(tmp_path / "none"))
    with pytest.raises(UsageError, match="part of the program"):
        _pull(read_spec("hand-1"), tmp_path, origin=str(tmp_path))
    with pytest.raises(RecordError, match=r"file:///etc: only addresses that begin with http"):
        _pull(_spec(a="1"), tmp_path, origin="file:///etc")


def test_what_no_program_can_fetch_is_said_with_the_way_by_hand(tmp_path: Path) -> None:
    outcome = _pull(_spec(a="1"), tmp_path)
    assert outcome.state == "absent"
    assert isinstance(outcome.errors[0], UsageError)
    assert "a.csv cannot be fetched by a program. Get it by hand from x" in _say(outcome)
    assert "sources pull x-1 --from FOLDER" in _say(outcome)


# -- hashes that nobody promised -------------------------------------------------------------------------


def test_an_unknown_hash_is_taken_only_when_accepted_and_required_from_then_on(tmp_path: Path) -> None:
    origin, home = tmp_path / "in", tmp_path / "home"
    origin.mkdir()
    (origin / "a.csv").write_text("today")
    spec = build_spec("x-1", _fields({"name": "a.csv", "sha256": ""}))
    assert spec.source.sha256 == ""
    refused = _pull(spec, home, origin=str(origin))
    assert "nobody has promised a hash of a.csv yet. With --accept-hash" in _say(refused)
    assert not home.exists()
    taken = _pull(spec, home, origin=str(origin), accept_hash=True)
    assert taken.accepted == (("a.csv", _hash("today")),)
    assert read_accepted(home) == {("x-1", "a.csv"): _hash("today")}
    state = read_state(home, spec, spec.files[0], read_accepted(home))
    assert (state.state, state.promised) == ("intact", _hash("today"))
    assert read_state(home, spec, spec.files[0], {}).state == "unpromised"
    # the publisher puts out something else: --accept-hash does not override what was accepted
    (origin / "a.csv").write_text("tomorrow")
    (home / "sources" / "x-1" / "a.csv").unlink()
    later = _pull(spec, home, origin=str(origin), accept_hash=True)
    assert "is not the promised file" in _say(later)
    assert read_accepted(home) == {("x-1", "a.csv"): _hash("today")}


def test_a_promised_hash_is_not_overridden(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("other")
    outcome = _pull(_spec(a="1"), tmp_path / "home", origin=str(tmp_path), accept_hash=True)
    assert outcome.state == "absent"
    assert outcome.accepted == ()
    # and what a user accepted before the catalogue knew better counts for nothing
    accept(tmp_path / "home", "x-1", "a.csv", _hash("other"))
    outcome = _pull(_spec(a="1"), tmp_path / "home", origin=str(tmp_path))
    assert "is not the promised file" in _say(outcome)


def test_two_files_of_one_name_are_not_guessed_between(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.csv").write_text(folder)
    spec = build_spec("x-1", _fields({"name": "a.csv", "sha256": ""}))
    outcome = _pull(spec, tmp_path / "home", origin=str(tmp_path), accept_hash=True)
    assert "2 different files are named a.csv" in _say(outcome)


def test_accepted_hashes_are_kept_by_source_and_file_and_never_changed(tmp_path: Path) -> None:
    odd = 'a "b" é.csv'
    accept(tmp_path, "y-1", odd, _hash("1"))
    accept(tmp_path, "x-1", "a.csv", _hash("2"))
    accept(tmp_path, "x-1", "a.csv", _hash("2"))
    assert read_accepted(tmp_path) == {("x-1", "a.csv"): _hash("2"), ("y-1", odd): _hash("1")}
    with pytest.raises(RecordError, match="was accepted as sha256"):
        accept(tmp_path, "x-1", "a.csv", _hash("3"))
    (tmp_path / "accepted.toml").write_text("accepted = 1")
    with pytest.raises(RecordError, match=r"accepted\.toml cannot be read"):
        read_accepted(tmp_path)


# -- archives --------------------------------------------------------------------------------------------


def _zip(path: Path, *members: tuple[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return path


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_member_is_found_by_its_last_part_and_written_where_the_caller_says(tmp_path: Path) -> None:
    archive = _zip(
        tmp_path / "a.zip",
        ("../../escaped.csv", b"1"),
        ("folder/b.csv", b"2"),
        ("__MACOSX/folder/b.csv", b"fork"),
        ("one/c.csv", b"3"),
        ("two/c.csv", b"4"),
        ("inner.zip", b"PK"),
    )
    unpack(archive, "escaped.csv", tmp_path / "out" / "safe.csv", limit=10)
    assert (tmp_path / "out" / "safe.csv").read_bytes() == b"1"
    assert not list(tmp_path.parent.glob("escaped.csv"))
    unpack(archive, "b.csv", tmp_path / "b", limit=10)
    unpack(archive, "two/c.csv", tmp_path / "c", limit=10)
    assert ((tmp_path / "b").read_bytes(), (tmp_path / "c").read_bytes()) == (b"2", b"4")
    with pytest.raises(RecordError, match=r"holds 2 members named c\.csv"):
        unpack(archive, "c.csv", tmp_path / "d", limit=10)
    with pytest.raises(
        RecordError, match=r"no member bb\.csv; it holds .*an archive inside an archive is not opened"
    ):
        unpack(archive, "bb.csv", tmp_path / "d", limit=10)


def test_bombs_and_damage_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="unpacks to 5,000,000 bytes; at most 1,000"):
        unpack(_zip(tmp_path / "a.zip", ("a", b"0" * 5_000_000)), "a", tmp_path / "a", limit=1000)
    with pytest.raises(RecordError, match="more than 400 to one"):
        unpack(tmp_path / "a.zip", "a", tmp_path / "a", limit=1 << 30)
    assert not (tmp_path / "a").exists()
    whole = _zip(tmp_path / "b.zip", ("b.csv", bytes(range(256)) * 100)).read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole[:-30])
    with pytest.raises(RecordError, match=r"cut\.zip is damaged"):
        unpack(tmp_path / "cut.zip", "b.csv", tmp_path / "b", limit=1 << 20)
    stored = tmp_path / "stored.zip"
    with zipfile.ZipFile(stored, "w") as archive:
        archive.writestr("b.csv", b"year,best")
    stored.write_bytes(stored.read_bytes().replace(b"year,best", b"year,BEST"))
    with pytest.raises(RecordError, match=r"stored\.zip is damaged.*CRC"):
        unpack(stored, "b.csv", tmp_path / "b", limit=1 << 20)
    locked = stored.read_bytes().replace(b"PK\x03\x04\x14\x00\x00", b"PK\x03\x04\x14\x00\x01")
    (tmp_path / "locked.zip").write_bytes(
        locked.replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01")
    )
    with pytest.raises(RecordError, match=r"b\.csv is encrypted"):
        unpack(tmp_path / "locked.zip", "b.csv", tmp_path / "b", limit=1 << 20)


# -- the catalogue's new fields --------------------------------------------------------------------------


def test_keys_years_columns_and_addresses_are_read() -> None:
    spec = build_spec(
        "x-1",
        _fields(
            {
                "name": "a.csv",
                "sha256": _hash("1"),
                "from": "https://x.org/a.zip",
                "member": "a.csv",
                "size": 3,
            },
            {"name": "b.csv", "sha256": "", "key": ["id"], "year": "date"},
            {"name": "c.csv", "sha256": "", "from": "https://x.org/a.zip", "member": "c.csv"},
            key=["unit", "year"],
            year="year",
            columns=[
                {
                    "name": "best",
                    "says": "Best estimate.",
                    "kind": "integer",
                    "missing": [-9],
                    "range": [0, 5],
                },
                {"name": "low", "says": "Low.", "kind": "number", "file": "b.csv", "first_year": 2},
            ],
        ),
    )
    first, second, _ = spec.files
    assert (first.key, first.year, first.address, first.size) == (
        ("unit", "year"),
        "year",
        "https://x.org/a.zip",
        3,
    )
    assert (second.key, second.year, second.address, second.size) == (("id",), "date", "", None)
    best, low = spec.columns
    assert (best.missing, best.range, best.first_year, best.last_year) == (("-9",), (0, 5), 1, 2)
    assert (low.first_year, low.last_year, low.unit) == (2, 2, "")
    assert spec.list_columns(first) == (best,)
    assert spec.list_columns(second) == (best, low)
    # files out of one archive are one job
    assert [[file.name for file in job.files] for job in list_jobs(spec)] == [["a.csv", "c.csv"], ["b.csv"]]


@pytest.mark.parametrize(
    ("file", "column", "says"),
    [
        ({"sha265": "x"}, {}, r"no field 'sha265'\. Did you mean sha256"),
        ({"sha256": "12"}, {}, "64 lower-case"),
        ({"name": "../a.csv"}, {}, "no path"),
        ({"name": ".hidden"}, {}, "no path"),
        ({"from": "file:///a.csv"}, {}, "begins with https"),
        ({"archive_sha256": "0" * 64}, {}, "no member"),
        ({"size": 0}, {}, "above zero"),
        ({}, {"kind": "real"}, "a kind is one of"),
        ({}, {"file": "b.csv"}, r"no file 'b\.csv'"),
        ({}, {"range": [2, 1]}, r"a range is \[lowest, highest\]"),
        ({}, {"last_year": 9}, "not within the source's 1-2"),
        ({}, {"mising": ["1"]}, "Did you mean missing"),
    ],
)
def test_a_field_that_says_what_it_cannot_is_refused(
    file: dict[str, Any], column: dict[str, Any], says: str
) -> None:
    plain = {"name": "a.csv", "sha256": ""}
    documented = {"name": "best", "says": "Best.", "kind": "integer"}
    with pytest.raises(RecordError, match=says):
        build_spec("x-1", _fields({**plain, **file}, columns=[{**documented, **column}]))
    assert build_spec("x-1", _fields(plain, columns=[documented])).columns[0].name == "best"


def test_every_entry_of_the_catalogue_is_read_and_every_file_has_its_job() -> None:
    for source_id, spec in read_catalogue().items():
        assert read_spec(source_id) is spec
        files = [file.name for job in list_jobs(spec) for file in job.files]
        assert sorted(files) == sorted(file.name for file in spec.files)


def test_home_is_the_variable_or_the_users_data_folder() -> None:
    assert read_home({HOME: "/a"}) == Path("/a")
    assert read_home({"XDG_DATA_HOME": "/b", "LOCALAPPDATA": "/b"}).name == "precedents"


def test_pulled_files_are_told_intact_missing_or_changed(tmp_path: Path, shared_data: Path) -> None:
    assert _pull(read_spec("isard"), tmp_path, origin=str(shared_data)).state == "pulled"
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


def test_a_wrong_file_from_a_mirror_ends_the_command_with_three(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(HOME, str(tmp_path))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    spec = read_spec("ucdp-brd-25.1")
    name = spec.files[0].name
    with serve({f"/{spec.source.id}/{name}": Serving(body=b"year,best\n2000,1\n")}) as mirror:
        arguments = ["pull", spec.source.id, "--from", mirror.address]
        with pytest.raises(RecordError) as caught:  # which `main` ends with 3
            CliRunner().invoke(sources, arguments, catch_exceptions=False)
    said = str(caught.value)
    assert "the publisher's file changed, or the download is damaged" in said
    assert spec.files[0].sha256 in said
    assert hashlib.sha256(b"year,best\n2000,1\n").hexdigest() in said
    assert (tmp_path / "changed" / spec.source.id / name).read_bytes() == b"year,best\n2000,1\n"
    assert not (tmp_path / "sources").exists()


def test_pull_offline_says_what_is_there(
    tmp_path: Path, shared_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(HOME, str(tmp_path))
    run = CliRunner()
    first = run.invoke(sources, ["pull", "archigos-4.1", "--from", str(shared_data)], catch_exceptions=False)
    # nothing listens at the discard port: a connection would fail
    again = run.invoke(
        sources, ["pull", "archigos-4.1", "--from", "http://127.0.0.1:9"], catch_exceptions=False
    )
    assert again.stderr.splitlines() == ["archigos-4.1: already there"]
    assert again.stdout == first.stdout


def test_unknown_ids_are_met_with_near_misses() -> None:
    with pytest.raises(PrecedentsError, match=r"Did you mean archigos-4\.1"):
        CliRunner().invoke(sources, ["pull", "archigos-4.2"], catch_exceptions=False)


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
