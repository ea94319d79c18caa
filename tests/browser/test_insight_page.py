"""The page side of the insight editor in Chromium, with a real study: written, linked and rated by keyboard."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import axe_playwright_python
import pandas as pd
import pytest
from driving import press, saved
from playwright.sync_api import Page, expect

from synth.study import Study
from synth.widgets.insights import InsightEditor

pytestmark = pytest.mark.slow

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
QUOTES = [
    ("P01", "letters", "pain", "I thought they <b>refused</b> me."),
    ("P02", "letters", "pain", "Ik dacht dat ik iets tegoed had."),
    ("P03", "letters", "delight", "Une vraie lettre, ça j'ai bien aimé."),
    ("P02", "waiting", "pain", "Six weeks of silence."),
]
IDS = [f"{number:016x}" for number in range(len(QUOTES))]


@pytest.fixture
def evidence() -> pd.DataFrame:
    said = pd.DataFrame(QUOTES, columns=["participant_id", "claim", "kind", "quote"])
    return said.assign(
        evidence_id=IDS, group="citizen", language="en", source_id=said["participant_id"], utterance_id=IDS, start=0,
        end=9, wave="", source_kind="interview", finding_id="",
    )  # fmt: skip


@pytest.fixture
def study(tmp_path: Path) -> Study:
    study = Study(tmp_path / "study.db")
    study.save_insight({"statement": "Silence reads as <i>refusal</i>.", "evidence": [IDS[3], "f" * 16]})
    return study


@pytest.fixture
def app(show: Callable[[InsightEditor], Page], study: Study, evidence: pd.DataFrame) -> Page:
    page = show(InsightEditor(study, evidence))
    page.locator(".synth-groups").focus()
    return page


def only(study: Study) -> dict[str, Any]:
    study.refresh()
    (insight,) = study.insights()
    return insight


def test_insights_and_drafts_are_listed_with_their_strength_as_text_and_not_as_markup(app: Page) -> None:
    expect(app.locator(".synth-counts")).to_have_text("1 insight, 1 draft")
    expect(app.locator(".synth-said").first).to_have_text("Silence reads as <i>refusal</i>.")
    expect(app.locator(".synth-about")).to_have_text(
        ["draft · 1 participant, 0 against · one voice", "suggested · 2 participants, 1 against"]
    )
    expect(app.locator(".synth-gone")).to_contain_text("f" * 16)
    expect(app.locator(".synth-strength")).to_contain_text("1 quote gone")


def test_a_new_insight_is_written_and_chosen(app: Page, study: Study) -> None:
    press(app, "a")
    app.keyboard.type("Letters frighten.")
    press(app, "Enter")
    saved(app)
    expect(app.get_by_label("Statement")).to_have_value("Letters frighten.")
    study.refresh()
    assert [insight["statement"] for insight in study.insights()][-1] == "Letters frighten."


def test_quotes_are_found_by_typing_and_linked_for_and_against(app: Page, study: Study) -> None:
    press(app, "e")
    app.keyboard.type("LETTERS tegoed")
    expect(app.locator(".synth-finder li")).to_have_count(1)
    press(app, "Enter")
    saved(app)
    press(app, "c")
    app.keyboard.type("ca AIME")
    press(app, "Enter")
    saved(app)
    assert only(study)["evidence"] == [IDS[3], "f" * 16, IDS[1]]
    assert only(study)["contradicted_by"] == [IDS[2]]
    expect(app.locator(".synth-strength")).to_contain_text("2 quotes")


def test_several_quotes_are_linked_without_leaving_the_box(app: Page, study: Study) -> None:
    press(app, "e")
    app.keyboard.type("letters")
    press(app, "Shift+Enter", "Shift+Enter", "Escape")
    saved(app)
    assert only(study)["evidence"] == [IDS[3], "f" * 16, IDS[0], IDS[1]]
    expect(app.locator(".synth-groups")).to_be_focused()


def test_a_quote_is_taken_away_and_comes_back_with_undo(app: Page, study: Study) -> None:
    app.get_by_label("Take away the quote “Six weeks of silence.”").click()
    saved(app)
    assert only(study)["evidence"] == ["f" * 16]
    press(app, "u")
    saved(app, "saved · insight undone")
    assert only(study)["evidence"] == [IDS[3], "f" * 16]
    press(app, "r")
    saved(app, "saved · insight done again")


def test_the_chain_grows_from_facts_to_recommendations(app: Page, study: Study) -> None:
    for key, words in (("f", "All four wait."), ("g", "One heard within a minute."), ("m", "Say what comes next.")):
        press(app, key)
        app.keyboard.type(words)
        press(app, "Enter")
        saved(app)
    chain = app.locator(".synth-chain")
    expect(chain.get_by_label("Facts", exact=True)).to_contain_text("but One heard within a minute.")
    expect(chain.get_by_label("Recommendations")).to_contain_text("Say what comes next.")
    press(app, "u")
    saved(app, "saved · recommendation undone")
    press(app, "u")
    saved(app, "saved · fact undone")
    assert len(study.chain.things("fact")) == 2 - 1
    expect(chain.get_by_label("Recommendations")).to_contain_text("none yet")


def test_a_need_is_written_in_its_parts_and_looked_over_while_one_writes(app: Page, study: Study) -> None:
    app.get_by_label("Language of the need").select_option("nl")
    app.locator(".synth-groups").focus()
    press(app, "n")
    app.keyboard.type("gebruiker")
    press(app, "Tab")
    app.keyboard.type("een app openen")
    press(app, "Tab")
    need = app.get_by_role("region", name="Need")
    expect(need.locator(".synth-sentence")).to_have_text("Als gebruiker wil ik een app openen, zodat ….")
    rules = "(nodes) => nodes.map((node) => node.dataset.rule)"
    expect(need.locator("[data-rule]")).to_have_count(3)
    assert need.locator("[data-rule]").evaluate_all(rules) == ["user", "reason", "solution"]
    app.keyboard.type("ik niet hoef te bellen")
    press(app, "Enter")
    expect(need.locator("[data-rule]")).to_have_count(2)
    assert only(study)["need"]["so_that"] == "ik niet hoef te bellen"


def test_it_is_rated_and_given_a_question_a_status_and_a_date(app: Page, study: Study) -> None:
    press(app, "h")
    app.keyboard.type("Should we call?")
    press(app, "Enter")
    expect(app.locator("[data-rule=yes_no]")).to_be_visible()
    press(app, "p")
    app.keyboard.type("9")
    press(app, "Tab")
    app.keyboard.type("3")
    press(app, "Tab")
    expect(app.get_by_role("region", name="Priority")).to_contain_text("opportunity 15.0 of 20")
    app.get_by_label("Status").select_option("supported")
    app.get_by_label("Answered by").select_option("policy")
    app.get_by_label("Valid until").fill("2026-12-31")
    app.get_by_label("Owner").focus()
    saved(app)
    insight = only(study)
    assert [insight[name] for name in ("status", "innovation", "expires", "importance")] == [
        "supported", "policy", "2026-12-31", 9.0,
    ]  # fmt: skip


def test_what_is_not_allowed_is_said_and_not_kept(app: Page, study: Study) -> None:
    press(app, "p")
    app.keyboard.type("30")
    press(app, "Tab")
    saved(app, re.compile("not saved: insight .* importance is 30.0; it is a number from 0 to 10"))
    assert only(study)["importance"] is None


def test_a_draft_is_kept_with_its_quotes_and_can_be_rewritten(app: Page, study: Study) -> None:
    press(app, "j", "Enter")
    expect(app.locator(".synth-counts")).to_have_text("2 insights, 0 drafts")
    press(app, "Enter", "Control+a")
    app.keyboard.type("Letters frighten before they inform.")
    press(app, "Enter")
    saved(app)
    study.refresh()
    kept = study.insights()[-1]
    assert (kept["statement"], kept["evidence"], kept["contradicted_by"]) == (
        "Letters frighten before they inform.", IDS[:2], IDS[2:3],
    )  # fmt: skip


def test_an_insight_is_removed_and_comes_back_with_undo(app: Page, study: Study) -> None:
    press(app, "x")
    expect(app.locator(".synth-counts")).to_have_text("0 insights, 1 draft")
    press(app, "u")
    expect(app.locator(".synth-counts")).to_have_text("1 insight, 1 draft")
    assert only(study)["evidence"] == [IDS[3], "f" * 16]


def test_keys_typed_into_a_field_are_words_and_no_commands(app: Page, study: Study) -> None:
    press(app, "Enter", "End")
    app.keyboard.type(" xujk?")
    press(app, "Enter")
    saved(app)
    assert only(study)["statement"] == "Silence reads as <i>refusal</i>. xujk?"


def test_edits_survive_a_lost_answer_and_show_in_every_view(app: Page, study: Study, wire: Any) -> None:
    app.evaluate("showAgain()")
    wire.lose = 1
    press(app, "f")
    app.keyboard.type("All four wait.")
    press(app, "Enter")
    expect(app.get_by_label("Facts", exact=True)).to_have_count(2)
    expect(app.locator(".synth-chain").last).to_contain_text("All four wait.")
    saved(app)
    assert len(study.chain.things("fact")) == 1


def test_the_list_is_searched_and_filtered(app: Page) -> None:
    press(app, "/")
    app.keyboard.type("silence")
    expect(app.locator(".synth-said")).to_have_count(1)
    press(app, "Escape")
    app.get_by_label("Search insights").fill("")
    app.get_by_label("Show").select_option("drafted by synth")
    expect(app.locator(".synth-about")).to_have_text(["suggested · 2 participants, 1 against"])


def test_a_study_without_insights_or_tags_says_so(
    show: Callable[[InsightEditor], Page], tmp_path: Path, evidence: pd.DataFrame
) -> None:
    page = show(InsightEditor(Study(tmp_path / "empty.db"), evidence[:0]))
    expect(page.locator(".synth-note").first).to_have_text("No insight yet: write one above.")
    expect(page.locator(".synth-insight")).to_be_hidden()


def test_axe_finds_nothing_to_mend_in_any_state(app: Page, tmp_path: Path) -> None:
    app.evaluate(AXE)
    shots = Path(os.environ.get("SYNTH_SCREENSHOTS", tmp_path))
    for name, keys in {"insight": (), "draft": ("j",), "quotes": ("e",), "keys": ("Escape", "?")}.items():
        press(app, *keys)
        found = app.evaluate("axe.run('.synth-insights')")["violations"]
        app.screenshot(path=shots / f"insights-{name}.png", full_page=True)
        assert (name, [(one["id"], [node["html"] for node in one["nodes"][:3]]) for one in found]) == (name, [])


@pytest.mark.parametrize("width", [480, 760])
def test_nothing_is_cut_off_in_a_narrow_window(app: Page, width: int) -> None:
    app.set_viewport_size({"width": width, "height": 900})
    for part in (".synth-head", ".synth-groups", ".synth-look"):
        assert app.locator(part).evaluate("(node) => node.scrollWidth - node.clientWidth") <= 0, part
