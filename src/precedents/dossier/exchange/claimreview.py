"""The verdicts as schema.org ClaimReview, which search engines and archives of fact-checks read.

What has no verdict of the record, a value, a plan or a forecast, is never marked up as a checked fact.

The scale of ``ratingValue`` measures agreement of the record with the claim, nothing else: 5, the record
supports it; 1, the record contradicts it; 3, it depends: the record does either, under definitions that are
both reasonable, or supports one part and contradicts another. ``undecided`` and ``outside-the-record`` have
no place on such a scale, since a middle would say that the record is half in favour; they carry their words
alone. Only ``alternateName`` is required of a rating by the documented readers of ClaimReview; numbers are
recommended.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from precedents.core.finding import Verdict
from precedents.dossier.directory import build_directory
from precedents.dossier.exchange.plain import read_address, read_says, render_json, render_line
from precedents.dossier.words import read_verdict

FILE = "claimreview.jsonld"
MISSING = "claimreview.missing.txt"

SCALE: Mapping[str, int] = {
    Verdict.SUPPORTED.value: 5,
    Verdict.DEPENDS.value: 3,
    Verdict.CONTRADICTED.value: 1,
}
"""The verdicts that are places on a scale of agreement."""

EMPIRICAL = (*SCALE, Verdict.UNDECIDED.value, Verdict.OUTSIDE.value)
"""The verdicts that say something about the record; the others are left out."""

SCALE_SAYS = "Scale: 5 supported by the record, 3 depends on a choice of definition or of part, 1 contradicted by the record."
NO_EDITOR = (
    "There is no claimreview.jsonld, because a ClaimReview names who stands by it: "
    'add editor = "…" under [page] in the argument file.\n'
)


def render_claim_reviews(report: Mapping[str, Any]) -> dict[str, str]:
    """Which reviewed claims does this report publish, and who stands by them?

    Parameters
    ----------
    report
        The report. ``argument.page.editor`` is the author of every review.

    Returns
    -------
    dict of str to str
        ``claimreview.jsonld``; without an editor ``claimreview.missing.txt``, which says what is needed.
    """
    argument = report["argument"]
    page = argument.get("page", {})
    if not render_line(page.get("editor") or ""):
        return {MISSING: NO_EDITOR}
    item = _build_item(argument.get("source", {}))
    anchors = build_directory(report).statements
    reviews = [
        _build_review(statement, page, item, anchors[str(statement["id"])])
        for statement in report["statements"]
        if statement["verdict"] in EMPIRICAL
    ]
    return {FILE: render_json(reviews)}


def _build_review(
    statement: Mapping[str, Any], page: Mapping[str, Any], item: Mapping[str, Any], anchor: str
) -> dict[str, Any]:
    # An office unless the page says that the editor is one person: a name does not tell.
    kind = "Person" if page.get("editor_is") == "person" else "Organization"
    address = read_address(page.get("url"))
    return _keep_known(
        {
            "@context": "https://schema.org",
            "@type": "ClaimReview",
            "url": f"{address.partition('#')[0]}#{anchor}" if address else "",
            "datePublished": render_line(page.get("published") or ""),
            "author": {"@type": kind, "name": render_line(page["editor"])},
            "claimReviewed": read_says(statement),
            "itemReviewed": item,
            "reviewRating": _build_rating(statement["verdict"]),
            "reviewBody": render_line(statement["because"]),
        }
    )


def _build_rating(verdict: str) -> dict[str, Any]:
    word = read_verdict(verdict)
    rating: dict[str, Any] = {"@type": "Rating", "alternateName": word.word, "ratingExplanation": word.says}
    if verdict in SCALE:
        rating |= {"ratingValue": SCALE[verdict], "bestRating": 5, "worstRating": 1}
        rating["ratingExplanation"] = f"{word.says} {SCALE_SAYS}"
    return rating


def _build_item(source: Mapping[str, Any]) -> dict[str, Any]:
    """The claim as its author made it, as far as that is known."""
    author, outlet = (render_line(source.get(key) or "") for key in ("author", "outlet"))
    work = _keep_known(
        {
            "url": read_address(source.get("link")),
            "name": render_line(source.get("title") or ""),
            "publisher": {"@type": "Organization", "name": outlet} if outlet else None,
        }
    )
    return _keep_known(
        {
            "@type": "Claim",
            "author": {"@type": "Person", "name": author} if author else None,
            "datePublished": render_line(source.get("date") or ""),
            "appearance": {"@type": "CreativeWork", **work} if work else None,
        }
    )


def _keep_known(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What is not known is left out, never filled in."""
    return {name: value for name, value in fields.items() if value not in ("", None)}
