"""Do units to which nothing was done show as large an effect?"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from precedents.core.finding import Doubt, DoubtOutcome

ID = "placebo-in-space"
RARE = 0.1
"""A share of placebos as large as the treated above this breaks: the usual bound for so few units."""


class Rank(NamedTuple):
    """Share of units, the treated among them, whose effect is at least as large; how many units; the effects of most."""

    p: float
    units: int
    larger: tuple[str, ...]


def doubt_placebo_in_space(refit: Callable[[], Rank | None]) -> Doubt:
    """Do units to which nothing was done show as large an effect?

    Parameters
    ----------
    refit
        Fits every unit that was not treated as though it had been; None where there are none.

    Returns
    -------
    Doubt
        Broken where more than one in ten do; silent with so few units that one in ten could not be had.

    Notes
    -----
    **Source** Abadie, Diamond & Hainmueller 2010 (JASA 105: 493–505).
    """
    found = refit()
    if found is None or 1 / found.units > RARE:
        few = "no unit" if found is None else f"only {found.units} units"
        return Doubt(id=ID, outcome=DoubtOutcome.SILENT, critical=True, says=f"{few} to compare with")
    named = ", ".join(found.larger[:4]) + (", …" if len(found.larger) > 4 else "")
    says = f"among {found.units} units, each tried as though it had been treated, a share of {found.p:.2g} stands out as much"
    broke = found.p > RARE
    return Doubt(
        id=ID,
        outcome=DoubtOutcome.BROKE if broke else DoubtOutcome.HELD,
        critical=True,
        says=says + (f": {named}" if named else ""),
    )
