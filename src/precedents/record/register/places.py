"""Whose ground is it: a territory, the state that it belongs to, and what came just before or after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

_NEAR = dt.timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The entities whose ground a target is, and the territory where it is less than a state."""

    places: frozenset[str]
    territory: str | None


class Places:
    """Which entities stand for the same ground on a day?

    Parameters
    ----------
    entities, successors
        The tables of these names.

    Examples
    --------
    >>> day = dt.date(1999, 9, 20)
    >>> lives = [
    ...     {"id": "TLS", "kind": "sub-state", "born": None, "died": dt.date(1999, 10, 25), "parent": "IDN"},
    ...     {"id": "IDN", "kind": "state", "born": None, "died": None, "parent": None},
    ... ]
    >>> rows = {"entity": "IDN", "successor": "TLS", "date": dt.date(2002, 5, 20)}
    >>> places = Places(pl.DataFrame(lives, infer_schema_length=None), pl.DataFrame([rows]))
    >>> sorted(places.find("TLS", day).places), places.find("TLS", day).territory, places.find("IDN", day).territory
    (['IDN', 'TLS'], 'TLS', None)
    """

    def __init__(self, entities: pl.DataFrame, successors: pl.DataFrame) -> None:
        self._lives: dict[str, list[Mapping[str, Any]]] = {}
        for row in entities.select("id", "kind", "born", "died", "parent").iter_rows(named=True):
            self._lives.setdefault(row["id"], []).append(row)
        self._turns: list[tuple[str, str, dt.date]] = [
            (row["entity"], row["successor"], row["date"])
            for row in successors.select("entity", "successor", "date").iter_rows(named=True)
            if row["date"] is not None
        ]

    def find(self, target: str, day: dt.date) -> Ground:
        """Whose ground is a target on a day?

        A territory's ground is also that of its state, and of that to which it belonged within the year before. What came before or after it counts where the change lies
        within a year of the day, since sources date such changes differently and keep old codes.
        """
        life = self._pick(target, day)
        territory = target if life is not None and life["kind"] == "sub-state" else None
        parents = {
            each["parent"]
            for each in self._lives.get(target, [])
            if territory
            and (each is life or (each["died"] and dt.timedelta(0) <= day - each["died"] <= _NEAR))
        } - {None}
        near = {
            other
            for entity, successor, date in self._turns
            if abs(date - day) <= _NEAR
            for one, other in ((entity, successor), (successor, entity))
            if one == target and not self._is_state(other, day)
        }
        return Ground(places=frozenset({target, *near, *parents}), territory=territory)

    def join(self, targets: Iterable[str], day: dt.date) -> Ground:
        """The ground of several targets at once; no territory where there are several."""
        grounds = [self.find(target, day) for target in targets]
        territories = {ground.territory for ground in grounds}
        return Ground(
            places=frozenset().union(*(ground.places for ground in grounds)),
            territory=territories.pop() if len(territories) == 1 else None,
        )

    def _is_state(self, entity: str, day: dt.date) -> bool:
        # what is a state of its own on the day has other ground
        life = self._pick(entity, day)
        return life is not None and life["kind"] == "state"

    def _pick(self, target: str, day: dt.date) -> Mapping[str, Any] | None:
        lives = self._lives.get(target, [])
        for life in lives:
            if (life["born"] is None or life["born"] <= day) and (life["died"] is None or day < life["died"]):
                return life
        return None
