"""Years of peace before each year, of what goes on or of beginnings alone."""

from __future__ import annotations

import polars as pl

from precedents.panels.additions import Addition
from precedents.panels.additions.peace_years import KINDS, build_counts
from precedents.panels.grain import Ask, check_name

_TYPES = {
    "ongoing": "peace is a year in which nothing went on",
    "onset": "peace is a year in which nothing began, though something may have gone on",
}


def apply_spells(frame: pl.DataFrame, ask: Ask) -> pl.DataFrame:
    """How long has it been since the last event, or since the last beginning of one?

    Returns
    -------
    polars.DataFrame
        The columns of :func:`precedents.panels.additions.peace_years.apply_peace_years`, counted from what
        ``conflict_event_type`` says. With ``ongo`` the years of an event after its first have no count. peacesciencer
        stops where an event is not known; here such years have no count.
    """
    kind = check_name(ask.options["conflict_event_type"], _TYPES, "type of event")
    return build_counts(frame, ask, "spells", onsets=kind == "onset")


ADDITION = Addition(
    name="spells",
    says="Years since the last event, or since the last beginning of one, for what was added before it.",
    kinds=KINDS,
    coverage="where the event is known",
    options={"conflict_event_type": "ongoing", "ongo": False},
    apply=apply_spells,
)
