"""Expecting the opposite swaps the two sides of the argument's own rule, and leaves everything else as it is."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import precedents as pr
from precedents.app.ground import Ground
from precedents.app.mirror import mirror_argument
from precedents.app.steelman import build_own_rules
from precedents.core.own_rule import CaseSet, OwnRule, RuledCase
from precedents.record.store import Record, open_record

RECORD: Record = open_record()
CASES = RECORD.table("interventions")["id"].to_list()
HEAD = """
title = "Random"
target = "IRN:2024"
[class.all]
of = "interventions"
where = "humanitarian"
[class.some]
of = "interventions"
where = "humanitarian and air"
[class.killings]
of = "mass_killings"
where = "deaths_best >= 1000"
"""
LIKE = '[[statement]]\nid = "like"\nkind = "analogy"\nclass = "all"\nfeatures = ["democracy", "region", "battle_deaths"]\n'
EXPECTS = st.one_of(
    st.sampled_from(['"most"', '"few"', '"all"', '"none"', '"any"', '"not-all"']),
    st.builds(
        lambda form, value: f"{{ {form} = {value} }}",
        st.sampled_from(["at_least", "at_most", "more_than", "less_than"]),
        st.sampled_from([0.1, 0.3, 0.5, 0.7]),
    ),
)
ASKED = st.builds(
    lambda kind, c, o, e: f'kind = "{kind}"\nclass = "{c}"\noutcome = "{o}"\nexpects = {e}\n',
    st.sampled_from(["base-rate", "selectivity"]),
    st.sampled_from(["all", "some"]),
    st.sampled_from(["violence_ended", "new_violence_5y", "deaths_fell", "not deaths_fell"]),
    EXPECTS,
)


def ids(cases: tuple[RuledCase, ...]) -> list[tuple[str, str]]:
    return [(each.case, each.place) for each in cases]


def chances(each: CaseSet) -> tuple[Any, ...]:
    return (each.p_for, each.p_for_by_conflict)


def chances_against(each: CaseSet) -> tuple[Any, ...]:
    return (each.p_against, each.p_against_by_conflict)


def build(text: str, *, mirrored: bool) -> tuple[OwnRule, ...]:
    argument = pr.read_argument(text, RECORD)
    argument = mirror_argument(argument) if mirrored else argument
    return build_own_rules(Ground(RECORD, argument, argument.author_position))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.sampled_from(CASES), min_size=1, max_size=4, unique=True),
    st.lists(ASKED, min_size=1, max_size=3),
    st.booleans(),
)
def test_the_mirror_swaps_the_sides(cited: list[str], asked: list[str], like: bool) -> None:
    cites = "".join(f'[cites.c{i}]\ncase = "{case}"\n' for i, case in enumerate(cited))
    statements = "".join(f'[[statement]]\nid = "{i}"\n{text}' for i, text in enumerate(asked))
    text = HEAD + cites + (LIKE if like else "") + statements
    plain, turned = build(text, mirrored=False), build(text, mirrored=True)
    assert len(plain) == len(turned)
    assume(plain)
    for one, other in zip(plain, turned, strict=True):
        assert (one.statement, one.part, one.n, one.successes) == (
            other.statement,
            other.part,
            other.n,
            other.successes,
        )
        assert one.for_n + other.for_n == one.n
        assert (one.near_for, one.near_against) == (other.near_against, other.near_for)
        assert (ids(one.helpful), ids(one.damaging)) == (ids(other.damaging), ids(other.helpful))
        assert (one.honest["for"], one.honest["against"]) == (other.honest["against"], other.honest["for"])
        for name, mirrored in (("cited", "cited"), ("for", "against"), ("against", "for")):
            a, b = one.sets[name], other.sets[mirrored]
            assert ids(a.cases) == ids(b.cases)
            assert a.favourable + b.favourable == a.known == b.known
            assert (chances(a), chances_against(a)) == (chances_against(b), chances(b))
            assert a.place == b.place
