"""Every way in which labels could have fallen on the units that carry them, or a draw of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import comb, factorial, prod

import numpy as np
from numpy.typing import NDArray

MOST_EXACT = 20_000
"""Up to so many arrangements, or tables of them, are all looked at; beyond, arrangements are drawn."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Units among which labels may be exchanged: label, number of cases and of successes of each (length u)."""

    labels: Ints
    sizes: Ints
    won: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Cases and successes of each arm in each arrangement (rows), how likely each is, and whether these are all."""

    n: Floats
    x: Floats
    chances: Floats
    exact: bool


def fold_labels(blocks: Sequence[Block], arms: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """How many cases and successes has each arm, as the labels stand?

    Parameters
    ----------
    blocks
        The units.
    arms
        Which label belongs to which arm (labels x arms).

    Returns
    -------
    tuple
        Cases and successes (length: arms).
    """
    labels = np.concatenate([block.labels for block in blocks])
    here = arms[labels].T.astype(np.float64)
    return here @ np.concatenate([b.sizes for b in blocks]), here @ np.concatenate([b.won for b in blocks])


def permute_labels(
    blocks: Sequence[Block], arms: NDArray[np.bool_], *, rng: np.random.Generator, draws: int
) -> Reference:
    """How could the cases and successes of the arms have come out, had labels fallen by chance?

    Parameters
    ----------
    blocks
        Labels are exchanged among the units of a block, never between blocks.
    arms
        Which label belongs to which arm (labels x arms).
    rng, draws
        Draw so many arrangements where there are more than `MOST_EXACT` to look at.

    Returns
    -------
    Reference

    Notes
    -----
    Units of one case each need no arrangements: how many successes fall to each label follows a
    multivariate hypergeometric distribution, and blocks add up.

    Examples
    --------
    >>> one = np.array([1, 1, 1])
    >>> block = Block(labels=np.array([0, 0, 1]), sizes=one, won=np.array([1, 0, 0]))
    >>> found = permute_labels([block], np.eye(2, dtype=bool), rng=np.random.default_rng(1), draws=9)
    >>> found.exact, dict(zip(found.x[:, 0].tolist(), found.chances.round(3).tolist()))
    (True, {0.0: 0.333, 1.0: 0.667})
    """
    if all((block.sizes == 1).all() for block in blocks):
        tables = _tables(blocks, arms)
        if tables is not None:
            n, _ = fold_labels(blocks, arms)
            total = sum(tables.values())
            return Reference(
                n=np.tile(n, (len(tables), 1)),
                x=np.array(list(tables), dtype=np.float64),
                # Whole numbers divide without overflow.
                chances=np.array([ways / total for ways in tables.values()]),
                exact=True,
            )
    sizes = np.concatenate([block.sizes for block in blocks])
    won = np.concatenate([block.won for block in blocks])
    if prod(_ways(block.labels) for block in blocks) <= MOST_EXACT:
        every = product(*(list(_arrange(np.bincount(block.labels).tolist())) for block in blocks))
        labels = np.array([sum(way, ()) for way in every], dtype=np.int64)
        exact = True
    else:
        # Sorting noise within each block shuffles its labels and no others.
        place = np.repeat(np.arange(len(blocks)), [len(block.labels) for block in blocks])
        order = np.argsort(place + rng.random((draws, len(place))), axis=1)
        labels = np.concatenate([block.labels for block in blocks])[order]
        exact = False
    here = arms[labels].astype(np.float64)
    return Reference(
        n=np.einsum("rua,u->ra", here, sizes),
        x=np.einsum("rua,u->ra", here, won),
        chances=np.full(len(labels), 1 / len(labels)),
        exact=exact,
    )


def _ways(labels: Ints) -> int:
    return factorial(len(labels)) // prod(factorial(count) for count in np.bincount(labels).tolist())


def _arrange(counts: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Every distinct order of so many labels of each sort."""

    def fill(label: int, free: tuple[int, ...], row: list[int]) -> Iterator[tuple[int, ...]]:
        if label == len(counts):
            yield tuple(row)
            return
        for chosen in combinations(free, counts[label]):
            for at in chosen:
                row[at] = label
            yield from fill(label + 1, tuple(at for at in free if at not in chosen), row)

    return fill(0, tuple(range(sum(counts))), [0] * sum(counts))


def _tables(blocks: Sequence[Block], arms: NDArray[np.bool_]) -> dict[tuple[int, ...], int] | None:
    """In how many ways each vector of successes by arm arises; None when there are too many vectors."""
    found: dict[tuple[int, ...], int] = {(0,) * arms.shape[1]: 1}
    for block in blocks:
        left: dict[tuple[tuple[int, ...], int], int] = {((0,) * arms.shape[1], 0): 1}
        counts = np.bincount(block.labels, minlength=len(arms)).tolist()
        for label, count in enumerate(counts):
            grown: dict[tuple[tuple[int, ...], int], int] = {}
            for (x, used), weight in left.items():
                for more in range(count + 1):
                    key = (
                        tuple(a + more * bool(b) for a, b in zip(x, arms[label], strict=True)),
                        used + more,
                    )
                    grown[key] = grown.get(key, 0) + weight * comb(count, more)
            left = grown
            if len(left) > MOST_EXACT:
                return None
        ways = {x: weight for (x, used), weight in left.items() if used == int(block.won.sum())}
        if len(found) * len(ways) > 50 * MOST_EXACT:
            return None
        joined: dict[tuple[int, ...], int] = {}
        for a, weight_a in found.items():
            for b, weight_b in ways.items():
                key_ab = tuple(i + j for i, j in zip(a, b, strict=True))
                joined[key_ab] = joined.get(key_ab, 0) + weight_a * weight_b
        found = joined
        if len(found) > MOST_EXACT:
            return None
    return found
