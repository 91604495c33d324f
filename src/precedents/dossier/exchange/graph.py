"""The argument as a graph: what rests on what, what the record brings for and against it, what broke.

The formats of argument maps (Argdown, AIF) are two ways of writing this one graph. The author's own
inferences are kept whatever the verdicts are: a premise that the record contradicts is still a premise; what
contradicts it is a finding.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from precedents.dossier.directory import build_directory
from precedents.dossier.exchange.plain import build_names, read_says, read_title, render_line
from precedents.dossier.words import render_words

PRECEDENT = "Argument from Precedent"
DEFAULT = "Default Inference"
SCHEMES: Mapping[str, str] = {
    "base-rate": "Argument from Example",
    "aftermath": "Argument from Example",
    "pathway": "Argument from Example",
    "a-fortiori": "Argument from Precedent",
    "analogy": "Argument from Analogy",
    "effect": "Argument from Cause to Effect",
}
"""Walton's scheme of the author's inference to a statement, by its kind; else the default scheme."""

_CITED = {
    "success": "{} was a success.",
    "failure": "{} was a failure.",
    "applied": "{} is a case where it was applied.",
    "not-applied": "{} is a case where it was not applied.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Something the author says: the conclusion, a statement, a part of one, or what a case is cited as.

    ``tag`` is the verdict of a statement or part, and ``cited`` for a case; empty for the conclusion.
    """

    key: str
    title: str
    says: str
    tag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inference:
    """The author's step from claims to a claim, by their keys."""

    premises: tuple[str, ...]
    conclusion: str
    scheme: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A finding that leans, or that a doubt broke; ``about`` is the key of the claim it bears on."""

    key: str
    title: str
    says: str
    about: str
    leans: str
    decides: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenDoubt:
    """A doubt that broke; ``against`` is the key of the finding that it broke."""

    key: str
    title: str
    says: str
    critical: bool
    against: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountingAnswer:
    """A critical question whose answer counts against the argument.

    ``against`` is the key of the cited case that it is about, or ``c``: then it counts against the step from the
    precedents to the conclusion.
    """

    says: str
    against: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """All of it; claims in the order of the report, the conclusion first."""

    claims: tuple[Claim, ...]
    inferences: tuple[Inference, ...]
    evidence: tuple[Evidence, ...]
    doubts: tuple[BrokenDoubt, ...]
    answers: tuple[CountingAnswer, ...] = ()


def build_graph(report: Mapping[str, Any]) -> Graph:
    """What rests on what in this report?

    The conclusion rests on the cited cases and on every statement that is no other statement's premise.

    Parameters
    ----------
    report
        The report.

    Returns
    -------
    Graph
        Keys and titles go by position and id, so that no text of the report can make one.
    """
    argument, statements = report["argument"], report["statements"]
    conclusion = render_line(argument.get("says") or "") or read_title(report)
    cited = list(_build_cited(report))
    names = build_names([str(each["id"]) for each in statements])
    keys = {str(each["id"]): f"s{place}" for place, each in enumerate(statements, start=1)}
    used = {premise for each in statements for premise in each["premises"] if premise != each["id"]}
    tops = [key for statement_id, key in keys.items() if statement_id not in used]

    claims = [Claim(key="c", title="Conclusion", says=conclusion, tag=""), *cited]
    inferences = [
        Inference(
            premises=(*(claim.key for claim in cited), *tops),
            conclusion="c",
            scheme=PRECEDENT if cited else DEFAULT,
        )
    ]
    evidence: list[Evidence] = []
    doubts: list[BrokenDoubt] = []
    for statement, name in zip(statements, names, strict=True):
        key = keys[str(statement["id"])]
        title = f"Statement {name}"
        claims.append(Claim(key=key, title=title, says=read_says(statement), tag=statement["verdict"]))
        parts = _build_parts(statement, key, title)
        claims.extend(parts)
        premises = [keys[each] for each in statement["premises"] if each in keys and keys[each] != key]
        inferences.extend(
            Inference(premises=tuple(rests_on), conclusion=key, scheme=_read_scheme(statement))
            for rests_on in (premises, [part.key for part in parts])
            if rests_on
        )
        about = parts or [claims[-1]] * len(statement["parts"])
        _read_findings(statement, name, [claim.key for claim in about], evidence, doubts)
    return Graph(
        claims=tuple(claims),
        inferences=tuple(inferences),
        evidence=tuple(evidence),
        doubts=tuple(doubts),
        answers=tuple(_read_answers(report)),
    )


def _read_answers(report: Mapping[str, Any]) -> Iterator[CountingAnswer]:
    """The critical questions answered with “no”: each is put so that this counts against the argument."""
    places = {
        str(cite["case"]): f"k{place}" for place, cite in enumerate(report["argument"]["cites"], start=1)
    }
    for each in report.get("critical_questions") or ():
        if each["answer"] == "no":
            says = f"Critical question. {each['question']} No: {each['because']}"
            yield CountingAnswer(says=render_line(says), against=places.get(str(each.get("about")), "c"))


def _build_cited(report: Mapping[str, Any]) -> Iterator[Claim]:
    cites = report["argument"]["cites"]
    names = build_names([str(cite["name"]) for cite in cites])
    directory = build_directory(report)
    for place, (cite, name) in enumerate(zip(cites, names, strict=True), start=1):
        says = _CITED.get(cite["as"], "{} is cited.").format(render_line(directory.case(cite["case"])))
        yield Claim(key=f"k{place}", title=f"Cited {name}", says=says, tag="cited")


def _build_parts(statement: Mapping[str, Any], key: str, title: str) -> list[Claim]:
    """The parts as claims of their own, unless there is one alone that says nothing more."""
    parts = statement["parts"]
    if len(parts) == 1 and render_line(parts[0].get("says") or "") in ("", read_says(statement)):
        return []
    return [
        Claim(
            key=f"{key}.{place}",
            title=f"{title}, part {place}",
            says=render_line(part.get("says") or "") or _read_expected(part),
            tag=part["verdict"],
        )
        for place, part in enumerate(parts, start=1)
    ]


def _read_expected(part: Mapping[str, Any]) -> str:
    """What a part that has no words of its own asks for."""
    kind = render_words(part["kind"]).capitalize()
    return render_line(f"{kind}, expected: {part['expects']}" if part["expects"] else kind) or "A part."


def _read_scheme(statement: Mapping[str, Any]) -> str:
    return next((SCHEMES[kind] for kind in statement["kinds"] if kind in SCHEMES), DEFAULT)


def _read_findings(
    statement: Mapping[str, Any],
    name: str,
    about: Sequence[str],
    evidence: list[Evidence],
    doubts: list[BrokenDoubt],
) -> None:
    """What bears on each part: a finding that leans neither way and stood up to its doubts bears on none."""
    by_id = {str(finding["id"]): finding for finding in statement["findings"]}
    for claim, part in zip(about, statement["parts"], strict=True):
        for finding in (by_id[each] for each in part["findings"] if each in by_id):
            broken = [doubt for doubt in finding["doubts"] if doubt["outcome"] == "broke"]
            if finding["leans"] == "neither" and not broken:
                continue
            place = len(evidence) + 1
            evidence.append(
                Evidence(
                    key=f"f{place}",
                    title=f"Finding {place} on statement {name}",
                    says=render_line(finding["label"]) or render_line(finding["method"]) or "A finding.",
                    about=claim,
                    leans=finding["leans"],
                    decides=finding["decides"],
                )
            )
            for doubt in broken:
                number = len(doubts) + 1
                doubts.append(
                    BrokenDoubt(
                        key=f"d{number}",
                        title=f"Doubt {number} on finding {place}",
                        says=render_line(f"{render_words(doubt['id']).capitalize()}: {doubt['says']}"),
                        critical=doubt["critical"],
                        against=f"f{place}",
                    )
                )
