"""Where do the sources of a case agree, and where not? Column by column, each with what every source says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from precedents.record.register.coding import CHANGE, FLAGS, NEUTRAL, OPEN, Coding, read_gap

DATES = ("start", "end")
COLUMNS = (*DATES, "interveners", "side", *FLAGS)
"""What is compared."""

_SLACK = 31

Share = Callable[[Coding, Coding], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What the sources of a case say of one column.

    ``says`` holds source and value of every coding that speaks, in the order of the codings. ``agree`` is None where fewer
    than two sources speak. ``apart`` is the widest gap between two dates in days, beyond what their precision leaves open.
    """

    column: str
    says: tuple[tuple[str, str], ...]
    agree: bool | None
    apart: int | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        """Which sources speak, each once."""
        return tuple(dict.fromkeys(source for source, _ in self.says))


def judge_agreement(codings: Sequence[Coding], share: Share) -> list[Agreement]:
    """On which columns do the sources of one case agree?

    Two dates agree that may lie within 31 days of each other, as exactly as they are known; of two codings of one source
    the earlier start and the later end count, since a source may split what another keeps together; the day on which a
    leader was put in or out is no date of these. Sides agree that are
    the same; neutral is a side here. A flag agrees where every source that speaks says the same of at least one of its codings.
    Interveners agree where each source shares one with each other.

    Parameters
    ----------
    codings
        Of one case.
    share
        How two codings share an intervener.

    Returns
    -------
    list of Agreement
        One for each of :data:`COLUMNS` of which at least one source speaks.
    """
    found = [_judge_date(codings, name) for name in DATES]
    found += [_judge_interveners(codings, share), _judge_values(codings, "side")]
    found += [_judge_values(codings, name) for name in FLAGS]
    return [each for each in found if each.says]


def _judge_date(codings: Sequence[Coding], name: str) -> Agreement:
    # the day of a leader's fall is neither the start nor the end of what brought it about
    lasting = [each for each in codings if each.operation != CHANGE]
    known = [
        each for each in lasting if name == "start" or each.end is not None or each.end_precision is None
    ]
    windows: dict[str, tuple[int, int]] = {}
    for each in known:
        window = each.starts if name == "start" else each.ends
        old = windows.get(each.source, window)
        windows[each.source] = min(old, window) if name == "start" else max(old, window)
    gaps = [read_gap(one, other) for one, other in combinations(windows.values(), 2)]
    # an end that was not reached when the source was coded denies no end of another
    closed = [window for window in windows.values() if window[0] < OPEN]
    gaps = gaps if len(closed) == len(windows) else [read_gap(*pair) for pair in combinations(closed, 2)]
    says = tuple((each.source, _render_date(each, name)) for each in known)
    apart = max(gaps) if gaps else None
    return Agreement(column=name, says=says, agree=None if apart is None else apart <= _SLACK, apart=apart)


def _render_date(coding: Coding, name: str) -> str:
    day = getattr(coding, name)
    precision = getattr(coding, f"{name}_precision")
    if day is None:
        return "goes on"
    shown = {"day": day.isoformat(), "month": f"{day:%Y-%m}"}.get(precision, f"{day:%Y}")
    return f"about {shown}" if precision == "unknown" else shown


def _judge_interveners(codings: Sequence[Coding], share: Share) -> Agreement:
    known = [each for each in codings if each.interveners]
    by_source: dict[str, list[Coding]] = {}
    for each in known:
        by_source.setdefault(each.source, []).append(each)
    agree = all(
        any(share(one, other) for one in left for other in right)
        for left, right in combinations(by_source.values(), 2)
    )
    says = tuple((each.source, " ".join(each.interveners)) for each in known)
    return Agreement(column="interveners", says=says, agree=agree if len(by_source) > 1 else None)


def _judge_values(codings: Sequence[Coding], name: str) -> Agreement:
    said: dict[str, set[Any]] = {}
    for each in codings:
        if getattr(each, name) is not None:
            said.setdefault(each.source, set()).add(getattr(each, name))
    says = tuple(
        (each.source, _render(getattr(each, name))) for each in codings if getattr(each, name) is not None
    )
    common = set.intersection(*said.values()) if said else set()
    return Agreement(column=name, says=says, agree=bool(common) if len(said) > 1 else None)


def _render(value: Any) -> str:
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def is_soft(agreement: Agreement) -> bool:
    """Whether sources differ on the side only in that one calls it neutral: less of a disagreement than opposite sides."""
    sides = {value for _, value in agreement.says}
    return agreement.column == "side" and agreement.agree is False and NEUTRAL in sides and len(sides) == 2
