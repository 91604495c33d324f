"""Reference intervals and p for tests/unit/test_firth.py, by the package firthmodels 0.8.2, on made-up rows.

Run in this folder, in an environment of its own that has firthmodels: python make.py
"""

from importlib.metadata import version
from pathlib import Path

import numpy as np
from firthmodels import FirthLogisticRegression

rows = np.loadtxt("made_up.csv", delimiter=",", skiprows=1)
fit = FirthLogisticRegression(gtol=1e-8, xtol=1e-8, max_iter=1000).fit(rows[:, 1:], rows[:, 0])
fit.lrt()
ends = fit.conf_int(method="pl", tol=1e-10, max_iter=1000)
# The intercept is the last row there.
names = ["bordering", "powerful", "deadly", "(Intercept)"]
lines = [f"firthmodels {version('firthmodels')}"]
for name, (low, high), p in zip(names, ends, fit.lrt_pvalues_, strict=True):
    lines.append(f"{name} {low:.10f} {high:.10f} {p:.10f}")
Path("firthmodels.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
