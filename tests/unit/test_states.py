"""Who is a state when: the dated entities, against the lists that they come from and against known history."""

from __future__ import annotations

import csv
import datetime as dt
import itertools
import subprocess
import sys
from importlib import resources
from pathlib import Path

import polars as pl
import pytest

from precedents.core.errors import RecordError, UsageError
from precedents.record.build import build_tables
from precedents.record.builders.entities import build_entities
from precedents.record.builders.hand_rows import read_day, read_rows
from precedents.record.readers import SourceReader
from precedents.record.states import Entities

HAND = ("entity_codes", "entity_lives", "entity_names", "group_members", "groups", "successors")


@pytest.fixture(scope="module")
def read(shared_data: Path) -> SourceReader:
    return SourceReader(shared_data)


@pytest.fixture(scope="module")
def frames(read: SourceReader) -> dict[str, pl.DataFrame]:
    return build_entities(read)


@pytest.fixture(scope="module")
def entities(request: pytest.FixtureRequest) -> Entities:
    """From the publishers' files where they are, else from the embedded record."""
    try:
        return Entities(request.getfixturevalue("frames"))
    except pytest.skip.Exception:
        found: Entities = request.getfixturevalue("record").entities
        return found


# -- look-up by name or code on a date -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "on", "expected"),
    [
        # both Yemens
        ("Yemen", 2000, "YEM"),
        ("North Yemen", 1980, "YEM"),
        ("Yemen (North Yemen)", 2015, "YEM"),
        ("South Yemen", 1980, "YMD"),
        ("Democratic Yemen", 1975, "YMD"),
        ("678", 1980, "YEM"),
        ("679", 2000, "YEM"),
        ("680", 1980, "YMD"),
        # both Germanies
        ("West Germany", 1980, "DEU"),
        ("East Germany", 1980, "DDR"),
        ("Germany", 1939, "DEU"),
        ("Germany", 1995, "DEU"),
        ("GDR", 1989, "DDR"),
        ("GFR", 1989, "DEU"),
        ("GMY", 1995, "DEU"),
        ("255", 1995, "DEU"),
        ("260", 1980, "DEU"),
        ("265", 1980, "DDR"),
        # both Vietnams
        ("North Vietnam", 1970, "VNM"),
        ("South Vietnam", 1970, "RVN"),
        ("Republic of Vietnam", 1960, "RVN"),
        ("Viet Nam", 1990, "VNM"),
        ("DRV", 1970, "VNM"),
        # the Soviet Union and after
        ("USSR", 1985, "SUN"),
        ("Russia", 1985, "SUN"),
        ("RUS", 1985, "SUN"),
        ("Russia", 1914, "RUS"),
        ("Russia", 1992, "RUS"),
        ("Russia (Soviet Union)", 1991, "SUN"),
        ("Russia (Soviet Union)", 2008, "RUS"),
        ("365", dt.date(1991, 12, 25), "SUN"),
        ("365", dt.date(1991, 12, 26), "RUS"),
        ("Ukraine", 2014, "UKR"),
        # Sudan
        ("Sudan", 2005, "SDN"),
        ("Sudan", 2015, "SDN"),
        ("South Sudan", 2012, "SSD"),
        # Yugoslavia and after
        ("Yugoslavia", 1985, "YUG"),
        ("FRY", 1999, "YUG"),
        ("Serbia", 1999, "YUG"),
        ("Serbia", 2004, "SCG"),
        ("Serbia", 2006, "SRB"),
        ("Serbia", 1900, "SRB"),
        ("Serbia and Montenegro", 2005, "SCG"),
        ("Yugoslavia", dt.date(2003, 2, 3), "YUG"),
        ("345", dt.date(2003, 2, 4), "SCG"),
        ("Serbia (Yugoslavia)", 2010, "SRB"),
        ("vdem:198", 1999, "YUG"),
        ("Kosovo", 1999, "XKX"),
        ("KSV", 1999, "XKX"),
        ("Macedonia, FYR", 2001, "MKD"),
        ("Bosnia-Herzegovina", 1995, "BIH"),
        # Czechoslovakia
        ("Czechoslovakia", 1968, "CSK"),
        ("CZE", 1968, "CSK"),
        ("Czech Republic", 1999, "CZE"),
        ("CZE", 1999, "CZE"),
        # former names, aliases, accents and case
        ("Zaire", 1980, "COD"),
        ("ZAR", 1998, "COD"),
        ("TMP", 1999, "TLS"),
        ("burma", 2010, "MMR"),
        ("Rhodesia", 1975, "ZWE"),
        ("COTE D’IVOIRE", 2002, "CIV"),
        ("Government of Cambodia (Kampuchea)", 1977, "KHM"),
        ("Government of Congo", 1997, "COG"),
        ("St. Lucia", 2000, "LCA"),
        ("US", 2000, "USA"),
        ("AUS", 2000, "AUS"),  # an id comes before Austria's abbreviation in another list
        ("aul", 2000, "AUS"),
        ("cow:970", 2010, "NRU"),
        ("gw:970", 2010, "KIR"),
        # parts of states
        ("Republika Srpska", 1995, "BIH-RS"),
        ("northern Iraq", 1991, "IRQ-KRD"),
        ("Darfur", 2004, "SDN-DAR"),
        ("East Timor", 1999, "TLS"),
        ("Algeria", 1957, "DZA"),
    ],
)
def test_a_name_or_code_means_one_entity_on_a_date(
    entities: Entities, text: str, on: int | dt.date, expected: str
) -> None:
    assert entities.resolve(text, on).id == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("YUG", "YUG"),
        ("Soviet Union", "SUN"),
        ("Serbia", "SRB"),
        ("Germany", "DEU"),
        ("Yemen", "YEM"),
        ("Burma", "MMR"),
    ],
)
def test_without_a_date_the_living_come_first_and_an_id_before_all(
    entities: Entities, text: str, expected: str
) -> None:
    assert entities.resolve(text).id == expected


def test_every_id_means_itself(entities: Entities, frames: dict[str, pl.DataFrame]) -> None:
    ids = frames["entities"]["id"].unique().to_list()
    assert [entities.resolve(each).id for each in ids] == ids


def test_kosovo_is_part_of_a_state_before_2008(entities: Entities) -> None:
    lives = [entities.resolve("Kosovo", year) for year in (1999, 2005, 2007, 2009)]
    assert [(life.kind, life.parent) for life in lives] == [
        ("sub-state", "YUG"),
        ("sub-state", "SCG"),
        ("sub-state", "SRB"),
        ("state", None),
    ]
    assert lives[-1].born == dt.date(2008, 2, 17)
    assert lives[-1].died is None
    assert lives[-1].codes["gw"] == ("347",)


def test_east_timor_passes_from_portugal_to_indonesia_to_the_united_nations(entities: Entities) -> None:
    lives = [entities.resolve("TLS", year) for year in (1970, 1999, 2001, 2003)]
    assert [life.parent for life in lives] == ["PRT", "IDN", None, None]
    assert [life.kind for life in lives] == ["sub-state", "sub-state", "sub-state", "state"]
    assert lives[-1].born == dt.date(2002, 5, 20)


@pytest.mark.parametrize(
    ("entity", "on", "born", "died"),
    [
        ("SUN", 1950, dt.date(1922, 12, 30), dt.date(1991, 12, 26)),
        ("YUG", 1999, dt.date(1918, 12, 1), dt.date(2003, 2, 4)),
        ("SCG", 2005, dt.date(2003, 2, 4), dt.date(2006, 6, 5)),
        ("SRB", 2010, dt.date(2006, 6, 5), None),
        ("DDR", 1980, dt.date(1949, 10, 5), dt.date(1990, 10, 3)),
        ("CSK", 1980, dt.date(1918, 11, 11), dt.date(1993, 1, 1)),
        ("SSD", 2015, dt.date(2011, 7, 9), None),
        ("RVN", 1970, dt.date(1954, 5, 1), dt.date(1975, 5, 1)),
    ],
)
def test_births_and_deaths(
    entities: Entities, entity: str, on: int, born: dt.date, died: dt.date | None
) -> None:
    life = entities.resolve(entity, on)
    assert (life.kind, life.born, life.died) == ("state", born, died)


def test_the_edge_of_an_edition_is_no_death(entities: Entities) -> None:
    # the files end in 2016 and 2020
    assert entities.resolve("France", 2026).died is None
    assert "FRA" in entities.states("cow", 2025)
    assert entities.from_gw(220, 2026) == "FRA"


def test_names_follow_the_year(entities: Entities) -> None:
    assert [entities.label("COD", year) for year in (1955, 1965, 1980, 2000)] == [
        "Belgian Congo",
        "Congo (Léopoldville)",
        "Zaire",
        "DR Congo",
    ]
    assert entities.label("DEU", 1980) == "West Germany"
    assert entities.label("DEU") == "Germany"
    assert entities.label("SUN") == "Soviet Union"
    assert entities.label("Zaire") == "DR Congo"


# -- what has no answer says why -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "on", "candidates"),
    [
        ("Congo", None, ("COD", "COG")),
        ("Congo", 1980, ("COD (Zaire)", "COG")),
        ("Korea", 2000, ("KOR", "PRK")),
        ("Yemen", 1980, ("YEM (North Yemen)", "YMD")),
        ("Germany", 1980, ("DEU", "DDR")),
        ("Vietnam", 1970, ("VNM", "RVN")),
        ("20", 2000, ("CAN", "USA", "gw:20", "vdem:20")),
        ("970", 2000, ("KIR", "NRU")),
        ("VDR", 1970, ("VNM", "RVN")),  # ISO's and V-Dem's
    ],
)
def test_what_means_several_entities_is_refused_with_all_of_them(
    entities: Entities, text: str, on: int | None, candidates: tuple[str, ...]
) -> None:
    with pytest.raises(UsageError) as caught:
        entities.resolve(text, on)
    assert all(candidate in str(caught.value) for candidate in candidates)


def test_an_unknown_name_offers_the_nearest(entities: Entities) -> None:
    with pytest.raises(UsageError, match="Did you mean Iran"):
        entities.resolve("Irann")
    with pytest.raises(UsageError, match="Did you mean Yugoslavia"):
        entities.label("Yugoslawia")


def test_a_state_that_is_no_more_names_its_successors(entities: Entities) -> None:
    with pytest.raises(
        UsageError, match=r"'Soviet Union' names no state or territory in 2000.*until 1991-12-26.*RUS"
    ):
        entities.resolve("Soviet Union", 2000)
    with pytest.raises(UsageError, match="before it came CSK"):
        entities.resolve("Slovakia", 1980)


def test_a_group_is_no_state(entities: Entities) -> None:
    with pytest.raises(UsageError, match="group:nato"):
        entities.resolve("NATO")


def test_unknown_groups_and_systems_offer_the_nearest(entities: Entities) -> None:
    with pytest.raises(UsageError, match="Did you mean arab-league"):
        entities.members("arab-leage", 2000)
    with pytest.raises(UsageError, match="Did you mean gw"):
        entities.states("gww", 2000)
    with pytest.raises(UsageError, match="Did you mean"):
        entities.successors("YUGO")


# -- numbers by year -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "year", "expected"),
    [
        *((345, year, "YUG") for year in (1946, 1991, 1999, 2002)),
        *((345, year, "SCG") for year in (2003, 2004, 2006)),
        *((345, year, "SRB") for year in (2007, 2010, 2024)),
        *((340, year, "SRB") for year in (2006, 2010)),
        *((678, year, "YEM") for year in (1950, 1980, 1990, 2020)),
        *((680, year, "YMD") for year in (1964, 1989, 1990)),
        (680, 1991, None),
        *((260, year, "DEU") for year in (1949, 1980, 1990, 2020)),
        *((265, year, "DDR") for year in (1949, 1990)),
        (265, 1991, None),
        *((365, year, "SUN") for year in (1946, 1991)),
        *((365, year, "RUS") for year in (1900, 1992, 2024)),
        *((816, year, "VNM") for year in (1946, 1970, 2000)),
        *((817, year, "RVN") for year in (1954, 1975)),
        (817, 1976, None),
        (625, 2000, "SDN"),
        (626, 2011, "SSD"),
        (490, 1980, "COD"),
        (347, 2008, "XKX"),
        (341, 2006, "MNE"),
        (343, 2001, "MKD"),
        (315, 1992, "CSK"),
        (316, 1993, "CZE"),
        (317, 1993, "SVK"),
        (615, 1957, "DZA"),  # UCDP places the war in the colony
        (565, 1989, "NAM"),
        (751, 1948, "IND-HYD"),
        (327, 2000, "VAT"),
        (9999, 2000, None),
    ],
)
def test_numbers_of_gleditsch_and_ward(
    entities: Entities, code: int, year: int, expected: str | None
) -> None:
    assert entities.from_gw(code, year) == expected


@pytest.mark.parametrize(
    ("code", "year", "expected"),
    [
        *((255, year, "DEU") for year in (1900, 1939, 1990, 2016)),
        (255, 1960, None),
        *((260, year, "DEU") for year in (1955, 1990)),
        (260, 1991, None),
        (678, 1980, "YEM"),
        (678, 1991, None),
        *((679, year, "YEM") for year in (1990, 2016)),
        *((345, year, "YUG") for year in (1946, 1999)),
        (345, 1900, "SRB"),
        (345, 2004, "SCG"),
        *((345, year, "SRB") for year in (2006, 2016)),
        (347, 2008, "XKX"),
        (341, 2006, "MNE"),
        (955, 2010, "TON"),
        (946, 2010, "KIR"),
        (970, 2010, "NRU"),
        (947, 2010, "TUV"),
    ],
)
def test_numbers_of_correlates_of_war(entities: Entities, code: int, year: int, expected: str | None) -> None:
    assert entities.from_cow(code, year) == expected


@pytest.mark.parametrize(
    ("unit", "year", "expected"),
    [
        *(
            (198, year, expected)
            for year, expected in ((1950, "YUG"), (1999, "YUG"), (2004, "SCG"), (2010, "SRB"))
        ),
        (183, 2000, "MNE"),
        (11, 1980, "SUN"),
        (11, 2000, "RUS"),
        (157, 1980, "CSK"),
        (157, 2000, "CZE"),
        (43, 2000, "XKX"),
        (35, 1960, "RVN"),
        (14, 1980, "YEM"),
        (23, 1980, "YMD"),
        (128, 2000, "PSE"),
        (138, 2020, "PSE-GZA"),
        (362, 1850, None),  # Hamburg: in neither list
    ],
)
def test_units_of_vdem(entities: Entities, unit: int, year: int, expected: str | None) -> None:
    assert entities.from_vdem(unit, year) == expected


def test_codes_of_an_entity(entities: Entities) -> None:
    assert [entities.to_gw("SRB", 2010), entities.to_cow("SRB", 2010)] == [340, 345]
    assert [entities.to_cow("DEU", year) for year in (1939, 1960, 1990, 2000)] == [255, 260, 260, 255]
    assert [entities.to_gw("DEU", year) for year in (1939, 1960, 2000)] == [255, 260, 260]
    assert [entities.to_cow("YEM", year) for year in (1980, 1990, 2000)] == [678, 679, 679]
    assert entities.to_vdem("YUG", 1999) == 198
    assert entities.to_gw("YUG", 2010) is None
    assert [entities.from_iso(code) for code in ("yug", "KSV", "ZAR", "TMP", "ROM", "IRN", "QQQ")] == [
        *("YUG", "XKX", "COD", "TLS", "ROU", "IRN"),
        None,
    ]
    assert entities.from_iso("BUR", 1980) == "MMR"


def test_states_of_a_year(entities: Entities) -> None:
    assert {"SUN", "YUG", "DDR", "CSK"} <= entities.states("gw", 1989)
    assert not {"SUN", "YUG", "DDR", "CSK", "YMD", "SCG"} & entities.states("gw", 2010)
    assert "SUN" in entities.states("gw", 1991)
    assert "RUS" not in entities.states("gw", 1991)  # the same state-year: the Soviet Union had most of it
    assert "XKX" not in entities.states("gw", 2007)
    assert "DZA" not in entities.states("gw", 1957)
    assert "ABK" in entities.states("gw", 2010)
    assert "ABK" not in entities.states("cow", 2010)


# -- successors ------------------------------------------------------------------------------------------


def test_successors_and_predecessors(entities: Entities) -> None:
    assert set(entities.successors("YUG")) == {"SVN", "HRV", "MKD", "BIH", "SCG"}
    assert set(entities.successors("YUG", onward=True)) == {
        "SVN",
        "HRV",
        "MKD",
        "BIH",
        "SCG",
        "SRB",
        "MNE",
        "XKX",
    }
    assert len(entities.successors("SUN")) == 15
    assert entities.successors("DDR") == ("DEU",)
    assert entities.successors("YMD") == ("YEM",)
    assert entities.successors("RVN") == ("VNM",)
    assert set(entities.successors("CSK")) == {"CZE", "SVK"}
    assert entities.predecessors("SSD") == ("SDN",)
    assert "YUG" in entities.predecessors("SRB", onward=True)
    assert entities.successors("FRA") == ()


# -- groups ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("group", "when", "number"),
    [
        ("nato", 1948, 0),
        ("nato", 1950, 12),
        ("nato", 1995, 16),
        ("nato", dt.date(1999, 3, 11), 16),
        ("nato", dt.date(1999, 3, 12), 19),
        ("nato", dt.date(1999, 12, 31), 19),
        ("group:nato", 2005, 26),
        ("nato", 2023, 31),
        ("nato", 2024, 32),
        ("eu", 1957, 0),
        ("eu", 1980, 9),
        ("eu", 1995, 15),
        ("eu", 2004, 25),
        ("eu", 2013, 28),
        ("eu", dt.date(2020, 1, 31), 28),
        ("eu", dt.date(2020, 2, 1), 27),
        ("eu", 2021, 27),
        ("ecowas", 1980, 16),
        ("ecowas", 2000, 16),
        ("ecowas", 2001, 15),
        ("ecowas", 2026, 12),
        ("arab-league", 1945, 7),
        ("arab-league", 2000, 22),
        ("oau", dt.date(1963, 6, 1), 32),
        ("oau", 2001, 53),
        ("oau", 2003, 0),
        ("african-union", 2001, 0),
        ("african-union", 2003, 53),
        ("african-union", 2020, 55),
        ("un-p5", 1950, 5),
        ("un-p5", 2000, 5),
        ("warsaw-pact", 1989, 7),
        ("gcc", 2000, 6),
        ("caricom", 2010, 14),
    ],
)
def test_a_group_has_this_many_members(
    entities: Entities, group: str, when: int | dt.date, number: int
) -> None:
    assert len(entities.members(group, when)) == number


def test_who_belongs_to_what(entities: Entities) -> None:
    joined = entities.members("nato", 1999) - entities.members("nato", 1998)
    assert joined == {"CZE", "HUN", "POL"}
    assert "MRT" in entities.members("ecowas", 2000)
    assert "MRT" not in entities.members("ecowas", 2001)
    assert "MAR" not in entities.members("african-union", 2016)
    assert "MAR" in entities.members("african-union", 2017)
    assert entities.members("un-p5", 1960) == {"USA", "GBR", "FRA", "SUN", "TWN"}
    assert entities.members("un-p5", 2022) == {"USA", "GBR", "FRA", "RUS", "CHN"}


def test_the_former_yugoslavia_by_year(entities: Entities) -> None:
    states = entities.states("gw", 1995)
    assert entities.members("former-yugoslavia", 1995) & states == {"YUG", "BIH", "HRV", "MKD", "SVN"}
    assert {"XKX", "BIH-RS"} <= entities.members("former-yugoslavia", 1999)
    with_albania = entities.members("former-yugoslavia-and-albania", 2010)
    assert with_albania - entities.members("former-yugoslavia", 2010) == {"ALB"}
    assert entities.members("former-yugoslavia", 2010) - {"BIH-RS"} == {
        "BIH",
        "HRV",
        "MKD",
        "MNE",
        "SRB",
        "SVN",
        "XKX",
    }
    assert entities.members("balkans", 2010) > with_albania


def test_groups_say_their_years(entities: Entities) -> None:
    groups = {group.id: group for group in entities.groups()}
    assert (groups["oau"].first_year, groups["oau"].last_year) == (1963, 2002)
    assert groups["nato"].first_year == 1949
    assert groups["nato"].label == "NATO"
    wanted = "nato eu arab-league african-union oau ecowas un-p5 former-yugoslavia former-yugoslavia-and-albania balkans"
    assert {
        *wanted.split(),
        "africa",
        "americas",
        "asia",
        "europe",
        "middle-east",
        "oceania",
    } <= groups.keys()


def test_a_group_as_pairs_of_entity_and_year(entities: Entities) -> None:
    pairs = entities.resolve_group("group:nato")
    assert {("POL", 1999), ("SWE", 2024), ("USA", 1949)} <= pairs
    assert not {("POL", 1998), ("SWE", 2023)} & pairs


def test_regions_are_those_of_ucdp(entities: Entities, read: SourceReader) -> None:
    rows = (
        read("ucdp-organized-violence-cy-25.1")
        .select("country_id_cy", "year_cy", "region_cy")
        .unique()
        .rows()
    )
    names = {
        "Africa": "africa",
        "Americas": "americas",
        "Asia": "asia",
        "Europe": "europe",
        "Middle East": "middle-east",
    }
    odd = [
        (code, year)
        for code, year, region in rows
        if entities.from_gw(int(code), int(year)) not in entities.members(names[region], int(year))
    ]
    assert odd == []


# -- agreement with the sources ----------------------------------------------------------------------------


def test_every_state_year_of_gleditsch_and_ward_is_one_entity_and_back(
    entities: Entities, read: SourceReader
) -> None:
    panel = read("isard", "gw_cw_panel").drop_nulls("gwcode").filter(pl.col("year").is_between(1946, 2024))
    listed = {(int(code), int(year)) for code, year in panel.select("gwcode", "year").iter_rows()}
    assert len(listed) > 12_000
    found = {(code, year): entities.from_gw(code, year) for code, year in listed}
    assert None not in found.values()
    assert [
        (code, year) for (code, year), entity in found.items() if entities.to_gw(str(entity), year) != code
    ] == []
    frame = entities.gw_frame(1946, 2024)
    assert {(code, year): entity for entity, code, year in frame.iter_rows()} == found
    assert frame.select("entity", "year").is_duplicated().sum() == 0
    for year, rows in itertools.groupby(
        sorted(found.items(), key=lambda each: each[0][1]), key=lambda each: each[0][1]
    ):
        assert entities.states("gw", year) == {entity for _, entity in rows}


def test_every_state_year_of_correlates_of_war_is_one_entity_and_back(
    entities: Entities, read: SourceReader
) -> None:
    panel = read("isard", "cw_gw_panel").drop_nulls("ccode").filter(pl.col("year").is_between(1946, 2024))
    listed = {(int(code), int(year)) for code, year in panel.select("ccode", "year").iter_rows()}
    assert len(listed) > 12_000
    found = {(code, year): entities.from_cow(code, year) for code, year in listed}
    assert None not in found.values()
    back = {key: (entities.to_cow(str(entity), key[1]), key[1]) for key, entity in found.items()}
    # in the year of union both numbers mean the same state; the one that it had longer comes back
    assert {key: other for key, other in back.items() if key != other} == {
        (255, 1990): (260, 1990),
        (678, 1990): (679, 1990),
    }
    assert {
        (code, year): entity for entity, code, year in entities.cow_frame(1946, 2024).iter_rows()
    } == found


def test_every_number_of_the_conflict_list_means_an_entity(entities: Entities, read: SourceReader) -> None:
    frame = read("ucdp-acd-25.1")
    lost = set()
    for column in ("gwno_loc", "gwno_a", "gwno_a_2nd", "gwno_b", "gwno_b_2nd"):
        for codes, year in frame.select(pl.col(column).cast(pl.String), "year").drop_nulls().iter_rows():
            lost |= {
                (code, year)
                for code in codes.split(", ")
                if code and entities.from_gw(int(code), year) is None
            }
    assert lost == set()


def test_every_government_that_ucdp_names_is_the_one_that_it_numbers(
    entities: Entities, read: SourceReader
) -> None:
    frame = (
        read("ucdp-acd-25.1").select("side_a", pl.col("gwno_a").cast(pl.String), "year").unique().drop_nulls()
    )
    single = frame.filter(~pl.col("gwno_a").str.contains(","))
    assert single.height > 1_000
    odd = {
        (name, year)
        for name, code, year in single.iter_rows()
        if name.startswith("Government of ")
        and entities.resolve(name, year).id != entities.from_gw(int(code), year)
    }
    assert odd == set()


def test_every_vdem_unit_since_1946_means_an_entity(entities: Entities, read: SourceReader) -> None:
    units = read("vdem-15-headline").filter(pl.col("year") >= 1946).select("country_id", "year").rows()
    found = {(unit, year): entities.from_vdem(int(unit), int(year)) for unit, year in units}
    assert None not in found.values()
    # a state has one unit a year
    state_years = [
        (entity, year) for (_, year), entity in found.items() if entity in entities.states("gw", year)
    ]
    assert len(state_years) == len(set(state_years))


# -- the tables --------------------------------------------------------------------------------------------


def test_the_tables_keep_to_the_dictionary(shared_data: Path, frames: dict[str, pl.DataFrame]) -> None:
    checked = dict(build_tables(shared_data, until="groups"))
    assert checked.keys() == frames.keys()
    assert all(checked[name].height == frame.height for name, frame in frames.items())


def test_every_date_has_its_precision_and_ends_after_it_begins(frames: dict[str, pl.DataFrame]) -> None:
    for name, frame in frames.items():
        dates = [column for column in frame.columns if frame.schema[column] == pl.Date]
        assert dates, name
        for date in dates:
            known = frame[date].is_not_null()
            assert (known == frame[f"{date}_precision"].is_in(["day", "month", "year"])).all(), (name, date)
    for name, (start, end) in {
        "entities": ("born", "died"),
        "groups": ("start", "end"),
        "entity_codes": ("start", "end"),
    }.items():
        assert frames[name].filter(pl.col(start) >= pl.col(end)).height == 0, name


def test_lives_of_one_entity_do_not_overlap(frames: dict[str, pl.DataFrame]) -> None:
    lives = (
        frames["entities"]
        .sort("id", "life")
        .with_columns(
            next_born=pl.col("born").shift(-1).over("id"),
            has_next=pl.col("life").shift(-1).over("id").is_not_null(),
        )
    )
    odd = lives.filter(
        pl.col("has_next") & (pl.col("died").is_null() | (pl.col("died") > pl.col("next_born")))
    )
    assert odd.select("id", "life").rows() == []


def test_every_id_that_is_named_exists(frames: dict[str, pl.DataFrame]) -> None:
    known = set(frames["entities"]["id"])
    named = {
        "entities": ("parent",),
        "entity_names": ("entity",),
        "entity_codes": ("entity",),
        "successors": ("entity", "successor"),
        "groups": ("entity",),
    }
    lost = {
        each
        for name, columns in named.items()
        for column in columns
        for each in frames[name][column].drop_nulls()
    }
    assert lost - known == set()


@pytest.mark.parametrize("name", HAND)
def test_every_row_compiled_by_hand_has_a_source(name: str) -> None:
    file = resources.files("precedents.record") / "hand" / f"{name}.csv"
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    assert rows
    assert [row for row in rows if not row["source"].strip()] == []
    assert all(None not in row and None not in row.values() for row in rows)  # no cell too many or too few


def test_every_compiled_row_has_a_source(frames: dict[str, pl.DataFrame]) -> None:
    for name, frame in frames.items():
        assert frame.filter(pl.col("source").is_null() | (pl.col("source") == "")).height == 0, name


def test_a_row_without_a_source_is_refused() -> None:
    def read(source_id: str, member: str | None = None) -> pl.DataFrame:
        return pl.DataFrame({"entity": ["FRA", "DEU"], "source": ["list", None]})

    with pytest.raises(RecordError, match=r"hand/successors.csv:3: the row names no source"):
        read_rows(read, "successors")


def test_a_life_is_dated_to_the_day() -> None:
    assert read_day("1999-03-24") == dt.date(1999, 3, 24)
    assert read_day(None) is None
    with pytest.raises(RecordError, match="'1999-03'"):
        read_day("1999-03")


# -- cost --------------------------------------------------------------------------------------------------


def test_importing_reads_no_file() -> None:
    script = (
        "import builtins, io, sys\n"
        "import polars\n"
        "opened = []\n"
        "sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == 'open' else None)\n"
        "import precedents.record.states\n"
        "print([name for name in opened if not name.endswith(('.py', '.pyc')) and '__pycache__' not in name])\n"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
