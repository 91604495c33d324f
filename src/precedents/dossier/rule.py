"""The verdict rule as every page prints it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

RULE: tuple[tuple[str, str], ...] = (
    (
        "outside the record",
        "Nothing in coverage. The page says what would be needed.",
    ),
    (
        "depends",
        "One choice of definition, changed alone from the author’s position, moves the answer across its "
        "threshold (for a share: by more than the paired, clustered difference explains, p < .05 divided "
        "by the number of choices, and one side leans); or a declared alternative leans the opposite way."
        " For a complete count, crossing is enough. The choice is named.",
    ),
    (
        "supported, contradicted",
        "The author’s position leans so: the whole interval (for a complete count: the count) lies on "
        "that side; at each level of each choice most combinations lie there too; no declared alternative"
        " leans the opposite way; no critical doubt broke; and at least one doubt held.",
    ),
    ("undecided", "Anything else."),
    (
        "parts into statement",
        "All alike: that word. Supported and contradicted together: depends. Any mixture with undecided "
        "or outside the record: the weaker word. A purely normative statement has no verdict; its "
        "premises do.",
    ),
)
"""In the order in which it is applied. A report that carries its own ``rule`` is printed with that."""


def read_rule(report: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """By which rule were the verdicts of this report given?

    Parameters
    ----------
    report
        The report; its ``rule``, where it has one, holds pairs of a word and when it is given.

    Returns
    -------
    tuple of (str, str)
        The word, and when it is given.

    Examples
    --------
    >>> read_rule({"rule": [["supported", "when so"]]})
    (('supported', 'when so'),)
    >>> read_rule({}) == RULE
    True
    """
    given = report.get("rule")
    return tuple((str(word), str(when)) for word, when in given) if given else RULE
