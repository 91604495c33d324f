"""How few cases would have to be set aside before the record contradicts itself nowhere?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_bipartite_matching

from precedents.precedent.case_index import read_values
from precedents.precedent.consistency import compare_blocks


@dataclass(frozen=True, slots=True, kw_only=True)
class Removals:
    """The fewest cases whose removal leaves no conflict, and what the usual greedy rule removes.

    ``removed`` is one smallest choice (others may be as small), ``greedy`` the choice of the rule "remove the
    case with most conflicts, the first among equals": never fewer. ``conflicts`` counts the pairs.
    """

    n: int
    conflicts: int
    removed: tuple[int, ...]
    greedy: tuple[int, ...]


def _violations(table: NDArray[np.float64], outcomes: NDArray[np.float64], possible: bool) -> csr_array:
    n = len(table)
    rows, columns = [], []
    for block, below in compare_blocks(table, possible=possible):
        worse, better = np.nonzero(below & (outcomes[block, None] > outcomes[None, :]))
        rows.append(block[worse])
        columns.append(better)
    at = (np.concatenate(rows), np.concatenate(columns)) if rows else (np.array([], int),) * 2
    return csr_array((np.ones(len(at[0]), dtype=np.int8), at), shape=(n, n))


def _smallest(edges: csr_array) -> tuple[int, ...]:
    """The cases of a smallest vertex cover of the bipartite graph (König), matched by Hopcroft and Karp."""
    n = edges.shape[0]
    partner = maximum_bipartite_matching(edges, perm_type="column")  # of each row, -1 without one
    matched = np.flatnonzero(partner >= 0)
    # Reach what alternating paths reach from rows without a partner: along any edge to the right and back
    # along matched ones. The node 2n is the start, joined to those rows.
    right, left = edges.nonzero()[1] + n, edges.nonzero()[0]
    alone = np.setdiff1d(np.unique(left), matched)
    tails = np.concatenate([left, partner[matched] + n, np.full(len(alone), 2 * n)])
    heads = np.concatenate([right, matched, alone])
    paths = csr_array((np.ones(len(tails), dtype=np.int8), (tails, heads)), shape=(2 * n + 1, 2 * n + 1))
    reached = np.zeros(2 * n + 1, dtype=bool)
    reached[breadth_first_order(paths, 2 * n, return_predecessors=False)] = True
    cover = np.zeros(n, dtype=bool)
    cover[matched[~reached[matched]]] = True
    cover |= reached[n : 2 * n]
    return tuple(np.flatnonzero(cover).tolist())


def _greedy(edges: csr_array) -> tuple[int, ...]:
    both = csr_array(edges + edges.T)
    degrees = np.diff(both.indptr).astype(np.int64)
    removed = []
    while degrees.any():
        case = int(np.argmax(degrees))
        removed.append(case)
        # What was removed keeps a degree below zero or at it, so it never comes first again.
        degrees[both.indices[both.indptr[case] : both.indptr[case + 1]]] -= 1
        degrees[removed] = 0
    return tuple(removed)


def fit_removals(values: ArrayLike, outcomes: Sequence[float], *, possible: bool = False) -> Removals:
    """How few cases would have to be set aside before the record contradicts itself nowhere?

    Parameters
    ----------
    values
        Table of n cases by m dimensions, oriented so that larger favours success; NaN where unknown.
    outcomes
        The known outcome of each case (length n): a flag, a rank or a number, larger the more of a success.
    possible
        Whether pairs of which no comparison is known to fail conflict too; for outcomes of two values only.

    Returns
    -------
    Removals

    Raises
    ------
    ValueError
        When the lengths differ, an outcome is not a finite number, there is no dimension, or ``possible`` is
        asked for outcomes of more than two values.

    Notes
    -----
    "No more favourable, and yet a larger outcome" is a strict partial order, so the fewest removals are n less
    the largest antichain, which is the size of a maximum matching of the split graph (Dilworth, König). With
    two outcomes the graph is bipartite anyway, so possible conflicts, which are no order, are exact too.

    **Assumes** the directions.
    **Source** Dilworth 1950; Hopcroft & Karp 1973 as in ``scipy.sparse.csgraph``; greedy rule: van Woerkom et
    al. 2022. Checked by enumeration of all subsets and against the published COMPAS figure for the greedy.

    Examples
    --------
    >>> r = fit_removals([[1], [2], [3], [4]], [1, 1, 0, 1])
    >>> r.conflicts, r.removed, r.greedy
    (2, (2,), (2,))
    """
    table = read_values(values)
    y = np.asarray(outcomes, dtype=np.float64)
    if y.shape != (len(table),):
        raise ValueError("values and outcomes differ in length")
    if not np.isfinite(y).all():
        raise ValueError("outcomes are finite numbers; leave unknown ones out and count them")
    if possible and len(np.unique(y)) > 2:
        raise ValueError("possible conflicts are no order: with more than two outcomes ask for certain ones")
    edges = _violations(table, y, possible)
    removed = _smallest(edges) if edges.nnz else ()
    return Removals(n=len(table), conflicts=int(edges.nnz), removed=removed, greedy=_greedy(edges))
