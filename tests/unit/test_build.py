"""Compiling: what may enter, what is refused, and the figures that were got wrong before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from precedents.core.errors import RecordError
from precedents.core.source import Column, Coverage, Source, Table
from precedents.record import build
from precedents.record.build import build_record, build_words, build_words_anew
from precedents.record.builders.conflict_rows import read_entity
from precedents.record.builders.ucdp_lists import read_codes, read_names, render_precision
from precedents.record.builders.war_names import War, build_war_names
from precedents.record.catalogue import read_catalogue
from precedents.record.check import restrict_by_licence, restrict_to_coverage, restrict_to_dictionary
from precedents.record.compare import build_difference
from precedents.record.dictionary import build_table, read_dictionary
from precedents.record.licences import render_licences
from precedents.record.store import Record, open_record

ROOT = Path(__file__).parents[2]


def _column(name: str, kind: str = "integer", *sources: str) -> Column:
    coverage = Coverage(first_year=1990, last_year=2000)
    return Column(
        table="t", name=name, says="x", unit="", kind=kind, sources=sources or ("hand-1",), coverage=coverage
    )


def _table(*columns: Column, kind: str = "panel") -> Table:
    return Table(name="t", says="x", kind=kind, unit="x", key=(columns[0].name,), columns=columns)


def _sources() -> dict[str, Source]:
    return {source_id: spec.source for source_id, spec in read_catalogue().items()}


# -- licences ------------------------------------------------------------------------------------------


def test_a_source_of_terms_ask_enters_nothing() -> None:
    table = _table(_column("onset", "flag", "ewp-2025"))
    assert _sources()["ewp-2025"].terms == "ask"
    with pytest.raises(RecordError, match=r"t\.onset rests on ewp-2025, whose terms are 'ask'"):
        restrict_by_licence(table, frozenset({"onset"}), _sources())


def test_a_source_of_terms_cite_enters_only_where_the_dictionary_says_why() -> None:
    table = _table(_column("polity2", "integer", "polity5"))
    with pytest.raises(RecordError, match=r"t\.polity2 rests on polity5, whose terms are 'cite'"):
        restrict_by_licence(table, frozenset(), _sources())
    restrict_by_licence(table, frozenset({"polity2"}), _sources())


def test_an_unknown_source_and_none_are_refused() -> None:
    with pytest.raises(RecordError, match="which is not in the catalogue"):
        restrict_by_licence(_table(_column("a", "integer", "none-1")), frozenset(), _sources())
    with pytest.raises(RecordError, match="names no source"):
        restrict_by_licence(_table(replace(_column("a"), sources=())), frozenset(), _sources())


def test_every_ground_for_a_cite_source_is_stated_in_the_dictionary() -> None:
    sources = _sources()
    for spec in read_dictionary().values():
        restrict_by_licence(spec.table, spec.cited, sources)
        used = {name for column in spec.table.columns for name in column.sources}
        if not spec.cited and not spec.table.pulled:
            assert {sources[name].terms for name in used} == {"open"}, spec.table.name


def test_the_gate_is_part_of_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    fields: dict[str, Any] = {
        "says": "x", "kind": "lookup", "unit": "x", "key": ["a"], "sources": ["ewp-2020"],
        "coverage": {"first_year": 1990, "last_year": 2000}, "columns": {"a": {"says": "x", "kind": "text"}},
        "cases_only": True,
    }  # fmt: skip
    monkeypatch.setattr(build, "read_dictionary", lambda: {"t": build_table("t", fields)})
    with pytest.raises(RecordError, match="'ask'"):
        build._restrict("t", pl.DataFrame({"a": ["x"]}))


# -- dictionary, key, coverage -------------------------------------------------------------------------


def test_a_frame_is_cast_sorted_and_checked() -> None:
    table = _table(_column("a"), _column("b", "number"), _column("c", "list"))
    frame = pl.DataFrame({"a": pl.Series([2, 1], dtype=pl.Int32), "b": [1, 2], "c": [["x"], None]})
    checked = restrict_to_dictionary(table, frame)
    assert checked.schema == {"a": pl.Int64, "b": pl.Float64, "c": pl.List(pl.String)}
    assert checked["a"].to_list() == [1, 2]


@pytest.mark.parametrize(
    ("frame", "says"),
    [
        (pl.DataFrame({"a": [1]}), r"lacks \['b'\], has \[\] too many"),
        (pl.DataFrame({"b": ["x"], "a": [1]}), "has another order"),
        (pl.DataFrame({"a": [1], "b": [2]}), r"t\.b is Int64; its dictionary says text"),
        (
            pl.DataFrame({"a": [1, 1], "b": ["x", "y"]}),
            r"1 keys name more than one row, the first is \(1, 2\)",
        ),
        (pl.DataFrame({"a": [1, None], "b": ["x", "y"]}), "t.a names rows and is null in 1 of them"),
    ],
)
def test_a_frame_that_breaks_its_dictionary_is_refused(frame: pl.DataFrame, says: str) -> None:
    with pytest.raises(RecordError, match=says):
        restrict_to_dictionary(_table(_column("a"), _column("b", "text")), frame)


def test_a_value_outside_coverage_is_refused() -> None:
    table = _table(_column("year"), _column("n"))
    restrict_to_coverage(table, pl.DataFrame({"year": [1989, 1990], "n": [None, 0]}))
    with pytest.raises(RecordError, match=r"t\.n covers 1990-2000 and yet says something in 1989 to 2001"):
        restrict_to_coverage(table, pl.DataFrame({"year": [1989, 2001], "n": [0, 0]}))


# -- all or nothing ------------------------------------------------------------------------------------


def test_a_failed_build_leaves_the_old_record_alone(
    monkeypatch: pytest.MonkeyPatch, record: Record, tmp_path: Path
) -> None:
    out = tmp_path / "record"
    _give(monkeypatch, {name: record.table(name) for name in record.tables if name in record.rows}, record)
    assert build_record(tmp_path, out, version="0") == record.id

    def _fail(*_: Any, **__: Any) -> Iterator[tuple[str, pl.DataFrame]]:
        yield "vetoes", record.table("vetoes")
        raise RecordError("a file is missing")

    monkeypatch.setattr(build, "build_tables", _fail)
    with pytest.raises(RecordError, match="a file is missing"):
        build_record(tmp_path, out, version="0")
    assert open_record(out).id == record.id
    assert [path.name for path in tmp_path.iterdir()] == ["record"]


def _give(monkeypatch: pytest.MonkeyPatch, frames: dict[str, pl.DataFrame], record: Record) -> None:
    """Let the build give these tables, with the older editions of the embedded record."""
    for source in ("ucdp-acd-22.1",):
        older = record.with_edition(source)
        frames = frames | {f"{name}@{source}": older.table(name) for name in ("conflicts", "conflict_years")}
    monkeypatch.setattr(build, "build_tables", lambda *_, **__: iter(frames.items()))


def test_a_folder_that_is_no_record_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "mine.txt").write_text("dear")
    with pytest.raises(RecordError, match="neither empty nor a record"):
        build_record(tmp_path, tmp_path / "letters", version="0")
    assert (tmp_path / "letters" / "mine.txt").read_text() == "dear"


def test_too_large_a_record_is_refused(
    monkeypatch: pytest.MonkeyPatch, record: Record, tmp_path: Path
) -> None:
    _give(monkeypatch, {name: record.table(name) for name in record.tables if name in record.rows}, record)
    monkeypatch.setattr(build, "MOST_BYTES", 1000)
    with pytest.raises(RecordError, match="at most 1,000 may be shipped"):
        build_record(tmp_path, tmp_path / "out", version="0")
    assert not (tmp_path / "out").exists()


def test_words_can_be_renewed_without_the_sources(
    monkeypatch: pytest.MonkeyPatch, record: Record, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    _give(monkeypatch, {name: record.table(name) for name in record.tables if name in record.rows}, record)
    build_record(tmp_path, out, version="0")
    assert build_words_anew(out, version="9") == record.id
    assert open_record(out).version == "9"


def test_a_difference_names_rows_and_cells(
    monkeypatch: pytest.MonkeyPatch, record: Record, tmp_path: Path
) -> None:
    frames = {name: record.table(name) for name in record.tables if name in record.rows}
    frames["conflicts"] = frames["conflicts"].with_columns(
        deaths_best=pl.when(pl.col("id") == "war:kosovo-1998").then(1).otherwise(pl.col("deaths_best"))
    )
    frames["vetoes"] = frames["vetoes"].head(10)
    _give(monkeypatch, frames, record)
    changed = build_record(tmp_path, tmp_path / "out", version="0")
    assert changed != record.id
    assert build_difference(record, record) == []
    found = build_difference(record, open_record(tmp_path / "out"))
    assert [(row["table"], row["what"]) for row in found] == [
        ("conflicts.deaths_best", "cells changed"),
        ("vetoes", "rows gone"),
    ]
    assert found[0]["examples"] == "war:kosovo-1998: 2639 -> 1"
    assert found[1]["count"] == record.table("vetoes").height - 10


def test_the_embedded_record_is_what_the_sources_make(
    shared_data: Path, record: Record, tmp_path: Path
) -> None:
    assert build_record(shared_data, tmp_path / "out", version="0") == record.id


def test_the_licence_of_the_data_is_made_from_the_catalogue() -> None:
    text = (ROOT / "LICENSE-DATA").read_text(encoding="utf-8")
    assert text == render_licences(build_words()), "say: precedents record licence > LICENSE-DATA"
    assert "state_years: polyarchy, polyarchy_low, polyarchy_high, regime" in " ".join(text.split())
    for phrase in ("Coppedge et al. 2025", "Edgell et al. 2025", "Gromes & Dembinski 2019", "CC BY-SA 4.0"):
        assert phrase in text


# -- UCDP's lists and the names of wars ----------------------------------------------------------------


def test_lists_part_at_commas_outside_brackets() -> None:
    assert read_names("Government of X, Government of Y") == ["Government of X", "Government of Y"]
    assert read_names("A (B, C), D", "1, 2") == ["A (B, C)", "D"]
    assert read_names(None) == []
    assert read_codes("651,  645") == [651, 645]
    assert read_codes(None) == []
    with pytest.raises(RecordError, match="holds 3 names and"):
        read_names("A, B, C", "1, 2")


def test_precision_follows_the_publishers_codes() -> None:
    wanted = ["day", "month", "month", "year", "year", "unknown", "unknown", "unknown"]
    assert [render_precision(code) for code in (1, 2, 3, 4, 5, 6, 7, None)] == wanted


def _war(**changes: Any) -> War:
    base: dict[str, Any] = {
        "location": "Utopia", "territory": None, "interstate": False, "side_a": ["Government of Utopia"],
        "side_b": ["Rebels"], "year": 1999,
    }  # fmt: skip
    return War(**{**base, **changes})


def test_names_are_those_that_people_use_and_unique() -> None:
    by_hand = pl.DataFrame(
        {"location": ["Utopia"], "territory": ["The North (X)"], "name": ["north"], "label": ["North"]}
    )
    wars = [
        _war(),
        _war(side_b=["Others"]),
        _war(territory="The North (X)"),
        _war(territory="The South (Y)"),
        _war(location="Utopia, Eutopia", interstate=True, side_b=["Government of Eutopia"]),
        _war(territory="Realm"),
        _war(location="Eutopia", territory="Realm"),
    ]
    assert [war_id for war_id, _ in build_war_names(wars, by_hand)] == [
        "war:utopia-1999",
        "war:utopia-others-1999",
        "war:north-1999",
        "war:the-south-1999",
        "war:utopia-eutopia-1999",
        "war:utopia-realm-1999",
        "war:eutopia-realm-1999",
    ]


def test_wars_that_cannot_be_told_apart_are_refused() -> None:
    by_hand = pl.DataFrame(schema=dict.fromkeys(["location", "territory", "name", "label"], pl.String))
    with pytest.raises(RecordError, match=r"war_names\.csv"):
        build_war_names([_war()] * 5, by_hand)


def test_every_war_has_its_own_name(record: Record) -> None:
    for opened in (record, record.with_edition("ucdp-acd-22.1")):
        ids = opened.table("conflicts")["id"]
        assert ids.n_unique() == len(ids)
        assert ids.str.contains(r"^war:[a-z0-9-]+-\d{4}$").all()
        years = opened.table("conflict_years")
        assert set(years["war"]) == set(ids)


def test_a_number_that_means_no_state_is_refused(record: Record) -> None:
    assert read_entity(record.entities, 345, 1999) == "YUG"
    assert read_entity(record.entities, 345, 2010) == "SRB"
    with pytest.raises(RecordError, match="999 means no entity in 1999"):
        read_entity(record.entities, 999, 1999)


# -- the figures that were got wrong before ------------------------------------------------------------


def _state_year(record: Record, entity: str, year: int) -> dict[str, Any]:
    frame = record.table("state_years").filter((pl.col("entity") == entity) & (pl.col("year") == year))
    return frame.row(0, named=True)


def _actors(record: Record, year: int, entity: str) -> pl.DataFrame:
    there = pl.col("locations").list.contains(entity) & (pl.col("year") == year)
    return record.table("onesided_actors").filter(there).sort("deaths_best", descending=True)


def test_rwanda_1994_in_two_editions(record: Record) -> None:
    now = _state_year(record, "RWA", 1994)
    assert now["onesided_government_best"] == 759_638
    assert (now["onesided_government_low"], now["onesided_government_high"]) == (344_739, 1_589_433)
    before = _actors(record, 1994, "RWA").filter(pl.col("entity") == "RWA")
    assert before["deaths_best"].to_list() == [531_133]


def test_kosovos_killings_and_battle_deaths(record: Record) -> None:
    years = [_state_year(record, "YUG", year) for year in (1998, 1999)]
    assert [year["onesided_government_best"] for year in years] == [211, 775]
    assert years[1]["statebased_best"] == 1378
    # killed in that country; the conflict's own count holds those who fell beyond its border too
    panel = record.table("conflict_years").filter(pl.col("war") == "war:kosovo-1998")
    assert panel["deaths_best"].to_list() == [1235, 1404]


def test_srebrenica_is_killing_by_a_non_state_actor_with_a_state_behind_it(record: Record) -> None:
    first = _actors(record, 1995, "BIH").row(0, named=True)
    assert (first["deaths_best"], first["is_government"], first["entity"]) == (8360, False, None)
    assert first["state_backer"] == "YUG"
    assert "Tadić" in first["state_backer_source"]
    year = _state_year(record, "BIH", 1995)
    assert (year["onesided_government_best"], year["onesided_nonstate_best"]) == (13, 8397)


def test_the_kosovo_war_ends_in_november_and_nineteen_states_stand_on_side_b(record: Record) -> None:
    _, war = record.case("war:kosovo-1998")
    assert (war["end"], war["end_precision"]) == (dt.date(1999, 11, 21), "day")
    assert len(war["side_b_second"]) == 19
    assert len(war["participants"]) == 20
    assert war["type"] == "internationalised"
    assert {"YUG", "USA", "DEU", "ISL"} <= set(war["participants"])
    assert war["outcome"] == "peace-agreement"


def test_the_united_states_take_part_in_afghanistan_in_2001(record: Record) -> None:
    frame = record.table("conflict_years").filter(
        (pl.col("year") == 2001)
        & pl.col("locations").list.contains("AFG")
        & pl.col("participants").list.contains("USA")
    )
    assert frame["war"].to_list() == ["war:afghanistan-united-states-2001"]
    assert frame["entity"].to_list() == ["AFG"]
    assert _state_year(record, "USA", 2001)["conflict_participant"]


def test_deaths_before_1989_are_not_covered_rather_than_zero(record: Record) -> None:
    wars = record.table("conflicts")
    early = wars.filter(pl.col("end_year") < 1989)
    assert early.height > 100
    assert early["deaths_best"].null_count() == early.height
    assert wars.filter(pl.col("start_year") >= 1989)["deaths_best"].null_count() == 0
    assert wars.filter(pl.col("ongoing"))["end"].null_count() == wars["ongoing"].sum()


def test_mass_killings_are_runs_of_years(record: Record) -> None:
    _, rwanda = record.case("mass-killing:rwanda-1990")
    assert (rwanda["peak_year"], rwanda["peak_deaths"]) == (1994, 770_581)
    assert rwanda["humanitarian_intervention"]
    assert not record.case("mass-killing:united-states-2001")[1]["any_intervention"]
    _, bosnia = record.case("mass-killing:bosnia-1992")
    assert (bosnia["end_year"], bosnia["deaths_best"]) == (1995, 4447 + 553 + 290 + 8410)
    frame = record.table("mass_killings")
    assert frame.filter(pl.col("start_year") > 2016)["humanitarian_intervention"].null_count() == (
        frame.filter(pl.col("start_year") > 2016).height
    )
    totals = record.table("state_years").filter(pl.col("onesided_total_best") >= 25)
    assert frame["deaths_best"].sum() == totals["onesided_total_best"].sum()
    assert frame["years"].sum() == totals.height


def test_regimes_are_of_the_state_of_the_time(record: Record) -> None:
    assert _state_year(record, "YUG", 1999)["polyarchy"] == 0.3
    assert _state_year(record, "SRB", 2024)["regime"] == 1
    assert _state_year(record, "SUN", 1991)["polyarchy"] == 0.255
    frame = record.table("state_years")
    known = frame.drop_nulls("polyarchy")
    assert (known["polyarchy_low"] <= known["polyarchy"]).all()
    assert (known["polyarchy"] <= known["polyarchy_high"]).all()
