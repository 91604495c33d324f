"""Cases and findings as tables with a Data Package around them: types, descriptions, sources, licences.

**Source**: the Data Package standard, version 2.0, datapackage.org.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from precedents.dossier.exchange.csv_table import FORMULAS_SAY, CsvTable, build_schema, render_csv
from precedents.dossier.exchange.dossier_tables import build_case_table, build_finding_table
from precedents.dossier.exchange.plain import build_names, read_address, read_title, render_json, render_line

FILE = "datapackage.json"
_PROFILES = "https://datapackage.org/profiles/2.0"
_LICENCES = {
    "CC BY 4.0": {"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"},
    "CC BY-SA 4.0": {"name": "CC-BY-SA-4.0", "path": "https://creativecommons.org/licenses/by-sa/4.0/"},
}

Sources = Mapping[str, Mapping[str, Any]]


def render_data_package(report: Mapping[str, Any]) -> dict[str, str]:
    """Which tables does this report hold, and what do they mean?

    Parameters
    ----------
    report
        The report.

    Returns
    -------
    dict of str to str
        ``datapackage.json``, ``cases-<class>.csv`` for each class, ``findings.csv``.
    """
    sources: Sources = {str(source["id"]): source for source in report["record"]["sources"]}
    files: dict[str, str] = {}
    resources = []
    names = build_names([str(each["id"]) for each in report["classes"]], lower=True)
    for each, name in zip(report["classes"], names, strict=True):
        says = render_line(each["says"]) or f"{render_line(each['table'])} where {render_line(each['where'])}"
        table = build_case_table(each, report)
        title = f"Every case considered for the class “{render_line(each['id'])}”, inside and outside: {says}"
        resources.append(_add(files, f"cases-{name}", title, table, each["sources"], sources))
    used = [
        source
        for statement in report["statements"]
        for finding in statement["findings"]
        for source in finding["sources"]
    ]
    title = "Every finding on every statement"
    resources.append(_add(files, "findings", title, build_finding_table(report), used, sources))
    return {FILE: render_json(_build_package(report, sources, resources)), **files}


def _add(
    files: dict[str, str], name: str, title: str, table: CsvTable, used: Iterable[str], sources: Sources
) -> dict[str, Any]:
    """Write the file; say what is in it."""
    text = files[f"{name}.csv"] = render_csv(table)
    data = text.encode()
    cited = {each: sources[each] for each in dict.fromkeys(used) if each in sources}
    return {
        "$schema": f"{_PROFILES}/dataresource.json",
        "name": name,
        "path": f"{name}.csv",
        "type": "table",
        "title": title,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "schema": build_schema(table),
        **_build_origin(cited),
    }


def _build_package(
    report: Mapping[str, Any], sources: Sources, resources: list[dict[str, Any]]
) -> dict[str, Any]:
    argument, program = report["argument"], report["program"]
    editor = render_line(argument.get("page", {}).get("editor") or "")
    return {
        "$schema": f"{_PROFILES}/datapackage.json",
        "name": build_names([str(argument["id"])], lower=True)[0],
        "title": f"Cases and findings: {read_title(report)}",
        "description": f"Made by {program['name']} {program['version']} from the record {report['record']['id']} "
        f"and the argument file {argument['sha256']} with seed {report['seed']}. {FORMULAS_SAY} An empty "
        "cell is unknown or not covered. Each table is under the terms of its sources.",
        **({"contributors": [{"title": editor, "roles": ["editor"]}]} if editor else {}),
        **_build_origin(sources),
        "resources": resources,
    }


def _build_origin(sources: Sources) -> dict[str, Any]:
    """The sources and their licences; neither list may be empty by the standard."""
    cited = [_build_source(source) for source in sources.values()]
    licences: list[dict[str, str]] = []
    for source in sources.values():
        licence = _build_licence(source)
        if licence and licence not in licences:
            licences.append(licence)
    return {**({"licenses": licences} if licences else {}), **({"sources": cited} if cited else {})}


def _build_source(source: Mapping[str, Any]) -> dict[str, str]:
    fields = {
        "title": render_line(source.get("title") or "") or str(source["id"]),
        "path": read_address(source.get("url")),
        "version": render_line(source.get("version") or ""),
    }
    return {name: value for name, value in fields.items() if value}


def _build_licence(source: Mapping[str, Any]) -> dict[str, str]:
    """A licence by its registered name; other terms in the publisher's words, at the publisher's address."""
    terms = render_line(source.get("licence") or "")
    if not terms:
        return {}
    if terms in _LICENCES:
        return {**_LICENCES[terms], "title": terms}
    address = read_address(source.get("url"))
    return {"path": address, "title": terms} if address else {"name": "notspecified", "title": terms}
