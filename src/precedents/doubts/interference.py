"""Did the action reach those with whom the treated are compared?"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from precedents.core.finding import Doubt
from precedents.core.stand import Stand
from precedents.doubts.turning import doubt_turning

ID = "interference"


def doubt_interference(
    author: Stand, near: Sequence[str], near_in_words: str, refit: Callable[[tuple[str, ...]], Stand]
) -> Doubt:
    """Did the action reach those with whom the treated are compared?

    Parameters
    ----------
    author
        The stand with every control.
    near
        Controls that the action may have reached.
    near_in_words
        What makes them near, as in "controls of the same region".
    refit
        Tries the same part without them.

    Returns
    -------
    Doubt
        Broken when without them the answer lies on the other side; silent where there are none.
    """
    return doubt_turning(ID, author, near_in_words, len(near), lambda: refit(tuple(near)))
