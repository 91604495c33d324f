"""Under which terms each column of the compiled data is: the text of LICENSE-DATA, made from the catalogue."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping

from precedents.core.source import Column, Source
from precedents.record.catalogue import SourceSpec, read_catalogue
from precedents.record.wire import Words

_SHARE_ALIKE, _ATTRIBUTION = "CC BY-SA 4.0", "CC BY 4.0"
_ADDRESS = {
    _SHARE_ALIKE: "https://creativecommons.org/licenses/by-sa/4.0/",
    _ATTRIBUTION: "https://creativecommons.org/licenses/by/4.0/",
}
_FACTS = "facts"

_HEAD = """\
LICENSE-DATA: the terms of the compiled data

This file concerns the data in src/precedents/record/embedded (in an installed package:
precedents/record/embedded), which this project compiled from data sets of others and from rows
compiled by hand. The code is under the MIT licence; see LICENSE.

Taken as a whole, the compiled data are shared under {share_alike}
({address}), because some of their columns may only be shared
alike. Each column by itself is under the terms of its sources, listed below. Changes were made:
tables were joined, states renamed to one set of ids, years without a figure left empty, cases given
names. The publishers do not endorse this work.
"""

_SAYS = {
    _SHARE_ALIKE: "Share alike: {licence} ({address}). Whoever\n"
    "shares these columns, or work made from them, names the publishers and shares under the same licence.",
    _ATTRIBUTION: "Attribution: {licence} ({address}). Whoever shares\nthese columns names the publishers.",
    _FACTS: "Facts: dates, codes, parties, and findings on single cases, taken from data sets that are free for\n"
    "research with citation. This project claims no right in them; whoever uses them cites the publishers.",
}


def _judge_column(column: Column, sources: Mapping[str, Source]) -> str:
    """The strictest terms among a column's sources."""
    licences = {sources[source].licence for source in column.sources}
    if _SHARE_ALIKE in licences:
        return _SHARE_ALIKE
    return _ATTRIBUTION if licences == {_ATTRIBUTION} else _FACTS


def _render_columns(words: Words, terms: str) -> Iterable[str]:
    for name, table in words.tables.items():
        if "@" in name or table.pulled:
            continue  # an older edition has the same columns under the same terms; what is pulled is not shipped
        columns = [each.name for each in table.columns if _judge_column(each, words.sources) == terms]
        if columns:
            what = "every column" if len(columns) == len(table.columns) else ", ".join(columns)
            yield textwrap.fill(f"{name}: {what}", 100, initial_indent="  ", subsequent_indent="    ")


def _render_source(source_id: str, spec: SourceSpec) -> str:
    source = spec.source
    where = f" {source.url}" if source.url else ""
    whom = (
        source.publisher
        if spec.attribution.startswith(source.publisher)
        else f"{source.publisher}. {spec.attribution}"
    )
    licence = source.licence[0].upper() + source.licence[1:]
    return textwrap.fill(
        f"{source.title}, version {source.version} ({source_id}). {whom}. {licence}.{where}",
        100,
        initial_indent="  ",
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def render_licences(words: Words) -> str:
    """Under which terms is each column of the compiled data?

    Parameters
    ----------
    words
        The dictionary and the sources of the record.

    Returns
    -------
    str
        The text of LICENSE-DATA.
    """
    parts = [_HEAD.format(share_alike=_SHARE_ALIKE, address=_ADDRESS[_SHARE_ALIKE])]
    for terms in (_SHARE_ALIKE, _ATTRIBUTION, _FACTS):
        says = _SAYS[terms].format(licence=terms, address=_ADDRESS.get(terms, ""))
        parts += [says, "", *_render_columns(words, terms), ""]
    catalogue = read_catalogue()
    parts += ["Attribution, source by source", ""]
    parts += [_render_source(source_id, catalogue[source_id]) for source_id in words.sources]
    parts += ["", "The full citations: precedents sources cite"]
    return "\n".join(parts) + "\n"
