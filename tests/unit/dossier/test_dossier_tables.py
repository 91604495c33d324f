"""Tables: every value as the report holds it, every text escaped, the rest counted."""

from __future__ import annotations

from page_text import read_words

from precedents.dossier.tables import MOST_ROWS, build_facts, build_table, render_table


def test_what_a_reader_sees_and_what_the_csv_holds() -> None:
    page = str(
        render_table(build_table("t", "c", [{"share": 0.3171, "start": "1999-03-24", "x": None, "n": 12}]))
    )
    assert '<td class="n" data-v="0.3171">0.32' in page
    assert "<td>24\u00a0Mar\u00a01999" in page
    assert '<td class="u">unknown' in page
    assert '<td class="n">12' in page


def test_cells_and_headings_are_texts() -> None:
    page = str(render_table(build_table('t"', "<c>", [{"<b>": '"><script>', "y": ["<i>"]}])))
    assert "<script" not in page
    assert "<b>" not in page
    assert "<i>" not in page
    assert 'id="t&#34;"' in page


def test_rows_beyond_the_limit_are_counted() -> None:
    table = build_table("t", "c", [{"a": number} for number in range(MOST_ROWS + 7)])
    page = str(render_table(table))
    assert page.count("<tr>") == MOST_ROWS + 1
    assert "7 more rows are in report.json." in read_words(page)


def test_a_heading_of_nothing_drops_the_column() -> None:
    assert build_table("t", "c", [{"a": 1, "b": 2}], {"a": ""}).columns == (("b", "b"),)


def test_a_case_on_its_side_writes_each_value_as_its_column_does() -> None:
    page = str(render_table(build_facts("t", "c", {"start_year": 1999, "deaths": 12000, "end": None}, {})))
    assert '<td class="n">1999' in page
    assert '<td class="n">12,000' in page
    assert '<td class="u">unknown' in page
