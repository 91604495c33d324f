"""Who is a state when: entities with their names, codes, lives, successors and groups by date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import polars as pl

from precedents.core.errors import UsageError, did_you_mean
from precedents.record.bearers import Bearer, Bearers, read_bearers
from precedents.record.dated_codes import DatedCodes, read_codes
from precedents.record.groups import LAST_YEAR, Group, Groups
from precedents.record.lineage import Lineage
from precedents.record.lives import Lives
from precedents.record.spans import Span, read_window

_NUMBERED = ("gw", "cow", "vdem")
_SYSTEMS = {"gw": "Gleditsch and Ward", "cow": "Correlates of War"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A state, or a territory that belongs to one, in one of its lives.

    ``kind`` is ``state`` or ``sub-state``. ``born`` is the first day of that life, ``died`` the first day after
    it; None where it began before the record or goes on. ``parent`` is the state that a territory belongs to,
    or None. ``codes`` holds its codes at the time asked for, by scheme.
    """

    id: str
    label: str
    kind: str
    born: dt.date | None
    died: dt.date | None
    parent: str | None
    codes: Mapping[str, tuple[str, ...]] = field(hash=False)


class Entities:
    """Which state or territory is meant, by any name or code, on a date; and who belonged to what.

    Parameters
    ----------
    frames
        The tables ``entities``, ``entity_names``, ``entity_codes``, ``successors`` and ``groups``.
    """

    def __init__(self, frames: Mapping[str, pl.DataFrame]) -> None:
        self._lives = Lives(frames["entities"], frames["entity_names"])
        bearers = read_bearers(frames["entity_names"], frames["entity_codes"])
        self._bearers = Bearers(bearers, self._lives.spans())
        self._codes: dict[str, list[tuple[str, str, Span]]] = {}
        for code, (entity, scheme, span) in bearers:
            if scheme != "name":
                self._codes.setdefault(entity, []).append((scheme, code, span))
        self._schemes = {
            scheme: DatedCodes(read_codes(frames["entity_codes"], scheme)) for scheme in _NUMBERED
        }
        self._lineage = Lineage(frames["successors"])
        self._groups = Groups(frames["groups"])
        self._resolved: dict[str, frozenset[tuple[str, int]]] = {}

    # -- one entity ----------------------------------------------------------------------------------

    def resolve(self, text: str, on: int | dt.date | None = None) -> Entity:
        """Which entity is meant by a name or a code, on a date?

        Parameters
        ----------
        text
            An id, a code (ISO alpha-3, a number or abbreviation of Gleditsch and Ward, of Correlates of War or
            of V-Dem; ``gw:345``, ``cow:345`` and ``vdem:198`` ask one list alone) or any name, former ones too.
            Case and accents do not matter.
        on
            A date, a year (whoever bears it longest in that year), or None: whoever bears it now, or else did.

        Returns
        -------
        Entity
            In the life that it has on that date.

        Raises
        ------
        UsageError
            When nothing is called so (near misses are offered), when it is not there on that date, or when it
            means several entities (they are listed).
        """
        bearers = self._bearers.all(text)
        if not bearers:
            raise UsageError(self._say_unknown(text))
        window = read_window(on)
        found = list(dict.fromkeys(each.entity for each in self._bearers.restrict(bearers, window)))
        if not found:
            raise UsageError(self._say_absent(text, bearers, on))
        if len(found) > 1:
            raise UsageError(self._say_ambiguous(text, bearers, found, on))
        return self._build_entity(found[0], window)

    def _build_entity(self, entity: str, window: Span) -> Entity:
        life = self._lives.pick(entity, window)
        if not life.span.days_in(window):
            window = Span(life.span.end - 1, life.span.end)  # the last day of a state that is no more
        codes: dict[str, list[str]] = {}
        for scheme, code, span in self._codes.get(entity, ()):
            if span.days_in(window) and code not in codes.setdefault(scheme, []):
                codes[scheme].append(code)
        return Entity(
            id=entity,
            label=self._lives.label(entity, window),
            kind=life.kind,
            born=life.born,
            died=life.died,
            parent=life.parent,
            codes=MappingProxyType({scheme: tuple(held) for scheme, held in codes.items() if held}),
        )

    def label(self, entity: str, year: int | dt.date | None = None) -> str:
        """What an entity is called, in a year where it matters.

        Parameters
        ----------
        entity
            Its id, or anything that :meth:`resolve` takes.
        year
            A year or a date; None for what it is called now, or was last.

        Returns
        -------
        str
            Its name.

        Raises
        ------
        UsageError
            When there is no such entity.
        """
        if entity not in self._lives:
            return self.resolve(entity, year).label
        window = read_window(year)
        if year is None:
            life = self._lives.pick(entity, window)
            window = Span(life.span.end - 1, life.span.end)
        return self._lives.label(entity, window)

    def successors(self, entity: str, *, onward: bool = False) -> tuple[str, ...]:
        """Which entities came after this one, by date; ``onward`` adds the successors of successors."""
        return self._lineage.successors(self._known(entity), onward=onward)

    def predecessors(self, entity: str, *, onward: bool = False) -> tuple[str, ...]:
        """Which entities this one came from; ``onward`` adds the predecessors of predecessors."""
        return self._lineage.predecessors(self._known(entity), onward=onward)

    def _known(self, entity: str) -> str:
        if entity not in self._lives:
            raise UsageError(self._say_unknown(entity))
        return entity

    # -- codes by year -------------------------------------------------------------------------------

    def from_gw(self, code: int, year: int) -> str | None:
        """Which entity a number of Gleditsch and Ward (or UCDP) means in a year; None when it means none."""
        return self._schemes["gw"].entity(code, year)

    def from_cow(self, code: int, year: int) -> str | None:
        """Which entity a number of Correlates of War means in a year; None when it means none."""
        return self._schemes["cow"].entity(code, year)

    def from_vdem(self, country_id: int, year: int) -> str | None:
        """Which entity a V-Dem country id means in a year; None when it means none."""
        return self._schemes["vdem"].entity(country_id, year)

    def from_iso(self, code: str, year: int | None = None) -> str | None:
        """Which entity an ISO alpha-3 code means, withdrawn ones and common aliases (KSV, ZAR, TMP) included."""
        found = [each for each in self._bearers.all(code) if each.scheme in ("id", "iso3", "alias")]
        window = read_window(year)
        found.sort(key=lambda each: (each.scheme != "id", not each.span.days_in(window)))
        return found[0].entity if found else None

    def to_gw(self, entity: str, year: int) -> int | None:
        """Which number Gleditsch and Ward give an entity in a year; None when it has none."""
        return self._schemes["gw"].code(entity, year)

    def to_cow(self, entity: str, year: int) -> int | None:
        """Which number Correlates of War give an entity in a year; None when it has none."""
        return self._schemes["cow"].code(entity, year)

    def to_vdem(self, entity: str, year: int) -> int | None:
        """Which V-Dem country id stands for an entity in a year; None when there is none."""
        return self._schemes["vdem"].code(entity, year)

    def gw_frame(self, first_year: int = 1946, last_year: int = LAST_YEAR) -> pl.DataFrame:
        """The state-years of Gleditsch and Ward: ``entity``, ``code``, ``year``; one row a number and year."""
        return self._schemes["gw"].frame(first_year, last_year)

    def cow_frame(self, first_year: int = 1946, last_year: int = LAST_YEAR) -> pl.DataFrame:
        """The state-years of Correlates of War: ``entity``, ``code``, ``year``; one row a number and year.

        In 1990 Germany (255, 260) and Yemen (678, 679) have two numbers each.
        """
        return self._schemes["cow"].frame(first_year, last_year)

    def states(self, system: str, year: int) -> frozenset[str]:
        """Which entities are states in a year?

        Parameters
        ----------
        system
            ``gw`` (Gleditsch and Ward, microstates included) or ``cow`` (Correlates of War).
        year
            The year; a state counts that was in the list on any of its days. Where one state gave way to
            another under the same number, the one that was there longer counts.

        Returns
        -------
        frozenset of str
            Their ids.

        Raises
        ------
        UsageError
            When there is no such system.
        """
        if system not in _SYSTEMS:
            near = did_you_mean(system, _SYSTEMS)
            raise UsageError(
                f"no state system {system!r}; there are gw ({_SYSTEMS['gw']}) and cow ({_SYSTEMS['cow']}).{near}"
            )
        return frozenset(self._schemes[system].members(year).values())

    # -- groups --------------------------------------------------------------------------------------

    def groups(self) -> tuple[Group, ...]:
        """Which groups there are, by id."""
        return self._groups.all

    def members(self, group: str, year: int | dt.date) -> frozenset[str]:
        """Who belonged to a group?

        Parameters
        ----------
        group
            Its id, with or without ``group:`` before it.
        year
            A year (whoever belonged to it on any of its days) or a date.

        Returns
        -------
        frozenset of str
            Their ids; empty outside the group's dated rows.

        Raises
        ------
        UsageError
            When there is no such group; near misses are offered.
        """
        return self._groups.members(group, year)

    def resolve_group(self, group: str) -> frozenset[tuple[str, int]]:
        """Who belonged to a group in which year, as pairs of entity and year, up to ``LAST_YEAR``."""
        found = self._groups.group(group)
        if found.id not in self._resolved:
            self._resolved[found.id] = self._groups.pairs(found.id)
        return self._resolved[found.id]

    # -- what is said when there is no answer ----------------------------------------------------------

    def _say_unknown(self, text: str) -> str:
        if any(text.strip().casefold().removeprefix("group:") == group.id for group in self.groups()):
            return f"{text!r} is a group, not a state; write it as group:{text.strip().casefold().removeprefix('group:')}"
        return f"no state or territory is called {text!r}.{did_you_mean(text, self._bearers.known)}"

    def _say_absent(self, text: str, bearers: list[Bearer], on: int | dt.date | None) -> str:
        said = []
        for entity in dict.fromkeys(each.entity for each in bearers):
            over = self._lives.is_over(entity, read_window(on))
            others = self.successors(entity) if over else self.predecessors(entity)
            tail = f"; {'after' if over else 'before'} it came {', '.join(others)}" if others else ""
            said.append(
                f"{self.label(entity)} ({entity}) is in the record {self._lives.render(entity)}{tail}"
            )
        return f"{text!r} names no state or territory in {on}: {'. '.join(said)}."

    def _say_ambiguous(
        self, text: str, bearers: list[Bearer], found: list[str], on: int | dt.date | None
    ) -> str:
        choices = []
        for entity in sorted(found):
            schemes = sorted({each.scheme for each in bearers if each.entity == entity} - {"name", "id"})
            how = f", {'/'.join(schemes)}" if schemes else ""
            choices.append(f"{entity} ({self.label(entity, on)}{how})")
        number = text.strip()
        hint = f", or gw:{number}, cow:{number}, vdem:{number}" if number.isdigit() else ""
        when = f" in {on}" if on is not None else ""
        return f"{text!r} can mean {' or '.join(choices)}{when}; write the id{hint}."
