"""Turning every expectation round swaps supported and contradicted, and leaves the rest as it is."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import precedents as pr
from precedents.app.mirror import mirror_argument
from precedents.record.store import Record, open_record

RECORD: Record = open_record()
SWAP = {"supported": "contradicted", "contradicted": "supported"}
HEAD = """
title = "Random"
target = "IRN:2024"
[cites.bosnia]
case = "intervention:bosnia-1995"
[cites.libya]
case = "intervention:libya-2011"
as = "failure"
[choices]
deaths = [1000, 25]
since = [1946, 1990]
[class.all]
of = "interventions"
where = "humanitarian and start_year >= :since"
[class.some]
of = "interventions"
where = "humanitarian and air"
[class.killings]
of = "mass_killings"
where = "deaths_best >= :deaths"
"""

CLASSES = st.sampled_from(["all", "some"])
OUTCOMES = st.sampled_from(["violence_ended", "new_violence_5y", "deaths_fell", "not deaths_fell"])
SHARES = st.one_of(
    st.sampled_from(['"most"', '"few"', '"all"', '"none"', '"any"', '"not-all"']),
    st.builds(
        lambda form, value: f"{{ {form} = {value} }}",
        st.sampled_from(["at_least", "at_most", "more_than", "less_than"]),
        st.sampled_from([0.1, 0.3, 0.5, 0.7]),
    ),
)
PARTS = st.one_of(
    st.builds(
        lambda c, o, e: f'{{ kind = "base-rate", class = "{c}", outcome = "{o}", expects = {e} }}',
        CLASSES,
        OUTCOMES,
        SHARES,
    ),
    st.builds(
        lambda a, b, e: f'{{ kind = "sequence", first = "{a}", then = "{b}", expects = "{e}" }}',
        st.sampled_from(["bosnia.start", "libya.end", "bosnia.violence_start"]),
        st.sampled_from(["agreement:dayton-1995", "1992-04-15", "libya.start"]),
        st.sampled_from(["before", "after"]),
    ),
    st.builds(
        lambda after, where, e: (
            f'{{ kind = "aftermath", after = "{after}", where = "{where}", deaths = ":deaths", expects = {e} }}'
        ),
        st.sampled_from(["bosnia.end", "libya.end"]),
        st.sampled_from(["location = 'LBY'", "in_group(location, 'europe')", "location = 'CHE'"]),
        st.sampled_from(['"none"', '"any"', "{ at_most = 2 }", "{ between = [1, 3] }"]),
    ),
    st.builds(
        lambda a, b, e: (
            f'{{ kind = "magnitude", a = "{a}.deaths_per_day_before", b = "{b}.deaths_per_day_during", expects = "{e}" }}'
        ),
        st.sampled_from(["bosnia", "libya"]),
        st.sampled_from(["bosnia", "libya"]),
        st.sampled_from(["more", "fewer", "alike", "unlike"]),
    ),
    st.builds(
        lambda at, e: (
            f'{{ kind = "trend", of = "interventions", where = "humanitarian", until = 2016, at = [{at}], expects = "{e}" }}'
        ),
        st.sampled_from([1990, 1995, 2005]),
        st.sampled_from(["any", "none"]),
    ),
    st.builds(
        lambda c, e: (
            f'{{ kind = "analogy", class = "{c}", features = ["democracy", "region", "battle_deaths"], expects = "{e}" }}'
        ),
        CLASSES,
        st.sampled_from(["alike", "unlike"]),
    ),
    st.builds(
        lambda c, o, f, here, e: (
            f'{{ kind = "a-fortiori", class = "{c}", outcome = "{o}", expects = {e}, dimensions = [ {{ feature = "{f}", '
            f'favours = "low", because = "x" }}, {{ feature = "ground", favours = "yes", here = {here}, because = "y" }} ] }}'
        ),
        CLASSES,
        OUTCOMES,
        st.sampled_from(["battle_deaths", "conflict_intensity", "democracy"]),
        st.sampled_from(["true", "false"]),
        st.one_of(
            st.sampled_from(['"most"', '"few"']),
            st.builds(
                lambda form, value: f"{{ {form} = {value} }}",
                st.sampled_from(["at_least", "at_most", "more_than", "less_than"]),
                st.sampled_from([0.1, 0.3, 0.5, 0.7]),
            ),
            st.sampled_from(["{ between = [0.2, 0.6] }", "{ outside = [0.2, 0.6] }"]),
        ),
    ),
    st.builds(
        lambda e: f'{{ kind = "effect", class = "all", within = 2, expects = "{e}" }}',
        st.sampled_from(["fewer", "more", "alike", "unlike"]),
    ),
    st.builds(
        lambda c, e: f'{{ kind = "effect", case = "{c}", within = 2, expects = "{e}" }}',
        st.sampled_from(["bosnia", "libya", "intervention:kosovo-1999"]),
        st.sampled_from(["fewer", "more", "alike", "unlike"]),
    ),
    st.builds(
        lambda arms, e: (
            f'{{ kind = "effect", class = "all", arms = {{ {arms} }}, within = 10, expects = "{e}" }}'
        ),
        st.sampled_from(['a = "regime_aim", b = "not regime_aim"', 'a = "air", b = "not air"']),
        st.sampled_from(["fewer", "more", "alike", "unlike"]),
    ),
    st.builds(
        lambda o, e: (
            f'{{ kind = "pathway", class = "all", outcome = "{o}", arms = {{ a = "nato", b = "not nato" }}, expects = "{e}" }}'
        ),
        st.sampled_from(["violence_ended", "new_violence_5y"]),
        st.sampled_from(["alike", "unlike"]),
    ),
    st.builds(
        lambda e: (
            f'{{ kind = "fact", measure = "onesided_government", for = "YUG", since = 1998, until = 1999, expects = {e} }}'
        ),
        st.sampled_from(
            ["{ at_least = 500 }", "{ less_than = 2000 }", "{ between = [500, 1500] }", '"any"', "986"]
        ),
    ),
    st.just('{ kind = "forecast", class = "all", outcome = "violence_ended" }'),
    st.just('{ kind = "normative" }'),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(PARTS, min_size=1, max_size=3), min_size=1, max_size=3))
def test_the_mirror_of_an_argument_has_mirrored_verdicts(statements: list[list[str]]) -> None:
    text = HEAD + "".join(
        f'[[statement]]\nid = "{number}"\nparts = [\n{",".join(parts)}\n]\n'
        for number, parts in enumerate(statements)
    )
    argument = pr.read_argument(text, RECORD)
    plain = pr.try_argument(argument, RECORD).report["statements"]
    turned = pr.try_argument(mirror_argument(argument), RECORD).report["statements"]
    for a, b in zip(plain, turned, strict=True):
        for one, other in zip(a["parts"], b["parts"], strict=True):
            assert other["verdict"] == SWAP.get(one["verdict"], one["verdict"]), (one, other)
        assert b["verdict"] == SWAP.get(a["verdict"], a["verdict"])
