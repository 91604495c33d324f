"""The user's own cases on the page: that there were any, and what they changed; and the editions that were asked for."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

from precedents.dossier.tables import build_table, render_table

_HEADINGS = {
    "case": "case",
    "what": "what",
    "table": "",
    "column": "column",
    "record_says": "the record says",
    "you_say": "the file says",
    "source_text": "who says so",
}


def build_own_cases(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Which files of own cases lay over the record, and what did each change?

    Parameters
    ----------
    report
        The report.

    Returns
    -------
    list of dict
        For ``sources.html.j2``; empty where there were none.
    """
    return [
        {
            "id": str(each["id"]),
            "says": str(each["says"]),
            "sha256": str(each["sha256"]),
            "lines": len(each["changes"]),
            "html": render_table(
                build_table(
                    f"own-{number}",
                    f"What {each['file']} changes in the record, and what its reader should know",
                    [{name: change[name] or None for name in _HEADINGS} for change in each["changes"]],
                    _HEADINGS,
                )
            ),
        }
        for number, each in enumerate(report.get("record", {}).get("overlay") or (), start=1)
    ]


def render_options(report: Mapping[str, Any]) -> str:
    """Which options of the command line bring this record about again?

    Examples
    --------
    >>> render_options({"record": {"editions": ["ucdp-acd-22.1"], "overlay": [{"file": "mine.csv"}]}})
    ' --edition ucdp-acd-22.1 --cases mine.csv'
    """
    record = report.get("record", {})
    options = [("--edition", str(each)) for each in record.get("editions") or ()]
    options += [("--cases", str(each["file"])) for each in record.get("overlay") or ()]
    return "".join(f" {name} {shlex.quote(value)}" for name, value in options)
