"""The page on panels: how to make one, which of our additions answers to which function of peacesciencer, where they differ."""

from __future__ import annotations

from precedents.app.pages import MADE, render_rows
from precedents.panels.additions import ADDITIONS, read_addition, read_differences
from precedents.panels.grain import KINDS
from precedents.panels.state_years import RULES

CREATES = (
    ("create_stateyears(system = 'gw')", 'pr.state_years(system="gw")'),
    ("create_dyadyears(directed = FALSE)", "pr.dyad_years(directed=False)"),
    ("create_leaderyears()", 'pr.leader_years(system="gw", rule="none")'),
    ("filter_prd()", ".restrict_relevant()"),
    ("show_duplicates()", "a key that stands twice is an error that shows the rows"),
    ("ps_cite()", "`precedents sources cite`, or `.sources` of a panel"),
)
"""What else a script calls, and what it is here."""

LACKING = (
    (
        "create_leaderdays(), create_statedays(), create_leaderdyadyears()",
        "no panels by day, none of pairs of leaders",
    ),
    ("add_cow_alliance()", "withdrawn there at the maintainer's request; `atop_alliance` is here"),
    ("add_sdp_gdp()", "replaced there by `sim_gdp_pop`"),
    (
        "add_fpsim(), dyadic add_cow_trade()",
        "their tables are fetched apart there and are not in its data; not here",
    ),
)
"""What peacesciencer has, or had, and we do not."""

EXAMPLE = """```python
import precedents as pr

panel = (
    pr.state_years(system="cow", years=(1816, 2010))
    .add("democracy", "nmc", "gml_mids")
    .add("cow_wars", type="intra")
    .add("peace_years")
)
frame = panel.collect()  # a Polars frame
panel.write("panel.parquet")  # or block by block into a file
```

```r
create_stateyears(system = "cow") |> filter(year <= 2010) |>
  add_democracy() |> add_nmc() |> add_gml_mids() |> add_cow_wars(type = "intra") |> add_peace_years()
```

```
precedents panel state-years --system cow --years 1816:2010 --add democracy nmc gml_mids cow_wars peace_years --option type=intra -o panel.parquet
```
"""

PROMISES = (
    "An addition never changes the number or the order of rows. A key that stands twice in a table is an error that shows the rows; "
    "a state without a number in the other list is matched with nothing. (Where nothing is matched with nothing, 20,849 state-years "
    "with converted codes become 48 million: that is what happens elsewhere.)",
    "Zero means that the source speaks for that year and has nothing there. Outside its years the cell is empty.",
    "Numbers of the other list of states are found by year, also in panels whose own list lacks them.",
    "Two states that were never there on the same day are no dyad in that year.",
)


def render_panels() -> str:
    """The page as text."""
    additions = [read_addition(name) for name in ADDITIONS]
    theirs = [each for each in additions if "peacesciencer-1.2.9" in each.sources or each.name in _SHARED]
    ours = [each for each in additions if each not in theirs]
    lines = [
        MADE,
        "# Panels\n",
        "A panel says who is observed when; additions say what is known of them. Every column has its source: "
        "`precedents panel --list --format csv` names them, `precedents sources pull isard peacesciencer-1.2.9` gets the classic tables.\n",
        EXAMPLE,
        "Kinds of panel:\n",
        *render_rows(("kind", "one row is"), KINDS.items()),
        "Years in which a state was one for a part only, `rule=` (a number is a share):\n",
        *render_rows(("rule", "the year counts if"), RULES.items()),
        'Leader-years take `rule="none"` too, with `system="gw"`: every year of every leader, whatever the lists of states say.\n',
        'Spells are made of any panel that holds an event: `panel.spells()` of every event that was added, `panel.spells("gmlmidongoing")` '
        "of one. On the command line `precedents panel spells --add gml_mids`; `--option of=dyad-years` makes them of another panel than "
        "state-years, `--option event=gmlmidongoing` of one event.\n",
        "What is promised:\n",
        *(f"- {promise}" for promise in PROMISES),
        "",
        "## From peacesciencer\n",
        'A function `add_x()` is the addition `x`, with the same columns. `like="peacesciencer"` gives its values wherever ours '
        "differ; the tests hold both to tables that version 1.2.9 made.\n",
        *render_rows(
            ("in R", "here"),
            [(f"`{one}`", f"`{two}`" if two.startswith(("pr.", ".")) else two) for one, two in CREATES],
        ),
        *render_rows(
            ("in R", "here", "fits", "covers", "says"),
            [
                (f"`add_{each.name}()`", f"`{each.name}`", ", ".join(each.kinds), each.coverage, each.says)
                for each in theirs
            ],
        ),
        "Not here:\n",
        *render_rows(("in R", "why"), [(f"`{one}`", two) for one, two in LACKING]),
        "## Where we differ, and why\n",
        *render_rows(
            ("addition", "columns", "years", "states", "ours", "theirs", "why"),
            [
                (
                    f"`{each.name}`",
                    ", ".join(f"`{column}`" for column in difference.columns),
                    _say_years(difference.years),
                    ", ".join(map(str, difference.states)) or "any",
                    difference.ours,
                    difference.theirs,
                    difference.why,
                )
                for each in additions
                for difference in read_differences(each.name)
            ],
        ),
        "## What only we add\n",
        *render_rows(
            ("addition", "fits", "covers", "says"),
            [(f"`{each.name}`", ", ".join(each.kinds), each.coverage, each.says) for each in ours],
        ),
    ]
    return "\n".join(lines) + "\n"


_SHARED = frozenset(
    {"democracy", "sim_gdp_pop", "ccode_to_gw", "gwcode_to_cow", "peace_years", "spells", "ucdp_acd"}
)
"""Additions that peacesciencer has, made of tables that are not among its own."""


def _say_years(years: tuple[int | None, int | None]) -> str:
    first, last = years
    if first is None and last is None:
        return "any"
    if first is None:
        return f"to {last}"
    return f"from {first}" if last is None else f"{first}–{last}"
