"""How willing a leader was to use force, as a latent trait."""

from __future__ import annotations

from precedents.panels.additions import Addition
from precedents.panels.grain import Ask
from precedents.panels.keyed import Keyed, Tables

_COLUMNS = tuple(f"theta{model}_{what}" for model in (1, 2, 3, 4) for what in ("mean", "sd"))


def build_lwuf(tables: Tables, ask: Ask) -> tuple[Keyed, ...]:  # noqa: ARG001 - the same for every panel
    """How willing to use force was each leader, by four models of the same lives (Carter and Smith 2020)?

    Returns
    -------
    tuple of Keyed
        One table by the leader's spell in Archigos (``obsid``): ``theta1_mean`` to ``theta4_mean`` (latent trait,
        higher is more willing) with ``theta1_sd`` to ``theta4_sd`` (its standard deviation). The authors find the
        second model the best. A leader who was not scored has no values.

    Notes
    -----
    Source: Carter and Smith 2020, as in peacesciencer 1.2.9.
    """
    frame = tables.source("peacesciencer-1.2.9", "lwuf").select("obsid", *_COLUMNS)
    return (Keyed(frame=frame, key=("obsid",), name="lwuf"),)


ADDITION = Addition(
    name="lwuf",
    says="How willing a leader was to use force: four latent traits, each with its standard deviation.",
    kinds=("leader-years",),
    sources=("peacesciencer-1.2.9",),
    coverage="2,930 of Archigos' 3,409 spells of leaders, who came to office by 2001",
    build=build_lwuf,
)
