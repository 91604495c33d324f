"""Cases out of codings: each coding goes to the best case that the rule allows, or begins one.

Sources are asked in a fixed order, those that delimit interventions most narrowly first. Within a source, the
codings that fit best are placed first. A source whose rows are interventions (``APART``) has at most one coding of an
intervener in a case: where it has two, it means two interventions, and the second goes elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from precedents.record.register.actors import Actors
from precedents.record.register.coding import CHANGE, Coding
from precedents.record.register.rule import Link, is_same_place, try_link

APART = frozenset({"prif-hmi-0.3", "imi-1946-2005", "mip-2022"})
"""Sources whose rows are interventions, so that two rows of one intervener are two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """The codings of one intervention, the first one being that which the others were held against.

    ``links`` says for each further coding how it fits.
    """

    id: str
    codings: tuple[Coding, ...]
    links: tuple[Link, ...] = ()

    @property
    def first(self) -> Coding:
        """The coding that the case began with."""
        return self.codings[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """Cases, and for each coding the other cases that it fitted too, the best first."""

    cases: tuple[Case, ...]
    also: Mapping[tuple[str, str], tuple[str, ...]]


def link_codings(
    codings: Iterable[Coding],
    actors: Actors,
    order: Sequence[str],
    cases: Iterable[Case] = (),
    *,
    begin_new: bool = True,
) -> Linked:
    """Which codings are of one intervention?

    Parameters
    ----------
    codings
        Those to be placed.
    actors
        Who belongs to what.
    order
        The sources, in the order in which they are asked.
    cases
        Cases that stand already; codings may go to them.
    begin_new
        Whether what fits none of them begins a case, to which others of the same source may go; else it is in none.

    Returns
    -------
    Linked
        Every coding in one case, or in none where ``begin_new`` is false. Ids of new cases are ``source:row`` of their first coding.
    """
    standing = list(cases)
    linker = _Linker(actors, standing)
    rank = {source: place for place, source in enumerate(order)}
    pending = sorted(codings, key=lambda each: (rank[each.source], each.starts, each.key))
    for source in order:
        linker.place([each for each in pending if each.source == source], begin_new=begin_new)
    return Linked(
        cases=tuple(linker.cases.values()),
        also=linker.read_also([*pending, *(each for case in standing for each in case.codings)]),
    )


class _Linker:
    """The cases so far, by the entities on whose ground they are."""

    def __init__(self, actors: Actors, cases: Iterable[Case]) -> None:
        self.actors = actors
        self.cases: dict[str, Case] = {}
        self._by_place: dict[str, list[str]] = {}
        self._home: dict[tuple[str, str], str] = {}
        for case in cases:
            self._begin(case)

    def _begin(self, case: Case) -> None:
        self.cases[case.id] = case
        for place in sorted(case.first.places):
            self._by_place.setdefault(place, []).append(case.id)
        for coding in case.codings:
            self._home[coding.key] = case.id

    def place(self, codings: list[Coding], *, begin_new: bool) -> None:
        """Place the codings of one source: the best fits to the cases that stand first, then one by one by date."""
        fits = [(link, coding, case) for coding in codings for case, link in self._find(coding)]
        fits.sort(key=lambda each: (each[0].clash, -each[0].score, each[1].key, each[2]))
        for link, coding, case in fits:
            if coding.key not in self._home and self._is_free(coding, case, link):
                self._join(coding, case, link)
        for coding in codings:
            if coding.key in self._home or not begin_new:
                continue
            found = [each for each in self._find(coding) if self._is_free(coding, *each)]
            if found:
                case, link = min(found, key=lambda each: (each[1].clash, -each[1].score, each[0]))
                self._join(coding, case, link)
            else:
                self._begin(Case(id=f"{coding.source}:{coding.row}", codings=(coding,)))

    def _find(self, coding: Coding) -> list[tuple[str, Link]]:
        names = {case for place in coding.places for case in self._by_place.get(place, ())}
        found = []
        for name in sorted(names):
            # a change of leader is held against every coding of a case: one of them says when it ended
            held = self.cases[name].codings if coding.operation == CHANGE else (self.cases[name].first,)
            links = [link for each in held if (link := try_link(coding, each, self.actors)) is not None]
            if links:
                found.append((name, max(links, key=lambda link: link.score)))
        return found

    def _is_free(self, coding: Coding, name: str, link: Link) -> bool:
        """Whether the case has no coding of this source and intervener already, where that would make two of one."""
        if coding.source not in APART and not link.clash:
            return True
        same = [each for each in self.cases[name].codings if each.source == coding.source]
        return not any(self.actors.share(each, coding) in ("named", "member") for each in same)

    def _join(self, coding: Coding, name: str, link: Link) -> None:
        case = self.cases[name]
        self.cases[name] = replace(case, codings=(*case.codings, coding), links=(*case.links, link))
        self._home[coding.key] = name

    def read_also(self, codings: Iterable[Coding]) -> dict[tuple[str, str], tuple[str, ...]]:
        """Which other cases are in the same place at the same time, with an intervener that the coding shares?"""
        also = {}
        for coding in codings:
            names = {case for place in coding.places for case in self._by_place.get(place, ())}
            others = sorted(
                name
                for name in names - {self._home.get(coding.key)}
                if self._is_beside(coding, self.cases[name].first)
            )
            if others:
                also[coding.key] = tuple(others)
        return also

    def _is_beside(self, coding: Coding, first: Coding) -> bool:
        (a, b), (c, d) = coding.span, first.span
        together = a <= d and c <= b and is_same_place(coding, first)
        return together and self.actors.share(coding, first) is not None
