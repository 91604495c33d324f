"""The sources of the record as BibTeX.

Citations that are BibTeX already keep their entries, with keys that differ; an entry that several sources share is
written once. Other citations become a ``@misc`` whose text TeX reads as plain words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from precedents.dossier.exchange.plain import build_names, read_address, render_line

FILE = "sources.bib"

_HEAD = re.compile(r"@(\w+)\s*\{\s*([^\s,{}]+)\s*,")
_NOT_ENTRIES = {"comment", "preamble", "string"}  # they change how a whole file is read
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "#$%&_"},
}


def escape_tex(text: object) -> str:
    r"""How is this text written so that TeX prints it as it stands, with balanced braces?

    Examples
    --------
    >>> print(escape_tex("R&D_50% {x"))
    R\&D\_50\% \textbraceleft{}x
    """
    return "".join(_TEX.get(sign, sign) for sign in render_line(text))


def read_entries(citation: str) -> list[tuple[str, str, str]]:
    r"""Which BibTeX entries does a citation hold?

    Parameters
    ----------
    citation
        BibTeX, or a reference in plain words.

    Returns
    -------
    list of (type, key, fields)
        Empty when the citation is not BibTeX, or its braces do not match.

    Examples
    --------
    >>> read_entries("@misc{doe2020,\n  title = {A {T}est},\n}")
    [('misc', 'doe2020', 'title = {A {T}est},')]
    >>> read_entries("Doe (2020). A test."), read_entries("@misc{doe, title = {A}")
    ([], [])
    """
    entries = []
    head = _HEAD.search(citation)
    while head is not None:
        depth, end = 1, head.end()
        while depth and end < len(citation):
            depth += {"{": 1, "}": -1}.get(citation[end], 0)
            end += 1
        if depth:
            return []
        if head[1].lower() not in _NOT_ENTRIES:
            entries.append((head[1].lower(), head[2], citation[head.end() : end - 1].strip()))
        head = _HEAD.search(citation, end)
    return entries


def _build_entry(source: Mapping[str, Any]) -> tuple[str, str, str]:
    """An entry for a source whose citation is plain words."""
    fields = {
        "title": f"{{{escape_tex(source['title'])}}}",
        "howpublished": escape_tex(source.get("publisher") or ""),
        "version": escape_tex(source.get("version") or ""),
        # Read as it stands by \url, so only the signs that would end the field are changed.
        "url": re.sub(r"[{}\\]", lambda sign: f"%{ord(sign[0]):02X}", read_address(source.get("url"))),
        "note": escape_tex(source.get("citation") or ""),
    }
    lines = [f"{name} = {{{value}}}," for name, value in fields.items() if value]
    return "misc", str(source["id"]), "\n  ".join(lines)


def render_bibtex(report: Mapping[str, Any]) -> dict[str, str]:
    """How are the sources of this report cited?

    Parameters
    ----------
    report
        The report.

    Returns
    -------
    dict of str to str
        ``sources.bib``, a line with the ids of its sources above each entry; nothing where there is no source.
    """
    users: dict[tuple[str, str, str], list[str]] = {}
    for source in report["record"]["sources"]:
        for entry in read_entries(source.get("citation") or "") or [_build_entry(source)]:
            users.setdefault(entry, []).append(str(source["id"]))
    return {FILE: "\n".join(_render_entries(users))} if users else {}


def _render_entries(users: Mapping[tuple[str, str, str], list[str]]) -> Iterator[str]:
    keys = build_names([key for _, key, _ in users])
    for ((kind, _, fields), ids), key in zip(users.items(), keys, strict=True):
        yield f"% {', '.join(build_names(ids))}\n@{kind}{{{key},\n  {fields}\n}}\n"
