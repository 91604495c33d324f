"""R workspaces (rda)."""

from __future__ import annotations

import warnings
from pathlib import Path

import polars as pl

from precedents.core.errors import RecordError
from precedents.record.readers.foreign import build_frame
from precedents.record.readers.needs import read_library


def read_rdata(path: Path, name: str | None = None) -> pl.DataFrame:
    """What one data frame of an R workspace holds.

    Parameters
    ----------
    path
        The ``.rda`` file.
    name
        The object's name; not needed when there is only one.

    Returns
    -------
    polars.DataFrame
        The data frame; factors as text.

    Raises
    ------
    RecordError
        When the object does not exist or was not named among several.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pandas warns of its own future from inside pyreadr
        objects = read_library("pyreadr").read_r(str(path))
    names = list(objects)
    if name is None and len(names) == 1:
        name = names[0]
    if name not in names:
        raise RecordError(f"{path.name} holds {', '.join(names)}; name one of them, not {name!r}")
    return build_frame(objects[name])
