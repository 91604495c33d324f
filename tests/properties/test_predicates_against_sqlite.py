"""Predicates mean what SQL means by them, and nothing that is written makes their reader stumble."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st

from precedents.core.errors import PredicateError
from precedents.core.predicates import read_predicate

COLUMNS = {
    "a": "number",
    "b": "integer",
    "s": "text",
    "t": "text",
    "f": "flag",
    "g": "flag",
    "d": "date",
    "places": "list",
}
GROUP = frozenset({("x", 1999), ("x", 2000), ("ab", 2001)})
WORDS = ["x", "ab", "Ab", "a_b", "a%b", "", "it's"]
DATES = ["1999-03-24", "2000-01-01", "2001-12-31"]
CHOICES: dict[str, list[Any]] = {"n": [2.0], "w": ["ab"], "yes": [True]}

names = st.sampled_from(WORDS).map(lambda word: "'" + word.replace("'", "''") + "'")
plain = st.sampled_from(["0.0", "1.0", "2.5", "100.0", ":n"])
numbers = st.recursive(
    st.sampled_from(["a", "b"]) | plain,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda x: f"({x[0]} {x[1]} {x[2]})"),
        inner.map(lambda x: f"- ({x})"),
        inner.map(lambda x: f"abs({x})"),
        inner.map(lambda x: f"coalesce(a, {x})"),
        st.just("year(d)"),
        st.just("length(s)"),
    ),
    max_leaves=4,
)
texts = st.recursive(
    st.sampled_from(["s", "t", ":w"]) | names,
    lambda inner: st.one_of(
        st.sampled_from(["lower(s)", "upper(t)"]),
        inner.map(lambda x: f"coalesce(s, {x})"),
    ),
    max_leaves=3,
)
dates = st.sampled_from(["d", "coalesce(d, '1999-03-24')"])
signs = st.sampled_from(["=", "!=", "<>", "<", "<=", ">", ">="])
day = st.sampled_from(DATES).map(lambda each: f"'{each}'")


def _named(expression: str) -> bool:
    """Something to compare with: two choices alone have no kind."""
    return expression not in {":n", ":w"}


atoms = st.one_of(
    st.sampled_from(["f", "g", "true", "false", ":yes"]),
    st.tuples(numbers.filter(_named), signs, numbers).map(" ".join),
    st.tuples(texts.filter(_named), signs, texts).map(" ".join),
    st.tuples(dates, signs, day).map(" ".join),
    st.tuples(numbers.filter(_named), plain, plain).map(lambda x: f"{x[0]} between {x[1]} and {x[2]}"),
    st.tuples(dates, day, day).map(lambda x: f"{x[0]} not between {x[1]} and {x[2]}"),
    st.tuples(texts.filter(_named), names, names).map(lambda x: f"{x[0]} in ({x[1]}, {x[2]}, :w)"),
    st.tuples(numbers.filter(_named), plain, plain).map(lambda x: f"{x[0]} not in ({x[1]}, {x[2]})"),
    st.tuples(texts.filter(_named), st.sampled_from(["a%", "%b", "a_b", "_", "%", "", "A%"])).map(
        lambda x: f"{x[0]} like '{x[1]}'"
    ),
    st.tuples(texts.filter(_named), st.sampled_from(["is null", "is not null"])).map(" ".join),
    st.tuples(numbers.filter(_named), st.sampled_from(["is null", "is not null"])).map(" ".join),
    st.sampled_from(["x", "ab"]).map(lambda x: f"contains(places, '{x}')"),
    st.sampled_from(
        ["in_group(s, 'club')", "in_group(s, 'group:club', year(d))", "in_group(places, 'club')"]
    ),
    st.just("place = 'ab'"),
    st.just("place in ('x', 'ab')"),
    st.just("in_group(place, 'club', year(d))"),
)
conditions = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda x: f"({x[0]}) {x[1]} ({x[2]})"),
        st.tuples(inner, inner, inner).map(lambda x: f"not ({x[0]}) and ({x[1]}) or ({x[2]})"),
        inner.map(lambda x: f"not ({x})"),
    ),
    max_leaves=6,
)
rows = st.fixed_dictionaries(
    {
        "a": st.none() | st.sampled_from([0.0, 1.0, 2.0, 2.5, -3.0, 100.0]),
        "b": st.none() | st.sampled_from([0, 1, 2, 100]),
        "s": st.none() | st.sampled_from(WORDS),
        "t": st.none() | st.sampled_from(WORDS),
        "f": st.none() | st.booleans(),
        "g": st.none() | st.booleans(),
        "d": st.none() | st.sampled_from(DATES),
        "places": st.none() | st.lists(st.sampled_from(["x", "ab", "other"]), max_size=3),
    }
)


def _in_group(who: str | None, _group: str, *when: float | None) -> bool | None:
    if who is None or None in when:
        return None
    listed = json.loads(who) if who.startswith("[") else [who]
    years = {when[0]} if when else {year for _, year in GROUP}
    return any((each, year) in GROUP for each in listed for year in years)


def _contains(listed: str | None, *wanted: str) -> bool | None:
    return None if listed is None else any(each in json.loads(listed) for each in wanted)


def _ask_sqlite(expression: str, table: list[dict[str, Any]]) -> list[bool | None]:
    """What SQLite answers; the few functions that it lacks are written out beside it."""
    for ours, theirs in (
        ("place = 'ab'", "contains(places, 'ab')"),
        ("place in ('x', 'ab')", "contains(places, 'x', 'ab')"),
        ("in_group(place,", "in_group(places,"),
    ):
        expression = expression.replace(ours, theirs)
    connection = sqlite3.connect(":memory:")
    connection.execute("pragma case_sensitive_like = on")
    connection.create_function("year", 1, lambda day: None if day is None else float(day[:4]))
    connection.create_function("length", 1, lambda text: None if text is None else float(len(text)))
    connection.create_function("contains", -1, _contains)
    connection.create_function("in_group", -1, _in_group)
    # Real numbers throughout: SQLite would divide whole numbers as whole numbers.
    connection.execute("create table r (i, a real, b real, s text, t text, f, g, d text, places text)")
    for number, row in enumerate(table):
        values = [
            json.dumps(each) if isinstance(each, list) else each for each in (row[name] for name in COLUMNS)
        ]
        connection.execute("insert into r values (?, ?, ?, ?, ?, ?, ?, ?, ?)", [number, *values])
    parameters = {name: values[0] for name, values in CHOICES.items()}
    found = connection.execute(f"select {expression} from r order by i", parameters).fetchall()
    connection.close()
    return [None if answer is None else bool(answer) for (answer,) in found]


@settings(max_examples=200, deadline=None)
@given(expression=conditions, table=st.lists(rows, min_size=1, max_size=6))
@example(
    expression="not (s in ('x', 'ab', :w)) or (f) and (g)", table=[{**dict.fromkeys(COLUMNS), "f": True}]
)
def test_predicates_agree_with_sqlite(expression: str, table: list[dict[str, Any]]) -> None:
    schema = {
        "a": pl.Float64, "b": pl.Int64, "s": pl.String, "t": pl.String, "f": pl.Boolean, "g": pl.Boolean,
        "d": pl.String, "places": pl.List(pl.String),
    }  # fmt: skip
    frame = pl.DataFrame(table, schema=schema, orient="row").with_columns(pl.col("d").str.to_date())
    predicate = read_predicate(expression, columns=COLUMNS, choices=CHOICES)
    position = {name: values[0] for name, values in CHOICES.items()}
    found = predicate.split(frame, position, lambda _group: GROUP).to_list()
    assert found == _ask_sqlite(expression, table), expression
    filled = predicate.filled(position)
    again = read_predicate(filled, columns=COLUMNS)
    assert again.split(frame, {}, lambda _group: GROUP).to_list() == found, filled


SIGNS = r":n :nope ( ) ( ) , . ; -- /* */ - + * / = != < > <= >= ' \" :: -> || [ ] { } % \ é"
SQL = "and or not in is null like between select from case when cast over interval exists true 1 2.5 1e9"
CALLS = "'x' '1999-03-24' year abs contains in_group coalesce read_csv \0"
pieces = st.sampled_from(
    [*COLUMNS, "place", "not (", "abs(", "is not null", *f"{SIGNS} {SQL} {CALLS}".split()]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(pieces, max_size=30).map(" ".join) | st.text(max_size=60))
def test_whatever_is_written_is_read_or_refused_in_words(text: str) -> None:
    try:
        predicate = read_predicate(text, columns=COLUMNS, choices=CHOICES)
    except PredicateError as refusal:
        told, at = str(refusal), refusal.offset
        assert told
        assert at is None or 0 <= at <= len(text)
    else:
        frame = pl.DataFrame(schema={"a": pl.Float64, "b": pl.Int64, "s": pl.String, "t": pl.String,
                                     "f": pl.Boolean, "g": pl.Boolean, "d": pl.Date,
                                     "places": pl.List(pl.String)})  # fmt: skip
        answer = predicate.split(frame, {"n": 2.0, "w": "ab", "yes": True}, lambda _group: GROUP)
        assert answer.dtype == pl.Boolean
