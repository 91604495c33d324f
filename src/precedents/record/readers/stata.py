"""Stata files (dta)."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from precedents.record.readers.foreign import build_frame
from precedents.record.readers.needs import read_library


def read_stata(path: Path, *, encoding: str = "utf-8") -> pl.DataFrame:
    """What a Stata file holds, without its value labels.

    Parameters
    ----------
    path
        The ``.dta`` file.
    encoding
        Of its text, when the file does not keep to what its version promises.

    Returns
    -------
    polars.DataFrame
        The columns under their Stata names.
    """
    name = {"latin-1": "ISO-8859-1", "utf-8": "UTF-8"}[
        encoding
    ]  # as the library under pyreadstat spells them
    frame, _ = read_library("pyreadstat").read_dta(str(path), encoding=name)
    return build_frame(frame)
