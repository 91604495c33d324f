"""Seven statements about countries that do not exist, one of each verdict."""

from __future__ import annotations

from typing import Any

from fictional_cases import CITED, SOURCES


def _doubts() -> list[dict[str, Any]]:
    return [
        {
            "id": "leave-one-conflict-out",
            "outcome": "held",
            "says": "leaving out any one of 10 conflicts leaves the answer on its side",
            "critical": True,
        },
        {
            "id": "unknown-outcomes",
            "outcome": "held",
            "says": "whatever the 1 unknown outcome is, the share stays on its side of 50%",
            "critical": False,
        },
        {
            "id": "vintage",
            "outcome": "silent",
            "says": "the record holds no older edition of this source",
            "critical": True,
        },
        {
            "id": "without-the-cited",
            "outcome": "broke",
            "says": "without the cited cases 2 of 8 ended (25%)",
            "critical": False,
        },
    ]


def finding(number: str, **changes: Any) -> dict[str, Any]:
    base: dict[str, Any] = {
        "id": f"{number}.1.1",
        "kind": "fact",
        "label": "The record has the operation from 30 Aug 1995 to 20 Sep 1995, from the air alone",
        "value": True,
        "low": None,
        "high": None,
        "unit": "",
        "n": None,
        "method": "look-up of one case",
        "leans": "for",
        "decides": True,
        "sources": [SOURCES[0]],
        "rows": [{"case": CITED[0], "start": "1995-08-30", "start_precision": "day", "air_only": True}],
        "doubts": [
            {
                "id": "another-source",
                "outcome": "held",
                "says": "the same by fiction-deaths-2.1",
                "critical": True,
            }
        ],
    }
    return base | changes


def part(kind: str, verdict: str, because: str, findings: list[str], **changes: Any) -> dict[str, Any]:
    base: dict[str, Any] = {
        "kind": kind,
        "says": "",
        "sort": "record",
        "expects": "any",
        "verdict": verdict,
        "because": because,
        "choice": "",
        "class": None,
        "findings": findings,
    }
    return base | changes


def statement(
    number: str, says: str, verdict: str, because: str, parts: list[dict[str, Any]], **changes: Any
) -> dict[str, Any]:
    base: dict[str, Any] = {
        "id": number,
        "says": says,
        "kinds": list(dict.fromkeys(each["kind"] for each in parts)),
        "verdict": verdict,
        "because": because,
        "premises": [],
        "omitted": [],
        "parts": parts,
        "findings": [],
    }
    return base | changes


def build_statements(cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    members = [case for case in cases if case["in"]]
    known = [case for case in members if case["outcomes"]["violence_ended"] is not None]
    ended = sum(case["outcomes"]["violence_ended"] for case in known)
    omitted = [case["id"] for case in members if not case["cited"]]
    share = finding(
        "2",
        kind="base-rate",
        label=f"Violence ended within twelve months in {ended} of {len(known)} humanitarian interventions since 1990",
        value=ended / len(known) if known else None,
        low=0.21,
        high=0.72,
        unit="share of cases",
        n=len(known),
        method="Wilson interval, n over the design effect of clustering by conflict, t on 9 degrees of freedom",
        leans="against",
        rows=[
            {"case": case["id"], "label": case["label"], "violence_ended": case["outcomes"]["violence_ended"]}
            for case in members
        ],
        doubts=_doubts(),
    )
    rank = finding(
        "2",
        id="2.1.2",
        kind="base-rate",
        label="Drawn at random from the class, three cases would all be among those that ended in 4.8 % of draws",
        value=0.048,
        unit="probability",
        n=len(known),
        method="hypergeometric, by case",
        leans="neither",
        decides=False,
        rows=[],
        doubts=[],
    )
    before = finding(
        "3",
        kind="sequence",
        label="The agreement of Arvania came 3 years and 7 months before the intervention in Borduria began",
        value=-1219,
        unit="days",
        leans="against",
        sources=list(SOURCES),
        rows=[
            {"first": "1999-03-24", "then": "1995-11-21", "first_precision": "day", "then_precision": "day"}
        ],
    )
    after = finding(
        "3",
        id="3.2.1",
        kind="aftermath",
        label="No conflict with 25 deaths a year began in Arvania within ten years of the end",
        value=0,
        unit="onsets",
        n=1,
        sources=list(SOURCES),
        rows=[],
    )
    ratio = finding(
        "4",
        kind="magnitude",
        label="The given figure is 2.1 times the yearly deaths in Cascadia",
        value=2.1,
        low=0.7,
        high=4.4,
        unit="times",
        leans="neither",
        sources=["fiction-deaths-2.1"],
        doubts=[
            {
                "id": "low-and-high-estimates",
                "outcome": "broke",
                "says": "within the sources' own bounds the answer can be the other",
                "critical": True,
            },
            {
                "id": "vintage",
                "outcome": "could-not-run",
                "says": "the older edition lacks 2011",
                "critical": True,
            },
        ],
    )
    return [
        statement(
            "1",
            "In 1995 an air campaign was flown in Arvania.",
            "supported",
            "The record has it: from the air alone, 30 Aug to 20 Sep 1995.",
            [part("fact", "supported", "The record has it.", ["1.1.1"])],
            findings=[finding("1")],
        ),
        statement(
            "2",
            "Such interventions end the killing.",
            "contradicted",
            f"Violence ended within a year in {ended} of {len(known)}; most was expected.",
            [
                part(
                    "base-rate",
                    "contradicted",
                    "Most was expected; the whole interval lies below half.",
                    ["2.1.1", "2.1.2"],
                    says="most humanitarian interventions since 1990 ended the violence within a year",
                    expects="most",
                    **{"class": "humanitarian"},
                )
            ],
            omitted=omitted,
            findings=[share, rank],
        ),
        statement(
            "3",
            "The campaigns brought the agreement, and peace followed.",
            "depends",
            "One part holds and one does not.",
            [
                part("sequence", "contradicted", "The agreement came first.", ["3.1.1"], expects="before"),
                part(
                    "aftermath",
                    "supported",
                    "None began within ten years, at any threshold.",
                    ["3.2.1"],
                    says="no new conflict followed",
                    expects="none",
                ),
            ],
            findings=[before, after],
        ),
        statement(
            "4",
            "The killing was larger than in Cascadia.",
            "undecided",
            "The sources’ own bounds allow both.",
            [
                part(
                    "magnitude",
                    "undecided",
                    "A critical doubt broke: low and high estimates.",
                    ["4.1.1"],
                    expects="more",
                    choice="deaths",
                )
            ],
            findings=[ratio],
        ),
        statement(
            "5",
            "State-sponsored crime in Borduria is documented.",
            "outside-the-record",
            "No table speaks for it. Needed: state-sponsored crime, by year.",
            [part("fact", "outside-the-record", "No table speaks for it.", [])],
        ),
        statement(
            "6",
            "It ought to be done again.",
            "not-a-matter-of-record",
            "A judgement of value; it rests on 2 and 4.",
            [part("normative", "not-a-matter-of-record", "A judgement of value.", [])],
            premises=["2", "4"],
        ),
        statement(
            "7",
            "Borduria will be next.",
            "forecast",
            "About the future.",
            [part("forecast", "forecast", "About the future.", [])],
        ),
    ]
