"""The report in a real browser: found by search, read by everybody, light and dark, on paper."""

import re
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page, expect

from studies import make_study
from synth.report import compose, conclude
from synth.report.page import render_page

pytestmark = pytest.mark.slow
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the full and the shareable report."""
    folder = tmp_path_factory.mktemp("reports")
    conclusions = conclude(make_study(tmp_path_factory.mktemp("study")))
    for name, shareable in (("full", False), ("shared", True)):
        page = render_page(compose(conclusions, shareable=shareable))
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    return folder


@pytest.fixture
def report(page: Page, reports: Path) -> Page:
    page.goto((reports / "full.html").as_uri())
    return page


@pytest.mark.parametrize("name", ["full", "shared"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_to_mend(page: Page, reports: Path, name: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto((reports / f"{name}.html").as_uri())
    page.evaluate(AXE)
    found = page.evaluate("axe.run()")["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found] == []


def test_search_leads_to_what_was_said_whatever_the_accents(report: Page) -> None:
    report.get_by_role("searchbox").fill("COMPLIQUE")
    expect(report.get_by_role("status")).to_have_text(re.compile(r"^\d+ found$"))
    report.locator("#results a").first.click()
    assert "trop compliqué" in report.locator(":target").inner_text()


def test_a_number_opens_the_list_of_its_quotes(report: Page) -> None:
    report.locator("#insights a.number").first.click()
    expect(report.locator("details:target p")).to_be_visible()


def test_light_and_dark_can_be_chosen(report: Page) -> None:
    colour = "getComputedStyle(document.body).backgroundColor"
    before = report.evaluate(colour)
    report.get_by_role("button", name="Light or dark").click()
    assert report.evaluate(colour) != before


def test_the_first_key_leads_past_the_contents(report: Page) -> None:
    report.keyboard.press("Tab")
    report.keyboard.press("Enter")
    assert report.evaluate("document.activeElement.id") == "main"


def test_paper_has_no_tools_and_only_the_quotes_that_are_cited(report: Page) -> None:
    report.emulate_media(media="print")
    expect(report.get_by_role("searchbox")).to_be_hidden()
    expect(report.locator(".passage.cited").first).to_be_visible()
    assert (
        report.locator(".passage:not(.cited)").count() == report.locator(".passage:not(.cited):not(:visible)").count()
    )
