"""Could a choice seem to decide by chance? What it moves, against answers dealt out anew over the universes."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from precedents.estimators.reading_universes.positions import Table, read_table

MOST = 4_096
"""Of more universes so many are drawn for the comparison: what chance gives to a choice among them is near nothing."""

_BLOCK = 64


def find_deciders(
    positions: Any, answers: Any, *, generator: np.random.Generator, runs: int = 999
) -> pl.DataFrame:
    """Which choices move the answer by themselves, more than any would if answers fell on universes by chance?

    Parameters
    ----------
    positions, answers
        See :func:`~precedents.estimators.reading_universes.positions.read_table`.
    generator
        Deals the answers out.
    runs
        How often.

    Returns
    -------
    pl.DataFrame
        A row a choice, the strongest first: ``choice``, ``f`` (mean square between its levels by that within), ``p`` (share of the
        deals in which the strongest of all choices is as strong: right for however many choices there are),
        ``decides`` (p below 0.05). When the answer never moves p is one for all.

    Notes
    -----
    Universes share their data: this tells choices that sort the answers from choices that do not. It is no statement on
    the sampling error of the data, for which see the joint test. A choice that moves the answer only together with another, and
    not by itself, is not seen here but by the shortest rule.

    **Source**: single-step maximum test by permutation, Westfall & Young 1993, ch. 2. The error rate is simulated in
    ``simulations/multiverse_reading.py``.

    Examples
    --------
    >>> positions = {"a": [0] * 8 + [1] * 8, "b": [0, 1] * 8}
    >>> found = find_deciders(positions, [0] * 8 + [1] * 8, generator=np.random.default_rng(1))
    >>> found.select("choice", "p", "decides").rows()
    [('a', 0.001, True), ('b', 1.0, False)]
    """
    table = read_table(positions, answers)
    picked = draw_rows(table.size, generator)
    values = table.answers[picked]
    values = values - values.mean()
    codes = table.codes[picked]
    hot = [codes[:, [place]] == np.arange(len(levels)) for place, levels in enumerate(table.levels)]
    found = _find_strength(hot, values[None])[0]
    beaten = np.ones(found.size)
    for start in range(0, runs, _BLOCK):
        dealt = generator.permuted(np.tile(values, (min(_BLOCK, runs - start), 1)), axis=1)
        strongest = _find_strength(hot, dealt).max(axis=1)
        # ties, which yes and no have many of, count as reached
        beaten += (strongest[:, None] >= found * (1 - 1e-9)).sum(axis=0)
    p = beaten / (runs + 1)
    frame = pl.DataFrame({"choice": table.names, "f": found, "p": p, "decides": p < 0.05})
    return frame.sort("f", descending=True, maintain_order=True)


def draw_rows(size: int, generator: np.random.Generator) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Which universes are compared with chance: all, or a draw of ``MOST``."""
    if size <= MOST:
        return np.arange(size)
    return np.sort(generator.choice(size, MOST, replace=False)).astype(np.int64)


def _find_strength(hot: list[Any], values: Any) -> Any:
    """Deals by choices: the mean square between levels by that within; no answer moves, no strength."""
    whole = np.sum(values**2, axis=1)
    size = values.shape[1]
    strength = np.zeros((values.shape[0], len(hot)))
    for place, marked in enumerate(hot):
        count = marked.sum(axis=0)
        seen = count > 0
        between = ((values @ marked[:, seen].astype(float)) ** 2 / count[seen]).sum(axis=1)
        df = int(seen.sum()) - 1
        if df < 1 or size - df - 1 < 1:
            continue
        within = np.maximum(whole - between, 1e-12 * np.maximum(whole, 1e-300))
        strength[:, place] = np.where(whole > 0, between / df / (within / (size - df - 1)), 0.0)
    return strength


def find_pure_share(table: Table, sets: list[tuple[int, ...]], sides: Any) -> Any:
    """For each deal of sides (deals by universes): the least share that any set of choices must leave wrong.

    Whatever the form of a rule on these choices, universes that are alike in them get one side.
    """
    least = np.full(sides.shape[0], sides.shape[1], dtype=np.float64)
    dealt = sides.astype(np.float32)
    for chosen in sets:
        shape = tuple(len(table.levels[place]) for place in chosen)
        cell = np.ravel_multi_index(tuple(table.codes[:, place] for place in chosen), shape)
        marked = (cell[:, None] == np.arange(int(np.prod(shape)))).astype(np.float32)
        yes = dealt @ marked
        least = np.minimum(least, np.minimum(yes, marked.sum(axis=0) - yes).sum(axis=1))
    return least / sides.shape[1]
