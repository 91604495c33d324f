"""How strong would something unseen have to be to explain the result?"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from precedents.core.finding import Doubt, DoubtOutcome, Lean
from precedents.core.stand import Stand

ID = "hidden-bias"
WEAK_GAMMA = 1.25
"""Odds of treatment that differ by a quarter between cases alike in all that was seen: less than that is not strong."""
WEAK_SHARE = 0.05
"""A twentieth of what is left over, of treatment and of outcome: a robustness value below that is weak."""
WEAK_RATIO = 1.25
"""An E-value for the interval below this is weak."""


class Strength(NamedTuple):
    """How strong it must be: Rosenbaum's gamma, the robustness value, the E-value of the interval's nearer end."""

    gamma: float | None = None
    robustness: float | None = None
    e_value: float | None = None


def doubt_hidden_bias(author: Stand, measure: Callable[[], Strength]) -> Doubt:
    """How strong would something unseen have to be to explain the result?

    Parameters
    ----------
    author
        The stand.
    measure
        The three figures, as far as the design has them.

    Returns
    -------
    Doubt
        Broken where by any of them little would do; silent where there is no result to explain away, or no
        figure.

    Notes
    -----
    **Source** Rosenbaum 2002; Cinelli & Hazlett 2020; VanderWeele & Ding 2017.
    """
    if author.lean is Lean.NEITHER:
        return Doubt(id=ID, outcome=DoubtOutcome.SILENT, critical=True, says="no firm result to explain away")
    found = measure()
    said, weak = [], False
    if found.gamma is not None:
        said.append(f"odds of being acted on {found.gamma:.2g} times as high between like cases")
        weak |= found.gamma < WEAK_GAMMA
    if found.robustness is not None:
        said.append(f"a share of {found.robustness:.2g} of what is left over, of treatment and outcome alike")
        weak |= found.robustness < WEAK_SHARE
    if found.e_value is not None:
        said.append(f"a risk ratio of {found.e_value:.2g} with both")
        weak |= found.e_value < WEAK_RATIO
    if not said:
        return Doubt(id=ID, outcome=DoubtOutcome.SILENT, critical=True, says="no measure fits this design")
    return Doubt(
        id=ID,
        outcome=DoubtOutcome.BROKE if weak else DoubtOutcome.HELD,
        critical=True,
        says=f"something unseen would explain it with {'; or with '.join(said)}",
    )
