"""A page that was rendered before is not rendered again: kept by the hash of everything that makes it."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from precedents.dossier.bundle import keep_text, read_cache_folder, read_kept

KEPT = 12
"""Pages kept; the oldest goes first."""


def read_page(report_text: str, render: Callable[[], str], *, folder: Path | None = None) -> str:
    """The page of a report, from the cache where it is there and whole, else rendered and kept.

    Parameters
    ----------
    report_text
        The report as it is written.
    render
        Makes the page; called when it is not in the cache.
    folder
        Of the cache; the user's when None.

    Returns
    -------
    str
        The same text that ``render`` gives: the key is the hash of the report, of every file of the room that draws
        it and of the libraries' versions, and a kept page carries a hash of its own.
    """
    place = (folder or read_cache_folder(os.environ)) / "pages"
    path = place / f"{hashlib.sha256((report_text + _hash_room()).encode()).hexdigest()}.html"
    kept = read_kept(path)
    if kept is not None:
        return kept
    page = render()
    keep_text(path, page)
    # Where the folder cannot be read or written the page is only rendered anew each time.
    with contextlib.suppress(OSError):
        for old in sorted(place.glob("*.html"), key=lambda each: each.stat().st_mtime)[:-KEPT]:
            old.unlink()
    return page


def _hash_room() -> str:
    """A hash of the room's own files and of what draws with them: another template is another page."""
    whole = hashlib.sha256()
    for library in ("altair", "jinja2", "vl-convert-python"):
        whole.update(version(library).encode())
    for path in sorted(Path(__file__).parent.rglob("*")):
        if path.suffix in {".py", ".j2", ".css", ".js", ".txt"}:
            whole.update(path.name.encode() + path.read_bytes())
    return whole.hexdigest()
