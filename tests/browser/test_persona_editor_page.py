"""The page side of the persona editor in Chromium, with a real PersonaEditor: by keyboard, by mouse, in bad luck."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from driving import press, saved
from playwright.sync_api import Locator, Page, expect

from making import make_claim, make_draft, make_evidence, make_quote
from synth.evidence import COLUMNS
from synth.personas import describe_group
from synth.study import Study
from synth.widgets.personas import PersonaEditor

pytestmark = pytest.mark.slow

CODE = "<b>Bold</b> & done."


def draft(persona_id: str, name: str) -> dict[str, Any]:
    waiting = [make_quote("I waited.", "P1"), make_quote(CODE, "P2")]
    claims = [
        make_claim("waiting", waiting, contradicted_by=[make_quote("It went fast.", "P3")]),
        make_claim("a clear form", [make_quote("Which form?", "P1")], kind="need"),
    ]
    return make_draft(persona_id, name, claims)


@pytest.fixture
def app(show: Callable[[PersonaEditor], Page], study: Study) -> Page:
    return show(PersonaEditor(study, [draft("p1", "A: waiting"), draft("p2", "B: forms")]))


def card(page: Page, place: int = 0) -> Locator:
    return page.locator(".synth-persona").nth(place)


def button(page: Page, name: str) -> Locator:
    return card(page).get_by_role("button", name=name, exact=True)


def test_words_are_shown_as_they_are_and_never_as_markup(app: Page) -> None:
    expect(card(app)).to_contain_text(CODE)
    expect(card(app).locator("b")).to_have_count(0)


def test_a_draft_is_named_and_kept_without_a_mouse(app: Page, study: Study) -> None:
    press(app, "Control+a")
    app.keyboard.type("The one who waits")
    press(app, "Control+Enter")
    saved(app)
    assert [persona["name"] for persona in study.personas()] == ["The one who waits"]
    expect(app.locator(".synth-counts")).to_have_text("1 draft, 1 kept")
    expect(card(app).locator(".synth-badge")).to_have_text("Kept")


def test_tab_goes_through_the_card_from_top_to_bottom(app: Page) -> None:
    labels = []
    for _ in range(11):
        labels.append(app.evaluate("document.activeElement.ariaLabel ?? document.activeElement.textContent"))
        press(app, "Tab")
    assert labels == [
        "Name",
        "Wording, need",
        "Leave out the claim “a clear form”",
        "Leave out the quote of P1",
        "Wording, pain",
        "Leave out the claim “waiting”",
        "Leave out the quote of P1",
        "Leave out the quote of P2",
        "Leave out the quote of P3",
        "Note",
        "KeepCtrl Enter",
    ]


def test_enter_saves_the_wording_and_the_drafted_words_stay_in_sight(app: Page, study: Study) -> None:
    card(app).get_by_label("Wording, pain").fill("waits for weeks")
    press(app, "Enter")
    saved(app)
    expect(card(app)).to_contain_text("drafted as “waiting”")
    expect(card(app).locator(".synth-badge")).to_have_text("Draft, edited")
    expect(card(app).get_by_label("Wording, pain")).to_be_focused()


def test_a_note_may_have_lines(app: Page, study: Study) -> None:
    card(app).get_by_label("Note").focus()
    app.keyboard.type("Ask P2.")
    press(app, "Enter")
    app.keyboard.type("Again.")
    press(app, "Control+Enter")
    saved(app)
    assert study.personas()[0]["note"] == "Ask P2.\nAgain."


def test_a_claim_is_left_out_and_brought_back_by_keyboard(app: Page, study: Study) -> None:
    button(app, "Leave out the claim “a clear form”").focus()
    press(app, "Enter")
    expect(card(app).get_by_text("Which form?")).to_be_hidden()
    press(app, "Control+Enter")
    saved(app)
    assert [claim["claim"] for claim in study.personas()[0]["left_out"]] == ["a clear form"]
    expect(button(app, "Bring back the claim “a clear form”")).to_be_focused()
    press(app, "Enter")
    saved(app)
    assert study.personas()[0]["left_out"] == []


def test_a_claim_whose_last_quote_is_taken_away_turns_red_and_says_why(app: Page, study: Study) -> None:
    claim = card(app).locator(".synth-claim").first
    claim.get_by_role("button", name="Leave out the quote").click()
    expect(claim.locator(".synth-warning")).to_have_text("⚠ no evidence: no quote supports this any more")
    saved(app)
    expect(claim.get_by_label("Wording, need")).to_have_css("color", "rgb(179, 38, 30)")
    claim.get_by_role("button", name="Bring back the quote").click()
    expect(claim.locator(".synth-warning")).to_have_text("⚠ one voice only")


def test_a_quote_is_left_out_and_a_kept_persona_saves_it_at_once(app: Page, study: Study) -> None:
    card(app).locator(".synth-main").click()
    button(app, "Leave out the quote of P2").click()
    saved(app)
    assert [quote["quote"] for quote in study.personas()[0]["claims"][0]["left_out"]] == [CODE]


def test_removing_makes_a_draft_again_and_the_focus_stays_on_the_card(app: Page, study: Study) -> None:
    press(app, "Control+Enter")
    button(app, "Remove").focus()
    press(app, "Enter")
    saved(app)
    assert study.personas() == []
    expect(card(app)).to_be_focused()
    expect(card(app).locator(".synth-badge")).to_have_text("Draft")


def test_undo_and_redo_by_key_and_by_button(app: Page, study: Study) -> None:
    press(app, "Control+Enter", "Control+z")
    saved(app, "saved · persona undone")
    assert study.personas() == []
    app.get_by_role("button", name="Redo").click()
    saved(app, "saved · persona done again")
    assert len(study.personas()) == 1


def test_undo_while_typing_takes_back_the_typing_alone(app: Page, study: Study) -> None:
    press(app, "Control+Enter", "End")
    saved(app)
    app.keyboard.type("x")
    press(app, "Control+z")
    expect(card(app).get_by_label("Name")).to_have_value("A: waiting")
    assert len(study.personas()) == 1


def test_escape_takes_back_what_was_typed(app: Page) -> None:
    app.keyboard.type("x")
    press(app, "Escape")
    expect(card(app).get_by_label("Name")).to_have_value("A: waiting")
    saved(app)


def test_what_is_typed_is_saved_after_a_pause_and_not_called_saved_before(
    page: Page, show: Callable[[PersonaEditor], Page], study: Study
) -> None:
    page.clock.install()
    app = show(PersonaEditor(study, [draft("p1", "A: waiting")]))
    press(app, "Control+Enter", "End")
    app.keyboard.type(" long ")
    saved(app, "saving…")
    page.clock.run_for(1600)
    saved(app)
    expect(card(app).get_by_label("Name")).to_have_value("A: waiting long ")
    assert study.personas()[0]["name"] == "A: waiting long"


def test_a_name_that_is_refused_comes_back_and_says_why(app: Page) -> None:
    card(app).get_by_label("Name").fill("")
    press(app, "Tab")
    saved(app, re.compile("^not saved: a name needs words"))
    expect(card(app).get_by_label("Name")).to_have_value("A: waiting")


def test_a_lost_answer_is_said_then_asked_for_again_and_the_persona_is_kept_once(
    page: Page, show: Callable[[PersonaEditor], Page], study: Study, wire: Any
) -> None:
    page.clock.install()
    app = show(PersonaEditor(study, [draft("p1", "A: waiting")]))
    saved(app)
    wire.lose = 2
    press(app, "Control+Enter")
    saved(app, "saving…")
    page.clock.run_for(4500)
    saved(app, re.compile("^not saved: the kernel does not answer"))
    page.clock.run_for(4500)
    saved(app)
    assert len(study.history()) == 1


def test_two_views_stay_in_step(app: Page) -> None:
    app.evaluate("showAgain()")
    press(app, "Control+Enter")
    expect(app.locator(".synth-counts").nth(1)).to_have_text("1 draft, 1 kept")


def test_the_question_mark_lists_the_keys_and_closes_them_again(app: Page) -> None:
    button(app, "Compare").focus()
    press(app, "?")
    expect(app.get_by_role("dialog", name="Keys")).to_contain_text("keep the persona")
    press(app, "?")
    expect(app.get_by_role("dialog", name="Keys")).to_have_count(0)


def test_no_key_press_leaves_the_widget_but_ctrl_s(app: Page) -> None:
    app.evaluate("heard = []; addEventListener('keydown', (event) => heard.push(event.key))")
    press(app, "d", "Escape", "Control+b")
    assert app.evaluate("heard") == []
    app.evaluate("addEventListener('keydown', (event) => event.preventDefault())")
    press(app, "Control+s")
    assert app.evaluate("heard")[-1] == "s"


# With evidence -------------------------------------------------------------------------------------------------------


@pytest.fixture
def proved(show: Callable[[PersonaEditor], Page], study: Study) -> Page:
    """Two drafts of four people each, with the evidence they are counted from."""
    rows = [
        make_evidence(f"P{number}", claim)
        for number in range(1, 9)
        for claim in ("waiting", "forms" if number < 5 else "letters")
    ]
    evidence = pd.DataFrame(rows, columns=COLUMNS)
    about = {"groups": 2, "studied": 8, "by_hand": False, "alike": False, "p_value": 0.01, "language": "en"}
    about |= {"publish_from": 5, "stability": 0.9, "code_stability": 0.8, "shuffled_stability": 0.6}
    names = sorted(set(evidence["participant_id"]))
    drafts = [describe_group(evidence, part, about=about) for part in (names[:4], names[4:])]
    return show(PersonaEditor(study, drafts, evidence=evidence))


def look(page: Page, name: str) -> None:
    """Make a picture if somebody wants to look at it."""
    if folder := os.environ.get("SYNTH_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_a_quote_is_found_by_typing_and_added_to_a_claim(proved: Page) -> None:
    claim = card(proved).locator(".synth-claim").first
    claim.get_by_role("button", name="Add a quote").focus()
    press(proved, "Enter")
    proved.keyboard.type("P2 on waiting")
    look(proved, "add-a-quote")
    press(proved, "Enter")
    saved(proved)
    expect(claim.get_by_text("P2 · added")).to_be_visible()


def test_two_personas_are_compared_and_merged_by_keyboard(proved: Page) -> None:
    for place in (0, 1):
        card(proved, place).get_by_role("button", name="Compare", exact=True).focus()
        press(proved, "Enter")
    comparison = proved.get_by_label("Comparison")
    expect(comparison).to_be_focused()
    expect(comparison.get_by_role("row", name=re.compile("^letters"))).to_contain_text("fewer than 2 of 4")
    expect(comparison.get_by_role("row", name=re.compile("^letters"))).to_contain_text("4 of 4")
    look(proved, "compare")
    comparison.get_by_role("button", name="Merge these two").focus()
    press(proved, "Enter")
    saved(proved)
    expect(proved.locator(".synth-persona")).to_have_count(1)
    expect(card(proved)).to_contain_text("P1, P2, P3, P4, P5, P6, P7, P8")
    proved.get_by_role("button", name="Undo").click()
    expect(proved.locator(".synth-persona")).to_have_count(2)


def test_a_persona_is_split_by_keyboard(proved: Page) -> None:
    card(proved).get_by_role("button", name="Split…").focus()
    press(proved, "Enter", "Space", "Tab", "Space")
    look(proved, "split")
    card(proved).get_by_role("button", name="Split off").focus()
    press(proved, "Enter")
    saved(proved)
    expect(proved.locator(".synth-persona")).to_have_count(3)
    expect(proved.get_by_text("2 participants · P1, P2")).to_be_visible()


def test_the_editor_has_no_accessibility_violation_that_axe_finds(proved: Page) -> None:
    card(proved).get_by_role("button", name="Compare", exact=True).click()
    card(proved, 1).get_by_role("button", name="Compare", exact=True).click()
    found = Axe().run(proved, options={"runOnly": ["wcag2a", "wcag2aa"]})
    assert [(one["id"], one["nodes"][0]["html"]) for one in found.response["violations"]] == []
