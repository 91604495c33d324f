"""Which directions do the outcomes themselves suggest? A diagnostic beside the declared ones, never instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit

from precedents.precedent.case_index import read_values

PENALTY = 1.0
"""Ridge of the published fits: half the squared length of the standardised slopes beside the log likelihood."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InferredDirections:
    """Signs of each dimension as one half of the cases suggests them, and the other half to try them on.

    ``signs`` are 1 where larger went with success, -1 where it did not, 0 where the dimension said nothing;
    ``weights`` are the slopes or correlations. ``rest`` numbers the cases not used: only these may be asked
    whether they respect the signs. When it is empty the signs are ``circular``.
    """

    signs: tuple[int, ...]
    weights: tuple[float, ...]
    used: tuple[int, ...]
    rest: tuple[int, ...]
    method: str

    @property
    def circular(self) -> bool:
        """Whether the signs were read off every case, so that none is left to try them on."""
        return not self.rest


def _slopes(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Penalised logistic slopes by Newton's method; the intercept is free."""
    design = np.column_stack([np.ones(len(x)), x])
    ridge = np.diag([0.0, *[PENALTY] * x.shape[1]])
    beta = np.zeros(design.shape[1])
    for _ in range(100):
        p = expit(design @ beta)
        gradient = design.T @ (y - p) - ridge @ beta
        information = (design * (p * (1 - p))[:, None]).T @ design + ridge
        step = np.linalg.solve(information + 1e-12 * np.eye(len(beta)), gradient)
        # The penalised likelihood is concave; a bounded step keeps Newton from overshooting far from the top.
        beta += step * min(1.0, 5.0 / max(float(np.abs(step).max()), 1e-300))
        if float(np.abs(step).max()) < 1e-10:
            break
    return beta[1:]


def infer_directions(
    values: ArrayLike,
    outcomes: Sequence[bool],
    *,
    method: Literal["logistic", "pearson"] = "logistic",
    generator: np.random.Generator | None = None,
) -> InferredDirections:
    """Which directions do the outcomes themselves suggest?

    A diagnostic: directions are declared, on somebody's word. Signs that differ from the declared ones are a
    reason to look; signs read off the outcomes that they are to explain make any record look ordered.

    Parameters
    ----------
    values
        Table of n cases by m dimensions as they are recorded; cases with an unknown value are passed over.
    outcomes
        The known outcome of each case (length n).
    method
        Signs of penalised logistic slopes of standardised dimensions, or of correlations one by one. The two
        can differ, and with them the consistency by many points: report both.
    generator
        Draws the half of the cases that is used. Without it all are, and the signs are circular: only to
        repeat what others published.

    Returns
    -------
    InferredDirections

    Raises
    ------
    ValueError
        When the lengths differ, or the cases used hold no success or no failure.

    Notes
    -----
    **Source** van Woerkom et al. 2022, who infer on all cases; the split is ours. Slopes are checked against
    a general optimiser, signs against the published Admission figures.

    Examples
    --------
    >>> table = [[1, 9], [2, 8], [3, 7], [4, 6]]
    >>> infer_directions(table, [False, False, True, True], method="pearson").signs
    (1, -1)
    """
    table = read_values(values)
    y = np.asarray(outcomes, dtype=np.float64)
    if len(y) != len(table):
        raise ValueError("values and outcomes differ in length")
    complete = np.flatnonzero(~np.isnan(table).any(axis=1))
    used, rest = complete, complete[:0]
    if generator is not None:
        mixed = generator.permutation(complete)
        used, rest = np.sort(mixed[: len(mixed) // 2]), np.sort(mixed[len(mixed) // 2 :])
    x, known = table[used], y[used]
    if not 0 < known.sum() < len(known):
        raise ValueError("the complete cases used hold no success or no failure: nothing to infer from")
    spread = x.std(axis=0)
    says = spread > 0
    standard = np.where(says, (x - x.mean(axis=0)) / np.where(says, spread, 1.0), 0.0)
    if method == "pearson":
        weights = standard.T @ (known - known.mean()) / (len(known) * known.std())
    else:
        weights = _slopes(standard, known)
    return InferredDirections(
        signs=tuple(np.where(says, np.sign(weights), 0).astype(int).tolist()),
        weights=tuple(np.where(says, weights, 0.0).tolist()),
        used=tuple(used.tolist()),
        rest=tuple(rest.tolist()),
        method=method,
    )
