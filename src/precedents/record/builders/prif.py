"""What PRIF says of each of its 41 humanitarian interventions, code by code.

The codebook (version 1.13) keeps several kinds of nothing apart: -88 for what does not apply or is still going
on, -99 for no data, -999 for no comparison, -77 for unclear. All become null, each only where the codebook
allows it; any other code is an error, never a guess. So -88.5 is a fall by 88.5 % in the column of changes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import polars as pl

from precedents.core.errors import RecordError
from precedents.record.builders.ucdp_lists import read_codes

Row = dict[str, Any]
Codes = Mapping[float, Any]

SOURCE = "prif-hmi-0.3"
MEMBER = "PRIF-HMI-v0-3-interventions"

NO_DATA, NOT_APPLICABLE, UNCLEAR, NO_COMPARISON = -99.0, -88.0, -77.0, -999.0

FLAG: Codes = {0: False, 1: True, NO_DATA: None}
BORDERLINE: Codes = {1: True, 2: False}
UNSC: Codes = {0: False, 2: True}  # the codebook writes yes as 2
EXTENT: Codes = {0: "none", 1: "partly", 2: "full"}
CONSENT: Codes = {**EXTENT, UNCLEAR: None, NO_DATA: None}
AIMED_AT: Codes = {0: "activities", 1: "government", 2: "rebels", 3: "foreign-forces", NO_DATA: None}
NEW_VIOLENCE: Codes = {0: False, 1: True, NOT_APPLICABLE: None, NO_DATA: None}
PRECISION: Codes = {
    1: "day",
    2: "month",
    3: "month",
    4: "year",
    5: "year",
    6: "unknown",
    7: "unknown",
    NOT_APPLICABLE: None,
}

INTERVENERS: Mapping[str, str] = {
    "AU": "group:african-union",
    "Arab League": "group:arab-league",
    "Australia": "AUS",
    "Bangladesh": "BGD",
    "CARICOM": "group:caricom",
    "CEEAC": "group:eccas",
    "CIS": "group:cis",
    "Chad": "TCD",
    "ECOWAS": "group:ecowas",
    "EU": "group:eu",
    "Fiji": "FJI",
    "France": "FRA",
    "Georgia": "GEO",
    "Greece": "GRC",
    "India": "IND",
    "Italy": "ITA",
    "Jordan": "JOR",
    "Mozambique": "MOZ",
    "NATO": "group:nato",
    "New Zealand": "NZL",
    "Nigeria": "NGA",
    "Qatar": "QAT",
    "Russia": "RUS",
    "Senegal": "SEN",
    "South Africa": "ZAF",
    "Tanzania": "TZA",
    "Thailand": "THA",
    "UK": "GBR",
    "UN": "un",
    "USA": "USA",
}
"""PRIF's names of interveners and the ids that the record has for them."""


def read_code(value: Any, codes: Codes, *, column: str, case: str) -> Any:
    """What a code means.

    Parameters
    ----------
    value
        The cell, a number or its text.
    codes
        The meanings that the codebook gives.
    column, case
        Where it stands, for the message.

    Returns
    -------
    object
        The meaning; None where the codebook says that there is nothing to say.

    Raises
    ------
    RecordError
        When the codebook knows no such code.

    Examples
    --------
    >>> read_code("2", UNSC, column="UNSC", case="Libya 2011")
    True
    """
    try:
        return codes[float(value)]
    except (KeyError, TypeError, ValueError) as error:
        known = ", ".join(f"{code:g}" for code in codes)
        raise RecordError(
            f"{SOURCE}: {column} of {case!r} is {value!r}; the codebook knows {known}: add the code or mend the file"
        ) from error


def read_amount(
    value: Any, nothing: frozenset[float], *, column: str, case: str, least: float = 0
) -> float | None:
    """What an amount is, where negative numbers are codes for nothing.

    Parameters
    ----------
    value
        The cell.
    nothing
        The codes that mean that there is no amount.
    column, case
        Where it stands, for the message.
    least
        The smallest amount that makes sense.

    Returns
    -------
    float or None
        The amount.

    Raises
    ------
    RecordError
        When the number is neither an amount nor one of the codes.

    Examples
    --------
    >>> read_amount(-88.5, frozenset({-999.0}), column="FATALCOM", case="Somalia 1992-1995", least=-100)
    -88.5
    """
    try:
        amount = float(value)
    except (TypeError, ValueError):
        amount = float("nan")
    if amount in nothing:
        return None
    if not amount >= least:
        codes = ", ".join(f"{code:g}" for code in sorted(nothing))
        raise RecordError(
            f"{SOURCE}: {column} of {case!r} is {value!r}, neither an amount from {least:g} on nor {codes}"
        )
    return amount


def read_interveners(row: Mapping[str, Any], case: str) -> tuple[list[str], list[str]]:
    """Who intervened: the publisher's names, and the ids of the same.

    Raises
    ------
    RecordError
        When a name is not among :data:`INTERVENERS`.
    """
    names = [str(row[f"INTERVEN{place}"]).strip() for place in (1, 2, 3)]
    names = [name for name in names if name != "-88"]
    unknown = [name for name in names if name not in INTERVENERS]
    if unknown:
        raise RecordError(
            f"{SOURCE}: {case!r} names the interveners {unknown}, which prif.py does not know; add them"
        )
    return names, [INTERVENERS[name] for name in names]


def _read_date(value: dt.date | dt.datetime | None) -> dt.date | None:
    return value.date() if isinstance(value, dt.datetime) else value


def _read_violence(row: Mapping[str, Any], case: str) -> Row:
    """Start, end and toll of the violence, and what came after."""

    def code(column: str, codes: Codes) -> Any:
        return read_code(row[column], codes, column=column, case=case)

    def amount(column: str, *nothing: float, least: float = 0) -> float | None:
        return read_amount(row[column], frozenset(nothing), column=column, case=case, least=least)

    change = amount("FATALCOM", NO_COMPARISON, least=-100)
    new_deaths = amount("NEWFATAL", NOT_APPLICABLE, NO_DATA)
    return {
        "violence_start": _read_date(row["VIOSTART"]),
        "violence_start_precision": code("VIOSTAPR", PRECISION),
        "violence_end": _read_date(row["VIOEND"]),
        "violence_end_precision": code("VIOENDPR", PRECISION),
        "ongoing": row["VIOEND"] is None,
        "violence_ended": code("ENDVIOL", FLAG),
        "deaths_per_day_before": amount("FATAL1", NO_DATA),
        "deaths_per_day_during": amount("FATAL2", NO_DATA, NOT_APPLICABLE),
        "deaths_change_pct": change,
        "deaths_fell": None if change is None else change < 0,
        "new_violence_5y": code("NEWVIOL", NEW_VIOLENCE),
        "new_violence_deaths": new_deaths,
    }


def build_prif(frame: pl.DataFrame) -> list[Row]:
    """Which cases PRIF codes, one dictionary a case, under the record's column names.

    Parameters
    ----------
    frame
        The sheet of interventions.

    Returns
    -------
    list of dict
        In the order of the sheet; ``case`` is PRIF's short title, ``conflicts`` its list of UCDP conflicts.

    Raises
    ------
    RecordError
        When the sheet uses a code that the codebook does not have.
    """
    cases = []
    for row in frame.iter_rows(named=True):
        case = str(row["HMIID"]).strip()

        def code(column: str, codes: Codes, row: Row = row, case: str = case) -> Any:
            return read_code(row[column], codes, column=column, case=case)

        interveners, entities = read_interveners(row, case)
        air, ground = code("AIRFORCE", FLAG), code("GROUNDFO", FLAG)
        cases.append(
            {
                "case": case,
                "start": _read_date(row["HMISTART"]),
                "start_precision": code("HMISTAPR", PRECISION),
                "end": _read_date(row["HMIEND"]),
                "end_precision": code("HMIENDPR", PRECISION),
                "borderline": code("STATUS", BORDERLINE),
                "conflicts": []
                if row["UCDPID"] == "-99"
                else [str(number) for number in read_codes(row["UCDPID"])],
                "interveners": interveners,
                "intervener_entities": entities,
                "authorised_unsc": code("UNSC", UNSC),
                "authorised_regional": code("REGIOORG", EXTENT),
                "consent": code("GOVTPERM", CONSENT),
                "aimed_at": code("TARGET", AIMED_AT),
                "regime_aim": code("REGIME", FLAG),
                "air": air,
                "ground": ground,
                "air_only": read_air_only(air, ground),
                **_read_violence(row, case),
            }
        )
    return cases


def read_air_only(air: bool | None, ground: bool | None) -> bool | None:
    """Whether force came from the air alone: what one means suffices to deny needs no second.

    Examples
    --------
    >>> read_air_only(True, False), read_air_only(None, True), read_air_only(None, False)
    (True, False, None)
    """
    if ground is True or air is False:
        return False
    return None if air is None or ground is None else True
