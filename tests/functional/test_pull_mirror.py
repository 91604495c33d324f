"""Pulling from a server on this machine: what comes badly gets no name, whoever is killed goes on where it was."""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from local_mirror import Mirror, Serving, serve
from precedents.core.errors import RecordError
from precedents.record.catalogue import SourceSpec, build_spec, read_spec
from precedents.record.fetch import Patience
from precedents.record.pull import HOME
from precedents.record.pull_sources import Outcome, pull_sources

WORDS = ("title", "publisher", "version", "url", "licence", "citation", "unit", "format", "attribution")
QUICK = Patience(attempts=3, pause=0.01, connect=2.0, read=5.0)
DRAW = random.Random(20_260)
BODIES = {
    name: DRAW.randbytes(size) for name, size in (("a.csv", 300_000), ("b.csv", 200_000), ("c.csv", 10))
}

# What the command does, for sources that are in no catalogue: their fields stand in a JSON file.
DRIVER = """
import json, os, sys
from pathlib import Path
from precedents.record.catalogue import build_spec
from precedents.record.pull_sources import pull_sources
_, fields, home, origin = sys.argv
specs = [build_spec(each, said) for each, said in json.loads(Path(fields).read_text()).items()]
if os.environ.get("MOST_BYTES"):
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(os.environ["MOST_BYTES"]),) * 2)
print("began", flush=True)
bad = 0
for outcome in pull_sources(specs, Path(home), origin=origin or None):
    bad += bool(outcome.errors)
    print(outcome.spec.source.id, outcome.state, *outcome.errors, flush=True)
sys.exit(3 if bad else 0)
"""


def _fields(*files: dict[str, Any]) -> dict[str, Any]:
    words = dict.fromkeys(WORDS, "x")
    return {**words, "terms": "open", "first_year": 1, "last_year": 2, "files": list(files)}


def _file(name: str, body: bytes, **more: Any) -> dict[str, Any]:
    return {"name": name, "sha256": hashlib.sha256(body).hexdigest(), **more}


def _three() -> dict[str, Any]:
    return _fields(*(_file(name, body) for name, body in BODIES.items()))


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def mirror() -> Iterator[Mirror]:
    with serve({f"/x-1/{name}": Serving(body=body) for name, body in BODIES.items()}) as served:
        yield served


def _pull(fields: dict[str, Any], home: Path, origin: str | None, **options: Any) -> Outcome:
    (outcome,) = pull_sources(
        [build_spec("x-1", fields)], home, origin=origin, **{"patience": QUICK, **options}
    )
    return outcome


def _say(outcome: Outcome) -> str:
    return "\n".join(str(error) for error in outcome.errors)


def _read(home: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (home / "sources").rglob("*") if path.is_file()}


def test_a_mirror_gives_files_by_source_or_by_name_and_then_nobody_is_asked(
    mirror: Mirror, tmp_path: Path
) -> None:
    mirror.files["/b.csv"] = mirror.files.pop("/x-1/b.csv")
    pulled = _pull(_three(), tmp_path, mirror.address + "/")
    assert (pulled.state, _read(tmp_path)) == ("pulled", BODIES)
    asked = len(mirror.asked)
    assert mirror.count("/x-1/b.csv") == mirror.count("/b.csv") == 1
    assert _pull(_three(), tmp_path, mirror.address).state == "there"
    assert len(mirror.asked) == asked
    assert not list((tmp_path / "partial").rglob("*.part*"))


def test_the_publishers_addresses_are_used_without_a_mirror(mirror: Mirror, tmp_path: Path) -> None:
    mirror.files["/moved"] = Serving(location=f"{mirror.address}/x-1/a.csv")
    fields = _fields(_file("a.csv", BODIES["a.csv"], **{"from": f"{mirror.address}/moved", "size": 300_000}))
    assert _pull(fields, tmp_path, None).state == "pulled"
    assert _read(tmp_path) == {"a.csv": BODIES["a.csv"]}


@pytest.mark.parametrize(
    ("badly", "says"),
    [
        (
            Serving(body=BODIES["a.csv"][:-1] + b"?"),
            "the publisher's file changed, or the download is damaged",
        ),
        (Serving(body=BODIES["a.csv"][:-1]), "the publisher's file changed, or the download is damaged"),
        (Serving(body=BODIES["a.csv"], cut=1000, ranges=False), "times in a row"),
        (Serving(body=BODIES["a.csv"] + b"?"), "at most 300,000 are expected, and nothing was fetched"),
        (Serving(body=BODIES["a.csv"] + b"?", length=False), "more than the 300,000 bytes"),
        (Serving(body=b"<!doctype html>"), "web page"),
        (Serving(statuses=[404] * 9), "has no a.csv, neither in x-1/ nor by itself"),
    ],
    ids=["corrupted", "shortened", "truncated", "oversized", "endless", "page", "renamed"],
)
def test_what_comes_badly_gets_no_name_and_leaves_what_was_there(
    mirror: Mirror, tmp_path: Path, badly: Serving, says: str
) -> None:
    fields = _fields(
        *(_file(name, body, size=len(body)) for name, body in BODIES.items()),
    )
    before = tmp_path / "sources" / "x-1" / "a.csv"
    before.parent.mkdir(parents=True)
    before.write_bytes(b"an older edition")
    mirror.files["/x-1/a.csv"] = badly
    outcome = _pull(fields, tmp_path, mirror.address)
    assert says in _say(outcome)
    assert outcome.state == ("absent" if "has no" in says else "failed")
    # the others came, the bad one did not, and what stood under its name still does
    assert _read(tmp_path) == {**BODIES, "a.csv": b"an older edition"}
    aside = tmp_path / "changed" / "x-1" / "a.csv"
    assert aside.exists() == ("publisher's file changed" in says)
    if aside.exists():
        assert aside.read_bytes() == badly.body
        assert hashlib.sha256(badly.body).hexdigest() in _say(outcome)
        assert fields["files"][0]["sha256"] in _say(outcome)
    # once the server gives the right file, it is pulled
    mirror.files["/x-1/a.csv"] = Serving(body=BODIES["a.csv"])
    assert _pull(fields, tmp_path, mirror.address).state == "pulled"
    assert _read(tmp_path) == BODIES


def test_a_part_that_does_not_belong_is_found_out_by_the_hash(mirror: Mirror, tmp_path: Path) -> None:
    # the server says nothing by which versions could be told apart, and half of the part is from another one
    serving = mirror.files["/x-1/a.csv"] = Serving(
        body=BODIES["a.csv"], etag=None, cut=100_000, if_range=False
    )
    serving.statuses = [503] * 9
    part = tmp_path / "partial" / "x-1" / "a.csv.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(b"0" * 150_000)
    words = {"address": f"{mirror.address}/x-1/a.csv", "etag": "", "modified": "", "size": 300_000}
    part.with_name("a.csv.part.json").write_text(json.dumps(words))
    serving.statuses = []
    outcome = _pull(_three(), tmp_path, mirror.address)
    assert (outcome.state, _read(tmp_path)) == ("pulled", BODIES)
    assert [each for path, each, _ in mirror.asked if path == "/x-1/a.csv"][:2] == [
        "bytes=150000-",
        "bytes=250000-",
    ]
    assert not (tmp_path / "changed").exists()


# -- archives --------------------------------------------------------------------------------------------


def _zip(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(f"folder/{name}.csv", body)
    return stream.getvalue()


def test_files_of_one_archive_are_fetched_once_and_each_stands_by_its_hash(
    mirror: Mirror, tmp_path: Path
) -> None:
    packed = _zip(a=BODIES["a.csv"], b=b"another edition", d=b"not asked for")
    mirror.files["/two.zip"] = Serving(body=packed, cut=100_000)
    where = {"from": f"{mirror.address}/two.zip"}
    fields = _fields(
        *(_file(name, BODIES[name], member=name, **where) for name in ("a.csv", "b.csv", "c.csv")),
    )
    outcome = _pull(fields, tmp_path, None)
    assert [path.name for path in outcome.fresh] == ["a.csv"]
    assert "b.csv from http" in _say(outcome)
    assert "two.zip, member b.csv is not the promised file" in _say(outcome)
    assert "two.zip.part holds no member c.csv" in _say(outcome).replace("archive two.zip", "two.zip")
    assert (tmp_path / "changed" / "x-1" / "b.csv").read_bytes() == b"another edition"
    assert _read(tmp_path) == {"a.csv": BODIES["a.csv"]}
    assert not list((tmp_path / "partial").rglob("*.part*"))
    # it came in parts, so the whole was fetched once more before anyone was told that it changed
    assert [status for _, _, status in mirror.asked].count(200) == 2


def test_a_mirror_may_hold_the_archive_alone(mirror: Mirror, tmp_path: Path) -> None:
    mirror.files.clear()
    packed = _zip(a=BODIES["a.csv"], b=BODIES["b.csv"])
    mirror.files["/x-1/two.zip"] = Serving(body=packed)
    archive = {
        "from": "https://publisher.invalid/d/two.zip",
        "archive_sha256": hashlib.sha256(packed).hexdigest(),
    }
    fields = _fields(*(_file(name, BODIES[name], member=name, **archive) for name in ("a.csv", "b.csv")))
    assert _pull(fields, tmp_path, mirror.address).state == "pulled"
    assert _read(tmp_path) == {name: BODIES[name] for name in ("a.csv", "b.csv")}
    assert mirror.count("/x-1/two.zip") == 1


def test_another_archive_than_the_promised_is_not_opened(mirror: Mirror, tmp_path: Path) -> None:
    mirror.files["/x-1/two.zip"] = Serving(body=_zip(a=BODIES["a.csv"], z=b""))
    mirror.files.pop("/x-1/a.csv")
    archive = {"from": "https://publisher.invalid/two.zip", "archive_sha256": "0" * 64, "member": "a.csv"}
    outcome = _pull(_fields(_file("a.csv", BODIES["a.csv"], **archive)), tmp_path, mirror.address)
    assert outcome.state == "failed"
    assert "two.zip from http" in _say(outcome)
    assert (tmp_path / "changed" / "x-1" / "two.zip").is_file()
    assert not (tmp_path / "sources").exists()


def test_a_bomb_is_not_unpacked(mirror: Mirror, tmp_path: Path) -> None:
    mirror.files["/bomb.zip"] = Serving(body=_zip(a=b"0" * 50_000_000))
    fields = _fields(_file("a.csv", b"", **{"from": f"{mirror.address}/bomb.zip", "member": "a.csv"}))
    assert "more than 400 to one" in _say(_pull(fields, tmp_path, None))
    assert "at most 1,000,000 are expected" in _say(_pull(fields, tmp_path, None, limit=1_000_000))
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and path.stat().st_size > 1_000_000]


# -- several processes, a full disk, a user who stops it -------------------------------------------------


def _start(tmp_path: Path, fields: dict[str, Any], origin: str, **environ: str) -> subprocess.Popen[str]:
    said = tmp_path / "fields.json"
    said.write_text(json.dumps({"x-1": fields}))
    return subprocess.Popen(
        [sys.executable, "-c", DRIVER, str(said), str(tmp_path / "home"), origin],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, **environ},
    )


def _end(process: subprocess.Popen[str]) -> str:
    said, _ = process.communicate(timeout=60)
    return said


def test_two_processes_at_once_share_the_work(mirror: Mirror, tmp_path: Path) -> None:
    for serving in mirror.files.values():
        serving.pause = 0.05
    running = [_start(tmp_path, _three(), mirror.address) for _ in range(2)]
    said = [_end(process) for process in running]
    assert [process.returncode for process in running] == [0, 0], said
    assert _read(tmp_path / "home") == BODIES
    # whoever came second waited, and fetched nothing again
    assert {path: mirror.count(path) for path in mirror.files} == dict.fromkeys(mirror.files, 1)


def test_a_full_disk_leaves_what_was_there(mirror: Mirror, tmp_path: Path) -> None:
    pytest.importorskip("resource")
    home = tmp_path / "home"
    before = home / "sources" / "x-1" / "a.csv"
    before.parent.mkdir(parents=True)
    before.write_bytes(b"an older edition")
    process = _start(tmp_path, _three(), mirror.address, MOST_BYTES="250000")
    said = _end(process)
    assert process.returncode == 3, said
    assert "x-1: the disk is full, or a limit on it is reached" in said
    assert _read(home) == {**BODIES, "a.csv": b"an older edition"}
    # with room, the part that was written is resumed
    assert _pull(_three(), home, mirror.address).state == "pulled"
    assert _read(home) == BODIES
    assert any(path == "/x-1/a.csv" and status == 206 for path, _, status in mirror.asked)


@pytest.mark.long
def test_a_disk_that_is_really_full_leaves_what_was_there(mirror: Mirror, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "none", str(home)], capture_output=True)
    if made.returncode:
        pytest.skip("no right to mount a small disk")
    try:
        before = home / "sources" / "x-1" / "c.csv"
        before.parent.mkdir(parents=True)
        before.write_bytes(BODIES["c.csv"])
        outcome = _pull(_three(), home, mirror.address, at_once=1)
        assert "the disk is full" in _say(outcome)
        assert _read(home)["c.csv"] == BODIES["c.csv"]
        assert all(body == BODIES[name] for name, body in _read(home).items())
        subprocess.run(["mount", "-o", "remount,size=8m", str(home)], check=True)
        assert _pull(_three(), home, mirror.address).state == "pulled"
        assert _read(home) == BODIES
    finally:
        subprocess.run(["umount", str(home)], check=True)


def test_whoever_stops_the_command_keeps_the_part(tmp_path: Path) -> None:
    spec = read_spec("ucdp-brd-25.1")
    path = f"/{spec.source.id}/{spec.files[0].name}"
    home = tmp_path / "home"
    with serve({path: Serving(body=b"year,best\n" * 20_000, pause=0.3)}) as mirror:
        process = subprocess.Popen(
            [sys.executable, "-m", "precedents", "sources", "pull", spec.source.id, "--from", mirror.address],
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, HOME: str(home)},
        )
        part = home / "partial" / spec.source.id / f"{spec.files[0].name}.part"
        patience = time.monotonic() + 30
        while not (part.is_file() and part.stat().st_size) and time.monotonic() < patience:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=20)[1]
    assert process.returncode == 130, said
    assert said.strip() == "stopped; say it again, and it goes on where it was"
    assert 0 < part.stat().st_size < 200_000
    assert not (home / "sources").exists()


def test_a_terminal_sees_how_far_it_is_and_a_file_does_not(tmp_path: Path) -> None:
    pty = pytest.importorskip("pty")
    spec = read_spec("ucdp-brd-25.1")
    name = spec.files[0].name
    body = b"year,best\n" * 20_000
    command = [sys.executable, "-m", "precedents", "sources", "pull", spec.source.id, "--from"]
    # 13 blocks in four seconds: a bar appears after two
    with serve({f"/{spec.source.id}/{name}": Serving(body=body, pause=0.3)}) as mirror:
        environ = {**os.environ, HOME: str(tmp_path / "one"), "TERM": "xterm", "COLUMNS": "100"}
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [*command, mirror.address], stderr=theirs, stdout=subprocess.DEVNULL, env=environ
        )
        os.close(theirs)
        drawn = b""
        try:
            while block := os.read(ours, 4096):
                drawn += block
        except OSError:
            pass  # how the end of a terminal is told
        os.close(ours)
        assert process.wait(timeout=20) == 3
        plain = subprocess.run(
            [*command, mirror.address],
            capture_output=True,
            text=True,
            env={**environ, HOME: str(tmp_path / "two")},
        )
    assert name.encode() in drawn
    assert b"kB" in drawn
    assert "kB" not in plain.stderr
    assert len(plain.stderr.splitlines()) == 1


def _kill_at_random(fields: dict[str, Any], origin: str, tmp_path: Path, *, times: int) -> int:
    """Kill a pull again and again, each within 0.6 seconds; how often was it still at work?"""
    draw = random.Random(times)
    promised = {file["name"]: file["sha256"] for file in fields["files"]}
    at_work = 0
    for _ in range(times):
        process = _start(tmp_path, fields, origin)
        assert process.stdout is not None
        assert process.stdout.readline() == "began\n"
        time.sleep(draw.uniform(0, 0.6))
        process.kill()
        _end(process)
        at_work += process.returncode == -signal.SIGKILL
        # whatever has its name at any moment has the right bytes
        for name, body in _read(tmp_path / "home").items():
            assert hashlib.sha256(body).hexdigest() == promised[name]
    return at_work


def _pull_after_kills(mirror: Mirror, tmp_path: Path, bodies: dict[str, bytes], *, times: int) -> None:
    mirror.files |= {f"/x-1/{name}": Serving(body=body, pause=0.1) for name, body in bodies.items()}
    fields = _fields(*(_file(name, body) for name, body in bodies.items()))
    assert _kill_at_random(fields, mirror.address, tmp_path, times=times) == times
    for serving in mirror.files.values():
        serving.pause = 0.0
    process = _start(tmp_path, fields, mirror.address)
    said = _end(process)
    assert process.returncode == 0, said
    assert _read(tmp_path / "home") == bodies
    # the work of those that were killed was not lost
    assert sum(status == 206 for _, _, status in mirror.asked) >= times / 2
    assert not list((tmp_path / "home" / "partial").rglob("*.part*"))


def test_a_pull_that_is_killed_goes_on_where_it_was(mirror: Mirror, tmp_path: Path) -> None:
    # 62 blocks, ten a second: the kills come before the end
    _pull_after_kills(mirror, tmp_path, {**BODIES, "a.csv": DRAW.randbytes(1_000_000)}, times=4)


@pytest.mark.long
def test_a_pull_that_is_killed_fifty_times_ends_with_the_right_bytes(mirror: Mirror, tmp_path: Path) -> None:
    # 611 blocks, ten a second: twice what fifty processes of at most 0.6 seconds can fetch
    _pull_after_kills(mirror, tmp_path, {**BODIES, "a.csv": DRAW.randbytes(10_000_000)}, times=50)


# -- the real catalogue ----------------------------------------------------------------------------------


@pytest.mark.parametrize("source_id", ["ucdp-acd-25.1", "archigos-4.1", "isard"])
def test_the_command_pulls_real_sources_from_a_mirror(
    source_id: str, shared_data: Path, tmp_path: Path
) -> None:
    spec: SourceSpec = read_spec(source_id)
    files: dict[str, Serving] = {}
    for file in spec.files:
        for path in shared_data.rglob(file.name):
            body = path.read_bytes()
            if hashlib.sha256(body).hexdigest() == file.sha256:
                files[f"/{source_id}/{file.name}"] = Serving(body=body, cut=len(body) // 2 + 1)
    command = [sys.executable, "-m", "precedents", "sources", "pull", source_id, "--from"]
    environ = {**os.environ, HOME: str(tmp_path)}
    with serve(files) as mirror:
        done = subprocess.run(
            [*command, mirror.address], capture_output=True, text=True, env=environ, check=True
        )
    assert {Path(line).name for line in done.stdout.split("\n") if line} == {file.name for file in spec.files}
    verified = subprocess.run(
        [sys.executable, "-m", "precedents", "sources", "verify", source_id],
        capture_output=True,
        text=True,
        env=environ,
    )
    assert verified.returncode == 0, verified.stderr
    # the server is gone, and nobody misses it
    again = subprocess.run(
        [*command, mirror.address], capture_output=True, text=True, env=environ, check=True
    )
    assert f"{source_id}: already there" in again.stderr


def test_a_mirror_that_is_not_there_is_said(tmp_path: Path) -> None:
    outcome = _pull(_three(), tmp_path, "http://127.0.0.1:9")
    assert outcome.state == "failed"
    assert all(isinstance(error, RecordError) for error in outcome.errors)
    assert "connection failed" in _say(outcome)
