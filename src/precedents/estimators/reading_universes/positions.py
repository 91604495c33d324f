"""A multiverse as a table of whole numbers: which level of each choice, and what came out there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from precedents.core.errors import UsageError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Universes as rows, the author's own first.

    ``names`` are the choices, ``levels`` the values of each, by first appearance; ``codes`` is universes by choices,
    places in the levels; ``answers`` (one a universe) numbers, yes and no as 1 and 0; ``weights`` how many universes
    each stands for.
    """

    names: tuple[str, ...]
    levels: tuple[tuple[Any, ...], ...]
    codes: Ints
    answers: Floats
    weights: Floats

    @property
    def size(self) -> int:
        """How many universes."""
        return int(self.answers.size)

    def sides(self) -> NDArray[np.bool_]:
        """The answers as yes and no.

        Raises
        ------
        UsageError
            When they are anything else.
        """
        if not np.isin(self.answers, (0.0, 1.0)).all():
            raise UsageError("the sides of universes are yes or no: say where the line is, as in answers > 0")
        return np.asarray(self.answers == 1.0)


def read_table(
    positions: Mapping[str, Sequence[Any]] | Sequence[Mapping[str, Any]] | pl.DataFrame,
    answers: Any,
    weights: Any = None,
) -> Table:
    """Which universes are these, and what came out?

    Parameters
    ----------
    positions
        A frame with a column for each choice, the same as a mapping, or a mapping for each universe. The author's own first.
    answers
        A number, or yes or no, for each universe.
    weights
        How many universes each stands for, where they are a sample; one when None.

    Returns
    -------
    Table

    Raises
    ------
    UsageError
        When there is nothing, lengths differ, or an answer is missing.

    Examples
    --------
    >>> read_table({"source": ["a", "b", "a"]}, [True, False, True]).codes.tolist()
    [[0], [1], [0]]
    """
    columns: Mapping[str, Sequence[Any] | pl.Series]
    if isinstance(positions, pl.DataFrame):
        columns = {name: positions[name] for name in positions.columns}
    elif isinstance(positions, Mapping):
        columns = positions
    else:
        columns = {name: [each[name] for each in positions] for name in (positions[0] if positions else {})}
    values = np.asarray(answers, dtype=np.float64)
    weigh = np.ones(values.size) if weights is None else np.asarray(weights, dtype=np.float64)
    if not values.size or not columns:
        raise UsageError("there are no universes to read: positions or answers are empty")
    if not np.isfinite(values).all():
        raise UsageError(
            "an answer is missing: leave universes without an answer out, and say how many they are"
        )
    if weigh.size != values.size or (weigh <= 0).any():
        raise UsageError("weights must be positive, one for each universe")
    levels, codes = [], []
    for name, column in columns.items():
        if len(column) != values.size:
            raise UsageError(f"choice {name!r} has {len(column)} values for {values.size} answers")
        if isinstance(column, pl.Series):
            known = pl.DataFrame({"level": column.unique(maintain_order=True)}).with_row_index("place")
            found = pl.DataFrame({"level": column}).join(
                known, on="level", how="left", nulls_equal=True, maintain_order="left"
            )
            codes.append(found["place"].to_numpy())
            levels.append(tuple(known["level"].to_list()))
        else:
            place: dict[Any, int] = {}
            codes.append(np.array([place.setdefault(value, len(place)) for value in column]))
            levels.append(tuple(place))
    return Table(
        names=tuple(columns),
        levels=tuple(levels),
        codes=np.array(codes, dtype=np.int64).T.copy(),
        answers=values,
        weights=weigh,
    )
