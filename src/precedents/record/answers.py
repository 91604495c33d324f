"""What does a server's answer mean: the file, a part of it, nothing, or something that may pass?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from precedents.core.errors import RecordError

MOVED = frozenset({301, 302, 303, 307, 308})
"""Statuses that name another address."""

_RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})
_LONGEST_WAIT = 60.0  # seconds: a server that asks for more is asked again before
_PAGE = re.compile(rb"\s*(<!--.*?-->\s*)*<(!doctype\s+html|html)", re.IGNORECASE | re.DOTALL)


class NotThere(RecordError):
    """The server has nothing under this address."""


class Refused(RecordError):
    """What comes is not what was asked for: too many bytes, or a web page."""


class Stopped(RecordError):
    """The user stopped it; what was fetched lies there to be resumed."""


class Broken(Exception):
    """It went wrong in a way that may pass; ``wait`` are the seconds that the server asked for."""

    def __init__(self, what: str, wait: float = 0.0) -> None:
        super().__init__(what)
        self.wait = wait


def restrict_address(address: str, *, came_from: str = "") -> None:
    """May this address be asked at all?

    Parameters
    ----------
    address
        The address.
    came_from
        The address that redirected to it.

    Raises
    ------
    RecordError
        When it is neither http nor https, names no server, or leaves https for http.
    """
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError as error:
        raise RecordError(f"{address} is no address ({error})") from error
    whence = f"{came_from} redirects to {address}" if came_from else address
    if parts.scheme not in ("http", "https") or not host:
        raise RecordError(f"{whence}: only addresses that begin with http:// or https:// are fetched")
    if came_from.startswith("https:") and parts.scheme != "https":
        raise RecordError(f"{whence}: that leaves https, and is refused; get the file by hand")


def restrict_status(status: int, headers: Mapping[str, str], address: str) -> None:
    """Is this the answer with the file, or with a part of it?

    Parameters
    ----------
    status, headers
        Of the answer.
    address
        What was asked for.

    Raises
    ------
    NotThere
        When there is nothing.
    Broken
        When it may pass.
    RecordError
        When it will not.
    """
    by_hand = "get the file by hand and say --from FOLDER"
    if status in (200, 206, 416):
        return
    if status in (404, 410):
        raise NotThere(f"{address}: there is nothing any more (status {status}); {by_hand}")
    if status in (401, 403, 407, 451):
        raise RecordError(
            f"{address}: the server refuses it (status {status}), it may ask for a name; {by_hand}"
        )
    if status in _RETRIED:
        asked = headers.get("Retry-After", "")
        wait = float(asked) if asked.isdigit() else 0.0
        raise Broken(f"the server is not able to give it (status {status})", min(wait, _LONGEST_WAIT))
    raise RecordError(f"{address}: the server answers with status {status}; {by_hand}")


def read_size(status: int, headers: Mapping[str, str], have: int) -> int | None:
    """How many bytes does the whole file have, as far as the server says?

    Parameters
    ----------
    status, headers
        Of the answer.
    have
        How many bytes lie there, after which a part should begin.

    Returns
    -------
    int or None
        Bytes; None where it does not say, or gives another part.

    Examples
    --------
    >>> read_size(206, {"Content-Range": "bytes 5-9/10"}, 5)
    10
    """
    if status == 206:
        found = re.fullmatch(r"bytes (\d+)-\d+/(\d+)", headers.get("Content-Range", ""))
        return int(found[2]) if found and int(found[1]) == have else None
    length = headers.get("Content-Length", "")
    return int(length) if length.isdigit() else None


def is_page(block: bytes, headers: Mapping[str, str]) -> bool:
    """Is this the beginning of a web page, and not of a table?

    Parameters
    ----------
    block
        The first bytes.
    headers
        Of the answer.

    Returns
    -------
    bool
        By what the server says it is, or by how it begins.

    Examples
    --------
    >>> is_page(b"<!DOCTYPE html><title>Sign in</title>", {}), is_page(b"year,best", {})
    (True, False)
    """
    return headers.get("Content-Type", "").startswith("text/html") or bool(_PAGE.match(block[:1024]))
