"""How fast is a synthetic control with all its placebos, beside pysyncon in the same run and R Synth as measured?

The panels are made up, of the size of the two published ones (17 units, 43 years, 14 predictors; 39 units, 31 years, 7 predictors);
with ``--data FOLDER`` they are ``basque.parquet`` and ``california.parquet`` of that folder. pysyncon is fitted to the
treated unit alone (``pip install --no-deps pysyncon pandas matplotlib``; it is no dependency): its placebos take as many times longer as there are
units. Seconds are of the processor, so that a busy machine counts for less.

    python benchmarks/bench_synthetic_control.py
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import polars as pl

import precedents as pr

RUNS, FASTER, LIMIT = 3, 50, 4.0
R_SYNTH = {"basque": (17.6, 112.0), "california": (7.1, None)}
"""Seconds of Synth 1.1-8 (R 4.2.2, two cores of the same kind): one fit; all placebos, where they ended within 600."""

SECTORS = [
    "sec.agriculture", "sec.energy", "sec.industry", "sec.construction", "sec.services.venta", "sec.services.nonventa",
]  # fmt: skip
SCHOOLS = ["school.illit", "school.prim", "school.med", "school.high", "school.post.high"]
STUDIES: dict[str, dict[str, Any]] = {
    "basque": {
        "unit": "regionname",
        "time": "year",
        "outcome": "gdpcap",
        "treated": "Basque Country (Pais Vasco)",
        "since": 1970,
        "masked": {"Spain (Espana)": "the whole of which the others are parts"},
        "fit_over": (1960, 1969),
        "predictors": [
            *((name, range(1964, 1970)) for name in [*SCHOOLS, "invest"]),
            ("gdpcap", range(1960, 1970)),
            *((name, range(1961, 1970, 2)) for name in SECTORS),
            ("popdens", [1969]),
        ],
    },
    "california": {
        "unit": "state",
        "time": "year",
        "outcome": "cigsale",
        "treated": "California",
        "since": 1989,
        "masked": {},
        "fit_over": (1970, 1988),
        "predictors": [
            *((name, range(1980, 1989)) for name in ("lnincome", "retprice", "age15to24")),
            ("beer", range(1984, 1989)),
            *(("cigsale", [year]) for year in (1975, 1980, 1988)),
        ],
    },
}
SHAPES = {"basque": (18, 1955, 1997), "california": (39, 1970, 2000)}


def make_panel(name: str) -> pl.DataFrame:
    """Units that follow two factors, with every column that the study asks for."""
    study = STUDIES[name]
    count, first, last = SHAPES[name]
    rng = np.random.default_rng(count)
    units = [study["treated"], *study["masked"], *(f"unit {i}" for i in range(count))][:count]
    years = np.arange(first, last + 1)
    factors = np.cumsum(rng.normal(size=(len(years), 2)), axis=0)
    loads = rng.normal(size=(2, count))
    columns = {each[0] for each in study["predictors"]} | {study["outcome"]}
    data: dict[str, Any] = {
        study["unit"]: np.repeat(units, len(years)),
        study["time"]: np.tile(years, count).astype(float),
    }
    for column in sorted(columns):
        own = 20 + (factors @ (loads + 0.5 * rng.normal(size=(2, count)))).T
        data[column] = (own + rng.normal(size=own.shape)).ravel()
    return pl.DataFrame(data)


def spend(run: Any) -> tuple[float, Any]:
    """Seconds of the processor, and what came out."""
    begun = time.process_time()
    found = run()
    return time.process_time() - begun, found


def fit_pysyncon(frame: pl.DataFrame, study: dict[str, Any]) -> float | None:
    """The loss of pysyncon's fit with its own defaults; None where it is not installed."""
    try:
        import pandas as pd
        from pysyncon import Dataprep, Synth
    except ImportError:
        return None
    units = frame[study["unit"]].unique(maintain_order=True).to_list()
    prepared = Dataprep(
        foo=pd.DataFrame({name: frame[name].to_numpy() for name in frame.columns}),
        predictors=[],
        predictors_op="mean",
        dependent=study["outcome"],
        unit_variable=study["unit"],
        time_variable=study["time"],
        treatment_identifier=study["treated"],
        controls_identifier=[u for u in units if u != study["treated"] and u not in study["masked"]],
        time_predictors_prior=range(study["fit_over"][0], study["since"]),
        time_optimize_ssr=range(study["fit_over"][0], study["fit_over"][1] + 1),
        special_predictors=[(name, list(years), "mean") for name, years in study["predictors"]],
    )
    peer = Synth()
    peer.fit(prepared)
    return float(peer.loss_V)


def main() -> None:
    """Measure, print, and say where a promise is not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder with basque.parquet and california.parquet")
    folder = parser.parse_args().data
    print(f"{RUNS} runs on {len(os.sched_getaffinity(0))} cores, load {os.getloadavg()[0]:.1f}")
    together = 0.0
    for name, study in STUDIES.items():
        frame = pl.read_parquet(folder / f"{name}.parquet") if folder else make_panel(name)
        fits, all_of = [], []
        for _ in range(RUNS):
            once, control = spend(lambda f=frame, s=study: pr.synthetic_control(f, **s))
            rest, placebos = spend(control.placebos)
            fits.append(once)
            all_of.append(once + rest)
        fit, whole = statistics.median(fits), statistics.median(all_of)
        together += whole
        print(
            f"{name}: fit {fit:.3f} s, with {len(placebos.units) - 1} placebos {whole:.2f} s, loss {control.loss:.6g}"
        )
        one, placebos_of_r = R_SYNTH[name]
        show("R Synth 1.1-8, one fit", one / fit)
        if placebos_of_r:
            show("R Synth 1.1-8, all placebos", placebos_of_r / whole)
        peer, loss = spend(lambda f=frame, s=study: fit_pysyncon(f, s))
        if loss is None:
            print("  pysyncon is not installed")
        else:
            show(f"pysyncon, one fit in {peer:.1f} s, loss {loss:.6g}", peer / fit)
    print(
        f"both with all placebos {together:.2f} s, limit {LIMIT:g}{'' if together < LIMIT else '  TOO SLOW'}"
    )


def show(what: str, times: float) -> None:
    """How many times faster, and whether that is what was promised."""
    print(f"  {times:7.0f} times faster than {what}{'' if times >= FASTER else '  TOO SLOW'}")


if __name__ == "__main__":
    main()
