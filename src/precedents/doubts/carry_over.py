"""Is the effect left over from an earlier action on the same unit?"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from precedents.core.finding import Doubt
from precedents.core.stand import Stand
from precedents.doubts.turning import doubt_turning

ID = "carry-over"


def doubt_carry_over(
    author: Stand, repeated: Sequence[str], refit: Callable[[tuple[str, ...]], Stand]
) -> Doubt:
    """Is the effect left over from an earlier action on the same unit?

    Parameters
    ----------
    author
        The stand on all cases.
    repeated
        The cases that followed another in the same unit within the years that history is held to matter.
    refit
        Tries the same part without these cases.

    Returns
    -------
    Doubt
        Broken when without them the answer lies on the other side; silent where there are none.
    """
    return doubt_turning(
        ID,
        author,
        "cases that followed an earlier one in the same place",
        len(repeated),
        lambda: refit(tuple(repeated)),
    )
