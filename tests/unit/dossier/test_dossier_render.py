"""The page stands alone, is the same for the same report, and copes with what reports may hold."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from page_text import read_tags, read_words
from report_fixture import build_report

from precedents.dossier.policy import render_hash

STRUCTURE = {
    "kinds",
    "id",
    "case",
    "verdict",
    "kind",
    "outcome",
    "cases",
    "in",
    "year",
    "name",
    "choice",
    "schema",
}


def _empty(value: Any, key: str = "") -> Any:
    """The same report with nothing known: every leaf that is no structure is null, every other list empty."""
    if isinstance(value, dict):
        return {name: _empty(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_empty(item, key) for item in value]
    return value if key in STRUCTURE or key in {"cited", "findings", "class", "omitted", "premises"} else None


def test_the_same_report_gives_the_same_bytes(render: Any) -> None:
    first = render(build_report(statements=28))
    assert first == render(json.loads(json.dumps(build_report(statements=28))))


def test_nothing_is_fetched(report: dict[str, Any], render: Any) -> None:
    tags = read_tags(render(report))
    assert not {tag for tag, _ in tags} & {
        "img",
        "iframe",
        "object",
        "embed",
        "base",
        "form",
        "video",
        "audio",
    }
    assert not [attrs for tag, attrs in tags if "src" in attrs]
    assert not [attrs for _, attrs in tags if any(name == "style" or name.startswith("on") for name in attrs)]


def test_the_policy_names_the_scripts_and_the_style_by_hash_and_nothing_else(
    report: dict[str, Any], render: Any
) -> None:
    page = render(report)
    policy = next(attrs["content"] or "" for _, attrs in read_tags(page) if "http-equiv" in attrs)
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    styles = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    assert len(scripts) == 2
    assert f"script-src {render_hash(scripts[0])} {render_hash(scripts[1])};" in policy
    assert f"style-src {render_hash(styles[0])};" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_texts_of_a_report_stay_texts(report: dict[str, Any], render: Any) -> None:
    hostile = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"
    report["argument"]["title"] = hostile
    report["statements"][0]["says"] = hostile
    report["classes"][0]["cases"][0]["label"] = hostile
    page = render(report)
    assert "<script>alert" not in page
    assert "img" not in {tag for tag, _ in read_tags(page)}
    assert hostile in read_words(page)


def test_a_report_in_which_nothing_is_known_is_still_a_page(report: dict[str, Any], render: Any) -> None:
    bare = _empty(report)
    bare["argument"]["choices"] = {}
    bare["argument"]["cites"] = []
    words = read_words(render(bare))
    assert "None" not in words.replace("None of", "")
    assert "unknown" in words


def test_the_smallest_report_is_still_a_page(render: Any) -> None:
    words = read_words(render({"argument": {"id": "a"}, "statements": [], "classes": []}))
    assert "It makes no statement." in words


@pytest.mark.parametrize("members", [0, 1, 41, 600])
def test_a_class_of_any_size_is_a_page(members: int, render: Any) -> None:
    page = render(build_report(members=members, statements=28))
    assert f"The class in full ({members:,})" in read_words(page)


def test_a_verdict_that_this_version_does_not_know_is_shown_as_it_stands(
    report: dict[str, Any], render: Any
) -> None:
    report["statements"][0]["verdict"] = "not-yet-thought-of"
    assert "not yet thought of" in read_words(render(report))
