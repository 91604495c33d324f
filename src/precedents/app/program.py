"""Which program is this: its version, a hash of its own source, and the libraries that numbers and drawings come from."""

from __future__ import annotations

import functools
import hashlib
from importlib import resources
from importlib.metadata import version
from pathlib import Path

from precedents import __version__

LIBRARIES = (
    "altair",
    "jinja2",
    "numpy",
    "polars",
    "scipy",
    "sqlglot",
    "vl-convert-python",
)
"""Those that count, decide which rows fit a definition, or write what a dossier holds."""
SOURCE = frozenset({".py", ".toml", ".csv", ".json", ".j2", ".css", ".js", ".txt"})
APART = frozenset({"embedded", "examples", "__pycache__"})
"""Folders that are no source: the record has an id of its own, examples are arguments."""


@functools.cache
def hash_source() -> str:
    """Which source does this program run? The same hash for the same files, wherever they are installed.

    Returns
    -------
    str
        SHA-256 over the names and bytes of every file of the program, without the record and the examples.
    """
    root = Path(str(resources.files("precedents")))
    whole = hashlib.sha256()
    for path in sorted(root.rglob("*"), key=lambda each: each.relative_to(root).as_posix()):
        place = path.relative_to(root)
        if path.suffix in SOURCE and not APART.intersection(place.parts):
            whole.update(place.as_posix().encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def read_program() -> dict[str, str]:
    """The name, version and source of this program, as a manifest holds them."""
    return {"name": "precedents", "version": __version__, "sha256": hash_source()}


def read_libraries() -> dict[str, str]:
    """The version of each library that numbers or drawings come from; none of Python itself.

    Examples
    --------
    >>> "polars" in read_libraries(), "python" in read_libraries()
    (True, False)
    """
    return {name: version(name) for name in LIBRARIES}
