"""CSL-JSON from BibTeX: the structure that the standard states, in our own words, and every citation of the catalogue."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from csl_structure import ITEMS
from precedents.core.errors import RecordError, UsageError
from precedents.record.catalogue import read_catalogue
from precedents.record.citations import collect_citations, read_cited_by_dossier
from precedents.record.csl import build_csl


def one(bibtex: str) -> dict[str, Any]:
    (item,) = build_csl([bibtex])
    jsonschema.validate([item], ITEMS)
    return item


def test_an_article_with_letters_braces_and_particles() -> None:
    item = one(
        r"""@article{strand2002,
  author = {Gleditsch, Nils Petter and von der Leyen, Jr., H{\aa}vard and {\"O}berg, Magnus and others},
  title = {The {UN} \& Others, 1946--2001},
  journal = {Journal of Peace Research}, year = 2002, month = sep, volume = {39}, number = {5},
  pages = {615--637}, doi = {https://doi.org/10.1177/0022343302039005007}, url = {https://x.org/~a_b%20c},
}"""
    )
    assert item == {
        "id": "strand2002",
        "type": "article-journal",
        "author": [
            {"family": "Gleditsch", "given": "Nils Petter"},
            {"family": "Leyen", "given": "Håvard", "non-dropping-particle": "von der", "suffix": "Jr."},
            {"family": "Öberg", "given": "Magnus"},
        ],
        "title": "The UN & Others, 1946–2001",
        "container-title": "Journal of Peace Research",
        "volume": "39",
        "issue": "5",
        "page": "615-637",
        "issued": {"date-parts": [[2002, 9]]},
        "DOI": "10.1177/0022343302039005007",
        "URL": "https://x.org/~a_b%20c",
    }


def test_a_data_set_of_an_organisation() -> None:
    item = one(
        "@misc{x, author = {{Correlates of War Project}}, title = {States}, version = {v2016}, year = {2017}}"
    )
    assert item["type"] == "dataset"
    assert item["author"] == [{"literal": "Correlates of War Project"}]
    assert item["version"] == "v2016"


def test_reports_chapters_and_what_is_neither() -> None:
    report = one("@techreport{r, title = {T}, institution = {I}, number = {7}, date = {2017-06-02}}")
    assert (report["type"], report["publisher"], report["number"]) == ("report", "I", "7")
    assert report["issued"] == {"date-parts": [[2017, 6, 2]]}
    chapter = one("@incollection{c, title = {T}, booktitle = {B}, editor = {Doe, J.}, year = {forthcoming}}")
    assert (chapter["type"], chapter["container-title"]) == ("chapter", "B")
    assert "issued" not in chapter
    assert one("@patent{p, title = {T}}")["type"] == "document"


def test_what_is_not_bibtex_is_refused() -> None:
    with pytest.raises(RecordError, match="what is cited is not BibTeX, at line 1"):
        build_csl(["@misc{doe, title = {A"])
    with pytest.raises(RecordError, match="the citation of x-1 is not BibTeX: 'Doe 2020'"):
        collect_citations([("x-1", "Doe 2020")])
    with pytest.raises(RecordError, match="the citation of x-1 has the key doe twice"):
        collect_citations([("x-1", "@misc{doe, title = {A}}\n@misc{doe, title = {B}}")])
    assert build_csl([]) == []


def test_every_citation_of_the_catalogue_becomes_a_sound_item() -> None:
    works = collect_citations((name, spec.source.citation) for name, spec in read_catalogue().items())
    items = build_csl(work.bibtex for work in works)
    jsonschema.validate(items, ITEMS)
    assert [item["id"] for item in items] == [work.key for work in works]
    assert len({item["id"] for item in items}) == len(items)
    assert {source for work in works for source in work.sources} == set(read_catalogue())
    for item in items:
        # nothing of TeX is left, and each says who, when and where
        said = json.dumps({name: value for name, value in item.items() if name != "URL"}, ensure_ascii=False)
        assert "\\\\" not in said, said
        assert "{" not in item["title"], said
        assert "--" not in item["title"], said
        assert item.get("author"), item["id"]
        assert item.get("issued"), item["id"]
        assert item["type"] != "article-journal" or item.get("container-title"), item["id"]


def test_one_work_is_written_once_and_two_works_never_share_a_key() -> None:
    same, other = "@misc{doe,\n  title = {A},\n}", "@misc{doe,\n  title = {B},\n}"
    works = collect_citations([("x-1", same), ("x-2", same), ("x-2", other)])
    assert [(work.key, work.sources) for work in works] == [("doe", ("x-1", "x-2")), ("doea", ("x-2",))]
    assert works[1].bibtex == "@misc{doea,\n  title = {B},\n}"


def test_the_sources_of_a_dossier_are_read_from_its_report(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    with pytest.raises(UsageError, match=r"there is no .*report\.json; `precedents try"):
        read_cited_by_dossier(tmp_path)
    report.write_text(
        json.dumps({"record": {"sources": [{"id": "x-1", "citation": "@misc{a, title = {A}}"}]}})
    )
    said = [("x-1", "@misc{a, title = {A}}")]
    assert read_cited_by_dossier(tmp_path) == read_cited_by_dossier(report) == said
    for wrong in ("[]", "{}", "{", '{"record": {"sources": [{}]}}'):
        report.write_text(wrong)
        with pytest.raises(RecordError, match=r"report\.json is not the report of a dossier"):
            read_cited_by_dossier(tmp_path)
