"""The page of the library of outcomes, made from the library and the record itself."""

from __future__ import annotations

from collections.abc import Sequence

from precedents.record.outcomes.follow import join_outcomes
from precedents.record.outcomes.library import Outcome, read_library
from precedents.record.store import Record

INTRODUCTION = """# Outcomes

What followed a case, worked out from the record for every table of cases that has a state, a start and an end. The name of
an outcome is its own name with the horizon in years: `new_war_5y` is `new_war` within five years. It may stand wherever a definition
may: as the `outcome` of a part, within a condition (`democracy_change_10y > 0.1`, `not recurrence_5y`), in the rule of a class.

```toml
[choices]
return = ["recurrence_5y", "recurrence_10y", "new_war_5y"]   # horizons and thresholds as alternatives; the author's own first

[[statement]]
id      = "1"
says    = "Wars that were settled stay settled."
kind    = "base-rate"
class   = "settled"
outcome = ":return"
expects = "few"
```

A case is known only where its whole horizon is over and covered: else the cases in which something happened early would be known
and the others not. The unknown are counted beside every share, and the flow of the class lists them. Dates count from the
day that the record has for the start or the end, however exactly it is known. What follows a case is not what
the case brought about. A table that holds a column of the same name keeps its own. On the command line: `precedents cases conflicts
--where ended --outcome recurrence_5y`.

Known cases of all, and of the known those of which it is true, in the tables that every record ships:
"""


def render_outcomes(record: Record) -> str:
    """The library as a page: each outcome with its definition, its censoring, its sources, and how many cases it knows.

    Parameters
    ----------
    record
        As `open_record` returns it; what was pulled plays no part.

    Returns
    -------
    str
        Markdown.
    """
    tables = [
        name for name, table in sorted(record.tables.items()) if table.kind == "cases" and not table.pulled
    ]
    lines = [INTRODUCTION]
    for outcome in read_library().values():
        lines += _render_outcome(outcome, record, tables)
    return "\n".join(lines)


def _render_outcome(outcome: Outcome, record: Record, tables: Sequence[str]) -> list[str]:
    held = {
        table: columns
        for table in tables
        if (columns := [c for c in record.tables[table].derived if c.name.rpartition("_")[0] == outcome.id])
    }
    columns = [column for each in held.values() for column in each]
    sources = dict.fromkeys(source for column in columns for source in column.sources)
    pulled = [
        source
        for each in dict.fromkeys(read.split(".")[0] for read in outcome.reads)
        for source in record.tables[each].pulled
    ]
    lines = [
        f"## {outcome.id}\n",
        f"{outcome.says.format(horizon='within the horizon')}: `{'`, `'.join(map(outcome.name, outcome.horizons))}`. {outcome.definition}\n",
        f"- Counted from: the {outcome.after} of the case.",
        f"- Unknown: {outcome.censoring.removeprefix('Unknown ')}",
        f"- Holds: {'yes, no or unknown' if outcome.kind == 'flag' else outcome.unit}.",
        f"- Sources: {', '.join(sources)}.",
    ]
    if pulled:
        lines.append(
            f"- Needs: {', '.join(f'`precedents sources pull {each}`' for each in dict.fromkeys(pulled))}."
        )
    if outcome.alternatives:
        lines.append(f"- Alternatives: {', '.join(outcome.alternatives)}.")
    if pulled:
        return [*lines, f"- Of: {', '.join(held)}.\n"]
    head = ["of", *(f"{years} y" for years in outcome.horizons)]
    lines += ["", f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    for table, each in held.items():
        frame = join_outcomes(record, table, [column.name for column in each])
        cells = {
            column.name: _count(frame[column.name].drop_nulls().to_list(), frame.height) for column in each
        }
        shown = [cells.get(outcome.name(years), "its own column") for years in outcome.horizons]
        lines.append(f"| {' | '.join([table, *shown])} |")
    return [*lines, ""]


def _count(known: Sequence[bool | float], cases: int) -> str:
    flags = [each for each in known if isinstance(each, bool)]
    return f"{len(known)} of {cases}" + (f"; {sum(flags)}" if len(flags) == len(known) else "")
