"""How is a work cited in CSL-JSON, the form that reference managers and word processors read?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from precedents.record.citations import read_bibtex

if TYPE_CHECKING:
    from bibtexparser.middlewares.names import NameParts

_TYPES = {
    "article": "article-journal",
    "book": "book",
    "inbook": "chapter",
    "incollection": "chapter",
    "inproceedings": "paper-conference",
    "techreport": "report",
    "report": "report",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "unpublished": "manuscript",
    "online": "webpage",
    # the catalogue's entries without a journal are the data sets themselves
    "misc": "dataset",
    "dataset": "dataset",
}
_TEXTS = {
    "title": ("title",),
    "container-title": ("journal", "journaltitle", "booktitle"),
    "collection-title": ("series",),
    "volume": ("volume",),
    "edition": ("edition",),
    "publisher": ("publisher", "institution", "school", "howpublished"),
    "publisher-place": ("address", "location"),
    "version": ("version",),
    "note": ("note",),
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_BRACED = re.compile(r"\{.*\}", re.DOTALL)
_DOI = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)


def build_csl(works: Iterable[str]) -> list[dict[str, Any]]:
    r"""Which CSL-JSON items do BibTeX entries make?

    Parameters
    ----------
    works
        BibTeX, each of one entry or several; every key once.

    Returns
    -------
    list of dict
        An item per entry, in order: ``id``, ``type``, and of the other variables those that it has. An
        organisation is an author with a ``literal`` name; "and others" has no form in CSL and is left out.

    Raises
    ------
    RecordError
        When an entry is not BibTeX.

    Source
    ------
    Citation Style Language 1.0, "CSL-JSON" (citeproc-js documentation) for the names of types and variables. Checked
    against its structure in `tests/unit/test_csl.py`, and by rendering with citeproc-py.

    Examples
    --------
    >>> item, = build_csl(["@article{x1, author={Doe, J{\\'o}n}, title={On {B}irds}, pages={1--2}, year={2001}}"])
    >>> item["author"], item["title"], item["page"], item["issued"]
    ([{'family': 'Doe', 'given': 'Jón'}], 'On Birds', '1-2', {'date-parts': [[2001]]})
    """
    from bibtexparser.middlewares.names import SeparateCoAuthors, SplitNameParts

    entries = read_bibtex("\n\n".join(works), "what is cited", (SeparateCoAuthors(), SplitNameParts()))
    return [
        _build_item(entry.key, entry.entry_type, {field.key.lower(): field.value for field in entry.fields})
        for entry in entries
    ]


def _build_item(key: str, kind: str, fields: dict[str, Any]) -> dict[str, Any]:
    item: dict[str, Any] = {"id": key, "type": _TYPES.get(kind.lower(), "document")}
    for role in ("author", "editor"):
        names = [_build_name(parts) for parts in fields.get(role, ()) if parts.last != ["others"]]
        if names:
            item[role] = names
    for variable, sources in _TEXTS.items():
        value = next((fields[name] for name in sources if fields.get(name)), "")
        if value:
            item[variable] = _read_tex(value)
    issued = _build_date(fields)
    if issued:
        item["issued"] = {"date-parts": [issued]}
    if fields.get("number"):
        item["issue" if item["type"] == "article-journal" else "number"] = _read_tex(fields["number"])
    if fields.get("pages"):
        item["page"] = re.sub(r"\s*[\u2013\u2014-]+\s*", "-", _read_tex(fields["pages"]))
    if fields.get("doi"):
        item["DOI"] = _DOI.sub("", fields["doi"].strip())
    # an address is no TeX: its ~, % and _ are meant
    if fields.get("url"):
        item["URL"] = fields["url"].strip().replace("\\", "")
    return item


def _build_name(parts: NameParts) -> dict[str, str]:
    family = " ".join(parts.last)
    if not parts.first and not parts.von and _BRACED.fullmatch(family):
        return {"literal": _read_tex(family)}
    said = {
        "family": family,
        "given": " ".join(parts.first),
        "non-dropping-particle": " ".join(parts.von),
        "suffix": " ".join(parts.jr),
    }
    return {name: _read_tex(value) for name, value in said.items() if value}


def _build_date(fields: dict[str, Any]) -> list[int]:
    date = re.match(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", fields.get("date", "").strip())
    if date:
        return [int(part) for part in date.groups() if part]
    year = re.search(r"\d{4}", fields.get("year", ""))
    if not year:
        return []
    month = fields.get("month", "").strip().lower()
    if month[:3] in _MONTHS:
        return [int(year[0]), _MONTHS.index(month[:3]) + 1]
    return [int(year[0]), int(month)] if month.isdigit() else [int(year[0])]


def _read_tex(text: str) -> str:
    from pylatexenc.latex2text import LatexNodes2Text

    return " ".join(LatexNodes2Text().latex_to_text(text).split())
