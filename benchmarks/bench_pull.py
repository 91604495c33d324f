"""How fast is a pull from a mirror on this machine: one file at a time, four at once, and when all is there?

The server waits 50 ms before each answer, as one across a continent does: what files at once gain is that wait.
"""

from __future__ import annotations

import hashlib
import os
import random
import tempfile
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from precedents.record.catalogue import SourceSpec, build_spec
from precedents.record.pull_sources import pull_sources

FILES = 40
SIZE = 500_000
WAIT = 0.05
WORDS = ("title", "publisher", "version", "url", "licence", "citation", "unit", "format", "attribution")


class Waiting(SimpleHTTPRequestHandler):
    """A server that is far away."""

    def log_message(self, *_: object) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        time.sleep(WAIT)
        super().do_GET()


def build(folder: Path) -> SourceSpec:
    """Made-up files below a folder, and the source that promises them."""
    draw = random.Random(1)
    (folder / "x-1").mkdir()
    files = []
    for number in range(FILES):
        body = draw.randbytes(SIZE)
        (folder / "x-1" / f"{number}.csv").write_bytes(body)
        files.append({"name": f"{number}.csv", "sha256": hashlib.sha256(body).hexdigest(), "size": SIZE})
    words = dict.fromkeys(WORDS, "x")
    return build_spec("x-1", {**words, "terms": "open", "first_year": 1, "last_year": 2, "files": files})


def show(what: str, spec: SourceSpec, home: Path, origin: str, at_once: int, limit: float) -> None:
    """Time one pull."""
    started = time.perf_counter()
    (outcome,) = pull_sources([spec], home, origin=origin, at_once=at_once)
    seconds = time.perf_counter() - started
    assert len(outcome.paths) == FILES, outcome.errors
    word = "" if seconds <= limit else "  TOO SLOW"
    print(f"{what:40} {seconds:8.2f} s, {FILES * SIZE / seconds / 1e6:8.1f} MB/s, limit {limit:g} s{word}")


def main() -> None:
    """Print one line per way."""
    os.environ["NO_PROXY"] = "127.0.0.1"
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        spec = build(folder)
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Waiting, directory=str(folder)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        origin = f"http://127.0.0.1:{server.server_address[1]}"
        show(f"{FILES} files, one at a time", spec, folder / "one", origin, 1, 6)
        show(f"{FILES} files, four at once", spec, folder / "four", origin, 4, 3)
        show(f"{FILES} files that are there", spec, folder / "four", origin, 4, 1)
        show(f"{FILES} files from a folder", spec, folder / "copy", str(folder / "x-1"), 4, 2)
        server.shutdown()
        server.server_close()


if __name__ == "__main__":
    main()
