"""Text that any reader takes: one line, names that are safe and differ, JSON that can stand in a page."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

LONGEST_NAME = 80
"""Long enough to recognise, short enough for every file system."""

_DROPPED = {"Cc", "Cs"}  # control characters, and halves of characters that no file can hold
_NO_CHARACTERS = "\ufffe\uffff"
_IN_A_PAGE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def render_line(text: object) -> str:
    r"""How does this text read on one line, without control characters?

    Examples
    --------
    >>> render_line(" two\nlines\x00 ")
    'two lines'
    """
    kept = "".join(
        sign
        for sign in str(text)
        if sign.isspace() or (unicodedata.category(sign) not in _DROPPED and sign not in _NO_CHARACTERS)
    )
    return " ".join(kept.split())


def render_json(value: Any) -> str:
    r"""The value as JSON that may stand between script tags.

    Signs that could end a script or start a comment occur inside JSON strings only, so they can be written
    as escapes without a change of meaning.

    Examples
    --------
    >>> print(render_json("</script>").strip())
    "\u003c/script\u003e"
    """
    text = json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False)
    for sign, escape in _IN_A_PAGE.items():
        text = text.replace(sign, escape)
    return text + "\n"


def build_names(words: Sequence[str], *, lower: bool = False) -> list[str]:
    """Which names of plain letters stand for these words, no two alike even to a reader that folds case?

    Parameters
    ----------
    words
        What is to be named, in order; the same word twice makes two names.
    lower
        Whether only small letters may occur.

    Returns
    -------
    list of str
        As many names as words.

    Examples
    --------
    >>> build_names(["a b", "A-b", "../../etc", "…"], lower=True)
    ['a-b', 'a-b-2', 'etc', 'x']
    """
    names: list[str] = []
    taken: set[str] = set()
    for word in words:
        plain = re.sub(r"[^A-Za-z0-9._-]+", "-", word.lower() if lower else word)
        stem = plain.strip("-._")[:LONGEST_NAME] or "x"
        name, number = stem, 1
        while name.lower() in taken:
            number += 1
            name = f"{stem}-{number}"
        taken.add(name.lower())
        names.append(name)
    return names


def read_title(report: Mapping[str, Any]) -> str:
    """What is the argument called?

    Examples
    --------
    >>> read_title({"argument": {"title": " The precedent"}}), read_title({"argument": {"title": ""}})
    ('The precedent', 'Argument')
    """
    return render_line(report["argument"]["title"]) or "Argument"


def read_says(statement: Mapping[str, Any]) -> str:
    """What does a statement say, in its own words or in those of its parts?

    Examples
    --------
    >>> read_says({"id": "8", "says": "", "parts": [{"says": "peace followed"}, {"says": ""}]})
    'peace followed'
    >>> read_says({"id": "8", "says": "", "parts": []})
    'Statement 8'
    """
    own = render_line(statement.get("says") or "")
    parts = [render_line(part.get("says") or "") for part in statement.get("parts", ())]
    return own or "; ".join(part for part in parts if part) or f"Statement {render_line(statement['id'])}"


def read_address(text: object) -> str:
    """The text where it is a web address, else nothing: no other address leaves the report.

    Examples
    --------
    >>> read_address("https://example.org/a"), read_address("javascript:alert(1)"), read_address(None)
    ('https://example.org/a', '', '')
    """
    return text if isinstance(text, str) and re.fullmatch(r"https?://[^\s<>\"]+", text) else ""
