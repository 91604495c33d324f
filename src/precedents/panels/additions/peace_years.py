"""Years of peace before each year, for every event that the panel holds."""

from __future__ import annotations

import polars as pl

from precedents.core.errors import UsageError
from precedents.panels.additions import Addition, Difference
from precedents.panels.grain import PEACESCIENCER, Ask
from precedents.panels.peace import EVENTS, count_peace, order_rows

KINDS = ("state-years", "dyad-years", "directed-dyad-years", "leader-years")


def build_counts(frame: pl.DataFrame, ask: Ask, name: str, *, onsets: bool = False) -> pl.DataFrame:
    """How long has there been peace, for every event of :data:`precedents.panels.peace.EVENTS` in the panel?

    Parameters
    ----------
    frame
        The panel, or a block that holds whole units.
    ask
        Its options may hold ``pad`` and ``ongo``; see :func:`precedents.panels.peace.count_peace`.
    name
        The addition, for the error.
    onsets
        Whether an event is its beginning alone.

    Returns
    -------
    polars.DataFrame
        One column of years an event: ``gmlmidspell`` and the like.

    Raises
    ------
    UsageError
        When the panel holds no event.
    """
    held = {
        spell: pair[onsets]
        for spell, pair in EVENTS.items()
        if pair[0] in frame.columns and pair[1] in frame.columns
    }
    if not held:
        raise UsageError(
            f"{name} counts the years since an event, and the panel holds none: add gml_mids, cow_mids, cow_wars or "
            "ucdp_acd before it"
        )
    order = order_rows(frame, ask.grain.units)
    pad, ongo = bool(ask.options.get("pad")), bool(ask.options.get("ongo"))
    quiet = ask.like != PEACESCIENCER
    return pl.DataFrame(
        [
            count_peace(frame[event], order, pad=pad, pad_quiet=quiet, ongo=ongo).alias(spell)
            for spell, event in held.items()
        ]
    )


def apply_peace_years(frame: pl.DataFrame, ask: Ask) -> pl.DataFrame:
    """How many years of peace came before each year, for every event in the panel?

    Returns
    -------
    polars.DataFrame
        One column an event, in years, as :func:`build_counts` gives them.

    Source
    ------
    Beck, Katz and Tucker 1998 on why they are counted. Checked against peacesciencer 1.2.9: every cell of its
    state-years, and the sums over all 2,252,760 directed dyad-years (46,611,642 and 52,865,432).
    """
    return build_counts(frame, ask, "peace_years")


ADDITION = Addition(
    name="peace_years",
    says="Years of peace before each year, for the disputes, wars and conflicts that were added before it.",
    kinds=KINDS,
    coverage="where the event is known; the count begins where a unit or the coverage of the event does",
    options={"pad": False},
    apply=apply_peace_years,
)

DIFFERENCES = (
    Difference(
        columns=("gmlmidspell", "gmlmidinitspell"),
        years=(1817, 1939),
        ours="counted from disputes whose leader is not known as well",
        theirs="counted without them, until the next dispute of the state",
        why="the event itself differs in 1816 to 1867; see gml_mids",
    ),
    Difference(
        columns=("gmlmidspell", "gmlmidinitspell"),
        years=(2011, None),
        ours="empty in state-years: the disputes end in 2010",
        theirs="counted on as if there were peace",
        why="a year that is not covered is not a year of peace (issue 19)",
    ),
    Difference(
        columns=(),
        years=(None, None),
        ours="after years in which the event is not known, between years in which it is, empty until an event is seen",
        theirs="such years are dropped and the count goes on as if they had not been (no cell of the state-years "
        "and dyad-years that begin with either list of states)",
        why="a year that is not known is not a year of peace",
    ),
    Difference(
        columns=(),
        years=(None, None),
        ours="with pad, counted anew after a gap in the panel for every unit",
        theirs="with pad, counted anew only for units that have an event",
        why="whether the count begins again must not hang on what comes later",
    ),
)
"""Where this is not what peacesciencer says; without columns: of data or options that its own tables do not have."""
