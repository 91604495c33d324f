"""What is known of one state in a year, against tables that peacesciencer 1.2.9 made (R 4.2.2)."""

from __future__ import annotations

import importlib
from pathlib import Path

import polars as pl
import pytest

from precedents.app.panel import build_panel
from precedents.panels.additions import ADDITIONS, Difference

REL = 1e-14
"""R wrote 15 significant digits: the last of them may be off by half."""

STATE = {"cow": "ccode", "gw": "gwcode"}
BOTH = ["archigos", "democracy", "rugged_terrain", "sim_gdp_pop"]
NAMES = {
    "cow": [
        "gwcode_to_cow", "cow_majors", "cow_trade", "creg_fractionalization", "igos", "nmc", *BOTH,
    ],
    "gw": ["ccode_to_gw", *BOTH],
}  # fmt: skip
DYADS = ["nmc", "democracy", "cow_majors"]


def read_differences(names: list[str]) -> list[Difference]:
    modules = [importlib.import_module(ADDITIONS[name]) for name in names]
    return [each for module in modules for each in getattr(module, "DIFFERENCES", ())]


def find_differing(made: pl.DataFrame, reference: pl.DataFrame, key: list[str]) -> dict[str, pl.DataFrame]:
    """The keys of the cells that are not the reference's, for every column that was added."""
    names = {"cw_name", "gw_name", "microstate"}  # of the panel itself, not of an addition
    columns = [name for name in made.columns if name in reference.columns and name not in {*key, *names}]
    both = reference.select(*key, *columns).join(
        made, on=key, how="left", suffix="_made", maintain_order="left"
    )
    found = {}
    for name in columns:
        theirs, ours = pl.col(name), pl.col(f"{name}_made")
        same = theirs.eq_missing(ours)
        if both.schema[name].is_float():
            near = ((theirs - ours).abs() <= REL * theirs.abs()).fill_null(False)
            same = (theirs.is_null() & ours.is_null()) | near
        found[name] = both.filter(~same).select(key)
    return found


def is_listed(name: str, cells: pl.DataFrame, differences: list[Difference]) -> pl.Series:
    """Which of these cells of a column may differ?"""
    listed = pl.lit(value=False)
    for each in differences:
        if name in each.columns:
            states = [column for column in cells.columns if column != "year"]
            within = pl.any_horizontal(pl.col(states).is_in(each.states)) if each.states else True
            first, last = each.years
            listed |= within & (pl.col("year") >= (first or 0)) & (pl.col("year") <= (last or 9999))
    return cells.select(listed.alias("listed"))["listed"]


def added(panel: pl.DataFrame, bare: pl.DataFrame) -> list[str]:
    return [name for name in panel.columns if name not in bare.columns]


@pytest.mark.parametrize("system", ["cow", "gw"])
def test_every_cell_is_theirs_when_theirs_is_asked_for(
    system: str, pulled_home: Path, peacesciencer: Path
) -> None:
    reference = pl.read_parquet(peacesciencer / f"state-years-{system}.parquet")
    panel = build_panel("state-years", system=system, like="peacesciencer", home=pulled_home)
    made = panel.add(*NAMES[system]).collect()
    bare = panel.collect()
    assert made.select(bare.columns).equals(bare)
    assert made.height == reference.height
    assert set(added(made, bare)) <= set(reference.columns)
    differing = find_differing(made, reference, [STATE[system], "year"])
    assert {name: cells.height for name, cells in differing.items() if cells.height} == {}


@pytest.mark.parametrize("system", ["cow", "gw"])
def test_ours_differs_where_it_says_so_and_nowhere_else(
    system: str, pulled_home: Path, peacesciencer: Path
) -> None:
    reference = pl.read_parquet(peacesciencer / f"state-years-{system}.parquet")
    made = build_panel("state-years", system=system, home=pulled_home).add(*NAMES[system]).collect()
    differences = read_differences(NAMES[system])
    differing = find_differing(made, reference, [STATE[system], "year"])
    unlisted = {
        name: cells.filter(~is_listed(name, cells, differences)).rows() for name, cells in differing.items()
    }
    assert {name: rows for name, rows in unlisted.items() if rows} == {}
    if system == "cow":  # every difference that is listed is there
        for each in differences:
            assert any(
                is_listed(name, cells, [each]).any() for name, cells in differing.items() if cells.height
            ), each


def test_how_many_cells_differ(pulled_home: Path, peacesciencer: Path) -> None:
    """The numbers of the page of correspondence; one that moves is a change of what users get."""
    reference = pl.read_parquet(peacesciencer / "state-years-cow.parquet")
    made = build_panel("state-years", home=pulled_home).add("archigos", "cow_majors").collect()
    differing = find_differing(made, reference, ["ccode", "year"])
    assert {name: cells.height for name, cells in differing.items() if cells.height} == {
        "leadertransition": 13,
        "irregular": 206,
        "n_leaders": 13,
        "jan1obsid": 12,
        "dec31obsid": 12,
        "cowmaj": 1755,
    }


def test_an_irregular_change_is_one_of_this_year(pulled_home: Path, peacesciencer: Path) -> None:
    """Every year that theirs calls irregular and ours does not is one in which nobody left irregularly."""
    made = build_panel("state-years", system="gw", home=pulled_home).add("archigos").collect()
    theirs = pl.read_parquet(peacesciencer / "state-years-gw.parquet")["irregular"]
    kept, lost = made.filter(theirs == 1), made.filter((theirs == 1) & (made["irregular"] == 0))
    assert (kept.height, lost.height) == (721, 205)
    assert (155, 1970) in lost.select("gwcode", "year").rows()  # Allende was elected
    assert (2, 1961) in lost.select("gwcode", "year").rows()  # and so was Kennedy
    assert (155, 1973) not in lost.select("gwcode", "year").rows()
    assert made.filter((theirs == 0) & (made["irregular"] == 1)).height == 0


def test_the_last_year_of_the_major_powers_is_carried_on_when_asked(
    pulled_home: Path, peacesciencer: Path
) -> None:
    reference = pl.read_parquet(peacesciencer / "state-years-cow.parquet")
    made = build_panel("state-years", home=pulled_home).add("cow_majors", mry=True).collect()
    assert made["cowmaj"].equals(reference["cowmaj"])


@pytest.mark.parametrize("like", ["", "peacesciencer"])
def test_both_sides_of_a_directed_dyad(like: str, pulled_home: Path, peacesciencer: Path) -> None:
    """In the years of the sample ours and theirs do not differ."""
    reference = pl.read_parquet(peacesciencer / "directed-dyad-years-cow-sample.parquet")
    key = ["ccode1", "ccode2", "year"]
    for first, last in ((1913, 1914), (1938, 1939), (1999, 2001)):
        panel = build_panel("directed-dyad-years", years=(first, last), like=like, home=pulled_home)
        made = panel.add(*DYADS).collect()
        part = reference.filter(pl.col("year").is_between(first, last))
        assert made.select(key).equals(part.select(key).sort(key))
        names = added(made, panel.collect())
        assert [name for name in reference.columns if name in names] == sorted(
            names, key=reference.columns.index
        )
        differing = find_differing(made, part, key)
        assert len(differing) == len(names) == 24
        assert {name: cells.height for name, cells in differing.items() if cells.height} == {}


def test_shared_organisations_from_either_side(pulled_home: Path) -> None:
    """Against the publisher's own rows: the United States and Canada in 1920, by Pevehouse et al. 2020, shared 7."""
    made = build_panel("directed-dyad-years", years=(1920, 1920), home=pulled_home).add("igos").collect()
    pair = made.filter(pl.col("ccode1").is_in([2, 20]) & pl.col("ccode2").is_in([2, 20]))
    assert pair.select("ccode1", "ccode2", "dyadigos").rows() == [(2, 20, 7), (20, 2, 7)]
    whole = made.select("ccode1", "ccode2", "dyadigos")
    turned = whole.select(pl.col("ccode1").alias("ccode2"), pl.col("ccode2").alias("ccode1"), "dyadigos")
    assert whole.join(turned, on=["ccode1", "ccode2"]).filter(
        ~pl.col("dyadigos").eq_missing(pl.col("dyadigos_right"))
    ).is_empty()  # fmt: skip


def test_tables_of_the_other_system_reach_a_panel_through_the_crosswalk(
    pulled_home: Path, peacesciencer: Path
) -> None:
    """Capabilities of Correlates of War's states stand on the same states in Gleditsch and Ward's panel."""
    names = ["ccode_to_gw", "nmc", "igos", "cow_trade", "cow_majors"]
    made = build_panel("state-years", system="gw", like="peacesciencer", home=pulled_home).add(*names)
    theirs = pl.read_parquet(peacesciencer / "state-years-cow.parquet")
    frame = made.collect()
    assert frame.height == 20_849
    columns = ["milex", "cinc", "sum_igo_anytype", "imports", "cowmaj"]
    known = frame.filter(pl.col("ccode").is_not_null()).join(
        theirs.select("ccode", "year", *columns), on=["ccode", "year"], suffix="_theirs"
    )
    assert known.height > 17_000
    for name in columns:
        here, there = pl.col(name).cast(pl.Float64), pl.col(f"{name}_theirs").cast(pl.Float64)
        near = ((here - there).abs() <= REL * there.abs()).fill_null(False)
        assert known.filter(~(near | (here.is_null() & there.is_null()))).is_empty(), name
    assert frame.filter(pl.col("ccode").is_null())[columns].null_count().sum_horizontal().item() == 5 * (
        frame["ccode"].null_count()
    )
