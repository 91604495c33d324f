"""Disputes, wars, armed conflicts and years of peace, against tables that peacesciencer 1.2.9 made (R 4.2.2)."""

from __future__ import annotations

import importlib
import json
from pathlib import Path

import polars as pl
import pytest

from precedents.app.panel import Panel, build_panel
from precedents.panels.additions import ADDITIONS
from precedents.panels.disputes import INITIATORS
from precedents.panels.keyed import DYAD
from precedents.panels.whittle import DYAD_YEAR, whittle_disputes

THEIRS = "peacesciencer"
DISPUTES = ("gmlmidongoing", "gmlmidonset", "gmlmidongoing_init", "gmlmidonset_init")
SPELL_SUMS = {"gml_mids": ("gmlmidspell", 46_611_642), "cow_mids": ("cowmidspell", 52_865_432)}
"""Sums over all 2,252,760 directed dyad-years, as peacesciencer's own run gave them."""


def add_cow(like: str, home: Path) -> Panel:
    return build_panel("state-years", like=like, home=home).add("gml_mids", "cow_wars", "peace_years")


def add_gw(like: str, home: Path) -> Panel:
    panel = build_panel("state-years", system="gw", like=like, home=home)
    return panel.add("ucdp_acd", type="intrastate").add("ucdp_onsets", "peace_years")


def find_differing(made: pl.DataFrame, reference: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The rows of the cells that are not the reference's, for every column that both have."""
    columns = [name for name in made.columns if name in reference.columns and not name.endswith("name")]
    columns += ["warname"] if "warname" in made.columns else []
    assert made.height == reference.height
    found = {name: made.filter(~made[name].eq_missing(reference[name])) for name in columns}
    return {name: rows for name, rows in found.items() if rows.height}


def count_unlisted(differing: dict[str, pl.DataFrame], names: list[str]) -> dict[str, int]:
    """How many of the differing cells no addition lists, by column."""
    listed = [each for name in names for each in importlib.import_module(ADDITIONS[name]).DIFFERENCES]
    counts = {}
    for column, rows in differing.items():
        allowed = pl.lit(value=False)
        for each in listed:
            if column in each.columns:
                first, last = each.years
                within = pl.col("year").is_between(first or 0, last or 9999)
                allowed |= within & (rows[rows.columns[0]].is_in(each.states) if each.states else True)
        counts[column] = rows.filter(~allowed).height
    return {column: count for column, count in counts.items() if count}


@pytest.fixture(scope="module")
def cow(peacesciencer: Path) -> pl.DataFrame:
    return pl.read_parquet(peacesciencer / "state-years-cow.parquet")


@pytest.fixture(scope="module")
def gw(peacesciencer: Path) -> pl.DataFrame:
    return pl.read_parquet(peacesciencer / "state-years-gw.parquet")


@pytest.fixture(scope="module")
def dyads(peacesciencer: Path) -> pl.DataFrame:
    return pl.read_parquet(peacesciencer / "directed-dyad-years-cow-sample.parquet")


def test_state_years_like_peacesciencer(pulled_home: Path, cow: pl.DataFrame, gw: pl.DataFrame) -> None:
    made = add_cow(THEIRS, pulled_home).collect()
    assert {*DISPUTES, "warname", "intrawarnums", "cowintraspell", "gmlmidinitspell"} <= {*made.columns}
    assert find_differing(made, cow) == {}
    made = add_gw(THEIRS, pulled_home).collect()
    assert {"ucdponset", "conflict_ids", "sumonset10", "ucdpspell"} <= {*made.columns}
    assert find_differing(made, gw) == {}


def test_state_years_of_our_own_differ_where_listed(
    pulled_home: Path, cow: pl.DataFrame, gw: pl.DataFrame
) -> None:
    differing = find_differing(add_cow("", pulled_home).collect(), cow)
    assert {*differing} == {*DISPUTES, "gmlmidspell", "gmlmidinitspell", "sideadeaths", "sidebdeaths"}
    assert count_unlisted(differing, ["gml_mids", "cow_wars", "peace_years"]) == {}
    differing = find_differing(add_gw("", pulled_home).collect(), gw)
    assert {*differing} == {"ucdponset", *(name for name in gw.columns if name.startswith("sum"))}
    # that of side A speaks of conflicts with foreign parties; there are none in this selection, so it does not count
    assert count_unlisted(differing, ["ucdp_acd", "ucdp_onsets"]) == {}


def test_disputes_of_states_whose_leader_is_not_known(pulled_home: Path, cow: pl.DataFrame) -> None:
    """Where ours says more, theirs said 0, ours says 1, and the table of participants has the dispute."""
    panel = build_panel("state-years", home=pulled_home).add("gml_mids", "peace_years")
    made = panel.collect()
    part = panel.tables.source("peacesciencer-1.2.9", "gml_part")
    gone = part.filter((pl.col("allmiss_leader_start") == 1) | (pl.col("allmiss_leader_end") == 1))
    years = gone.select("ccode", pl.int_ranges("styear", pl.col("endyear") + 1).alias("year")).explode("year")
    for name, count in zip(DISPUTES, (250, 190, 150, 113), strict=True):
        before = made.with_columns(cow[name].alias("theirs")).filter(pl.col("year") <= 2010)
        more = before.filter(pl.col(name) != pl.col("theirs"))
        assert (more.height, more[name].min(), more["theirs"].max()) == (count, 1, 0)
        assert more.join(years, on=["ccode", "year"], how="anti").is_empty()
    known = made.with_columns(cow["gmlmidspell"].alias("theirs")).filter(pl.col("year") <= 2010)
    wrong = known.filter(pl.col("gmlmidspell") != pl.col("theirs"))
    assert wrong.join(years, on="ccode", how="anti").is_empty()
    assert (wrong["gmlmidspell"] < wrong["theirs"]).all()


def test_dyad_years(pulled_home: Path, dyads: pl.DataFrame) -> None:
    """All columns of one publication, and of the other after it, whose columns of the same name theirs joins by."""
    years = dyads["year"].unique().sort()
    key = ["ccode1", "ccode2", "year"]
    plan = {like: build_panel("directed-dyad-years", like=like, home=pulled_home) for like in ("", THEIRS)}
    made = {like: panel.add("gml_mids", "cow_mids").collect(narrow=True) for like, panel in plan.items()}
    cut = {like: frame.filter(pl.col("year").is_in(years.implode())) for like, frame in made.items()}
    assert all(frame.select(key).cast(pl.Int64).equals(dyads.select(key)) for frame in cut.values())
    theirs = [name for name in cut[THEIRS].columns if name not in key]
    assert theirs == [name for name in dyads.columns if name in theirs]
    assert len(theirs) == 25
    assert cut[THEIRS].select(theirs).cast(dict.fromkeys(theirs, pl.Int64)).equals(dyads.select(theirs))
    assert {*theirs} <= {*cut[""].columns}
    differing = [name for name in theirs if not cut[""][name].cast(pl.Int64).equals(dyads[name])]
    codes = [name for name in differing if not name.startswith("cow")]
    assert differing == [*codes, "cowmidongoing", "cowmidonset"]
    for name in codes:  # the codes for what is missing alone
        assert cut[""][name].cast(pl.Int64).equals(dyads[name].set(dyads[name].is_in([-9, -8]), None))
    assert count_unlisted(find_differing(cut[""], dyads), ["gml_mids", "cow_mids"]) == {}
    assert (cut[""]["cowmidongoing"].sum(), dyads["cowmidongoing"].sum()) == (738, 164)


def test_all_directed_dyad_years_after_one_another(pulled_home: Path, peacesciencer: Path) -> None:
    """Theirs after cow_mids, gml_mids and cow_wars: sums and missing cells over 1,685,310 rows, to 2010."""
    digest = json.loads((peacesciencer / "timings-dy_cow.json").read_text())["column_digest"]
    panel = build_panel("directed-dyad-years", like=THEIRS, years=(1816, 2010), home=pulled_home)
    made = panel.add("cow_mids", "gml_mids", "cow_wars").collect(narrow=True)
    assert made.height == 1_685_310
    columns = [name for name in made.columns if name in digest]
    # three years of wars that are not covered are null in theirs too
    assert {"dispnum", "cowmidongoing", "gmlmidongoing", "init1", "cowinterongoing", "resume"} <= {*columns}
    for name in columns:
        assert made[name].cast(pl.Int64).sum() == digest[name]["sum"], name
        assert made[name].null_count() == digest[name]["n_na"], name


@pytest.mark.parametrize("like", ["", THEIRS])
@pytest.mark.parametrize("name", SPELL_SUMS)
def test_years_of_peace_over_all_directed_dyad_years(name: str, like: str, pulled_home: Path) -> None:
    spell, total = SPELL_SUMS[name]
    panel = build_panel("directed-dyad-years", like=like, home=pulled_home)
    made = panel.add(name, keep="").add("peace_years").collect(narrow=True)
    assert made.height == 2_252_760
    assert made[spell].cast(pl.Int64).sum() == total
    spells = panel.add(name, keep="").add("spells").collect(narrow=True)
    assert spells[spell].equals(made[spell])  # their help: the two functions give the same


def test_whittled_tables(pulled_home: Path) -> None:
    """Our rules on all disputes give the rows that peacesciencer ships whittled, and they leave no ties."""
    tables = build_panel("directed-dyad-years", home=pulled_home).tables
    for name, shipped in (("gml_mids", "gml_mid_ddydisps"), ("cow_mids", "cow_mid_ddydisps")):
        panel = build_panel("directed-dyad-years", home=pulled_home).add(name, missing="code")
        addition, ask = panel.asked[0]
        assert addition.build is not None
        keyed = addition.build(tables, ask)[0]
        reference = tables.source("peacesciencer-1.2.9", shipped)
        reference = reference.rename({"ccode1": "code1", "ccode2": "code2"}).sort(DYAD)
        assert keyed.frame.sort(DYAD).select(reference.columns).equals(reference)
    rows = tables.source("peacesciencer-1.2.9", "gml_dirdisp")
    upside_down = whittle_disputes(rows.reverse(), onset="midonset")
    assert upside_down.equals(whittle_disputes(rows, onset="midonset"))
    assert upside_down.height == rows.select(DYAD_YEAR).n_unique() == 9_284


def test_state_years_keep_their_rows(pulled_home: Path, gw: pl.DataFrame) -> None:
    """The conversion of codes, disputes and years of peace: 20,849 rows of theirs become 48,290,777."""
    for like in ("", THEIRS):
        panel = build_panel("state-years", system="gw", like=like, home=pulled_home)
        made = panel.add("ccode_to_gw", "gml_mids", "peace_years").collect()
        assert made.select("gwcode", "year").equals(gw.select("gwcode", "year"))
        assert made.height == 20_849
        assert made.filter(pl.col("ccode").is_null() & pl.col("gmlmidongoing").is_not_null()).is_empty()


def test_armed_conflicts_against_the_publisher(
    pulled_home: Path, shared_data: Path, gw: pl.DataFrame
) -> None:
    """Who took part as what, and which years begin an episode, by the publisher's own file (25.1)."""
    raw = pl.read_csv(shared_data / "ucdp-acd-25.1" / "ucdp-prio-acd-251.csv", infer_schema=False)
    sides = {"a": "gwno_a", "b": "gwno_b", "a_2nd": "gwno_a_2nd", "b_2nd": "gwno_b_2nd"}
    codes = pl.concat(
        raw.select(
            pl.col(column).str.replace_all(" ", "").str.split(",").alias("code"),
            pl.col("year", "conflict_id").cast(pl.Int64),
            pl.lit(role).alias("role"),
            pl.col("start_date2").str.head(4).cast(pl.Int64).alias("began"),
        )
        .explode("code", empty_as_null=False, keep_nulls=False)
        .filter(pl.col("code") != "")
        for role, column in sides.items()
    ).with_columns(
        # Serbia goes on under Yugoslavia's number in the file, and under its own in the list of states
        pl.when((pl.col("code") == "345") & (pl.col("year") > 2006))
        .then(pl.lit("340"))
        .otherwise("code")
        .cast(pl.Int64)
        .alias("gwcode")
    )
    made = (
        build_panel("state-years", system="gw", years=(1946, 2025), home=pulled_home)
        .add("ucdp_acd")
        .collect()
    )
    listed = codes.join(made, on=["gwcode", "year"], how="semi")
    ongoing = made.filter(pl.col("ucdpongoing") == 1)
    assert ongoing.join(listed, on=["gwcode", "year"], how="anti").is_empty()
    assert listed.join(ongoing, on=["gwcode", "year"], how="anti").is_empty()
    said = (
        ongoing.select(
            "gwcode", "year", pl.col("conflict_ids").str.split("; "), pl.col("ucdproles").str.split("; ")
        )
        .explode("conflict_ids", "ucdproles")
        .with_columns(pl.col("conflict_ids").cast(pl.Int64), pl.col("ucdproles").str.split("+"))
        .explode("ucdproles")
    )
    key = ["gwcode", "year", "conflict_id", "role"]
    parties = said.rename({"conflict_ids": "conflict_id", "ucdproles": "role"}).select(key)
    assert parties.sort(key).equals(listed.select(key).unique().sort(key))
    first = pl.col("year").min().over("gwcode", "conflict_id", "began")
    onsets = codes.filter(pl.col("year") == first).join(made, on=["gwcode", "year"], how="semi")
    began = made.filter(pl.col("ucdponset") == 1)
    assert began.select("gwcode", "year").equals(
        onsets.select("gwcode", "year").unique().sort("gwcode", "year")
    )
    assert made.filter(pl.col("year") == 2025)["ucdpongoing"].null_count() == 197
    only_a = gw.filter(pl.col("year") == 2001, pl.col("gwcode") == 2)
    usa = made.filter(pl.col("gwcode") == 2, pl.col("year") == 2001)
    assert (only_a["ucdpongoing"].item(), usa["ucdproles"].item()) == (0, "a; b")


def test_side_a_alone_is_theirs_but_for_onsets(pulled_home: Path) -> None:
    plan = {
        like: build_panel("state-years", system="gw", like=like, home=pulled_home) for like in ("", THEIRS)
    }
    ours = plan[""].add("ucdp_acd", roles="a").collect()
    theirs = plan[THEIRS].add("ucdp_acd").collect()
    differing = find_differing(ours, theirs)
    assert {*differing} == {"ucdponset"}
    both = differing["ucdponset"].join(theirs, on=["gwcode", "year"], suffix="_theirs")
    assert (both["ucdponset"] > both["ucdponset_theirs"]).all()  # it broke out again
    assert (
        both.height == 276
    )  # for the page of correspondence; the publisher's dates bear each of ours out, above


@pytest.mark.parametrize("init", INITIATORS)
def test_who_initiates(init: str, pulled_home: Path) -> None:
    """The three rules are one inside the other; the widest is the default and the reference's."""
    panel = build_panel("state-years", home=pulled_home)
    narrow, wide = (panel.add("gml_mids", init=rule).collect() for rule in (init, "sidea-all-joiners"))
    assert (narrow["gmlmidongoing_init"] <= wide["gmlmidongoing_init"]).all()
    assert (narrow["gmlmidongoing_init"].sum() < wide["gmlmidongoing_init"].sum()) == (
        init != "sidea-all-joiners"
    )


def test_leaders_and_their_states(pulled_home: Path) -> None:
    """What is said of leaders, against what is said of their states by another way (years, not days)."""
    leaders = build_panel("leader-years", home=pulled_home).add("gml_mids").collect()
    states = build_panel("state-years", home=pulled_home).add("gml_mids").collect()
    any_leader = leaders.group_by("ccode", "year").agg(pl.col(DISPUTES).max())
    both = any_leader.join(states, on=["ccode", "year"], suffix="_state").drop_nulls("gmlmidongoing")
    # a state's year has the dispute of each of its leaders, but for Germany and Yemen in 1990 (two numbers each)
    split = both.filter(pl.col("year") != 1990)
    assert split.height > 12_000
    for name in DISPUTES:
        assert (split[name] <= split[f"{name}_state"]).all(), name
    same = (split["gmlmidongoing"] == split["gmlmidongoing_state"]).mean()
    assert same is not None
    assert same > 0.99  # the rest: disputes of a few days while nobody is known to lead
    assert (
        leaders.filter(pl.col("year") > 2010)["gmlmidongoing"].null_count()
        == leaders.filter(pl.col("year") > 2010).height
    )
