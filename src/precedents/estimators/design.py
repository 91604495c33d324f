"""From a formula to numbers: the outcome, the columns of the right-hand side, and which rows have all of them."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from precedents.core.errors import UsageError, did_you_mean
from precedents.estimators.frame_columns import load_extra, read_frame

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """What a formula makes of a frame.

    ``x`` is n by p with its ``names``; ``y`` the outcome (n), None where the formula has no left side, with its name
    ``outcome``; ``frame`` the n rows themselves, ``left_out`` how many rows lacked a value; ``absorbed`` the columns
    after the bar, whose effects are swept out.
    """

    y: Floats | None
    x: Floats
    names: tuple[str, ...]
    outcome: str
    frame: pl.DataFrame
    left_out: int
    absorbed: tuple[str, ...]


def read_design(
    frame: Any, formula: str, *, besides: tuple[str | None, ...] = (), intercept: bool = True
) -> Design:
    """Which numbers does a formula make of a frame?

    Parameters
    ----------
    frame
        Any data frame; see `frame_columns.read_frame`.
    formula
        ``"y ~ x1 + log(x2) + C(region) + x1:x2"`` as formulaic reads it, or the right-hand side alone; after a bar the
        columns whose effects are swept out: ``"y ~ x | country + year"``.
    besides
        Columns that a row must have too (cluster, offset); None is passed over.
    intercept
        Whether the right-hand side has a constant; with False it has none, whatever the formula says.

    Returns
    -------
    Design

    Raises
    ------
    UsageError
        When the formula cannot be read, a column is not there, or no row has all of them.
    """
    formulaic = load_extra("formulaic", "a formula")
    table = read_frame(frame)
    body, bar, after = formula.partition("|")
    absorbed = tuple(name.strip() for name in after.split("+")) if bar else ()
    try:
        parsed = formulaic.Formula(body.strip())
        needed = sorted(str(name) for name in parsed.required_variables)
    except Exception as error:
        raise UsageError(f"the formula {formula!r} cannot be read: {str(error).splitlines()[0]}") from error
    extra = [name for name in (*absorbed, *besides) if name is not None]
    for name in (*needed, *extra):
        if name not in table.columns:
            raise UsageError(
                f"the formula or an option names {name!r}, which the frame does not have."
                f"{did_you_mean(name, table.columns)}"
            )
    chosen = table.select(list(dict.fromkeys([*needed, *extra])))
    floats = [name for name in chosen.columns if chosen[name].dtype.is_float()]
    whole = chosen.with_columns(pl.col(name).fill_nan(None) for name in floats).drop_nulls()
    if not whole.height:
        raise UsageError(f"no row has all of {', '.join(chosen.columns)}: nothing can be estimated")
    plain = {name: _plain(whole[name]) for name in needed}
    pandas = load_extra("pandas", "a formula")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pandas and formulaic warn each other of their own futures
        try:
            matrices = parsed.get_model_matrix(pandas.DataFrame(plain), na_action="raise")
        except Exception as error:
            raise UsageError(
                f"the formula {formula!r} cannot be worked out on these rows: {str(error).splitlines()[0]}. "
                "Logarithms of 0 and the like have no value: leave such rows out first"
            ) from error
    two = hasattr(matrices, "lhs")
    right = matrices.rhs if two else matrices
    names = [str(name) for name in right.columns]
    x = right.to_numpy(dtype=np.float64)
    y, outcome = None, ""
    if two:
        if matrices.lhs.shape[1] != 1:
            raise UsageError(
                f"the left side of {formula!r} is not one column of numbers but {matrices.lhs.shape[1]}: code the "
                "outcome as numbers first"
            )
        y, outcome = matrices.lhs.to_numpy(dtype=np.float64)[:, 0], str(matrices.lhs.columns[0])
    if not intercept or absorbed:
        kept = [place for place, name in enumerate(names) if name != "Intercept"]
        x, names = x[:, kept], [names[place] for place in kept]
    finite = np.isfinite(x).all(axis=1) & (np.isfinite(y) if y is not None else True)
    if not finite.all():
        raise UsageError(
            f"{int((~finite).sum())} rows become infinite under {formula!r} (a logarithm of 0, a division by 0): "
            "leave them out or change the formula"
        )
    return Design(
        y=y,
        x=x,
        names=tuple(names),
        outcome=outcome,
        frame=whole,
        left_out=table.height - whole.height,
        absorbed=absorbed,
    )


def _plain(column: pl.Series) -> Any:
    """Numbers as an array, booleans as numbers, everything else as Python's own values."""
    if column.dtype == pl.Boolean:
        return column.cast(pl.Int64).to_numpy()
    return column.to_numpy() if column.dtype.is_numeric() else column.to_list()


def refuse_collinear(x: Floats, names: tuple[str, ...]) -> None:
    """Does a column follow from those before it?

    Raises
    ------
    UsageError
        When one does: which one is to go is the author's choice, since it changes what the others mean.
    """
    scale = np.sqrt((x**2).sum(axis=0))
    scale[scale == 0] = 1.0
    scaled = x / scale
    if x.shape[0] >= x.shape[1]:
        try:
            # The products tell at once when all columns stand well apart, which is nearly always.
            if np.diag(np.linalg.cholesky(scaled.T @ scaled)).min(initial=1.0) > 1e-4:
                return
        except np.linalg.LinAlgError:
            pass
    upright = np.linalg.qr(scaled, mode="r")
    # A column that follows from those before it adds nothing upright to them; 1e-9 is far above rounding.
    lost = [name for name, size in zip(names, np.abs(np.diag(upright)), strict=False) if size < 1e-9]
    if lost or x.shape[0] < x.shape[1]:
        raise UsageError(
            f"{', '.join(lost) or 'a column'} follows from the columns before it, or there are too few rows "
            f"({x.shape[0]}) for {x.shape[1]} columns: leave it out of the formula"
        )
