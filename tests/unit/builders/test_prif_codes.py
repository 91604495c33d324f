"""PRIF's codes: each kind of nothing is told apart, and what the codebook does not know is refused."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import polars as pl
import pytest

from precedents.core.errors import RecordError
from precedents.record.builders import prif

CASE: dict[str, Any] = {
    "HMIID": "Somewhere 1999 ",
    "UCDPID": "398, 397",
    "STATUS": "2",
    "HMISTART": dt.datetime(1999, 3, 24),
    "HMISTAPR": 1.0,
    "HMIEND": None,
    "HMIENDPR": -88.0,
    "VIOSTART": dt.datetime(1998, 3, 6),
    "VIOSTAPR": 2.0,
    "VIOEND": None,
    "VIOENDPR": -88.0,
    "UNSC": "2",
    "REGIOORG": 1.0,
    "GOVTPERM": -77.0,
    "TARGET": "1",
    "REGIME": "0",
    "AIRFORCE": -99.0,
    "GROUNDFO": "0",
    "INTERVEN1": "NATO",
    "INTERVEN2": "USA",
    "INTERVEN3": "-88",
    "ENDVIOL": "0",
    "FATAL1": 3.44,
    "FATAL2": -88.0,
    "FATALCOM": -88.5,
    "NEWVIOL": -88.0,
    "NEWFATAL": -99.0,
}


def _build(**changes: Any) -> dict[str, Any]:
    (row,) = prif.build_prif(pl.DataFrame([CASE | changes]))
    return row


def test_codes_for_nothing_become_null_and_zero_stays_zero() -> None:
    row = _build()
    nothing = [
        "end",
        "end_precision",
        "consent",
        "air",
        "air_only",
        "deaths_per_day_during",
        "new_violence_5y",
    ]
    assert {name: row[name] for name in nothing} == dict.fromkeys(nothing)
    assert row["new_violence_deaths"] is None
    assert row["ongoing"] is True
    assert _build(FATAL2=0.0)["deaths_per_day_during"] == 0.0


def test_a_fall_by_88_5_per_cent_is_a_fall_and_no_code() -> None:
    row = _build()
    assert row["deaths_change_pct"] == -88.5
    assert row["deaths_fell"] is True
    assert _build(FATALCOM=-999.0)["deaths_fell"] is None


def test_words_of_the_record() -> None:
    row = _build()
    assert row["case"] == "Somewhere 1999"
    assert row["authorised_unsc"] is True
    assert (row["authorised_regional"], row["aimed_at"], row["regime_aim"]) == ("partly", "government", False)
    assert (row["interveners"], row["intervener_entities"]) == (["NATO", "USA"], ["group:nato", "USA"])
    assert row["conflicts"] == ["398", "397"]
    assert (row["start_precision"], row["violence_start_precision"]) == ("day", "month")
    assert _build(UCDPID="-99")["conflicts"] == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("STATUS", "0"),
        ("UNSC", "1"),
        ("REGIOORG", 3.0),
        ("GOVTPERM", -88.0),
        ("TARGET", "4"),
        ("REGIME", "2"),
        ("GROUNDFO", "-77"),
        ("AIRFORCE", 2.0),
        ("ENDVIOL", "-88"),
        ("NEWVIOL", -77.0),
        ("HMISTAPR", 8.0),
        ("VIOENDPR", 0.0),
        ("FATAL1", -88.0),
        ("FATAL2", -1.0),
        ("FATALCOM", -100.5),
        ("NEWFATAL", None),
        ("UNSC", "yes"),
    ],
)
def test_an_unknown_code_is_refused_with_its_place(column: str, value: object) -> None:
    with pytest.raises(RecordError, match=rf"{column} of 'Somewhere 1999' is {re.escape(repr(value))}"):
        _build(**{column: value})


def test_an_unknown_intervener_is_refused() -> None:
    with pytest.raises(RecordError, match="Atlantis"):
        _build(INTERVEN2="Atlantis")
