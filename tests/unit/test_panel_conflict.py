"""Disputes, wars and armed conflicts in a panel; on made-up rows in the publishers' shapes."""

from __future__ import annotations

import datetime as dt
from itertools import permutations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from precedents.core.errors import UsageError
from precedents.core.source import Coverage
from precedents.panels.additions import read_addition
from precedents.panels.clash import settle_names
from precedents.panels.conflict_parties import build_parties
from precedents.panels.disputes import empty_codes, read_words, say_initiated
from precedents.panels.extend import extend_panel, read_step
from precedents.panels.grain import Ask, build_grain
from precedents.panels.keyed import Keyed
from precedents.panels.leader_disputes import build_leader_disputes
from precedents.panels.whittle import RULES, whittle_disputes, whittle_wars

DAY = dt.date


class MadeUp:
    """Tables made up for a test."""

    def __init__(self, **frames: pl.DataFrame) -> None:
        self.frames = frames

    def source(self, source_id: str, member: str | None = None) -> pl.DataFrame:
        return self.frames[member or source_id]

    def record(self, table: str) -> pl.DataFrame:
        return self.frames[table]

    def coverage(self, table: str, column: str) -> Coverage:
        assert (table, column) == ("conflict_years", "year")
        return Coverage(first_year=1946, last_year=2024)

    def crosswalk(self, system: str, other: str) -> pl.DataFrame:
        return self.frames[f"{system}_{other}"]


def add(
    names: str,
    frame: pl.DataFrame,
    tables: MadeUp,
    *,
    kind: str = "state-years",
    system: str = "cow",
    like: str = "",
    **options: object,
) -> pl.DataFrame:
    """What one or more additions make of a made-up panel; its rows and their order stay."""
    grain, steps = build_grain(kind, system), []
    for name in names.split():
        addition = read_addition(name)
        ask = Ask(grain=grain, years=(1816, 2025), like=like, options={**addition.options, **options})
        steps.append(read_step(addition, ask, tables))  # type: ignore[arg-type]
    made = extend_panel(frame, grain, steps, tables)  # type: ignore[arg-type]
    assert made.select(frame.columns).equals(frame)
    return made


DISPUTE = {
    **dict.fromkeys(("sidea1", "orig1", "orig2", "onset", "recip"), 1),
    **dict.fromkeys(("sidea2", "fatality", "hiact1", "hiact2", "fatalpre1", "fatalpre2"), 0),
    **dict.fromkeys(("fatality1", "fatality2", "hostlev1", "hostlev2"), 1),
    **dict.fromkeys(("hostlev", "mindur", "maxdur", "stmon"), 4),
}


def make_disputes(*rows: dict[str, int], **same: int) -> pl.DataFrame:
    start = {"ccode1": 325, "ccode2": 220, "year": 1860}
    return pl.DataFrame([{**start, **DISPUTE, "dispnum": n, **same, **row} for n, row in enumerate(rows, 1)])


@pytest.mark.parametrize(
    ("rule", "better", "worse"),
    [
        ("onset", 1, 0),
        ("fatality", 1, -9),
        ("fatality", -9, 0),
        ("fatality", 6, 1),
        ("hostlev", 5, 4),
        ("mindur", 9, 2),
        ("maxdur", 9, 2),
        ("recip", 1, 0),
        ("stmon", 1, 12),
    ],
)
def test_each_rule_prefers(rule: str, better: int, worse: int) -> None:
    rows = make_disputes({rule: worse}, {rule: better})
    assert whittle_disputes(rows)["dispnum"].to_list() == [2]
    assert whittle_disputes(rows.reverse())["dispnum"].to_list() == [2]
    assert whittle_disputes(rows)[rule].to_list() == [better]  # what is missing stays missing
    others = [name for name in RULES if name != rule]
    assert whittle_disputes(rows, rules=others)["dispnum"].to_list() == [
        1
    ]  # a tie goes by the order of the rows


def test_rules_go_in_order() -> None:
    rows = make_disputes({"onset": 1, "hostlev": 2}, {"onset": 0, "hostlev": 5, "fatality": 6})
    assert whittle_disputes(rows)["dispnum"].item() == 1
    assert whittle_disputes(rows, rules=["hostlev", "onset"])["dispnum"].item() == 2
    with pytest.raises(UsageError, match="fatality"):
        whittle_disputes(rows, rules=["fatalities"])


@given(st.lists(st.tuples(*[st.integers(0, 2)] * 3), min_size=1, max_size=6))
def test_one_sort_is_rule_after_rule(values: list[tuple[int, int, int]]) -> None:
    names = ("onset", "hostlev", "stmon")
    rows = make_disputes(*(dict(zip(names, each, strict=True)) for each in values))
    left = rows
    for name in names:
        best = left[name].min() if name == "stmon" else left[name].max()
        left = left.filter(pl.col(name) == best)
    assert whittle_disputes(rows, rules=names).equals(left.head(1))


def test_the_deadliest_of_the_wars_that_begin() -> None:
    wars = pl.DataFrame(
        {
            "c": [1, 1, 1, 2],
            "n": [1, 2, 3, 4],
            "on": [0, 1, 1, 0],
            "a": [9999, -9, 10, -9],
            "b": [9999, 40, 20, -9],
        }
    )
    for order in permutations(range(4)):
        kept = whittle_wars(wars[list(order)], keys=["c"], onset="on", deaths=("a", "b"))
        assert kept["n"].to_list() == [2, 4]


def test_who_initiates() -> None:
    part = pl.DataFrame({"sidea": [1, 1, 0, 0], "orig": [1, 0, 1, 0]})
    made = {
        rule: part.select(say_initiated("sidea", "orig", rule))["sidea"].to_list()
        for rule in ("sidea-orig", "sidea-with-joiners", "sidea-all-joiners")
    }
    assert list(made.values()) == [[1, 0, 0, 0], [1, 1, 0, 0], [1, 1, 0, 1]]
    with pytest.raises(UsageError, match="sidea-orig"):
        say_initiated("sidea", "orig", "side-orig")


def test_codes_for_what_is_missing() -> None:
    frame = pl.DataFrame({"fatality": [-9, -8, 0], "code": [-9, 1, 1]})
    assert empty_codes(frame, "code", ["fatality"]).equals(frame)
    assert empty_codes(frame, "", ["fatality"], like="peacesciencer").equals(frame)
    for said in ("", "null"):
        assert empty_codes(frame, said, ["fatality"]).rows() == [(None, -9), (None, 1), (0, 1)]
    assert read_words("") == read_words(None) == ()


def name_events(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.rename({"onset": "midonset"}).with_columns(midongoing=pl.lit(1, dtype=pl.Int64))


DYADS = pl.DataFrame(
    {"ccode1": [220, 325, 325, 325], "ccode2": [325, 220, 220, 220], "year": [1860, 1815, 1860, 2011]}
)


def test_dyads_with_disputes() -> None:
    tables = MadeUp(
        gml_dirdisp=name_events(make_disputes({"hostlev": 2}, {"hostlev": 4, "sidea1": 0, "orig1": 0}))
    )
    made = add("gml_mids", DYADS, tables, kind="directed-dyad-years")
    assert made["gmlmidongoing"].to_list() == [0, None, 1, None]  # before and after what is covered: not zero
    assert made["dispnum"].to_list() == [None, None, 2, None]
    assert made["init1"].to_list() == [None, None, 1, None]  # it joined
    assert add("gml_mids", DYADS, tables, kind="directed-dyad-years", init="sidea-orig")["init1"][2] == 0
    bare = add("gml_mids", DYADS, tables, kind="directed-dyad-years", keep="hostlev")
    assert bare.columns[3:] == ["gmlmidongoing", "gmlmidonset", "hostlev", "init1", "init2"]
    assert "init1" not in add("gml_mids", DYADS[:1], tables, kind="dyad-years").columns
    with pytest.raises(UsageError, match="Did you mean hostlev"):
        add("gml_mids", DYADS, tables, kind="directed-dyad-years", keep="hostlevel")
    other = add("gml_mids", DYADS, tables, kind="directed-dyad-years", whittle="stmon")
    assert other["dispnum"][2] == 1


def test_both_publications_side_by_side() -> None:
    whole = make_disputes({}).select("dispnum", "fatality", "hostlev", "mindur", "maxdur", "recip", "stmon")
    cow = (
        make_disputes({})
        .drop("fatality", "hostlev", "mindur", "maxdur", "recip", "stmon")
        .rename({"onset": "disponset"})
        .with_columns(dispongoing=pl.lit(1, dtype=pl.Int64), hiact1=pl.lit(17, dtype=pl.Int64))
    )
    tables = MadeUp(
        gml_dirdisp=name_events(make_disputes({})), cow_mid_dirdisps=cow, cow_mid_disps=whole.with_columns()
    )
    ours = add("gml_mids cow_mids", DYADS, tables, kind="directed-dyad-years")
    assert ours["cowmidongoing"].to_list() == [0, None, 1, 0]  # to 2014
    assert (ours["hiact1"][2], ours["cow_hiact1"][2], ours["cow_dispnum"][2]) == (0, 17, 1)
    theirs = add("gml_mids cow_mids", DYADS, tables, kind="directed-dyad-years", like="peacesciencer")
    assert theirs["cowmidongoing"].to_list() == [0, None, 0, 0]  # one column differs, so the dispute is lost
    assert not [name for name in theirs.columns if name.startswith("cow_")]
    with pytest.raises(UsageError, match="gmlmidongoing"):
        add("gml_mids gml_mids", DYADS, tables, kind="directed-dyad-years")


def test_a_name_that_is_free_keeps_it() -> None:
    keyed = Keyed(frame=pl.DataFrame({"year": [1], "a": [1]}), key=("year",))
    frame, new = pl.DataFrame({"year": [1]}), pl.DataFrame({"a": [1]})
    assert settle_names(frame, new, keyed, "x_", "").columns == ["a"]
    taken = frame.with_columns(a=pl.lit(2))
    assert settle_names(taken, new, keyed, "x_", "").columns == [
        "a"
    ]  # all of it: the engine says what is wrong


PART = pl.DataFrame(
    {
        "dispnum": [1, 2, 3],
        "ccode": [2, 2, 2],
        "styear": [1850, 1902, 1904],
        "stmon": [1, 12, 1],
        "dummy_stday": [5, 30, 1],
        "endyear": [1850, 1903, 1904],
        "endmon": [1, 1, 1],
        "dummy_endday": [6, 2, 31],
        "sidea": [1, 1, 0],
        "orig": [1, 1, 1],
        "obsid_start": [None, "A-1", "B-1"],
        "allmiss_leader_start": [1, 0, 0],
        "allmiss_leader_end": [1, 0, 0],
    }
)


def test_disputes_of_states() -> None:
    years = [1815, 1850, 1902, 1903, 1904, 2010, 2011]
    panel = pl.DataFrame({"ccode": [2] * 7, "year": years})
    made = add("gml_mids", panel, MadeUp(gml_part=PART))
    assert made["gmlmidongoing"].to_list() == [None, 1, 1, 1, 1, 0, None]
    assert made["gmlmidonset"].to_list() == [None, 1, 1, 0, 1, 0, None]
    assert made["gmlmidongoing_init"].to_list() == [None, 1, 1, 1, 0, 0, None]
    assert made["gmlmidonset_init"].to_list() == [None, 1, 1, 0, 0, 0, None]
    theirs = add("gml_mids", panel, MadeUp(gml_part=PART), like="peacesciencer")
    assert theirs["gmlmidongoing"].to_list() == [0, 0, 1, 1, 1, 0, 0]


def test_disputes_of_states_by_the_other_numbers() -> None:
    walk = pl.DataFrame({"code": [999], "year": [1902], "other": [2]})
    panel = pl.DataFrame({"gwcode": [999, 999], "year": [1902, 1903]})
    made = add("gml_mids", panel, MadeUp(gml_part=PART, gw_cow=walk), system="gw")
    assert made["gmlmidongoing"].to_list() == [1, None]  # without a number nobody says that there was peace


def test_disputes_of_leaders() -> None:
    leaders = pl.DataFrame(
        {
            "obsid": ["A-1", "B-1", "C-1"],
            "gwcode": [7, 7, 8],
            "startdate": [DAY(1902, 1, 1), DAY(1903, 1, 2), DAY(1902, 1, 1)],
            "enddate": [DAY(1903, 1, 1), DAY(1905, 1, 1), DAY(1905, 1, 1)],
        }
    )
    walk = pl.DataFrame({"code": [7] * 4, "year": [1902, 1903, 1904, 1905], "other": [2] * 4})
    parts = PART.with_columns(
        first=pl.date("styear", "stmon", "dummy_stday"), last=pl.date("endyear", "endmon", "dummy_endday")
    )
    made = build_leader_disputes(leaders, walk, parts, "sidea-orig", 1904)
    assert made.sort("obsid", "year").rows() == [
        ("A-1", 1902, 1, 1, 1, 1),
        ("A-1", 1903, 1, 0, 1, 0),  # went on
        ("B-1", 1903, 1, 0, 0, 0),  # on its last day, under somebody else
        ("B-1", 1904, 1, 1, 0, 0),  # on side B
    ]  # nothing of 1905, and nothing of a state without a number


CONFLICTS = pl.DataFrame(
    {
        "conflict_id": ["90", "90", "90", "9", "9"],
        "year": [1990, 1991, 1995, 1991, 1992],
        "war": ["w1", "w1", "w2", "v1", "v1"],
        "intensity": [1, 2, 1, 1, 1],
        "type": ["intrastate", "internationalised", "intrastate", "interstate", "interstate"],
        "over": ["government"] * 3 + ["territory"] * 2,
        "side_a": [["Government of Alba"]] * 3 + [["Government of Congo"]] * 2,
        "side_b": [["Rebels"]] * 3 + [["Government of Alba", "Government of Congo (Big)"]] * 2,
        "side_a_second": [[], ["Government of Borea"], [], [], []],
        "side_b_second": [[]] * 5,
        "participants": [["ALB"], ["ALB", "BOR"], ["ALB"], *[["ALB", "BIG", "CON"]] * 2],
    },
    schema_overrides=dict.fromkeys(("side_a_second", "side_b_second"), pl.List(pl.String)),
)
NAMED = pl.DataFrame(
    {
        "entity": ["ALB", "BOR", "BIG", "BIG", "CON"],
        "name": ["Alba", "Borea", "Congo", "Congo (Big)", "Congo"],
    }
)
CODES = pl.DataFrame(
    {
        "entity": ["ALB", "BOR", "BIG", "CON", "CON"],
        "system": ["cow"] * 5,
        "code": ["1", "2", "3", "9", "4"],
        "member": [True, True, True, False, True],
        "start": [None, DAY(1980, 1, 1), None, None, DAY(1992, 1, 1)],
        "end": [None, DAY(1992, 1, 1), None, DAY(1992, 1, 1), None],
    },
    schema_overrides={"start": pl.Date, "end": pl.Date},
)
ACD = MadeUp(conflict_years=CONFLICTS, entity_names=NAMED, entity_codes=CODES)
STATES = pl.DataFrame(
    {"ccode": [1, 1, 1, 1, 1, 2, 4, 4], "year": [1945, 1990, 1991, 1995, 2025, 1991, 1991, 1992]}
)


def test_parties() -> None:
    made = build_parties(CONFLICTS, NAMED, CODES, "cow")
    assert made.select("code", "year", "conflict_id", "role").rows() == [
        (1, 1990, 90, "a"),
        (1, 1991, 9, "b"),
        (1, 1991, 90, "a"),
        (1, 1992, 9, "b"),
        (1, 1995, 90, "a"),
        (2, 1991, 90, "a_2nd"),
        (3, 1991, 9, "b"),  # bears two names, so the other Congo is meant by the short one
        (3, 1992, 9, "b"),
        (4, 1992, 9, "a"),  # not in the list before
    ]


def test_armed_conflicts() -> None:
    made = add("ucdp_acd", STATES, ACD)
    assert made["ucdpongoing"].to_list() == [None, 1, 1, 1, None, 1, 0, 1]
    assert made["ucdponset"].to_list() == [None, 1, 1, 1, None, 1, 0, 1]
    assert made["maxintensity"].to_list() == [None, 1, 2, 1, None, 2, None, 1]
    assert made["conflict_ids"].to_list() == [None, "90", "9; 90", "90", None, "90", None, "9"]
    assert made["ucdproles"].to_list() == [None, "a", "b; a", "a", None, "a_2nd", None, "a"]
    assert add("ucdp_acd", STATES, ACD, roles="a,b")["ucdpongoing"][5] == 0


def test_onsets_do_not_hang_on_what_is_selected() -> None:
    foreign = add("ucdp_acd", STATES, ACD, type="II")
    assert foreign["ucdpongoing"].to_list() == [None, 0, 1, 0, None, 1, 0, 0]
    assert foreign["ucdponset"].to_list() == [None, 0, 0, 0, None, 1, 0, 0]  # foreign troops are no beginning
    wars = add("ucdp_acd", STATES, ACD, only_wars=True)
    assert wars["ucdponset"].to_list() == [None, 0, 1, 0, None, 1, 0, 0]  # of a war
    over = add("ucdp_acd", STATES, ACD, issue=["territory"])
    assert over["conflict_ids"].to_list() == [None, None, "9", None, None, None, None, "9"]
    with pytest.raises(UsageError, match="Did you mean intrastate"):
        add("ucdp_acd", STATES, ACD, type="intra-state")


def test_armed_conflicts_as_peacesciencer_has_them() -> None:
    rows = pl.DataFrame(
        {
            "conflict_id": [90, 90, 90, 90],
            "year": [1990, 1991, 1991, 1995],
            "gwno_a": [1, 1, 1, 1],
            "gwno_a_2nd": [None, 2, 3, None],
            "intensity_level": [1, 2, 2, 1],
            "type_of_conflict": ["intrastate", "II", "II", "intrastate"],
            "incompatibility": ["government"] * 4,
        }
    )
    walk = pl.DataFrame({"code": [1, 1, 1, 2], "year": [1990, 1991, 1995, 1991], "other": [1, 1, 1, 2]})
    tables = MadeUp(ucdp_acd=rows, cow_gw=walk)
    made = add("ucdp_acd", STATES, tables, like="peacesciencer")
    assert made["ucdponset"].to_list()[:5] == [None, 1, 0, 0, None]  # not when it breaks out again
    assert made["ucdpongoing"][5] == 0  # nor who sent troops
    foreign = add("ucdp_acd", STATES, tables, like="peacesciencer", type="II")
    assert foreign["ucdponset"].to_list()[:5] == [None, 0, 1, 0, None]


def test_beginnings_where_the_source_has_a_row() -> None:
    columns = ("sumnewconf", "sumonset1", "sumonset2", "sumonset3", "sumonset5", "sumonset10")
    rows = pl.DataFrame({"gwcode": [1, 1], "year": [1990, 1991], **{key: [0, 2] for key in columns}})
    panel = pl.DataFrame({"gwcode": [1, 1, 1, 54], "year": [1945, 1990, 1991, 1990]})
    made = add("ucdp_onsets", panel, MadeUp(ucdp_onsets=rows), system="gw")
    assert made["sumonset1"].to_list() == [None, 0, 2, None]
    theirs = add("ucdp_onsets", panel, MadeUp(ucdp_onsets=rows), system="gw", like="peacesciencer")
    assert theirs["sumonset1"].to_list() == [0, 0, 2, 0]


INTRA = pl.DataFrame(
    {
        "warnum": [1, 2, 3, 4],
        "warname": ["First", "Second", "Third", "Abroad"],
        "wartype": ["central control", "local issues", "central control", "local issues"],
        "year": [1900, 1900, 1901, 1900],
        "cowintraonset": [0, 1, 0, 1],
        "cowintraongoing": [1] * 4,
        "primary_state": [1, 1, 1, 0],
        "ccodea": [2, 2, 2, 2],
        "intnl": [0] * 4,
        "outcome": [1] * 4,
        "sideadeaths": [900, -9, 5, 1],
        "sidebdeaths": [900, 10, 5, 1],
    }
)


def test_wars_within_states() -> None:
    panel = pl.DataFrame({"ccode": [2] * 4, "year": [1900, 1901, 1902, 2008]})
    made = add("cow_wars", panel, MadeUp(cow_war_intra=INTRA))
    assert made["warnum"].to_list() == [2, 3, None, None]
    assert made["intrawarnums"].to_list() == ["1; 2", "3", None, None]
    assert made["cowintraongoing"].to_list() == [1, 1, 0, None]
    assert made["sideadeaths"].to_list() == [None, 5, None, None]
    coded = add("cow_wars", panel, MadeUp(cow_war_intra=INTRA), missing="code")
    assert coded["sideadeaths"].to_list() == [-9, 5, None, None]
    control = add("cow_wars", panel, MadeUp(cow_war_intra=INTRA), intratype="central control")
    assert control["warnum"].to_list() == [1, 3, None, None]
    with pytest.raises(UsageError, match="between states, of dyads, and the panel holds state-years"):
        add("cow_wars", panel, MadeUp(cow_war_intra=INTRA), type="inter")


def test_wars_between_states() -> None:
    same = (
        "sidea1",
        "sidea2",
        "initiator1",
        "initiator2",
        "outcome1",
        "outcome2",
        "resume",
        "cowinterongoing",
    )
    rows = pl.DataFrame(
        {
            "warnum": [1, 2],
            "ccode1": [325] * 2,
            "ccode2": [220] * 2,
            "year": [1860] * 2,
            **{key: [1, 1] for key in same},
            "cowinteronset": [0, 0],
            "batdeath1": [-9, 50],
            "batdeath2": [70, 10],
        }
    )
    made = add("cow_wars", DYADS, MadeUp(cow_war_inter=rows), kind="directed-dyad-years")
    assert made["cowinterongoing"].to_list() == [0, None, 1, None]
    assert (made["batdeath1"][2], made["batdeath2"][2]) == (None, 70)  # the deadlier, as far as is known
    tables = MadeUp(cow_war_inter=rows, gml_dirdisp=name_events(make_disputes({}, sidea2=0)))
    both = add("gml_mids cow_wars", DYADS, tables, kind="directed-dyad-years")
    assert (both["sidea2"][2], both["war_sidea2"][2], both["cowinterongoing"][2]) == (0, 1, 1)
    theirs = add("gml_mids cow_wars", DYADS, tables, kind="directed-dyad-years", like="peacesciencer")
    assert (theirs["cowinterongoing"].to_list(), theirs["batdeath2"][2]) == ([0, None, 0, None], None)
