"""The register of interventions against history, and against a hundred pairs judged by hand.

Checked against: what is known of fourteen interventions (their years and interveners, in any handbook), and a verdict
on a hundred pairs of codings, given before the rule was changed after them, from the sources' own fields and the
literature; ``docs/register.md`` says how they were drawn. The counts of rows are those that the files have.

Tolerance: none for counts. Shares are compared to three decimals, as the page gives them.
"""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest

from precedents.record.store import Record, open_record

SAMPLE = Path(__file__).with_name("register_sample.csv")
SOURCES = ("imi-1946-2005", "mip-2022", "un-personnel-2019", "archigos-4.1")
PRIF, UCDP, IMI, MIP, ARCHIGOS, UN, SUPPORT = (
    *("prif-hmi-0.3", "ucdp-acd-25.1", "imi-1946-2005", "mip-2022", "archigos-4.1", "un-personnel-2019"),
    "ucdp-external-support-18.1",
)

NAMED: Mapping[str, tuple[str, str, set[str]]] = {
    # id: the year, an intervener whom history names, and the sources that must code it
    "kosovo-1999": ("1999", "group:nato", {PRIF, UCDP, IMI, MIP, SUPPORT}),
    "bosnia-1995": ("1995", "group:nato", {PRIF}),
    "libya-2011": ("2011", "group:nato", {PRIF, MIP, ARCHIGOS}),
    "afghanistan-2001": ("2001", "USA", {UCDP, IMI, MIP, ARCHIGOS}),
    "iraq-2003": ("2003", "USA", {UCDP, IMI, MIP, ARCHIGOS}),
    "sierra-leone-2000": ("2000", "GBR", {PRIF, IMI}),
    "east-timor-1999": ("1999", "AUS", {PRIF, IMI, MIP}),
    "mali-2013": ("2013", "FRA", {PRIF, UCDP, UN, SUPPORT}),
    "ivory-coast-2011": ("2011", "FRA", {PRIF, ARCHIGOS}),
    "grenada-1983": ("1983", "USA", {UCDP, IMI, MIP}),
    "panama-1989": ("1989", "USA", {UCDP, IMI, MIP, ARCHIGOS}),
    "uganda-1979": ("1979", "TZA", {PRIF, UCDP, IMI, SUPPORT, ARCHIGOS}),
    "cambodia-1978": ("1978", "VNM", {UCDP, IMI, SUPPORT, ARCHIGOS}),
    "bangladesh-1971": ("1971", "IND", {PRIF, IMI}),
}


@pytest.fixture(scope="module")
def pulled(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Record:
    """The record with the four sources that the register needs, as if a user had pulled them."""
    home = tmp_path_factory.mktemp("home")
    for source in SOURCES:
        folder = home / "sources" / source
        folder.mkdir(parents=True)
        for file in (shared_data / source).iterdir():
            (folder / file.name).symlink_to(file)
    return open_record(home=home)


@pytest.fixture(scope="module")
def codings(pulled: Record) -> pl.DataFrame:
    return pulled.table("register_codings")


@pytest.mark.parametrize("name", NAMED)
def test_each_of_fourteen_is_one_case_with_all_its_codings(
    pulled: Record, codings: pl.DataFrame, name: str
) -> None:
    year, intervener, sources = NAMED[name]
    case = pulled.table("register").row(by_predicate=pl.col("id") == f"intervention:{name}", named=True)
    assert str(case["start_year"]) == year
    assert intervener in case["interveners"]
    assert set(case["sources"]) == sources
    held = codings.filter(pl.col("case") == f"intervention:{name}")
    assert set(held["source"]) == sources
    # nobody else has a case of that intervener, place and month: it is in the register once
    others = codings.filter(
        (pl.col("case") != f"intervention:{name}")
        & pl.col("targets").list.set_intersection(case["targets"]).list.len().gt(0)
        & pl.col("interveners").list.contains(intervener)
        & (pl.col("start") - case["start"]).dt.total_days().abs().le(45)
        & pl.col("operation").is_in(["combat", "presence"])
        & pl.col("start_precision").eq("day")
    )
    assert others.select("case", "source", "source_row").rows() == []


def test_the_rows_that_history_names(codings: pl.DataFrame) -> None:
    """By source and row: the bombing of 1999, the invasions of 1971, 1978, 1979, 1983, 1989, 2001 and 2003."""
    home = {
        (source, row): case
        for case, source, row in codings.select("case", "source", "source_row").iter_rows()
    }
    rows = {
        "kosovo-1999": [(IMI, "965"), (MIP, "481"), (UCDP, "412-b-1999")],
        "bangladesh-1971": [(IMI, "355")],
        "cambodia-1978": [(IMI, "483"), (UCDP, "300-b-1978")],
        "uganda-1979": [(IMI, "501"), (UCDP, "314-b-1979")],
        "grenada-1983": [(IMI, "602"), (IMI, "603"), (MIP, "390")],
        "panama-1989": [(IMI, "687"), (MIP, "424")],
        "afghanistan-2001": [(IMI, "1002"), (IMI, "1003"), (MIP, "493")],
        "iraq-2003": [(IMI, "1027"), (IMI, "1028"), (MIP, "508")],
        "east-timor-1999": [(IMI, "979"), (MIP, "477")],
        "sierra-leone-2000": [(IMI, "989")],
    }
    for name, keys in rows.items():
        assert {home[key] for key in keys} == {f"intervention:{name}"}, name


def test_what_followed_or_stood_beside_is_kept_apart(codings: pl.DataFrame) -> None:
    home = {
        (source, row): case
        for case, source, row in codings.select("case", "source", "source_row").iter_rows()
    }
    apart = [
        ((IMI, "965"), (IMI, "973")),  # the bombing of 1999, and the force in Kosovo after it
        ((IMI, "823"), (IMI, "872")),  # Deny Flight, and the force after Dayton
        ((IMI, "1002"), (IMI, "1010")),  # the attack of 2001, and the troops who stayed
        ((IMI, "524"), (IMI, "1002")),  # the Soviet Union in Afghanistan, and the United States
        ((IMI, "907"), (IMI, "989")),  # ECOMOG in Sierra Leone, and the British
        ((IMI, "907"), (IMI, "908")),  # ECOMOG, and an American evacuation in the same week
        ((IMI, "583"), (IMI, "581")),  # the second force in Beirut, and the first
        ((IMI, "355"), (IMI, "358")),  # India in East Pakistan, and a British airlift
        ((UCDP, "314-b-1979"), (UCDP, "314-a-1979")),  # Tanzania against Amin, and for his successors
    ]
    for one, other in apart:
        assert home[one] != home[other], (one, other)
    congo = {f"intervention:dr-congo-{year}" for year in (2000, 2003, 2013)}
    assert congo <= set(home.values())


def test_every_row_of_every_source_is_in_one_case(pulled: Record, codings: pl.DataFrame) -> None:
    counts = dict(codings["source"].value_counts().iter_rows())
    # 1,111 rows of IMI but for the one without a start; MIP's 218 since 1946 but for two on no state's ground
    assert {name: counts[name] for name in (PRIF, IMI, MIP)} == {PRIF: 41, IMI: 1110, MIP: 216}
    assert codings.select("source", "source_row").is_unique().all()
    assert set(pulled.table("interventions")["id"]) <= set(pulled.table("register")["id"])


def _read_sample(codings: pl.DataFrame) -> list[tuple[str, str, bool]]:
    """Stratum, verdict, and whether the rule has the two in one case."""
    home = {
        (source, row): case
        for case, source, row in codings.select("case", "source", "source_row").iter_rows()
    }
    with SAMPLE.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [
        (
            row["stratum"],
            row["verdict"],
            home[row["source_a"], row["row_a"]] == home[row["source_b"], row["row_b"]],
        )
        for row in rows
    ]


def _wilson(successes: int, n: int) -> tuple[float, float]:
    """Wilson's interval at 95 %, written out here so that it is not the estimators' own."""
    z, share = 1.959964, successes / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return round(middle - half, 3), round(middle + half, 3)


def test_a_hundred_pairs_by_hand(codings: pl.DataFrame) -> None:
    sample = _read_sample(codings)
    assert len(sample) == 100
    assert Counter(stratum for stratum, _, _ in sample) == {"linked": 40, "near miss": 30, "dense": 30}
    said = Counter((stratum, verdict) for stratum, verdict, _ in sample)
    # as drawn, before the rule was changed after it: the strata say what was linked then
    right, wrong = said["linked", "same"], said["linked", "different"]
    assert (right, right + wrong) == (36, 38)
    assert _wilson(36, 38) == (0.827, 0.985)
    assert (said["near miss", "same"], said["near miss", "different"]) == (7, 18)
    assert (said["dense", "same"], said["dense", "different"]) == (3, 26)
    # as the rule is now
    now = Counter((verdict, linked) for _, verdict, linked in sample)
    linked = now["same", True], now["same", True] + now["different", True]
    found = now["same", True], now["same", True] + now["same", False]
    assert linked == (40, 42)
    assert found == (40, 46)
    assert _wilson(*linked) == (0.842, 0.987)
    assert _wilson(*found) == (0.743, 0.939)


PAIRS = {"linked across": 727, "linked within": 1139, "near miss": 1343, "dense": 1629}
"""How many pairs there were of each kind when the sample was drawn."""


def test_the_share_of_all_pairs_that_was_found_as_drawn() -> None:
    """Weighted by the pairs of each kind; the interval puts both kinds of miss at the ends of Wilson's."""
    with SAMPLE.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    counts: Counter[tuple[str, str]] = Counter()
    for row in rows:
        kind = row["stratum"]
        if kind == "linked":
            both = {row["source_a"], row["source_b"]}
            kind = "linked within" if len(both) == 1 or both == {UCDP, SUPPORT} else "linked across"
        counts[kind, row["verdict"]] += 1

    def same(kind: str) -> tuple[int, int]:
        return counts[kind, "same"], counts[kind, "same"] + counts[kind, "different"]

    def share(place: int | None) -> float:
        missed = 0.0
        for kind in ("near miss", "dense"):
            rate = same(kind)[0] / same(kind)[1] if place is None else _wilson(*same(kind))[place]
            missed += PAIRS[kind] * rate
        found = sum(
            PAIRS[kind] * same(kind)[0] / same(kind)[1] for kind in ("linked across", "linked within")
        )
        return round(found / (found + missed), 2)

    assert (share(None), share(1), share(0)) == (0.77, 0.63, 0.88)


def _read_table(page: str, head: str) -> list[list[str]]:
    lines = page[page.index(head) :].splitlines()[2:]
    rows = []
    for line in lines:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def test_the_page_gives_the_same_figures(pulled: Record, codings: pl.DataFrame) -> None:
    page = (Path(__file__).parents[2] / "docs" / "register.md").read_text(encoding="utf-8")
    for figure in (
        "36 of 38",
        "0.83–0.99",
        "40 of 42",
        "0.84–0.99",
        "40 of 46",
        "0.74–0.94",
        "0.77",
        "0.63–0.88",
    ):
        assert figure in page, figure
    cases = pulled.table("register")
    has = [
        pl.col("sources").list.contains(source) for source in (PRIF, UCDP, IMI, MIP, UN, SUPPORT, ARCHIGOS)
    ]
    counts = dict(codings["source"].value_counts().iter_rows())
    expected = [
        [
            str(counts[source]),
            *(str(cases.filter(mine & other).height) for other in has),
            str(cases.filter(mine & (pl.col("source_count") == 1)).height),
        ]
        for source, mine in zip((PRIF, UCDP, IMI, MIP, UN, SUPPORT, ARCHIGOS), has, strict=True)
    ]
    assert [row[1:] for row in _read_table(page, "| source | codings |")] == expected
    alone = cases.filter(pl.col("source_count") == 1).height
    assert f"{cases.height} cases, of which {alone} stand in one source alone" in page
    agreement = pulled.table("register_agreement").filter(pl.col("agree").is_not_null())
    for name, total, agree in _read_table(page, "| column | cases | agree |"):
        rows = agreement.filter(pl.col("column") == name.partition(" ")[0])
        assert (str(rows.height), str(rows["agree"].sum())) == (total, agree), name
