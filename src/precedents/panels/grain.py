"""What one row of a panel is: whose, in which list of states, and by which columns it is named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from precedents.core.errors import UsageError, did_you_mean

SYSTEMS = MappingProxyType({"cow": "ccode", "gw": "gwcode"})
"""The lists of states, and what their numbers are called: Correlates of War, Gleditsch and Ward."""

KINDS = MappingProxyType(
    {
        "state-years": "a state in a year",
        "dyad-years": "two states in a year, each pair once",
        "directed-dyad-years": "one state towards another in a year",
        "leader-years": "a leader in a year",
        "conflict-years": "an armed conflict in a year",
        "spells": "a run of years of one state of affairs",
    }
)
"""Every kind of panel, and what one row of it is."""

PEACESCIENCER = "peacesciencer"
"""The one other program whose answers a panel can give where ours differ."""


def check_name(word: str, known: Mapping[str, object], what: str) -> str:
    """A name that must be on a list; :exc:`UsageError` with near misses when it is not."""
    if word not in known:
        raise UsageError(f"no {what} {word!r}; there are {', '.join(known)}.{did_you_mean(word, known)}")
    return word


@dataclass(frozen=True, slots=True, kw_only=True)
class Grain:
    """What one row of a panel is.

    ``kind`` is one of :data:`KINDS`, ``system`` one of :data:`SYSTEMS`. ``units`` are the columns that, with the
    year, name a row; ``states`` those that hold numbers of states, one for each of ``sides``: the ending that
    a column about one side of a dyad gets, empty where there is only one.

    Examples
    --------
    >>> from precedents.panels.grain import build_grain
    >>> build_grain("directed-dyad-years", "cow").key
    ('ccode1', 'ccode2', 'year')
    """

    kind: str
    system: str
    units: tuple[str, ...]
    states: tuple[str, ...]
    sides: tuple[str, ...]

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that name a row."""
        return (*self.units, "year")

    @property
    def dyadic(self) -> bool:
        """Whether a row is about two states."""
        return len(self.states) == 2


def build_grain(kind: str, system: str) -> Grain:
    """Which columns name the rows of a kind of panel in a system of states.

    Parameters
    ----------
    kind
        One of :data:`KINDS`.
    system
        ``cow`` or ``gw``.

    Returns
    -------
    Grain
        The grain.

    Raises
    ------
    UsageError
        When there is no such kind or system; near misses are offered.
    """
    check_name(kind, KINDS, "kind of panel")
    code = SYSTEMS[check_name(system, SYSTEMS, "system of states")]
    pair = (f"{code}1", f"{code}2")
    units: tuple[str, ...]
    states: tuple[str, ...]
    sides: tuple[str, ...]
    match kind:
        case "state-years" | "spells":
            units, states, sides = (code,), (code,), ("",)
        case "dyad-years" | "directed-dyad-years":
            units, states, sides = pair, pair, ("1", "2")
        case "leader-years":
            units, states, sides = ("obsid", code), (code,), ("",)
        case _:
            # the state over which it is fought
            units, states, sides = ("conflict_id",), (code,), ("",)
    return Grain(kind=kind, system=system, units=units, states=states, sides=sides)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What an addition is asked for: the grain of the panel, its years, and the user's options.

    ``like`` is empty, or :data:`PEACESCIENCER` for that program's answer where ours differs. ``years`` are the
    first and last year of the panel: a table may be cut to them before it is joined.
    """

    grain: Grain
    years: tuple[int, int]
    like: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
