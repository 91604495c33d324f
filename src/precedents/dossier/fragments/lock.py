"""Whether the definitions were frozen before outcomes were seen, in one line under how to repeat it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from precedents.dossier.words import render_count

MOST_NAMED = 12
"""Changes named on the page; report.json has all."""


def build_lock(report: Mapping[str, Any]) -> dict[str, Any]:
    """Was the run locked, and what changed since?

    Parameters
    ----------
    report
        The report; one without a lock in it says nothing of one.

    Returns
    -------
    dict
        For ``repeat.html.j2``: what is said, the hash of the lock, the names of what changed, how many more did.

    Examples
    --------
    >>> build_lock({})["says"]
    'No: nothing shows that they were fixed before outcomes were seen.'
    >>> build_lock({"lock": {"locked": True, "sha256": "ab", "changed": []}})["says"]
    'Yes, and nothing changed since.'
    """
    lock = report.get("lock") or {}
    changed = [str(each["what"]) for each in lock.get("changed") or ()]
    if not lock.get("locked"):
        says = "No: nothing shows that they were fixed before outcomes were seen."
    elif changed:
        says = f"Yes, and {render_count(len(changed), 'thing')} changed since:"
    else:
        says = "Yes, and nothing changed since."
    left = len(changed) - MOST_NAMED
    return {
        "says": says,
        "sha256": str(lock.get("sha256") or ""),
        "changed": changed[:MOST_NAMED],
        "more": f"and {left:,} more" if left > 0 else "",
    }
