"""Exchange formats: read back, where it can be had, by a reader that somebody else wrote."""

from __future__ import annotations

import copy
import csv
import hashlib
import io
import json
import math
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import precedents.dossier
import precedents.dossier.exchange
from precedents.core.errors import UsageError
from precedents.dossier.exchange.aif import CONFLICT
from precedents.dossier.exchange.bibtex import read_entries
from precedents.dossier.exchange.claimreview import EMPIRICAL, NO_EDITOR
from precedents.dossier.exchange.graph import build_graph
from precedents.dossier.exchange.plain import render_line
from precedents.dossier.exchange.render import FORMATS, render_exchange
from precedents.estimators.forecast_score import score_forecasts

HOSTILE = (
    "</script><script>alert(1)</script><!-- [Statement 1]: x // /* */",
    "=HYPERLINK(1) #supported @[x] *a* _b_ {c: d}\n\n[Conclusion]: no\n  -> [y]",
    "-2+3 ===\n=== .~. :smile: \\ \\\\[x](y) <Finding>: % } { \\input{x} \u2028 \ufeff",
    "@SUM(A1) e.g. x.y.z https://example.org/a/*b*/ (1) a\n----\n(2) b",
    "+1 \t'\"`; a, b -> c >< d <_ e <+ f ; 😀 Milošević \x00\x85",
)
BIB = "@misc{doe,\n  title = {A {T}est},\n}\n\n@article{roe,\n  author = {Roe},\n}\n"


@pytest.fixture
def full(report: dict[str, Any]) -> dict[str, Any]:
    """A valid report with everything in it: a forecast from a class, parts that lean, doubts that broke."""
    report.setdefault("rule", [["undecided", "Anything else."]])
    report.setdefault("dictionary", {"violence_ended": {"says": "the violence ended", "unit": ""}})
    for source in report["record"]["sources"]:
        source.setdefault("publisher", "Nobody")
        source.setdefault("years", [1989, 2024])
    report["record"]["sources"].append(report["record"]["sources"][0] | {"id": "bib-1", "citation": BIB})
    argument = report["argument"]
    for cite in argument["cites"]:
        cite.setdefault("table", "interventions")
        cite.setdefault("series_sources", [])
    argument["source"] = {"author": "A. Fictional", "title": "Again", "outlet": "The Paper"}
    argument["source"] |= {"date": "2026-01-01", "link": "https://example.org/again"}
    argument["page"] = {"editor": "The fictional desk"}
    last = report["statements"][6]
    share = copy.deepcopy(report["statements"][1]["findings"][0])
    last["findings"] = [share | {"id": "7.1.1", "value": 0.4, "low": 0.2, "high": 0.6, "leans": "neither"}]
    last["parts"][0] |= {"findings": ["7.1.1"], "class": "humanitarian", "says": "Will it be Borduria?"}
    check(report)
    return report


@pytest.fixture
def hostile(full: dict[str, Any]) -> dict[str, Any]:
    """The same, valid still, where every text that is not an id is an attack on some format."""
    bad = iter(HOSTILE * 200)
    full["argument"] |= {"title": next(bad), "says": next(bad), "page": {"editor": next(bad)}}
    full["argument"]["source"] = {"author": next(bad), "link": "javascript:alert(1)"}
    for source in full["record"]["sources"]:
        source |= {"title": next(bad), "citation": next(bad), "licence": next(bad), "url": next(bad)}
    for case in full["classes"][0]["cases"]:
        case |= {"label": next(bad), "why": next(bad)}
        case["outcomes"] = {"=1": next(bad), "in": True}
    for statement in full["statements"]:
        statement |= {"says": next(bad), "because": next(bad)}
        for part in statement["parts"]:
            part |= {"says": next(bad), "because": next(bad)}
        for finding in statement["findings"]:
            finding |= {"label": next(bad), "method": next(bad), "value": next(bad), "unit": next(bad)}
            finding["leans"] = "against" if finding["leans"] == "neither" else finding["leans"]
            for doubt in finding["doubts"]:
                doubt |= {"says": next(bad), "outcome": "broke", "critical": True}
    full["classes"].append(full["classes"][0] | {"id": "../Humanitarian"})
    check(full)
    return full


def check(report: dict[str, Any]) -> None:
    schema = Path(precedents.dossier.__file__).with_name("report.schema.json")
    jsonschema.validate(report, json.loads(schema.read_text(encoding="utf-8")))


def read_csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_same_report_gives_the_same_bytes_and_stays_as_it_was(full: dict[str, Any]) -> None:
    before = copy.deepcopy(full)
    files = render_exchange(full)
    assert files == render_exchange(json.loads(json.dumps(full)))
    assert full == before
    assert list(files) == [
        "claimreview.jsonld",
        "argument.argdown",
        "aif.json",
        "datapackage.json",
        "cases-humanitarian.csv",
        "findings.csv",
        "forecasts.json",
        "sources.bib",
    ]


def test_every_module_with_a_file_is_in_the_list() -> None:
    folder = Path(precedents.dossier.exchange.__file__).parent
    made = {
        path.stem for path in folder.glob("*.py") if re.search(r"^FILE = ", path.read_text("utf-8"), re.M)
    }
    assert made == {each.__module__.rpartition(".")[2] for each in FORMATS}


def test_no_json_can_end_a_script_and_no_name_leaves_the_folder(hostile: dict[str, Any]) -> None:
    files = render_exchange(hostile)
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9._-]*", name) for name in files)
    assert {"cases-humanitarian.csv", "cases-humanitarian-2.csv"} < set(files)
    for name, text in files.items():
        text.encode()
        if name.endswith(("json", "jsonld")):
            assert not re.search("[<>&\u2028\u2029]", text)
            json.loads(text)


# -- ClaimReview ----------------------------------------------------------------------------------------


def test_claim_reviews_say_who_what_and_how(full: dict[str, Any]) -> None:
    reviews = json.loads(render_exchange(full)["claimreview.jsonld"])
    checked = [each for each in full["statements"] if each["verdict"] in EMPIRICAL]
    assert [each["claimReviewed"] for each in reviews] == [each["says"] for each in checked]
    ratings = {each["reviewRating"]["alternateName"]: each["reviewRating"] for each in reviews}
    assert {word: rating.get("ratingValue") for word, rating in ratings.items()} == {
        "supported": 5,
        "contradicted": 1,
        "depends": 3,
        "undecided": None,
        "outside the record": None,
    }
    assert "bestRating" not in ratings["undecided"]
    assert reviews[0] | {"reviewRating": {}} == {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "author": {"@type": "Organization", "name": "The fictional desk"},
        "claimReviewed": checked[0]["says"],
        "itemReviewed": {
            "@type": "Claim",
            "author": {"@type": "Person", "name": "A. Fictional"},
            "datePublished": "2026-01-01",
            "appearance": {
                "@type": "CreativeWork",
                "url": "https://example.org/again",
                "name": "Again",
                "publisher": {"@type": "Organization", "name": "The Paper"},
            },
        },
        "reviewRating": {},
        "reviewBody": checked[0]["because"],
    }


def test_where_the_page_stands_is_told_when_the_page_says_so(full: dict[str, Any]) -> None:
    full["argument"]["page"] |= {"url": "https://example.org/p", "published": "2026-02-01"}
    full["argument"]["source"] = {"link": "javascript:alert(1)"}
    second = json.loads(render_exchange(full)["claimreview.jsonld"])[1]
    assert (second["url"], second["datePublished"]) == ("https://example.org/p#s2", "2026-02-01")
    assert second["itemReviewed"] == {"@type": "Claim"}


@pytest.mark.parametrize("page", [{}, {"editor": " "}])
def test_without_an_editor_nobody_reviewed(full: dict[str, Any], page: dict[str, str]) -> None:
    full["argument"]["page"] = page
    files = render_exchange(full)
    assert files["claimreview.missing.txt"] == NO_EDITOR
    assert 'editor = "…" under [page]' in NO_EDITOR
    assert "claimreview.jsonld" not in files


# -- Argdown and AIF ------------------------------------------------------------------------------------

_ESCAPED = r"(?:\\.|[^\\@#*_\[\]<>{}\n])+"
_BLOCK = re.compile(
    rf"#{{1,2}} {_ESCAPED}"
    rf"|(?:\[[\w .,-]+\]|<[\w .,-]+>): {_ESCAPED}(?: ?#[a-z-]+)*(?:\n  (?:[+\-_]>) (?:\[[\w .,-]+\]|<[\w .,-]+>))*"
)


def test_argdown_holds_the_argument_and_nothing_of_its_texts_is_syntax(hostile: dict[str, Any]) -> None:
    front, _, body = render_exchange(hostile)["argument.argdown"].partition("\n\n")
    assert re.fullmatch(r"===\ntitle: \".*\"\nauthor: \".*\"\n===", front)
    for block in body.strip().split("\n\n"):
        assert _BLOCK.fullmatch(block), block


def test_argdown_relations(full: dict[str, Any]) -> None:
    text = render_exchange(full)["argument.argdown"]
    assert "[Conclusion]: What was done in Arvania" in text
    assert (
        "[Statement 1]: In 1995 an air campaign was flown in Arvania. #supported\n  +> [Conclusion]" in text
    )
    assert re.search(r"\[Statement 2\]: .* #contradicted\n  \+> \[Statement 6\]", text)
    assert re.search(r"\[Statement 3, part 1\]: .* #contradicted\n  \+> \[Statement 3\]", text)
    assert re.search(r"<Finding \d+ on statement 3>: .* #decides\n  -> \[Statement 3, part 1\]", text)
    assert re.search(
        r"<Doubt \d+ on finding (\d+)>: Low and high .* #doubt\n  _> <Finding \1 on statement 4>", text
    )
    assert "Without the cited" not in text  # it broke, and is not critical


def test_aif_is_a_graph_of_steps_between_what_is_said(full: dict[str, Any]) -> None:
    aif = json.loads(render_exchange(full)["aif.json"])
    nodes = {node["nodeID"]: node for node in aif["nodes"]}
    edges = [(edge["fromID"], edge["toID"]) for edge in aif["edges"]]
    assert len(nodes) == len(aif["nodes"])
    assert len({edge["edgeID"] for edge in aif["edges"]}) == len(edges)
    kinds = {(nodes[start]["type"], nodes[end]["type"]) for start, end in edges}
    assert kinds == {("I", "RA"), ("RA", "I"), ("I", "CA"), ("CA", "I"), ("CA", "CA")}
    for node_id, node in nodes.items():
        if node["type"] != "I":
            assert sum(start == node_id for start, _ in edges) == 1
            assert any(end == node_id for _, end in edges)
    conclusion = full["argument"]["says"]
    step = next(start for start, end in edges if nodes[end]["text"] == conclusion)
    assert nodes[step]["text"] == "Argument from Precedent"
    rests_on = {nodes[start]["text"] for start, end in edges if end == step}
    assert {"Arvania 1995 was a success.", full["statements"][5]["says"]} < rests_on
    assert full["statements"][1]["says"] not in rests_on  # a premise of statement 6, not of the conclusion
    attacked = {nodes[end]["text"] for start, end in edges if nodes[start]["text"] == CONFLICT}
    assert full["statements"][1]["parts"][0]["says"] in attacked
    broken = [node["text"] for node in nodes.values()]
    assert any(text.startswith("Critical doubt. Low and high estimates") for text in broken)
    assert any(text.startswith("Doubt. Without the cited") for text in broken)


READ_ARGDOWN = """
const { argdown } = require("@argdown/core/dist/argdown");
const read = argdown.run({
  process: ["parse-input", "build-model"], input: require("fs").readFileSync(0, "utf8"),
  throwExceptions: true, model: { removeTagsFromText: true },
});
const said = all => Object.fromEntries(Object.entries(all).map(
  ([title, each]) => [title, { texts: each.members.map(m => m.text).filter(t => t), tags: each.tags || [] }]));
console.log(JSON.stringify({
  errors: [...(read.parserErrors || []), ...(read.lexerErrors || [])].map(e => e.message),
  title: read.frontMatter.title, said: { ...said(read.statements), ...said(read.arguments) },
  relations: read.relations.map(r => [r.relationType, r.from.title, r.to.title]),
}));
"""


@pytest.mark.long
def test_the_parser_of_argdown_reads_what_was_written(hostile: dict[str, Any], tmp_path: Path) -> None:
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        pytest.skip("npm and node are not here: the parser of Argdown cannot be asked")
    got = subprocess.run(
        [npm, "install", "--prefix", tmp_path, "--no-audit", "--no-fund", "@argdown/core@1.7.5"],
        capture_output=True,
        timeout=300,
    )
    if got.returncode:
        pytest.skip("the npm registry was not reached: the parser of Argdown cannot be asked")
    text, graph = render_exchange(hostile)["argument.argdown"], build_graph(hostile)
    run = subprocess.run(
        [node, "-e", READ_ARGDOWN], input=text.encode(), capture_output=True, cwd=tmp_path, timeout=60
    )
    assert run.returncode == 0, run.stderr.decode()
    read = json.loads(run.stdout)
    assert read["errors"] == []
    assert read["title"] == render_line(hostile["argument"]["title"])
    written = {each.title: each.says for each in graph.claims}
    written |= {each.title: each.says for each in graph.evidence}
    written |= {each.title: each.says for each in graph.doubts}
    assert {title: [text.rstrip() for text in each["texts"]] for title, each in read["said"].items()} == {
        title: [says] for title, says in written.items()
    }
    for claim in graph.claims:
        assert read["said"][claim.title]["tags"] == ([claim.tag] if claim.tag else [])
    assert {kind for kind, _, _ in read["relations"]} == {"support", "attack", "undercut"}
    steps = sum(len(each.premises) for each in graph.inferences)
    assert len(read["relations"]) == steps + len(graph.evidence) + len(graph.doubts)


# -- tables ---------------------------------------------------------------------------------------------

_READ: dict[str, Callable[[str], Any]] = {
    "boolean": {"true": True, "false": False}.__getitem__,
    "integer": int,
    "number": float,
    "string": str,
    "date": str,
}


def test_tables_hold_every_case_and_finding_with_the_types_they_promise(full: dict[str, Any]) -> None:
    files = render_exchange(full)
    package = json.loads(files["datapackage.json"])
    read: dict[str, list[dict[str, Any]]] = {}
    for resource in package["resources"]:
        data = files[resource["path"]].encode()
        assert resource["bytes"] == len(data)
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        fields = {field["name"]: field["type"] for field in resource["schema"]["fields"]}
        assert all(field["description"] for field in resource["schema"]["fields"])
        rows = read_csv(files[resource["path"]])
        assert all(list(row) == list(fields) for row in rows)
        read[resource["name"]] = [
            {name: _READ[fields[name]](cell) if cell else None for name, cell in row.items()} for row in rows
        ]
    plain = [{key: value for key, value in case.items() if key != "outcomes"} for case in _cases(full)]
    names = {name for case in _cases(full) for name in case["outcomes"]}
    assert read["cases-humanitarian"] == [
        {"class": "humanitarian", **case, **{name: each["outcomes"].get(name) for name in names}}
        for case, each in zip(plain, _cases(full), strict=True)
    ]
    findings = [finding for statement in full["statements"] for finding in statement["findings"]]
    assert [row["finding"] for row in read["findings"]] == [finding["id"] for finding in findings]
    assert [row["n"] for row in read["findings"]] == [finding["n"] for finding in findings]
    assert package["licenses"][0] == {
        "name": "CC-BY-4.0",
        "path": "https://creativecommons.org/licenses/by/4.0/",
        "title": "CC BY 4.0",
    }


def _cases(report: dict[str, Any]) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = report["classes"][0]["cases"]
    return cases


def test_no_cell_is_a_formula_and_no_number_is_changed(hostile: dict[str, Any]) -> None:
    hostile["statements"][0]["findings"][0] |= {"value": -5, "low": -6.5}
    files = render_exchange(hostile)
    rows = read_csv(files["findings.csv"])
    assert (rows[0]["value"], rows[0]["low"]) == ("-5", "-6.5")
    texts = [cell for row in rows for name, cell in row.items() if name not in {"value", "low", "high"}]
    cases = read_csv(files["cases-humanitarian.csv"])
    texts += [cell for row in cases for cell in (*row, *row.values())]
    assert not [text for text in texts if text.lstrip()[:1] in {"=", "+", "-", "@"} and text]
    assert any(text.startswith("'=HYPERLINK") for text in texts)
    assert "outcome_in" in cases[0]


READ_TABLES = """
import sys, json, pathlib, bibtexparser, frictionless
report = frictionless.validate("datapackage.json")
library = bibtexparser.parse_string(pathlib.Path("sources.bib").read_text(encoding="utf-8"))
print(json.dumps({
    "faults": report.flatten(["type", "note"]), "tables": [task.name for task in report.tasks],
    "failed": len(library.failed_blocks), "keys": [entry.key for entry in library.entries],
}))
"""


@pytest.mark.long
def test_frictionless_reads_the_tables_and_bibtexparser_the_sources(
    hostile: dict[str, Any], tmp_path: Path
) -> None:
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True, timeout=120)
    python = tmp_path / "venv" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    got = subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "frictionless==5.21.0", "bibtexparser==2.1.0"],
        capture_output=True,
        timeout=300,
    )
    if got.returncode:
        pytest.skip("the package index was not reached: frictionless cannot be asked")
    hostile["record"]["sources"][0]["citation"] = BIB
    for name, text in render_exchange(hostile).items():
        (tmp_path / name).write_text(text, encoding="utf-8", newline="")
    run = subprocess.run([python, "-c", READ_TABLES], capture_output=True, cwd=tmp_path, timeout=120)
    assert run.returncode == 0, run.stderr.decode()
    read = json.loads(run.stdout)
    assert read["faults"] == []
    assert read["tables"] == ["cases-humanitarian", "cases-humanitarian-2", "findings"]
    assert (read["failed"], read["keys"]) == (0, ["doe", "roe", "fiction-deaths-2.1", "bib-1"])


# -- sources and forecasts ------------------------------------------------------------------------------


def test_each_source_is_cited_once_under_a_key_of_its_own(full: dict[str, Any]) -> None:
    sources = full["record"]["sources"]
    sources.append(sources[-1] | {"id": "bib-2"})
    sources.append(sources[-1] | {"id": "bib-3", "citation": "@misc{doe,\n  title = {Another},\n}"})
    text = render_exchange(full)["sources.bib"]
    keys = [key for _, key, _ in read_entries(text)]
    assert keys == ["fiction-cases-1.0", "fiction-deaths-2.1", "doe", "roe", "doe-2"]
    assert "% bib-1, bib-2\n@misc{doe,\n  title = {A {T}est},\n}" in text
    assert "note = {Nobody, N. (2020). Fictional Interventions, version 1.0.}," in text


def test_a_forecast_is_kept_and_left_open(full: dict[str, Any]) -> None:
    kept = json.loads(render_exchange(full)["forecasts.json"])
    (forecast,) = kept["forecasts"]
    assert forecast["reference_class"].pop("where") == "humanitarian and start_year >= 1990"
    assert forecast == {
        "id": "7.1",
        "statement": "7",
        "question": "Will it be Borduria?",
        "probability": 0.4,
        "interval": [0.2, 0.6],
        "n": full["statements"][6]["findings"][0]["n"],
        "basis": full["statements"][6]["findings"][0]["label"],
        "reference_class": {
            "id": "humanitarian",
            "says": "humanitarian military interventions since 1990",
            "table": "interventions",
            "n": 12,
        },
        "resolved": None,
        "outcome": None,
    }
    assert score_forecasts(kept, {"7.1": False}).brier == pytest.approx(0.16)
    full["statements"].pop()
    assert "forecasts.json" not in render_exchange(full)


def test_scores_are_those_of_the_textbooks() -> None:
    def keep(*given: float | None) -> dict[str, Any]:
        return {"forecasts": [{"id": str(n), "probability": each} for n, each in enumerate(given)]}

    # The worked examples in scikit-learn's documentation of brier_score_loss and log_loss.
    happened = {"0": False, "1": True, "2": True, "3": False}
    assert score_forecasts(keep(0.1, 0.9, 0.8, 0.3), happened).brier == pytest.approx(0.0375)
    happened = {"0": True, "1": False, "2": False, "3": True}
    assert score_forecasts(keep(0.9, 0.1, 0.2, 0.65), happened).log == pytest.approx(0.21616, abs=5e-6)
    certain = score_forecasts(keep(1.0, 0.0), {"0": True, "1": True})
    assert (certain.brier, certain.log) == (0.5, math.inf)
    part = score_forecasts(keep(0.5, None, 0.7), {"0": True, "1": True})
    assert (part.n, part.brier, part.unscored) == (1, 0.25, ("1", "2"))
    assert score_forecasts(keep(0.5), {}).brier is None
    with pytest.raises(UsageError, match=r"no forecast “00” to score\. Did you mean 0\?"):
        score_forecasts(keep(0.5), {"00": True})
