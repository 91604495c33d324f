"""Agreements, support, vetoes, nuclear status, disputes, leaders: figures that must come out, codes that must not pass."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

import polars as pl
import pytest

from precedents.core.errors import RecordError
from precedents.record.builders import agreements, disputes, external_support, leaders, nuclear, vetoes
from precedents.record.builders.agreements import build_agreement_ids, read_ended, read_type, render_short

Tables = Mapping[str, pl.DataFrame]


@pytest.mark.parametrize("table", ["agreements", "external_support", "vetoes", "leaders"])
def test_ids_are_unique_slugs(tables: Tables, table: str) -> None:
    ids = tables[table]["id"]
    assert ids.n_unique() == len(ids)
    assert [each for each in ids if not re.fullmatch(r"[a-z]+:[a-z0-9]+(-[a-z0-9]+)*", each)] == []


def _agreement(tables: Tables, name: str) -> dict[str, object]:
    return tables["agreements"].row(by_predicate=pl.col("id") == f"agreement:{name}", named=True)


def test_well_known_agreements_have_their_names(tables: Tables) -> None:
    dayton = _agreement(tables, "dayton-1995")
    assert (dayton["date"], dayton["entity"], dayton["type"]) == (dt.date(1995, 12, 14), "BIH", "full")
    assert dayton["ended"] is None
    assert _agreement(tables, "erdut-1995")["entity"] == "HRV"
    assert _agreement(tables, "ohrid-2001")["entity"] == "MKD"
    assert _agreement(tables, "brioni-1991")["entity"] == "YUG"
    assert tables["agreements"].height == 374


def test_an_agreement_carries_its_year(tables: Tables) -> None:
    for name, year in tables["agreements"].select("id", "year").iter_rows():
        assert f"-{year}" in name


def test_codes_of_agreements() -> None:
    with pytest.raises(RecordError, match="pa_type of 1073"):
        read_type("4", "1073")
    with pytest.raises(RecordError, match="ended of 1073"):
        read_ended("perhaps", "1073")
    assert agreements.TYPES == {1: "full", 2: "partial", 3: "process"}


def test_agreements_of_one_name_and_year_get_the_country_and_a_number() -> None:
    row = {"short": "accord", "by_hand": None, "place": "Chad", "date": dt.date(1999, 1, 1)}
    rows = [dict(row), dict(row), {**row, "place": "Mali"}, {**row, "by_hand": "accord-1999"}]
    build_agreement_ids(rows)
    names = ["accord-chad-1999", "accord-chad-1999-2", "accord-mali-1999", "accord-1999"]
    assert [row["id"] for row in rows] == [f"agreement:{name}" for name in names]
    assert render_short('Further Document ("Treaty of Erehwon")') == "treaty-erehwon"


def test_supporters_are_parted_where_the_source_parts_them(tables: Tables) -> None:
    support = tables["external_support"]
    assert external_support.read_supporters("") == []
    kosovo = support.filter(
        (pl.col("supported") == "UCK") & (pl.col("year") == 1999) & (pl.col("entity") == "YUG")
    )
    assert {"USA", "ALB", "DEU"} <= set(kosovo["supporter_entity"])
    serbs = support.filter((pl.col("supporter_entity") == "YUG") & (pl.col("entity") == "BIH"))
    assert serbs["year"].unique().sort().to_list() == [1992, 1993, 1994, 1995]
    assert support.filter(pl.col("any_support") != pl.col("supporter").is_not_null()).height == 0
    assert support.filter("any_support").select(pl.col("kinds").list.len().min()).item() >= 1
    government = ~pl.col("supporter_nonstate")
    assert support.filter(government & pl.col("supporter_entity").is_null()).height == 0


def test_iran_supported_armed_groups_abroad(tables: Tables) -> None:
    iran = tables["external_support"].filter(
        (pl.col("supporter_entity") == "IRN") & pl.col("supported_nonstate")
    )
    assert {"Hezbollah", "Hamas", "PIJ", "Ansarallah"} <= set(iran["supported"])


def test_codes_of_support() -> None:
    with pytest.raises(RecordError, match="ext_x of row 7 is 2"):
        external_support.read_flag(2, column="ext_x", row=7)


def test_vetoes(tables: Tables) -> None:
    frame = tables["vetoes"]
    assert frame.height == 214
    kuwait = frame.filter(pl.col("date") == dt.date(1990, 8, 2))
    assert kuwait.height == 0  # the Council condemned the invasion, no one vetoed
    syria = frame.filter(pl.col("id") == "veto:2011-10-04").row(0, named=True)
    assert (syria["topic"], syria["member_entities"]) == ("Syria", ["CHN", "RUS"])
    assert frame.filter(pl.col("year") < 1991)["member_entities"].list.contains("RUS").sum() == 0
    assert frame.filter(pl.col("date") == dt.date(1946, 6, 26))["id"].to_list() == [
        "veto:1946-06-26",
        "veto:1946-06-26-2",
        "veto:1946-06-26-3",
    ]


def test_codes_of_vetoes() -> None:
    row = {
        "date": "1/1/1960",
        "year": 1960,
        "member_veto1": "Atlantis",
        "member_veto2": None,
        "member_veto3": None,
    }
    with pytest.raises(RecordError, match="Atlantis"):
        vetoes.read_members(row)
    with pytest.raises(RecordError, match="which government held the seat"):
        vetoes.read_members(row | {"member_veto1": "China"})


def test_nuclear_status(tables: Tables) -> None:
    frame = tables["nuclear"]
    first = (
        frame.filter(pl.col("status") == "possession")
        .group_by("entity")
        .agg(pl.col("year").min())
        .sort("year")
    )
    years = {"USA": 1945, "SUN": 1949, "GBR": 1952, "FRA": 1960, "CHN": 1964, "ISR": 1967, "ZAF": 1979}
    years |= {"IND": 1987, "PAK": 1987, "RUS": 1992, "PRK": 2006}
    assert dict(first.iter_rows()) == years
    assert frame.filter(pl.col("entity").is_in(["ABK", "TBT", "ZAN"])).height == 0
    assert frame.filter((pl.col("entity") == "BGD") & (pl.col("year") < 1971)).height == 0


def test_codes_of_nuclear_status() -> None:
    row = {"Entity": "Iran", "Year": 1990, "nuclear_weapons_status": 4}
    with pytest.raises(RecordError, match="status 4"):
        nuclear.read_status(row)
    flags = dict.fromkeys(
        (f"nuclear_weapons_{word}" for word in ("consideration", "pursuit", "possession")), 0
    )
    with pytest.raises(RecordError, match="flag of pursuit"):
        nuclear.read_status(row | flags | {"nuclear_weapons_status": 2})


def test_disputes_that_yugoslavia_began_with_members_of_nato(tables: Tables) -> None:
    frame = tables["disputes"].filter((pl.col("entity") == "YUG") & pl.col("year").is_between(1989, 1999))
    found = frame.select("dispute", "year", "target", "hostility", "hostility_cow").rows()
    assert (4046, 1994, "USA", 3, 3) in found
    assert 3551 not in frame["dispute"]  # the embargo and the flight ban of 1992: NATO acted first
    assert 4137 not in frame["dispute"]  # Kosovo: likewise
    covered = {"YUG", "SCG", "SRB", "IRN", "IRQ", "LBY"}
    either = pl.col("initiator").is_in(covered) | pl.col("target").is_in(covered)
    assert tables["disputes"].filter(~either).height == 0
    assert (
        tables["disputes"].select(pl.col("year").min().alias("a"), pl.col("year").max().alias("b")).row(0)[0]
        >= 1946
    )


def test_codes_of_disputes() -> None:
    with pytest.raises(RecordError, match="hostlev1 of dispute 1 is 6"):
        disputes.read_level(6, "hostlev1", 1)


def test_leaders(tables: Tables) -> None:
    rows = {row["id"]: row for row in tables["leaders"].to_dicts()}
    milosevic, qaddafi = rows["leader:yug-milosevic-1989"], rows["leader:lby-qaddafi-1969"]
    assert (milosevic["end"], milosevic["exit"]) == (dt.date(2000, 10, 7), "regular")
    assert (qaddafi["exit"], qaddafi["exit_detail"]) == ("irregular", "rebels-foreign-support")
    assert rows["leader:irq-saddam-hussein-1979"]["exit"] == "foreign-removal"
    assert rows["leader:irn-rouhani-2013"]["end"] is None
    assert set(tables["leaders"]["entity"]) == {"YUG", "SCG", "SRB", "IRN", "IRQ", "LBY"}


def test_words_of_leaders() -> None:
    with pytest.raises(RecordError, match="exit of X is 'Vanished'"):
        leaders.read_word("Vanished", leaders.EXIT, column="exit", leader="X")
