"""Politically relevant dyads: pairs of states of which it is not absurd that they might have fought."""

from __future__ import annotations

import polars as pl

from precedents.panels.grain import PEACESCIENCER

NEEDS = ("contiguity", "cow_majors")
"""The additions whose columns say it."""


def restrict_relevant(frame: pl.DataFrame, like: str = "") -> pl.DataFrame:
    """Which dyad-years are of two states that touch, by land or water, or of which one is a major power?

    Parameters
    ----------
    frame
        Dyad-years with ``conttype``, ``cowmaj1`` and ``cowmaj2``.
    like
        ``peacesciencer`` to leave out the dyads of major powers, too, in years for which contiguity is not known.

    Returns
    -------
    polars.DataFrame
        The rows of which the sources say so, in their order: a dyad-year of which they do not speak (after 2016) is
        left out, since nobody can say that it is relevant.

    Source
    ------
    Weede 1976, Journal of Conflict Resolution 20: 395-411; Lemke and Reed 2001, 45: 126-144.

    Examples
    --------
    >>> import polars as pl
    >>> dyads = pl.DataFrame({"conttype": [1, 0, 0, None], "cowmaj1": [0, 0, 1, None], "cowmaj2": [0, 0, 0, None]})
    >>> restrict_relevant(dyads).height
    2
    """
    major = (pl.col("cowmaj1") == 1) | (pl.col("cowmaj2") == 1)
    if like == PEACESCIENCER:
        major &= pl.col("conttype").is_not_null()
    return frame.filter((pl.col("conttype") >= 1) | major)
