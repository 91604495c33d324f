"""The argument file as it is written: one model a table, one model a kind of part.

To add a kind: write its model here, name it in :data:`KINDS`, and say in ``expects.py`` what it may expect.
Fields that mean the same thing bear the same name in every kind; what a name must refer to is checked, by
name, in ``meanings.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, create_model

from precedents.arguments.wire_values import (
    Arms,
    CaseId,
    Date,
    Entities,
    Entity,
    Expects,
    FeatureName,
    Files,
    Id,
    Ids,
    Link,
    Moment,
    Name,
    Number,
    Plain,
    PlainNumber,
    Target,
    Text,
    Texts,
    YearOrMoment,
    Years,
    one_of,
)

TAKES = ("max", "min", "sum", "mean", "count", "first", "last")
EVENTS: Mapping[str, str] = {"conflict": "conflicts", "onesided": "mass_killings"}
"""Short words for tables of events that may follow; any table of events or cases may be named itself."""


class Wire(BaseModel):
    """A table of the file; keys that it does not name are refused."""

    # A model is built when a file uses it: a dozen kinds, twice each, are slow to build and few are used.
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, defer_build=True)

    def check_form(self) -> str | None:
        """What is wrong with the table as a whole; called on unchecked values too, so that no fault waits."""
        return None


# -- what stands around the statements ----------------------------------------------------------------


class SourceWire(Wire):
    """Who argues, and where: as far as it is known."""

    author: Text = Field(None, description="who argues")
    title: Text = Field(None, description="title of the article or speech")
    outlet: Text = Field(None, description="where it appeared")
    date: Date = Field(None, description="when it appeared")
    link: Link = Field(None, description="its web address")


class CiteWire(Wire):
    """A case that the author cites."""

    case: CaseId = Field(description='the case cited, as in case = "intervention:kosovo-1999"')
    as_: one_of("success", "failure", "applied", "not-applied", or_choice=False) = Field(  # type: ignore[valid-type]
        "success", alias="as", description="as what the author cites it"
    )


class ClassWire(Wire):
    """A reference class: a table of cases and the rule that picks from it."""

    of: Text = Field(description='the table of cases, as in of = "interventions"')
    where: Text = Field("true", description="the rule that picks cases; without it, every case")
    comparable: Text = Field(
        None, description="what makes the picked cases comparable: a further condition, a step of its own"
    )
    salience: Text = Field(
        None, description="a column that says how prominent a case was before its outcome was known"
    )
    split: Texts = Field(
        default_factory=list, description='columns or conditions that divide it, as in split = ["region"]'
    )
    says: Text = Field(None, description="the rule in words")


class GivenWire(Wire):
    """A magnitude that no table holds."""

    low: PlainNumber = Field(None, description="the lowest estimate")
    best: PlainNumber = Field(None, description="the best estimate")
    high: PlainNumber = Field(None, description="the highest estimate")
    days: PlainNumber = Field(None, description="how many days it took")
    population: PlainNumber = Field(None, description="how many people lived there")
    unit: Text = Field("deaths", description="what is counted")
    source: Text = Field(
        description='where the figure comes from, as in source = "Author, title, year, page"'
    )
    says: Text = Field(None, description="what it is, in words")

    def check_form(self) -> str | None:  # noqa: D102 - says the parent
        known = [value for value in (self.low, self.best, self.high) if isinstance(value, int | float)]
        if not known:
            return "needs a figure: low, best or high"
        if known != sorted(known):
            return "has its figures in the wrong order: low is at most best, best at most high"
        return None


class PageWire(Wire):
    """What a published page says beside the findings."""

    url: Link = Field(None, description="where the page is published")
    published: Date = Field(None, description="when")
    editor: Text = Field(None, description="who edited the page")
    editor_is: one_of("person", "organization", or_choice=False) = Field(  # type: ignore[valid-type]
        None, description="whether the editor is a person or an organization"
    )
    alternatives_by: Text = Field(None, description="who named the alternatives of the choices")
    locked: Any = Field(None, description="when the definitions were fixed, or whether")
    reply: Text = Field(None, description="what the author of the argument answered")
    reply_date: Date = Field(None, description="when")
    corrections: Texts = Field(None, description="what was corrected, and when")
    funding: Text = Field(None, description="who paid")
    interests: Text = Field(None, description="the editor's interests")
    machine_help: Text = Field(None, description="what a machine helped with")

    def check_form(self) -> str | None:  # noqa: D102 - says the parent
        if isinstance(self.locked, list | dict | int | float) and not isinstance(self.locked, bool):
            return "locked is a date, a text, or true or false"
        return None


class TopWire(Wire):
    """What stands once in a file."""

    title: Text = Field(description='a title, as in title = "The Balkan precedent"')
    says: Text = Field(None, description="the argument in a sentence")
    source: SourceWire = Field(default_factory=SourceWire, description="who argues")
    target: Target = Field(None, description="the state and year to which the precedents are applied")
    cases: Files = Field(
        default_factory=list,
        description='the author\'s own cases, laid over the record: a file beside this one, as in cases = "mine.csv"',
    )
    page: PageWire = Field(default_factory=PageWire, description="for a published page")


# -- the kinds of part ---------------------------------------------------------------------------------


class PartWire(Wire):
    """What every part may say."""

    says: Text = Field(None, description="this part in words")
    expects: Expects = Field(None, description="what the statement expects to find")
    sort: one_of("record", "tendency", or_choice=False) = Field(  # type: ignore[valid-type]
        None, description="about the cases as they are (record), or about what such cases do (tendency)"
    )
    proxy: Text = Field(
        None, description="what the figures stand in for and cannot show, where they are proxies"
    )
    informs: bool | None = Field(
        None, description="true where the part stands beside the statement and does not count for its verdict"
    )


class Scope(Wire):
    """A figure read off the record: which column or table, and for whom and when."""

    measure: Text = Field(None, description="a named measure, or with `of` a column of that table")
    of: Text = Field(None, description="a table")
    where: Text = Field(None, description="which of its rows")
    take: one_of(*TAKES) = Field(None, description="how many rows become one figure")  # type: ignore[valid-type]
    for_: Entity = Field(None, alias="for", description="the state or group")
    since: YearOrMoment = Field(None, description="the first year, date or event")
    until: YearOrMoment = Field(None, description="the last year, date or event")
    initiated_by: Entity = Field(None, description="the state or group that began it")
    between: Entities = Field(None, description="two states or groups")

    def check_form(self) -> str | None:  # noqa: D102 - says the parent
        if self.where is not None and self.of is None and self.measure is None:
            return "has a `where` but no table: add `of` or `measure`"
        return None


class Quantity(Scope):
    """One side of a comparison of magnitudes, read off the record."""

    def check_form(self) -> str | None:  # noqa: D102 - says the parent
        if self.measure is None and self.of is None:
            return "needs a `measure`, or `of` for a table whose rows are counted"
        return None


class Fact(PartWire, Scope):
    """Did it happen; was the number so?"""

    kind: Literal["fact"]
    case: CaseId = Field(None, description="a case, by its id or by the author's name for it")
    column: Text = Field(None, description="which column of the case")
    needs: Text = Field(None, description="what the record would need to hold")
    tolerance: Number = Field(None, description="by which part of the number the record's may differ: 0.05")

    def check_form(self) -> str | None:  # noqa: D102 - says the parent
        if (self.case is None) != (self.column is None):
            return "needs `case` and `column` together"
        if self.case is not None and (self.measure is not None or self.of is not None):
            return "is either about a `case` or about a `measure` (or the rows `of` a table), not both"
        if self.case is None and self.measure is None and self.of is None and self.needs is None:
            return (
                "says nothing to look up: add `case` and `column`, or `measure`, or `of` and `where`, or say "
                "in `needs` what the record would need to hold"
            )
        return super().check_form()


class Sequence(PartWire):
    """Did A come before B?"""

    kind: Literal["sequence"]
    first: Moment = Field(description='an event, as in first = "kosovo.start"')
    then: Moment = Field(description='an event, as in then = "agreement:dayton-1995"')
    within_days: Number = Field(None, description="within how many days")


def _which_side(value: Any) -> str:
    return "<table>" if isinstance(value, dict | Quantity) else "<reference>"


Side = Annotated[
    Annotated[Moment, Tag("<reference>")] | Annotated[Quantity, Tag("<table>")], Discriminator(_which_side)
]


class Magnitude(PartWire):
    """Is A larger than B, and by how much?"""

    kind: Literal["magnitude"]
    a: Side = Field(description='a magnitude, as in a = "given.babi_yar", or { measure = …, for = … }')
    b: Side = Field(description='a magnitude, as in b = "magnitude:srebrenica-1995", or { measure = … }')
    per: one_of("total", "day", "head") = Field("total", description="in all, a day or a head")  # type: ignore[valid-type]


class Aftermath(PartWire):
    """What followed?"""

    kind: Literal["aftermath"]
    after: Moment = Field(description='an event, as in after = "kosovo.end"')
    event: Text = Field("conflict", description="what may follow: conflict, onesided, or a table of events")
    where: Text = Field(None, description="which events, as in where = \"location = 'BIH'\"")
    deaths: Number = Field(None, description="with at least so many deaths in a year")
    within: Number = Field(None, description="within how many years")


class BaseRate(PartWire):
    """How often does it turn out so?"""

    kind: Literal["base-rate", "base_rate", "base rate"]
    class_: Name = Field(alias="class", description='a class of this file, as in class = "humanitarian"')
    outcome: Text = Field(description='a column or condition, as in outcome = "violence_ended"')
    cluster: one_of("conflict", "country") = Field(  # type: ignore[valid-type]
        "conflict", description="what makes cases alike: the same conflict or the same country"
    )
    measure: Text = Field(
        None,
        description="a column of the class that is a number, on which the cited are set beside the class",
    )
    better: one_of("high", "low", or_choice=False) = Field(  # type: ignore[valid-type]
        "high", description="whether a larger or a smaller `measure` is what the argument points to"
    )


class Normative(PartWire):
    """What ought to be done; the record has no verdict on it."""

    kind: Literal["normative"]
    premises: Ids = Field(default_factory=list, description="ids of the statements that it rests on")


class Trend(PartWire):
    """Did practice change at that time?"""

    kind: Literal["trend"]
    of: Text = Field(description='the table of events counted, as in of = "interventions"')
    where: Text = Field(None, description="which of its rows")
    exposure: Text = Field(None, description="a table with years: how many could have had the event")
    exposure_where: Text = Field(None, description="which of its rows")
    at: Years = Field(
        description="the years at which practice is said to have changed, as in at = [1995, 1999]"
    )
    since: Number = Field(None, description="the first year counted")
    until: Number = Field(None, description="the last year counted")


class Selectivity(PartWire):
    """Where was it done, and where not?"""

    kind: Literal["selectivity"]
    class_: Name = Field(alias="class", description="the eligible cases: a class of this file")
    outcome: Text = Field(description="the column or condition that says that it was done")
    by: Texts = Field(default_factory=list, description="conditions that may tell the cases apart")
    cluster: one_of("conflict", "country") = Field(  # type: ignore[valid-type]
        "conflict", description="what makes cases alike: the same conflict or the same country"
    )


class FeatureWire(Wire):
    """A feature on which cases are compared, and how much it counts."""

    name: Text = Field(description='a feature of states, as in name = "democracy"')
    weight: PlainNumber = Field(1, description="how much it counts beside the others: 1 unless said")
    scale: one_of("log", "linear", or_choice=False) = Field(  # type: ignore[valid-type]
        None, description="whether a number is compared on its logarithm or as it is"
    )
    span: PlainNumber = Field(
        None, description="the difference that counts as wholly different, in the feature's unit (linear)"
    )

    def check_form(self) -> str | None:  # noqa: D102 - says the parent
        if 0 in (self.weight, self.span):
            return "needs a weight and a span above zero: leave the feature out instead"
        if self.span is not None and self.scale != "linear":
            return 'has a span, which needs scale = "linear" beside it'
        return None


def _which_feature(value: Any) -> str:
    return "<table>" if isinstance(value, dict | FeatureWire) else "<name>"


FeatureItem = Annotated[
    Annotated[FeatureName, Tag("<name>")] | Annotated[FeatureWire, Tag("<table>")],
    Discriminator(_which_feature),
]


class Analogy(PartWire):
    """Is the target like the precedents?"""

    kind: Literal["analogy"]
    class_: Name = Field(alias="class", description="the cases that the cited ones are compared with")
    features: list[FeatureItem] = Field(
        default_factory=list,
        description='features of states, as in features = ["democracy", { name = "battle_deaths", weight = 2 }]',
    )
    structural: list[FeatureItem] = Field(
        default_factory=list,
        description="instead of `features`: those that bear on the outcome, by which likeness is decided",
    )
    surface: list[FeatureItem] = Field(
        default_factory=list,
        description="beside `structural`: those that merely come to mind, shown but not deciding",
    )
    target: Target = Field(None, description="the state and year, if it is not that of the argument")
    cited: Texts = Field(default_factory=list, description="which cited cases; without it, all")
    outcome: Text = Field(
        None, description="an outcome of the class, to say what likeness could at most imply for it"
    )
    bandwidth: PlainNumber = Field(
        0.1, description="the distance (0 to 1) at which a case counts about a third of one at no distance"
    )

    def check_form(self) -> str | None:  # noqa: D102 - says the parent
        if not self.features and not self.structural:
            return 'needs `features`, as in features = ["democracy", "region"], or `structural` and `surface`'
        if self.features and self.structural:
            return "has `features` and `structural`: say `structural` and `surface`, or `features` alone"
        if self.surface and not self.structural:
            return "has `surface` features but none that are `structural`, which would decide"
        if self.bandwidth == 0:
            return "needs a bandwidth above zero"
        return None


class DimensionWire(Wire):
    """What counts for or against the outcome, and who says so."""

    feature: Text = Field(
        description='a feature of states or a column of the class, as in feature = "democracy"'
    )
    favours: one_of("high", "low", "yes", "no", or_choice=False) = Field(  # type: ignore[valid-type]
        description="which values favour the outcome: high or low for a number, yes or no for a factor"
    )
    because: Text = Field(description='who says so, as in because = "Author year": no direction is inferred')
    here: Plain = Field(
        None, description="the target's value as the argument has it, where no record can know it"
    )


class AFortiori(PartWire):
    """Of the cases with at least as much in their favour, how many turned out so?"""

    kind: Literal["a-fortiori", "a_fortiori", "a fortiori"]
    class_: Name = Field(alias="class", description="the cases compared: a class of this file")
    outcome: Text = Field(description='a column or condition, as in outcome = "violence_ended"')
    dimensions: list[DimensionWire] = Field(
        description='what favours the outcome, as in [{ feature = "democracy", favours = "high", because = "Author year" }]',
        min_length=1,
    )
    target: Text = Field(
        None, description="a state and a year, or a case, if it is not the target of the argument"
    )
    cluster: one_of("conflict", "country") = Field(  # type: ignore[valid-type]
        "conflict", description="what makes cases alike: the same conflict or the same country"
    )
    measure: Text = Field(
        None, description="a column of the class that is a number, to say between which values it must lie"
    )
    better: one_of("high", "low", or_choice=False) = Field(  # type: ignore[valid-type]
        "high", description="whether a larger or a smaller `measure` is what the dimensions favour"
    )


class Effect(PartWire):
    """Did the action change the outcome?"""

    kind: Literal["effect"]
    class_: Name = Field(
        None, alias="class", description="the cases acted on, or with `arms` all: a class of this file"
    )
    case: CaseId = Field(None, description="one case acted on, by its id or by the author's name for it")
    method: one_of("peaks", "panel-matching", "synthetic-control", "survival", or_choice=False) = Field(  # type: ignore[valid-type]
        None, description="how it is estimated, if not as the rule for this kind has it"
    )
    measure: Text = Field("deaths_best", description='a column of state_years, as in measure = "deaths_best"')
    within: Number = Field(2, description="over how many years after the start")
    smallest: PlainNumber = Field(
        0.2, description="the smallest relative change that would matter: 0.2 for a fifth"
    )
    arms: Arms | None = Field(
        None,
        description='for survival, who was acted on and who was not: arms = { yes = "nato", no = "not nato" }',
    )
    counted_from: one_of("start", "end", or_choice=False) = Field(  # type: ignore[valid-type]
        "end", description="for survival, from when time is counted: the start or the end of each case"
    )
    lasts_until: one_of("end", "conflict", "leader-exit", or_choice=False) = Field(  # type: ignore[valid-type]
        "conflict",
        description="for survival, what ends it: the case's own end, a new conflict, a leader's exit",
    )
    arms_known: one_of("start", "end", or_choice=False) = Field(  # type: ignore[valid-type]
        "end", description="for survival, when it is known to which arm a case belongs"
    )
    deaths: Number = Field(None, description="for survival until a new conflict: its deaths in a year")

    def check_form(self) -> str | None:  # noqa: D102 - says the parent
        if (self.class_ is None) == (self.case is None):
            return "needs either the `class` of the cases acted on, or one `case`"
        survival, single = self.method == "survival", self.method == "synthetic-control"
        if self.method is not None and single != (self.case is not None):
            return "is a synthetic control for one `case`, and one of the other methods for a `class`"
        if (survival or self.method is None) and self.case is not None and self.arms is not None:
            return "compares `arms` within a `class`, not for one `case`"
        if self.arms is not None and self.method not in (None, "survival"):
            return "has `arms` for survival alone: leave them out, or the method"
        if survival and self.arms is None:
            return 'needs `arms`, as in arms = { acted = "nato", left = "not nato" }'
        if self.arms is not None and len(self.arms) != 2:
            return "needs two `arms`: first who was acted on, then who was not"
        return None


class Pathway(PartWire):
    """Do the options differ?"""

    kind: Literal["pathway"]
    arms: Arms = Field(
        description='a name and a condition for each option, as in arms = { alone = "lone_state" }'
    )
    outcome: Text = Field(description="the column or condition compared")
    class_: Name = Field(
        None, alias="class", description="the cases compared; without it, the first that has the outcome"
    )


class Forecast(PartWire):
    """What will happen?"""

    kind: Literal["forecast"]
    class_: Name = Field(alias="class", description="the reference class: a class of this file")
    outcome: Text = Field(description="the column or condition forecast")
    question: Text = Field(None, description="what exactly is forecast, so that it can be scored")
    cluster: one_of("conflict", "country") = Field(  # type: ignore[valid-type]
        "conflict", description="what makes cases alike: the same conflict or the same country"
    )


KINDS: tuple[type[PartWire], ...] = (
    Fact,
    Sequence,
    Magnitude,
    Aftermath,
    BaseRate,
    Trend,
    Selectivity,
    Analogy,
    AFortiori,
    Effect,
    Pathway,
    Forecast,
    Normative,
)
"""Every kind of part."""


def read_kind_words(model: type[BaseModel]) -> tuple[str, ...]:
    """How a kind may be written, its own name first."""
    return tuple(model.model_fields["kind"].annotation.__args__)  # type: ignore[union-attr]


MODELS: Mapping[str, type[PartWire]] = {word: model for model in KINDS for word in read_kind_words(model)}
"""The model of each word for a kind."""


# -- statements ----------------------------------------------------------------------------------------


class StatementWire(Wire):
    """One thing the argument says."""

    id: Id = Field(description='an id between quotes, as in id = "8"')
    says: Text = Field(None, description="the statement in words")
    premises: Ids = Field(default_factory=list, description="ids of the statements that it rests on")


class WithParts(StatementWire):
    """A statement in several parts."""

    shown: ClassVar[str] = "with parts"
    parts: list[Annotated[Any, Field()]] = Field(
        description="its parts, each a table with a kind", min_length=1
    )


ALONE: Mapping[str, type[StatementWire]] = {
    word: create_model(f"{model.__name__}Statement", __base__=(StatementWire, model))  # type: ignore[arg-type]
    for word, model in MODELS.items()
}
"""A statement that is one part, by the word for its kind: the part's keys stand in the statement."""
