"""The page in a real browser: it opens from a file, draws, fits, can be read, and does nothing that it is told."""

from __future__ import annotations

import csv
import importlib
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from precedents.dossier.render import render_html

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HOSTILE = '<script>window.hacked=1</script><img src="x" onerror="window.hacked=2"><a href="javascript:window.hacked=3">x</a>'
# What a reader reads: every visible text with its colour against what lies behind it.
CONTRAST = """() => {
  const rgb = (text) => { const m = text.match(/[\\d.]+/g); return m ? m.map(Number) : [0, 0, 0, 0]; };
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((v) => v / 255).map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const behind = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const colour = rgb(getComputedStyle(each).backgroundColor);
      if (colour.length === 3 || colour[3] > 0.99) return colour;
    }
    return [255, 255, 255];
  };
  const faults = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const element = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || element.closest("script, style, .hidden, .skip, caption")) continue;
    if (!element.getClientRects().length) continue;
    const style = getComputedStyle(element);
    if (style.visibility === "hidden") continue;
    const ink = rgb(element.closest("svg.marks") ? style.fill : style.color);
    if (ink[3] === 0) continue;
    const [high, low] = [light(ink), light(behind(element))].sort((a, b) => b - a);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const ratio = (high + 0.05) / (low + 0.05);
    if (ratio < (large ? 3 : 4.5)) faults.push([walk.currentNode.data.trim().slice(0, 40), ratio.toFixed(2)]);
  }
  return faults;
}"""


sys.path.insert(0, str(Path(__file__).parents[1] / "unit" / "dossier"))
build_report = importlib.import_module("report_fixture").build_report


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not CHROMIUM.exists():
        pytest.skip(f"no Chromium at {CHROMIUM}: the page is not tried in a browser")
    with playwright.sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("dossiers")


def _write(folder: Path, name: str, report: dict[str, Any]) -> str:
    page = folder / f"{name}.html"
    page.write_text(render_html(report, cache=folder / "cache"), encoding="utf-8", newline="")
    return page.as_uri()


@pytest.fixture(scope="module")
def page_of_28(folder: Path) -> str:
    return _write(folder, "page", build_report(members=41, statements=28))


class Visit:
    """A page that is open, and everything that it said and asked for on the way."""

    def __init__(
        self, browser: Any, address: str, *, width: int = 1280, scheme: str = "light", drawn: bool = True
    ):
        self.context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, accept_downloads=True
        )
        self.page = self.context.new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.said.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        self.page.on(
            "dialog", lambda dialog: (self.said.append(f"dialog: {dialog.message}"), dialog.dismiss())
        )
        self.page.on("request", lambda request: self.asked.append(request.url))
        # The browser tells the page of every breach of its policy; the page keeps them for us.
        self.page.add_init_script(
            "window.breaches = [];"
            "document.addEventListener('securitypolicyviolation', (e) => window.breaches.push(e.violatedDirective));"
        )
        self.page.goto(address)
        if drawn:
            self.page.wait_for_selector("body[data-drawn]", timeout=30_000)

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("members", [41, 600])
def test_it_opens_draws_fits_and_can_be_read(
    browser: Any, folder: Path, members: int, width: int, scheme: str
) -> None:
    address = _write(folder, f"class-{members}", build_report(members=members, statements=28))
    with Visit(browser, address, width=width, scheme=scheme) as visit:
        page = visit.page
        assert visit.said == []
        assert page.evaluate("window.breaches") == []
        assert [url for url in visit.asked if not url.startswith(("file:", "data:"))] == []
        charts = page.evaluate(
            "[...document.querySelectorAll('.chart')].map(e => e.querySelectorAll('svg').length)"
        )
        assert charts
        assert set(charts) == {1}
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        wide = "[...document.querySelectorAll('.chart')].filter(e => e.firstElementChild.scrollWidth > e.clientWidth + 1)"
        assert page.evaluate(f"{wide}.length") == 0
        assert page.evaluate(CONTRAST) == []


def test_texts_of_an_argument_can_do_nothing(browser: Any, folder: Path) -> None:
    keep = {
        "verdict",
        "outcome",
        "leans",
        "kind",
        "kinds",
        "start",
        "end",
        "schema",
        "sort",
        "as",
        "table",
        "unit",
    }

    def poison(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {
                name if key not in {"choices", "facts"} else name + HOSTILE: poison(item, name)
                for name, item in value.items()
            }
        if isinstance(value, list):
            return [poison(item, key) for item in value]
        if key in {"url", "link"}:
            return "javascript:window.hacked=4"
        return value + HOSTILE if isinstance(value, str) and key not in keep else value

    with Visit(browser, _write(folder, "hostile", poison(build_report()))) as visit:
        page = visit.page
        for summary in page.query_selector_all("summary"):
            summary.evaluate("(each) => { each.parentElement.open = true; }")
        page.hover("#c1o1 .chart path[aria-label]")
        page.wait_for_timeout(200)
        assert page.evaluate("window.hacked") is None
        assert page.evaluate("document.querySelectorAll('img, a[href^=\"javascript\"]').length") == 0
        assert page.evaluate("document.querySelectorAll('script:not([type])').length") == 2
        assert page.evaluate("window.breaches") == []
        assert visit.said == []
        assert [url for url in visit.asked if not url.startswith(("file:", "data:"))] == []
        assert "<script>window.hacked=1</script>" in page.inner_text("h1")


def test_a_table_is_saved_as_the_report_holds_it(browser: Any, folder: Path) -> None:
    report = build_report()
    report["classes"][0]["cases"][0]["label"] = '=HYPERLINK("x"), "quoted"'
    with Visit(browser, _write(folder, "csv", report)) as visit:
        with visit.page.expect_download() as waited:
            visit.page.click("button[data-table='c1-in']")
        assert waited.value.suggested_filename == "c1-in.csv"
        rows = list(csv.DictReader(io.StringIO(Path(waited.value.path()).read_text(encoding="utf-8"))))
        assert visit.said == []
    assert len(rows) == 12
    assert rows[0]["case"] == '\'=HYPERLINK("x"), "quoted"'
    assert rows[1]["start"] == "1995-08-30"
    assert rows[1]["deaths per day before"] == "20.1"
    assert rows[11]["violence ended"] == ""
    assert rows[11]["cited"] == "false"


def test_without_javascript_it_reads_in_full(browser: Any, page_of_28: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 900})
    page = context.new_page()
    page.goto(page_of_28)
    assert page.locator(".statement").count() == 28
    assert page.locator("#c1-in tbody tr").count() == 41
    assert page.locator("#c1-in").is_visible()
    assert page.locator("button.csv >> visible=true").count() == 0
    assert page.locator(".chart").first.bounding_box()["height"] == 0
    context.close()


def test_a_chart_says_its_case_when_pointed_at(browser: Any, page_of_28: str) -> None:
    with Visit(browser, page_of_28) as visit:
        visit.page.hover("#c1o1 .chart path[aria-label*='Arvania 1995']")
        visit.page.wait_for_selector("#vg-tooltip-element.visible")
        assert "Arvania 1995" in visit.page.inner_text("#vg-tooltip-element")
        assert visit.page.evaluate("window.breaches") == []


def test_colours_and_width_follow_the_reader(browser: Any, page_of_28: str) -> None:
    colour = "getComputedStyle(document.querySelector('#c1o1 .mark-text.role-mark text')).fill"
    with Visit(browser, page_of_28) as visit:
        light = visit.page.evaluate(colour)
        visit.page.emulate_media(color_scheme="dark")
        dark = visit.page.evaluate(colour)
        assert light != dark
        visit.page.emulate_media(media="print", color_scheme="dark")
        assert visit.page.evaluate(colour) == "rgb(0, 0, 0)"
        visit.page.emulate_media(media="screen", color_scheme="light")
        visit.page.set_viewport_size({"width": 360, "height": 800})
        visit.page.wait_for_timeout(600)
        assert visit.page.evaluate("document.documentElement.scrollWidth") == 360
        assert visit.said == []


def test_it_can_be_walked_by_keyboard(browser: Any, page_of_28: str) -> None:
    with Visit(browser, page_of_28) as visit:
        visit.page.keyboard.press("Tab")
        assert visit.page.evaluate("document.activeElement.className") == "skip"
        visit.page.keyboard.press("Enter")
        assert visit.page.url.endswith("#verdicts")
        unnamed = "[...document.querySelectorAll('a, button, summary, [tabindex]')].filter(e => !(e.innerText || e.ariaLabel || e.textContent).trim())"
        assert visit.page.evaluate(f"{unnamed}.length") == 0
