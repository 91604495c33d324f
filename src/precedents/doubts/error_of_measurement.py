"""Does the comparison stand if a figure is as wrong as figures of its kind have been?"""

from __future__ import annotations

from precedents.core.finding import Doubt, DoubtOutcome

ID = "error-of-measurement"

LARGEST_REVISION = 1.43
"""The largest revision of a well-known figure between two editions of one source in the record: one-sided
deaths in Rwanda in 1994, 531,133 and then 759,638."""


def doubt_error_of_measurement(ratio: float, threshold: float) -> Doubt:
    """Does the comparison stand if one figure is as wrong as figures of its kind have been?

    Parameters
    ----------
    ratio
        The ratio seen, positive.
    threshold
        The ratio that decides, positive.

    Returns
    -------
    Doubt
        Broken, though not critical, when an error of 43 % in one figure would carry the ratio across.

    Examples
    --------
    >>> doubt_error_of_measurement(5.84, 1.0).outcome.value, doubt_error_of_measurement(1.2, 1.0).outcome.value
    ('held', 'broke')
    """
    distance = max(ratio / threshold, threshold / ratio) if ratio > 0 and threshold > 0 else float("inf")
    size = "an error of 43 % in one figure (the largest revision between two editions that the record holds)"
    if distance > LARGEST_REVISION:
        return Doubt(id=ID, outcome=DoubtOutcome.HELD, says=f"{size} would not turn the answer")
    return Doubt(id=ID, outcome=DoubtOutcome.BROKE, says=f"{size} would turn the answer")
