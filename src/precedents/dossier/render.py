"""One page that stands alone, from a report alone."""

from __future__ import annotations

import functools
import importlib.resources
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import jinja2
from altair.utils.schemapi import debug_mode
from markupsafe import Markup

from precedents.dossier.bundle import read_bundle
from precedents.dossier.directory import Directory, build_directory
from precedents.dossier.figures.deaths_by_year import build_deaths_by_year
from precedents.dossier.figures.packing import pack_rows, pack_spec
from precedents.dossier.figures.style import CONFIG, Figure
from precedents.dossier.figures.timeline import build_timeline
from precedents.dossier.fragments.choices import build_choices
from precedents.dossier.fragments.cites import build_cites
from precedents.dossier.fragments.classes import build_classes
from precedents.dossier.fragments.header import build_header, render_program
from precedents.dossier.fragments.lock import build_lock
from precedents.dossier.fragments.methods import build_methods
from precedents.dossier.fragments.own_cases import build_own_cases, render_options
from precedents.dossier.fragments.own_rule import build_own_rules
from precedents.dossier.fragments.questions import build_questions
from precedents.dossier.fragments.sources import build_sources
from precedents.dossier.fragments.statements import build_statements
from precedents.dossier.glossary import TERMS
from precedents.dossier.policy import render_policy
from precedents.dossier.rule import read_rule
from precedents.dossier.tables import render_table
from precedents.dossier.words import SORTS, TREATED_ALONE, VERDICTS

MOST_CITED = 3
"""Numbers of sources that stand at one sentence; the rest is named in its fold."""


@functools.cache
def read_template(name: str) -> str:
    """The text of a template, style or script of the page."""
    return (importlib.resources.files("precedents.dossier") / "templates" / name).read_text(encoding="utf-8")


@functools.cache
def build_environment() -> jinja2.Environment:
    """Everything is escaped, and a name that a template misspells is an error."""
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(read_template),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=lambda value: "not stated" if value is None else value,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals["treated_alone"] = TREATED_ALONE
    environment.globals["most_cited"] = MOST_CITED
    return environment


def render_data(value: Any) -> Markup:
    r"""How do data stand inside a script element that is no script?

    Examples
    --------
    >>> render_data({"b": "</script>", "a": 1})
    Markup('{"a":1,"b":"\\u003c/script>"}')
    """
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704 - no tag can begin in it


def _build_view(figure: Figure | None, directory: Directory) -> dict[str, Any] | None:
    """A figure as the templates set it."""
    if figure is None:
        return None
    return {
        "id": figure.id,
        "title": figure.title,
        "subtitle": figure.subtitle,
        "alt": figure.alt,
        "panels": figure.panels,
        "cited": directory.cite_sources(figure.sources),
        "treated": figure.treated,
        "table": figure.table,
        "rows_at": figure.rows_at,
        "rows_words": "the class in full"
        if figure.rows_at.endswith("-in")
        else "the rows behind the finding",
        "html": "" if figure.rows_at else render_table(figure.table),
    }


def _build_panels(figures: Sequence[Figure]) -> dict[str, Any]:
    """What the page's script draws, by the name that stands on each chart's box."""
    return {
        f"{figure.id}-{number}": {
            "spec": pack_spec(panel.spec),
            "datasets": {name: pack_rows(rows) for name, rows in panel.datasets.items()},
            "height": panel.height,
        }
        for figure in figures
        for number, panel in enumerate(figure.panels, start=1)
    }


def render_html(report: Mapping[str, Any], *, cache: Path | None = None) -> str:
    """One page that stands alone, from a report alone: the same bytes for the same report.

    Nothing is fetched, then or later: style, script, data and the drawing library are in the page, and its
    policy allows nothing else. Texts of the report are shown as they are and can do nothing.

    Parameters
    ----------
    report
        A report as ``report.json`` holds it: JSON values alone.
    cache
        Where the drawing library is kept between runs; by default the user's cache folder.

    Returns
    -------
    str
        A whole HTML document, to be written as UTF-8 with ``newline=""``.
    """
    directory = build_directory(report)
    argument = report["argument"]
    cited = argument.get("cites") or ()
    # Each part of a chart is checked against a schema of a megabyte unless told otherwise; the tests do that.
    with debug_mode(False):
        timeline = build_timeline(cited, "timeline")
        by_year = build_deaths_by_year(cited, "deaths-by-year")
        classes, class_figures = build_classes(report, directory)
        statements, pictures = build_statements(report, directory)
    for statement in statements:
        for part in statement["parts"]:
            part["picture"] = _build_view(part["picture"], directory)
    for group in classes:
        group["figures"] = [_build_view(figure, directory) for figure in group["figures"]]
    figures = [figure for figure in (*pictures, timeline, by_year, *class_figures) if figure is not None]
    bundle = read_bundle(cache)
    css, script = read_template("page.css"), read_template("page.js")
    return (
        build_environment()
        .get_template("page.html.j2")
        .render(
            header=build_header(report, directory),
            legend=VERDICTS,
            rule=read_rule(report),
            statements=statements,
            cites=build_cites(report, directory),
            timeline=_build_view(timeline, directory),
            by_year=_build_view(by_year, directory),
            classes=classes,
            choices=build_choices(report, directory),
            methods=build_methods(report, directory),
            sources=build_sources(report, directory),
            own_cases=build_own_cases(report),
            own_rules=build_own_rules(report, directory),
            questions=build_questions(report, directory),
            editions=[str(each) for each in report.get("record", {}).get("editions") or ()],
            repeat=_build_repeat(report, bundle.versions),
            lock=build_lock(report),
            terms=TERMS,
            sorts=list(SORTS.items()),
            effect=directory.effect,
            program=render_program(report),
            licence=read_template("vega-licence.txt"),
            # The four texts below are this program's own or made safe above; the policy names their hashes.
            policy=Markup(render_policy([bundle.script, script], [css])),  # noqa: S704
            css=Markup(css),  # noqa: S704
            script=Markup(script),  # noqa: S704
            bundle=Markup(bundle.script),  # noqa: S704
            figures_json=render_data({"config": CONFIG, "panels": _build_panels(figures)}),
        )
    )


def _build_repeat(report: Mapping[str, Any], charts: str) -> dict[str, str]:
    argument = report["argument"]
    return {
        "file": f"{argument['id']}.toml",
        "options": render_options(report),
        "check_options": render_options({"record": {"overlay": report.get("record", {}).get("overlay")}}),
        "seed": str(report.get("seed") or 0),
        "argument": str(argument.get("sha256") or ""),
        "record": str(report.get("record", {}).get("id") or ""),
        "schema": str(report.get("schema") or ""),
        "charts": charts,
    }
