"""The comma-separated lists in UCDP's cells: names, which may themselves hold commas, and codes."""

from __future__ import annotations

import re

from precedents.core.errors import RecordError

_OUTSIDE_BRACKETS = re.compile(r",\s*(?![^()]*\))")


def read_names(cell: str | None, ids: str | int | None = None) -> list[str]:
    """Which names a cell lists.

    Parameters
    ----------
    cell
        The names; a comma inside brackets does not part them.
    ids
        The publisher's ids of the same names, where it gives them: they say how many there are.

    Returns
    -------
    list of str
        The names in the publisher's order.

    Raises
    ------
    RecordError
        When names and ids cannot be made to agree.

    Examples
    --------
    >>> read_names("Military faction (forces of A, B), NCRC")
    ['Military faction (forces of A, B)', 'NCRC']
    >>> read_names("Junta for Democracy, Peace and Justice", "549")
    ['Junta for Democracy, Peace and Justice']
    """
    if cell is None or not cell.strip():
        return []
    names = [name.strip() for name in _OUTSIDE_BRACKETS.split(cell.strip())]
    wanted = len(read_codes(ids)) if ids is not None else len(names)
    if len(names) == wanted:
        return names
    if wanted == 1:
        return [cell.strip()]
    raise RecordError(f"{cell!r} holds {len(names)} names and {ids!r} {wanted} ids; look at the source's row")


def read_codes(cell: str | int | None) -> list[int]:
    """Which codes a cell lists.

    Examples
    --------
    >>> read_codes("200,  2")
    [200, 2]
    """
    return [
        int(code) for code in str("" if cell is None else cell).replace(";", ",").split(",") if code.strip()
    ]


def render_precision(code: int | None) -> str:
    """How exactly a date is known, by UCDP's code for it.

    Examples
    --------
    >>> [render_precision(code) for code in (1, 3, 5, 6, None)]
    ['day', 'month', 'year', 'unknown', 'unknown']
    """
    match code:
        case 1:
            return "day"
        case 2 | 3:
            return "month"
        case 4 | 5:
            return "year"
        case _:
            return "unknown"
