"""A class with a condition of comparison and an outcome of the library, from its file to the report, the page and the command."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import polars as pl
import pytest
from click.testing import CliRunner, Result

import precedents as pr
from precedents.cli.cases import command as cases
from precedents.cli.columns import columns
from precedents.core.errors import ArgumentError
from precedents.dossier.render import render_html
from precedents.record.store import Record

ROOT = Path(__file__).parents[2]
CHROMIUM = Path("/usr/bin/chromium")
ARGUMENT = """
title = "Wars without help from outside stay ended"
says  = "A war whose rebels nobody helped ends for good."
[cites.mozambique]
case = "war:mozambique-1977"
as   = "success"
[choices]
since  = [1975, 1990]
return = ["recurrence_10y", "recurrence_5y", "new_war_5y"]
[class.alone]
of         = "conflicts"
where      = "ended and not rebel_support and start_year >= :since"
comparable = "type in ('intrastate', 'internationalised')"
says       = "civil wars that ended, without support of rebels"
[[statement]]
id      = "1"
says    = "They stay ended."
kind    = "base-rate"
class   = "alone"
outcome = ":return"
expects = "few"
[[statement]]
id   = "2"
says = "Democracy grows."
parts = [
  { kind = "base-rate", class = "alone", outcome = "democracy_change_5y > 0.05", expects = "most" },
  { kind = "base-rate", class = "alone", outcome = "not regime_change_2y", expects = "most" },
]
"""


@pytest.fixture(scope="module")
def report(record: Record) -> dict[str, Any]:
    argument = pr.read_argument(ARGUMENT, record)
    return pr.try_argument(argument, record, quick=True).report  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def flow(report: dict[str, Any]) -> dict[str, Any]:
    return report["classes"][0]["flow"]  # type: ignore[no-any-return]


def test_the_report_has_the_flow_and_keeps_its_schema(report: dict[str, Any]) -> None:
    schema = json.loads((ROOT / "src/precedents/dossier/report.schema.json").read_text())
    assert "flow" in schema["properties"]["classes"]["items"]["properties"]
    jsonschema.validate(report, schema)


def test_the_steps_are_those_of_the_file_with_its_choices_filled_in(
    report: dict[str, Any], flow: dict[str, Any], record: Record
) -> None:
    table = record.table("conflicts")
    assert [(step["step"], step["predicate"]) for step in flow["steps"]] == [
        ("universe", ""),
        ("eligible", "ended"),
        ("eligible", "not rebel_support"),
        ("eligible", "start_year >= 1975"),
        ("comparable", "type in ('intrastate', 'internationalised')"),
    ]
    civil = pl.col("type").is_in(["intrastate", "internationalised"])
    kept = table.filter(pl.col("ended") & ~pl.col("rebel_support") & (pl.col("start_year") >= 1975) & civil)
    assert flow["steps"][-1]["after"] == kept.height == report["classes"][0]["n"]
    # Support is known from 1975 to 2017 alone: an episode of 2020 may belong, one of 1950 cannot.
    support = {each["id"]: each["unknown"] for each in flow["steps"][2]["out"]}
    blank = table.filter(
        pl.col("ended") & pl.col("rebel_support").is_null() & (pl.col("start_year") >= 1975) & civil
    )
    assert {case for case, unknown in support.items() if unknown} == set(blank["id"])
    assert 0 < flow["steps"][2]["unknown"] < len(support)
    inside = {case["id"] for case in report["classes"][0]["cases"] if case["in"]}
    assert inside == set(kept["id"])


def test_every_outcome_that_is_asked_for_is_a_step_and_a_column(
    report: dict[str, Any], flow: dict[str, Any]
) -> None:
    assert [step["predicate"] for step in flow["outcomes"]] == [
        "recurrence_10y",
        "democracy_change_5y > 0.05",
        "not regime_change_2y",
    ]
    members = [case for case in report["classes"][0]["cases"] if case["in"]]
    known = [case for case in members if case["outcomes"]["recurrence_10y"] is not None]
    assert flow["outcomes"][0]["after"] == len(known) < len(members)
    assert {"democracy_change_5y", "regime_change_2y"} <= set(members[0]["outcomes"])
    assert "new_war_5y" not in members[0]["outcomes"]
    assert "recurrence_10y" in report["dictionary"]


def test_the_outcome_is_counted_among_the_known_and_at_every_alternative(report: dict[str, Any]) -> None:
    deciding, *others = report["statements"][0]["findings"]
    members = [case["outcomes"]["recurrence_10y"] for case in report["classes"][0]["cases"] if case["in"]]
    known = [each for each in members if each is not None]
    assert deciding["value"] == pytest.approx(sum(known) / len(known))
    assert f"{sum(known)} of {len(known)}" in deciding["label"]
    assert f"{len(members) - len(known)} more unknown" in deciding["label"]
    assert "the same conflict was fought again within 10 years of the end" in deciding["label"]
    assert {"ucdp-acd-25.1"} <= set(deciding["sources"])
    alternatives = [each["label"] for each in others if each["label"].startswith("with return = ")]
    assert [each.split(":")[0] for each in alternatives] == [
        "with return = recurrence_5y",
        "with return = new_war_5y",
    ]


def test_the_share_by_conflict_stands_beside_that_by_episode(report: dict[str, Any]) -> None:
    deciding, *others = report["statements"][0]["findings"]
    (beside,) = [each for each in others if "each weighing one" in each["label"]]
    assert not beside["decides"]
    assert beside["unit"] == "share of conflicts"
    members = [case for case in report["classes"][0]["cases"] if case["in"]]
    by_conflict: dict[str, list[bool]] = {}
    for case in members:
        if case["outcomes"]["recurrence_10y"] is not None:
            by_conflict.setdefault(case["cluster"], []).append(case["outcomes"]["recurrence_10y"])
    shares = [sum(each) / len(each) for each in by_conflict.values()]
    assert beside["value"] == pytest.approx(sum(shares) / len(shares))
    assert beside["n"] == len(shares)
    points = abs(round(100 * beside["value"]) - round(100 * deciding["value"]))
    assert "as by episode" in beside["label"] if points == 0 else f"{points} points" in beside["label"]


def test_a_fault_in_the_condition_of_comparison_is_said_at_its_place(record: Record) -> None:
    faulty = ARGUMENT.replace("type in (", "tipe in (")
    with pytest.raises(ArgumentError) as caught:
        pr.read_argument(faulty, record)
    (fault,) = caught.value.faults
    assert "tipe" in str(fault)
    assert "Did you mean type?" in str(fault)
    slip = ARGUMENT.replace('outcome = "not regime_change_2y"', 'outcome = "not regime_change_3y"')
    with pytest.raises(ArgumentError, match="regime_change_"):
        pr.read_argument(slip, record)


# -- the command ---------------------------------------------------------------------------------------------


def run(command: object, *arguments: str) -> Result:
    done = CliRunner().invoke(command, list(arguments), catch_exceptions=False)  # type: ignore[arg-type]
    assert done.exit_code == 0, done.output
    return done


RULE = ("interventions", "--where", "humanitarian and air", "--outcome", "new_war_5y", "--flow")


@pytest.fixture(scope="module")
def from_the_air(record: Record) -> int:
    return record.table("interventions").filter(pl.col("humanitarian") & pl.col("air")).height


def test_the_command_prints_the_steps(from_the_air: int) -> None:
    lines = run(cases, *RULE).stdout.splitlines()
    assert lines[0].split() == ["step", "condition", "before", "out", "unknown", "after"]
    assert [line.split()[-4:] for line in lines[2:4]] == [
        ["188", "147", "0", "41"],
        ["41", str(41 - from_the_air), "2", str(from_the_air)],
    ]
    assert lines[4].startswith("known outcome new_war_5y")


def test_the_command_lists_who_falls_out_as_csv_and_the_steps_as_json(from_the_air: int) -> None:
    rows = list(csv.DictReader(io.StringIO(run(cases, *RULE, "--format", "csv").stdout)))
    steps = json.loads(run(cases, *RULE, "--format", "json").stdout)
    assert len(rows) == sum(len(step["out"]) for step in steps)
    assert sum(row["unknown"] == "yes" and row["step"] == "eligible" for row in rows) == 2
    assert [step["after"] for step in steps][:3] == [188, 41, from_the_air]


def test_the_command_lists_outcomes_of_the_library_and_names_overlapping_episodes() -> None:
    done = run(cases, "interventions", "--where", "humanitarian", "--outcome", "new_conflict_5y")
    assert "o1: new_conflict_5y" in done.stderr
    assert "intervention:dr-congo-2000 with intervention:dr-congo-2003" in done.stderr
    assert all(len(line) <= 80 for line in done.stdout.splitlines())
    rows = json.loads(run(cases, "interventions", "--outcome", "new_conflict_5y", "--format", "json").stdout)
    found = {row["id"]: row["new_conflict_5y"] for row in rows}
    assert found["intervention:liberia-1990"] is True


def test_what_followed_is_worked_out_for_own_cases_too(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(
        "id,label,entity,start,end,source_text\n"
        'intervention:ruritania-1995,Ruritania 1995,Liberia,1995-03,1997,"Doe, The Crisis, 2015"\n',
        encoding="utf-8",
    )
    done = run(
        cases, "interventions", "--cases", str(file), "--outcome", "new_conflict_5y", "--outcome",
        "democracy_change_2y", "--format", "json",
    )  # fmt: skip
    (own,) = [row for row in json.loads(done.stdout) if row["id"] == "intervention:ruritania-1995"]
    # UCDP's next war in Liberia begins in 2000.
    assert own["new_conflict_5y"] is True
    assert isinstance(own["democracy_change_2y"], float)


def test_columns_lists_the_library_with_what_it_needs() -> None:
    rows = json.loads(run(columns, "--format", "json").stdout)
    held = {row["name"]: row for row in rows if row["what"] == "outcome" and "." not in row["name"]}
    assert {"new_war_5y", "recurrence_10y", "leader_exit_2y", "democratic_10y"} <= set(held)
    assert held["leader_exit_2y"]["pulled"] == ["archigos-4.1"]
    assert held["new_war_5y"]["pulled"] == []
    assert "Censoring:" in held["new_war_5y"]["says"]


# -- the page ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def page(report: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("page") / "dossier.html"
    file.write_text(render_html(report), encoding="utf-8")
    return file


def test_the_page_has_the_drawing_the_table_and_everyone_who_falls_out(
    page: Path, flow: dict[str, Any]
) -> None:
    html = page.read_text(encoding="utf-8")
    assert 'class="flow-chart" role="img" aria-label="620 in the record; ' in html
    assert "The steps as a table" in html
    first = flow["steps"][2]
    assert f"− {len(first['out'])} out, {first['unknown']} of them unknown" in html
    assert all(each["id"] in html for step in flow["steps"] for each in step["out"])
    assert "<td>eligible, unknown" in html
    assert f"Cases whose outcome is unknown ({len(flow['outcomes'][0]['out'])}):" in html


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip("there is no Chromium here")
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
        )
        yield opened
        opened.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_drawing_fits_a_telephone_and_its_words_stay_inside(
    browser: Any, page: Path, scheme: str
) -> None:
    opened = browser.new_page(viewport={"width": 360, "height": 800}, color_scheme=scheme)
    opened.goto(page.as_uri())
    box = opened.locator("svg.flow-chart").first.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    outside = opened.evaluate(
        """() => [...document.querySelectorAll("svg.flow-chart")].flatMap((svg) => {
          const whole = svg.getBoundingClientRect();
          return [...svg.querySelectorAll("text")].filter((t) => {
            const own = t.getBoundingClientRect();
            return own.right > whole.right + 1 || own.bottom > whole.bottom + 1;
          }).map((t) => t.textContent);
        })"""
    )
    assert outside == []
    fills = opened.evaluate(
        """() => { const of = (s) => getComputedStyle(document.querySelector("svg.flow-chart " + s)).fill;
          return [of("text"), of(".kept")]; }"""
    )
    assert fills[0] != fills[1]
    opened.close()
