"""What was argued, by whom, and what came out, in one paragraph each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from precedents.dossier.directory import Directory
from precedents.dossier.links import read_link
from precedents.dossier.words import VERDICTS, read_verdict, render_count, render_list

_OUTCOMES = {
    "supported": ("the record supports {n}", ""),
    "contradicted": ("the record contradicts {n}", ""),
    "depends": ("{n} depends on a definition or holds in part", "{n} depend on a definition or hold in part"),
    "undecided": ("{n} is undecided", "{n} are undecided"),
    "outside-the-record": ("{n} lies outside the record", "{n} lie outside the record"),
    "not-a-matter-of-record": ("{n} is not a matter of record", "{n} are not a matter of record"),
    "forecast": ("{n} is a forecast", "{n} are forecasts"),
}
_PAGE = {
    "editor": "Editor",
    "alternatives_by": "Alternatives declared by",
    "locked": "Definitions locked",
    "reply": "Reply of the author",
    "reply_date": "Date of the reply",
    "corrections": "Corrections",
    "funding": "Funding",
    "interests": "Interests",
    "machine_help": "Help by machines",
}


def render_outcome(counts: Mapping[str, int]) -> str:
    """What came out, in one sentence?

    Examples
    --------
    >>> render_outcome({"supported": 2, "depends": 1, "contradicted": 3})
    'Of 6 statements, the record supports 2; the record contradicts 3; 1 depends on a definition or holds in part.'
    """
    total = sum(counts.values())
    if not total:
        return "It makes no statement."
    said = []
    for verdict, (one, many) in _OUTCOMES.items():
        if n := counts.get(verdict, 0):
            said.append((one if n == 1 or not many else many).format(n=n))
    said += [f"{n} {read_verdict(other).word}" for other, n in counts.items() if other not in _OUTCOMES]
    return f"Of {render_count(total, 'statement')}, {'; '.join(said)}."


def build_header(report: Mapping[str, Any], directory: Directory) -> dict[str, Any]:
    """What was argued, by whom, and what came out?

    Parameters
    ----------
    report, directory
        The report, and who is who in it.

    Returns
    -------
    dict
        For ``header.html.j2``: texts of the argument under ``argument``, the program's own beside it.
    """
    argument = report["argument"]
    source = argument.get("source") or {}
    counts = Counter(str(statement["verdict"]) for statement in report.get("statements", ()))
    cites = argument.get("cites") or [{"case": case} for case in argument.get("cited", ())]
    page = argument.get("page") or {}
    return {
        "title": argument.get("title") or argument["id"],
        "says": argument.get("says") or "",
        "author": source.get("author") or "",
        "published": [str(source[key]) for key in ("title", "outlet", "date") if source.get(key)],
        "link": read_link(source.get("link")),
        "link_text": source.get("link") or "",
        "target": argument.get("target_label") or argument.get("target") or "",
        "cases": [
            {"name": directory.case(str(cite["case"])), "anchor": f"k{i}"} for i, cite in enumerate(cites, 1)
        ],
        "outcome": render_outcome(counts),
        # The third sentence of the summary: the class to which the cited cases belong.
        "share": next(iter(list(report.get("summary") or ())[2:]), ""),
        "counts": [{"word": word, "n": counts[word.id]} for word in VERDICTS if counts.get(word.id)],
        "page": [
            (label, page[key] if isinstance(page[key], list) else [page[key]])
            for key, label in _PAGE.items()
            if page.get(key)
        ],
        "ids": [
            ("argument", str(argument.get("sha256") or "")[:12]),
            ("record", str(report.get("record", {}).get("id") or "")[:12]),
            ("seed", str(report.get("seed") or 0)),
            ("program", render_program(report)),
        ],
        "kinds": render_list(
            sorted({kind for each in report.get("statements", ()) for kind in each["kinds"]})
        ),
    }


def render_program(report: Mapping[str, Any]) -> str:
    """Which program, at which version, made the report?"""
    program = report.get("program") or {}
    return f"{program.get('name') or 'precedents'} {program.get('version') or ''}".strip()
