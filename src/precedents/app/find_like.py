"""The cases most like a case, or like a state in a year, with what each feature contributes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from precedents.app.features import FEATURES, describe_onset, find_features, read_features
from precedents.core.errors import UsageError
from precedents.precedent.similarity import find_nearest, fit_similarity
from precedents.record.store import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class LikeCases:
    """The nearest cases: ``ranked`` is how many could be compared; ``rows`` have distance and contributions."""

    named: str
    ranked: int
    rows: Sequence[Mapping[str, Any]]


def find_like(
    record: Record,
    case: str,
    *,
    k: int = 10,
    of: str = "interventions",
    features: Sequence[str] = (),
) -> LikeCases:
    """Which cases are most like this one, on which features?

    Parameters
    ----------
    record
        As `open_record` returns it.
    case
        A case id, described by its state in the year before it began; or a state and a year, ``IRN:2024``.
    k
        How many to give.
    of
        The table of cases to look in.
    features
        Names of `FEATURES`; all of them where none is given.

    Returns
    -------
    LikeCases
        Nearest first; a case itself is left out.

    Raises
    ------
    UsageError
        For a case, table or feature that does not exist.

    Examples
    --------
    >>> import precedents as pr
    >>> find_like(pr.open_record(), "intervention:kosovo-1999", k=1).rows[0]["rank"]
    1
    """
    names = tuple(features) or tuple(FEATURES)
    spec = record.spec(of)
    if spec.kind != "cases":
        known = sorted(name for name, each in record.tables.items() if each.kind == "cases")
        raise UsageError(f"{of} is not a table of cases; those are {', '.join(known)}")
    read = read_features(record, names)
    entity, _, year = case.partition(":")
    if year.isdigit() and len(year) == 4:
        state = record.entities.resolve(entity, int(year))
        named, own = f"{state.label} {year}", read(state.id, int(year))
    else:
        row = record.case(case)[1]
        named, own = str(row.get("label", case)), describe_onset(read, row)
    rows = record.table(of).select("id", "label", "entity", "start").to_dicts()
    values = {
        each["id"]: {name: reading.compared for name, reading in describe_onset(read, each).items()}
        for each in rows
        if each["id"] != case
    }
    labels = {each["id"]: each["label"] for each in rows}
    target = {name: reading.compared for name, reading in own.items()}
    fitted = fit_similarity(target, values, find_features(names))
    found = [
        {
            "rank": each.rank,
            "id": each.case,
            "label": labels[each.case],
            "distance": each.distance,
            **dict(each.contributions),
        }
        for each in find_nearest(fitted, k)
    ]
    return LikeCases(named=named, ranked=fitted.ranked, rows=found)
