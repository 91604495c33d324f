"""Are the definitions of an argument file safe, and do they speak of columns that exist?"""

from __future__ import annotations

from collections.abc import Iterator

from precedents.arguments.frame import Frame
from precedents.arguments.positions import Path
from precedents.arguments.remarks import Remark
from precedents.core.errors import PredicateError, did_you_mean
from precedents.core.predicate_words import find_choices
from precedents.core.predicates import read_predicate


def check_predicate(text: str, path: Path, table: str, frame: Frame) -> Iterator[Remark]:
    """Is this a safe expression over the columns of the table?

    Without the record's tables only the choices are checked.

    Parameters
    ----------
    text
        The definition.
    path
        Where it stands.
    table
        Over which table; empty where that is unknown.
    frame
        What there is.

    Yields
    ------
    Remark
        At the place within the text, where there is one.
    """
    spec = frame.table(table)
    if spec is None:
        for name in find_choices(text):
            if name not in frame.choices:
                hint = did_you_mean(name, frame.choices) or " Declare it under [choices]."
                what = f"no choice is called {name}.{hint}"
                yield Remark(path=path, what=what, offset=text.find(f":{name}"), by_absence=True)
        return
    columns = {column.name: column.kind for column in spec.known}
    try:
        predicate = read_predicate(text, columns=columns, choices=frame.choices)
    except PredicateError as error:
        unknown = any(name not in frame.choices for name in find_choices(text))
        yield Remark(
            path=path, what=f"{error} (in {path[-1]}, over {table})", offset=error.offset, by_absence=unknown
        )
        return
    for group, offset in predicate.groups:
        near = frame.known.group(group) if frame.known.group is not None else None
        if near is not None:
            yield Remark(path=path, what=f"no group is called {group}.{near}", offset=offset)
