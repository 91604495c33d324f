"""The best rule of each form on a few choices: both, either, and lists of exceptions, by how many universes they get wrong."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

EXHAUSTED = 8
"""Of a choice with up to so many levels every set of levels is tried where two are combined; beyond it single levels, all
but one, and all up to one. The last choice of a rule has its best set whatever the number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A rule on some axes of a table of cells.

    ``form`` is "and" (yes where every literal holds), "or" (yes where any does), "or-and" (yes where the first holds, or both others),
    "and-or" (yes where the first holds and one of the others). ``axes`` and ``literals``: which levels each names.
    ``gain`` is yes less no over the cells that it calls yes.
    """

    form: str
    axes: tuple[int, ...]
    literals: tuple[tuple[int, ...], ...]
    gain: float


def hold_literals(form: str, held: list[Bools]) -> Bools:
    """Where does a rule say yes, when this is where its literals hold?"""
    if form == "and":
        return np.asarray(np.logical_and.reduce(held))
    if form == "or":
        return np.asarray(np.logical_or.reduce(held))
    if form == "or-and":
        return held[0] | (held[1] & held[2])
    return held[0] & (held[1] | held[2])


def list_shapes(net: Floats) -> Iterator[Shape]:
    """The best rule of each form that uses every axis.

    Parameters
    ----------
    net
        Yes less no in each cell: an axis a choice, one to three of them.

    Yields
    ------
    Shape
        With the largest gain of its form.

    Notes
    -----
    A rule that says no where literals hold is, turned round, one that says yes: so the search for "and" over the cells with
    their signs turned gives the best "or", and that for "or-and" the best "and-or". A list of exceptions on two choices is
    one of the two; on three it is one of the four.
    """
    axes = tuple(range(net.ndim))
    gain, literals = _find_both(net)
    yield Shape(form="and", axes=axes, literals=literals, gain=gain)
    if net.ndim == 1:
        return
    total = float(net.sum())
    gain, literals = _find_both(-net)
    yield _turn(Shape(form="or", axes=axes, literals=literals, gain=gain), net, total)
    if net.ndim == 3:
        for first in axes:
            order = (first, *(axis for axis in axes if axis != first))
            moved = np.transpose(net, order)
            gain, literals = _find_first_or_both(moved)
            yield Shape(form="or-and", axes=order, literals=literals, gain=gain)
            gain, literals = _find_first_or_both(-moved)
            yield _turn(Shape(form="and-or", axes=order, literals=literals, gain=gain), net, total)


def _turn(shape: Shape, net: Floats, total: float) -> Shape:
    """What says no where the literals hold, as what says yes where the rest of the levels does."""
    rest = tuple(
        tuple(level for level in range(net.shape[axis]) if level not in named)
        for axis, named in zip(shape.axes, shape.literals, strict=True)
    )
    return Shape(form=shape.form, axes=shape.axes, literals=rest, gain=total + shape.gain)


def list_sets(count: int) -> Bools:
    """Sets of levels to try, by levels: neither none nor all.

    Examples
    --------
    >>> list_sets(2).tolist()
    [[True, False], [False, True]]
    """
    if count <= EXHAUSTED:
        numbers = np.arange(1, (1 << count) - 1)
        return np.asarray((numbers[:, None] >> np.arange(count)) & 1 == 1)
    single = np.eye(count, dtype=bool)
    upto = np.tri(count, dtype=bool)[:-1]
    sets: Bools = np.unique(np.concatenate([single, ~single, upto, ~upto]), axis=0)
    return sets


def _find_both(net: Floats) -> tuple[float, tuple[tuple[int, ...], ...]]:
    """The box with the largest sum: sets of levels for all axes but the longest, whose best set then follows."""
    longest = int(np.argmax(net.shape))
    order = (*(axis for axis in range(net.ndim) if axis != longest), longest)
    sets = [list_sets(net.shape[axis]) for axis in order[:-1]]
    sums = np.transpose(net, order)
    for number, each in enumerate(sets):
        sums = np.moveaxis(np.tensordot(each.astype(float), sums, axes=(1, number)), 0, number)
    gains = np.maximum(sums, 0.0).sum(axis=-1)
    best = np.unravel_index(int(np.argmax(gains)), gains.shape) if gains.ndim else ()
    found = {
        axis: tuple(np.flatnonzero(each[at]).tolist())
        for axis, each, at in zip(order[:-1], sets, best, strict=True)
    }
    found[longest] = tuple(np.flatnonzero(sums[best] > 0).tolist())
    return float(gains[best]), tuple(found[axis] for axis in range(net.ndim))


def _find_first_or_both(net: Floats) -> tuple[float, tuple[tuple[int, ...], ...]]:
    """Yes where the first axis is in a set, else where both others are: the sets with the largest sum."""
    best: tuple[float, tuple[tuple[int, ...], ...]] = (-np.inf, ())
    for named in list_sets(net.shape[0]):
        gain, both = _find_both(net[~named].sum(axis=0))
        gain += float(net[named].sum())
        if gain > best[0]:
            best = gain, (tuple(np.flatnonzero(named).tolist()), *both)
    return best


def list_choices(count: int, size: int) -> list[tuple[int, ...]]:
    """Every set of so many choices, by place."""
    return list(itertools.combinations(range(count), size))
