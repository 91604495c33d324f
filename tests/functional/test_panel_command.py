"""`precedents panel`: from the command line to a file, on the embedded record and on pulled sources."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

import precedents as pr
from precedents.cli import cli, main
from precedents.cli.panel import command
from precedents.core.errors import UsageError
from precedents.record.pull import HOME

MADE = {"peace_years", "spells", "ccode_to_gw", "gwcode_to_cow"}
"""Additions that are made of columns that the panel has, or of the lists of states alone."""


def run(*arguments: str, home: Path | None = None) -> Result:
    return CliRunner().invoke(
        command, arguments, env={HOME: str(home)} if home else None, catch_exceptions=False
    )


def test_the_list_names_every_kind_and_addition() -> None:
    rows = json.loads(run("--list", "--format", "json").stdout)
    names = {row["name"] for row in rows}
    assert {"state-years", "directed-dyad-years", "spells", "gml_mids", "interventions", "violence"} <= names
    assert all(row["coverage"] and row["kinds"] for row in rows if row["is"] == "addition")


def test_a_panel_of_the_embedded_record_needs_nothing_pulled(tmp_path: Path) -> None:
    out = tmp_path / "panel.parquet"
    done = run(
        "state-years", "--system", "gw", "--years", "1990:1995", "--add", "violence", "entity", "-o", str(out)
    )
    assert (done.exit_code, done.stdout) == (0, f"{out}\n")
    frame = pl.read_parquet(out)
    rwanda = frame.filter((pl.col("entity") == "RWA") & (pl.col("year") == 1994))
    assert rwanda["onesided_government_best"].item() > 500_000
    assert f"{frame.height:,} rows" in done.stderr
    assert frame["year"].unique().sort().to_list() == list(range(1990, 1996))


def test_the_sources_behind_the_record_are_cited_too(tmp_path: Path) -> None:
    out = str(tmp_path / "panel.csv")
    for kind, added, behind in (
        (
            "state-years",
            ("--add", "violence", "regime"),
            "isard ucdp-organized-violence-cy-25.1 vdem-15-headline ert-15",
        ),
        ("conflict-years", (), "isard ucdp-acd-25.1 ucdp-brd-25.1"),
    ):
        done = run(kind, "--years", "2000", *added, "-o", out)
        assert f"`precedents sources cite {behind}`" in done.stderr
    assert "peacesciencer-1.2.9" in pr.leader_years(system="gw", rule="none").sources
    rows = {row["name"]: row for row in json.loads(run("--list", "--format", "json").stdout)}
    assert rows["conflict"]["sources"] == "ucdp-acd-25.1"
    assert all(row["sources"] for row in rows.values() if row["is"] == "addition" and row["name"] not in MADE)


def test_a_wrong_rule_is_met_with_the_rules_and_with_shares(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["panel", "state-years", "--rule", "midyear"])
    said = capsys.readouterr().err
    assert "there are any, start, end." in said
    assert "0.5" in said


def test_the_help_of_the_program_has_its_example_on_lines_of_their_own() -> None:
    said = CliRunner().invoke(cli, ["--help"]).stdout
    assert "\\b" not in said
    assert "precedents new mine.toml\n" in said


def test_without_a_file_the_columns_are_listed() -> None:
    done = run("state-years", "--years", "2000", "--add", "regime")
    assert "polyarchy_low" in done.stdout
    assert "-o FILE" in done.stderr
    assert run("state-years", "--years", "2000", "--format", "csv").stdout.startswith(
        "ccode,cw_name,year\n2,"
    )


def test_options_reach_their_additions_and_dyads_can_be_cut_to_the_relevant(
    pulled_home: Path, tmp_path: Path
) -> None:
    out = tmp_path / "wars.csv"
    added = ("--add", "cow_wars", "nmc", "--option", "type=inter")
    done = run("dyad-years", "--years", "1914", *added, "--relevant", "-o", str(out), home=pulled_home)
    assert done.exit_code == 0, done.output
    frame = pl.read_csv(out, infer_schema_length=None)
    assert {"cowinterongoing", "cinc1", "cinc2"} <= {*frame.columns}
    # Germany and Russia at war; Bolivia and Persia are neither neighbours nor is one a major power
    assert frame.filter((pl.col("ccode1") == 255) & (pl.col("ccode2") == 365))[
        "cowinterongoing"
    ].to_list() == [1]
    assert frame.filter((pl.col("ccode1") == 145) & (pl.col("ccode2") == 630)).is_empty()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("state-year",), "Did you mean state-years"),
        (("state-years", "--add", "nmcc"), "Did you mean nmc"),
        (("state-years", "--add", "nmc"), "needs peacesciencer-1.2.9: `precedents sources pull"),
        (("state-years", "--years", "19x"), "the years are written 1946:2024"),
        (("state-years", "--add", "regime", "--option", "x=1"), "has the option x"),
        (("state-years", "--add", "regime", "-o", "panel.xlsx"), "ends in .parquet or .csv"),
        (("state-years", "--relevant"), "hold no pairs of states"),
    ],
)
def test_what_is_asked_wrongly_ends_with_two_and_a_remedy(
    arguments: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["panel", *arguments])
    assert ended.value.code == 2
    assert says in capsys.readouterr().err


@pytest.mark.parametrize("years", [1990, "1990:1999", (1990,), (1990, None)])
def test_years_that_are_no_pair_are_met_with_how_to_write_them(years: object) -> None:
    with pytest.raises(UsageError, match=r"years=\(1946, 2024\)"):
        pr.state_years(years=years)


def test_a_mistyped_option_is_met_with_what_is_near(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["panel", "state-years", "--add", "cow_wars", "--option", "typ=intra"])
    assert "Did you mean type?" in capsys.readouterr().err
