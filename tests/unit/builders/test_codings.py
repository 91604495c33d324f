"""Sources as codings: dates, sides and means out of each publisher's codes. The rows are made up."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from precedents.core.errors import RecordError
from precedents.record.builders import imi_codings, mip_codings, mission_codings, support_codings
from precedents.record.readers.by_hand import read_by_hand
from precedents.record.register.coding import (
    AGAINST,
    COMBAT,
    EVACUATION,
    GOVERNMENT,
    NEUTRAL,
    OBSERVATION,
    PRESENCE,
    RELIEF,
    Coding,
)
from precedents.record.register.places import Places
from precedents.record.store import Record

IMI_ROW = {
    "intervener": 2,
    "target": 700,
    "start": 20011007,
    "end": 20011208,
    "direction": 3,
    "type": 5,
    "amount": 4,
    "air": 4,
    "naval": 9,
    "social_protective": 0,
    "humanitarian": 1,
    "territorial": 9,
    "military/diplomatic": 0,
}
MIP_ROW: dict[str, Any] = {
    "State B": "GRN",
    "State B code": "55",
    "Location": "55",
    "RemoveCase": 0.0,
    "Name": "Operation Urgent Fury",
    "styear": 1983.0,
    "stmon": 10.0,
    "stday": 25.0,
    "endyear": 1983.0,
    "endmon": 12.0,
    "endday": 15.0,
    "Ongoing": 0.0,
    "StateB primary target?": "1",
    "ForeignReg": 1.0,
    "BuildReg": 0.0,
    "Territory": 0.0,
    "SocialProt": 1.0,
    "ProtOwn": 1.0,
    "US HiHost": 4.0,
    "MaxAir": "27",
    "MaxTroops": "6,000",
    "MaxNavy": "N/A",
}


@pytest.fixture
def places(record: Record) -> Places:
    return Places(record.table("entities"), record.table("successors"))


def _imi(record: Record, places: Places, *changes: dict[str, Any]) -> list[Coding]:
    frame = pl.DataFrame([{**IMI_ROW, **change} for change in changes])

    def read(source: str, member: str | None = None) -> pl.DataFrame:
        return read_by_hand(member) if source == "hand-1" else frame

    return list(imi_codings.read_imi(read, record.entities, places))


def _mip(record: Record, places: Places, *changes: dict[str, Any]) -> list[Coding]:
    frame = pl.DataFrame([{**MIP_ROW, **change} for change in changes], infer_schema_length=None)
    return list(mip_codings.read_mip(lambda source, member=None: frame, record.entities, places))


def test_a_row_of_imi(record: Record, places: Places) -> None:
    (coding,) = _imi(record, places, {})
    assert (coding.row, coding.targets, coding.interveners) == ("2", ("AFG",), ("USA",))
    assert (coding.side, coding.operation) == (AGAINST, COMBAT)
    assert (coding.air, coding.ground, coding.naval) == (True, True, None)
    assert (coding.aim_protection, coding.aim_territory, coding.aim_own_people) == (True, None, False)
    assert (coding.start, coding.start_precision) == (dt.date(2001, 10, 7), "day")


def test_imis_organisations_and_forces(record: Record, places: Places) -> None:
    codes = [
        {"intervener": 1014},
        {"intervener": 1060},
        {"intervener": 2400, "target": 625, "start": 20040508},
        {"intervener": 2400, "target": 517, "start": 19910329, "end": 19931005},
        {"intervener": 3850, "target": 860, "start": 19990920, "end": 20000228},
    ]
    found = [coding.interveners for coding in _imi(record, places, *codes)]
    assert found[:4] == [("un",), ("group:nato",), ("group:african-union",), ("group:oau",)]
    assert {"AUS", "NZL", "THA"} <= set(found[4])


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"type": 1}, EVACUATION),
        ({"type": 2, "amount": 0, "air": 2}, RELIEF),
        ({"type": 2, "amount": 2, "air": 2}, PRESENCE),
        ({"type": 4, "air": 4}, COMBAT),  # a show of force that bombed
        ({"type": 2, "intervener": 1014, "amount": 1, "air": 9}, OBSERVATION),
        ({"type": 9, "air": 9}, None),
    ],
)
def test_what_imi_says_was_done(
    record: Record, places: Places, change: dict[str, Any], expected: str | None
) -> None:
    (coding,) = _imi(record, places, change)
    assert coding.operation == expected


def test_imis_dates_of_its_older_part(record: Record, places: Places) -> None:
    year, month, on, lost = _imi(
        record,
        places,
        {"start": 19771231, "end": 19881231},
        {"start": 19731031, "end": 19731110},
        {"start": 20011220, "end": 88888888},
        {"start": 19900101, "end": 99999999},
    )
    assert (year.start_precision, year.end_precision) == ("year", "year")
    assert (month.start_precision, month.end_precision) == ("month", "day")
    assert (on.end, on.end_precision) == (None, None)
    assert (lost.end, lost.end_precision) == (None, "unknown")
    assert _imi(record, places, {"start": 99999999}) == []


def test_a_number_that_means_no_state_is_refused(record: Record, places: Places) -> None:
    with pytest.raises(RecordError, match="the state 899"):
        _imi(record, places, {"target": 899})
    with pytest.raises(RecordError, match="direction 7"):
        _imi(record, places, {"direction": 7})


def test_a_row_of_mip(record: Record, places: Places) -> None:
    (coding,) = _mip(record, places, {})
    assert (coding.targets, coding.interveners, coding.side, coding.operation) == (
        ("GRD",),
        ("USA",),
        AGAINST,
        COMBAT,
    )
    assert (coding.air, coding.ground, coding.naval) == (True, True, None)
    assert (coding.aim_regime, coding.aim_protection, coding.aim_territory) == (True, True, False)


def test_mip_keeps_no_row_that_it_sets_aside_and_none_at_sea(record: Record, places: Places) -> None:
    rows = [
        {"RemoveCase": 1.0},
        {"styear": 1898.0},
        {"Location": None, "State B code": None},
        {"Location": "Intl Waters", "State B code": "55"},
        {"Location": "732731"},
        {"Location": "645, 625", "styear": 2014.0, "endyear": None},
    ]
    assert [coding.targets for coding in _mip(record, places, *rows)] == [
        ("GRD",),
        ("KOR", "PRK"),
        ("IRQ", "SYR"),
    ]


@pytest.mark.parametrize(
    ("change", "side", "operation"),
    [
        ({"ForeignReg": 0.0, "BuildReg": 1.0}, GOVERNMENT, COMBAT),
        ({"ForeignReg": 0.0, "StateB primary target?": "0 (rebels)"}, NEUTRAL, COMBAT),
        ({"BuildReg": 1.0, "StateB primary target?": "0 (rebels)"}, GOVERNMENT, COMBAT),
        ({"ForeignReg": 0.0, "StateB primary target?": None, "US HiHost": 3.0}, None, PRESENCE),
        ({"Name": "Embassy Evacuation NEO"}, AGAINST, EVACUATION),
        ({"Name": "Earthquake Response", "US HiHost": 3.0}, AGAINST, RELIEF),
    ],
)
def test_mips_side_and_operation(
    record: Record, places: Places, change: dict[str, Any], side: str | None, operation: str
) -> None:
    (coding,) = _mip(record, places, change)
    assert (coding.side, coding.operation) == (side, operation)


def test_missions_by_month(record: Record, places: Places) -> None:
    months = [
        *(("ONE", 517.0, None, 1994.0, month, 10.0) for month in (3.0, 4.0)),
        *(("TWO", 531.0, 530.0, year, 12.0, 0.0) for year in (2018.0, 2019.0)),
        ("SEA", -999.0, None, 1990.0, 1.0, 5.0),
        *(("OLD", 660.0, None, 1990.0, month, -999.0) for month in (1.0, 2.0)),
    ]
    names = ["mission", "missionccode", "missionccode2", "year", "month", "troop"]
    frame = pl.DataFrame(months, schema=names, orient="row")
    found = {
        each.row: each
        for each in mission_codings.read_missions(lambda source, member=None: frame, record.entities, places)
    }
    assert found.keys() == {"ONE", "TWO", "OLD"}
    assert (found["ONE"].operation, found["ONE"].ground, str(found["ONE"].end)) == (
        PRESENCE,
        True,
        "1994-04-30",
    )
    assert (found["TWO"].targets, found["TWO"].operation, found["TWO"].end) == (
        ("ERI", "ETH"),
        OBSERVATION,
        None,
    )
    assert (found["OLD"].start_precision, found["OLD"].ground) == ("unknown", None)


def test_troops_given_as_support_run_by_run(record: Record, places: Places) -> None:
    rows = [
        ("7", rebels, year, "UGA", state, kinds)
        for rebels, year, state, kinds in (
            (True, 1979, "TZA", ["troops"]),
            (False, 1979, "LBY", ["troops", "weapons"]),
            (False, 1980, "TZA", ["troops"]),
            (False, 1982, "TZA", ["troops"]),
            (False, 1983, "USA", ["weapons"]),
        )
    ]
    names = ["conflict_id", "supported_nonstate", "year", "entity", "supporter_entity", "kinds"]
    frame = pl.DataFrame(rows, schema=names, orient="row")
    found = {each.row: each for each in support_codings.read_support(frame, record.entities, places)}
    assert found.keys() == {"7-rebels-1979", "7-government-1979", "7-government-1982"}
    assert (found["7-rebels-1979"].side, found["7-government-1979"].side) == (AGAINST, GOVERNMENT)
    assert found["7-government-1979"].interveners == ("LBY", "TZA")
    assert found["7-government-1979"].span[1] == dt.date(1980, 12, 31).toordinal()
