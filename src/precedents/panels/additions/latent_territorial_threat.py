"""Latent territorial threat: how much a state had to fear for its territory."""

from __future__ import annotations

import polars as pl

from precedents.panels.additions import Addition
from precedents.panels.grain import Ask
from precedents.panels.keyed import STATE, Keyed, Tables

_COLUMNS = ("lterrthreat", "sd", "lwr", "upr", "m_lterrthreat", "m_sd", "m_lwr", "m_upr")


def build_latent_territorial_threat(tables: Tables, ask: Ask) -> tuple[Keyed, ...]:  # noqa: ARG001 - the same for every panel
    """How much external threat to its territory did each state face, as a model infers it (Miller 2022)?

    Returns
    -------
    tuple of Keyed
        By Correlates of War number and year: ``lterrthreat`` (latent scale, mean of the posterior), ``sd``,
        ``lwr`` and ``upr`` (its standard deviation and 90 per cent bounds), and the same with ``m_`` from the model
        that leaves some items out. 1816 to 2010; no cell is filled. In dyads it is the threat to each state, not
        that between the two.
    """
    rows = tables.source("peacesciencer-1.2.9", "terrthreat")
    frame = rows.select(pl.col("ccode").alias("code"), "year", *_COLUMNS)
    return (Keyed(frame=frame, key=STATE, system="cow", name="terrthreat"),)


DIFFERENCES = ()
"""None."""

ADDITION = Addition(
    name="latent_territorial_threat",
    says="Latent external threat to a state's territory, with its uncertainty.",
    kinds=("state-years", "dyad-years", "directed-dyad-years", "leader-years"),
    sources=("peacesciencer-1.2.9",),
    coverage="1816 to 2010, states of Correlates of War",
    build=build_latent_territorial_threat,
)
