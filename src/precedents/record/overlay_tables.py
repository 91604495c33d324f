"""To which table of cases does a user's own case belong, by its id or by the name of a table?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from precedents.core.errors import NeedsSource, did_you_mean
from precedents.core.source import Table

if TYPE_CHECKING:
    from precedents.record.store import Record


def list_case_tables(record: Record) -> dict[str, Table]:
    """Which tables of cases does a record have, filled or not?"""
    return {name: table for name, table in record.tables.items() if table.kind == "cases"}


def find_table(record: Record, case_id: str, named: str) -> tuple[Table | None, list[tuple[str, str]]]:
    """To which table does a case belong?

    Parameters
    ----------
    record
        Its dictionary says which word stands before the colon of the ids of each table.
    case_id
        Its id; empty where the file has none.
    named
        The name of a table; empty where the file leaves it to the id.

    Returns
    -------
    tuple
        The table, or None; and what is wrong, each fault with the column of the file that it concerns.

    Examples
    --------
    >>> from precedents.record.store import open_record
    >>> find_table(open_record(), "war:atlantis-2021", "")[0].name
    'conflicts'
    >>> find_table(open_record(), "was:atlantis-2021", "")[1]
    [('id', 'id: “was” is no kind of case; there are intervention, ..., war. Did you mean war?')]
    """
    tables = list_case_tables(record)
    faults: list[tuple[str, str]] = []
    table = None
    # of two tables of one kind of case the one that is shipped is meant
    shipped_last = sorted(tables.values(), key=lambda each: bool(each.pulled), reverse=True)
    kinds = {each.case_kind: each for each in shipped_last}
    if not case_id:
        faults.append(("id", "the row has no id: write one, as in intervention:place-2021"))
    if named:
        table = tables.get(named)
        if table is None:
            near = did_you_mean(named, tables)
            faults.append(
                (
                    "table",
                    f"table: “{named}” is no table of cases; those are {', '.join(sorted(tables))}.{near}",
                )
            )
        elif case_id and case_id.partition(":")[0] != table.case_kind:
            faults.append(
                ("id", f"id: an id of {named} begins with {table.case_kind}:, this one is “{case_id}”")
            )
    elif case_id:
        kind = case_id.partition(":")[0]
        table = kinds.get(kind)
        if table is None:
            near = did_you_mean(kind, kinds)
            faults.append(
                ("id", f"id: “{kind}” is no kind of case; there are {', '.join(sorted(kinds))}.{near}")
            )
    if table is not None:
        try:
            record.spec(table.name)
        except NeedsSource as missing:
            faults.append(("id", f"{case_id or table.name}: {table.name} {missing}"))
    return (None if faults else table), faults
