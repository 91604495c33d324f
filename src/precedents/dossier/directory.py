"""Who is who on the page: names of cases, numbers of sources, anchors of statements, words of columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from precedents.dossier.words import render_name, render_words

Report = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """What the fragments of one page share.

    ``choices`` holds the names of the argument's choices, ``says`` words for columns and outcomes, where the report has a ``dictionary``.
    """

    cases: Mapping[str, str]
    sources: Mapping[str, int]
    statements: Mapping[str, str]
    classes: Mapping[str, Mapping[str, Any]]
    class_anchors: Mapping[str, str]
    says: Mapping[str, str]
    choices: tuple[str, ...]
    effect: str

    def case(self, case_id: str) -> str:
        """The name that people use for a case; its id where the report names it nowhere."""
        return self.cases.get(case_id, case_id)

    def column(self, name: str) -> str:
        """A column or outcome in words."""
        return self.says.get(name) or render_words(name)

    def cite_sources(self, ids: Sequence[Any] | None) -> list[dict[str, Any]]:
        """The numbers under which sources stand in the list of sources; an unknown id keeps its name."""
        named = dict.fromkeys(str(each) for each in ids or () if each)
        numbered = [{"id": each, "number": self.sources.get(each)} for each in named]
        return sorted(numbered, key=lambda source: (source["number"] is None, source["number"] or 0))


def build_directory(report: Report) -> Directory:
    """Who is who in this report?

    Parameters
    ----------
    report
        The report.

    Returns
    -------
    Directory
        Anchors go by position, so no text of a report can make one.
    """
    argument = report.get("argument", {})
    classes = list(report.get("classes", ()))
    statements = list(report.get("statements", ()))
    cases = {str(case["id"]): render_name(case) for each in classes for case in each.get("cases", ())}
    for cite in argument.get("cites", ()):
        if cite.get("label"):
            cases[str(cite["case"])] = str(cite["label"])
    dictionary = report.get("dictionary") or {}
    effect = next(
        (
            f"s{number}"
            for number, statement in enumerate(statements, start=1)
            if any(part.get("kind") == "effect" for part in statement.get("parts", ()))
        ),
        "",
    )
    return Directory(
        cases=cases,
        sources={
            str(source["id"]): number
            for number, source in enumerate(report.get("record", {}).get("sources", ()), start=1)
        },
        statements={str(each["id"]): f"s{number}" for number, each in enumerate(statements, start=1)},
        classes={str(each["id"]): each for each in classes},
        class_anchors={str(each["id"]): f"c{number}" for number, each in enumerate(classes, start=1)},
        says={str(name): str((entry or {}).get("says") or "") for name, entry in dictionary.items()},
        choices=tuple(map(str, argument.get("choices") or ())),
        effect=effect,
    )
