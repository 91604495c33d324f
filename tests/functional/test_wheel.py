"""The wheel builds, installs in an empty environment, and runs the demo from there."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_wheel_runs_the_demo_in_an_empty_environment(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", str(tmp_path / "dist"), str(ROOT)],
        check=True,
        capture_output=True,
    )
    (wheel,) = (tmp_path / "dist").glob("precedents-*.whl")
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / "bin" / "python"
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "-c", str(ROOT / "constraints.txt"), str(wheel)],
        check=True,
        capture_output=True,
    )
    done = subprocess.run(
        [tmp_path / "env" / "bin" / "precedents", "try", "balkan-precedent", "-o", "out"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.rstrip().endswith("dossier.html")
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert report["statements"]
    assert wheel.stat().st_size < 12_000_000
