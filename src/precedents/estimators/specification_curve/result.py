"""The universes of a regression as a user holds them: one row each, and how to read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl

from precedents.core.errors import UsageError
from precedents.estimators.reading_universes.chance import find_deciders
from precedents.estimators.reading_universes.nearest import Path as ShortestPath
from precedents.estimators.reading_universes.nearest import find_path
from precedents.estimators.reading_universes.share import Share, find_share
from precedents.estimators.reading_universes.shortest_rule import Rule, find_shortest_rule
from precedents.estimators.reading_universes.variance import decompose_variance
from precedents.estimators.specification_curve.draw import Drawn
from precedents.estimators.specification_curve.fit_universes import Layout
from precedents.estimators.specification_curve.joint_test import How, JointTest, judge_jointly
from precedents.estimators.specification_curve.samples import Samples
from precedents.estimators.specification_curve.space import Space

MOST_TESTED = 20_000
"""Universes in a joint test, beyond which one has to say that so many null curves of them are wanted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegressionUniverses:
    """Every regression that was run, the author's own first.

    ``rows`` is the table, or the file that holds it. Columns: ``universe`` (from 0), ``subset``, ``treatment``, ``outcome``, yes or no
    for each control, ``estimate``, ``error`` (classical), ``clustered``, ``n``, ``clusters``, ``df``, ``reason`` (why there is
    no answer), ``stratum`` and ``weight`` (how many universes it stands for).
    """

    rows: pl.DataFrame | Path = field(repr=False)
    space: Space = field(repr=False)
    layout: Layout = field(repr=False)
    samples: Samples = field(repr=False)
    drawn: Drawn = field(repr=False)

    def __str__(self) -> str:
        run = f"{self.drawn.codes.size:,}"
        of = "" if self.drawn.full else f", drawn from {self.drawn.total:,}"
        lost = self.frame().select(pl.col("estimate").null_count()).item()
        author = self.author()
        found = (
            "no answer" if author["estimate"] is None else f"{author['estimate']:.4g} (n = {author['n']:,})"
        )
        return (
            f"{run} regressions{of}; {lost:,} without an answer.\n"
            f"The author's own: {author['outcome']} on {author['treatment']}, {author['subset']}: {found}."
        )

    def frame(self) -> pl.DataFrame:
        """One row a universe."""
        return self.rows if isinstance(self.rows, pl.DataFrame) else pl.read_parquet(self.rows)

    def author(self) -> dict[str, object]:
        """The author's own universe."""
        rows = self.rows if isinstance(self.rows, pl.DataFrame) else pl.scan_parquet(self.rows)
        return rows.lazy().head(1).collect().row(0, named=True)

    def choices(self) -> list[str]:
        """The choices that have more than one level."""
        many = [
            name
            for name, levels in (
                ("subset", self.space.subsets),
                ("treatment", self.space.treatments),
                ("outcome", self.space.outcomes),
            )
            if len(levels) > 1
        ]
        return [*many, *self.space.controls]

    def variance(self, answer: pl.Expr | None = None) -> pl.DataFrame:
        """How much of the variance of the estimates (or of another answer) is each choice's?

        See :func:`~precedents.estimators.reading_universes.variance.decompose_variance`. Universes without an answer are left out.
        """
        positions, values = self._read(pl.col("estimate") if answer is None else answer)
        return decompose_variance(
            positions.select(self.choices()),
            values,
            weights=positions["weight"],
            population=None if self.drawn.full else self.drawn.total,
        )

    def deciders(self, generator: np.random.Generator, answer: pl.Expr | None = None) -> pl.DataFrame:
        """Which choices move the estimates (or another answer) more than chance would?

        See :func:`~precedents.estimators.reading_universes.chance.find_deciders`.
        """
        positions, values = self._read(pl.col("estimate") if answer is None else answer)
        return find_deciders(positions.select(self.choices()), values, generator=generator)

    def shortest_rule(
        self,
        side: pl.Expr | None = None,
        *,
        error: float = 0.0,
        generator: np.random.Generator | None = None,
    ) -> Rule:
        """On which choices does the side (estimate above zero, when None) hang?

        See :func:`~precedents.estimators.reading_universes.shortest_rule.find_shortest_rule`.
        """
        positions, values = self._read(_read_side(side))
        return find_shortest_rule(
            positions.select(self.choices()),
            values,
            error=error,
            weights=positions["weight"],
            generator=generator,
        )

    def path(self, side: pl.Expr | None = None) -> ShortestPath | None:
        """Which fewest changes lead from the author's universe to one on the other side?

        See :func:`~precedents.estimators.reading_universes.nearest.find_path`.

        Raises
        ------
        UsageError
            When the author's own universe has no answer.
        """
        positions, values = self._read(_read_side(side))
        if positions["universe"][0] != 0:
            raise UsageError(f"the author's own universe has no answer: {self.author()['reason']}")
        return find_path(positions.select(self.choices()), values)

    def share(self, side: pl.Expr | None = None) -> Share:
        """What share of the universes is on the side, of those that have an answer?

        See :func:`~precedents.estimators.reading_universes.share.find_share`. In a draw, universes without an answer are taken to
        be as frequent in what was not drawn of their stratum as in what was.
        """
        positions, values = self._read(_read_side(side))
        if self.drawn.full:
            return find_share(values)
        strata = positions["stratum"].to_numpy()
        answered = np.bincount(strata[strata >= 0], minlength=self.drawn.sizes.size)
        sizes = np.round(self.drawn.sizes * answered / np.maximum(self.drawn.taken, 1))
        return find_share(values, strata=strata, sizes=sizes)

    def joint_test(
        self,
        *,
        generator: np.random.Generator,
        runs: int = 500,
        how: How = "resample",
        universes: Sequence[int] | None = None,
    ) -> JointTest:
        """Could the whole curve be what it is if the treatment did nothing in any universe?

        Parameters
        ----------
        generator
            Draws the null curves.
        runs
            How many.
        how
            "resample" for observed data, "shuffle" for treatments that were assigned by chance.
        universes
            The rows that make the curve; all when None.

        Returns
        -------
        JointTest

        Raises
        ------
        UsageError
            When there are more than ``MOST_TESTED`` universes and none were picked.

        Notes
        -----
        Each p counts the curve itself among the null curves, so that it is never zero and its size holds for any number of them.

        **Assumes** rows (or clusters) are independent of each other.

        **Source**: Simonsohn, Simmons & Nelson 2020 (Nature Human Behaviour 4: 1208-1214), the three statistics and both
        procedures. With clusters, whole clusters are drawn and errors are robust to them, with G - 1 degrees of freedom. Its size
        on made-up data without any effect is in ``simulations/multiverse_reading.py``.
        """
        codes = self.drawn.codes if universes is None else self.drawn.codes[list(universes)]
        if codes.size > MOST_TESTED:
            raise UsageError(
                f"{codes.size:,} universes times {runs} null curves is long: pick some of them with universes= "
                f"(up to {MOST_TESTED:,})"
            )
        return judge_jointly(
            self.space, self.layout, self.samples, codes, how=how, runs=runs, generator=generator
        )

    def _read(self, answer: pl.Expr) -> tuple[pl.DataFrame, np.ndarray]:
        told = self.frame().with_columns(_answer=answer.cast(pl.Float64).fill_nan(None)).drop_nulls("_answer")
        if not told.height:
            raise UsageError("no universe has an answer")
        return told, told["_answer"].to_numpy()


def _read_side(side: pl.Expr | None) -> pl.Expr:
    return pl.col("estimate") > 0 if side is None else side
