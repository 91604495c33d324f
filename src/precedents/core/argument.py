"""An argument from precedent, as its file states it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ChoiceValue = str | int | float | bool
Position = Mapping[str, ChoiceValue]
"""A value for each choice: where in the space of definitions one stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cite:
    """A case that the author cites, and as what: success, failure, applied, not-applied."""

    name: str
    case: str
    as_what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassRule:
    """A reference class as the argument declares it: a table of cases and a predicate.

    ``eligible`` is the rule and ``comparable`` the condition beside it, as written; ``where`` is both together.
    ``salience`` names a column that says how prominent a case was before its outcome was known, ``split`` columns or
    conditions that divide the class into sub-classes.
    """

    name: str
    of: str
    where: str
    says: str
    eligible: str = ""
    comparable: str = ""
    salience: str = ""
    split: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A magnitude that no table holds, given by the argument with its source."""

    name: str
    low: float | None
    best: float | None
    high: float | None
    days: float | None
    population: float | None
    unit: str
    source: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a statement: a kind, what it expects, and the fields of that kind.

    ``fields`` holds the checked wire fields of the kind (see ``arguments/wire.py``); ``choices`` names
    the choices that it refers to, directly or through the classes it uses.
    """

    kind: str
    says: str
    expects: Any
    sort: str
    fields: Mapping[str, Any]
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One thing the argument says, in one or more parts."""

    id: str
    says: str
    parts: tuple[Part, ...]
    premises: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """The cited precedents, the target, the definitions and the statements of one argument file.

    ``cases`` are the paths of the author's own cases, which are laid over the record. ``data`` are the very bytes
    that were read, and ``lock`` those of the file that froze the definitions, empty where there is none;
    ``mirrored`` says that every expectation was turned into its opposite after reading.
    """

    id: str
    title: str
    says: str
    source: Mapping[str, str]
    target: str | None
    cites: Mapping[str, Cite]
    choices: Mapping[str, tuple[ChoiceValue, ...]]
    classes: Mapping[str, ClassRule]
    givens: Mapping[str, Given]
    statements: tuple[Statement, ...]
    sha256: str
    path: str = ""
    cases: tuple[str, ...] = ()
    page: Mapping[str, Any] = field(default_factory=dict)
    data: bytes = field(default=b"", repr=False)
    lock: bytes = field(default=b"", repr=False)
    mirrored: bool = False

    @property
    def author_position(self) -> dict[str, ChoiceValue]:
        """The author's own position: the first value of each choice."""
        return {name: values[0] for name, values in self.choices.items()}
