"""One thing that was so and is otherwise now: between two dossiers, or since definitions were frozen."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What changed, of what kind, from what to what.

    ``kind`` says of what kind (verdict, number, doubt, definition, data …), ``where`` names it, ``label`` says it in
    words where a name does not. ``before`` and ``after`` are plain values, None where there is none: a thing that was
    added has no ``before``. ``unit`` is that of a number.

    Examples
    --------
    >>> change = Change(kind="number", where="8.2", label="cases", before=41, after=40, unit="cases")
    >>> change.how, change.plain["after"]
    ('changed', 40)
    """

    kind: str
    where: str
    before: str | int | float | bool | None
    after: str | int | float | bool | None
    label: str = ""
    unit: str = ""

    @property
    def how(self) -> str:
        """Added, removed or changed."""
        return "added" if self.before is None else "removed" if self.after is None else "changed"

    @property
    def plain(self) -> dict[str, Any]:
        """As one row of a table, every key there."""
        named = asdict(self)
        return {key: named[key] for key in ("kind", "where", "label", "before", "after", "unit")}


@dataclass(frozen=True, slots=True, kw_only=True)
class LockState:
    """Were the definitions of an argument frozen before it was tried, and what changed since?

    ``sha256`` is that of the file that froze them, empty where there is none.
    """

    locked: bool = False
    sha256: str = ""
    changed: tuple[Change, ...] = ()
