"""Panel matching on small made-up panels: sets by brute force, what is left out and why, refusals in words."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import polars as pl
import pytest

import precedents as pr
from made_up_aid import make_panel, match, start_together
from precedents.core.errors import UsageError


def list_sets(found: pr.PanelMatch) -> dict[tuple[Any, int], set[Any]]:
    listed: dict[tuple[Any, int], set[Any]] = {}
    for unit, year, control in found.sets().select("state", "year", "control").iter_rows():
        listed.setdefault((unit, year), set()).add(control)
    return listed


def match_by_hand(
    frame: pl.DataFrame, *, lag: int, last: int, qoi: str, forbid: bool, missing: bool
) -> dict[tuple[str, int], set[str]]:
    """The definition, read out loop by loop from dictionaries."""
    cells = {(row["state"], row["year"]): row for row in frame.iter_rows(named=True)}
    states = sorted({state for state, _ in cells})
    first, final = min(year for _, year in cells), max(year for _, year in cells)

    def aid(state: str, year: int) -> int | None:
        return cells.get((state, year), {}).get("aid")

    def known(state: str, year: int) -> bool:
        return all(
            cells.get((state, each), {}).get("growth") is not None
            for each in range(year - 1, year + last + 1)
        )

    def stays(state: str, year: int) -> bool:
        return all(aid(state, year + lead) == aid(state, year) for lead in range(last + 1))

    before, now = {"att": (0, 1), "atc": (0, 0), "art": (1, 0)}[qoi]
    found: dict[tuple[str, int], set[str]] = {}
    for state, year in itertools.product(states, range(first + lag, final + 1)):
        if (aid(state, year - 1), aid(state, year)) != (before, now) or not known(state, year):
            continue
        past = [aid(state, year - back) for back in range(1, lag + 1)]
        if (not missing and None in past) or (forbid and not stays(state, year)):
            continue
        for other in states:
            same = [aid(other, year - back) for back in range(1, lag + 1)] == past
            did_otherwise = aid(other, year) == 1 - now and known(other, year)
            if other != state and same and did_otherwise and (not forbid or stays(other, year)):
                found.setdefault((state, year), set()).add(other)
    return found


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("qoi", ["att", "atc", "art"])
@pytest.mark.parametrize("forbid", [False, True])
def test_sets_are_those_of_the_definition(seed: int, qoi: str, forbid: bool) -> None:
    frame = make_panel(seed)
    for lag, missing in ((1, True), (2, True), (3, True), (2, False)):
        by_hand = match_by_hand(frame, lag=lag, last=1, qoi=qoi, forbid=forbid, missing=missing)
        found = match(
            frame,
            lag=lag,
            qoi=qoi,
            match_missing=missing,
            reversal="forbidden" if forbid else "allowed",
        )
        assert list_sets(found) == by_hand


@pytest.mark.parametrize(
    "refine", ["none", "mahalanobis", "ps.match", "ps.weight", "cbps.match", "cbps.weight"]
)
def test_weights_sum_to_one_and_matching_keeps_to_its_size(refine: str) -> None:
    frame = make_panel(3, units=60)
    found = match(frame, refine=refine, covariates=[("trade", 1)], size=3)
    weights = (
        found.sets()
        .group_by("state", "year")
        .agg(pl.col("weight").sum(), (pl.col("weight") > 0).sum().alias("n"))
    )
    np.testing.assert_allclose(weights["weight"], 1.0, atol=1e-12)
    if refine in ("mahalanobis", "ps.match", "cbps.match"):
        assert weights["n"].max() <= 3 + 1  # one more where two are equally near: both unknown, or both alike
    assert found.estimate(errors="linearised").identified


def test_reversal_is_kept_or_left_out() -> None:
    frame = start_together(6, 9).with_columns(
        aid=pl.when((pl.col("state") == 0) & (pl.col("year") >= 2004))
        .then(0)
        .when((pl.col("state") == 14) & (pl.col("year") == 2004))
        .then(1)
        .otherwise(pl.col("aid"))
    )
    assert set(list_sets(match(frame))) >= {(0, 2003)}
    strict = match(frame, reversal="forbidden")
    assert (0, 2003) not in list_sets(strict)
    assert all(14 not in each for key, each in list_sets(strict).items() if key[1] == 2003)
    lost = strict.unmatched().filter(pl.col("state") == 0)["reason"].to_list()
    assert lost == ["status changes within the leads"]
    assert "status changes within the leads" in strict.excluded()["reason"].to_list()


def test_masks_exact_and_calipers_leave_out_with_their_reason() -> None:
    frame = start_together(6, 9).with_columns(
        region=pl.when(pl.col("state") == 7).then(pl.lit("east")).otherwise(pl.lit("west")),
        size=pl.when(pl.col("state") == 8).then(100.0).otherwise(1.0),
    )
    neighbours = pl.DataFrame({"a": [9, 0, 77], "b": [0, 10, 78]})
    wars = pl.DataFrame({"a": [0, 0], "b": [11, 12], "year": [2003, 2001]})
    found = match(
        frame,
        exact=["region"],
        calipers={"size": 5, "trade": pr.Caliper(limit=100.0, scale="sd", over="mean")},
        masks={"neighbour": neighbours, "same war": wars},
    )
    reasons = {
        control: reason
        for state, control, reason in found.excluded().select("state", "control", "reason").iter_rows()
        if state == 0
    }
    assert reasons == {
        7: "another region",
        8: "too far on size",
        9: "neighbour",
        10: "neighbour",
        11: "same war",
    }
    assert list_sets(found)[0, 2003] == {6, 12, 13, 14}


def test_similar_years_are_taken_only_where_there_is_none() -> None:
    frame = start_together(6, 9).with_columns(
        # all controls are treated in 2003 alone, so that none is left in that year but their 2002 can stand in
        aid=pl.when((pl.col("state") >= 6) & (pl.col("year") >= 2003)).then(1).otherwise(pl.col("aid"))
    )
    assert not list_sets(match(frame, lag=1))
    found = match(frame, lag=1, similar_years=1, lead=0)
    sets = found.sets()
    assert set(sets["control_time"]) == {2002}
    assert set(sets["control"].to_list()) == set(range(15))
    assert (sets["state"] != sets["control"]).all()
    assert "similar years" in str(found)
    plain, allowed = (match(make_panel(2, units=30), similar_years=k).sets() for k in (0, 2))
    same = allowed.filter(pl.col("control_time") == pl.col("year"))
    assert same.equals(plain)


def test_few_treated_are_described_and_none_is_said_in_words() -> None:
    few = match(start_together(4, 9)).estimate(errors="conditional")
    np.testing.assert_allclose(few.estimate, 3.0)
    assert not few.identified
    assert np.isnan(few.error).all()
    assert "Description only: 4 treated cases" in str(few)
    nobody = match(start_together(6, 9), calipers={"trade": 0.0}, covariates=[]).estimate(
        errors="conditional"
    )
    assert "Not identified" in nobody.says
    assert np.isnan(nobody.estimate).all()


def test_one_unit_treated_often_is_one_case_to_infer_from() -> None:
    frame = start_together(1, 9, years=30).with_columns(
        aid=pl.when((pl.col("state") == 0) & (pl.col("year") % 4 == 0)).then(1).otherwise(0)
    )
    effect = match(frame).estimate(errors="conditional")
    assert not effect.identified
    assert "of 1 unit" in effect.says


def test_balance_is_the_standardised_difference() -> None:
    frame = start_together(6, 9)
    table = match(frame, covariates=["trade"]).balance(["trade"])
    cells = {(row["state"], row["year"]): row["trade"] for row in frame.iter_rows(named=True)}
    for period, before, after in table.select("period", "before", "after").iter_rows():
        year = 2003 + period
        treated = [cells[state, year] for state in range(6)]
        gap = np.mean(treated) - np.mean([cells[state, year] for state in range(6, 15)])
        assert before == pytest.approx(gap / np.std(treated, ddof=1))
        assert after == pytest.approx(before)
    status = match(frame).status()
    assert status.height == 15 * 6
    assert status["role"].value_counts().drop_nulls().sort("role")["count"].to_list() == [9, 6]


def test_any_frame_will_do() -> None:
    pandas = pytest.importorskip("pandas")
    frame = start_together(6, 9)
    columns = {name: frame[name].to_list() for name in frame.columns}
    for other in (frame.lazy(), frame.to_arrow(), pandas.DataFrame(columns)):
        assert match(other).sets().equals(match(frame).sets())


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"treatment": "ayd"}, "Did you mean aid"),
        ({"refine": "mahalanobs", "covariates": ["trade"]}, "Did you mean mahalanobis"),
        ({"refine": "mahalanobis"}, "needs covariates"),
        ({"qoi": "late"}, "it can be att"),
        ({"treatment": "trade"}, "must be 0 or 1"),
        ({"lag": 40}, "1 to 39"),
        ({"lag": 6}, "never begins"),
        ({"lead": (-2, 1)}, "placebo"),
        ({"masks": {"neighbour": pl.DataFrame({"a": ["x"], "b": ["y"]})}}, "names no two units"),
        ({"covariates": [("trade", -1)], "refine": "mahalanobis"}, "that is an outcome"),
    ],
)
def test_what_cannot_be_done_is_said(given: dict[str, Any], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        match(start_together(6, 9), **given)


def test_two_rows_for_one_year_are_refused() -> None:
    frame = start_together(6, 9)
    with pytest.raises(UsageError, match="more than one row"):
        match(pl.concat([frame, frame.head(1)]))
