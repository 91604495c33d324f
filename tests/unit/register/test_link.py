"""Cases out of codings; what they say together, and where they differ. Codings are made up."""

from __future__ import annotations

import datetime as dt
from typing import Any

from precedents.record.register.actors import Actors
from precedents.record.register.agreement import Agreement, is_soft, judge_agreement
from precedents.record.register.coding import AGAINST, CHANGE, GOVERNMENT, NEUTRAL, Coding
from precedents.record.register.link import Case, link_codings
from precedents.record.register.merge import build_case

ACTORS = Actors(members=lambda group, day: frozenset({"AAA"}), forces=())
IMI = "imi-1946-2005"


def make(source: str, row: str, start: str, end: str | None, **said: Any) -> Coding:
    fields: dict[str, Any] = {
        "label": row,
        "targets": ("XXX",),
        "places": frozenset({"XXX"}),
        "start_precision": "day",
        "end_precision": "day" if end else None,
        "interveners": ("AAA",),
        "side": GOVERNMENT,
        "operation": "combat",
    }
    return Coding(
        source=source,
        row=row,
        start=dt.date.fromisoformat(start),
        end=dt.date.fromisoformat(end) if end else None,
        **{**fields, **said},
    )


def homes(codings: list[Coding], order: list[str], cases: list[Case] | None = None) -> dict[str, str]:
    linked = link_codings(codings, ACTORS, order, cases or [])
    return {coding.row: case.id for case in linked.cases for coding in case.codings}


def test_what_fits_several_goes_to_the_best_and_names_the_others() -> None:
    cases = [
        Case(id="early", codings=(make("p", "p1", "1993-04-01", "1995-08-29"),)),
        Case(id="late", codings=(make("p", "p2", "1995-08-30", "1995-11-21"),)),
    ]
    both = make("u", "u1", "1993-04-12", "1995-12-20")
    late = make("u", "u2", "1995-09-01", "1995-12-20")
    linked = link_codings([late, both], ACTORS, ["u"], cases)
    assert {case.id: [each.row for each in case.codings] for case in linked.cases} == {
        "early": ["p1", "u1"],
        "late": ["p2", "u2"],
    }
    assert linked.also["u", "u1"] == ("late",)


def test_a_source_that_codes_interventions_has_one_of_an_intervener_in_a_case() -> None:
    case = Case(id="case", codings=(make("p", "p1", "2001-10-07", "2001-12-31"),))
    war, watch = make(IMI, "2", "2001-10-07", "2001-12-08"), make(IMI, "3", "2001-12-20", None)
    assert homes([watch, war], [IMI], [case]) == {"p1": "case", "2": "case", "3": f"{IMI}:3"}
    # a source whose rows are conflicts or years may have several
    runs = [make("u", "2", "2001-10-07", "2001-12-08"), make("u", "3", "2001-12-20", None)]
    assert set(homes(runs, ["u"], [case]).values()) == {"case"}


def test_the_other_side_is_taken_only_where_the_source_has_no_other_coding() -> None:
    case = Case(id="uganda", codings=(make("p", "p1", "1979-01-21", "1979-06-03", side=AGAINST),))
    rebels = make("u", "rebels", "1979-01-22", "1979-12-31", side=AGAINST)
    state = make("u", "state", "1979-01-22", "1981-12-31", side=GOVERNMENT)
    assert homes([state, rebels], ["u"], [case]) == {"p1": "uganda", "rebels": "uganda", "state": "u:state"}
    assert homes([state], ["u"], [case])["state"] == "uganda"


def test_codings_without_a_case_make_one_and_the_order_of_rows_is_nothing() -> None:
    codings = [
        make(source, row, day, None)
        for source, row, day in (("a", "1", "1990-01-01"), ("b", "2", "1990-02-01"))
    ]
    assert homes(codings, ["a", "b"]) == homes(codings[::-1], ["a", "b"]) == {"1": "a:1", "2": "a:1"}
    linked = link_codings(codings, ACTORS, ["a", "b"], begin_new=False)
    assert linked.cases == ()


def _judge(codings: list[Coding]) -> dict[str, Agreement]:
    return {each.column: each for each in judge_agreement(codings, ACTORS.share)}


def test_dates_agree_as_exactly_as_they_are_known() -> None:
    exact = make("a", "1", "1999-03-24", "1999-06-10", air=True)
    year = make("b", "2", "1999-01-01", "1999-11-21", start_precision="year", air=False)
    found = _judge([exact, year])
    assert (found["start"].agree, found["start"].apart) == (True, 0)
    assert (found["end"].agree, found["end"].apart) == (False, 164)
    assert found["air"].agree is False
    assert found["interveners"].agree is True
    assert found["side"].agree is True
    assert "naval" not in found
    assert _judge([exact])["start"].agree is None


def test_a_source_that_splits_agrees_with_one_that_does_not() -> None:
    whole = make("a", "1", "2001-10-01", "2001-12-31")
    parts = [make("b", "2", "2001-10-07", "2001-11-01"), make("b", "3", "2001-10-20", "2001-12-30")]
    found = _judge([whole, *parts])
    assert (found["start"].agree, found["end"].agree) == (True, True)


def test_what_goes_on_denies_no_end_and_a_fall_is_no_date() -> None:
    on, over = make("a", "1", "2003-03-20", None), make("b", "2", "2003-03-20", "2011-12-18")
    fall = make("c", "3", "2003-04-09", "2003-04-09", operation=CHANGE, side=None, interveners=())
    found = _judge([on, over, fall])
    assert found["end"].agree is None
    assert found["start"].sources == ("a", "b")


def test_neutral_against_a_side_is_the_softer_disagreement() -> None:
    one, other = make("a", "1", "1990-01-01", None), make("b", "2", "1990-01-01", None, side=NEUTRAL)
    assert is_soft(_judge([one, other])["side"])
    assert not is_soft(_judge([one, make("b", "2", "1990-01-01", None, side=AGAINST)])["side"])


def test_a_case_has_the_more_exact_date_and_everyone_whom_any_source_names() -> None:
    year = make("a", "1", "1999-01-01", "1999-12-31", start_precision="year", end_precision="year", side=None)
    exact = make("b", "2", "1999-03-24", "1999-06-10", interveners=("AAA", "BBB"), ground=False)
    row = build_case([year, exact], judge_agreement([year, exact], ACTORS.share))
    assert (str(row["start"]), row["start_precision"]) == ("1999-03-24", "day")
    assert (str(row["end"]), row["end_precision"]) == ("1999-06-10", "day")
    assert row["interveners"] == ["AAA", "BBB"]
    assert (row["side"], row["ground"], row["air"]) == (GOVERNMENT, False, None)
    assert (row["source_count"], row["disagreements"]) == (2, [])
