"""What people call a war: the territory fought over, the country, or the two sides."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from precedents.core.errors import RecordError

# UCDP keeps one name for a state through its changes; people use the name of the time.
_DATED = {
    "Russia (Soviet Union)": ("Soviet Union", 1992, "Russia"),
    "Serbia (Yugoslavia)": ("Yugoslavia", 2003, "Serbia"),
    "Yemen (North Yemen)": ("North Yemen", 1990, "Yemen"),
    "Vietnam (North Vietnam)": ("North Vietnam", 1976, "Vietnam"),
    "Zimbabwe (Rhodesia)": ("Rhodesia", 1980, "Zimbabwe"),
}
_SHORT = {"Bosnia-Herzegovina": "Bosnia", "United States of America": "United States"}
_GOVERNMENT = "Government of "


@dataclass(frozen=True, slots=True, kw_only=True)
class War:
    """What a war's name is made of: where, over which territory, between whom, from which year."""

    location: str
    territory: str | None
    interstate: bool
    side_a: Sequence[str]
    side_b: Sequence[str]
    year: int


def render_slug(text: str) -> str:
    """How a name stands in an id.

    Examples
    --------
    >>> render_slug("Côte d'Ivoire")
    'cote-d-ivoire'
    """
    plain = unicodedata.normalize("NFKD", text.replace("'", " ")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def render_place(location: str, year: int) -> str:
    """What people call a country of UCDP's list in a year.

    Examples
    --------
    >>> render_place("Russia (Soviet Union)", 1979), render_place("DR Congo (Zaire)", 1998)
    ('Soviet Union', 'DR Congo')
    """
    if location in _DATED:
        before, since, after = _DATED[location]
        return after if year >= since else before
    return _SHORT.get(location) or re.sub(r" \(.*\)$", "", location)


def _render_by_rule(war: War) -> tuple[str, str]:
    if war.interstate:
        states = [
            render_place(side.removeprefix(_GOVERNMENT), war.year) for side in (*war.side_a, *war.side_b)
        ]
        return render_slug(" ".join(states)), " and ".join(states)
    if war.territory:
        territory = re.sub(r" \(.*\)$", "", war.territory.strip())
        place = render_place(war.location, war.year)
        return render_slug(territory), territory if territory == place else f"{territory} ({place})"
    place = render_place(war.location, war.year)
    return render_slug(place), place


def build_war_names(wars: Sequence[War], by_hand: pl.DataFrame) -> list[tuple[str, str]]:
    """Which id and which label each war has.

    Parameters
    ----------
    wars
        In a fixed order: of those with the same name and year, the first keeps it.
    by_hand
        ``location``, ``territory`` (null for any), ``name``, ``label``: where the rule's name is not the
        one that people use.

    Returns
    -------
    list of tuple of str
        ``war:<name>-<year>`` and the label without years; on a clash the territory, the country or the
        other side follows the name.

    Raises
    ------
    RecordError
        When two wars cannot be told apart by name.
    """
    hand: Mapping[tuple[str, str | None], tuple[str, str]] = {
        (row["location"], row["territory"]): (row["name"], row["label"]) for row in by_hand.to_dicts()
    }
    repeated = _read_repeated(wars)
    taken: set[str] = set()
    names = []
    for war in wars:
        key = (war.location, war.territory)
        # a row without a territory speaks of wars over the government, and of interstate wars over anything
        found = hand.get(key) or (hand.get((war.location, None)) if war.interstate else None)
        name, label = found or _render_by_rule(war)
        if found is None and war.territory in repeated and not war.interstate:
            place = render_place(war.location, war.year)
            name, label = f"{render_slug(place)}-{name}", f"{place} ({war.territory})"
        further = [render_slug(word) for word in (war.territory or "", war.location, *war.side_b)]
        candidates = [name, *(f"{name}-{word}" for word in further if word and word != name)]
        free = [f"war:{candidate}-{war.year}" for candidate in candidates]
        war_id = next((candidate for candidate in free if candidate not in taken), None)
        if war_id is None:
            raise RecordError(f"two wars are called {free[0]}; give one a name in hand/war_names.csv")
        taken.add(war_id)
        names.append((war_id, label))
    return names


def _read_repeated(wars: Sequence[War]) -> frozenset[str]:
    """The territories that are fought over in several countries, such as an Islamic State."""
    places: dict[str, set[str]] = {}
    for war in wars:
        if war.territory and not war.interstate:
            places.setdefault(war.territory, set()).add(war.location)
    return frozenset(territory for territory, where in places.items() if len(where) > 1)
