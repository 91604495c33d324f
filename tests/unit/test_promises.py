"""A source's promises against made-up rows: each is kept by good rows and broken by rows that break it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from precedents.core.errors import RecordError
from precedents.record.broken_promises import Broken, check_promises, read_years
from precedents.record.catalogue import build_spec
from precedents.record.promises import SourceColumn
from precedents.record.readers.cells import check_kinds, find_misfits
from precedents.record.readers.source_reader import read_file

YEARS = (1946, 2024)


def column(name: str, kind: str = "integer", **more: Any) -> SourceColumn:
    fields = {"first_year": YEARS[0], "last_year": YEARS[1], **more}
    return SourceColumn(name=name, says="made up", kind=kind, **fields)


def rows(**changed: list[Any]) -> pl.DataFrame:
    good = {"state": [2, 2, 20], "year": [1999, 2000, 1999], "deaths": [10, -999, 1000]}
    return pl.DataFrame({**good, **changed})


def check(frame: pl.DataFrame, *columns: SourceColumn, **more: Any) -> list[Broken]:
    said = {"key": ["state", "year"], "year": "year", "years": YEARS, "columns": columns, **more}
    return check_promises(frame, **said)


DEATHS = column("deaths", range=(0, 1000), missing=("-999",))


def test_rows_that_keep_every_promise_break_none() -> None:
    assert check(rows(), column("state"), column("year"), DEATHS) == []


def test_a_key_that_is_not_unique_shows_the_rows() -> None:
    (broken,) = check(rows(year=[1999, 1999, 1999]), DEATHS)
    assert (broken.kind, broken.count) == ("key", 2)
    assert broken.says == "2 rows share their key (state, year) with another"
    assert broken.rows == ({"row": 1, "state": 2, "year": 1999}, {"row": 2, "state": 2, "year": 1999})


def test_rows_with_one_key_stand_together_and_no_more_than_five_are_shown() -> None:
    frame = pl.DataFrame({"id": [3, 1, 2, 1, 3, 3, 2, 9]})
    (broken,) = check_promises(frame, key=["id"], years=YEARS)
    assert (broken.count, len(broken.rows)) == (7, 5)
    assert [(row["id"], row["row"]) for row in broken.rows] == [(1, 2), (1, 4), (2, 3), (2, 7), (3, 1)]


def test_keys_with_missing_cells_are_compared_too() -> None:
    (broken,) = check_promises(pl.DataFrame({"id": ["a", None, None]}), key=["id"], years=YEARS)
    assert broken.count == 2


def test_a_range_holds_outside_codes_for_missing_and_is_closed() -> None:
    (broken,) = check(rows(deaths=[0, -1, 1001]), DEATHS)
    assert (broken.kind, broken.count) == ("range", 2)
    assert broken.says == "deaths lies outside 0 to 1,000, its range"
    assert broken.rows[0] == {"row": 2, "state": 2, "year": 2000, "deaths": -1}
    for code in (["-999", None, "1000"], [-999.0, float("nan"), 1000.0]):
        assert check(rows(deaths=code), DEATHS) == []
    # a code that nobody documented is a figure
    assert [broken.kind for broken in check(rows(), column("deaths", range=(0, 1000)))] == ["range"]


def test_years_outside_the_coverage_are_shown() -> None:
    (broken,) = check(rows(year=[1945, 2024, 2025]))
    assert (broken.kind, broken.count) == ("years", 2)
    assert [row["year"] for row in broken.rows] == [1945, 2025]
    assert check(rows(year=[-88, 2000, 1999]), column("year", missing=("-88",))) == []


def test_a_column_that_covers_fewer_years_has_nothing_outside_them() -> None:
    later = column("deaths", missing=("-999",), first_year=2000)
    (broken,) = check(rows(deaths=[5, 6, None]), later)
    assert (broken.kind, broken.count, broken.rows[0]["year"]) == ("years", 1, 1999)
    assert check(rows(deaths=[-999, 6, None]), later) == []


def test_a_word_among_numbers_and_a_fraction_among_whole_numbers_are_shown() -> None:
    (broken,) = check(rows(deaths=["10", "many", "-999"]), DEATHS)
    assert (broken.kind, broken.rows[0]["row"], broken.rows[0]["deaths"]) == ("kind", 2, "many")
    assert [each.kind for each in check(rows(deaths=[1.0, 2.5, 3.0]), DEATHS)] == ["kind"]
    assert check(rows(deaths=[1.0, 2.5, 3.0]), column("deaths", kind="number")) == []


def test_a_column_that_is_not_there_has_a_near_miss() -> None:
    (broken,) = check(rows(), column("death"))
    assert broken.says == "there is no column 'death'. Did you mean deaths?"
    assert [each.kind for each in check(rows(), key=["state", "month"])] == ["column"]


def test_years_are_read_from_every_form_that_publishers_use() -> None:
    dates = pl.Series([dt.date(1999, 3, 24), None])
    assert read_years(dates).to_list() == [1999, None]
    texts = pl.Series(["1999-03-24", "24/3/1999", "19990324", "March 1999", "1999", "n/a", "123456"])
    assert read_years(texts).to_list() == [1999] * 5 + [None, None]
    assert read_years(pl.Series([1999.0, 19990324.0, None])).to_list() == [1999, 1999, None]
    assert read_years(pl.Series([True])).to_list() == [None]


def test_misfits_are_found_whatever_the_type() -> None:
    assert find_misfits(pl.Series(["1", " 2 ", "3.0", "", "1e3", None]), "integer") == [4]
    assert find_misfits(pl.Series(["1e3", ".5", "-2.", "x"]), "number") == [3]
    assert find_misfits(pl.Series([dt.date(1999, 1, 1), None]), "number") == [0]
    assert find_misfits(pl.Series(["anything"]), "text") == []
    assert find_misfits(pl.Series([None, None]), "integer") == []


def test_reading_refuses_what_the_catalogue_does_not_promise(tmp_path: Path) -> None:
    words = ["title", "publisher", "version", "url", "licence", "citation", "unit", "format", "attribution"]
    spec = build_spec(
        "x-1",
        {
            **dict.fromkeys(words, "x"),
            "terms": "open",
            "first_year": 1990,
            "last_year": 2000,
            "files": [{"name": "a.csv", "sha256": "", "null": ["", "NA"]}],
            "columns": [{"name": "deaths", "says": "Deaths", "kind": "integer", "missing": ["?"]}],
        },
    )
    path = tmp_path / "a.csv"
    path.write_text("year,deaths\n1999,?\n2000,NA\n")
    assert read_file(spec, spec.files[0], path)["deaths"].to_list() == ["?", None]
    path.write_text("year,deaths\n1999,1\n2000,lots\n")
    with pytest.raises(
        RecordError, match=r"x-1, a\.csv, row 2, column deaths: 'lots' stands where whole numbers"
    ):
        read_file(spec, spec.files[0], path)
    path.write_text("year,death\n1999,1\n")
    with pytest.raises(RecordError, match=r"x-1, a\.csv has no column 'deaths'.*Did you mean death\?"):
        read_file(spec, spec.files[0], path)
    # one sheet of several is not asked for every column
    check_kinds("a", pl.DataFrame({"other": [1]}), {"deaths": ("integer", ())}, whole=False)
