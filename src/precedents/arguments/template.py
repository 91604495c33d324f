"""A template of an argument file: what each line means, in plain words. It passes the check as it stands."""

from __future__ import annotations

from pathlib import Path

from precedents.core.errors import UsageError

TEMPLATE = """\
# An argument from historical precedent, written down so that it can be tested.
# A line that begins with # is a remark. Change what stands here, delete what you do not need, and run
#   precedents check {name}      every fault at once, with its line
#   precedents try {name}        the dossier

title  = "Intervention ended the wars in Bosnia and Kosovo"     # compulsory
says   = "What was done in Bosnia and Kosovo worked, and should be done again."
target = "IRN:2026"              # the state and year to which the precedents are to be applied
source = {{ author = "Name of the author" }}
# also, as far as they are known: title, outlet, date = "2026-01-31", link = "https://..."

# -- The cases that the author cites. Find more with: precedents cases interventions
[cites.bosnia]                   # the name after the dot is yours; statements use it below
case = "intervention:bosnia-1995"
as   = "success"                 # as what the author cites it: success, failure, applied, not-applied

[cites.kosovo]
case = "intervention:kosovo-1999"
as   = "success"

# -- Choices that reasonable people make differently. The first value is the author's own; every
#    combination is tried, and the dossier says which choice moves the answer. Write ":deaths" to use one.
[choices]
deaths = [1000, 100, 25]
since  = [1946, 1990]

# -- A reference class: every case that fits the author's own rule, cited or not.
#    Find tables and columns with: precedents columns violence
[class.humanitarian]
of    = "interventions"          # a table of cases
where = "humanitarian and start_year >= :since"
says  = "humanitarian military interventions"
# comparable = "not borderline"  # a further condition: what makes the picked cases comparable
salience = "deaths_per_day_before"   # if you like: how prominent a case was before anybody knew its outcome
split    = ["regime_aim"]            # if you like: sub-classes, shown beside the whole

# -- A magnitude that no table of the record holds. The source is compulsory.
[given.toll_as_claimed]
low    = 3000                    # low, best, high: at least one of them
high   = 12000
days   = 10                      # for a comparison a day
source = "Where the figure can be looked up: author, title, year, page"

# -- The statements, one block each: an id, the statement in your own words, and its kind.

[[statement]]                    # FACT: did it happen, was the number so?
id      = "1"
says    = "The intervention in Kosovo was not authorised by the Security Council."
kind    = "fact"
case    = "kosovo"               # a cite, or the id of a case
column  = "authorised_unsc"      # one of its columns
expects = false                  # or text, a number, {{ at_most = 3 }}, {{ between = [1, 5] }}, {{ more_than = 0 }} ...

[[statement]]                    # BASE RATE: how often does it turn out so?
id      = "2"
says    = "Such interventions usually end the violence within a year."
kind    = "base-rate"
class   = "humanitarian"         # a class declared above
outcome = "violence_ended"       # a column that says yes or no, or a condition: "new_violence_deaths >= 25"
expects = "most"                 # most, few, all, not-all, none, any, or {{ at_least = 0.75 }}

[[statement]]                    # A statement may have several parts.
id    = "3"
says  = "The campaign of 1995 brought Dayton, and peace has held in Bosnia since."
parts = [
  # SEQUENCE: did the first come before the second?
  {{ kind = "sequence", first = "bosnia.start", then = "agreement:dayton-1995" }},
  # AFTERMATH: what followed? event: conflict, onesided (killing of civilians), or a table of events;
  # within = 10 looks ten years ahead, without it as far as the record reaches.
  {{ kind = "aftermath", after = "bosnia.end", where = "location = 'BIH'", deaths = ":deaths", expects = "none" }},
]

[[statement]]                    # MAGNITUDE: is A larger than B, and by how much?
id      = "4"
says    = "More people were killed a day than at Srebrenica."
kind    = "magnitude"
a       = "given.toll_as_claimed"
b       = "magnitude:srebrenica-1995"
per     = "day"                  # total, day or head
expects = "more"                 # more, fewer, alike, unlike, or a bound on how many times: {{ at_least = 10 }}

[[statement]]                    # A FORTIORI: of the cases with as much in their favour, how many turned out so?
id      = "4a"
says    = "It would end the violence here too, by air power alone."
kind    = "a-fortiori"
class   = "humanitarian"
outcome = "violence_ended"
dimensions = [                   # a feature of states, or a column of the class; which way it counts; who says so
  {{ feature = "battle_deaths", favours = "low", because = "Doyle and Sambanis 2000" }},
  {{ feature = "ground", favours = "yes", here = false, because = "Pape 1996" }},   # here: for what no record knows
]

[[statement]]                    # ANALOGY: is the target like the cited cases, more than like the rest of their class?
id      = "4b"
says    = "The target is like Bosnia and Kosovo on the eve."
kind    = "analogy"
class   = "humanitarian"
structural = ["democracy", {{ name = "battle_deaths", weight = 2 }}, "onesided_government"]   # what bears on the outcome
surface    = ["region"]          # what merely comes to mind; or `features` for both
outcome = "violence_ended"       # what likeness says of it
expects = "alike"                # or unlike

[[statement]]                    # What the record does not hold, it says so; say here what would be needed.
id    = "5"
says  = "Most citizens of the target welcome it."
kind  = "fact"
needs = "opinion polls in the target, by year"

[[statement]]                    # NORMATIVE: what ought to be done has no verdict; what it rests on has.
id       = "6"
says     = "So it should be done again."
kind     = "normative"
premises = ["2", "3"]            # ids of the statements that it rests on
"""


def render_template(name: str) -> str:
    """The template, for a file of this name.

    Examples
    --------
    >>> render_template("mine.toml").splitlines()[2]
    '#   precedents check mine.toml      every fault at once, with its line'
    """
    return TEMPLATE.format(name=name)


def write_template(path: Path) -> Path:
    """Write the template to a file that is not there yet.

    Parameters
    ----------
    path
        Where to.

    Returns
    -------
    pathlib.Path
        The same.

    Raises
    ------
    UsageError
        When there is such a file already, or its folder does not exist.
    """
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(render_template(path.name))
    except FileExistsError:
        raise UsageError(f"{path} exists already and is left as it is: choose another name.") from None
    except FileNotFoundError:
        raise UsageError(f"there is no folder {path.parent}: make it first.") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from None
    return path
