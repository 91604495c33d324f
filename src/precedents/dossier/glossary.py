"""Plain words for the kinds of statement, the doubts and the terms of the page."""

from __future__ import annotations

KINDS: dict[str, tuple[str, str]] = {
    "fact": (
        "did it happen; was the number so",
        "The value is looked up in the record and compared with what the statement says, within a stated "
        "tolerance. Sources that disagree are all shown.",
    ),
    "sequence": (
        "did one thing come before another",
        "Two dated events are compared, each with the precision to which its date is known.",
    ),
    "magnitude": (
        "is one larger than the other, and by how much",
        "The ratio of two figures, with the sources’ low and high estimates carried through; per day and "
        "per head where that matters.",
    ),
    "aftermath": (
        "what followed within so many years",
        "Events that began after the case ended are counted, by date, at several thresholds of deaths. "
        "What an annual source cannot place before or after is shown as undatable.",
    ),
    "base-rate": (
        "how often does it turn out so",
        "Every case that fits the rule is counted, not only the cited ones. The interval widens where "
        "several cases belong to one conflict, since these are not independent.",
    ),
    "trend": (
        "did practice change at that time",
        "A break at the stated year is set against breaks at other years.",
    ),
    "selectivity": (
        "where was it done, and where not",
        "Eligible cases that got it are set beside eligible cases that did not.",
    ),
    "analogy": (
        "is the target like the precedent",
        "Distance on declared features, against every case of the class; and how many of the cases at "
        "least as favourable turned out well.",
    ),
    "a-fortiori": (
        "of the cases with at least as much in their favour, how many turned out so",
        "Cases are compared on declared dimensions, each with who says which way it counts. Those with no less in "
        "their favour limit the chance from above, those with no more from below, if the directions are right.",
    ),
    "effect": (
        "did the action change the outcome",
        "Treated cases are compared with like cases that were not treated, under stated assumptions.",
    ),
    "pathway": (
        "do the options differ",
        "Outcomes by coalition, authorisation, aim and means, each with its number of cases.",
    ),
    "forecast": (
        "what will happen",
        "A probability from the reference class; no verdict.",
    ),
    "normative": (
        "what ought to be done",
        "No verdict. The statements of fact that it rests on are listed, and these are tried.",
    ),
}
"""By kind: the question that it asks, and what is done."""

NOTES: dict[str, str] = {
    "sequence": "An order of dates shows no cause.",
    "trend": "When practice changed, not why.",
    "selectivity": "A difference between the cases in which each was chosen, not an effect of choosing it.",
    "analogy": "Likeness on the declared features alone.",
    "a-fortiori": "What follows if the declared directions are right and nothing else matters.",
    "effect": "On average, under the assumptions named in the method; where deaths are compared, those of the whole state.",
    "pathway": "A difference between the cases in which each was chosen, not an effect of choosing it.",
    "forecast": "A share of past cases, kept so that it can be scored; not a verdict.",
}
"""By kind: what its findings do not show, where that is easily missed. Stands beside them."""

DOUBTS: dict[str, str] = {
    "another-source": "Does an independent source say the same?",
    "caliper": "Does the answer stand when peaks count as alike more loosely?",
    "carry-over": "Is the effect left over from an earlier intervention in the same place?",
    "coding-uncertainty": "Does the answer stand when figures are drawn from between the sources’ low and high?",
    "coverage": "Was every row that could speak within the source’s years and read?",
    "date-precision": "Does the order stand when a date is known only to the month or the year?",
    "declared-directions": "Do the outcomes of the class respect the declared directions, more than by chance?",
    "doubts": "Could the doubts be tried at all?",
    "equal-weights": "Does the answer hang on how much each feature counts?",
    "error-of-measurement": "Would an error in one of the figures, as large as such figures are revised, turn the answer?",
    "exposure": "Does the answer stand when events are counted without regard to how many there could have been?",
    "hidden-bias": "How strong would something unmeasured have to be to explain the result?",
    "inferred-directions": "Do the outcomes themselves suggest another direction?",
    "interference": "Did the action reach those with whom the treated are compared?",
    "leave-one-case-out": "How few cases, left out, turn the answer?",
    "leave-one-conflict-out": "Does the answer hang on a single conflict?",
    "leave-one-dimension-out": "Does the answer hang on a single dimension?",
    "leave-one-feature-out": "Does the answer hang on a single feature?",
    "leave-one-out": "Does the answer hang on a single case?",
    "low-and-high-estimates": "Does the answer stand at the sources’ low and high estimates?",
    "multiverse": "Does the answer stand when definitions are changed together?",
    "overlap": "Are there controls like the treated at all?",
    "placebo-in-space": "Does the same method find a result where nothing was done?",
    "placebo-in-time": "Does the same method find a result at a date when nothing was done?",
    "placebo-years": "Do years that nobody claimed do as well as the claimed ones?",
    "pre-trends": "Did treated and controls already part before the treatment?",
    "regression-to-the-mean": "Would it have fallen by itself?",
    "thresholds-of-deaths": "Does the answer hang on how many deaths make an event?",
    "unequal-spans": "Does the answer stand when two spans of unequal length are compared per day?",
    "unknown-comparisons": "Could the cases of which something is unknown turn the answer?",
    "unknown-outcomes": "Could the cases whose outcome nobody knows turn the answer?",
    "vintage": "Does the answer stand on an older edition of the same source?",
    "what-decided-who-got-it": "Was it as good as chance which of the like cases saw the action?",
    "without-the-cited": "What do the cases say that the author did not cite?",
    "year-of-start": "Does it matter whether the year of the start counts as before or as after?",
}

TERMS: tuple[tuple[str, str], ...] = (
    ("case", "One episode with a start and an end: an intervention, a mass killing, a war."),
    (
        "reference class",
        "A rule that picks cases, and every case that it picks. The rule is the author’s where the author"
        " states one.",
    ),
    ("omitted case", "A case that fits the same rule as the cited ones and was not cited."),
    (
        "finding",
        "One number or fact, with its interval, unit, sample, method and sources. One finding of each "
        "part decides; which one was fixed before any outcome was seen. The others inform.",
    ),
    (
        "interval",
        "Behind a share: the shares that the cases are compatible with, at 95 %. Behind a number of "
        "deaths: the sources’ low and high estimates.",
    ),
    ("n", "How many cases a figure rests on, those whose outcome is unknown left aside."),
    ("unknown", "No source of the record says. Never counted as no, and never as zero."),
    ("not covered", "The source does not speak for that year or place at all."),
    (
        "doubt",
        "One way in which a finding could be wrong, tried. A critical doubt that breaks keeps the part "
        "from being supported or contradicted.",
    ),
    (
        "choice, universe",
        "A choice is a definition with alternatives, such as how many deaths make an event; a universe is"
        " one combination of them.",
    ),
)
