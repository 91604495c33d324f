"""Bytes from an address into a partial file: the one module that touches the network.

What is fetched may be resumed, is cut at a limit, and is trusted by nobody: whether the bytes are the promised
ones, who calls decides by their hash.
"""

from __future__ import annotations

import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NameResolutionError,
    NewConnectionError,
    SSLError,
)
from urllib3.exceptions import TimeoutError as NoAnswer

from precedents import __version__
from precedents.core.errors import RecordError
from precedents.record.answers import (
    MOVED,
    Broken,
    Refused,
    Stopped,
    is_page,
    read_size,
    restrict_address,
    restrict_status,
)
from precedents.record.partial import Validators, drop_partial, read_partial, start_partial

Tell = Callable[[int, int | None], None]
"""Is told how many bytes there are, and of how many where that is known."""

MOST_REDIRECTS = 5
_BLOCK = 1 << 17


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How often to try without getting any further, and how many seconds to wait for what."""

    attempts: int = 5
    pause: float = 0.5
    connect: float = 10.0
    read: float = 30.0


def _say_nothing(_: int, __: int | None) -> None:
    """No one listens."""


class Network:
    """Connections that are kept over one pull; several threads may use it at once.

    Parameters
    ----------
    patience
        How often and how long to wait.
    at_once
        Connections to one server that are kept.
    """

    def __init__(self, patience: Patience | None = None, *, at_once: int = 4) -> None:
        self.patience = patience or Patience()
        self._at_once = at_once
        self._pools: dict[str, urllib3.PoolManager] = {}
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._answers: set[urllib3.BaseHTTPResponse] = set()

    def stop(self) -> None:
        """End what is under way, from any thread; each ends with :class:`Stopped`."""
        self._stopped.set()
        with self._lock:
            for answer in self._answers:
                with suppress(ValueError, RuntimeError, OSError, NotImplementedError):
                    answer.shutdown()  # wakes the thread that waits for its bytes

    def close(self) -> None:
        """Let go of the connections that were kept."""
        with self._lock:
            for pool in self._pools.values():
                pool.clear()

    @property
    def stopped(self) -> bool:
        """Whether it was stopped."""
        return self._stopped.is_set()

    def fetch(self, address: str, part: Path, *, limit: int, tell: Tell = _say_nothing) -> bool:
        """Fetch all bytes behind an address into a partial file; was any of it there before?

        Parameters
        ----------
        address
            Where the file is.
        part
            Where its bytes go; what lies there of the same version is kept and resumed.
        limit
            The most bytes it may have.
        tell
            Is told how far it is.

        Returns
        -------
        bool
            True when bytes of an earlier answer were kept: should the hash be wrong, a fresh attempt may help.

        Raises
        ------
        NotThere
            When the server has nothing there.
        Stopped
            When :meth:`stop` was called.
        RecordError
            When it cannot be had, or is too large; says why and what to do.
        OSError
            When the disk is full or cannot be written.
        """
        restrict_address(address)
        furthest, failed, kept = 0, 0, False
        while True:
            try:
                return self._fetch_once(address, part, limit, tell) or kept
            except Broken as broken:
                have, _ = read_partial(part, address)
                kept = kept or have > 0
                # only getting further counts as success: a server that always breaks at one place is given up
                failed = 1 if have > furthest else failed + 1
                furthest = max(furthest, have)
                if failed >= self.patience.attempts and not self.stopped:
                    raise RecordError(
                        f"{address}: {broken}, {failed} times in a row. Try again later (what was fetched is "
                        "kept and resumed), or get the file by hand and say --from FOLDER"
                    ) from broken
                self._stopped.wait(max(self.patience.pause * 2 ** (failed - 1), broken.wait))
                if self.stopped:
                    raise Stopped(f"{address}: stopped") from broken

    def _fetch_once(self, address: str, part: Path, limit: int, tell: Tell) -> bool:
        have, known = read_partial(part, address)
        if known is not None and have == known.size:
            return True
        headers = {"Accept-Encoding": "identity", "User-Agent": f"precedents/{__version__}"}
        if known is not None:
            headers["Range"] = f"bytes={have}-"
            if known.condition:
                headers["If-Range"] = known.condition
        with self._ask(address, headers) as answer:
            if answer.status == 416:
                drop_partial(part)
                raise Broken("the server does not have the rest of the file")
            resumed = answer.status == 206 and known is not None
            encoded = answer.headers.get("Content-Encoding", "identity") != "identity"
            size = None if encoded else read_size(answer.status, answer.headers, have if resumed else 0)
            said = Validators(
                address=address,
                # what is unpacked on the way cannot be resumed: its places are not those of the file
                etag="" if encoded else answer.headers.get("ETag", ""),
                modified="" if encoded else answer.headers.get("Last-Modified", ""),
                size=size,
            )
            if resumed and known is not None and (encoded or size is None or not known.agree(said)):
                drop_partial(part)
                raise Broken("the file changed while it was fetched")
            if size is not None and size > limit:
                raise Refused(
                    f"{address} has {size:,} bytes; at most {limit:,} are expected, and nothing was fetched"
                )
            if not resumed:
                start_partial(part, said)
            try:
                self._write(answer, part, have if resumed else 0, size, limit, tell, encoded=encoded)
            except Refused:
                drop_partial(part)
                raise
            return resumed

    def _write(
        self,
        answer: urllib3.BaseHTTPResponse,
        part: Path,
        have: int,
        size: int | None,
        limit: int,
        tell: Tell,
        *,
        encoded: bool,
    ) -> None:
        address = answer.geturl() or ""
        with part.open("ab" if have else "wb") as stream:
            tell(have, size)
            while block := self._read(answer, encoded=encoded):
                if not have and is_page(block, answer.headers):
                    raise Refused(
                        f"{address} gives a web page instead of the file: it may have moved, or ask for a "
                        "name or consent. Get the file by hand and say --from FOLDER"
                    )
                have += len(block)
                if have > limit:
                    raise Refused(
                        f"{address} gives more than the {limit:,} bytes that are expected; it was cut there and dropped"
                    )
                stream.write(block)
                tell(have, size)
        if size is not None and have != size:
            raise Broken(f"the connection ended after {have:,} of {size:,} bytes")

    def _read(self, answer: urllib3.BaseHTTPResponse, *, encoded: bool) -> bytes:
        try:
            block = answer.read1(_BLOCK, decode_content=encoded)
        except HTTPError as error:
            if not self.stopped:
                raise Broken(_render_fault(error, self.patience)) from error
            block = b""
        if self.stopped:
            raise Stopped("stopped")
        return block

    @contextmanager
    def _ask(self, address: str, headers: dict[str, str]) -> Iterator[urllib3.BaseHTTPResponse]:
        """The answer that stands at the end of all redirects."""
        wanted = address
        for _ in range(MOST_REDIRECTS + 1):
            if self.stopped:
                raise Stopped(f"{address}: stopped")
            answer = self._request(wanted, headers)
            with self._lock:
                self._answers.add(answer)
            try:
                if self.stopped:
                    raise Stopped(f"{address}: stopped")
                if answer.status not in MOVED:
                    restrict_status(answer.status, answer.headers, address)
                    yield answer
                    return
                target = urljoin(wanted, answer.headers.get("Location", ""))
            finally:
                with self._lock:
                    self._answers.discard(answer)
                answer.close()  # of what was read whole, the connection is back in the pool already
            restrict_address(target, came_from=wanted)
            wanted = target
        raise RecordError(f"{address} redirects more than {MOST_REDIRECTS} times; get the file by hand")

    def _request(self, address: str, headers: dict[str, str]) -> urllib3.BaseHTTPResponse:
        try:
            return self._pool(address).request(
                "GET",
                address,
                headers=headers,
                redirect=False,
                retries=False,
                preload_content=False,
                decode_content=False,
                timeout=urllib3.Timeout(connect=self.patience.connect, read=self.patience.read),
            )
        except SSLError as error:
            raise RecordError(
                f"{address}: the server's certificate is not accepted ({error}). If your network reads encrypted "
                "traffic, name its certificates in SSL_CERT_FILE; else get the file by hand and say --from FOLDER"
            ) from error
        except HTTPError as error:
            raise Broken(_render_fault(error, self.patience)) from error

    def _pool(self, address: str) -> urllib3.PoolManager:
        parts = urlsplit(address)
        proxies = {} if urllib.request.proxy_bypass(parts.hostname or "") else urllib.request.getproxies()
        proxy = proxies.get(parts.scheme) or proxies.get("all") or ""
        with self._lock:
            if proxy not in self._pools:
                self._pools[proxy] = (
                    urllib3.ProxyManager(proxy, maxsize=self._at_once)
                    if proxy
                    else urllib3.PoolManager(maxsize=self._at_once)
                )
            return self._pools[proxy]


def _render_fault(error: HTTPError, patience: Patience) -> str:
    if isinstance(error, NameResolutionError):
        return "no server of that name is found (is there a connection to the internet?)"
    if isinstance(error, NewConnectionError):  # counts as one without answer, and is a refusal
        return "the connection failed: no server answers at that address"
    if isinstance(error, ConnectTimeoutError):
        return f"no answer within {patience.connect:g} seconds"
    if isinstance(error, NoAnswer):
        return f"no answer within {patience.read:g} seconds"
    return f"the connection failed ({error})"
