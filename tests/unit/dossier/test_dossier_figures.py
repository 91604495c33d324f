"""The charts: valid Vega-Lite, the finding in the title, every case in, cited ones told apart, a table behind."""

from __future__ import annotations

import warnings
from typing import Any

import altair as alt
import pytest
from report_fixture import build_report

from precedents.dossier.directory import build_directory
from precedents.dossier.figures.deaths_by_year import build_deaths_by_year
from precedents.dossier.figures.deaths_per_day import build_deaths_per_day
from precedents.dossier.figures.outcomes import build_outcomes, group_cases, read_outcomes
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
