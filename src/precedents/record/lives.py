"""The lives of entities, as a state or as part of one, and what they were called."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from precedents.record.spans import ALWAYS, Span, read_span, render_span


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """One life of an entity: ``kind`` is ``state`` or ``sub-state``; ``died`` is the first day after it."""

    kind: str
    born: dt.date | None
    died: dt.date | None
    parent: str | None
    span: Span


class Lives:
    """When each entity lived, in which kind, and under which name.

    Parameters
    ----------
    entities, names
        The tables ``entities`` and ``entity_names``.
    """

    def __init__(self, entities: pl.DataFrame, names: pl.DataFrame) -> None:
        self._lives: dict[str, list[Life]] = {}
        lives = entities.sort("id", "life").select("id", "kind", "born", "died", "parent")
        for entity, kind, born, died, parent in lives.iter_rows():
            life = Life(kind=kind, born=born, died=died, parent=parent, span=read_span(born, died))
            self._lives.setdefault(entity, []).append(life)
        self._labels: dict[str, list[tuple[str, Span]]] = {}
        labels = names.filter(pl.col("kind") == "label").select("entity", "name", "start", "end")
        for entity, name, start, end in labels.iter_rows():
            self._labels.setdefault(entity, []).append((name, read_span(start, end)))

    def __contains__(self, entity: str) -> bool:
        return entity in self._lives

    def spans(self) -> dict[str, list[Span]]:
        """When each entity lived."""
        return {entity: [life.span for life in lives] for entity, lives in self._lives.items()}

    def pick(self, entity: str, window: Span) -> Life:
        """The life that fills most of a window; the last one where none does."""
        return max(self._lives[entity], key=lambda life: (life.span.days_in(window), life.span.end))

    def label(self, entity: str, window: Span) -> str:
        """What the entity was called for most of a window; where no dated name says otherwise, its plain name."""
        days = {name: span.days_in(window) for name, span in self._labels[entity] if span != ALWAYS}
        plain = next(name for name, span in self._labels[entity] if span == ALWAYS)
        days[plain] = window.end - window.first - sum(days.values())
        return max(days, key=lambda name: days[name])

    def is_over(self, entity: str, window: Span) -> bool:
        """Whether all its lives ended before a window."""
        return all(life.span.end <= window.first for life in self._lives[entity])

    def render(self, entity: str) -> str:
        """Its lives in words."""
        return ", ".join(self._render_lives(entity))

    def _render_lives(self, entity: str) -> Iterator[str]:
        for life in self._lives[entity]:
            part = f" (part of {life.parent})" if life.parent else ""
            yield render_span(life.born, life.died) + part
