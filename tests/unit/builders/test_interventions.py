"""Interventions of two registers, each once: figures, ids, clusters, and what each source says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import polars as pl
import pytest

from precedents.core.errors import RecordError
from precedents.record.builders import foreign_troops, prif
from precedents.record.builders.intervention_ids import build_clusters, build_ids
from precedents.record.builders.interventions import read_conflicts
from precedents.record.readers import SourceReader

Tables = Mapping[str, pl.DataFrame]
SLUG = re.compile(r"intervention:[a-z0-9]+(-[a-z0-9]+)*")


def _case(tables: Tables, case: str) -> dict[str, Any]:
    return tables["interventions"].row(by_predicate=pl.col("id") == f"intervention:{case}", named=True)


def test_ids_are_unique_slugs_and_the_promised_ones_are_there(tables: Tables) -> None:
    ids = tables["interventions"]["id"]
    assert ids.n_unique() == len(ids)
    assert [each for each in ids if not SLUG.fullmatch(each)] == []
    promised = """kosovo-1999 bosnia-1993 bosnia-1995 libya-2011 darfur-2007 iraq-kurds-1991 iraq-south-1992
        abkhazia-1992 east-timor-1999 ivory-coast-2002 afghanistan-2001 iraq-2003 rwanda-1994 bangladesh-1971"""
    assert {f"intervention:{case}" for case in promised.split()} <= set(ids)


def test_an_id_carries_the_year_of_the_start(tables: Tables) -> None:
    for case, year in tables["interventions"].select("id", "start_year").iter_rows():
        assert f"-{year}" in case


def _codings(tables: Tables, case: str) -> dict[str, dict[str, Any]]:
    rows = tables["intervention_codings"].filter(pl.col("case") == f"intervention:{case}").to_dicts()
    return {row["source_row"]: row for row in rows}


def test_kosovo_is_one_case_with_both_codings(tables: Tables) -> None:
    case = _case(tables, "kosovo-1999")
    assert "intervention:kosovo-1999-rebels" not in tables["interventions"]["id"].to_list()
    assert case["sources"] == ["prif-hmi-0.3", "ucdp-acd-25.1"]
    assert (case["entity"], case["target"], case["air_only"], case["regime_aim"]) == (
        "YUG",
        "XKX",
        True,
        True,
    )
    # PRIF's own stay as they are; what UCDP alone says is beside them
    assert (case["register"], case["interveners"]) == ("prif", ["NATO"])
    assert (case["side_supported"], case["supported"], case["secondary_party"]) == ("rebels", "UCK", True)
    codings = _codings(tables, "kosovo-1999")
    assert codings.keys() == {"Yugoslavia (Kosovo) 1999", "412-b-1999"}
    ucdp = codings["412-b-1999"]
    assert len(ucdp["interveners"]) == 19  # as the file has it: every member of NATO in 1999
    assert (ucdp["fits"], ucdp["shares"], ucdp["opposite"]) == ("near", "member", False)
    assert (ucdp["nato"], ucdp["side"], ucdp["side_supported"]) == (True, "against-government", "rebels")
    assert (ucdp["start_precision"], str(ucdp["end"])) == ("year", "1999-11-21")


def test_which_of_ucdps_rows_are_one_of_prifs_cases(tables: Tables) -> None:
    """By hand, from both lists: twenty-one rows are, and a run of ten years in Sierra Leone is not."""
    merged = tables["intervention_codings"].filter(pl.col("fits") != "first")
    by_case = {
        case.removeprefix("intervention:"): sorted(rows)
        for case, rows in merged.group_by("case").agg("source_row").iter_rows()
    }
    assert by_case == {
        "afghanistan-2003": ["333-a-2003"],
        "central-african-republic-2013": ["15283-a-2015", "15283-a-2023", "416-a-2012", "416-a-2017"],
        "dr-congo-2013": [
            *("14692-a-2017", "265-a-2013", "265-a-2020", "283-a-2013", "283-a-2017"),
            *("429-a-2017", "429-a-2020"),
        ],
        "iraq-2014": ["259-a-2014"],
        "kosovo-1999": ["412-b-1999"],
        "lebanon-1982": ["260-a-1983"],
        "mali-2013": ["11347-a-2013", "14113-a-2017", "372-a-2015"],
        "sierra-leone-1997": ["382-b-1997"],
        "somalia-2007": ["337-a-2006"],
        "uganda-1979": ["314-b-1979"],
    }
    long = _case(tables, "sierra-leone-1991")["also_overlaps"]
    assert long == [f"intervention:sierra-leone-{year}" for year in (1997, 1999, 2000)]
    assert "intervention:sierra-leone-1991" in _case(tables, "sierra-leone-2000")["also_overlaps"]
    # for Amin's successors and for his government: another side, another intervention
    assert _case(tables, "uganda-1979-government")["register"] == "ucdp"
    clash = _codings(tables, "sierra-leone-1997")["382-b-1997"]
    assert clash["opposite"] is True


def test_no_figure_of_prifs_moves_when_rows_are_merged(tables: Tables, read: SourceReader) -> None:
    own = {row["case"]: row for row in prif.build_prif(read(prif.SOURCE, prif.MEMBER))}
    codings = tables["intervention_codings"].filter(pl.col("source") == prif.SOURCE)
    assert codings.height == len(own) == 41
    for case, name in codings.select("case", "source_row").iter_rows():
        row = tables["interventions"].row(by_predicate=pl.col("id") == case, named=True)
        # conflicts alone are mended by hand, which another test has
        assert {key: row[key] for key in own[name] if key not in ("case", "conflicts")} == {
            key: value for key, value in own[name].items() if key not in ("case", "conflicts")
        }


def test_the_united_states_are_in_afghanistan_in_2001_in_their_own_name(tables: Tables) -> None:
    case = _case(tables, "afghanistan-2001")
    assert set(case["intervener_entities"]) == {"USA", "GBR"}
    assert case["secondary_party"] is False
    assert (str(case["start"]), case["start_precision"]) == ("2001-10-07", "day")
    later = _codings(tables, "afghanistan-2003")["333-a-2003"]
    assert "USA" in later["interveners"]
    assert later["secondary_party"] is True


def test_invasions_are_those_named_by_hand(tables: Tables) -> None:
    own = tables["interventions"].filter(pl.col("secondary_party").eq(other=False))
    places = "afghanistan-1979 afghanistan-2001 grenada-1983 hungary-1956 iraq-2003 panama-1989"
    assert own["id"].to_list() == [f"intervention:{case}" for case in places.split()]
    assert _case(tables, "iraq-2003")["intervener_entities"] == ["USA", "GBR", "AUS"]


def test_every_conflict_year_with_a_secondary_party_is_in_one_coding(
    tables: Tables, read: SourceReader
) -> None:
    years = read(foreign_troops.SOURCE)
    named = sum(
        years.filter(pl.col(f"side_{side}_2nd").is_not_null()).height  # a year counts once for each side
        for side in "ab"
    )
    runs = foreign_troops.read_secondary(years)
    assert sum(len(run.years) for run in runs) == named
    secondary = tables["intervention_codings"].filter("secondary_party")
    assert secondary.height == len(runs)


def test_clusters_join_what_shares_a_conflict(tables: Tables) -> None:
    bosnia = {_case(tables, case)["cluster"] for case in ("bosnia-1993", "bosnia-1995", "bosnia-serbs-1992")}
    assert bosnia == {"389"}
    assert _case(tables, "congo-1960")["cluster"] == _case(tables, "dr-congo-2003")["cluster"]
    assert _case(tables, "albania-1997")["cluster"] == "place:albania"
    assert _case(tables, "kosovo-1999")["cluster"] == "412"
    humanitarian = tables["interventions"].filter("humanitarian")
    assert humanitarian["cluster"].n_unique() == 30


def test_a_chain_of_conflicts_is_one_cluster_in_any_order() -> None:
    rows: list[dict[str, Any]] = [
        {"conflicts": ["7", "3"], "slug": "a"},
        {"conflicts": ["9"], "slug": "b"},
        {"conflicts": ["9", "7"], "slug": "c"},
        {"conflicts": [], "slug": "d"},
    ]
    for order in (rows, rows[::-1]):
        build_clusters(order)
        assert [row["cluster"] for row in rows] == ["3", "3", "3", "place:d"]


def test_conflicts_of_prif_are_conflicts(tables: Tables) -> None:
    known = set(tables["conflicts"]["conflict_id"])
    assert set(tables["interventions"]["conflicts"].explode().drop_nulls()) <= known
    assert _case(tables, "liberia-1990")["conflicts"] == ["341"]
    assert _case(tables, "bosnia-1995")["conflicts"] == ["389", "397", "398"]


def test_a_number_that_is_no_conflict_needs_one_by_hand() -> None:
    case = {"case": "Liberia 1990-1996", "conflicts": ["79"]}
    with pytest.raises(RecordError, match="79"):
        read_conflicts(case, {"conflicts_added": None}, frozenset({"341"}))
    assert read_conflicts(case, {"conflicts_added": 341}, frozenset({"341"})) == ["341"]


def test_two_cases_that_cannot_be_told_apart_are_refused() -> None:
    start = pl.Series(["1999-01-01"]).str.to_date()[0]
    row = {
        "slug": "x",
        "start": start,
        "register": "ucdp",
        "side_word": "rebels",
        "place": "X",
        "conflicts": ["1"],
    }
    with pytest.raises(RecordError, match="x-1999-rebels"):
        build_ids([dict(row), dict(row)])


def test_every_place_by_hand_is_used(tables: Tables, read: SourceReader) -> None:
    places = read("hand-1", "place_names")
    labels = tables["intervention_codings"]["label"].to_list()
    unused = [place for place in places["label"] if not any(each.startswith(place) for each in labels)]
    assert unused == []


def test_flags_of_nato_and_lone_states(tables: Tables) -> None:
    assert _case(tables, "libya-2011")["nato_itself"] is True
    assert _case(tables, "iraq-kurds-1991")["nato"] is True
    assert _case(tables, "iraq-kurds-1991")["nato_itself"] is False
    assert _case(tables, "moldova-1992")["lone_state"] is True
    assert _case(tables, "darfur-2007")["lone_state"] is False  # the United Nations and the African Union
    assert _case(tables, "tajikistan-1993")["lone_state"] is False  # the CIS, one organisation
