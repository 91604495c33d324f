"""Which universes are run: all of them, or a stratified draw that holds the author's own and each of its neighbours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from precedents.estimators.specification_curve.space import Codes, Space

CERTAIN = -1
"""The stratum of universes that are in whatever is drawn."""

_LISTED = 1 << 22
"""Up to so many combinations a stratum may be listed before it is drawn from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """The universes to run, by rising code, so that neighbours share their sample.

    ``codes`` and ``strata`` are as long as there are universes; the first is the author's own. ``sizes`` and ``taken``
    say of each stratum how many universes it has and how many were drawn. ``total`` is how many there are in all.
    """

    codes: Codes
    strata: Codes
    sizes: Codes
    taken: Codes
    total: int

    @property
    def full(self) -> bool:
        """Whether every universe is run."""
        return self.codes.size == self.total

    def weights(self) -> NDArray[np.float64]:
        """How many universes each stands for."""
        if not self.sizes.size:
            return np.ones(self.codes.size)
        share = self.sizes / np.maximum(self.taken, 1)
        return np.where(self.strata == CERTAIN, 1.0, share[self.strata])


def draw_universes(space: Space, most: int, rng: np.random.Generator) -> Drawn:
    """Which universes are run, when at the most so many can be?

    All of them where there are no more. Else a draw without repetition: the author's own position and every position
    that changes it in one choice are certain; the rest is drawn in proportion within strata (subset, treatment and
    outcome, or fewer of these where strata would hold too few).

    Parameters
    ----------
    space
        The choices.
    most
        How many at the most.
    rng
        Draws.

    Returns
    -------
    Drawn

    Examples
    --------
    >>> space = Space(subsets=("all",), treatments=("x",), outcomes=("y", "z"), controls=("a", "b"), own=3, forbidden=())
    >>> draw_universes(space, 100, np.random.default_rng(1)).codes.tolist()
    [0, 1, 2, 3, 4, 5, 6, 7]
    >>> drawn = draw_universes(space, 6, np.random.default_rng(1))
    >>> drawn.codes.size, drawn.codes[:3].tolist(), float(drawn.weights().sum())
    (6, [0, 1, 2], 8.0)
    """
    counts = space.count_cells()
    total = int(counts.sum())
    controls = len(space.controls)
    if total <= most:
        every = [_list_cell(space, cell) for cell in range(space.cells)]
        codes = np.concatenate(every)
        none = np.zeros(0, dtype=np.int64)
        return Drawn(
            codes=codes, strata=np.zeros(codes.size, dtype=np.int64), sizes=none, taken=none, total=total
        )
    certain = _find_certain(space)[: max(most, 1)]
    budget = most - certain.size
    keys = _choose_strata(space, budget)
    sizes = np.bincount(keys, weights=counts).astype(np.int64)
    sizes -= np.bincount(keys[certain >> controls], minlength=sizes.size)
    taken = _share_out(sizes, budget)
    picked, strata = [certain], [np.full(certain.size, CERTAIN, dtype=np.int64)]
    for stratum in range(sizes.size):
        cells = np.flatnonzero(keys == stratum)
        picked.append(_draw_stratum(space, cells, int(taken[stratum]), int(sizes[stratum]), certain, rng))
        strata.append(np.full(picked[-1].size, stratum, dtype=np.int64))
    together, which = np.concatenate(picked), np.concatenate(strata)
    order = np.argsort(together)
    return Drawn(codes=together[order], strata=which[order], sizes=sizes, taken=taken, total=total)


def _list_cell(space: Space, cell: int) -> Codes:
    """The allowed universes of one cell; controls are added one by one, so that what is declared away never grows."""
    controls = len(space.controls)
    rules = [rule for rule in space.forbidden if cell in rule.cells]
    flips = np.zeros(1, dtype=np.int64)
    known = 0
    for place in range(controls):
        bit = 1 << place
        flips = np.concatenate([flips, flips | bit])
        known |= bit
        for rule in rules:
            if rule.bits & ~known == 0 and rule.bits & bit:
                flips = flips[((flips ^ space.own) & rule.bits) != rule.values]
    if any(rule.bits == 0 for rule in rules):
        flips = flips[:0]
    return (cell << controls) + np.sort(flips)


def _find_certain(space: Space) -> Codes:
    """The author's own position, then each that differs from it in one choice, where it is allowed."""
    subsets, treatments, outcomes = space.shape
    cells = [(0, 0, 0), *((each, 0, 0) for each in range(1, subsets))]
    cells += [(0, each, 0) for each in range(1, treatments)]
    cells += [(0, 0, each) for each in range(1, outcomes)]
    numbers = [int(np.ravel_multi_index(cell, space.shape)) for cell in cells]
    codes = np.array(numbers, dtype=np.int64) << len(space.controls)
    flips = np.array([1 << place for place in range(len(space.controls))], dtype=np.int64)
    every = np.concatenate([codes, flips])
    return every[space.is_allowed(every)]


def _choose_strata(space: Space, budget: int) -> Codes:
    """To which stratum each cell belongs: as fine as leaves two draws a stratum."""
    subset, treatment, outcome = np.unravel_index(np.arange(space.cells), space.shape)
    for axes in ((subset, treatment, outcome), (subset, treatment), (subset,)):
        keys = np.unique(np.stack(axes, axis=1), axis=0, return_inverse=True)[1].reshape(-1)
        if 2 * (int(keys.max()) + 1) <= budget:
            return np.asarray(keys, dtype=np.int64)
    return np.zeros(space.cells, dtype=np.int64)


def _share_out(sizes: Codes, budget: int) -> Codes:
    """So many draws in proportion to the sizes, two at least where a stratum has two, by largest remainders."""
    wanted = budget * (sizes / max(int(sizes.sum()), 1))
    taken = np.maximum(np.floor(wanted).astype(np.int64), np.minimum(sizes, min(2, budget)))
    while taken.sum() > budget:
        taken[np.argmax(taken)] -= 1
    while taken.sum() < budget:
        behind = np.where(taken < sizes, wanted - taken, -np.inf)
        taken[np.argmax(behind)] += 1
    return taken


def _draw_stratum(
    space: Space, cells: Codes, wanted: int, size: int, certain: Codes, rng: np.random.Generator
) -> Codes:
    controls = len(space.controls)
    raw = cells.size << controls
    if raw <= _LISTED and (4 * wanted > size or 16 * size < raw):
        listed = np.concatenate([_list_cell(space, int(cell)) for cell in cells])
        listed = listed[~np.isin(listed, certain)]
        return np.asarray(rng.permutation(listed)[:wanted])
    kept = np.zeros(0, dtype=np.int64)
    for fresh in _draw_forever(cells, controls, min(max(64, 2 * wanted * (raw // size)), _LISTED), rng):
        fresh = fresh[space.is_allowed(fresh) & ~np.isin(fresh, certain)]
        together = np.concatenate([kept, fresh])
        first = np.sort(
            np.unique(together, return_index=True)[1]
        )  # what came first stays, in the order drawn
        kept = together[first]
        if kept.size >= wanted:
            break
    return kept[:wanted]


def _draw_forever(cells: Codes, controls: int, size: int, rng: np.random.Generator) -> Iterator[Codes]:
    while True:
        picked = rng.integers(0, cells.size << controls, size=size)
        yield (cells[picked >> controls] << controls) + (picked & ((1 << controls) - 1))
