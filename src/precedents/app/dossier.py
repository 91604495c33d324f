"""The dossier as users hold it: verdicts at a glance, the report, and a folder with all of it."""

from __future__ import annotations

import functools
import json
import os
from pathlib import Path
from typing import Any

import polars as pl

from precedents.core.dossier import Trial
from precedents.core.errors import UsageError
from precedents.dossier.report import render_json, render_report


class Dossier:
    """A tried argument.

    Attributes
    ----------
    trial
        Everything that the run found.
    """

    def __init__(self, trial: Trial) -> None:
        self.trial = trial

    @functools.cached_property
    def report(self) -> dict[str, Any]:
        """The report as plain values, valid under ``report.schema.json``."""
        return render_report(self.trial)

    def verdicts(self) -> pl.DataFrame:
        """One row a statement: id, verdict, the reason, and the statement."""
        return pl.DataFrame(
            [
                {"id": each.id, "verdict": each.verdict.value, "because": each.because, "says": each.says}
                for each in self.trial.statements
            ],
            schema={"id": pl.String, "verdict": pl.String, "because": pl.String, "says": pl.String},
        )

    def save(self, folder: str | os.PathLike[str]) -> Path:
        """Write ``dossier.html``, ``report.json``, ``manifest.json`` and ``exchange/*`` into a folder, which is made.

        Returns
        -------
        Path
            Of the page.

        Raises
        ------
        UsageError
            When the folder cannot be written.
        """
        from precedents.dossier.exchange.render import render_exchange
        from precedents.dossier.page_cache import read_page

        target = Path(folder)
        exchange = {f"exchange/{name}": text for name, text in render_exchange(self.report).items()}
        report = render_json(self.report)
        files = {"dossier.html": read_page(report, self._render), "report.json": report, **exchange}
        manifest = self._manifest(sorted(files))
        files["manifest.json"] = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
        try:
            (target / "exchange").mkdir(parents=True, exist_ok=True)
            for name, text in files.items():
                _write(target / name, text)
        except OSError as error:
            raise UsageError(
                f"the dossier cannot be written to {target}: {error.strerror}; name another folder"
            ) from error
        return target / "dossier.html"

    def _render(self) -> str:
        from precedents.dossier.render import render_html  # the page's libraries are slow to load

        return render_html(self.report)

    def _manifest(self, files: list[str]) -> dict[str, Any]:
        report = self.report
        return {
            "schema": "precedents/manifest/1",
            "program": report["program"],
            "argument": {key: report["argument"][key] for key in ("id", "sha256")},
            "record": {
                "id": report["record"]["id"],
                **{key: report["record"][key] for key in ("editions",) if key in report["record"]},
                **self._manifest_overlays(),
                "sources": [
                    {key: source[key] for key in ("id", "version", "sha256")}
                    for source in report["record"]["sources"]
                ],
            },
            "seed": report["seed"],
            "files": files,
        }

    def _manifest_overlays(self) -> dict[str, Any]:
        """The files of own cases, so that a later run can be asked for the same ones; nothing where there are none."""
        laid = self.report["record"].get("overlay", [])
        named = [{key: each[key] for key in ("id", "file", "sha256")} for each in laid]
        return {"overlay": named} if named else {}

    def __repr__(self) -> str:
        counts = ", ".join(
            f"{row['len']} {row['verdict'].replace('-', ' ')}"
            for row in self.verdicts().group_by("verdict", maintain_order=True).len().iter_rows(named=True)
        )
        return f"<Dossier “{self.trial.argument.title}”: {counts}>"


def _write(path: Path, text: str) -> None:
    """Write whole or not at all: a run that is cut short leaves no half page."""
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(text, encoding="utf-8", newline="\n")
    partial.replace(path)
