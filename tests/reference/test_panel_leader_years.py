"""Who led which state in which year, against peacesciencer: its table, and counts of rows that its pages show."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from precedents.app.panel import build_panel

IN_THE_LIST = 17_361
"""Rows of ``create_leaderyears(standardize = 'gw')`` as peacesciencer's page of reference (1.1.9) prints them."""


@pytest.mark.parametrize("like", ["", "peacesciencer"])
def test_every_leader_year_of_archigos(like: str, pulled_home: Path, peacesciencer: Path) -> None:
    reference = pl.read_parquet(peacesciencer / "leader-years.parquet")
    made = build_panel("leader-years", system="gw", rule="none", like=like, home=pulled_home).collect()
    assert made.equals(reference)  # every cell, in this order of rows and columns


def test_leader_years_in_the_list_of_gleditsch_and_ward(pulled_home: Path, peacesciencer: Path) -> None:
    reference = pl.read_parquet(peacesciencer / "leader-years.parquet")
    made = build_panel("leader-years", system="gw", home=pulled_home).collect()
    assert made.height == IN_THE_LIST
    kept = reference.join(made, on=["obsid", "year"], how="semi", maintain_order="left")
    assert made.equals(kept)  # tenure is counted before the list is asked


def test_leader_years_in_the_list_of_correlates_of_war(pulled_home: Path, peacesciencer: Path) -> None:
    """Every row is one of Archigos and one of the list, and no state-year of the list that Archigos knows is lost."""
    reference = pl.read_parquet(peacesciencer / "leader-years.parquet")
    made = build_panel("leader-years", home=pulled_home).collect()
    states = build_panel("state-years", home=pulled_home).add("archigos").collect()
    led = states.filter(pl.col("n_leaders").is_not_null())
    assert made.join(reference, on=["obsid", "year"], how="anti").is_empty()
    assert made.join(states, on=["ccode", "year"], how="anti").is_empty()
    alone = led.join(made, on=["ccode", "year"], how="anti").select("ccode", "year")
    # Afghanistan was in the list from August 1919, and the one leader of Archigos in that year left in February
    assert alone.rows() == [(700, 1919)]
    assert made.select(pl.struct("obsid", "ccode", "year").is_duplicated().any()).item() is False
    twice = made.filter(pl.struct("obsid", "year").is_duplicated())
    assert set(twice["ccode"]) == {255, 260, 678, 679}  # Germany and Yemen changed numbers in 1990
    assert set(twice["year"]) == {1990}
    serbia = made.filter((pl.col("ccode") == 345) & (pl.col("year") == 2006))["obsid"].to_list()
    assert sorted(serbia) == ["SER-2006", "YUG-2003"]
    assert made.filter((pl.col("ccode") == 670) & (pl.col("year") == 1927)).height == 1


def test_at_most_two_leaders_on_the_last_day(pulled_home: Path) -> None:
    made = build_panel("leader-years", system="gw", rule="end", home=pulled_home).collect()
    a_state = made.group_by("gwcode", "year").len()["len"]
    assert a_state.max() == 2
    assert (a_state == 2).sum() == 4  # the one left and the other came on the last day
    whole = build_panel("leader-years", system="gw", rule=1.0, home=pulled_home).collect()
    assert whole.join(made, on=["obsid", "year"], how="anti").is_empty()


def test_years_are_cut(pulled_home: Path) -> None:
    every = build_panel("leader-years", system="gw", rule="none", home=pulled_home).collect()
    some = build_panel(
        "leader-years", system="gw", rule="none", years=(1990, 1991), home=pulled_home
    ).collect()
    assert some.equals(every.filter(pl.col("year").is_between(1990, 1991)))


@pytest.mark.parametrize("system", ["gw", "cow"])
def test_what_is_known_of_leaders_and_their_states(system: str, pulled_home: Path) -> None:
    names = ["lead", "lwuf", "democracy", "nmc", "sim_gdp_pop", "archigos", "cow_majors", "igos", "cow_trade"]
    panel = build_panel("leader-years", system=system, home=pulled_home)
    bare, made = panel.collect(), panel.add(*names).collect()
    assert made.select(bare.columns).equals(bare)
    # LEAD, by its own row: Grant had soldiered and fought, and was in poor health; the same in all his years
    grant = made.filter(pl.col("obsid") == "USA-1869").select("milservice", "combat", "physhealth").unique()
    assert grant.rows() == [(1, 1, 1)]
    assert made.filter(pl.col("obsid") == "USA-1869")["theta2_mean"].unique().to_list() == pytest.approx(
        [1.038853], abs=5e-7
    )
    assert (
        made.filter(pl.col("year") > 2012)["leveledu"].null_count()
        < made.filter(pl.col("year") > 2012).height
    )  # leaders of long standing are coded still
    transition = made.filter(pl.col("n_leaders") == 1)
    assert (transition["jan1obsid"] == transition["dec31obsid"]).all()
