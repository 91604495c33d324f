"""Geography and politics of dyads against the tables that peacesciencer 1.2.9 made (its make.R lies beside them).

Every cell is compared twice: as we say it, where it may differ only as the addition's DIFFERENCES say, and with
``like="peacesciencer"``, where it may not differ at all.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest

from precedents.app.panel import build_panel
from precedents.panels.additions import ADDITIONS, Difference

PEACESCIENCER = "peacesciencer"
# The tables went through CSV, which keeps 15 digits.
TOLERANCE = 1e-9
THREAT = ("lterrthreat", "sd", "lwr", "upr", "m_lterrthreat", "m_sd", "m_lwr", "m_upr")
STATES = {
    "capital_distance": ("mincapdist",),
    "contiguity": ("land", "sea"),
    "latent_territorial_threat": THREAT,
    "minimum_distance": ("minmindist",),
    "strategic_rivalries": ("n_ideological", "n_interventionary", "n_positional", "n_spatial"),
}
DYADS = {
    "atop_alliance": (
        "atop_alliance",
        "atop_defense",
        "atop_offense",
        "atop_neutral",
        "atop_nonagg",
        "atop_consul",
    ),
    "capital_distance": ("capdist",),
    "contiguity": ("conttype",),
    "minimum_distance": ("mindist",),
    "strategic_rivalries": (
        "tssr_id",
        "positional",
        "spatial",
        "ideological",
        "interventionary",
        "ongoingrivalry",
    ),
}
GRAINS = {
    "state-years": ("state-years-cow.parquet", ("ccode",), STATES),
    "directed-dyad-years": ("directed-dyad-years-cow-sample.parquet", ("ccode1", "ccode2"), DYADS),
}
CASES = [(kind, name) for kind, (_, _, columns) in GRAINS.items() for name in columns]


def make(
    kind: str, names: Sequence[str], home: Path, like: str, years: tuple[int, int] = (1816, 2025)
) -> pl.DataFrame:
    return build_panel(kind, home=home, like=like, years=years).add(*names).collect()


def find_unequal(ours: pl.DataFrame, theirs: pl.DataFrame, key: Sequence[str], column: str) -> pl.DataFrame:
    """The keys of the cells of a column that are not the same."""
    joined = theirs.select(*key, column).join(ours.select(*key, column), on=key, how="left", suffix="_ours")
    mine, other = pl.col(f"{column}_ours"), pl.col(column)
    far = (mine - other).abs() > TOLERANCE * (1 + other.abs())
    return joined.filter((mine.is_null() != other.is_null()) | far.fill_null(value=False))


def is_listed(column: str, states: Sequence[str], differences: Sequence[Difference]) -> pl.Expr:
    listed = pl.lit(value=False)
    for each in differences:
        if column in each.columns:
            first, last = each.years
            here = pl.col("year").is_between(first or 0, last or 9999)
            if each.states:
                here &= pl.all_horizontal(pl.col(states).is_in(each.states))
            listed |= here
    return listed


@pytest.mark.parametrize(("kind", "name"), CASES)
def test_every_cell_is_that_of_peacesciencer_or_listed(
    kind: str, name: str, pulled_home: Path, peacesciencer: Path
) -> None:
    file, states, columns = GRAINS[kind]
    key = (*states, "year")
    theirs = pl.read_parquet(peacesciencer / file)
    differences = importlib.import_module(ADDITIONS[name]).DIFFERENCES
    like, ours = (make(kind, [name], pulled_home, said) for said in (PEACESCIENCER, ""))
    assert theirs.join(ours, on=key, how="anti").is_empty()
    for column in columns[name]:
        assert find_unequal(like, theirs, key, column).is_empty(), column
        unequal = find_unequal(ours, theirs, key, column)
        assert unequal.filter(~is_listed(column, states, differences)).is_empty(), column


def test_threat_in_dyads_is_that_of_either_state(pulled_home: Path, peacesciencer: Path) -> None:
    states = pl.read_parquet(peacesciencer / "state-years-cow.parquet").select("ccode", "year", *THREAT)
    ours = make("directed-dyad-years", ["latent_territorial_threat"], pulled_home, "", (1999, 2011))
    for side in ("1", "2"):
        theirs = ours.select(f"ccode{side}", "year").join(
            states,
            left_on=[f"ccode{side}", "year"],
            right_on=["ccode", "year"],
            how="left",
            maintain_order="left",
        )
        for column in THREAT:
            assert (ours[f"{column}{side}"] - theirs[column]).abs().max() < TOLERANCE  # type: ignore[operator]
            assert (ours[f"{column}{side}"].is_null() == theirs[column].is_null()).all()


def test_the_hidden_borders_are_found_by_us_alone(pulled_home: Path, peacesciencer: Path) -> None:
    """In 1938 Italy bordered on Yugoslavia by land, and the Soviet Union on Afghanistan."""
    theirs = pl.read_parquet(peacesciencer / "directed-dyad-years-cow-sample.parquet")
    ours = make("directed-dyad-years", ["contiguity"], pulled_home, "", (1938, 1938))
    for pair in ((325, 345), (365, 700)):
        here = (pl.col("ccode1") == pair[0]) & (pl.col("ccode2") == pair[1]) & (pl.col("year") == 1938)
        assert theirs.filter(here)["conttype"].item() == 0
        assert ours.filter(here)["conttype"].item() == 1


def test_contiguity_is_the_same_from_either_side_and_under_either_number(pulled_home: Path) -> None:
    years = (1990, 2016)
    ours = make("directed-dyad-years", ["contiguity"], pulled_home, "", years)
    turned = ours.rename({"ccode1": "ccode2", "ccode2": "ccode1"})
    assert find_unequal(ours, turned, ("ccode1", "ccode2", "year"), "conttype").is_empty()
    cow = make("state-years", ["contiguity"], pulled_home, "", years)
    gw = build_panel("state-years", system="gw", home=pulled_home, years=years).add("contiguity").collect()
    # numbers that mean the same state in both lists since 1992
    same = pl.col("gwcode").is_in([2, 200, 220, 365, 640, 710, 740]) & (pl.col("year") >= 1992)
    both = gw.filter(same).join(cow, left_on=["gwcode", "year"], right_on=["ccode", "year"], suffix="_cow")
    assert both.height == 7 * 25
    assert both["land"].equals(both["land_cow"])


def test_nobody_is_a_rival_of_everybody_after_the_source_ends(pulled_home: Path) -> None:
    """Not in the stored tables, which end in 2001: peacesciencer's code makes every dyad of 2021 one of rivals."""
    years = (2020, 2021)
    ours, like = (
        make("directed-dyad-years", ["strategic_rivalries"], pulled_home, said, years)
        for said in ("", PEACESCIENCER)
    )
    last, after = pl.col("year") == 2020, pl.col("year") == 2021
    assert ours.filter(last)["ongoingrivalry"].sum() == like.filter(last)["ongoingrivalry"].sum() > 0
    assert ours.filter(after)["ongoingrivalry"].null_count() == ours.filter(after).height > 0
    assert (like.filter(after)["ongoingrivalry"] == 1).all()
    assert like.filter(after)["tssr_id"].null_count() == like.filter(after).height


def test_the_relevant_dyads_are_those_of_peacesciencer(pulled_home: Path, peacesciencer: Path) -> None:
    """Their rule (Weede 1976), applied to their own columns."""
    theirs = pl.read_parquet(peacesciencer / "directed-dyad-years-cow-sample.parquet").filter(
        (pl.col("conttype") >= 1) | (pl.col("cowmaj1") == 1) | (pl.col("cowmaj2") == 1)
    )
    years = theirs["year"].unique().to_list()
    plan = build_panel("directed-dyad-years", home=pulled_home, like=PEACESCIENCER).restrict_relevant()
    ours = plan.collect().filter(pl.col("year").is_in(years))
    key = ["ccode1", "ccode2", "year"]
    assert ours.select(key).sort(key).equals(theirs.select(key).sort(key))


def test_each_pair_once_has_the_pledges_of_either(pulled_home: Path) -> None:
    directed = make("directed-dyad-years", ["atop_alliance"], pulled_home, "", (1832, 1832))
    once = make("dyad-years", ["atop_alliance"], pulled_home, "", (1832, 1832))
    pair = (pl.col("ccode1") == 211) & (pl.col("ccode2") == 220)
    assert directed.filter(pair)["atop_defense"].item() == 0  # Belgium had promised France nothing,
    turned = (pl.col("ccode1") == 220) & (pl.col("ccode2") == 211)
    assert directed.filter(turned)["atop_defense"].item() == 1  # France to defend Belgium
    assert once.filter(pair)["atop_defense"].item() == 1
    assert once["atop_alliance"].null_count() == 0
