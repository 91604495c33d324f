"""The rule by which codings are one intervention, on made-up codings in a made-up place."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from precedents.record.register.actors import Actors, Force
from precedents.record.register.coding import (
    AGAINST,
    CHANGE,
    COMBAT,
    EVACUATION,
    GOVERNMENT,
    NEUTRAL,
    OBSERVATION,
    PRESENCE,
    RELIEF,
    Coding,
)
from precedents.record.register.rule import COVERS, NEAR, PAUSE, SAME, is_same_place, try_link

FIRST = dt.date(2000, 1, 10)
ACTORS = Actors(
    members=lambda group, day: (
        frozenset({"AAA", "BBB"}) if group == "group:pact" and day.year >= 2000 else frozenset()
    ),
    forces=(
        Force(
            name="force",
            place="XXX",
            first=dt.date(2000, 1, 1).toordinal(),
            last=dt.date(2000, 12, 31).toordinal(),
            members=frozenset({"CCC", "DDD"}),
        ),
    ),
)


def make(day: int = 0, last: int | None = 300, **said: Any) -> Coding:
    """A coding that begins and ends some days after the first."""
    fields: dict[str, Any] = {
        "source": "one",
        "row": "1",
        "label": "",
        "targets": ("XXX",),
        "places": frozenset({"XXX"}),
        "start": FIRST + dt.timedelta(days=day),
        "start_precision": "day",
        "end": None if last is None else FIRST + dt.timedelta(days=last),
        "end_precision": None if last is None else "day",
        "interveners": ("AAA",),
        "side": GOVERNMENT,
        "operation": COMBAT,
    }
    return Coding(**{**fields, **said})


def fits(coding: Coding, first: Coding | None = None) -> str | None:
    link = try_link(coding, first or make(), ACTORS)
    return link.fits if link else None


def test_the_place_is_the_target_its_state_or_the_same_territory() -> None:
    state = make(targets=("YYY",), places=frozenset({"YYY"}))
    part = make(targets=("YYY-A",), places=frozenset({"YYY", "YYY-A"}), territory="YYY-A")
    other = make(targets=("YYY-B",), places=frozenset({"YYY", "YYY-B"}), territory="YYY-B")
    assert is_same_place(state, part)
    assert is_same_place(part, state)
    assert not is_same_place(part, other)
    assert not is_same_place(make(), state)
    # two states that came from one are not the same ground
    twins = [make(targets=(name,), places=frozenset({name, "OLD"})) for name in ("ZZ1", "ZZ2")]
    assert not is_same_place(*twins)


@pytest.mark.parametrize(
    ("days", "expected"), [(NEAR, "near"), (-NEAR, "near"), (NEAR + 1, "joins"), (-NEAR - 1, "covers")]
)
def test_near_is_half_a_year(days: int, expected: str) -> None:
    assert fits(make(days, 400)) == expected


def test_a_pause_longer_than_a_fortnight_is_another_intervention() -> None:
    short = make(0, 10)
    assert fits(make(10 + PAUSE, 60), short) == "near"
    assert fits(make(11 + PAUSE, 60), short) is None


def test_a_longer_coding_covers_what_began_within_a_year_and_a_half() -> None:
    assert fits(make(-COVERS)) == "covers"
    assert fits(make(-COVERS - 1)) is None
    # only for an intervener named outright, and where it still went on
    assert fits(make(-COVERS, interveners=("group:pact",))) is None
    assert fits(make(-COVERS, -1)) is None


def test_a_year_is_all_its_days() -> None:
    year = make(
        start=dt.date(2000, 1, 1), start_precision="year", end=dt.date(2000, 12, 31), end_precision="year"
    )
    link = try_link(year, make(200, 250), ACTORS)
    assert link is not None
    assert link.fits == "near"
    unknown = make(start=dt.date(1999, 6, 1), start_precision="unknown")
    assert fits(unknown) == "near"


def test_interveners_are_named_members_or_partners() -> None:
    def shares(*interveners: str, first: tuple[str, ...] = ("AAA",)) -> str | None:
        link = try_link(make(interveners=interveners), make(interveners=first), ACTORS)
        return link.shares if link else None

    assert shares("AAA", "ZZZ") == "named"
    assert shares("group:pact") == "member"
    assert shares("CCC") is None
    assert shares("CCC", first=("DDD",)) == "partner"
    before = make(-30, interveners=("group:pact",))  # 1999: not yet a member
    assert try_link(before, make(-31), ACTORS) is None


def test_opposite_sides_are_one_only_where_the_starts_are() -> None:
    near = try_link(make(SAME, side=AGAINST), make(), ACTORS)
    assert near is not None
    assert near.clash
    assert fits(make(SAME + 1, side=AGAINST)) is None
    assert fits(make(NEAR, side=None)) == "near"
    assert fits(make(NEAR, side=NEUTRAL)) == "near"


def test_neutral_troops_join_a_government_and_no_rebels() -> None:
    assert fits(make(NEAR + 1, side=NEUTRAL)) == "joins"
    assert fits(make(NEAR + 1, side=NEUTRAL), make(side=AGAINST)) is None


def test_evacuation_relief_and_observers_stand_apart() -> None:
    assert fits(make(operation=EVACUATION)) is None
    assert fits(make(operation=EVACUATION), make(operation=EVACUATION)) == "near"
    assert fits(make(operation=RELIEF)) is None
    assert fits(make(operation=RELIEF), make(operation=PRESENCE)) == "near"
    assert fits(make(operation=None), make(operation=EVACUATION)) == "near"
    assert fits(make(NEAR + 1, operation=OBSERVATION)) is None


def test_a_leader_falls_to_whoever_was_there_against_the_government() -> None:
    fall = make(100, 100, operation=CHANGE, interveners=(), side=None)
    assert fits(fall, make(side=AGAINST)) == "joins"
    assert fits(fall, make(side=GOVERNMENT)) is None
    assert fits(fall, make(101, side=AGAINST)) is None
    assert fits(fall, make(0, 100 - 31, side=AGAINST)) == "joins"
    assert fits(fall, make(0, 100 - 32, side=AGAINST)) is None
    later, earlier = (try_link(fall, make(day, side=AGAINST), ACTORS) for day in (90, -90))
    assert later is not None
    assert earlier is not None
    assert later.score > earlier.score


def test_the_score_adds_up() -> None:
    link = try_link(make(), make(), ACTORS)
    assert link is not None
    assert link.score == pytest.approx(3 + 1 + 2 + 1 + 0.5)
    far = try_link(make(NEAR, 300, side=None, interveners=("group:pact",)), make(), ACTORS)
    assert far is not None
    # no closeness; the overlap by the union; a member; a side unknown; one target
    assert far.score == pytest.approx(0 + (300 - NEAR + 1) / 301 + 1.5 + 0.5 + 0.5, abs=1e-6)
