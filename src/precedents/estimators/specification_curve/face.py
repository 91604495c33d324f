"""`pr.regression_universes`: every regression that could reasonably have been run, in one call."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from precedents.core.errors import UsageError
from precedents.estimators.specification_curve.draw import draw_universes
from precedents.estimators.specification_curve.fit_universes import Layout
from precedents.estimators.specification_curve.parts import Parts
from precedents.estimators.specification_curve.result import RegressionUniverses
from precedents.estimators.specification_curve.run import (
    CHUNK,
    KEYS,
    RESULTS,
    count_chunks,
    open_executor,
    run_chunks,
)
from precedents.estimators.specification_curve.samples import Missing, read_samples
from precedents.estimators.specification_curve.space import read_space

ENGINE = 1
"""Raised whenever the numbers or the form of the rows change: chunks of different engines are not mixed."""


def regression_universes(
    frame: Any,
    *,
    outcomes: Sequence[str],
    treatments: Sequence[str],
    controls: Sequence[str] | Mapping[str, Sequence[str]] = (),
    subsets: Mapping[str, Any] | None = None,
    clusters: str | None = None,
    always: Sequence[str] = (),
    own_controls: Collection[str] | None = None,
    forbidden: Iterable[Mapping[str, Any]] = (),
    missing: Missing = "common",
    most: int = 1_000_000,
    seed: int | None = None,
    out: str | Path | None = None,
    executor: Any = None,
    workers: int | None = None,
    resume: bool = True,
) -> RegressionUniverses:
    """What would every other reasonable regression have said?

    Each universe is a least-squares regression of one outcome on one treatment, an intercept, the columns that are
    always in and some of the controls, on one subset of the rows. The author's own position is the first outcome,
    treatment and subset with the author's controls; it is always the first row.

    Parameters
    ----------
    frame
        Of Polars, pandas, Arrow, or a mapping of columns.
    outcomes, treatments
        Columns of numbers, the author's first.
    controls
        Columns that may be in or out; a mapping where several columns go in together (``{"region": ["east", "west"]}``).
    subsets
        Names and what they hold, the author's first: a condition in the manner of SQL, an expression of Polars, or a
        yes or no for each row. All rows when None.
    clusters
        The column of clusters; without it no clustered errors.
    always
        Columns that are in every regression.
    own_controls
        The controls that the author has; all when None.
    forbidden
        Combinations that are declared away, each a mapping of ``subset``, ``treatment``, ``outcome`` to a name or several, and of
        controls to True (in) or False (out).
    missing
        "common": in a subset, every universe has the rows that lack no column of any universe, so that answers differ by
        choice and not by rows. "each": every universe has the rows that lack none of its own columns; slower, since
        universes share less. ``n`` is stored for each universe either way.
    most
        All universes are run up to so many, beyond it a stratified draw (:func:`draw_universes`).
    seed
        Of the draw; needed when there is one.
    out
        A Parquet file. While the run lasts its chunks lie beside it in a folder ``out + ".parts"``.
    executor
        Any ``concurrent.futures`` executor or a client of Dask; threads when None.
    workers
        How many threads, when there is no executor.
    resume
        Go on with what is there of the same run; False begins anew.

    Returns
    -------
    RegressionUniverses
        One row a universe, to be read further.

    Raises
    ------
    UsageError
        When a name is unknown, the draw has no seed, or ``out`` holds another run.

    Notes
    -----
    **Assumes** least squares answers the question; a curve of universes adds nothing to a design that does not hold.

    **Source**: Simonsohn, Simmons & Nelson 2020 (Nature Human Behaviour 4: 1208-1214) for the idea. Fits are those of
    :func:`~precedents.estimators.many_regressions.fit_many`; checked against statsmodels one by one and against the
    1,024 of specr 1.0.0, both to 1e-8.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> x, c = rng.normal(size=(2, 200))
    >>> found = regression_universes(
    ...     {"y": x + c, "z": rng.normal(size=200), "x": x, "c": c}, outcomes=["y", "z"], treatments=["x"], controls=["c"]
    ... )
    >>> found.frame().select("outcome", "c", pl.col("estimate").round(2))["estimate"][0]
    1.0
    """
    groups = controls if isinstance(controls, Mapping) else {name: [name] for name in controls}
    if isinstance(outcomes, str) or isinstance(treatments, str) or isinstance(controls, str):
        raise UsageError("outcomes, treatments and controls are lists of names, not one name")
    if clash := sorted({*groups} & {*KEYS, *RESULTS}):
        raise UsageError(f"control {clash[0]!r} has the name of a column of the results: rename it")
    if most < 1:
        raise UsageError(f"most={most}: at least one universe is run")
    space = read_space(
        outcomes=outcomes,
        treatments=treatments,
        controls=list(controls),
        own=own_controls,
        subsets=["all rows"] if subsets is None else list(subsets),
        forbidden=forbidden,
    )
    beside = [column for columns in groups.values() for column in columns]
    names = list(dict.fromkeys([*outcomes, *treatments, *always, *beside]))
    for column in [*always, *beside]:
        if column in (*outcomes, *treatments):
            raise UsageError(
                f"column {column!r} is an outcome or a treatment and a control: give it one part"
            )
    samples = read_samples(frame, names, clusters=clusters, subsets=subsets, missing=missing)
    total = int(space.count_cells().sum())
    if total > most and seed is None:
        raise UsageError(
            f"there are {total:,} universes, more than most={most:,}: give a seed to draw so many, or raise most"
        )
    drawn = draw_universes(space, most, np.random.default_rng(seed))
    place = {name: number + 1 for number, name in enumerate(names)}
    layout = Layout(
        outcomes=np.array([place[name] for name in outcomes]),
        treatments=np.array([place[name] for name in treatments]),
        always=_mark([0, *(place[name] for name in always)], len(names) + 1),
        controls=np.array(
            [_mark([place[name] for name in columns], len(names) + 1) for columns in groups.values()]
        ).reshape(len(groups), len(names) + 1),
    )
    chunks = count_chunks(drawn.codes)
    if out is None:
        pieces: dict[int, pl.DataFrame] = {}
        with open_executor(executor, workers) as pool:
            run_chunks(pool, space, layout, samples, drawn, range(chunks), pieces.__setitem__)
        rows: pl.DataFrame | Path = pl.concat([pieces[chunk] for chunk in range(chunks)])
    else:
        rows = Path(out)
        parts = Parts(
            out=rows,
            run={
                "engine": ENGINE,
                "numpy": np.__version__,
                "chunk": CHUNK,
                "universes": hashlib.sha256(drawn.codes.tobytes() + drawn.strata.tobytes()).hexdigest(),
                "samples": samples.fingerprint(),
                "space": [space.subsets, space.treatments, space.outcomes, {**groups}, list(always)],
                "own": space.own,
                "total": total,
                "seed": seed if total > most else None,
            },
        )
        if not (resume and parts.is_finished()):
            with parts.hold(resume=resume), _say_what_is_kept(parts):
                left = [chunk for chunk in range(chunks) if not parts.is_done(chunk)]
                if left:
                    with open_executor(executor, workers) as pool:
                        run_chunks(pool, space, layout, samples, drawn, left, parts.write)
                parts.join(chunks)
    return RegressionUniverses(rows=rows, space=space, layout=layout, samples=samples, drawn=drawn)


def _mark(places: Sequence[int], width: int) -> np.ndarray[Any, np.dtype[np.bool_]]:
    marked = np.zeros(width, dtype=bool)
    marked[list(places)] = True
    return marked


@contextlib.contextmanager
def _say_what_is_kept(parts: Parts) -> Any:
    try:
        yield
    except Exception as error:
        error.add_note(f"chunks that were done are kept in {parts.folder}: the same call goes on from there")
        raise
