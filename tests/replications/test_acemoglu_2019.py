"""Democracy and growth, two-way within: Acemoglu, Naidu, Restrepo & Robinson 2019 (JPE 127: 47–100), table 2.

Columns 1, 2 and 3 (1, 2 and 4 lags of the outcome): .973 (.294), .651 (.248), .787 (.226); N 6790, 6642, 6336.
"""

from __future__ import annotations

import polars as pl
import pytest
from tests.conftest import SHARED

import precedents as pr

PRINTED = 5e-4
"""Half of the last printed digit."""


@pytest.fixture(scope="module")
def panel() -> pl.DataFrame:
    file = SHARED / "replications" / "acemoglu-2019" / "dem.parquet"
    if not file.is_file():
        pytest.skip("the replication data are not beside this checkout")
    return pl.read_parquet(file)


COLUMNS = [(1, 0.973, 0.294, 6790), (2, 0.651, 0.248, 6642), (4, 0.787, 0.226, 6336)]


@pytest.mark.parametrize(("lags", "coefficient", "error", "n"), COLUMNS)
def test_two_way_within(panel: pl.DataFrame, lags: int, coefficient: float, error: float, n: int) -> None:
    found = pr.difference_in_differences(
        panel, unit="wbcode2", time="year", treatment="dem", outcome="y", lags_of_outcome=lags
    )
    assert found.n == n
    assert found.estimate == pytest.approx(coefficient, abs=PRINTED)
    assert found.error == pytest.approx(error, abs=PRINTED)
    assert found.switched_off == 51


def test_the_same_by_a_regression(panel: pl.DataFrame) -> None:
    lagged = panel.sort("wbcode2", "year").with_columns(y1=pl.col("y").shift(1).over("wbcode2"))
    fit = pr.regression(lagged, "y ~ dem + y1 | wbcode2 + year", cluster="wbcode2")
    assert fit.coefficient("dem") == pytest.approx(0.973, abs=PRINTED)
    assert fit.error("dem") == pytest.approx(0.294, abs=PRINTED)
    assert fit.n == 6790


def test_methods_for_treatments_that_stay_refuse_it(panel: pl.DataFrame) -> None:
    with pytest.raises(pr.UsageError, match="switches off in 51 of 139"):
        pr.difference_in_differences(
            panel, unit="wbcode2", time="year", treatment="dem", outcome="y", method="saturated"
        )
