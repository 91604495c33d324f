"""Armed conflicts of states by year: whether there was one, whether one began, how intense, and in which role."""

from __future__ import annotations

import polars as pl

from precedents.panels.additions import Addition, Difference
from precedents.panels.conflict_parties import ROLES, build_parties
from precedents.panels.disputes import read_words
from precedents.panels.grain import PEACESCIENCER, Ask, check_name
from precedents.panels.keyed import STATE, Keyed, Tables

FIRST_YEAR, LAST_YEAR = 1946, 2024  # of peacesciencer's table; the record says what its own edition covers

TYPES = {
    "extrasystemic": "between a state and a group outside of it (colonial)",
    "interstate": "between states",
    "intrastate": "between a government and a group, without foreign troops that year",
    "internationalised": "the same with foreign troops",
}
ISSUES = {"territory": "over territory", "government": "over government", "both": "over both"}
EVENTS = ("ucdpongoing", "ucdponset")


def build_ucdp_acd(tables: Tables, ask: Ask) -> tuple[Keyed, ...]:
    """Was a state in an armed conflict in a year, did one begin, and which (UCDP/PRIO, edition 25.1)?

    A conflict-year has at least 25 battle deaths. An onset is the first year in which the state takes part in an
    episode; a new episode begins after at least a year below 25 deaths. Which years are onsets is settled before
    ``type`` and ``issue`` select: that foreign troops leave a civil war is no beginning. With ``only_wars`` it is the
    first year in which an episode reaches 1,000 deaths.

    Returns
    -------
    tuple of Keyed
        One table by number of the panel's own system and year: ``ucdpongoing``, ``ucdponset`` (0 or 1; null outside
        1946 to 2024), ``maxintensity`` (1 for 25 to 999 deaths, 2 for more; null without a conflict),
        ``conflict_ids`` (the publisher's numbers, ascending, with semicolons), ``ucdproles`` (for each of them
        what the state was: :data:`precedents.panels.conflict_parties.ROLES`, with a plus sign where two). Serbia
        stands under its own number after 2006, where the publisher goes on with that of Yugoslavia.
    """
    types = tuple({"II": "internationalised"}.get(word, word) for word in read_words(ask.options["type"]))
    issues = read_words(ask.options["issue"])
    for words, known, what in ((types, TYPES, "type of conflict"), (issues, ISSUES, "issue of a conflict")):
        for word in words:
            check_name(word, known, what)
    wanted = pl.col("type").is_in(types or list(TYPES)) & pl.col("over").is_in(issues or list(ISSUES))
    fatal = (pl.col("intensity") == 2) | pl.lit(value=not ask.options["only_wars"])
    if ask.like == PEACESCIENCER:
        rows = _read_theirs(tables).filter(wanted & fatal)
        return (_join_states(_flag_onsets(rows, "conflict_id"), "gw", (FIRST_YEAR, LAST_YEAR)),)
    roles = tuple(check_name(word, ROLES, "role") for word in read_words(ask.options["roles"]))
    system = ask.grain.system
    names = tables.record("entity_names"), tables.record("entity_codes")
    rows = build_parties(tables.record("conflict_years"), *names, system)
    rows = _flag_onsets(rows.filter(fatal & pl.col("role").is_in(roles or list(ROLES))), "war").filter(wanted)
    coverage = tables.coverage("conflict_years", "year")
    return (_join_states(rows, system, (coverage.first_year, coverage.last_year)),)


def _read_theirs(tables: Tables) -> pl.DataFrame:
    """The rows of peacesciencer's table: side A alone."""
    return (
        tables.source("peacesciencer-1.2.9", "ucdp_acd")
        .select(
            pl.col("gwno_a").alias("code"),
            "year",
            "conflict_id",
            pl.lit("a").alias("role"),
            pl.col("intensity_level").alias("intensity"),
            pl.col("type_of_conflict").replace({"II": "internationalised"}).alias("type"),
            pl.col("incompatibility").alias("over"),
        )
        .drop_nulls("code")
        .unique(["code", "year", "conflict_id"], keep="first", maintain_order=True)
        .sort("code", "year", "conflict_id")
    )


def _flag_onsets(rows: pl.DataFrame, episode: str) -> pl.DataFrame:
    first = pl.col("year").min().over("code", episode)
    return rows.with_columns((pl.col("year") == first).cast(pl.Int64).alias("onset"))


def _join_states(rows: pl.DataFrame, system: str, years: tuple[int | None, int | None]) -> Keyed:
    by_conflict = rows.group_by("code", "year", "conflict_id", maintain_order=True).agg(
        pl.col("onset", "intensity").max(), pl.col("role").str.join("+")
    )
    frame = by_conflict.group_by("code", "year", maintain_order=True).agg(
        pl.lit(1, dtype=pl.Int64).first().alias(EVENTS[0]),
        pl.col("onset").max().alias(EVENTS[1]),
        pl.col("intensity").max().alias("maxintensity"),
        pl.col("conflict_id").cast(pl.String).str.join("; ").alias("conflict_ids"),
        pl.col("role").str.join("; ").alias("ucdproles"),
    )
    return Keyed(
        frame=frame,
        key=STATE,
        system=system,
        fill=dict.fromkeys(EVENTS, 0),
        first_year=years[0],
        last_year=years[1],
        name="armed conflicts",
    )


ADDITION = Addition(
    name="ucdp_acd",
    says="Armed conflicts (UCDP/PRIO) in which the state took part, as a primary party or with troops.",
    kinds=("state-years",),
    sources=("ucdp-acd-25.1",),
    coverage="1946 to 2024, all states; from the shipped record, nothing is pulled (peacesciencer's way: pulled)",
    options={"type": "", "issue": "", "only_wars": False, "roles": "a,b,a_2nd,b_2nd"},
    build=build_ucdp_acd,
)

DIFFERENCES = (
    Difference(
        columns=(*EVENTS, "maxintensity", "conflict_ids"),
        years=(FIRST_YEAR, LAST_YEAR),
        ours="every state that took part: on side B and with troops as well; ucdproles says as what",
        theirs="side A alone: the United States are in no conflict in 2001, Egypt alone is in that of 1967",
        why="issue 18; roles='a' selects side A",
    ),
    Difference(
        columns=("ucdponset",),
        years=(FIRST_YEAR, LAST_YEAR),
        ours="1 in the first year of every episode",
        theirs="1 in the first year that the selection holds of the whole conflict: not when it breaks out again, "
        "and again when a conflict is first of the selected type",
        why="their help says episode onset; their rows are numbered by conflict after the selection",
    ),
)
"""Where this is not what peacesciencer says."""
