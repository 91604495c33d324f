"""A likelihood at its maximum: what every family of regressions hands on, whoever found the maximum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Maximum:
    """Parameters (length q: coefficients, then what else is estimated) where the likelihood is largest.

    ``scores`` (n by q) are each row's slopes there; ``information`` (q by q) minus the second derivative;
    ``expected`` its expectation for the coefficients alone (p by p), where R uses that and it differs, else None;
    ``extra`` names the q - p parameters after the coefficients. Least squares also have their ``columns`` (n by p) and
    the ``spread`` around the line (the sum of squares over n - p).
    """

    params: Floats
    loglik: float
    scores: Floats
    information: Floats
    expected: Floats | None
    extra: tuple[str, ...]
    columns: Floats | None = None
    spread: float | None = None
