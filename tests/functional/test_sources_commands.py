"""`sources list`, `show`, `verify`, `cite` and `columns`: what they say, and how they end."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from csl_structure import ITEMS
from precedents.cli import main
from precedents.cli.columns import columns
from precedents.cli.sources import sources
from precedents.core.errors import RecordError, UsageError
from precedents.record.catalogue import SourceSpec, build_spec, read_catalogue, read_spec
from precedents.record.find import find_variables
from precedents.record.pull import HOME
from precedents.record.readers.locate import read_sha256
from precedents.record.store import Record
from precedents.record.verify import count_promises, verify_source

ROOT = Path(__file__).parents[2]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(HOME, str(tmp_path))
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(sources, list(arguments), catch_exceptions=False)


def pull(home: Path, shared_data: Path, *names: str) -> None:
    run("pull", *names, "--from", str(shared_data))
    assert all((home / "sources" / name).is_dir() for name in names)


# -- show and columns ------------------------------------------------------------------------------------


def test_show_says_where_whether_and_what(home: Path, shared_data: Path) -> None:
    said = run("show", "ucdp-acd-25.1").stdout
    for phrase in (
        "ucdp-prio-acd-251.csv (not pulled)",
        "from   https://",
        "conflict_id, year",
        "intensity_level",
    ):
        assert phrase in said
    pull(home, shared_data, "ucdp-acd-25.1")
    assert "ucdp-prio-acd-251.csv (pulled, intact)" in run("show", "ucdp-acd-25.1").stdout
    with pytest.raises(UsageError, match=r"Did you mean ucdp-acd-25\.1"):
        run("show", "ucdp-acd-25.3")


def test_show_for_programs(home: Path) -> None:
    said = json.loads(run("show", "ucdp-acd-25.1", "--format", "json").stdout)
    spec = read_spec("ucdp-acd-25.1")
    assert [each["column"] for each in said["columns"]] == [each.name for each in spec.columns]
    assert said["files"][0]["state"] == "missing"
    assert said["files"][0]["sha256"] == spec.files[0].sha256
    lines = run("show", "ucdp-acd-25.1", "--format", "csv").stdout.splitlines()
    assert lines[0] == "column,file,says,kind,unit,missing,range,years"
    assert len(lines) == len(spec.columns) + 1


def test_every_source_can_be_shown(home: Path) -> None:
    for name, spec in read_catalogue().items():
        said = run("show", name).stdout
        assert said.startswith(f"{name}: {spec.source.title}")
        assert all(f"file       {file.name} (not pulled)" in said for file in spec.files), name


def test_columns_finds_the_variables_of_sources(home: Path, shared_data: Path) -> None:
    done = CliRunner().invoke(columns, ["cumulative_intensity", "--format", "json"], catch_exceptions=False)
    found = {row["name"]: row for row in json.loads(done.stdout) if row["what"] == "variable"}
    name = "ucdp-acd-25.1 cumulative_intensity"
    assert found[name]["sources"] == ["ucdp-acd-25.1"]
    assert found[name]["held"] == "not pulled"
    pull(home, shared_data, "ucdp-acd-25.1")
    done = CliRunner().invoke(columns, ["cumulative_intensity"], catch_exceptions=False)
    assert "variable, pulled" in done.stdout
    assert "variable, not pulled" in done.stdout  # of the other edition


def test_a_column_that_says_it_comes_before_one_whose_source_does() -> None:
    found = [
        (spec.source.id, column.name)
        for spec, column in find_variables(read_catalogue().values(), "battle deaths")
    ]
    assert found.index(("ucdp-brd-25.1", "bd_best")) < found.index(("ucdp-brd-25.1", "battle_location"))
    assert find_variables(read_catalogue().values(), "zzz") == []
    first = find_variables(read_catalogue().values(), "ucdp-acd-25.1 year")[0]
    assert (first[0].source.id, first[1].name) == ("ucdp-acd-25.1", "year")


# -- verify ----------------------------------------------------------------------------------------------


def test_verify_says_what_was_not_pulled(home: Path) -> None:
    done = run("verify", "archigos-4.1")
    assert "archigos-4.1 was not pulled: `precedents sources pull archigos-4.1`" in done.stderr
    assert "not pulled" in done.stdout
    assert "nothing was pulled yet" in run("verify").stderr


def test_verify_one_line_a_source(home: Path, shared_data: Path) -> None:
    pull(home, shared_data, "ucdp-acd-25.1", "powell-thyne-2019")
    rows = json.loads(run("verify", "--format", "json").stdout)
    assert [(row["source"], row["state"], row["broken"]) for row in rows] == [
        ("powell-thyne-2019", "intact", []),
        ("ucdp-acd-25.1", "intact", []),
    ]
    assert all(row["promises"].endswith("kept") for row in rows)
    (home / "sources" / "ucdp-acd-25.1" / "ucdp-prio-acd-251.csv").write_bytes(b"x")
    with pytest.raises(
        RecordError, match=r"1 of 1 files are missing or changed.*sources pull ucdp-acd-25\.1"
    ):
        run("verify", "ucdp-acd-25.1")


def made_up(home: Path, text: str) -> SourceSpec:
    """A source of one file, pulled and intact, whatever is in it."""
    file = home / "sources" / "x-1" / "a.csv"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    words = ["title", "publisher", "version", "url", "licence", "citation", "unit", "format", "attribution"]
    return build_spec(
        "x-1",
        {
            **dict.fromkeys(words, "x"),
            "terms": "open",
            "first_year": 1990,
            "last_year": 2000,
            "key": ["state", "year"],
            "year": "year",
            "files": [{"name": "a.csv", "sha256": read_sha256(file)}],
            "columns": [{"name": "deaths", "says": "Deaths", "kind": "integer", "range": [0, 10]}],
        },
    )


def test_verify_ends_with_3_where_a_promise_is_broken(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = made_up(home, "state,year,deaths\n" + "2,1999,5\n" * 7 + "20,1950,-1\n")
    assert count_promises(spec, spec.files[0]) == 4
    # no source of the catalogue breaks its promises: this one stands in for it, its file is read and tried
    monkeypatch.setattr("precedents.cli.sources_verify.read_spec", lambda _: spec)
    with pytest.raises(SystemExit) as ended:
        main(["sources", "verify", "x-1"])
    assert ended.value.code == 3
    said = capsys.readouterr()
    assert "3 of 4 broken" in said.out
    assert "x-1, a.csv: 7 rows share their key (state, year) with another" in said.out
    assert "  row 5: state 2, year 1999\n  … and 2 more" in said.out
    assert "  row 8: state 20, year 1950, deaths -1" in said.out
    assert "3 promises are broken" in said.err


def test_a_file_that_is_the_promised_one_and_cannot_be_read_breaks_every_promise(home: Path) -> None:
    (torn,) = verify_source(made_up(home, "state,year,deaths\n2\n"), home).files
    assert [(each.kind, each.says.split(":")[0]) for each in torn.broken] == [("file", "a.csv, row 1")]


def test_rows_that_keep_their_promises(home: Path) -> None:
    kept = verify_source(made_up(home, "state,year,deaths\n2,1999,5\n2,2000,\n"), home)
    assert (kept.state, kept.promises) == ("intact", "4 kept")


@pytest.mark.long
def test_every_source_here_keeps_its_promises(home: Path, shared_data: Path) -> None:
    """Every file of the catalogue that lies beside the project, read whole and tried: the publishers' own figures."""
    CliRunner().invoke(sources, ["pull", "--all", "--from", str(shared_data)])
    found = [verify_source(spec, home) for spec in read_catalogue().values()]
    tried = [each for each in found if each.state == "intact"]
    assert len(tried) >= 30
    assert {each.source: each.promises for each in tried if "broken" in each.promises} == {}


# -- cite ------------------------------------------------------------------------------------------------


def test_cite_in_both_styles(home: Path) -> None:
    bibtex = run("cite", "ucdp-acd-25.1", "ucdp-brd-25.1").stdout
    assert bibtex.count("@article{davies2025,") == 1
    items = json.loads(run("cite", "ucdp-acd-25.1", "ucdp-brd-25.1", "--style", "csl").stdout)
    jsonschema.validate(items, ITEMS)
    assert bibtex.count("@") == len(items)
    (davies,) = [item for item in items if item["id"] == "davies2025"]
    assert {"family": "Öberg", "given": "Magnus"} in davies["author"]
    with pytest.raises(UsageError, match="name sources or a dossier, not both"):
        run("cite", "isard", "--dossier", "x")


def test_cite_just_what_a_dossier_used(home: Path, tmp_path: Path, record: Record) -> None:
    example = next(iter(sorted((ROOT / "examples").glob("*.toml"))))
    out = tmp_path / "out"
    with pytest.raises(SystemExit) as ended:
        main(["try", str(example), "-o", str(out)])
    assert ended.value.code in (0, 1)
    used = {each["id"] for each in json.loads((out / "report.json").read_text())["record"]["sources"]}
    assert 0 < len(used) < len(record.sources)
    wanted = json.loads(run("cite", *sorted(used), "--style", "csl").stdout)
    for place in (out, out / "report.json"):
        items = json.loads(run("cite", "--dossier", str(place), "--style", "csl").stdout)
        assert {item["id"] for item in items} == {item["id"] for item in wanted}
    everything = json.loads(run("cite", "--style", "csl").stdout)
    assert len(items) < len(everything)


def test_nothing_of_this_is_loaded_before_it_is_needed() -> None:
    """A run of `try` reads no publisher's file and cites nothing: it must not wait for what does."""
    code = "import sys, precedents.cli.try_, precedents.cli.sources; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"bibtexparser", "pylatexenc", "fastexcel", "pyreadr", "pyreadstat", "pandas"}.intersection(
        loaded
    )
