"""Critical questions: what anybody may ask of an argument from precedent, and what the trial answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Answer(Enum):
    """What the trial answers. Every question is put so that “no” counts against the argument."""

    YES = "yes"
    NO = "no"
    OPEN = "open"
    NOT_ASKED = "not-asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Where in the report an answer comes from: a statement, a part of it (from 1), a finding, a doubt."""

    statement: str
    part: int | None = None
    finding: str = ""
    doubt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CriticalQuestion:
    """A question, its answer with the reason, and where the answer comes from.

    ``scheme`` is the scheme of argument that the question belongs to, ``about`` the cited case that it is about, or
    empty. ``add`` says what to write into the argument file to have an open question answered.
    """

    id: str
    scheme: str
    asks: str
    about: str
    answer: Answer
    because: str
    links: tuple[Link, ...] = ()
    add: str = ""
