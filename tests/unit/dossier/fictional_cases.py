"""Interventions in countries that do not exist."""

from __future__ import annotations

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
