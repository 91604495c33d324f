"""The charts: valid Vega-Lite, the finding in the title, every case in, cited ones told apart, a table behind."""

from __future__ import annotations

import re
import warnings
from typing import Any

import altair as alt
import pytest
from report_fixture import build_report

from precedents.dossier.directory import build_directory
from precedents.dossier.figures.break_years import build_break_years
from precedents.dossier.figures.deaths_by_year import build_deaths_by_year
from precedents.dossier.figures.deaths_per_day import build_deaths_per_day
from precedents.dossier.figures.like_peaks import build_like_peaks
from precedents.dossier.figures.likeness import build_likeness
from precedents.dossier.figures.options import build_options
from precedents.dossier.figures.outcomes import build_outcomes, group_cases, read_outcomes
from precedents.dossier.figures.score_strip import build_score_strip
from precedents.dossier.figures.style import Figure
from precedents.dossier.figures.timeline import build_timeline


def _figures(report: dict[str, Any]) -> dict[str, Figure]:
    cites, group = report["argument"]["cites"], report["classes"][0]
    figures = {
        "timeline": build_timeline(cites, "a"),
        "outcomes": build_outcomes(group, "violence_ended", build_directory(report), "b"),
        "per day": build_deaths_per_day(group, "c"),
        "by year": build_deaths_by_year(cites, "d"),
    }
    return {name: figure for name, figure in figures.items() if figure is not None}


@pytest.mark.parametrize("members", [12, 600])
def test_every_chart_is_valid_vega_lite(members: int) -> None:
    figures = _figures(build_report(members=members))
    assert len(figures) == 4
    for figure in figures.values():
        for panel in figure.panels:
            with warnings.catch_warnings():
                # Altair warns of conditions that it cannot type; the schema is what counts here.
                warnings.simplefilter("ignore")
                alt.LayerChart.from_dict({**panel.spec, "datasets": dict(panel.datasets)}, validate=True)


def test_every_chart_has_words_for_those_who_do_not_see_it(report: dict[str, Any]) -> None:
    for figure in _figures(report).values():
        assert figure.title
        assert figure.subtitle
        assert len(figure.alt) > len(figure.title)
        assert figure.table.rows


def test_outcomes_say_how_many_and_where_the_cited_lie(report: dict[str, Any]) -> None:
    figure = _figures(report)["outcomes"]
    assert (
        figure.title.replace("\u00a0", " ") == "Violence ended: 5 of 11 (45 %); all 3 cited are among the 5"
    )
    rows = figure.panels[0].datasets["cases"]
    assert sum("value" in row for row in rows) == 12
    assert [row["row"] for row in rows if row.get("cited")] == [
        "▸\u00a0Arvania 1995",
        "▸\u00a0Borduria 1999",
        "▸\u00a0Cascadia 2011",
    ]
    assert [row["row"] for row in rows if row.get("known") is False] == ["Ixania 2013"]


def test_groups_stand_yes_no_then_unknown() -> None:
    cases = [
        {"id": str(number), "outcomes": {"x": value}}
        for number, value in enumerate([None, False, False, True])
    ]
    assert [(value, len(each)) for value, each in group_cases(cases, "x")] == [
        ("yes", 1),
        ("no", 2),
        ("unknown", 1),
    ]


def test_only_outcomes_of_few_values_are_drawn_as_groups() -> None:
    cases = [
        {"outcomes": {"flag": number > 3, "word": "ab"[number % 2], "free": str(number), "deaths": number}}
        for number in range(20)
    ]
    assert read_outcomes(cases) == ["flag", "word"]


def test_deaths_per_day_keep_zero_on_the_scale_and_count_what_is_unknown(report: dict[str, Any]) -> None:
    figure = _figures(report)["per day"]
    assert figure.title == "Deaths per day fell in 9 of the 10 cases where both figures are known"
    assert "2 of 12 cases unknown" in figure.subtitle
    axis = figure.panels[0].spec["layer"][0]["encoding"]["x"]
    assert axis["scale"]["type"] == "symlog"
    assert axis["scale"]["domain"][0] == 0


def test_deaths_by_year_tell_not_covered_from_zero(report: dict[str, Any]) -> None:
    figure = _figures(report)["by year"]
    arvania = figure.panels[0]
    assert arvania.datasets["gaps"] == [
        {"x": 1990, "x2": 1992, "what": "not covered"},
        {"x": 2001, "x2": 2017, "what": "not shown"},
    ]
    assert all(row["deaths"] is not None for row in arvania.datasets["years"])
    assert "Grey: “not covered” by the source, which is not zero, or “not shown”" in figure.subtitle
    assert arvania.title == "Arvania 1995: 8,820 in 1994, 9,800 in 1995, 392 in 1996"


def test_deaths_by_year_share_one_axis_of_time(report: dict[str, Any]) -> None:
    domains = {
        tuple(layer["encoding"]["x"]["scale"]["domain"])
        for panel in _figures(report)["by year"].panels
        for layer in panel.spec["layer"]
        if "scale" in layer["encoding"]["x"]
    }
    assert domains == {(1990, 2017)}


def test_the_timeline_says_how_long_violence_had_lasted(report: dict[str, Any]) -> None:
    figure = _figures(report)["timeline"]
    assert figure.title == (
        "Violence had gone on for 3.3 years (Arvania 1995), 2.9 years (Borduria 1999) and 2.9 years (Cascadia 2011) "
        "when the intervention began"
    )


def test_what_cannot_be_drawn_is_not_drawn() -> None:
    assert build_timeline([{"case": "a", "dates": [{"start": None}]}], "a") is None
    assert build_deaths_by_year([{"case": "a", "series": [{"year": 1990, "deaths_best": None}]}], "d") is None
    assert build_deaths_per_day({"cases": [{"id": "a", "in": True, "outcomes": {}}]}, "c") is None


TREND: dict[str, Any] = {
    "label": "the best break is 1990",
    "low": "1989",
    "high": "1991",
    "n": 30,
    "rows": [
        {
            "year": year,
            "likelihood_ratio": 20.0 - abs(year - 1990),
            "rank": 1 + abs(year - 1990),
            "claimed": year > 1994,
        }
        for year in range(1985, 1997)
    ],
}
ANALOGY: dict[str, Any] = {
    "rows": [
        {
            "case": f"intervention:{number}",
            "label": f"Place {number}",
            "distance": 0.2 + number / 50,
            "rank": number + 1,
        }
        for number in range(20)
    ],
}
SHARES: list[dict[str, Any]] = [
    {
        "label": "alone: it ended in 2 of 4",
        "value": 0.5,
        "low": None,
        "high": None,
        "n": 4,
        "unit": "share of cases",
    },
    {
        "label": "together: it ended in 3 of 12",
        "value": 0.25,
        "low": 0.1,
        "high": 0.5,
        "n": 12,
        "unit": "share of cases",
    },
]
EFFECT: dict[str, Any] = {
    "rows": [
        {"entity": "ARV", "year": 1995, "change": -9.0, "their_change": -1.0, "like_peaks": "BOR 1990"},
        {"entity": "CAS", "year": 2011, "change": 0.4, "their_change": -0.2, "like_peaks": "BOR 1991"},
    ],
}
CLASSES: list[dict[str, Any]] = [
    {
        "cases": [
            {
                "id": "intervention:a",
                "entity": "ARV",
                "start": "1995-08-30",
                "label": "Arvania 1995",
                "cited": True,
            }
        ]
    }
]


def _pictures() -> dict[str, Figure | None]:
    return {
        "trend": build_break_years(TREND, "t", "f"),
        "analogy": build_likeness(ANALOGY, {"intervention:7"}, "Gondour", "a", "f"),
        "pathway": build_options({"label": "it ended: alone 2 of 4", "rows": [{}]}, SHARES, "p", "f"),
        "effect": build_like_peaks(EFFECT, CLASSES, "e", "f"),
    }


def test_every_picture_of_a_part_is_valid_and_says_its_finding_and_n() -> None:
    for name, figure in _pictures().items():
        assert figure is not None, name
        assert figure.title
        assert figure.alt.startswith(figure.title.split(":")[0])
        assert re.search(r"n = \d|\d+ years counted", figure.subtitle), name
        assert figure.table.rows
        for panel in figure.panels:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                alt.LayerChart.from_dict({**panel.spec, "datasets": dict(panel.datasets)}, validate=True)


def test_pictures_say_what_was_found() -> None:
    titles = {name: figure.title for name, figure in _pictures().items() if figure is not None}
    assert titles["trend"] == "The likeliest break is 1990; of 12 years, 1995 is 6th and 1996 is 7th"
    assert titles["analogy"] == "Place 7 is 8th of 20 cases, from the nearest to Gondour"
    assert titles["pathway"] == "It ended: alone 2 of 4; together 3 of 12"
    assert (
        titles["effect"]
        == "Deaths fell further, or rose less, than after like peaks left alone in 1 of 2 cases"
    )


def test_likeness_names_the_cited_and_the_nearest() -> None:
    figure = _pictures()["analogy"]
    assert figure is not None
    rows = figure.panels[0].datasets["cases"]
    assert {row["label"] for row in rows if "label" in row} == {"Place 0", "Place 1", "Place 2", "Place 7"}
    assert [row["name"] for row in rows if row.get("cited") and "name" in row] == ["Place 7"]


def test_like_peaks_carry_the_name_of_their_case_and_end_at_the_axis() -> None:
    figure = _pictures()["effect"]
    assert figure is not None
    first, second = figure.panels[0].datasets["cases"]
    assert first["row"].endswith("Arvania 1995")
    assert first["own"] == 0.01
    assert "next to none after it" in first["words"]
    assert second["row"] == "CAS 2011"


def test_without_rows_of_its_form_there_is_no_picture() -> None:
    assert build_break_years({"rows": [{"year": None}]}, "t", "f") is None
    assert build_likeness({"rows": []}, (), "x", "a", "f") is None
    assert build_options({"rows": [{}]}, SHARES[:1], "p", "f") is None
    assert build_like_peaks({"rows": [{"entity": "A"}]}, [], "e", "f") is None


@pytest.mark.parametrize("farthest", [40.0, 9000.0])
def test_the_strip_sets_the_cited_against_the_class(farthest: float) -> None:
    rows = [
        {"case": f"c{i}", "label": f"Case {i}", "score": value, "cited": i in (0, 3)}
        for i, value in enumerate([-10.0, 5.0, 12.0, farthest])
    ]
    strip = build_score_strip(
        [{"label": "deaths", "rows": [{}]}, {"label": "deaths: on average 1", "rows": rows}], "f"
    )
    assert strip is not None
    (panel,) = strip.panels
    alt.LayerChart.from_dict({**panel.spec, "datasets": dict(panel.datasets)}, validate=True)
    assert [row["name"] for row in panel.datasets["cases"]][-2:] == ["Case 0", "Case 3"]
    assert [row["share"] for row in panel.datasets["cases"]][-2:] == [0.25, 1.0]
    assert "4 cases" in strip.alt
    assert "Case 0" in strip.alt
    # One far value draws the scale in, so that the rest can be told apart.
    assert ("symlog" in str(panel.spec)) == (farthest > 1000)
    assert build_score_strip([{"label": "deaths", "rows": [{}]}], "f") is None
