"""How the author's class stands among the declared ones, what the smallest p over all is worth, and its sub-classes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import islice, product

import polars as pl

from precedents.app.ground import Ground
from precedents.app.kinds.citation import inform, list_cited, say_p
from precedents.core.argument import Part
from precedents.core.finding import Finding, Row
from precedents.core.predicate_words import find_choices
from precedents.precedent.class_search import ClassSearch, fit_class_search, fit_class_standing
from precedents.precedent.pooling import fit_pooling

Read = Callable[[Part, Ground], pl.DataFrame]

MOST_CLASSES = 24
"""Declared classes beyond this number are not searched; how many there were is said."""
DRAWS = 1_999
MOST_GROUPS = 12
"""A column with more values than this does not divide a class into sub-classes that one could read."""


def describe_classes(
    part: Part, ground: Ground, read: Read, kind: str, sources: tuple[str, ...]
) -> tuple[Finding, ...]:
    """How does the author's class stand among the declared classes, by its base rate and by the cited?

    Parameters
    ----------
    part, ground
        The part, at the author's position.
    read
        Reads the cases of a class at a position, with ``id`` and ``outcome``.
    kind, sources
        Of the findings.

    Returns
    -------
    tuple of Finding
        Empty where only one class is declared.
    """
    every = list(islice(_list_classes(part, ground, read), MOST_CLASSES + 1))
    # Two positions may pick the same cases: those are one class.
    distinct: dict[tuple[tuple[str, bool], ...], str] = {}
    for name, outcomes in every[:MOST_CLASSES]:
        distinct.setdefault(tuple(outcomes.items()), name)
    classes = {name: dict(items) for items, name in distinct.items() if items}
    own = str(part.fields["class"])
    if len(classes) < 2 or own not in classes:
        return ()
    counts = [(sum(outcomes.values()), len(outcomes)) for outcomes in classes.values()]
    standing = fit_class_standing(counts, list(classes).index(own))
    more = f"; only the first {MOST_CLASSES} were looked at" if len(every) > MOST_CLASSES else ""
    search = _search(classes, ground)
    p = dict(search.p) if search else {}
    rows: tuple[Row, ...] = tuple(
        {"class": name, "successes": x, "known": n, "share": x / n, "p_of_the_cited": p.get(name)}
        for name, (x, n) in zip(classes, counts, strict=True)
    )
    found = [
        inform(
            kind,
            sources,
            f"of {standing.classes} declared classes {standing.at_or_above} have a base rate at or above that of the "
            f"author’s, itself included ({standing.lowest:.0%} to {standing.highest:.0%}; the author’s "
            f"{standing.rate:.0%}){more}",
            standing.share,
            "share of classes",
            "the classes of this file over the same cases, at every value of the choices in their rules; for the "
            "author’s choice of class, which no correction for a search can answer",
            n=standing.classes,
            rows=rows,
        )
    ]
    if search is not None:
        adjusted = max(search.p_adjusted, search.smallest)
        found.append(
            inform(
                kind,
                sources,
                f"the smallest p over {len(classes)} declared classes is {search.smallest:.3g} ({search.found_in}); after "
                f"so much searching it is worth p {say_p(adjusted)} (smallest attainable {search.attainable:.2g})",
                adjusted,
                "probability",
                f"Westfall and Young’s single step with the smallest p, {search.draws:,} draws with a fixed seed, each "
                "class keeping its number of cited; never below the p that it corrects. It corrects the search "
                "made here, not the author’s choice of class",
                n=len(classes),
            )
        )
    return tuple(found)


def _search(classes: Mapping[str, Mapping[str, bool]], ground: Ground) -> ClassSearch | None:
    """None where no cited case is in any class, or they cut across one another too much to be searched."""
    union = {case for outcomes in classes.values() for case in outcomes}
    cited = list_cited(ground.argument, union)
    if not cited:
        return None
    key = ("class search", tuple((name, tuple(each.items())) for name, each in classes.items()))

    def make() -> ClassSearch | None:
        try:
            return fit_class_search(classes, cited, generator=ground.rng("class search"), draws=DRAWS)
        except ValueError:
            return None

    return ground.once(key, make)


def _list_classes(part: Part, ground: Ground, read: Read) -> Iterator[tuple[str, dict[str, bool]]]:
    """Each declared class over the part's table at each position of its choices, the author's own first."""
    own, argument = str(part.fields["class"]), ground.argument
    names = [
        own,
        *(n for n, rule in argument.classes.items() if n != own and rule.of == argument.classes[own].of),
    ]
    for name in names:
        used = {*find_choices(argument.classes[name].where), *find_choices(str(part.fields["outcome"]))}
        choices = [choice for choice in argument.choices if choice in used]
        for values in product(*(argument.choices[choice] for choice in choices)):
            changed = dict(zip(choices, values, strict=True))
            there = ground.at({**ground.position, **changed})
            rows = read(replace(part, fields={**part.fields, "class": name}), there).drop_nulls("outcome")
            other = [
                f"{choice} = {value}"
                for choice, value in changed.items()
                if value != argument.choices[choice][0]
            ]
            label = f"{name} with {', '.join(other)}" if other else name
            yield label, dict(zip(rows["id"].to_list(), rows["outcome"].to_list(), strict=True))


def describe_sub_classes(
    part: Part, ground: Ground, known: pl.DataFrame, kind: str, sources: tuple[str, ...]
) -> tuple[Finding, ...]:
    """What is the share in each declared sub-class, each borrowing from the others as far as they agree?

    Parameters
    ----------
    part, ground
        The part; its class may declare ``split``.
    known
        The cases with a known outcome: ``id``, ``outcome``.
    kind, sources
        Of the findings.

    Returns
    -------
    tuple of Finding
        One for each column or condition that divides the class into at least two.
    """
    rule = ground.argument.classes[str(part.fields["class"])]
    found = (_pool(name, rule.of, ground, known, kind, sources) for name in rule.split)
    return tuple(each for each in found if each is not None)


def _pool(
    name: str, table: str, ground: Ground, known: pl.DataFrame, kind: str, sources: tuple[str, ...]
) -> Finding | None:
    column = ground.record.spec(table).column(name)
    group = ground.judged(table, name) if column is None or column.kind == "flag" else pl.col(name)
    groups = ground.record.table(table).select(
        "id", pl.lit(group).alias("group") if isinstance(group, pl.Series) else group.alias("group")
    )
    rows = known.join(groups, on="id", maintain_order="left")
    lost = rows["group"].null_count()
    counted = (
        rows.drop_nulls("group")
        .group_by("group")
        .agg(pl.col("outcome").sum().alias("x"), pl.len().alias("n"))
        .sort("group")
    )
    if not 2 <= counted.height <= MOST_GROUPS:
        return None
    labels = [{True: "yes", False: "no"}.get(each, str(each)) for each in counted["group"].to_list()]
    successes, sizes = counted["x"].to_list(), counted["n"].to_list()
    pooled = fit_pooling(successes, sizes)
    said = "; ".join(
        f"{label} {x} of {n}, pooled {share:.0%}"
        for label, x, n, share in zip(labels, successes, sizes, pooled.shares, strict=True)
    )
    missing = f"; {lost} of unknown sub-class left out" if lost else ""
    return inform(
        kind,
        sources,
        f"sub-classes by “{name.replace('_', ' ')}”, partly pooled: {said}{missing}",
        pooled.mean,
        "probability",
        "beta-binomial hierarchy with a proper prior, summed over a grid; a small sub-class borrows from the others "
        f"(0: each for itself, 1: all are one; here {pooled.like:.2f}). Cases are taken as independent within them",
        n=sum(sizes),
        rows=tuple(
            {
                "sub_class": label,
                "successes": x,
                "known": n,
                "share": x / n,
                "pooled": share,
                "low": low,
                "high": high,
            }
            for label, x, n, share, low, high in zip(
                labels, successes, sizes, pooled.shares, pooled.low, pooled.high, strict=True
            )
        ),
    )
