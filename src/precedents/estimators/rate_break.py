"""How much likelier are yearly counts with a step in their rate than without, wherever the step?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import xlogy

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class RateBreak:
    """Exposure by year (length n, all above zero), and the candidate breaks as the number of years before each.

    Every method takes whole blocks of counts at once: cumulative sums give all candidates of all draws.

    Examples
    --------
    >>> design = RateBreak(exposure=np.ones(4), cuts=np.array([1, 2, 3]))
    >>> ratios, scale = design.ratios(np.array([2.0, 2.0, 8.0, 8.0]))
    >>> int(ratios.argmax()), float(scale)
    (1, 1.0)
    """

    exposure: Floats
    cuts: NDArray[np.intp]

    def ratios(self, counts: Floats) -> tuple[Floats, Floats]:
        """Likelihood ratio of each candidate and overdispersion at the best one, for each row of counts."""
        before = np.cumsum(counts, axis=-1)[..., self.cuts - 1]
        total = counts.sum(axis=-1, keepdims=True)
        after = total - before
        e_before = np.cumsum(self.exposure)[self.cuts - 1]
        e_after = self.exposure.sum() - e_before
        lr = 2 * (
            xlogy(before, before / e_before)
            + xlogy(after, after / e_after)
            - xlogy(total, total / self.exposure.sum())
        )
        # Pearson's sum at the best break: sum of y^2 / mu less sum of y, segment by segment.
        best = np.argmax(lr, axis=-1)[..., None]
        squares = np.cumsum(counts**2 / self.exposure, axis=-1)
        first = np.take_along_axis(squares[..., self.cuts - 1], best, axis=-1)
        a, b = np.take_along_axis(before, best, axis=-1), np.take_along_axis(after, best, axis=-1)
        over_a = np.divide(first * e_before[best], a, out=np.zeros_like(a), where=a > 0)
        over_b = np.divide((squares[..., -1:] - first) * e_after[best], b, out=np.zeros_like(b), where=b > 0)
        scale = (over_a + over_b - total)[..., 0] / (len(self.exposure) - 2)
        return np.maximum(lr, 0.0), np.maximum(scale, 1.0)

    def steady_scale(self, counts: Floats) -> float:
        """Overdispersion about one steady rate, at least 1."""
        mean = self.mean(counts, 0)
        return max(1.0, float(((counts - mean) ** 2 / mean).sum()) / (len(mean) - 1))

    def draw(self, mean: Floats, scale: float, draws: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
        """Ratios of each candidate in counts drawn about this mean, each over its own overdispersion."""
        shape = (draws, len(mean))
        # Negative binomial with variance = scale x mean, drawn as a Poisson count with a gamma rate.
        rates = rng.gamma(mean / (scale - 1), scale - 1, shape) if scale > 1 else np.broadcast_to(mean, shape)
        lr, own = self.ratios(rng.poisson(rates).astype(np.float64))
        return lr / own[:, None], lr.max(axis=1) / own

    def mean(self, counts: Floats, cut: int) -> Floats:
        """The expected counts with a break after so many years; with 0, without."""
        split = [part for part in (slice(0, cut), slice(cut, None)) if len(counts[part])]
        rates = [np.full(len(counts[s]), counts[s].sum() / self.exposure[s].sum()) for s in split]
        return np.concatenate(rates) * self.exposure
