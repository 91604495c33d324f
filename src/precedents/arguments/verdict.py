"""Findings and doubts in, verdict out: the one rule, and the table of it that every dossier prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from precedents.core.argument import Position
from precedents.core.finding import Doubt, DoubtOutcome, Lean, Verdict
from precedents.core.stand import Alternative, Stand

ALPHA = 0.05
"""Shared among the choices that could each move a share (Bonferroni)."""

RULE: tuple[tuple[str, str], ...] = (
    (
        "outside the record",
        "No table of the record speaks for the time and place; the dossier says what would be needed.",
    ),
    (
        "depends",
        "One choice of definition, changed alone from the author's position, moves the answer across its threshold "
        "(for a share: by more than the paired clustered difference explains, p < .05 over the number of choices, "
        "and one side leans), or a declared alternative leans the opposite way. The choice is named.",
    ),
    (
        "supported, contradicted",
        "The author's position leans so: the whole interval (for a complete count: the count) lies on that side; at each "
        "level of each choice most combinations lie there too; no declared alternative leans the opposite way; no "
        "critical doubt broke; and at least one doubt was tried and held.",
    ),
    ("undecided", "Anything else: cases are there, but too few or too mixed."),
    (
        "parts into statement",
        "All alike: that word. Supported and contradicted together: depends. Any mixture with undecided or outside the "
        "record: the weaker word. Judgements of value have no verdict; their premises do.",
    ),
)
"""The verdict rule in words, in the order in which it is applied."""

_SIDE_WORD = {Lean.FOR: Verdict.SUPPORTED, Lean.AGAINST: Verdict.CONTRADICTED}
_WEAKNESS = (Verdict.OUTSIDE, Verdict.UNDECIDED, Verdict.DEPENDS)
_ALL = {
    Verdict.SUPPORTED: "each holds",
    Verdict.CONTRADICTED: "each is contradicted",
    Verdict.DEPENDS: "each depends on a choice",
    Verdict.UNDECIDED: "each is undecided",
    Verdict.OUTSIDE: "each is outside the record",
}
_SILENT = frozenset({Verdict.NOT_OF_RECORD, Verdict.FORECAST})


def _opposite(a: Lean, b: Lean) -> bool:
    return {a, b} == {Lean.FOR, Lean.AGAINST}


def _deciding_choice(sort: str, author: Stand, alternatives: Sequence[Alternative]) -> Alternative | None:
    """The first choice that, changed alone, moves the answer."""
    choices = len({alternative.choice for alternative in alternatives})
    for alternative in alternatives:
        stand = alternative.stand
        if stand.outside is not None:
            continue
        if _opposite(author.lean, stand.lean):
            return alternative
        if not _opposite(author.side, stand.side):
            continue
        if sort == "record":
            return alternative
        one_leans = {author.lean, stand.lean} != {Lean.NEITHER}
        if one_leans and alternative.p is not None and alternative.p < ALPHA / choices:
            return alternative
    return None


def _holdout(side: Lean, universes: Sequence[tuple[Position, Lean]]) -> tuple[str, object] | None:
    """A level of a choice at which most universes do not lie on this side."""
    levels: dict[tuple[str, object], Counter[bool]] = {}
    for position, there in universes:
        for name, value in position.items():
            levels.setdefault((name, value), Counter())[there is side] += 1
    for level, counts in levels.items():
        if counts[True] * 2 <= counts.total():
            return level
    return None


def judge_part(
    sort: str,
    author: Stand,
    alternatives: Sequence[Alternative],
    universes: Sequence[tuple[Position, Lean]],
    doubts: Sequence[Doubt],
) -> tuple[Verdict, str, str]:
    """What does the record say of this part of a statement?

    Parameters
    ----------
    sort
        ``record`` (about the cases as they are) or ``tendency`` (about what such cases do).
    author
        The stand at the author's own position.
    alternatives
        The stand after each choice alone is changed.
    universes
        Every combination of choices that was tried, with the side on which its estimate lies.
    doubts
        The doubts tried on the deciding finding.

    Returns
    -------
    tuple
        Verdict, the reason in a sentence, and the name of the choice that decides (or "").

    Examples
    --------
    >>> from precedents.core.finding import Doubt, DoubtOutcome
    >>> stand = Stand(lean=Lean.FOR, side=Lean.FOR, estimate=0.0, findings=())
    >>> held = Doubt(id="vintage", outcome=DoubtOutcome.HELD, says="the same")
    >>> judge_part("record", stand, [], [], [held])[0].value
    'supported'
    >>> judge_part("record", stand, [], [], [])[0].value
    'undecided'
    """
    if author.outside is not None:
        return Verdict.OUTSIDE, author.outside, ""
    deciding = _deciding_choice(sort, author, alternatives)
    if deciding is not None:
        return (
            Verdict.DEPENDS,
            f"the answer turns on “{deciding.choice}”: with {deciding.value} it {_turned(deciding.stand)}",
            deciding.choice,
        )
    broken = [doubt for doubt in doubts if doubt.critical and doubt.outcome is DoubtOutcome.BROKE]
    by_definition = next((doubt for doubt in broken if doubt.by_definition), None)
    if by_definition is not None:
        return Verdict.DEPENDS, by_definition.says, by_definition.id
    if author.lean is Lean.NEITHER:
        return Verdict.UNDECIDED, _open(author), ""
    if broken:
        return Verdict.UNDECIDED, f"a critical doubt broke: {broken[0].says}", ""
    level = _holdout(author.lean, universes)
    if level is not None:
        return (
            Verdict.UNDECIDED,
            f"with “{level[0]}” at {level[1]} most combinations of the other choices say otherwise",
            "",
        )
    if not any(doubt.outcome is DoubtOutcome.HELD for doubt in doubts):
        return Verdict.UNDECIDED, _unconfirmed(author), ""
    return _SIDE_WORD[author.lean], _finding_words(author), ""


def judge_forecast(author: Stand) -> tuple[Verdict, str, str]:
    """A forecast has no verdict but a probability; outside the record it has neither."""
    if author.outside is not None:
        return Verdict.OUTSIDE, author.outside, ""
    return Verdict.FORECAST, _finding_words(author), ""


def _finding_words(stand: Stand) -> str:
    return stand.findings[0].label if stand.findings else ""


def _turned(stand: Stand) -> str:
    side = stand.lean if stand.lean is not Lean.NEITHER else stand.side
    word = {Lean.FOR: "agrees with the statement", Lean.AGAINST: "goes against the statement"}.get(
        side, "is open"
    )
    words = _finding_words(stand)
    return f"{word} ({words})" if words else word


def _unconfirmed(stand: Stand) -> str:
    words = _finding_words(stand)
    why = "the record holds nothing to confirm it with, and no doubt that could be tried held"
    return f"{words}; {why}" if words else why


def _open(stand: Stand) -> str:
    if stand.note:
        return stand.note
    more = f"; about {stand.needed} such cases would settle it" if stand.needed else ""
    return f"{_finding_words(stand)}: too few or too mixed to lean either way{more}"


def judge_statement(parts: Sequence[tuple[Verdict, str]]) -> tuple[Verdict, str]:
    """What does the record say of a statement, given what it says of its parts?

    Parameters
    ----------
    parts
        Verdict and reason of each part, in order.

    Returns
    -------
    tuple
        Verdict of the statement and the reason in a sentence.

    Examples
    --------
    >>> judge_statement([(Verdict.SUPPORTED, "a"), (Verdict.CONTRADICTED, "b")])
    (<Verdict.DEPENDS: 'depends'>, '1 of 2 parts holds, 1 is contradicted')
    """
    of_record = [(verdict, because) for verdict, because in parts if verdict not in _SILENT]
    if not of_record:
        forecast = next((item for item in parts if item[0] is Verdict.FORECAST), None)
        return forecast or (Verdict.NOT_OF_RECORD, parts[0][1] if parts else "a judgement of value")
    found = Counter(verdict for verdict, _ in of_record)
    if len(of_record) == 1:
        return of_record[0]
    if len(found) == 1:
        verdict = of_record[0][0]
        reasons = list(dict.fromkeys(because for _, because in of_record if because))
        if len(reasons) > 2:
            return verdict, f"all {len(of_record)} parts: {_ALL[verdict]}"
        return verdict, "; ".join(reasons)
    weakest = next((verdict for verdict in _WEAKNESS if verdict in found), Verdict.DEPENDS)
    return weakest, _tally(found, len(of_record))


def _tally(found: Mapping[Verdict, int], total: int) -> str:
    words = {
        Verdict.SUPPORTED: ("hold", "holds"),
        Verdict.CONTRADICTED: ("are contradicted", "is contradicted"),
        Verdict.DEPENDS: ("depend on a choice", "depends on a choice"),
        Verdict.UNDECIDED: ("are undecided", "is undecided"),
        Verdict.OUTSIDE: ("are outside the record", "is outside the record"),
    }
    said = [(found[verdict], words[verdict]) for verdict in words if found.get(verdict)]
    first, rest = said[0], said[1:]
    text = f"{first[0]} of {total} parts {first[1][first[0] == 1]}"
    return ", ".join([text, *(f"{count} {word[count == 1]}" for count, word in rest)])
