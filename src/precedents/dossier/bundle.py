"""The drawing library that every page carries, kept between runs in the user's cache folder."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import vl_convert

SNIPPET = "window.vegaEmbed = vegaEmbed;"
"""All that the page's own script needs of the libraries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """Vega, Vega-Lite and Vega-Embed as one script, and the versions in it."""

    script: str
    versions: str


def read_cache_folder(environ: Mapping[str, str]) -> Path:
    """Where may files be kept that can be made again?

    Parameters
    ----------
    environ
        The environment: ``PRECEDENTS_HOME``, else ``XDG_CACHE_HOME``, else the user's ``.cache``.

    Examples
    --------
    >>> read_cache_folder({"PRECEDENTS_HOME": "/data"}).as_posix()
    '/data/cache'
    >>> read_cache_folder({"XDG_CACHE_HOME": "/c"}).as_posix()
    '/c/precedents'
    """
    if home := environ.get("PRECEDENTS_HOME"):
        return Path(home) / "cache"
    if cache := environ.get("XDG_CACHE_HOME"):
        return Path(cache) / "precedents"
    return Path.home() / ".cache" / "precedents"


def read_versions() -> tuple[str, str]:
    """Which version of Vega-Lite draws, and which versions are bundled, in words?"""
    lite = str(vl_convert.get_vegalite_versions()[-1])
    return lite, (
        f"vl-convert {version('vl-convert-python')}, Vega {vl_convert.get_vega_version()}, "
        f"Vega-Lite {lite}, Vega-Embed {vl_convert.get_vega_embed_version()}"
    )


def read_bundle(folder: Path | None = None) -> Bundle:
    """Which script draws the charts?

    Making it takes two seconds, so it is kept, named by the versions in it; its first line is the hash of
    the rest. A copy that does not match its hash is made anew. A folder that cannot be written only costs
    the two seconds.

    Parameters
    ----------
    folder
        Where to keep it; by default the user's cache folder.

    Returns
    -------
    Bundle
        A classic script that sets ``vegaEmbed``; safe between script tags.
    """
    lite, versions = read_versions()
    folder = folder or read_cache_folder(os.environ)
    path = folder / f"vega-embed-{version('vl-convert-python')}-{lite}.js"
    script = read_kept(path)
    if script is None:
        script = str(vl_convert.javascript_bundle(snippet=SNIPPET, vl_version=lite)).replace(
            "</script", "<\\/script"
        )
        keep_text(path, script)
    return Bundle(script=script, versions=versions)


def _hash(script: str) -> str:
    return hashlib.sha256(script.encode()).hexdigest()


def read_kept(path: Path) -> str | None:
    """What was kept there, when it is whole: its first line states the hash of the rest."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            text = file.read()
    except (OSError, UnicodeDecodeError):
        return None
    stated, _, script = text.partition("\n")
    return script if stated == f"// sha256 {_hash(script)}" else None


def keep_text(path: Path, script: str) -> None:
    """Written under another name first, so that a reader never meets half a file."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".partial-", suffix=path.suffix)
    except OSError:
        return
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(f"// sha256 {_hash(script)}\n{script}")
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
