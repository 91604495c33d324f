"""What share of all universes lies on a side, when only a draw of them was run?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from precedents.core.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share of universes, never a probability: whoever adds alternatives moves it.

    ``value`` with its standard ``error`` (zero when all were run); ``run`` universes of ``total``.
    """

    value: float
    error: float
    run: int
    total: int


def find_share(sides: Any, *, strata: Any = None, sizes: Any = None, population: int | None = None) -> Share:
    """What share of the universes says yes, and how far can the draw be off?

    Parameters
    ----------
    sides
        Yes or no for each universe that was run.
    strata
        The stratum of each, as a place in ``sizes``; -1 for universes that were certain to be run. One stratum when None.
    sizes
        How many universes each stratum has, those certain to be run not counted.
    population
        Without strata: how many universes there are, where these are a plain draw of them.

    Returns
    -------
    Share

    Raises
    ------
    UsageError
        When a stratum has universes and none was run.

    Notes
    -----
    **Source**: Cochran 1977, *Sampling Techniques*, eqs. 5.1 and 5.7, with the finite-population correction.
    A stratum with one universe run of several is given the largest variance that a share can have. Checked by drawing
    again and again from a known population.

    Examples
    --------
    >>> find_share([True, False, True, True])
    Share(value=0.75, error=0.0, run=4, total=4)
    """
    yes = np.asarray(sides, dtype=np.float64)
    if not yes.size:
        raise UsageError("no universe was run: there is no share")
    if strata is None:
        strata, sizes = np.zeros(yes.size, dtype=np.int64), [population or yes.size]
    stratum, size = np.asarray(strata, dtype=np.int64), np.asarray(sizes, dtype=np.float64)
    certain = yes[stratum < 0]
    run = np.bincount(stratum[stratum >= 0], minlength=size.size).astype(np.float64)
    if ((run == 0) & (size > 0)).any():
        raise UsageError("a stratum has universes of which none was run: its share is unknown")
    if (run > size).any():
        raise UsageError("more universes were run in a stratum than it has")
    some = run > 0
    size, run = size[some], run[some]
    said = np.bincount(stratum[stratum >= 0], weights=yes[stratum >= 0], minlength=some.size)[some] / run
    total = float(size.sum()) + certain.size
    value = (float(size @ said) + float(certain.sum())) / total
    spread = np.where(run > 1, said * (1 - said) / np.maximum(run - 1, 1), 0.25)
    variance = float(np.sum((size / total) ** 2 * (1 - run / size) * spread))
    return Share(value=value, error=variance**0.5, run=int(yes.size), total=round(total))
