"""How fast are Kaplan–Meier and Cox on 100,000 rows, beside lifelines and statsmodels in the same run?

Peers are optional: `pip install lifelines`. Prints processor seconds, since the machine may be shared. Rows are drawn like those on
which R's survival 3.5-3 needed .15 s (Kaplan–Meier) and .55 s (Cox).
"""

from __future__ import annotations

import importlib
import os
import statistics
import time
import warnings
from collections.abc import Callable

import numpy as np

from precedents.estimators.survival.cox import fit_cox
from precedents.estimators.survival.kaplan_meier import fit_kaplan_meier
from precedents.estimators.survival.spells import count_events

ROWS, CLUSTERS, RUNS = 100_000, 10_000, 5


def show(what: str, run: Callable[[], object], *, limit: float | None = None, runs: int = RUNS) -> float:
    times = []
    for _ in range(runs):
        started = time.process_time()
        run()
        times.append(time.process_time() - started)
    middle = statistics.median(times)
    word = "" if limit is None else f", limit {limit:g}" + ("  TOO SLOW" if middle > limit else "")
    print(f"{what:52} {middle:8.3f} s ({min(times):.3f} to {max(times):.3f}){word}", flush=True)
    return middle


def simulate() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    x = np.column_stack([rng.normal(size=(ROWS, 3)), rng.integers(0, 2, ROWS)])
    length = np.ceil(rng.exponential(30 / np.exp(x @ [0.5, -0.3, 0.1, 0.4])))
    seen = np.ceil(rng.exponential(60, ROWS))
    return x, np.minimum(length, seen), length <= seen, np.arange(ROWS) // (ROWS // CLUSTERS)


def find(name: str) -> object | None:
    """A peer, where it is installed."""
    try:
        return importlib.import_module(name)
    except ImportError:
        print(f"{name} is not installed: no comparison")
        return None


def main() -> None:
    print(
        f"{ROWS:,} rows, {CLUSTERS:,} clusters; {len(os.sched_getaffinity(0))} cores, load {os.getloadavg()[0]:.1f}"
    )
    x, stop, event, cluster = simulate()
    begin = np.zeros(ROWS)
    rng = np.random.default_rng(2)
    late = np.floor(rng.uniform(0, 0.5, ROWS) * stop)

    def curve() -> object:
        return fit_kaplan_meier(count_events(begin, stop, event.astype(np.int64), 1))

    ours = {
        "km": show("Kaplan–Meier, ours", curve, limit=0.15),
        "cox": show("Cox (Efron), ours", lambda: fit_cox(begin, stop, event, x), limit=0.55),
        "clusters": show(
            "Cox, 10,000 clusters, ours", lambda: fit_cox(begin, stop, event, x, cluster=cluster), limit=1.0
        ),
    }
    show("Cox, late entry, ours", lambda: fit_cox(late, stop, event, x))
    warnings.simplefilter("ignore")
    if find("lifelines"):
        import pandas as pd
        from lifelines import CoxPHFitter, KaplanMeierFitter

        frame = pd.DataFrame(x, columns=list("abcd")).assign(t=stop, e=event, cl=cluster)
        theirs = show("Kaplan–Meier, lifelines", lambda: KaplanMeierFitter().fit(stop, event))
        print(f"  {theirs / ours['km']:.1f} times ours")
        theirs = show(
            "Cox (Efron), lifelines", lambda: CoxPHFitter().fit(frame.drop(columns="cl"), "t", "e"), runs=3
        )
        print(f"  {theirs / ours['cox']:.1f} times ours")
        run = lambda: CoxPHFitter().fit(frame, "t", "e", cluster_col="cl")  # noqa: E731
        theirs = show("Cox, 10,000 clusters, lifelines", run, runs=1)
        print(f"  {theirs / ours['clusters']:.1f} times ours")
    if find("statsmodels"):
        from statsmodels.duration.hazard_regression import PHReg

        theirs = show(
            "Cox (Efron), statsmodels",
            lambda: PHReg(stop, x, status=event.astype(int), ties="efron").fit(),
            runs=3,
        )
        print(f"  {theirs / ours['cox']:.1f} times ours")


if __name__ == "__main__":
    main()
