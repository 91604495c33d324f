"""Made-up panels of states that take up aid and lose it again, for panel matching."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

import precedents as pr

NAMES = {"unit": "state", "time": "year", "treatment": "aid", "outcome": "growth"}


def make_panel(seed: int, *, units: int = 14, years: int = 9, missing: float = 0.08) -> pl.DataFrame:
    """States that take up aid and lose it again; some rows, treatments and outcomes are missing."""
    rng = np.random.default_rng(seed)
    aid = (rng.random((units, years)) < 0.35).astype(int)
    growth, trade = rng.normal(size=(2, units, years)).round(2)
    rows = [
        {
            "state": f"S{u:02d}",
            "year": 2000 + t,
            "aid": None if rng.random() < missing else int(aid[u, t]),
            "growth": None if rng.random() < missing else float(growth[u, t]),
            "trade": None if rng.random() < missing else float(trade[u, t]),
            "region": "north" if u % 2 else "south",
            "war": int(rng.random() < 0.2),
        }
        for u in range(units)
        for t in range(years)
        if rng.random() > missing
    ]
    return pl.DataFrame(rows, schema_overrides={"aid": pl.Int64}).sample(
        fraction=1.0, shuffle=True, seed=seed
    )


def start_together(treated: int, controls: int, *, years: int = 6, effect: float = 3.0) -> pl.DataFrame:
    """The first states begin in 2003; all grow by one a year, the treated by ``effect`` more from then on."""
    return pl.DataFrame(
        [
            {
                "state": u,
                "year": 2000 + t,
                "aid": int(u < treated and t >= 3),
                "growth": float(u * 10 + t) + (effect if u < treated and t >= 3 else 0.0),
                "trade": float((u % (controls or 1)) + 0.1 * t * u),
            }
            for u in range(treated + controls)
            for t in range(years)
        ]
    )


def match(frame: Any, **given: Any) -> pr.PanelMatch:
    return pr.panel_match(frame, **{**NAMES, "lag": 2, "lead": (0, 1), "refine": "none", **given})
