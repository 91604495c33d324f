"""Which regressions are there to run? The choices, and the combinations of them that were declared away."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from precedents.core.errors import UsageError, did_you_mean

Codes = NDArray[np.int64]
Pattern = tuple[int, int]
"""Which controls a rule looks at, and which of these it wants in, as bits."""

MOST_BITS = 62
"""Combinations are numbered by 64-bit integers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forbidden:
    """A combination that is declared away: these cells, with the controls of ``bits`` as ``values`` has them."""

    cells: frozenset[int]
    bits: int
    values: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """Every universe: a cell (subset, treatment, outcome) and the controls that are in.

    A universe has a code: the number of its cell, then a bit for each control, 1 where it is *not* as the author has
    it. Code 0 is the author's own position: the first of everything. ``own`` has the author's controls as bits.
    """

    subsets: tuple[str, ...]
    treatments: tuple[str, ...]
    outcomes: tuple[str, ...]
    controls: tuple[str, ...]
    own: int
    forbidden: tuple[Forbidden, ...]

    @property
    def shape(self) -> tuple[int, int, int]:
        """How many subsets, treatments and outcomes."""
        return len(self.subsets), len(self.treatments), len(self.outcomes)

    @property
    def cells(self) -> int:
        """How many combinations of subset, treatment and outcome."""
        return int(np.prod(self.shape))

    def read_codes(self, codes: Codes) -> tuple[Codes, Codes, Codes, Codes]:
        """Subset, treatment and outcome of each universe as places, and its controls as bits."""
        cell, flips = codes >> len(self.controls), codes & ((1 << len(self.controls)) - 1)
        subset, treatment, outcome = np.unravel_index(cell, self.shape)
        return subset.astype(np.int64), treatment.astype(np.int64), outcome.astype(np.int64), flips ^ self.own

    def is_allowed(self, codes: Codes) -> NDArray[np.bool_]:
        """Which universes are not declared away?"""
        cell, masks = (
            codes >> len(self.controls),
            (codes & ((1 << len(self.controls)) - 1)) ^ self.own,
        )
        allowed = np.ones(codes.size, dtype=bool)
        for rule in self.forbidden:
            at = np.zeros(self.cells, dtype=bool)
            at[list(rule.cells)] = True
            allowed &= ~(at[cell] & ((masks & rule.bits) == rule.values))
        return allowed

    def count_cells(self) -> Codes:
        """How many allowed universes has each cell? Exact, by the rules alone."""
        known: dict[frozenset[Pattern], int] = {}
        counts = np.empty(self.cells, dtype=np.int64)
        for cell in range(self.cells):
            patterns = frozenset((rule.bits, rule.values) for rule in self.forbidden if cell in rule.cells)
            if patterns not in known:
                known[patterns] = count_free(patterns, len(self.controls))
            counts[cell] = known[patterns]
        return counts


def count_free(patterns: frozenset[Pattern], controls: int) -> int:
    """How many sets of so many controls fit none of the patterns?

    Parameters
    ----------
    patterns
        Pairs of bits: where to look, and what is seen there in a set that is declared away.
    controls
        How many controls there are.

    Returns
    -------
    int

    Examples
    --------
    >>> count_free(frozenset({(0b11, 0b11)}), 3)
    6
    """
    if not patterns:
        return 1 << controls
    if any(bits == 0 for bits, _ in patterns):
        return 0
    looked = min(bits for bits, _ in patterns)
    bit = looked & -looked
    return sum(
        count_free(
            frozenset((b & ~bit, v & ~bit) for b, v in patterns if not b & bit or v & bit == value),
            controls - 1,
        )
        for value in (0, bit)
    )


def read_space(
    *,
    outcomes: Sequence[str],
    treatments: Sequence[str],
    controls: Sequence[str],
    own: Collection[str] | None,
    subsets: Sequence[str],
    forbidden: Iterable[Mapping[str, Any]],
) -> Space:
    """Which universes are there, by the words of the caller?

    Parameters
    ----------
    outcomes, treatments, controls, subsets
        Names; the author's own first. Controls may be in or out.
    own
        The controls that the author has; all of them when None.
    forbidden
        Each a mapping of choices to a value or several: ``{"outcome": "y2", "age": True}`` declares away every
        universe with this outcome and this control.

    Returns
    -------
    Space

    Raises
    ------
    UsageError
        When a name is unknown or stands twice, or the author's own position is declared away.
    """
    for what, names in (("outcomes", outcomes), ("treatments", treatments), ("subsets", subsets)):
        if not names:
            raise UsageError(f"{what} is empty: name at least one, the author's own first")
    seen: set[str] = set()
    for name in [*outcomes, *treatments, *controls]:
        if name in seen:
            raise UsageError(
                f"column {name!r} is named twice among outcomes, treatments and controls: give it one part"
            )
        seen.add(name)
    for name in own or ():
        if name not in controls:
            raise UsageError(
                f"own_controls names {name!r}, which is none of the controls.{did_you_mean(name, controls)}"
            )
    space = Space(
        subsets=tuple(subsets),
        treatments=tuple(treatments),
        outcomes=tuple(outcomes),
        controls=tuple(controls),
        own=sum(1 << place for place, name in enumerate(controls) if own is None or name in own),
        forbidden=(),
    )
    if space.cells.bit_length() + len(controls) > MOST_BITS:
        raise UsageError(
            f"{len(controls)} controls beside {space.cells} cells are more combinations than can be numbered: "
            "put controls that belong together into groups"
        )
    rules = tuple(_read_rule(rule, space) for rule in forbidden)
    ruled = Space(
        subsets=space.subsets,
        treatments=space.treatments,
        outcomes=space.outcomes,
        controls=space.controls,
        own=space.own,
        forbidden=rules,
    )
    if not ruled.is_allowed(np.zeros(1, dtype=np.int64))[0]:
        raise UsageError("the author's own position (the first of each choice) is among the forbidden ones")
    return ruled


def _read_rule(rule: Mapping[str, Any], space: Space) -> Forbidden:
    axes = {"subset": space.subsets, "treatment": space.treatments, "outcome": space.outcomes}
    bits = values = 0
    for name, wanted in rule.items():
        if name in axes:
            continue
        if name not in space.controls:
            known = [*axes, *space.controls]
            raise UsageError(f"forbidden names {name!r}, which is no choice.{did_you_mean(name, known)}")
        if not isinstance(wanted, bool):
            raise UsageError(f"forbidden has {name} = {wanted!r}: a control is in (True) or out (False)")
        bit = 1 << space.controls.index(name)
        bits |= bit
        values |= bit * wanted
    if not rule:
        raise UsageError("forbidden has an empty combination, which would declare everything away")
    places = [_find_places(rule.get(axis), levels, axis) for axis, levels in axes.items()]
    cells = frozenset(int(np.ravel_multi_index(cell, space.shape)) for cell in itertools.product(*places))
    return Forbidden(cells=cells, bits=bits, values=values)


def _find_places(wanted: Any, levels: Sequence[str], axis: str) -> list[int]:
    if wanted is None:
        return list(range(len(levels)))
    names = [wanted] if isinstance(wanted, str) else list(wanted)
    for name in names:
        if name not in levels:
            raise UsageError(
                f"forbidden has {axis} = {name!r}, which is none.{did_you_mean(str(name), levels)}"
            )
    return [levels.index(name) for name in names]
