"""Which addresses of a report may become links."""

from __future__ import annotations

from urllib.parse import urlsplit


def read_link(url: object) -> str | None:
    """May this text be followed? Only plain web addresses may; anything else stays text.

    Examples
    --------
    >>> read_link("https://ucdp.uu.se/downloads/")
    'https://ucdp.uu.se/downloads/'
    >>> [read_link(url) for url in ("javascript:alert(1)", "data:text/html,x", "//host/x", "", None)]
    [None, None, None, None, None]
    """
    if not isinstance(url, str):
        return None
    text = url.strip()
    # A browser drops control characters inside an address, so one that has any is not what it seems.
    if any(ord(letter) <= 32 or ord(letter) == 127 for letter in text):
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return text if parts.scheme in {"http", "https"} and parts.hostname else None
