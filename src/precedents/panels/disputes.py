"""Militarised disputes by dyad and year: what both publications of them are joined by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

import polars as pl

from precedents.core.errors import UsageError
from precedents.panels.additions import Difference
from precedents.panels.grain import PEACESCIENCER, Ask, check_name
from precedents.panels.keyed import DYAD, Keyed
from precedents.panels.whittle import RULES, whittle_disputes

FIRST_YEAR = 1816
"""Where both publications begin."""

INITIATORS: Mapping[str, str] = MappingProxyType(
    {
        "sidea-orig": "those on side A on the first day",
        "sidea-with-joiners": "those on side A, from the first day or later",
        "sidea-all-joiners": "those on side A on the first day, and whoever joined later on either side",
    }
)
"""Who is said to have initiated a dispute."""

MISSING: Mapping[str, str] = MappingProxyType(
    {
        "": "empty cells; the publisher's codes where peacesciencer's values are asked for",
        "code": "as the publisher has it: -9 for what is missing, -8 for what does not apply",
        "null": "empty cells in place of both",
    }
)
"""What becomes of the publisher's codes for what is missing."""

OPTIONS: Mapping[str, object] = MappingProxyType({"keep": "all", "missing": "", "whittle": ",".join(RULES)})
"""What may be said of dyadic disputes of either publication."""


def read_words(said: str | Iterable[str] | None) -> tuple[str, ...]:
    """Several words of an option: a list of them, or one text with commas.

    Examples
    --------
    >>> read_words("onset, fatality"), read_words(["recip"]), read_words(None)
    (('onset', 'fatality'), ('recip',), ())
    """
    parts = said.split(",") if isinstance(said, str) else (said or ())
    return tuple(part.strip() for part in parts if part.strip())


def say_initiated(sidea: str, orig: str, init: str) -> pl.Expr:
    """Whether a participant initiated its part of a dispute (0 or 1), by one of :data:`INITIATORS`."""
    on_a, joined = pl.col(sidea) == 1, pl.col(orig) == 0
    rule = check_name(init, INITIATORS, "rule for who initiates")
    said = {"sidea-orig": on_a & ~joined, "sidea-with-joiners": on_a, "sidea-all-joiners": on_a | joined}
    return said[rule].cast(pl.Int64)


def empty_codes(frame: pl.DataFrame, missing: str, columns: Sequence[str], *, like: str = "") -> pl.DataFrame:
    """The frame with the publisher's codes for what is missing as :data:`MISSING` says: no mean is taken over -9."""
    said = check_name(missing, MISSING, "way to show what is missing")
    if said == "code" or (not said and like == PEACESCIENCER):
        return frame
    return frame.with_columns(pl.when(~pl.col(name).is_in([-9, -8])).then(pl.col(name)) for name in columns)


def list_codes(columns: Sequence[str], last_year: int | None) -> Difference:
    """The difference that the publisher's codes make, for the page of correspondence."""
    return Difference(
        columns=tuple(columns),
        years=(FIRST_YEAR, last_year),
        ours="empty where the publisher codes what is missing or does not apply; missing='code' keeps the codes",
        theirs="-9 and -8, as numbers",
        why="a mean or a regression over a column that holds -9 is wrong, and nothing says so",
    )


def join_disputes(
    disputes: pl.DataFrame,
    columns: Sequence[str],
    events: tuple[str, str],
    last_year: int,
    ask: Ask,
    always: Sequence[str] = (),
) -> Keyed:
    """Which one dispute does each dyad-year have, ready to be joined?

    Parameters
    ----------
    disputes
        One row a dispute, directed dyad and year, with the columns of :mod:`precedents.panels.whittle`.
    columns
        What a panel gets of it, in order.
    events
        The names of ``ongoing`` and ``onset`` (0 or 1); both are in ``columns`` and are zero where no row is, from
        1816 to ``last_year``.
    last_year
        Where the publication ends.
    ask
        For the options ``keep`` (which columns, ``all``, or none of them), ``missing`` and ``whittle``.
    always
        Columns that stay whatever ``keep`` says, as the events do.

    Returns
    -------
    Keyed
        The table by dyad and year, Correlates of War numbers.
    """
    whittled = whittle_disputes(disputes, onset=events[1], rules=read_words(_text(ask.options["whittle"])))
    keep = read_words(_text(ask.options["keep"]))
    for name in keep:
        check_name(name, dict.fromkeys((*columns, "all")), "column of the disputes")
    kept = [name for name in columns if "all" in keep or name in (*keep, *events, *always)]
    rows = empty_codes(
        whittled.select("ccode1", "ccode2", "year", *kept), str(ask.options["missing"]), kept, like=ask.like
    )
    return Keyed(
        frame=rows.rename({"ccode1": "code1", "ccode2": "code2"}),
        key=DYAD,
        system="cow",
        fill=dict.fromkeys(events, 0),
        first_year=FIRST_YEAR,
        last_year=last_year,
        name=f"disputes ({events[0]})",
    )


def _text(said: object) -> str | Iterable[str] | None:
    if said is None or isinstance(said, str | list | tuple):
        return said
    raise UsageError(f"{said!r}: names are given as a list, or as one text with commas")
