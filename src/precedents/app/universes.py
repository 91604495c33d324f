"""Every combination of choices: the universes of a statement, and which choice moves its answer."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence

import numpy as np

from precedents.core.argument import ChoiceValue

FULL = 512
"""Up to so many combinations all are tried; beyond, a seeded sample of them."""


def find_positions(
    choices: Mapping[str, tuple[ChoiceValue, ...]],
    names: Sequence[str],
    rng: np.random.Generator,
    most: int = FULL,
) -> list[dict[str, ChoiceValue]]:
    """The combinations of these choices, the author's own first.

    Parameters
    ----------
    choices
        The values of every choice, the author's first.
    names
        The choices to vary; the others are left out of the result.
    rng
        Draws the sample when there are more than ``most`` combinations.
    most
        How many to try at the most.

    Returns
    -------
    list
        One position a combination. A sample always holds the author's own and each choice changed alone.

    Examples
    --------
    >>> find_positions({"deaths": (1000, 25)}, ["deaths"], np.random.default_rng(1))
    [{'deaths': 1000}, {'deaths': 25}]
    """
    names = sorted(names)
    axes = [choices[name] for name in names]
    total = math.prod(len(axis) for axis in axes)
    if total <= most:
        return [dict(zip(names, values, strict=True)) for values in itertools.product(*axes)]
    author = {name: choices[name][0] for name in names}
    picked = [author, *({**author, name: value} for name in names for value in choices[name][1:])]
    seen = {tuple(position.items()) for position in picked}
    while len(picked) < most:
        draw = {name: axis[int(rng.integers(len(axis)))] for name, axis in zip(names, axes, strict=True)}
        if tuple(draw.items()) not in seen:
            seen.add(tuple(draw.items()))
            picked.append(draw)
    return picked


def find_drivers(
    positions: Sequence[Mapping[str, ChoiceValue]], supporting: Sequence[bool]
) -> tuple[tuple[str, float], ...]:
    """Which choice moves the answer: the share of its variance that each choice alone explains.

    Parameters
    ----------
    positions
        The combinations tried.
    supporting
        Whether the statement's side was supported there.

    Returns
    -------
    tuple
        Choice and share in [0, 1], the largest first; empty when the answer never moves. The shares add
        up to 1 less what only combinations explain.

    Examples
    --------
    >>> find_drivers([{"d": 1, "s": 1}, {"d": 1, "s": 2}, {"d": 2, "s": 1}, {"d": 2, "s": 2}],
    ...              [True, True, False, False])
    (('d', 1.0), ('s', 0.0))
    """
    y = np.asarray(supporting, dtype=float)
    whole = float(y.var())
    if whole == 0 or not len(y):
        return ()
    drivers: list[tuple[str, float]] = []
    for name in positions[0]:
        groups: dict[ChoiceValue, list[float]] = {}
        for position, value in zip(positions, y, strict=True):
            groups.setdefault(position[name], []).append(float(value))
        between = sum(len(group) * (np.mean(group) - y.mean()) ** 2 for group in groups.values()) / len(y)
        drivers.append((name, float(between / whole)))
    return tuple(sorted(drivers, key=lambda item: (-item[1], item[0])))
