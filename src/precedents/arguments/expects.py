"""What may each kind of statement expect, and what does it expect when it does not say?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from precedents.core.errors import did_you_mean
from precedents.core.expectation import FORMS, WORDS, Expectation, mirror, read_expectation

__all__ = ["KINDS_EXPECT", "KindExpects", "in_words", "mirror", "read_expectation", "try_expectation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class KindExpects:
    """What a kind may expect.

    ``words`` and ``forms`` are those that it knows; ``default`` is meant where nothing is said, None where
    something must be; ``sort`` is about the cases as they are (record) or about what such cases do
    (tendency). ``most`` bounds its numbers (shares lie between 0 and 1).
    """

    words: tuple[str, ...]
    forms: tuple[str, ...]
    default: str | None
    sort: str
    most: float | None = None


KINDS_EXPECT: Mapping[str, KindExpects] = {
    "fact": KindExpects(words=("any", "none"), forms=tuple(FORMS), default=None, sort="record"),
    "sequence": KindExpects(words=("before", "after"), forms=(), default="before", sort="record"),
    "magnitude": KindExpects(
        words=("more", "fewer", "alike", "unlike"), forms=tuple(FORMS), default="more", sort="record"
    ),
    "aftermath": KindExpects(words=("none", "any"), forms=tuple(FORMS), default="none", sort="record"),
    "base-rate": KindExpects(
        words=("most", "few", "none", "any", "all", "not-all"),
        forms=tuple(FORMS),
        default="most",
        sort="tendency",
        most=1.0,
    ),
    "trend": KindExpects(words=("any", "none"), forms=(), default="any", sort="tendency"),
    "selectivity": KindExpects(
        words=("most", "few", "none", "any", "all", "not-all"),
        forms=tuple(FORMS),
        default="few",
        sort="tendency",
        most=1.0,
    ),
    "analogy": KindExpects(words=("alike", "unlike"), forms=(), default="alike", sort="record"),
    "a-fortiori": KindExpects(
        words=("most", "few"),
        forms=("at_most", "more_than", "at_least", "less_than", "between", "outside"),
        default="most",
        sort="tendency",
        most=1.0,
    ),
    "effect": KindExpects(
        words=("fewer", "more", "unlike", "alike"), forms=(), default="fewer", sort="tendency"
    ),
    "pathway": KindExpects(words=("unlike", "alike"), forms=(), default="unlike", sort="tendency"),
    "forecast": KindExpects(words=(), forms=(), default=None, sort="tendency"),
    "normative": KindExpects(words=(), forms=(), default=None, sort="record"),
}
"""The vocabulary of every kind. A fact that counts rows expects `any` where it does not say."""


def in_words(expectation: Expectation) -> str:
    """How an expectation reads."""
    return expectation.in_words()


def try_expectation(kind: str, expectation: Expectation) -> str | None:
    """Does the kind know this expectation? If not, what to write instead.

    Parameters
    ----------
    kind
        A kind of :data:`KINDS_EXPECT`.
    expectation
        What is expected. Values that stand for a choice are not judged.

    Returns
    -------
    str or None
        What is wrong, to follow the word `expects`; None when nothing is.

    Examples
    --------
    >>> try_expectation("sequence", read_expectation("most"))
    'is one of before, after in a sequence, not most.'
    >>> try_expectation("base-rate", read_expectation({"at_least": 75}))
    'is about a share, which lies between 0 and 1: write 0.75 for 75 percent'
    """
    known = KINDS_EXPECT[kind]
    if not known.words:
        return f"says nothing in a {kind} part: leave it out"
    called = f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"
    given = expectation.form if expectation.form in WORDS else ""
    alone = expectation.form == "equals" and isinstance(expectation.values[0], str)
    if alone and not expectation.choices and kind != "fact":
        # A word with a slip of the pen reads as a text to be equal to.
        given = str(expectation.values[0])
    numbers = f", or a table with one of {', '.join(known.forms)}" if known.forms else ""
    if given and given not in known.words:
        return f"is one of {', '.join(known.words)}{numbers} in {called}, not {given}.{did_you_mean(given, known.words)}"
    if expectation.form not in WORDS and expectation.form not in known.forms:
        return f"is one of {', '.join(known.words)}{numbers} in {called}, not one exact value"
    return _try_numbers(kind, known, expectation)


def _try_numbers(kind: str, known: KindExpects, expectation: Expectation) -> str | None:
    if kind == "fact":
        return None
    for value in expectation.values:
        if isinstance(value, str) and value[1:] in expectation.choices:
            continue
        if isinstance(value, bool) or not isinstance(value, int | float):
            return f"needs numbers in a {kind}"
        if known.most is not None and not 0 <= value <= known.most:
            share = f"{value / 100:g}" if 1 < value <= 100 else "0.5"
            return (
                "is about a share, which lies between 0 and 1: write "
                f"{share} for {100 * float(share):g} percent"
            )
    return None
