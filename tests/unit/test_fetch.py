"""Bytes from a server on this machine: whole, resumed, restarted, refused; and what is said of each."""

from __future__ import annotations

import gzip
import random
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import precedents
from local_mirror import Mirror, Serving, serve
from precedents.core.errors import RecordError
from precedents.record.answers import NotThere, Refused, Stopped, is_page, restrict_address
from precedents.record.fetch import Network, Patience
from precedents.record.partial import Validators, read_partial, start_partial

BODY = random.Random(1).randbytes(400_000)
QUICK = Patience(attempts=3, pause=0.01, connect=2.0, read=2.0)
LIMIT = 1 << 20


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def network() -> Iterator[Network]:
    made = Network(QUICK)
    yield made
    made.close()


@pytest.fixture
def mirror() -> Iterator[Mirror]:
    with serve({"/a": Serving(body=BODY)}) as served:
        yield served


def test_a_file_is_fetched_whole_and_told_of(mirror: Mirror, network: Network, tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []
    part = tmp_path / "deep" / "a.part"
    kept = network.fetch(f"{mirror.address}/a", part, limit=LIMIT, tell=lambda *far: told.append(far))
    assert not kept
    assert part.read_bytes() == BODY
    assert (told[0], told[-1]) == ((0, len(BODY)), (len(BODY), len(BODY)))
    # a part that is whole is not asked for again
    assert network.fetch(f"{mirror.address}/a", part, limit=LIMIT)
    assert mirror.asked == [("/a", "", 200)]


@pytest.mark.parametrize(
    ("tag", "modified"),
    [
        ("", ""),
        (None, "Wed, 01 Jan 2025 00:00:00 GMT"),
        ('W/"1"', "Wed, 01 Jan 2025 00:00:00 GMT"),
        (None, ""),
    ],
)
def test_what_breaks_off_is_resumed(
    mirror: Mirror, network: Network, tmp_path: Path, tag: str | None, modified: str
) -> None:
    mirror.files["/a"] = Serving(body=BODY, cut=150_000, etag=tag, modified=modified)
    assert network.fetch(f"{mirror.address}/a", tmp_path / "a", limit=LIMIT)
    assert (tmp_path / "a").read_bytes() == BODY
    assert mirror.asked == [("/a", "", 200), ("/a", "bytes=150000-", 206), ("/a", "bytes=300000-", 206)]


def test_a_server_without_ranges_is_asked_anew(mirror: Mirror, network: Network, tmp_path: Path) -> None:
    mirror.files["/a"] = Serving(body=BODY, ranges=False)
    (tmp_path / "a").write_bytes(b"")
    start_partial(tmp_path / "a", Validators(address=f"{mirror.address}/a", etag='"x"', size=len(BODY)))
    (tmp_path / "a").write_bytes(b"old bytes")
    network.fetch(f"{mirror.address}/a", tmp_path / "a", limit=LIMIT)
    assert (tmp_path / "a").read_bytes() == BODY
    assert mirror.asked == [("/a", "bytes=9-", 200)]


@pytest.mark.parametrize("honest", [True, False])
def test_another_version_is_not_joined_to_the_first(
    mirror: Mirror, network: Network, tmp_path: Path, *, honest: bool
) -> None:
    # an honest server heeds If-Range; one that does not gives itself away by its tag
    mirror.files["/a"] = Serving(body=BODY, if_range=honest)
    start_partial(tmp_path / "a", Validators(address=f"{mirror.address}/a", etag='"old"', size=len(BODY)))
    (tmp_path / "a").write_bytes(b"0" * 1000)
    network.fetch(f"{mirror.address}/a", tmp_path / "a", limit=LIMIT)
    assert (tmp_path / "a").read_bytes() == BODY
    assert [status for _, _, status in mirror.asked] == ([200] if honest else [206, 200])


def test_a_part_from_elsewhere_or_without_words_counts_for_nothing(tmp_path: Path) -> None:
    part = tmp_path / "a"
    start_partial(part, Validators(address="http://a/", etag='"1"'))
    part.write_bytes(b"123")
    assert read_partial(part, "http://a/")[0] == 3
    assert read_partial(part, "http://b/") == (0, None)
    (tmp_path / "a.json").write_text("{")
    assert read_partial(part, "http://a/") == (0, None)


def test_a_server_that_always_breaks_at_one_place_is_given_up(
    mirror: Mirror, network: Network, tmp_path: Path
) -> None:
    mirror.files["/a"] = Serving(body=BODY, cut=1000, ranges=False)
    with pytest.raises(RecordError, match=r"ended|failed.*3 times in a row.*resumed.*--from FOLDER"):
        network.fetch(f"{mirror.address}/a", tmp_path / "a", limit=LIMIT)
    assert 3 <= mirror.count("/a") <= 4


def test_what_may_pass_is_tried_again(mirror: Mirror, network: Network, tmp_path: Path) -> None:
    mirror.files["/a"] = Serving(body=BODY, statuses=[503, 429], headers={"Retry-After": "0"})
    network.fetch(f"{mirror.address}/a", tmp_path / "a", limit=LIMIT)
    assert [status for _, _, status in mirror.asked] == [503, 429, 200]
    assert (tmp_path / "a").read_bytes() == BODY


@pytest.mark.parametrize(
    ("status", "says"),
    [(404, "nothing any more"), (403, "refuses it"), (500, "status 500"), (418, "status 418")],
)
def test_what_will_not_pass_is_said(
    mirror: Mirror, network: Network, tmp_path: Path, status: int, says: str
) -> None:
    mirror.files["/a"] = Serving(body=BODY, statuses=[status] * 9)
    with pytest.raises(RecordError, match=says) as caught:
        network.fetch(f"{mirror.address}/a", tmp_path / "a", limit=LIMIT)
    assert "--from FOLDER" in str(caught.value)
    assert isinstance(caught.value, NotThere) == (status == 404)
    assert mirror.count("/a") == (3 if status == 500 else 1)


def test_a_rest_that_the_server_lacks_is_fetched_anew(
    mirror: Mirror, network: Network, tmp_path: Path
) -> None:
    start_partial(tmp_path / "a", Validators(address=f"{mirror.address}/a", etag=mirror.files["/a"].tag()))
    (tmp_path / "a").write_bytes(b"0" * (len(BODY) + 5))
    network.fetch(f"{mirror.address}/a", tmp_path / "a", limit=LIMIT)
    assert (tmp_path / "a").read_bytes() == BODY
    assert [status for _, _, status in mirror.asked] == [416, 200]


def test_too_many_bytes_are_refused_before_or_cut(mirror: Mirror, network: Network, tmp_path: Path) -> None:
    with pytest.raises(
        Refused, match=r"has 400,000 bytes; at most 1,000 are expected, and nothing was fetched"
    ):
        network.fetch(f"{mirror.address}/a", tmp_path / "a", limit=1000)
    assert list(tmp_path.iterdir()) == []
    mirror.files["/a"] = Serving(body=BODY, length=False)
    with pytest.raises(Refused, match=r"more than the 1,000 bytes"):
        network.fetch(f"{mirror.address}/a", tmp_path / "a", limit=1000)
    assert list(tmp_path.iterdir()) == []
    network.fetch(f"{mirror.address}/a", tmp_path / "a", limit=len(BODY))
    assert (tmp_path / "a").read_bytes() == BODY


def test_a_server_that_compresses_is_read_and_cut_alike(
    mirror: Mirror, network: Network, tmp_path: Path
) -> None:
    packed = gzip.compress(b"0" * 300_000)
    mirror.files["/a"] = Serving(body=packed, headers={"Content-Encoding": "gzip"})
    network.fetch(f"{mirror.address}/a", tmp_path / "a", limit=LIMIT)
    assert (tmp_path / "a").read_bytes() == b"0" * 300_000
    (tmp_path / "a").unlink()
    with pytest.raises(Refused, match="more than the 2,000 bytes"):
        network.fetch(f"{mirror.address}/a", tmp_path / "a", limit=2000)


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"<!-- x -->\n<!DOCTYPE html><p>Sign in", {}),
        (b"anything", {"Content-Type": "text/html; charset=utf-8"}),
    ],
)
def test_a_web_page_is_no_file(
    mirror: Mirror, network: Network, tmp_path: Path, body: bytes, headers: dict[str, str]
) -> None:
    mirror.files["/a"] = Serving(body=body, headers=headers)
    with pytest.raises(Refused, match="web page instead of the file"):
        network.fetch(f"{mirror.address}/a", tmp_path / "a", limit=LIMIT)
    assert list(tmp_path.iterdir()) == []
    assert not is_page(b"html,year\n", {"Content-Type": "text/csv"})


def test_redirects_are_followed_within_limits(mirror: Mirror, network: Network, tmp_path: Path) -> None:
    mirror.files["/old"] = Serving(location="/a")
    network.fetch(f"{mirror.address}/old", tmp_path / "a", limit=LIMIT)
    assert (tmp_path / "a").read_bytes() == BODY
    mirror.files["/round"] = Serving(location="/round")
    with pytest.raises(RecordError, match="more than 5 times"):
        network.fetch(f"{mirror.address}/round", tmp_path / "b", limit=LIMIT)
    mirror.files["/local"] = Serving(location="file:///etc/hostname")
    with pytest.raises(RecordError, match=r"redirects to file:///etc/hostname: only addresses"):
        network.fetch(f"{mirror.address}/local", tmp_path / "b", limit=LIMIT)
    with pytest.raises(RecordError, match="leaves https"):
        restrict_address("http://a.org/x", came_from="https://a.org/x")
    for address in ("ftp://a.org/x", "file:///x", "https:///x", "http://[x/"):
        with pytest.raises(RecordError):
            restrict_address(address)


def test_a_certificate_that_nobody_vouches_for_is_refused(network: Network, tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    words = (
        "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
    )
    try:
        subprocess.run(
            ["openssl", *words.split(), "-keyout", str(key), "-out", str(certificate)],
            check=True,
            capture_output=True,
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no openssl to make a certificate with")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with serve({"/a": Serving(body=BODY)}, context=context) as mirror:
        address = mirror.address.replace("http://127.0.0.1", "https://localhost")
        with pytest.raises(RecordError, match=r"certificate is not accepted.*SSL_CERT_FILE.*--from FOLDER"):
            network.fetch(f"{address}/a", tmp_path / "a", limit=LIMIT)
    assert not (tmp_path / "a").exists()


def test_no_server_no_name_no_answer(mirror: Mirror, tmp_path: Path) -> None:
    network = Network(Patience(attempts=2, pause=0.01, connect=0.5, read=0.2))
    with pytest.raises(RecordError, match="no server of that name"):
        network.fetch("http://nowhere.invalid/a", tmp_path / "a", limit=LIMIT)
    with pytest.raises(RecordError, match="connection failed"):
        network.fetch("http://127.0.0.1:9/a", tmp_path / "a", limit=LIMIT)
    mirror.files["/a"] = Serving(body=BODY, pause=1.0, ranges=False)
    with pytest.raises(RecordError, match=r"no answer within 0\.2 seconds"):
        network.fetch(f"{mirror.address}/a", tmp_path / "a", limit=LIMIT)
    network.close()


def test_whoever_stops_it_waits_for_no_server(mirror: Mirror, tmp_path: Path) -> None:
    network = Network(Patience(read=30.0))
    mirror.files["/a"] = Serving(body=BODY, pause=20.0)
    threading.Timer(0.3, network.stop).start()
    start = time.monotonic()
    with pytest.raises(Stopped):
        network.fetch(f"{mirror.address}/a", tmp_path / "a", limit=LIMIT)
    assert time.monotonic() - start < 5
    assert 0 < (tmp_path / "a").stat().st_size < len(BODY)
    network.close()


def test_only_one_module_names_the_network() -> None:
    # the linter of imports cannot tell urllib.request from urllib.parse
    root = Path(precedents.__file__).parent
    named = [
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if "urllib.request" in path.read_text()
    ]
    assert named == ["record/fetch.py"]


def test_a_run_that_pulls_nothing_loads_no_network() -> None:
    code = "import sys, precedents.cli.try_, precedents.cli.sources, precedents.record.pull; "
    code += "print([name for name in ('urllib3', 'filelock', 'http.client') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
