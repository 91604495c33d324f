"""The words and signs of verdicts, doubts and leans, as every reader meets them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from precedents.core.finding import DoubtOutcome, Lean, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictWord:
    """A verdict for readers: its word, its sign, what it means in one sentence, and a name for styles."""

    id: str
    word: str
    sign: str
    says: str


VERDICTS: tuple[VerdictWord, ...] = (
    VerdictWord(
        id=Verdict.SUPPORTED.value,
        word="supported",
        sign="●",
        says="The record agrees at the author’s own definitions, most combinations of the alternatives "
        "agree at every level of every choice, and no critical doubt broke.",
    ),
    VerdictWord(
        id=Verdict.CONTRADICTED.value,
        word="contradicted",
        sign="○",
        says="The record says the opposite, on the same conditions.",
    ),
    VerdictWord(
        id=Verdict.DEPENDS.value,
        word="depends",
        sign="◐",
        says="The answer changes with one choice that reasonable people make differently, which is named;"
        " or some parts hold and others do not.",
    ),
    VerdictWord(
        id=Verdict.UNDECIDED.value,
        word="undecided",
        sign="◌",
        says="Cases are there, but in at least one part they are too few or too mixed to say; the parts that "
        "hold are shown.",
    ),
    VerdictWord(
        id=Verdict.OUTSIDE.value,
        word="outside the record",
        sign="—",
        says="At least one part cannot be answered: the record does not speak for its time, place or matter. What "
        "would be needed is named, and the parts that hold are shown. Nothing follows about whether the "
        "unanswered part is right.",
    ),
    VerdictWord(
        id=Verdict.NOT_OF_RECORD.value,
        word="not a matter of record",
        sign="¶",
        says="A value or a plan, which no record can support or contradict; the facts that it rests on "
        "are listed.",
    ),
    VerdictWord(
        id=Verdict.FORECAST.value,
        word="forecast",
        sign="◇",
        says="A statement about the future: a probability at most, kept so that it can be scored later.",
    ),
)

_BY_ID = {word.id: word for word in VERDICTS}
_RULE = re.compile(
    r"not\s+\w+_|\w+_\w|\w+\(|(?!with\b)[a-z]\w*\s*(?:[<>=!]=?|(?:and|or)\s[^:(]*(?:_\w|[<>=])|in \(|is (?:not )?null)"
)
"""A name with an underscore, a call, or a word and an operator."""
_CLAUSE = re.compile(r"[;:] |\. |, (?=with |which |while |in \d+ of )")

DOUBT_OUTCOMES: dict[str, tuple[str, str]] = {
    DoubtOutcome.HELD.value: ("held", "the finding stood up to it"),
    DoubtOutcome.BROKE.value: ("broke", "it changes the side, or the meaning, of the finding"),
    DoubtOutcome.SILENT.value: ("silent", "nothing to try it on; never counted as held"),
    DoubtOutcome.COULD_NOT_RUN.value: ("could not run", "the design cannot be fitted; never counted as held"),
}

LEANS: dict[str, str] = {
    Lean.FOR.value: "leans towards the statement",
    Lean.AGAINST.value: "leans against the statement",
    Lean.NEITHER.value: "leans neither way",
}

SORTS: dict[str, str] = {
    "record": "about the cases as they are: a complete count, which only definitions, coverage and coding can move",
    "tendency": "about what such cases do in general: needs an interval",
}

CITED_AS: dict[str, str] = {
    "success": "cited as a success",
    "failure": "cited as a failure",
    "applied": "cited as a case where it was applied",
    "not-applied": "cited as a case where it was not applied",
}

TREATED_ALONE = "Does not say whether intervening helped: interventions come at peaks of violence"
"""Stands beside every outcome of treated cases alone."""


def read_verdict(verdict: str) -> VerdictWord:
    """Which word and sign does this verdict of a report carry?

    A verdict that this version does not know is shown as it stands, without a sign.

    Examples
    --------
    >>> read_verdict("depends").sign, read_verdict("not-a-matter-of-record").word
    ('◐', 'not a matter of record')
    """
    known = _BY_ID.get(verdict)
    return known or VerdictWord(id="unknown", word=verdict.replace("-", " "), sign="·", says="")


def render_name(case: Mapping[str, Any]) -> str:
    """What is a case called? Its label, or its id where it has none.

    Examples
    --------
    >>> render_name({"id": "war:x-1999", "label": None}), render_name({"case": "war:x-1999"})
    ('war:x-1999', 'war:x-1999')
    """
    return str(case.get("label") or case.get("id") or case.get("case") or "unnamed")


def render_words(name: str) -> str:
    """How does the name of a column, choice or doubt read in a sentence?

    Examples
    --------
    >>> render_words("violence_ended"), render_words("leave-one-conflict-out")
    ('violence ended', 'leave one conflict out')
    """
    return name.replace("_", " ").replace("-", " ").strip()


def is_rule(text: str) -> bool:
    """Does this text begin with a rule or the name of a column? These are written as they are, never capitalised.

    Examples
    --------
    >>> is_rule("deaths_best >= 10000"), is_rule("humanitarian and year = 1999"), is_rule("in_group(entity, 'eu')")
    (True, True, True)
    >>> is_rule("with deaths = 100: 2 of 3"), is_rule("violence ended")
    (False, False)
    """
    return bool(_RULE.match(text))


def render_heading(text: str) -> str:
    """How does a text begin a line: with a capital, unless it is a rule?

    Examples
    --------
    >>> render_heading("violence ended"), render_heading("deaths_best >= 10000"), render_heading("")
    ('Violence ended', 'deaths_best >= 10000', '')
    """
    text = text.strip()
    return text if is_rule(text) else f"{text[:1].upper()}{text[1:]}"


def render_sentence(text: str) -> str:
    """How does a reason stand as a sentence: with a capital and an end?

    Examples
    --------
    >>> render_sentence("2 of 3 parts hold, 1 is undecided"), render_sentence("so?"), render_sentence("")
    ('2 of 3 parts hold, 1 is undecided.', 'So?', '')
    """
    text = render_heading(text)
    return f"{text}{'' if not text or text[-1] in '.?!…' else '.'}"


def render_short(text: str, most: int = 240) -> tuple[str, str]:
    """How does a reason stand in a line or two: its first clauses, and the rest, which is folded?

    Cut only where a clause ends outside brackets, so never within a figure or a name; a reason without such a
    place is not cut.

    Examples
    --------
    >>> render_short("1,000 killed: 2 of 3 (a; b); 400 more unknown; too few.", 40)
    ('1,000 killed: 2 of 3 (a; b);', '400 more unknown; too few.')
    >>> render_short("Violence ended within a year in 13 of 41", 20)
    ('Violence ended within a year in 13 of 41', '')
    """
    if len(text) <= most:
        return text, ""
    ends = [
        found.end()
        for found in _CLAUSE.finditer(text)
        if text.count("(", 0, found.start()) == text.count(")", 0, found.start())
    ]
    # A few words more are better than a fold at the first of them.
    cut = max((end for end in ends if end <= most), default=min(ends, default=0))
    return (text[:cut].rstrip(), text[cut:]) if 0 < cut < len(text) - 12 else (text, "")


def render_count(count: int, one: str, many: str = "") -> str:
    """How are so many of a thing written?

    Examples
    --------
    >>> render_count(1, "case"), render_count(0, "case"), render_count(1200, "country", "countries")
    ('1 case', '0 cases', '1,200 countries')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def render_ordinal(number: int) -> str:
    """How is a place in an order written?

    Examples
    --------
    >>> [render_ordinal(number) for number in (1, 2, 13, 23)]
    ['1st', '2nd', '13th', '23rd']
    """
    tail = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{tail}"


def render_list(items: list[str]) -> str:
    """How are several things written in a sentence?

    Examples
    --------
    >>> render_list(["a"]), render_list(["a", "b", "c"]), render_list([])
    ('a', 'a, b and c', '')
    """
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"
