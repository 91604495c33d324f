"""Of which conditions, all of which must hold, is a definition made?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from precedents.core.predicate_words import Word


def split_conjuncts(text: str, words: Sequence[Word]) -> tuple[str, ...]:
    """Which conditions does a definition join with ``and``, brackets around the whole taken off?

    Parameters
    ----------
    text
        The definition.
    words
        Its words (:attr:`precedents.core.predicates.Predicate.words`).

    Returns
    -------
    tuple of str
        Pieces of the text in order, each a definition of its own; together they say what the whole says, also
        of rows for which one of them is unknown. None for ``true``.

    Examples
    --------
    >>> from precedents.core.predicates import read_predicate
    >>> rule = read_predicate("(a and (b or c)) and d between 1 and 2",
    ...     columns={"a": "flag", "b": "flag", "c": "flag", "d": "number"})
    >>> split_conjuncts(rule.text, rule.words)
    ('a', 'b or c', 'd between 1 and 2')
    """
    words = _strip(words)
    if len(words) == 1 and words[0].role == "flag" and words[0].value is True:
        return ()
    pieces = list(_cut(words))
    if len(pieces) == 1:
        return (text[words[0].offset : words[-1].offset + len(words[-1].text)],)
    return tuple(part for piece in pieces for part in split_conjuncts(text, piece))


def _strip(words: Sequence[Word]) -> Sequence[Word]:
    """Without brackets that open before everything and close after everything."""
    while len(words) > 2 and words[0].text == "(" and _closes(words) == len(words) - 1:
        words = words[1:-1]
    return words


def _closes(words: Sequence[Word]) -> int:
    depth = 0
    for place, word in enumerate(words):
        depth += {"(": 1, ")": -1}.get(word.text, 0) if word.role == "sign" else 0
        if depth == 0:
            return place
    return -1


def _cut(words: Sequence[Word]) -> Iterator[Sequence[Word]]:
    """The stretches between the outermost ``and``s; the whole where an outermost ``or`` binds them weaker."""
    depth, ranges, cuts = 0, 0, []
    for place, word in enumerate(words):
        if word.role == "sign":
            depth += {"(": 1, ")": -1}.get(word.text, 0)
        if depth or word.role != "keyword":
            continue
        if word.text == "or":
            yield words
            return
        if word.text == "between":
            ranges += 1
        elif word.text == "and" and ranges:
            ranges -= 1  # the one that belongs to a range
        elif word.text == "and":
            cuts.append(place)
    start = 0
    for cut in [*cuts, len(words)]:
        yield words[start:cut]
        start = cut + 1
