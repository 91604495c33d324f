"""Darfur: exposure to violence and attitudes to peace, and how strong a confounder would have to be.

Hazlett 2020 (Journal of Conflict Resolution 64: 844–870), as worked through in Cinelli & Hazlett 2020 (JRSS B 82), table 1:
.097 (.023), t 4.18 on 783 degrees, partial R² 2.2 %, robustness value 13.9 %, at alpha .05 7.6 %.
"""

from __future__ import annotations

import polars as pl
import pytest
from tests.conftest import SHARED

import precedents as pr

FORMULA = "peacefactor ~ directlyharmed + age + farmer_dar + herder_dar + pastvoted + hhsize_darfur + female"


@pytest.fixture(scope="module")
def darfur() -> pl.DataFrame:
    file = SHARED / "replications" / "darfur" / "darfur.parquet"
    if not file.is_file():
        pytest.skip("the replication data are not beside this checkout")
    return pl.read_parquet(file)


@pytest.mark.parametrize("effects", [" + C(village)", " | village"])
def test_the_printed_figures(darfur: pl.DataFrame, effects: str) -> None:
    """Tolerance: half of the last printed digit."""
    fit = pr.regression(darfur, FORMULA + effects)
    coefficient, error = fit.coefficient("directlyharmed"), fit.error("directlyharmed")
    assert coefficient == pytest.approx(0.0973, abs=5e-5)
    assert error == pytest.approx(0.0233, abs=5e-5)
    assert coefficient / error == pytest.approx(4.184, abs=5e-4)
    assert fit.df == 783
    found = pr.robustness_value(coefficient, error, fit.df)
    assert found.partial_r2 == pytest.approx(0.022, abs=5e-4)
    assert found.value == pytest.approx(0.139, abs=5e-4)
    assert found.value_significance == pytest.approx(0.076, abs=5e-4)
