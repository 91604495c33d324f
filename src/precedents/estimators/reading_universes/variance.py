"""Which choices move the answer? Its variance over the universes, split among the choices."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from precedents.estimators.reading_universes.positions import Floats, Ints, Table, read_table


def decompose_variance(
    positions: Any, answers: Any, *, weights: Any = None, population: int | None = None
) -> pl.DataFrame:
    """How much of the variance of the answers is each choice's?

    ``main`` is the share of the variance that the means by level of one choice have: what it moves by itself. ``total`` is
    the share that is left on average when all other choices are held fixed: what it moves alone or together with others.
    Without interplay both are the same, and sum to one over the choices of a full factorial.

    Parameters
    ----------
    positions, answers, weights
        See :func:`~precedents.estimators.reading_universes.positions.read_table`.
    population
        How many universes there are in all, where these are a sample of them. All of them when None: shares are exact.

    Returns
    -------
    pl.DataFrame
        A row a choice, the largest first: ``choice``, ``main`` and ``total`` with ``main_error`` and ``total_error`` (zero
        when exact), ``pairs``: how many groups of universes differ in this choice alone. ``total`` is null
        where there are fewer than two such groups. No rows when the answer never moves.

    Notes
    -----
    **Assumes**, for a sample, that it was drawn without regard to the answers. Main shares are then corrected for what
    chance alone would give to a choice (as epsilon squared is), so that they may fall a little below zero.

    **Source**: first-order and total indices, Sobol' 1993; Homma & Saltelli 1996 (Reliability Engineering & System Safety 52: 1-17).
    Checked against the closed form of an additive and of a multiplicative answer.

    Examples
    --------
    >>> frame = decompose_variance({"a": [0, 0, 1, 1], "b": [0, 1, 0, 1]}, [0.0, 1.0, 2.0, 3.0])
    >>> frame.select("choice", pl.col("main", "total").round(6)).rows()
    [('a', 0.8, 0.8), ('b', 0.2, 0.2)]
    """
    table = read_table(positions, answers, weights)
    share = min(1.0, table.size / population) if population else 1.0
    middle = _mean(table.answers, table.weights)
    whole = _mean((table.answers - middle) ** 2, table.weights)
    # answers that are the same but for rounding do not move
    if whole <= np.finfo(float).eps ** 2 * max(float(np.max(table.answers**2)), 1e-300):
        return pl.DataFrame(schema=_SCHEMA)
    rows = []
    for place, name in enumerate(table.names):
        main, main_error = _find_main(table, place, middle, whole, share)
        total, total_error, pairs = _find_total(table, place, whole, share)
        rows.append((name, main, main_error, total, total_error, pairs))
    frame = pl.DataFrame(rows, schema=_SCHEMA, orient="row")
    return frame.sort("main", descending=True, maintain_order=True)


_SCHEMA = {
    "choice": pl.String,
    "main": pl.Float64,
    "main_error": pl.Float64,
    "total": pl.Float64,
    "total_error": pl.Float64,
    "pairs": pl.Int64,
}


def _mean(values: Floats, weights: Floats) -> float:
    return float(weights @ values / weights.sum())


def _find_main(table: Table, place: int, middle: float, whole: float, share: float) -> tuple[float, float]:
    code = table.codes[:, place]
    mass = np.bincount(code, weights=table.weights)
    means = (np.bincount(code, weights=table.weights * table.answers) / mass)[code]
    left = _mean((table.answers - means) ** 2, table.weights) / whole
    if share == 1.0:
        return 1 - left, 0.0
    count, size = mass.size, table.weights.sum() ** 2 / (table.weights**2).sum()
    if size <= count:
        return 1 - left, float("nan")
    main = 1 - left * (1 + (1 - share) * (count - 1) / (size - count))
    # how each universe pulls the share (its influence), and what chance alone gives to a choice that moves nothing
    off = means - middle
    pull = off**2 + 2 * off * (table.answers - means) - (1 - left) * (table.answers - middle) ** 2
    spread = np.sum((table.weights * pull / whole) ** 2) / table.weights.sum() ** 2
    return main, float(np.sqrt((1 - share) * (spread + 2 * (count - 1) / size**2)))


def _find_total(
    table: Table, place: int, whole: float, share: float
) -> tuple[float | None, float | None, int]:
    group = _number_rows(np.delete(table.codes, place, axis=1))
    mass = np.bincount(group, weights=table.weights)
    members = np.bincount(group)
    means = np.bincount(group, weights=table.weights * table.answers) / mass
    squares = np.bincount(group, weights=table.weights * (table.answers - means[group]) ** 2)
    some = members > 1
    pairs = int(some.sum())
    if share == 1.0:
        return float(squares.sum() / mass.sum() / whole), 0.0, pairs
    if pairs < 2:
        return None, None, pairs
    count = len(table.levels[place])
    each = squares[some] / mass[some] * members[some] / (members[some] - 1) * (count - 1) / count / whole
    return float(each.mean()), float(each.std(ddof=1) / np.sqrt(pairs)), pairs


def _number_rows(codes: Ints) -> Ints:
    """The same number for the same row; by mixed radix while it fits, since sorting rows is slow."""
    if not codes.shape[1]:
        return np.zeros(codes.shape[0], dtype=np.int64)
    number = np.zeros(codes.shape[0], dtype=np.int64)
    for column in codes.T:
        radix = int(column.max()) + 1
        if int(number.max()) >= (1 << 62) // radix:
            number = np.unique(number, return_inverse=True)[1].reshape(-1)
        number = number * radix + column
    return np.asarray(np.unique(number, return_inverse=True)[1].reshape(-1), dtype=np.int64)
