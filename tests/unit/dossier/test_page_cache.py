"""A kept page is given back only when it is whole and made from the same report."""

from __future__ import annotations

from pathlib import Path

from precedents.dossier.page_cache import KEPT, read_page


def test_a_page_is_rendered_once_and_a_spoilt_one_again(tmp_path: Path) -> None:
    made: list[str] = []

    def render() -> str:
        made.append("page")
        return "<p>page</p>\n"

    assert read_page("report", render, folder=tmp_path) == "<p>page</p>\n"
    assert read_page("report", render, folder=tmp_path) == "<p>page</p>\n"
    assert len(made) == 1
    (kept,) = (tmp_path / "pages").glob("*.html")
    kept.write_text(kept.read_text().replace("page", "pagf"))
    assert read_page("report", render, folder=tmp_path) == "<p>page</p>\n"
    assert len(made) == 2
    assert read_page("another report", render, folder=tmp_path)
    assert len(made) == 3


def test_a_cache_that_cannot_be_written_costs_only_time(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert read_page("report", lambda: "page", folder=blocked) == "page"


def test_old_pages_go(tmp_path: Path) -> None:
    for number in range(KEPT + 3):
        read_page(f"report {number}", lambda: "page", folder=tmp_path)
    assert len(list((tmp_path / "pages").glob("*.html"))) == KEPT
