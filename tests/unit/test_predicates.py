"""The language of definitions: what it says, and all that it refuses before any parser sees it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest
import sqlglot
from sqlglot import exp

from precedents.core import predicate_tree
from precedents.core.errors import PredicateError
from precedents.core.predicates import FUNCTIONS, MAX_CHARACTERS, MAX_NESTING, MAX_NODES, read_predicate

COLUMNS = {
    "deaths": "integer",
    "share": "number",
    "entity": "text",
    "start": "date",
    "year": "integer",
    "over": "text",
    "humanitarian": "flag",
    "locations": "list",
    "intervener_entities": "list",
}
CHOICES = {"least": [25, 1000], "who": ["BIH"]}
FRAME = pl.DataFrame(
    {
        "deaths": [10, 1000, None],
        "share": [0.5, 0.0, None],
        "entity": ["BIH", "it's", None],
        "start": [dt.date(1999, 3, 24), dt.date(1949, 1, 1), None],
        "year": [1999, 1949, None],
        "over": ["a", "b%_.*", None],
        "humanitarian": [True, False, None],
        "locations": [["BIH", "HRV"], [], None],
        "intervener_entities": [["USA", "group:nato"], ["FRA"], None],
    }
)
NATO = frozenset({("BIH", 1999), ("USA", 1949), ("USA", 1999), ("FRA", 1949)})


def split(text: str, position: dict[str, Any] | None = None) -> list[bool | None]:
    predicate = read_predicate(text, columns=COLUMNS, choices=CHOICES)
    return predicate.split(FRAME, position or {}, {"nato": NATO}.__getitem__).to_list()


def refusal(text: str) -> PredicateError:
    with pytest.raises(PredicateError) as caught:
        read_predicate(text, columns=COLUMNS, choices=CHOICES)
    return caught.value


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("humanitarian", [True, False, None]),
        ("not humanitarian", [False, True, None]),
        ("humanitarian = false", [False, True, None]),
        ("deaths >= 1000", [False, True, None]),
        ("deaths <> 10", [False, True, None]),
        ("deaths between 5 and 15", [True, False, None]),
        ("deaths not between 5 and 15", [False, True, None]),
        ("deaths in (10, -1)", [True, False, None]),
        ("deaths not in (10)", [False, True, None]),
        ("deaths is null", [False, False, True]),
        ("deaths is not null", [True, True, False]),
        # Unknown stays unknown only where it could change the answer.
        ("deaths > 5 or true", [True, True, True]),
        ("deaths > 5 and false", [False, False, False]),
        ("deaths > 50 or humanitarian", [True, True, None]),
        ("deaths / share > 10", [True, None, None]),
        ("deaths - -5 * 2 = 20", [True, False, None]),
        ("- deaths < 0", [True, True, None]),
        ("abs(0 - deaths) = 10", [True, False, None]),
        ("coalesce(deaths, 0) >= 10", [True, True, False]),
        ("entity = 'it''s'", [False, True, None]),
        ("entity like 'B_H'", [True, False, None]),
        ("over like '%_.*'", [False, True, None]),
        ("over not like 'a'", [False, True, None]),
        ("upper(lower(entity)) = 'BIH' and length(entity) = 3", [True, False, None]),
        ("start >= '1999-03-24'", [True, False, None]),
        ("start between '1949-01-01' and '1950-01-01'", [False, True, None]),
        ("year(start) = year", [True, True, None]),
        ("over = 'a'", [True, False, None]),
        ("contains(locations, 'HRV')", [True, False, None]),
        ("location = 'BIH'", [True, False, None]),
        ("'BIH' = location", [True, False, None]),
        ("location in ('SRB', 'HRV')", [True, False, None]),
        ("location like 'H%'", [True, False, None]),
        ("not (location = 'BIH')", [False, True, None]),
        ("location = entity", [True, False, None]),
        ("locations is null", [False, False, True]),
        ("in_group(entity, 'nato')", [True, False, None]),
        ("in_group(entity, 'group:nato', 1949)", [False, False, None]),
        ("in_group(entity, 'nato', year)", [True, False, None]),
        # The group itself may stand among those who intervened.
        ("in_group(intervener_entities, 'nato')", [True, True, None]),
        ("in_group(intervener_entity, 'nato', 1999)", [True, False, None]),
        ("in_group(locations, 'nato', year(start))", [True, False, None]),
        ("true", [True, True, True]),
        ("1 = 1", [True, True, True]),
    ],
)
def test_what_definitions_say(text: str, answer: list[bool | None]) -> None:
    assert split(text) == answer


def test_choices_are_filled_in_by_position() -> None:
    predicate = read_predicate("deaths >= :least and entity = :who", columns=COLUMNS, choices=CHOICES)
    assert predicate.columns == {"deaths", "entity"}
    assert predicate.choices == {"least", "who"}
    assert predicate.split(FRAME, {"least": 5, "who": "BIH"}).to_list() == [True, False, None]
    assert predicate.split(FRAME, {"least": 50, "who": "BIH"}).to_list() == [False, False, None]
    assert predicate.filled({"least": 25, "who": "it's"}) == "deaths >= 25 and entity = 'it''s'"
    with pytest.raises(PredicateError, match="the choice who has no value"):
        predicate.split(FRAME, {"least": 5})
    with pytest.raises(
        PredicateError, match="the choice least has 'x', which stands where a number is needed"
    ):
        predicate.split(FRAME, {"least": "x", "who": "BIH"})


def test_a_choice_may_be_a_flag_a_date_or_a_group() -> None:
    choices = {"on": [True], "since": ["1999-01-01"], "club": ["nato"]}
    text = "humanitarian = :on and start >= :since and in_group(entity, :club)"
    predicate = read_predicate(text, columns=COLUMNS, choices=choices)
    position = {"on": True, "since": "1999-01-01", "club": "nato"}
    assert predicate.split(FRAME, position, lambda _group: NATO).to_list() == [True, False, None]
    assert predicate.filled(position) == (
        "humanitarian = true and start >= '1999-01-01' and in_group(entity, 'nato')"
    )


def test_groups_are_named_with_their_place() -> None:
    predicate = read_predicate("deaths > 5 and in_group(entity, 'group:nato')", columns=COLUMNS)
    assert predicate.groups == (("nato", 32),)
    with pytest.raises(PredicateError, match="who belonged to nato is not at hand"):
        predicate.split(FRAME, {})


def test_an_empty_frame_and_a_column_of_nulls_keep_their_length() -> None:
    predicate = read_predicate("'x' = coalesce(entity, 'x')", columns=COLUMNS)
    nothing = pl.DataFrame({"entity": [None, None]}, schema={"entity": pl.String})
    assert predicate.split(nothing, {}).to_list() == [True, True]
    assert predicate.split(nothing.head(0), {}).to_list() == []
    assert read_predicate("1 = 1", columns=COLUMNS).split(FRAME, {}).len() == 3


@pytest.mark.parametrize(
    ("text", "offset", "said"),
    [
        ("select 1", 0, "select is not allowed: a definition is one expression"),
        ("(select 1) = 1", 1, "select is not allowed"),
        ("deaths in (select deaths from conflicts)", 11, "no query, table or file"),
        ("exists (select 1)", 0, "exists is not allowed"),
        ("with x as (select 1) select 1", 0, "with is not allowed"),
        ("deaths = 1 union select 2", 11, "union is not allowed"),
        ("deaths = 1 except select 2", 11, "except is not allowed"),
        ("row_number() over ()", 0, "one row at a time"),
        ("year(start) over (order by deaths) = 1", 12, "one row at a time"),
        ("count(*) > 1", 0, "one row at a time"),
        ("(x -> x) = 1", 3, "lambdas"),
        ("deaths -> 1", 7, "lambdas"),
        ("cast(deaths as varbinary) = 1", 0, "cast is not allowed"),
        ("deaths::int = 1", 6, "casts are not allowed"),
        ("date '1999-01-01' = start", 0, "date is not allowed"),
        ("read_csv('x') = 1", 0, "no function is called read_csv"),
        ("read_parquet('x')", 0, "no function is called read_parquet"),
        ("pg_read_file('/etc/passwd') = 'x'", 0, "no function is called pg_read_file"),
        ("unnest(locations) = 'x'", 0, "unnest is not allowed"),
        ("in_grup(entity, 'nato')", 0, "Did you mean in_group?"),
        ("system('x') = 1", 0, "no function is called system. There are year, abs"),
        ("deaths_best > 5", 0, "Did you mean deaths?"),
        ("entity = BIH", 9, "Text stands between single quotes"),
        ("deaths > :leest", 9, "no choice is called leest. Did you mean least?"),
        ("case when deaths > 1 then true end", 0, "say it with and, or, not"),
        ("entity ilike 'x'", 7, "write lower(column)"),
        ("deaths = 1 -- remark", 11, "comments are not allowed"),
        ("deaths = 1 /* remark */", 11, "comments are not allowed"),
        ("deaths = 1 # remark", 11, "comments are not allowed"),
        ("deaths = 1; drop table conflicts", 10, "leave out the semicolon"),
        ("deaths = 1\0", 10, "null byte"),
        ("entity = 'a\0b'", 11, "null byte"),
        ('entity = "BIH"', 9, "between single quotes"),
        ("entity = `BIH`", 9, "between single quotes"),
        ("entity = 'BIH", 9, "not closed"),
        ("entity = ‘BIH’", 9, "straight single quotes"),
        ("deaths == 1", 7, "one equals sign"),
        ("humanitarian || humanitarian", 13, "write or"),
        ("humanitarian && humanitarian", 13, "write and"),
        ("!humanitarian", 0, "write not"),
        ("conflicts.deaths = 1", 9, "without their table"),
        ("entity.deaths = 1", 6, "without their table"),
        ("deaths = [1]", 9, "round brackets"),
        ("deaths = 12abc", 9, "not followed by letters"),
        ("deaths = 1e999", 9, "too large"),
        ("deaths = 99999999999999999999", 9, "too large"),
        ("deaths @ 1", 7, "no meaning"),
        ("deaths\u00a0= 1", 6, "U+00A0"),
        ("deaths = 'many'", 9, "'many' stands where a number is needed, as deaths is a number"),
        ("entity = 5", 9, "5 stands where text is needed, as entity is text"),
        ("entity > deaths", 9, "deaths is a number, and text is needed"),
        ("deaths + entity > 1", 9, "entity is text, and a number is needed"),
        ("humanitarian = 1", 15, "write true or false"),
        ("humanitarian > false", 0, "yes and no have no order"),
        ("start >= 1999", 9, "write '1999-03-24'"),
        ("start >= '1999-02-30'", 9, "a date is needed"),
        ("year(deaths) = 1", 5, "deaths is a number, and a date is needed"),
        ("deaths like '1%'", 0, "deaths is a number, and text is needed"),
        ("deaths", 0, "compare deaths with something"),
        ("deaths and humanitarian", 0, "compare deaths with something"),
        ("1", 0, "yes or no is needed"),
        ("(deaths > 1) + 1 = 2", 1, "a number is needed here"),
        ("locations = 'BIH'", 0, "write contains(locations, 'x'), or location = 'x'"),
        ("intervener_entities = 'USA'", 0, "intervener_entity = 'x'"),
        ("location != 'BIH'", 0, "not (location = ...)"),
        ("location", 0, "yes or no is needed"),
        ("location is null", 0, "ask whether the list locations is null"),
        ("location between 'a' and 'b'", 0, "numbers, dates or text"),
        ("location = intervener_entity", 0, "one value"),
        ("contains(entity, 'x')", 0, "write it as contains(list_column, 'x')"),
        ("abs(deaths, 1) = 1", 0, "write it as abs(number)"),
        ("coalesce(deaths) = 1", 0, "write it as coalesce"),
        ("in_group(entity, entity)", 0, "write it as in_group"),
        ("in_group(deaths, 'nato')", 0, "write it as in_group"),
        ("deaths = null", 9, "`is null`"),
        ("deaths is 1", 0, "`is` asks for null alone"),
        ("humanitarian is true", 0, "`is` asks for null alone"),
        (":least is null", 0, "a choice always has a value"),
        (":least = :least", 0, "compare a choice with a column"),
        (":least", 0, "the choice least has 25, which stands where yes or no is needed"),
        ("deaths > 1 > 2", 0, "put brackets around"),
        ("deaths = 1 = humanitarian", 0, "put brackets around"),
        ("humanitarian = not humanitarian", 19, "put brackets around"),
        ("deaths in ()", 0, "plain values or choices in brackets"),
        ("deaths in 10", 0, "plain values or choices in brackets"),
        ("deaths in (deaths)", 0, "plain values or choices in brackets"),
        ("deaths in (1, 2,)", 16, "missing before this bracket"),
        ("entity like over", 12, "after `like` stands a text"),
        ("deaths 5", 7, "between deaths and 5 something is missing"),
        ("deaths >", 7, "breaks off"),
        ("not", 0, "breaks off"),
        ("and humanitarian", 0, "missing before and"),
        ("deaths = + 5", 9, "missing before +"),
        ("(deaths = 1", 0, "not closed"),
        ("deaths = 1)", 10, "closes nothing"),
        ("deaths, deaths", 6, "cannot be read"),
        ("(deaths, deaths) = (1, 2)", 1, "not a part of the language"),
        ("", 0, "empty"),
        ("  \n ", 0, "empty"),
    ],
)  # fmt: skip
def test_what_is_refused_where_and_why(text: str, offset: int, said: str) -> None:
    error = refusal(text)
    assert said in str(error)
    assert error.offset == offset


@pytest.mark.parametrize(
    "text",
    [
        "(" * 900 + "humanitarian" + ")" * 900,
        "(" * 33 + "humanitarian" + ")" * 33,
        "abs(" * 33 + "deaths" + ")" * 33 + " > 1",
        "not " * 33 + "humanitarian",
        "not " * 490 + "humanitarian",
        "- " * 33 + "deaths > 1",
        "- " * 900 + "deaths > 1",
        "not (" * 300 + "humanitarian" + ")" * 300,
        "(" * 1000,
        "deaths in " * 190,
        "case " * 390,
        "humanitarian or " * 101 + "humanitarian",
        "humanitarian" + " " * MAX_CHARACTERS,
    ],
)
def test_what_is_too_deep_or_too_long_never_reaches_the_parser(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: Any, **__: Any) -> None:
        raise AssertionError("the parser was called")

    monkeypatch.setattr(sqlglot, "parse_one", never)
    refusal(text)


def test_the_bounds_themselves_are_allowed() -> None:
    deep = "(" * MAX_NESTING + "humanitarian" + ")" * MAX_NESTING
    assert split(deep) == [True, False, None]
    assert split("not " * MAX_NESTING + "humanitarian") == [True, False, None]
    assert split("abs(" * MAX_NESTING + "deaths" + ")" * MAX_NESTING + " = 10") == [True, False, None]
    long = " or ".join(["humanitarian"] * (MAX_NODES // 2))
    assert split(long) == [True, False, None]
    assert split("deaths = 10" + " + 0" * 98) == [True, False, None]
    assert split("humanitarian".ljust(MAX_CHARACTERS)) == [True, False, None]


def test_no_character_of_the_user_reaches_the_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    parse = sqlglot.parse_one

    def spy(text: str) -> exp.Expression:
        seen.append(text)
        return parse(text)

    monkeypatch.setattr(predicate_tree.sqlglot, "parse_one", spy)
    read_predicate("lower(entity) = 'x'' OR 1=1' and deaths > :least", columns=COLUMNS, choices=CHOICES)
    assert seen == ['f0 ( "2" ) = "5" and "7" > "9"']


@pytest.mark.parametrize(
    "tree",
    [
        exp.select("1"),
        exp.Subquery(this=exp.select("1")),
        exp.Window(this=exp.column("0", quoted=True)),
        exp.Cast(this=exp.column("0", quoted=True), to=exp.DataType.build("int")),
        exp.Lambda(this=exp.column("0", quoted=True)),
        exp.Union(this=exp.select("1"), expression=exp.select("2")),
        exp.Command(this="attach"),
        exp.Column(this=exp.to_identifier("0", quoted=True), table=exp.to_identifier("t")),
    ],
)
def test_a_node_that_is_not_on_the_list_is_refused_whatever_made_it(
    tree: exp.Expression, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(predicate_tree.sqlglot, "parse_one", lambda _text: tree)
    assert "not a part of the language" in str(refusal("humanitarian"))


def test_every_function_is_told_and_tried() -> None:
    assert set(FUNCTIONS) == {"year", "abs", "lower", "upper", "length", "coalesce", "contains", "in_group"}
