"""Reports about countries that do not exist, in the shape of the contract, for tests of the page."""

from __future__ import annotations

import hashlib
from typing import Any

# Fictional, all of them: name, entity, start, end, violence ended, deaths per day before and during, conflict.
CASES: tuple[tuple[str, str, str, str | None, bool | None, float | None, float | None, str], ...] = (
    ("Arvania 1993", "ARV", "1993-04-12", "1995-08-29", False, 22.4, 20.1, "arvania"),
    ("Arvania 1995", "ARV", "1995-08-30", "1995-11-21", True, 20.1, 6.3, "arvania"),
    ("Borduria 1999", "BOR", "1999-03-24", "1999-06-10", True, 4.8, 28.2, "borduria"),
    ("Cascadia 2011", "CAS", "2011-03-19", "2011-10-23", True, 88.0, 54.4, "cascadia"),
    ("Deltora 1991", "DEL", "1991-04-07", "1997-11-10", False, 310.5, 0.9, "deltora-north"),
    ("Deltora (marshes) 1992", "DEL", "1992-08-27", "1996-12-31", False, None, None, "deltora-south"),
    ("Elbonia 1999", "ELB", "1999-09-20", "1999-11-22", True, 61.0, 0.0, "elbonia"),
    ("Freedonia 2003", "FRE", "2003-07-24", "2003-08-13", True, 0.4, 0.0, "freedonia"),
    ("Gondal 2007", "GON", "2007-12-31", None, False, 35.0, 8.2, "gondal"),
    ("Hav 2002", "HAV", "2002-09-22", "2005-04-06", False, 12.0, 1.7, "hav"),
    ("Hav 2011", "HAV", "2011-04-01", "2011-07-11", False, 31.0, 14.0, "hav"),
    ("Ixania 2013", "IXA", "2013-01-11", None, None, None, 9.6, "ixania"),
)
OUT: tuple[tuple[str, str, str, str | None, str], ...] = (
    ("Jamal 1979", "JAM", "1979-01-21", "1979-06-03", "does not fit: humanitarian and start_year >= 1990"),
    ("Kinakuta 1998", "KIN", "1998-08-02", "2003-07-01", "does not fit: humanitarian and start_year >= 1990"),
    ("Latveria 2001", "LAT", "2001-10-07", None, "does not fit: humanitarian and start_year >= 1990"),
    ("Molvania 1987", "MOL", "1987-07-30", "1990-03-20", "does not fit: humanitarian and start_year >= 1990"),
)
CITED = ("intervention:arvania-1995", "intervention:borduria-1999", "intervention:cascadia-2011")
SOURCES = ("fiction-cases-1.0", "fiction-deaths-2.1")


def case_id(label: str) -> str:
    words = label.lower().replace("(", "").replace(")", "").split()
    return f"intervention:{'-'.join(words)}"


def build_cases(members: int = len(CASES)) -> list[dict[str, Any]]:
    """The cases of the class; beyond twelve they are numbered inventions spread over the years."""
    cases = []
    for label, entity, start, end, ended, before, during, cluster in CASES[:members]:
        outcomes = {
            "violence_ended": ended,
            "deaths_per_day_before": before,
            "deaths_per_day_during": during,
        }
        cases.append(_case(label, entity, start, end, "fits the rule", cluster, outcomes))
    for number in range(len(cases), members):
        year = 1946 + number * 7 % 78
        outcomes = {
            "violence_ended": None if number % 13 == 0 else number % 3 == 0,
            "deaths_per_day_before": float(number % 40) + 0.5,
            "deaths_per_day_during": float(number % 29),
        }
        label = f"Fictional province {number} {year}"
        cases.append(
            _case(
                label,
                f"F{number}",
                f"{year}-05-01",
                f"{year + 1}-02-01",
                "fits the rule",
                f"f{number}",
                outcomes,
            )
        )
    for label, entity, start, end, why in OUT:
        cases.append(_case(label, entity, start, end, why, label.lower(), {}))
    return cases


def _case(
    label: str, entity: str, start: str, end: str | None, why: str, cluster: str, outcomes: dict[str, Any]
) -> dict[str, Any]:
    return {
        "id": case_id(label),
        "label": label,
        "start": start,
        "end": end,
        "in": why == "fits the rule",
        "why": why,
        "cited": case_id(label) in CITED,
        "entity": entity,
        "cluster": cluster,
        "outcomes": outcomes,
    }


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


def _cite(name: str, case: dict[str, Any], peak: int) -> dict[str, Any]:
    year = int(case["start"][:4])
    end = int(case["end"][:4])
    shape = {-3: 0.2, -2: 0.5, -1: 0.9, 0: 1.0}
    series = []
    for each in range(year - 5, end + 6):
        best = round(peak * shape.get(each - year, 0.04 if each > year else 0.0))
        covered = each >= 1992
        series.append(
            {
                "year": each,
                "deaths_best": best if covered else None,
                "deaths_low": round(best * 0.8) if covered else None,
                "deaths_high": round(best * 1.3) if covered else None,
            }
        )
    return {
        "name": name,
        "case": case["id"],
        "as": "success",
        "label": case["label"],
        "entity": case["entity"],
        "facts": {
            "place": case["label"].rsplit(" ", 1)[0],
            "interveners": ["Fictional Alliance", "Elbonia"],
            "start": case["start"],
            "start_precision": "day",
            "end": case["end"],
            "air_only": True,
            "authorised_unsc": None,
            "new_violence_deaths": None,
            "start_year": year,
        },
        "series": series,
        "dates": [
            {"label": "violence", "start": f"{year - 3}-04-30", "end": case["end"], "kind": "violence"},
            {"label": "intervention", "start": case["start"], "end": case["end"], "kind": "intervention"},
            {
                "label": f"Agreement of {case['label']}",
                "start": f"{end}-12-14",
                "end": None,
                "kind": "agreement",
            },
        ],
    }


def build_report(*, members: int = len(CASES), statements: int = 7) -> dict[str, Any]:
    """A whole report: so many cases in the class, so many statements (the seven, over and over)."""
    cases = build_cases(members)
    by_id = {case["id"]: case for case in cases}
    seven = build_statements(cases)
    tried = [seven[index % 7] | {"id": str(index + 1)} for index in range(statements)]
    inside = sum(case["in"] for case in cases)
    return {
        "schema": "precedents/report/1",
        "program": {"name": "precedents", "version": "0.0.fiction"},
        "seed": 1,
        "record": {
            "id": hashlib.sha256(b"fiction").hexdigest(),
            "sources": [
                {
                    "id": SOURCES[0],
                    "title": "Fictional Interventions",
                    "version": "1.0",
                    "sha256": hashlib.sha256(b"cases").hexdigest(),
                    "licence": "CC BY 4.0",
                    "citation": "Nobody, N. (2020). Fictional Interventions, version 1.0.",
                    "url": "https://example.org/cases",
                },
                {
                    "id": SOURCES[1],
                    "title": "Fictional Deaths",
                    "version": "2.1",
                    "sha256": "",
                    "licence": "",
                    "citation": "",
                    "url": "",
                },
            ],
        },
        "argument": {
            "id": "fictional-precedent",
            "title": "The fictional precedent",
            "says": "What was done in Arvania and Borduria should be done again.",
            "sha256": hashlib.sha256(b"argument").hexdigest(),
            "cited": list(CITED),
            "target": "GON:2026",
            "source": {"author": "A. Fictional"},
            "cites": [
                _cite("arvania", by_id[CITED[0]], 9800),
                _cite("borduria", by_id[CITED[1]], 2100),
                _cite("cascadia", by_id[CITED[2]], 15000) | {"as": "applied"},
            ]
            if members >= 4
            else [],
            "choices": {"deaths": [1000, 100, 25], "since": [1990, 1946]},
            "givens": [
                {
                    "name": "old_massacre",
                    "says": "a massacre before all coverage",
                    "low": 30000,
                    "best": None,
                    "high": None,
                    "unit": "deaths",
                    "days": 2,
                    "population": None,
                    "source": "Fictional history, p. 12",
                }
            ],
            "page": {"editor": "The fictional desk", "corrections": ["2026-01-02: a date mended"]},
        },
        "classes": [
            {
                "id": "humanitarian",
                "says": "humanitarian military interventions since 1990",
                "table": "interventions",
                "where": "humanitarian and start_year >= 1990",
                "universe": len(cases),
                "n": inside,
                "sources": [SOURCES[0]],
                "cases": cases,
            }
        ],
        "statements": tried,
        "multiverse": {
            "universes": 6 * statements,
            "failed": 0,
            "by_statement": [
                {
                    "id": "2",
                    "universes": 6,
                    "share_supporting": 0.0,
                    "author_position": "deaths 1000, since 1990",
                    "drivers": [{"choice": "since", "share": 0.7}, {"choice": "deaths", "share": 0.0}],
                },
                {
                    "id": "4",
                    "universes": 6,
                    "share_supporting": 2 / 3,
                    "author_position": "deaths 1000, since 1990",
                    "drivers": [{"choice": "deaths", "share": 0.9}],
                },
            ],
        },
    }
