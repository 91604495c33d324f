"""Difference-in-differences: two by two by hand, staggered beginnings with known effects, and what is refused."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import precedents as pr

CALL = {"unit": "unit", "time": "time", "treatment": "aid", "outcome": "y"}


def simulate(seed: int, units: int = 60, noise: float = 0.5) -> pl.DataFrame:
    """A quarter begins at 5, a quarter at 8; the effect is 1 and grows by .2 a year."""
    rng = np.random.default_rng(seed)
    rows = []
    for unit in range(units):
        since, own = [0, 0, 5, 8][unit % 4], rng.normal()
        for time in range(1, 13):
            on = bool(since) and time >= since
            effect = 1 + 0.2 * (time - since) if on else 0.0
            rows.append((f"u{unit}", time, int(on), own + 0.1 * time + effect + rng.normal() * noise, effect))
    return pl.DataFrame(rows, schema=["unit", "time", "aid", "y", "effect"], orient="row")


def test_two_by_two_by_hand() -> None:
    frame = pl.DataFrame(
        {
            "unit": np.repeat(np.arange(12), 2),
            "time": [0, 1] * 12,
            "aid": [0, 1] * 6 + [0, 0] * 6,
            "y": np.random.default_rng(1).normal(size=24),
        }
    )
    found = pr.difference_in_differences(frame, **CALL)
    change = frame["y"].to_numpy().reshape(12, 2) @ [-1, 1]
    assert found.estimate == pytest.approx(change[:6].mean() - change[6:].mean())


@pytest.mark.parametrize("method", ["saturated", "did2s"])
def test_staggered_effects_are_found_exactly_without_noise(method: str) -> None:
    frame = simulate(0, noise=1e-9)
    found = pr.difference_in_differences(frame, **CALL, method=method)
    truth = frame.filter(pl.col("aid") == 1)["effect"].mean()
    assert found.estimate == pytest.approx(truth, abs=1e-6)
    path = dict(found.path.select("time", "estimate").iter_rows())
    for time, estimate in path.items():
        assert estimate == pytest.approx(0 if time < 0 else 1 + 0.2 * time, abs=1e-6)
    # two-way weighs early and late times of growing effects unevenly: it misses the mean
    assert abs(pr.difference_in_differences(frame, **CALL).estimate - truth) > 0.05


@pytest.mark.parametrize("method", ["two-way", "saturated", "did2s"])
def test_intervals_hold_the_truth_nearly_as_often_as_they_say(method: str) -> None:
    held, runs = 0, 20
    for seed in range(runs):
        frame = simulate(seed)
        if method == "two-way":  # the effect is made constant: what the method assumes
            frame = frame.with_columns(
                y=pl.col("y") - pl.col("effect") + pl.col("aid"), effect=pl.col("aid").cast(float)
            )
        found = pr.difference_in_differences(frame, **CALL, method=method)
        truth = frame.filter(pl.col("aid") == 1)["effect"].mean()
        assert found.low is not None
        assert found.high is not None
        held += found.low <= truth <= found.high
    # of 20 at 95 %, fewer than 15 happen three times in ten thousand
    assert held >= 15


def test_a_treatment_that_switches_off_is_refused_where_the_method_forbids_it() -> None:
    ended = simulate(1).with_columns(
        aid=pl.when((pl.col("unit") == "u2") & (pl.col("time") > 9)).then(0).otherwise("aid")
    )
    for method in ("saturated", "did2s"):
        with pytest.raises(
            pr.UsageError, match=r"switches off in 1 of 30 treated units \(u2 in 10\).*panel_match"
        ):
            pr.difference_in_differences(ended, **CALL, method=method)
    found = pr.difference_in_differences(ended, **CALL)
    assert found.switched_off == 1
    assert "switches off in 1 of 30" in str(found)


def test_fewer_than_five_treated_are_described() -> None:
    few = simulate(2, units=12).filter(~pl.col("unit").is_in(["u2", "u3"]))
    for method in ("two-way", "saturated"):
        found = pr.difference_in_differences(few, **CALL, method=method)
        assert found.treated == 4
        assert (found.error, found.low, found.p) == (None, None, None)
        assert "describes them and is no test" in str(found)
        assert found.path["error"].null_count() == found.path.height


def test_a_gap_in_a_series_is_no_year() -> None:
    """The lag of the year after a gap is missing, not the value before the gap."""
    frame = simulate(3).filter(~((pl.col("unit") == "u1") & (pl.col("time") == 6)))
    found = pr.difference_in_differences(frame, **CALL, lags_of_outcome=1)
    assert found.n == 60 * 12 - 1 - 60 - 1


def test_units_treated_from_the_first_are_left_out_of_what_needs_a_before() -> None:
    frame = simulate(4).with_columns(aid=pl.when(pl.col("unit") == "u2").then(1).otherwise("aid"))
    assert pr.difference_in_differences(frame, **CALL, method="did2s").n == 59 * 12


@pytest.mark.parametrize(
    ("change", "options", "match"),
    [
        ({"aid": pl.lit(0)}, {}, "same in every row"),
        ({"aid": pl.col("aid") * 2}, {}, "0 or 1"),
        ({"time": pl.col("time") + 0.5}, {}, "whole numbers"),
        ({"time": pl.lit(3)}, {}, "more than one row"),
        ({}, {"method": "did2"}, "Did you mean did2s"),
        ({}, {"method": "did2s", "lags_of_outcome": 1}, "two-way' can"),
        ({}, {"outcome": "yy"}, "no column 'yy'"),
        ({"aid": (pl.col("time") > 6).cast(pl.Int64)}, {"method": "saturated"}, "every unit is treated"),
    ],
)
def test_refusals(change: dict[str, pl.Expr], options: dict[str, object], match: str) -> None:
    frame = simulate(5, units=8).with_columns(**change)
    with pytest.raises(pr.UsageError, match=match):
        pr.difference_in_differences(frame, **{**CALL, **options})  # type: ignore[arg-type]
