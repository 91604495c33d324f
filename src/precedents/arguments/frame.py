"""What the checks of an argument file may look up: the file's own names, and the record's where it is at hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from precedents.core.argument import ChoiceValue
from precedents.core.errors import did_you_mean
from precedents.core.source import Table

Knows = Callable[[str], str | None]
"""None when a name is known; else the near misses, ready to follow a sentence, or an empty text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a record knows by name; what is None is not checked.

    ``case``, ``entity`` and ``group`` answer with None for a known name and with near misses for another.
    ``places`` gives the ids of the interventions of a place, the earliest first. ``measures`` gives the table
    and column of each named measure. ``features`` gives the kind of each feature of states.
    """

    case: Knows | None = None
    entity: Knows | None = None
    group: Knows | None = None
    places: Callable[[str], tuple[str, ...]] | None = None
    measures: Mapping[str, tuple[str, str]] | None = None
    features: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The names that an argument file declares, and those of the record.

    ``cites`` gives the case of each cite and ``classes`` the table of each class, empty where that is faulty.
    """

    tables: Mapping[str, Table] | None
    known: Known
    choices: Mapping[str, tuple[ChoiceValue, ...]]
    cites: Mapping[str, str]
    classes: Mapping[str, str]
    givens: frozenset[str] = field(default_factory=frozenset)
    statements: frozenset[str] = field(default_factory=frozenset)

    def table(self, name: str) -> Table | None:
        """The dictionary's entry of a table, or None where it is unknown or not at hand."""
        return (self.tables or {}).get(name)

    def case_table(self, case: str) -> Table | None:
        """The table that holds a case, by the word before its colon."""
        kind = case.partition(":")[0]
        if not kind:
            return None
        for table in (self.tables or {}).values():
            if table.case_kind == kind:
                return table
        near = [table for name, table in (self.tables or {}).items() if name in {kind, f"{kind}s"}]
        return near[0] if near else None

    def find_cite(self, name: str, column: str = "") -> tuple[str, str | None]:
        """Which case does a name stand for?

        A cite first. A place that is none stands for the record's interventions there: its start is the start
        of the first, its end the end of the last.

        Returns
        -------
        tuple
            The id of the case, or an empty text and what is wrong.
        """
        if name in self.cites:
            return self.cites[name], None
        places = self.known.places(name) if self.known.places is not None else ()
        if len(places) == 1 or (places and column.startswith("start")):
            return places[0], None
        if places and column.startswith("end"):
            return places[-1], None
        if places:
            listed = ", ".join(places)
            return "", f"{name} may be {listed}: say which with [cites.{name}] and its case"
        hint = did_you_mean(name, self.cites)
        return "", f"no cite is called {name}.{hint} A cite is declared as [cites.{name}] with its case"
