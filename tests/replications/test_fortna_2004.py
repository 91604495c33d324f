"""Fortna 2004, Does Peacekeeping Keep Peace? (International Studies Quarterly 48:269): how often ceasefires held.

The figures are those that the design of this project states of the study's own file (``methods``, section 6): after the
Cold War 19 of 34 ceasefires with peacekeepers held and 21 of 62 without (56 % and 34 %); of all, with a ceasefire counted
where peacekeepers ever came, 23 of 43 and 49 of 114. The file has a row for each spell of a ceasefire; a ceasefire held
where no spell of it ended in war.

Tolerance: none for counts, which are complete. The shares are printed in whole percent: half a point.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from precedents.estimators.base_rate import fit_share

HALF_A_POINT = 0.005


@pytest.fixture(scope="module")
def ceasefires(shared_data: Path) -> pl.DataFrame:
    file = shared_data.parent / "replications" / "fortna-2004" / "pk_pkept_old.parquet"
    if not file.is_file():
        pytest.skip("the file of the study is not beside this checkout")
    spells = pl.read_parquet(file).filter(pl.col("_st") == 1)
    # A spell is one stretch of a ceasefire under one mission; the first says what there was at the beginning.
    return spells.group_by("id", maintain_order=True).agg(
        at_first=pl.col("pk_dum").first() == 1,
        ever=pl.col("pk_dum").max() == 1,
        held=pl.col("failed").max() == 0,
        after_the_cold_war=pl.col("pcw").first() == 1,
        cluster=pl.col("cluster").first().cast(pl.String),
    )


def count(frame: pl.DataFrame, by: str) -> dict[bool, tuple[int, int]]:
    """How many held, of how many, with peacekeepers and without: through the estimator of shares."""
    found = {}
    for kept in (True, False):
        chosen = frame.filter(pl.col(by) == kept)
        share = fit_share(chosen["held"].to_list(), chosen["cluster"].to_list())
        found[kept] = (share.successes, share.n)
    return found


def test_ceasefires_after_the_cold_war(ceasefires: pl.DataFrame) -> None:
    frame = ceasefires.filter("after_the_cold_war")
    assert count(frame, "at_first") == {True: (19, 34), False: (21, 62)}
    for kept, printed in ((True, 0.56), (False, 0.34)):
        chosen = frame.filter(pl.col("at_first") == kept)
        share = fit_share(chosen["held"].to_list(), chosen["cluster"].to_list())
        assert share.share == pytest.approx(printed, abs=HALF_A_POINT)
        assert share.low is not None
        assert share.high is not None
        assert share.low < printed < share.high


def test_all_ceasefires_by_whether_peacekeepers_ever_came(ceasefires: pl.DataFrame) -> None:
    assert ceasefires.height == 157
    assert count(ceasefires, "ever") == {True: (23, 43), False: (49, 114)}


def test_how_a_mission_is_dated_moves_the_counts_not_the_order(ceasefires: pl.DataFrame) -> None:
    frame = ceasefires.filter("after_the_cold_war")
    ever = count(frame, "ever")
    assert ever != count(frame, "at_first")
    for counts in (ever, count(frame, "at_first")):
        (held, kept), (held_without, without) = counts[True], counts[False]
        assert held / kept > held_without / without
