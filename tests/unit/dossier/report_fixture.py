"""Reports about countries that do not exist, in the shape of the contract, for tests of the page."""

from __future__ import annotations

import hashlib
from typing import Any

from fictional_cases import CASES, CITED, SOURCES, build_cases
from fictional_statements import build_statements


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
