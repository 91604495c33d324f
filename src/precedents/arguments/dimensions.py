"""Can what a part declares as a dimension be one, and does its direction have the right word?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from precedents.arguments.frame import Frame
from precedents.arguments.positions import Path
from precedents.arguments.remarks import Remark
from precedents.core.errors import did_you_mean
from precedents.core.source import Column


def check_dimensions(
    value: Sequence[Mapping[str, Any]], path: Path, part: Mapping[str, Any], frame: Frame
) -> Iterator[Remark]:
    """Can each of these be a dimension of the cases of the part's class?

    Parameters
    ----------
    value
        Well formed, each with ``feature`` and ``favours``.
    path
        Where they stand.
    part
        Names the class: the columns of its table may be dimensions beside the features of states.
    frame
        What there is.

    Yields
    ------
    Remark
        One for each fault.
    """
    states, table = frame.known.features, frame.table(frame.classes.get(str(part.get("class")), ""))
    if states is None or table is None:
        return
    seen: set[str] = set()
    for number, each in enumerate(value):
        name, at = str(each["feature"]), (*path, number, "feature")
        column = None if name in states else table.column(name)
        if name in seen:
            yield Remark(path=at, what=f"the dimension {name} is declared twice: keep one")
        elif name not in states and column is None:
            near = did_you_mean(name, [*states, *(column.name for column in table.columns)])
            what = f"no feature of states and no column of {table.name} is called {name}.{near}"
            yield Remark(path=at, what=what)
        elif column is not None:
            yield from _check_column(column, str(each["favours"]), (*path, number))
        seen.add(name)


def _check_column(column: Column, favours: str, path: Path) -> Iterator[Remark]:
    if column.kind not in {"flag", "integer", "number"}:
        what = f"{column.name} says neither how much nor yes or no, so it has no direction"
        yield Remark(path=(*path, "feature"), what=what)
    elif column.outcome and not column.feature:
        what = f"{column.name} is an outcome, known only afterwards: it cannot be what favours one"
        yield Remark(path=(*path, "feature"), what=what)
    elif (column.kind == "flag") != (favours in {"yes", "no"}):
        words = "yes or no" if column.kind == "flag" else "high or low"
        yield Remark(path=(*path, "favours"), what=f"{column.name} favours {words}, not {favours}")
