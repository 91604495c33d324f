"""The sources of the page, numbered as they are cited, each with its version, licence and citation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from precedents.dossier.directory import Directory
from precedents.dossier.links import read_link


def build_sources(report: Mapping[str, Any], directory: Directory) -> list[dict[str, Any]]:
    """Which sources does the page rest on, and which statements rest on each?

    Parameters
    ----------
    report, directory
        The report, and who is who in it.

    Returns
    -------
    list of dict
        For ``sources.html.j2``, in the order of their numbers.
    """
    used: dict[str, dict[str, str]] = {}
    for statement in report.get("statements", ()):
        number = str(statement["id"])
        for finding in statement.get("findings") or ():
            for source in finding.get("sources") or ():
                used.setdefault(str(source), {})[number] = directory.statements.get(number, "")
    return [
        {
            "number": directory.sources[str(source["id"])],
            "id": str(source["id"]),
            "title": source.get("title") or source["id"],
            "version": str(source.get("version") or ""),
            "licence": source.get("licence") or "no licence stated",
            "citation": source.get("citation") or "",
            "link": read_link(source.get("url")),
            "url": source.get("url") or "",
            "sha256": source.get("sha256") or "",
            "used": [
                {"id": each, "anchor": anchor} for each, anchor in used.get(str(source["id"]), {}).items()
            ],
        }
        for source in report.get("record", {}).get("sources", ())
    ]
