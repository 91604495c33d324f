"""The dossier as users hold it: verdicts at a glance, the report, and a folder with all of it."""

from __future__ import annotations

import functools
import os
from pathlib import Path
from typing import Any

import polars as pl

from precedents.app.manifest import MANIFEST, REPORT, build_manifest, list_inputs, render_manifest
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

    def save(self, folder: str | os.PathLike[str], *, anew: bool = False) -> Path:
        """Write the page, the report, the exchange files, all that was tried, and the manifest into a folder.

        The folder is made. ``manifest.json`` has what is needed to try it again (`pr.replay`): ``argument.toml``, the
        very bytes tried, its lock, and ``cases/*``, the user's own cases, lie beside it.

        Parameters
        ----------
        folder
            Where to; a dossier that lies there is written over.
        anew
            Draw the page even where the same report was drawn before.

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
        page = self._render() if anew else read_page(report, self._render)
        texts = {"dossier.html": page, REPORT: report, **exchange}
        files = {name: text.encode() for name, text in texts.items()} | list_inputs(self.trial)
        files[MANIFEST] = render_manifest(build_manifest(self.trial, self.report, files))
        try:
            for name, data in files.items():
                (target / name).parent.mkdir(parents=True, exist_ok=True)
                _write(target / name, data)
        except OSError as error:
            raise UsageError(
                f"the dossier cannot be written to {target}: {error.strerror}; name another folder"
            ) from error
        return target / "dossier.html"

    def _render(self) -> str:
        from precedents.dossier.render import render_html  # the page's libraries are slow to load

        return render_html(self.report)

    def __repr__(self) -> str:
        counts = ", ".join(
            f"{row['len']} {row['verdict'].replace('-', ' ')}"
            for row in self.verdicts().group_by("verdict", maintain_order=True).len().iter_rows(named=True)
        )
        return f"<Dossier “{self.trial.argument.title}”: {counts}>"


def _write(path: Path, data: bytes) -> None:
    """Write whole or not at all: a run that is cut short leaves no half page."""
    partial = path.with_name(f".{path.name}.partial")
    partial.write_bytes(data)
    partial.replace(path)
