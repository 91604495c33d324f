"""How much longer did it last where something was done? Two arms of a class, by their mean time within a horizon."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import ndtri

from precedents.app.ground import MOST_ROWS, Ground, Tweak
from precedents.app.kinds.effect_lean import NAME, lean_effect, read_within, refuse_effect
from precedents.app.kinds.effect_spells import read_spells
from precedents.core.argument import Part
from precedents.core.errors import UsageError
from precedents.core.finding import Doubt, DoubtOutcome, Finding, Lean
from precedents.core.stand import Stand
from precedents.doubts.hidden_bias import Strength, doubt_hidden_bias
from precedents.doubts.leave_one_case_out import doubt_leave_one_case_out
from precedents.doubts.overlap import Likeness, doubt_overlap
from precedents.estimators.hidden_bias import e_value
from precedents.estimators.survival.kaplan_meier import fit_kaplan_meier
from precedents.estimators.survival.restricted_mean import fit_restricted_mean
from precedents.estimators.survival.spells import count_events

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FEWEST = 5
"""States in either arm below which there is no interval worth its name."""
LEVEL = 0.95


class Spells(NamedTuple):
    """A row a case (n): its state, years, whether it ended (0, 1), and its arm (1 acted on)."""

    state: NDArray[np.str_]
    years: Floats
    ended: Ints
    arm: Ints

    @classmethod
    def of(cls, frame: pl.DataFrame) -> Spells:
        """The columns of `read_spells`."""
        return cls(
            np.array(frame["entity"].to_list(), dtype=np.str_),
            frame["years"].to_numpy(),
            frame["ended"].to_numpy(),
            frame["arm"].to_numpy(),
        )

    def leave(self, states: Collection[str]) -> Spells:
        """Without these states."""
        stays = ~np.isin(self.state, list(states))
        return Spells(self.state[stays], self.years[stays], self.ended[stays], self.arm[stays])


class Lasting(NamedTuple):
    """The two arms' spells, their means, and the difference with its interval clustered by state."""

    frame: pl.DataFrame
    spells: Spells
    means: tuple[float, float]
    difference: float
    low: float
    high: float
    without: dict[str, float]


def try_survival(part: Part, ground: Ground, tweak: Tweak) -> Stand:  # noqa: ARG001 - every kind has this form
    """By how many years did it last longer in the first arm than in the second, within a horizon?

    Parameters
    ----------
    part
        Of kind ``effect`` with ``class`` and two ``arms``; ``counted_from``, ``lasts_until``, ``arms_known``, ``within``.
    ground
        Where one stands.
    tweak
        Not read: its doubts leave states out of what was found.

    Returns
    -------
    Stand
        ``estimate`` in years. Not identified where an arm is known only after counting began: those that lasted longer had
        longer to get into it.

    Raises
    ------
    NeedsSource
        Where what ends it is not in the record.
    """
    rule = ground.argument.classes[str(part.fields["class"])]
    sources = ground.find_column(rule.of, "start").sources
    acted, left = (str(name) for name in part.fields["arms"])
    origin = str(part.fields.get("counted_from") or "end")
    if origin == "start" and str(part.fields.get("arms_known") or "end") == "end":
        return refuse_effect(
            f"who is in “{acted}” is coded by how a case went on, not when counting begins at its start: what lasted longer "
            "had longer to get there, and when it ends may decide who helps",
            sources,
        )
    try:
        found = _fit(part, ground)
    except UsageError as error:
        return refuse_effect(str(error), sources)
    spells = found.frame
    lean, side = lean_effect(part, found.difference, found.low, found.high, smallest=_smallest(part, found))
    within, what = read_within(part), _say_what(part)
    label = (
        f"within {within} years, {what}: {abs(found.difference):.1f} years {'longer' if found.difference > 0 else 'shorter'} where "
        f"“{acted}” than where “{left}” (difference {found.difference:.2g}, {found.low:.2g} to {found.high:.2g})"
    )
    n = {arm: spells.filter(pl.col("arm") == arm) for arm in (0, 1)}
    finding = Finding(
        id="",
        kind=NAME,
        label=label,
        value=found.difference,
        low=found.low,
        high=found.high,
        unit="years",
        n=spells.height,
        method=f"survival ({'declared' if part.fields.get('method') else 'by rule, for two arms of a class'}): mean time up to {within} "
        f"years from the {origin} of each case ({acted}: {found.means[1]:.2g} years, {n[1].height} cases, {n[1]['ended'].sum()} "
        f"ended; {left}: {found.means[0]:.2g} years, {n[0].height} cases, {n[0]['ended'].sum()} ended); interval by leaving out "
        "one state at a time. For all cases of the class, from then on, compared with the other arm as it was: an effect only if the "
        f"arms would have fared alike, and if those no longer followed are like those who are. Expected: {part.expects.in_words()}",
        leans=lean,
        sources=sources,
        rows=tuple(
            spells.select("case", "entity", "from", "arm", "years", "ended")
            .head(MOST_ROWS)
            .iter_rows(named=True)
        ),
        decides=True,
    )
    note = "" if lean is not Lean.NEITHER else f"{label}: an interval that holds both longer and shorter"
    return Stand(
        lean=lean, side=side, estimate=found.difference, findings=(finding,), class_id=rule.name, note=note
    )


def _fit(part: Part, ground: Ground) -> Lasting:
    rule = ground.argument.classes[str(part.fields["class"])]
    position = tuple(sorted(ground.position.items()))
    key = ("lasting", rule, str(sorted(part.fields.items(), key=str)), position)
    return ground.once(key, lambda: _compare(read_spells(part, ground), float(read_within(part))))


def _leave_out(part: Part, spells: Spells, gone: tuple[str, ...]) -> Stand:
    """The difference without these states; None where an arm has too few left."""
    rest = spells.leave(gone)
    try:
        _check_arms(rest)
    except UsageError:
        return Stand(lean=Lean.NEITHER, side=Lean.NEITHER, estimate=None, findings=())
    difference = _differ(rest, read_within(part))
    side = lean_effect(part, difference, None, None)[1]
    return Stand(lean=Lean.NEITHER, side=side, estimate=difference, findings=())


def _say_what(part: Part) -> str:
    until = str(part.fields.get("lasts_until") or "conflict")
    deaths = part.fields.get("deaths")
    reached = f" of {deaths:,} deaths in a year" if deaths else ""
    return {
        "conflict": f"mean time until a new conflict{reached} in the same state",
        "leader-exit": "mean time until the leader left office",
        "end": "mean time that it lasted",
    }[until]


def _smallest(part: Part, found: Lasting) -> float:
    """The smallest difference that would matter: a share of the second arm's mean."""
    given = part.fields.get("smallest")
    return (0.2 if given is None else float(given)) * found.means[0]


def _compare(frame: pl.DataFrame, horizon: float) -> Lasting:
    spells = Spells.of(frame)
    _check_arms(spells)
    means = _means(spells, horizon)
    difference = means[1] - means[0]
    # Cases of one state are not independent: the interval is the jackknife's over states.
    states = sorted(set(spells.state.tolist()))
    without = {state: _differ(spells.leave((state,)), horizon) for state in states}
    moved = np.array(list(without.values()))
    error = float(np.sqrt((moved.size - 1) / moved.size * ((moved - moved.mean()) ** 2).sum()))
    reach = float(ndtri(0.5 + LEVEL / 2)) * error
    return Lasting(frame, spells, means, difference, difference - reach, difference + reach, without)


def _check_arms(spells: Spells) -> None:
    states = [len(set(spells.state[spells.arm == arm].tolist())) for arm in (1, 0)]
    if min(states) < FEWEST:
        raise UsageError(
            f"{states[0]} and {states[1]} states in the two arms of which the record knows when counting begins and what may end "
            f"it; with fewer than {FEWEST} in one there is no interval"
        )


def _differ(spells: Spells, horizon: float) -> float:
    means = _means(spells, horizon)
    return means[1] - means[0]


def _means(spells: Spells, horizon: float) -> tuple[float, float]:
    """Of the arm left alone, and of the arm acted on."""
    of = [spells.arm == arm for arm in (0, 1)]
    left, acted = (_mean(spells.years[own], spells.ended[own], horizon) for own in of)
    return left, acted


def _mean(years: Floats, ended: Ints, horizon: float) -> float:
    curve = fit_kaplan_meier(count_events(np.zeros(years.size), years, ended, 1))
    return fit_restricted_mean(curve, horizon, last=float(years.max())).mean


def doubt_survival(
    part: Part,
    ground: Ground,
    author: Stand,
    refit: Callable[[Tweak], Stand],  # noqa: ARG001 - every kind has this form
) -> tuple[Doubt, ...]:
    """The doubts of a comparison of how long it lasts."""
    if author.estimate is None:
        return ()
    found, within = _fit(part, ground), read_within(part)
    spells = found.frame
    states, sign = list(found.without), 1 if author.estimate > 0 else -1
    pulls = [sign * (author.estimate - each) for each in found.without.values()]
    followed = spells.filter((pl.col("years") >= within) | (pl.col("ended") == 1)).height
    return (
        doubt_leave_one_case_out(
            author, states, pulls, lambda gone: _leave_out(part, found.spells, gone), noun="states"
        ),
        doubt_overlap(lambda: Likeness(followed, spells.height)),
        doubt_hidden_bias(author, lambda: _measure_strength(spells, within)),
        Doubt(
            id="what-decided-who-got-it",
            outcome=DoubtOutcome.SILENT,
            says="nothing but the arm is held constant: what decided who was in which may explain the difference",
        ),
    )


def _measure_strength(spells: pl.DataFrame, within: int) -> Strength:
    """The E-value of the ratio of shares that ended within the horizon, among those followed so far."""
    known = spells.filter((pl.col("years") >= within) | (pl.col("ended") == 1))
    shares, sizes = [], []
    for arm in (1, 0):
        own = known.filter(pl.col("arm") == arm)
        ended = own.filter((pl.col("ended") == 1) & (pl.col("years") < within)).height
        shares.append((ended + 0.5) / (own.height + 1))
        sizes.append(own.height)
    ratio = shares[0] / shares[1]
    error = np.sqrt(sum((1 - share) / (share * (n + 1)) for share, n in zip(shares, sizes, strict=True)))
    reach = float(ndtri(0.5 + LEVEL / 2)) * float(error)
    found = e_value(ratio, float(ratio * np.exp(-reach)), float(ratio * np.exp(reach)))
    return Strength(e_value=found.limit)
