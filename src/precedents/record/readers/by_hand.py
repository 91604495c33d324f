"""Rows compiled by hand, kept beside the code and read like any other source."""

from __future__ import annotations

import tomllib
from importlib import resources
from importlib.resources.abc import Traversable

import polars as pl

from precedents.core.errors import RecordError, did_you_mean
from precedents.record.readers.delimited import build_typed


def _folder() -> Traversable:
    return resources.files("precedents.record") / "hand"


def read_by_hand(member: str | None) -> pl.DataFrame:
    """What one file of hand-compiled rows holds.

    Parameters
    ----------
    member
        The file's name without its ending.

    Returns
    -------
    polars.DataFrame
        One row per ``[[row]]`` (TOML) or line (CSV); a missing key or an empty cell is null.

    Raises
    ------
    RecordError
        When there is no such file.
    """
    files = {file.name.rpartition(".")[0]: file for file in _folder().iterdir() if file.is_file()}
    file = files.get(member or "")
    if file is None:
        near = did_you_mean(member or "", files)
        raise RecordError(
            f"no hand-compiled rows named {member!r}; there are {', '.join(sorted(files))}.{near}"
        )
    if file.name.endswith(".csv"):
        return build_typed(pl.read_csv(file.read_bytes(), infer_schema=False), [""])
    rows = tomllib.loads(file.read_text(encoding="utf-8"))["row"]
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pl.DataFrame([pl.Series(name, [row.get(name) for row in rows], strict=False) for name in names])
