"""The argument and what came of it in three sentences, made by rule from the findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from precedents.core.dossier import StatementResult
from precedents.core.finding import Verdict

FEWEST = 10
"""A share of fewer cases than this is not what a reader should take away."""

_WORDS = {
    Verdict.SUPPORTED: "supports {}",
    Verdict.CONTRADICTED: "contradicts {}",
    Verdict.DEPENDS: "makes {} depend on a definition or hold in part",
    Verdict.UNDECIDED: "leaves {} undecided",
    Verdict.OUTSIDE: "cannot speak to {}",
    Verdict.FORECAST: "gives a probability for {}",
    Verdict.NOT_OF_RECORD: "has no say in {}",
}


def write_summary(
    cited: Sequence[str], target: str, statements: Sequence[StatementResult], inside: Mapping[str, int]
) -> tuple[str, ...]:
    """What was argued, what came out, and the weightiest share, in three sentences.

    Parameters
    ----------
    cited
        Labels of the cited cases.
    target
        The target in words, or "".
    statements
        Every tried statement.
    inside
        How many of the cited cases are in each class.

    Returns
    -------
    tuple of str
        The third sentence is left out where no share of ten cases or more decides a part.
    """
    applied = f", applied to {target}" if target else ""
    if not cited:
        named = "no cited case"
    elif len(cited) == 1:
        named = cited[0]
    else:
        named = f"{', '.join(cited[:-1])} and {cited[-1]}"
    first = f"An argument from {named}{applied}, in {len(statements)} statement{'s' if len(statements) != 1 else ''}."
    found = Counter(statement.verdict for statement in statements)
    said = [words.format(found[verdict]) for verdict, words in _WORDS.items() if found[verdict]]
    second = f"The record {', '.join(said[:-1])}{' and ' if len(said) > 1 else ''}{said[-1]}." if said else ""
    share = _find_share(statements, inside)
    sentences = [first, second, share]
    return tuple(sentence for sentence in sentences if sentence)


def _find_share(statements: Sequence[StatementResult], inside: Mapping[str, int]) -> str:
    """The share in the class to which most of the cited cases belong, and in that class without them."""
    parts = [
        part
        for statement in statements
        for part in statement.parts
        if part.kind == "base-rate" and part.findings and (part.findings[0].n or 0) >= FEWEST
    ]
    if not parts:
        return ""
    best = max(parts, key=lambda part: (inside.get(part.class_id, 0), part.findings[0].n or 0))
    without = next((each.label for each in best.findings if each.label.startswith("the class without")), "")
    return f"In the whole class, {best.findings[0].label}{f'; {without}' if without else ''}."
