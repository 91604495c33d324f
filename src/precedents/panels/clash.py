"""Two additions that call their columns the same: both stay, the second under a prefix."""

from __future__ import annotations

import polars as pl

from precedents.panels.grain import PEACESCIENCER
from precedents.panels.keyed import Keyed


def settle_names(
    frame: pl.DataFrame, new: pl.DataFrame, keyed: Keyed, prefix: str, like: str
) -> pl.DataFrame:
    """What do the new columns look like beside those that the panel has?

    Parameters
    ----------
    frame
        The panel.
    new
        The columns that are to be added, as many rows.
    keyed
        The table that they came from; its ``fill`` is what an absent row means.
    prefix
        What goes before a name that is taken.
    like
        ``peacesciencer`` for what its join does: the columns of the same name are part of its key. Where one of
        them differs no row is found, and they are not added a second time.

    Returns
    -------
    polars.DataFrame
        The columns under names that are free. When every name is taken, nothing is changed: it is the same addition
        twice, which is an error, and not ours to hide.

    Examples
    --------
    >>> import polars as pl
    >>> panel = pl.DataFrame({"year": [1914], "dispnum": [7]})
    >>> new = pl.DataFrame({"dispnum": [8], "war": [1]})
    >>> table = Keyed(frame=pl.DataFrame({"year": [1914], "war": [1]}), key=("year",), fill={"war": 0})
    >>> settle_names(panel, new, table, "cow_", "").columns
    ['cow_dispnum', 'war']
    >>> settle_names(panel, new, table, "cow_", "peacesciencer").to_dicts()
    [{'war': 0}]
    """
    taken = [name for name in new.columns if name in frame.columns]
    if not prefix or not taken or len(taken) == new.width:
        return new
    if like != PEACESCIENCER:
        return new.rename({name: f"{prefix}{name}" for name in taken})
    same = new.select(pl.all_horizontal(pl.col(name).eq_missing(frame[name]) for name in taken)).to_series()
    covered = pl.lit(value=True)
    if keyed.first_year is not None:
        covered &= frame["year"] >= keyed.first_year
    if keyed.last_year is not None:
        covered &= frame["year"] <= keyed.last_year
    return new.drop(taken).select(
        pl.when(same)
        .then(pl.col(name))
        .when(covered)
        .then(pl.lit(keyed.fill.get(name), dtype=dtype))
        .alias(name)
        for name, dtype in new.schema.items()
        if name not in taken
    )
