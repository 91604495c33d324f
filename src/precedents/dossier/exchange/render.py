"""Every exchange format of a report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from precedents.dossier.exchange.aif import render_aif
from precedents.dossier.exchange.argdown import render_argdown
from precedents.dossier.exchange.bibtex import render_bibtex
from precedents.dossier.exchange.claimreview import render_claim_reviews
from precedents.dossier.exchange.data_package import render_data_package
from precedents.dossier.exchange.forecasts import render_forecasts

Format = Callable[[Mapping[str, Any]], Mapping[str, str]]

FORMATS: tuple[Format, ...] = (
    render_claim_reviews,
    render_argdown,
    render_aif,
    render_data_package,
    render_forecasts,
    render_bibtex,
)
"""Every format, in the order in which its files are listed."""


def render_exchange(report: Mapping[str, Any]) -> dict[str, str]:
    """Which files carry this report to other programs?

    Parameters
    ----------
    report
        Valid under ``report.schema.json``; nothing else is read, so the same report gives the same bytes.

    Returns
    -------
    dict of str to str
        Text by file name. Lines end in a line feed: write the files as UTF-8 without translating ends of
        lines, else the hashes in ``datapackage.json`` do not match.
    """
    return {name: text for render in FORMATS for name, text in render(report).items()}
