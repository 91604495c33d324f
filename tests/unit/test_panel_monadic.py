"""What is known of one state in a year; on made-up rows in the publishers' shapes."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from made_up_panel import MadeUp, add, states
from precedents.core.errors import RecordError, UsageError
from precedents.panels.additions.igos import build_shared

ALL = states([1] * 6 + [2] * 6, [*range(1900, 1906)] * 2)

# --- major powers -----------------------------------------------------------------------------------------------

MAJORS = MadeUp(
    cow_majors=pl.DataFrame(
        {
            "ccode": [1, 1, 3],
            "styear": [1901, 1903, 1901],
            "endyear": [1901, 1904, 1904],
            "version": [9, 9, 9],
        }
    )
)


def test_no_major_power_is_zero_only_while_somebody_looks() -> None:
    found = add("cow_majors", ALL, MAJORS)["cowmaj"].to_list()
    assert found == [None, 1, 0, 1, 1, None, None, 0, 0, 0, 0, None]


@pytest.mark.parametrize(("like", "mry"), [("peacesciencer", False), ("", True)])
def test_the_last_year_of_the_list_is_carried_on_when_asked(like: str, *, mry: bool) -> None:
    found = add("cow_majors", ALL, MAJORS, like=like, mry=mry)["cowmaj"].to_list()
    assert found == [None, 1, 0, 1, 1, 1, None, 0, 0, 0, 0, 0]


def test_each_side_of_a_dyad_is_told() -> None:
    pair = pl.DataFrame({"ccode1": [1, 2], "ccode2": [2, 1], "year": [1901, 1901]})
    assert add("cow_majors", pair, MAJORS, kind="directed-dyad-years").rows() == [(1, 0), (0, 1)]


# --- fractionalization ------------------------------------------------------------------------------------------

CREG = MadeUp(
    creg=pl.DataFrame(
        {
            "ccode": [1, 1, 1, 2, 2, None],
            "gwcode": [1, 8, 1, 2, 2, 5],
            "creg_ccode": [1, 8, 1, 2, 3, 5],
            "year": [1900, 1900, 1901, 1900, 1900, 1900],
            "ethfrac": [0.2, 0.6, 0.3, None, None, 0.9],
            "ethpol": [0.7, None, 0.3, None, None, 0.9],
            "relfrac": [0.5, 0.1, None, 0.4, None, 0.9],
            "relpol": [0.5, 0.1, None, None, 0.8, 0.9],
        }
    )
)


def test_of_two_rows_the_more_divided_stands_and_the_other_fills_it() -> None:
    rows = states([1, 1, 2], [1900, 1901, 1900])
    assert add("creg_fractionalization", rows, CREG).rows() == [
        (0.6, 0.7, 0.1, 0.1),  # no polarization in the more divided row: it comes from the other
        (0.3, 0.3, None, None),
        (None, None, 0.4, 0.8),
    ]


def test_the_numbers_are_those_of_the_panels_own_list() -> None:
    rows = states([1, 8], [1900, 1900], "gwcode")
    found = add("creg_fractionalization", rows, CREG, system="gw")
    assert found["ethfrac"].to_list() == [0.2, 0.6]


def test_land_is_the_same_in_every_year_and_needs_a_number() -> None:
    table = MadeUp(
        rugged=pl.DataFrame(
            {"ccode": [1, 2], "gwcode": [None, 2], "rugged": [0.5, 3.0], "newlmtnest": [0.0, 4.0]}
        )
    )
    assert add("rugged_terrain", ALL, table)["rugged"].to_list() == [0.5] * 6 + [3.0] * 6
    gw = add("rugged_terrain", ALL.rename({"ccode": "gwcode"}), table, system="gw")
    assert gw["rugged"].to_list() == [None] * 6 + [3.0] * 6


# --- organisations ----------------------------------------------------------------------------------------------


def test_a_pair_that_nobody_counted_is_not_a_pair_without_organisations() -> None:
    tables = MadeUp(
        cow_igo_ndy=pl.DataFrame(
            {"ccode1": [1, 1], "ccode2": [2, 3], "year": [1901, 1901], "dyadigos": [4, 0]}
        )
    )
    rows = pl.DataFrame({"ccode1": [1, 2, 3, 3, 9], "ccode2": [2, 1, 1, 2, 1], "year": [1901] * 5})
    found = add("igos", rows, tables, kind="directed-dyad-years")
    assert found.schema == {"dyadigos": pl.Int64}
    assert found["dyadigos"].to_list() == [4, 4, 0, None, None]
    late = rows.with_columns(year=pl.lit(1902, dtype=pl.Int64))
    assert add("igos", late, tables, kind="directed-dyad-years")["dyadigos"].null_count() == 5
    assert (
        add("igos", rows.with_columns(year=1900), tables, kind="directed-dyad-years")["dyadigos"].count() == 0
    )


def test_a_pair_that_stands_twice_is_refused() -> None:
    twice = pl.DataFrame({"ccode1": [1, 2], "ccode2": [2, 1], "year": [1901, 1901], "dyadigos": [4, 5]})
    with pytest.raises(RecordError, match="twice"):
        build_shared(twice)


PAIRS = st.dictionaries(
    st.tuples(st.integers(1, 6), st.integers(1, 6), st.integers(1900, 1904)).filter(
        lambda key: key[0] < key[1]
    ),
    st.integers(0, 100),
    min_size=1,
)


@given(PAIRS)
def test_the_array_says_what_the_rows_say(counts: dict[tuple[int, int, int], int]) -> None:
    columns = dict(zip(("ccode1", "ccode2", "year"), zip(*counts, strict=True), strict=True))
    read = build_shared(pl.DataFrame({**columns, "dyadigos": [*counts.values()]}))
    every = [(one, two, year) for one in range(8) for two in range(8) for year in range(1898, 1907)]
    first, second, year = (np.array(column) for column in zip(*every, strict=True))
    for (one, two, when), found in zip(every, read(first, second, year), strict=True):
        told = counts.get((min(one, two), max(one, two), when))
        assert (told is None and np.isnan(found)) or told == found


# --- numbers of the other list ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "fits", "other", "column"),
    [("ccode_to_gw", "gw", "cow", "ccode"), ("gwcode_to_cow", "cow", "gw", "gwcode")],
)
def test_the_other_lists_numbers(name: str, fits: str, other: str, column: str) -> None:
    walk = pl.DataFrame({"code": [1, 1, 2], "year": [1900, 1901, 1900], "other": [7, 8, 7]})
    own = {"cow": "ccode", "gw": "gwcode"}[fits]
    rows = states([1, 1, 2, 2], [1900, 1901, 1900, 1901], own)
    found = add(name, rows, MadeUp(**{f"{fits}_{other}": walk}), system=fits)
    assert found.to_dict(as_series=False) == {column: [7, 8, 7, None]}
    with pytest.raises(UsageError, match="the other way round"):
        add(name, rows.rename({own: column}), MadeUp(), system=other)
