"""Which row of the record has this id?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from precedents.core.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from precedents.record.store import Record


def find_case(record: Record, case_id: str) -> tuple[str, dict[str, Any]]:
    """Which row of the record has this id, and in which table does it stand?

    Parameters
    ----------
    record
        Its tables with a column ``id`` are looked through, those of this kind of case first.
    case_id
        An id, such as ``intervention:kosovo-1999``.

    Returns
    -------
    tuple of str and dict
        The name of the table, and the row.

    Raises
    ------
    UsageError
        When nothing has this id; near misses are offered. NeedsSource when the table of such cases needs one.
    """
    kind = case_id.partition(":")[0]
    of_kind = [name for name, spec in record.tables.items() if spec.case_kind == kind]
    if of_kind and not any(name in record.rows for name in of_kind):
        record.spec(of_kind[0])  # says what it needs; where another table has such cases, that one answers
    held = {name: spec for name, spec in record.tables.items() if not spec.pulled or name in record.rows}
    holders = [name for name, spec in held.items() if spec.column("id") is not None]
    holders.sort(key=lambda name: (record.tables[name].case_kind != kind, not name.startswith(kind), name))
    for name in holders:
        found = record.table(name).filter(pl.col("id") == case_id)
        if found.height:
            return name, found.row(0, named=True)
    known = [known for name in holders for known in record.table(name)["id"]]
    raise UsageError(f"nothing in the record has the id {case_id!r}.{did_you_mean(case_id, known)}")
