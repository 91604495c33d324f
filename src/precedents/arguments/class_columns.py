"""Do the columns beside the rule of a class exist, and can they be what they are declared to be?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from precedents.arguments.definitions import check_predicate
from precedents.arguments.frame import Frame
from precedents.arguments.positions import Path
from precedents.arguments.remarks import Remark
from precedents.core.errors import did_you_mean

COLUMNS = ("salience", "split")
"""Keys of a class that name columns rather than pick cases."""
NUMBERS = ("number", "integer")


def check_class_columns(key: str, value: Any, path: Path, of: str, frame: Frame) -> Iterator[Remark]:
    """Does a class name columns that its table has, and a prominence that no outcome has touched?

    Parameters
    ----------
    key, value, path
        ``salience`` (one column) or ``split`` (columns or conditions), what it says, and where.
    of
        The table of the class; empty where that is unknown.
    frame
        What there is.

    Yields
    ------
    Remark
        One for each fault.
    """
    table = frame.table(of)
    if table is None:
        return
    if key == "split":
        for number, each in enumerate(value if isinstance(value, list) else [value]):
            if table.column(str(each)) is None:
                yield from check_predicate(
                    str(each), (*path, number) if isinstance(value, list) else path, of, frame
                )
        return
    column = table.column(str(value))
    numbers = [each.name for each in table.columns if each.kind in NUMBERS and not each.outcome]
    if column is None:
        hint = did_you_mean(str(value), numbers) or f" Numbers that are no outcome: {', '.join(numbers)}."
        yield Remark(path=path, what=f"{of} has no column called {value}.{hint}")
    elif column.kind not in NUMBERS:
        yield Remark(path=path, what=f"{value} of {of} is no number. Those that are: {', '.join(numbers)}.")
    elif column.outcome and not column.feature:
        what = f"{value} is an outcome, and prominence has to be fixed before outcomes are known. {', '.join(numbers)} are not."
        yield Remark(path=path, what=what)
