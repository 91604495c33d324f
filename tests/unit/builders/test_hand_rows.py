"""What was compiled by hand: every row names its literature, and agrees with itself and with the sources."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import polars as pl
import pytest

from precedents.core.errors import RecordError
from precedents.record.builders import hand
from precedents.record.builders.case_facts import read_fact
from precedents.record.builders.magnitudes import read_magnitude
from precedents.record.readers import SourceReader

Tables = Mapping[str, pl.DataFrame]


class _Rows:
    """A source that holds these rows."""

    def __init__(self, *rows: Mapping[str, Any]) -> None:
        self._frame = pl.DataFrame(rows, infer_schema_length=None)

    def __call__(self, source_id: str, member: str | None = None) -> pl.DataFrame:
        return self._frame


@pytest.mark.parametrize("name", ["magnitudes", "case_facts", "state_backers"])
def test_every_row_names_its_literature(read: SourceReader, name: str) -> None:
    assert hand.read_by_hand(read, name)


def test_a_row_without_literature_or_id_is_refused() -> None:
    rows = _Rows({"id": "magnitude:x-1999", "source_text": None}, {"id": "Nameless", "source_text": "a book"})
    with pytest.raises(RecordError, match=r"row 2 .* names no literature.*; row 3 .* has no id"):
        hand.read_by_hand(rows, "magnitudes")


def test_a_date_needs_a_precision() -> None:
    for cell, precision in (
        ("1999-01-15", None),
        (None, "day"),
        ("15 January", "day"),
        ("1999-01-15", "hour"),
    ):
        with pytest.raises(RecordError, match="fact:x"):
            hand.read_date({"id": "fact:x", "date": cell, "date_precision": precision}, "date")


def _magnitude(**changes: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": "magnitude:x-1941",
        "low": 1,
        "best": None,
        "high": 3,
        "start": "1941-09-29",
        "start_precision": "day",
        "end": "1941-09-30",
        "end_precision": "day",
        "days": 2,
    }
    return read_magnitude(row | changes)


def test_a_magnitude_that_contradicts_itself_is_refused() -> None:
    assert _magnitude()["days"] == 2
    for changes in ({"days": 3}, {"low": 4}, {"low": None, "high": None}, {"end_precision": "month"}):
        with pytest.raises(RecordError, match="magnitude:x-1941"):
            _magnitude(**changes)


def test_a_fact_on_an_unknown_case_is_refused_and_the_near_one_offered() -> None:
    row = {"id": "fact:x", "case": "intervention:kosovo-1998", "what": "start", "value": "x"}
    with pytest.raises(RecordError, match="Did you mean intervention:kosovo-1999"):
        read_fact(row, frozenset({"intervention:kosovo-1999"}))


def test_an_authorisation_is_true_or_false() -> None:
    row = {"id": "fact:x", "case": "c", "what": "authorised_unsc", "value": "maybe"}
    with pytest.raises(RecordError, match="true or false"):
        read_fact(row | {"date": "1999-03-24", "date_precision": "day"}, frozenset({"c"}))


def test_the_magnitudes_that_examples_cite(tables: Tables) -> None:
    rows = {row["id"]: row for row in tables["magnitudes"].to_dicts()}
    babi_yar, junta = rows["magnitude:babi-yar-1941"], rows["magnitude:argentine-junta-1976"]
    assert (babi_yar["best"], babi_yar["days"]) == (33771, 2)
    assert (junta["low"], junta["best"], junta["high"], junta["days"]) == (8961, None, 30000, 2818)
    assert (rows["magnitude:srebrenica-1995"]["low"], rows["magnitude:srebrenica-1995"]["high"]) == (
        7000,
        8000,
    )


def test_rwanda_has_the_bounds_of_the_source(tables: Tables) -> None:
    row = tables["state_years"].row(
        by_predicate=(pl.col("entity") == "RWA") & (pl.col("year") == 1994), named=True
    )
    by_hand = tables["magnitudes"].row(by_predicate=pl.col("id") == "magnitude:rwanda-1994", named=True)
    for bound in ("low", "best", "high"):
        assert by_hand[bound] == row[f"onesided_government_{bound}"]


def test_facts_give_each_cited_case_a_start_an_end_and_its_authorisation(tables: Tables) -> None:
    facts = tables["case_facts"]
    cases = tables["interventions"]
    for case in ("bosnia-1995", "kosovo-1999", "libya-2011", "darfur-2007"):
        rows = {row["what"]: row for row in facts.filter(pl.col("case") == f"intervention:{case}").to_dicts()}
        assert {"start", "end", "authorised_unsc"} <= set(rows)
        coded = cases.row(by_predicate=pl.col("id") == f"intervention:{case}", named=True)
        assert rows["start"]["date"] == coded["start"]
        assert rows["authorised_unsc"]["value"] == str(coded["authorised_unsc"]).lower()
    dayton = facts.filter(pl.col("what") == "agreement-initialled").row(0, named=True)
    assert (dayton["value"], str(dayton["date"])) == ("agreement:dayton-1995", "1995-11-21")


def test_backers_back_actors_of_the_source_in_its_years(tables: Tables, read: SourceReader) -> None:
    actors = read("ucdp-onesided-21.1")
    for row in read("hand-1", "state_backers").to_dicts():
        named = actors.filter(
            (pl.col("actor_id") == row["actor_id"]) & (pl.col("actor_name") == row["actor"])
        )
        years = named["year"].is_between(row["first_year"], row["last_year"])
        assert years.any(), row
        assert row["caveat"]
    backed = tables["onesided_actors"].filter(pl.col("state_backer") == "YUG")
    assert backed.filter(pl.col("year") == 1995)["deaths_best"].to_list() == [8360]


def test_no_row_holds_a_link_or_a_path(read: SourceReader) -> None:
    for name in ("magnitudes", "case_facts", "state_backers", "agreement_names", "place_names"):
        text = read("hand-1", name).write_csv()
        assert not re.search(r"https?://|/home/", text), name
