"""A small server on this machine that gives files, well or badly, as a test asks of it."""

from __future__ import annotations

import hashlib
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

BLOCK = 1 << 14


@dataclass(kw_only=True)
class Serving:
    """One file, and how it is given.

    ``cut`` ends each answer after so many bytes; ``pause`` are seconds between blocks; ``statuses`` are answered
    first, one a request; ``declared`` is a Content-Length that is not true; ``length`` False sends none.
    """

    body: bytes = b""
    etag: str | None = ""
    modified: str = ""
    ranges: bool = True
    if_range: bool = True
    cut: int | None = None
    pause: float = 0.0
    statuses: list[int] = field(default_factory=list)
    location: str = ""
    declared: int | None = None
    length: bool = True
    headers: dict[str, str] = field(default_factory=dict)

    def tag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:8]}"' if self.etag == "" else self.etag or ""


@dataclass(kw_only=True)
class Mirror:
    """What is served by path, where, and what was asked: (path, Range, status)."""

    address: str
    files: dict[str, Serving]
    asked: list[tuple[str, str, int]] = field(default_factory=list)

    def count(self, path: str) -> int:
        return sum(1 for each, _, _ in self.asked if each == path)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    mirror: Mirror

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Quiet."""

    def _begin(self, status: int, headers: dict[str, str]) -> None:
        self.mirror.asked.append((self.path, self.headers.get("Range", ""), status))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def do_GET(self) -> None:
        serving = self.mirror.files.get(self.path)
        if serving is None:
            self._begin(404, {"Content-Length": "0"})
        elif serving.statuses:
            self._begin(serving.statuses.pop(0), {"Content-Length": "0", **serving.headers})
        elif serving.location:
            self._begin(302, {"Content-Length": "0", "Location": serving.location})
        else:
            self._give(serving)

    def _give(self, serving: Serving) -> None:
        wanted = self.headers.get("Range", "")
        condition = self.headers.get("If-Range", "")
        same = not serving.if_range or condition in ("", serving.tag(), serving.modified)
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and serving.ranges and same else 0
        if start and start >= len(serving.body):
            self._begin(416, {"Content-Length": "0"})
            return
        headers = dict(serving.headers)
        if serving.tag():
            headers["ETag"] = serving.tag()
        if serving.modified:
            headers["Last-Modified"] = serving.modified
        if serving.length:
            headers["Content-Length"] = str(serving.declared or len(serving.body) - start)
        else:
            headers["Connection"] = "close"
            self.close_connection = True
        if start:
            headers["Content-Range"] = f"bytes {start}-{len(serving.body) - 1}/{len(serving.body)}"
        self._begin(206 if start else 200, headers)
        body = serving.body[start:][: serving.cut]
        try:
            for place in range(0, len(body), BLOCK):
                self.wfile.write(body[place : place + BLOCK])
                if serving.pause:
                    time.sleep(serving.pause)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        if serving.cut is not None:
            self.close_connection = True


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that was killed is no fault of the server's."""


@contextmanager
def serve(files: dict[str, Serving], *, context: ssl.SSLContext | None = None) -> Iterator[Mirror]:
    """Serve files on a free port of this machine."""
    handler = type("Handler", (_Handler,), {})
    server = _Server(("127.0.0.1", 0), handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    mirror = Mirror(address=f"http://127.0.0.1:{server.server_address[1]}", files=files)
    handler.mirror = mirror  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield mirror
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
