"""The words and forms of an expectation: their mirrors, how they read, where they draw their line."""

from __future__ import annotations

from collections.abc import Callable, Mapping

WORDS: Mapping[str, tuple[str, str]] = {
    "most": ("few", "most (more than half)"),
    "few": ("most", "few (less than half)"),
    "more": ("fewer", "more"),
    "fewer": ("more", "fewer"),
    "none": ("any", "none"),
    "any": ("none", "at least one"),
    "all": ("not-all", "all"),
    "not-all": ("all", "not all"),
    "before": ("after", "before"),
    "after": ("before", "after"),
    "alike": ("unlike", "alike"),
    "unlike": ("alike", "unlike"),
}
"""Every word, with its mirror and how it reads."""

FORMS: Mapping[str, tuple[str, str]] = {
    "at_most": ("more_than", "at most {}"),
    "more_than": ("at_most", "more than {}"),
    "at_least": ("less_than", "at least {}"),
    "less_than": ("at_least", "less than {}"),
    "equals": ("differs_from", "{}"),
    "differs_from": ("equals", "other than {}"),
    "between": ("outside", "between {} and {}"),
    "outside": ("between", "less than {} or more than {}"),
}
"""Every form that takes a value (`between` and `outside` two), with its mirror and how it reads."""

FACTOR_ALIKE = 2.0
"""Two magnitudes are alike when neither is more than so many times the other."""

EDGES: Mapping[str, float] = {
    **dict.fromkeys(("most", "few"), 0.5),
    **dict.fromkeys(("any", "none"), 0.0),
    **dict.fromkeys(("all", "not-all", "more", "fewer"), 1.0),
}
"""Where a word draws its line: on a share for most, few, all, not-all; on a count or a share for none and
any; on a ratio for more and fewer. The others compare two things and have no line of their own."""

TESTS: Mapping[str, Callable[[float], bool | None]] = {
    # On the line itself neither most nor few is true: mirrored statements must stay mirrored.
    "most": lambda share: None if share == EDGES["most"] else share > EDGES["most"],
    "few": lambda share: None if share == EDGES["few"] else share < EDGES["few"],
    "more": lambda ratio: None if ratio == EDGES["more"] else ratio > EDGES["more"],
    "fewer": lambda ratio: None if ratio == EDGES["fewer"] else ratio < EDGES["fewer"],
    "any": lambda count: count > 0,
    "none": lambda count: count <= 0,
    "all": lambda share: share >= 1,
    "not-all": lambda share: share < 1,
    "alike": lambda ratio: 1 / FACTOR_ALIKE <= ratio <= FACTOR_ALIKE,
    "unlike": lambda ratio: not 1 / FACTOR_ALIKE <= ratio <= FACTOR_ALIKE,
}
