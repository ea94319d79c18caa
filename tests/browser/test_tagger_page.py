"""The page side of the tagger in Chromium, talking to a real Tagger: every key, the mouse, and lost answers."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from driving import press, saved
from playwright.sync_api import Locator, Page, expect

from making import make_finding, make_turn
from synth.study import Study
from synth.tables import FINDINGS, UTTERANCES
from synth.widgets.tagger import Tagger

pytestmark = pytest.mark.slow

HELLO = "Hi 👩‍👩‍👧 there."
WAITING = "I 😀 never hear back. It would be nice to get a letter."
CODE = "<b>Bold</b> & done."
TURNS = [
    make_turn("u1", HELLO, source_id="A", role="interviewer", participant_id="Interviewer"),
    make_turn("u2", WAITING, source_id="A", participant_id="P-A", position=1),
    make_turn("u3", CODE, source_id="A", participant_id="P-A", position=2),
    make_turn("u4", "Another source, I waited for weeks.", source_id="B", participant_id="P-B"),
]
FOUND = [
    make_finding("f1", TURNS[1], "I 😀 never hear back."),
    make_finding("f2", TURNS[1], "It would be nice to get a letter.", "suggestion"),
    make_finding("f3", TURNS[3], "I waited for weeks."),
]


@pytest.fixture
def tagger(study: Study) -> Tagger:
    return Tagger(study, UTTERANCES.make(TURNS), FINDINGS.make(FOUND))


@pytest.fixture
def app(show: Callable[[Tagger], Page], tagger: Tagger) -> Page:
    return show(tagger)


def card(page: Page) -> Locator:
    return page.locator(".synth-card").first


def tags(study: Study) -> list[list[str]]:
    return study.taggings()[["quote", "tag"]].to_numpy().tolist()


def drag(page: Page, first: tuple[str, int], last: tuple[str, int]) -> None:
    """Select with the mouse from a UTF-16 offset in one turn to one in the same or another turn."""
    places = [page.evaluate(PLACE_OF, [*place]) for place in (first, last)]
    page.mouse.move(*places[0])
    page.mouse.down()
    page.mouse.move(*places[1], steps=4)
    page.mouse.up()


PLACE_OF = """
([turn, offset]) => {
  const walker = document.createTreeWalker(document.querySelector(`[data-turn="${turn}"]`), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(), left = offset; node; node = walker.nextNode()) {
    if (node.parentElement.closest("[data-label]")) continue;
    if (left <= node.length) {
      const range = document.createRange();
      range.setStart(node, left ? left - 1 : 0);
      range.setEnd(node, left || 1);
      const box = [...range.getClientRects()].at(-1);
      return [left ? box.right : box.left, box.top + box.height / 2];
    }
    left -= node.length;
  }
}
"""


# Pure functions


@pytest.mark.parametrize("text", ["", "plain", "é😀a", "👩‍👩‍👧x😀", "a\u0301b", "𝒳𝒴"])
def test_offsets_in_code_points_and_in_utf16_turn_into_each_other(app: Page, text: str) -> None:
    for at in range(len(text) + 1):
        units = len(text[:at].encode("utf-16-le")) // 2
        assert app.evaluate("([t, n]) => code.toUtf16(t, n)", [text, at]) == units
        assert app.evaluate("([t, n]) => code.toCodePoints(t, n)", [text, units]) == at


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("", ["waiting", "await", "Wait time"]),
        ("wait", ["waiting", "Wait time", "await", "wait"]),
        (" WAITING ", ["waiting", "WAITING"]),
        ("waiting", ["waiting"]),
        ("new", ["new"]),
    ],
)
def test_the_picker_offers_the_nearest_tag_first_and_a_new_one_last(app: Page, typed: str, offered: list[str]) -> None:
    found = app.evaluate("([t, s]) => code.matches(t, s).map((o) => o.tag)", [["waiting", "await", "Wait time"], typed])
    assert found == offered


# Showing


def test_text_is_shown_as_it_is_and_never_as_markup(app: Page) -> None:
    assert app.locator('[data-turn="u3"]').inner_text() == CODE
    assert app.locator('[data-turn="u3"] b').count() == 0


def test_a_suggestion_says_its_kind_in_words_and_by_its_line(app: Page) -> None:
    pain = app.locator(".synth-kind-pain").first
    assert pain.evaluate("(node) => getComputedStyle(node).textDecorationStyle") == "wavy"
    expect(app.locator(".synth-label").first).to_have_text("pain")


def test_the_head_says_how_far_the_researcher_is(app: Page) -> None:
    expect(app.locator(".synth-progress-text")).to_have_text("0 of 3 suggestions decided")
    expect(app.locator(".synth-source option").first).to_have_text("A · 2 to decide")


def test_an_empty_tagger_opens_without_an_error(show: Callable[[Tagger], Page], study: Study) -> None:
    page = show(Tagger(study, UTTERANCES.make()))
    press(page, "j", "a", "x", "s", "n", "t", "Escape")
    expect(page.locator(".synth-progress-text")).to_have_text("0 of 0 suggestions decided")


# Deciding by keyboard


@pytest.mark.parametrize("key", ["a", "Enter"])
def test_accepting_tags_the_words_with_the_kind_and_goes_to_the_next(app: Page, study: Study, key: str) -> None:
    press(app, "j", key)
    expect(card(app)).to_contain_text("a letter")
    saved(app)
    assert tags(study) == [["I 😀 never hear back.", "pain"]]
    assert study.taggings()["finding_id"].tolist() == ["f1"]
    expect(app.locator(".synth-progress-text")).to_have_text("1 of 3 suggestions decided")


@pytest.mark.parametrize("key", ["x", "Delete"])
def test_rejecting_hides_the_suggestion_and_goes_to_the_next(app: Page, study: Study, key: str) -> None:
    press(app, "ArrowDown", key)
    expect(card(app)).to_contain_text("a letter")
    saved(app)
    assert study.rejected() == {"f1"}
    expect(app.locator(".synth-kind-pain:not(.synth-sample)")).to_have_count(0)


def test_a_suggestion_gets_a_tag_that_is_made_by_typing(app: Page, study: Study) -> None:
    press(app, "j", "t")
    app.keyboard.type("no answer")
    press(app, "Enter")
    saved(app)
    assert tags(study) == [["I 😀 never hear back.", "no answer"]]


def test_the_last_tag_is_offered_first(app: Page, study: Study) -> None:
    press(app, "j", "t")
    app.keyboard.type("letters")
    press(app, "Enter", "t", "Enter")
    saved(app)
    assert [tag for _, tag in tags(study)] == ["letters", "letters"]


def test_escape_leaves_the_picker_and_decides_nothing(app: Page, study: Study) -> None:
    press(app, "j", "t")
    app.keyboard.type("ax")
    press(app, "Escape")
    expect(app.locator(".synth-picker")).to_have_count(0)
    press(app, "k")
    expect(card(app)).to_contain_text("never hear back")
    assert study.history().empty


def test_a_tag_is_retagged_and_removed(app: Page, study: Study) -> None:
    press(app, "j", "a", "k", "t")
    app.keyboard.type("silence")
    press(app, "Enter")
    expect(card(app)).to_contain_text("silence")
    saved(app)
    assert tags(study) == [["I 😀 never hear back.", "silence"]]
    press(app, "x")
    saved(app)
    assert tags(study) == []
    expect(app.locator(".synth-progress-text")).to_have_text("0 of 3 suggestions decided")


def test_the_edges_of_a_suggestion_move_by_words_before_it_is_accepted(app: Page, study: Study) -> None:
    press(app, "j", "Shift+ArrowLeft", "Shift+ArrowLeft", "Alt+Shift+ArrowRight", "a")
    saved(app)
    assert tags(study) == [["never hear", "pain"]]


def test_the_edges_of_a_tag_move_by_words_and_are_saved_as_one_edit(app: Page, study: Study) -> None:
    press(app, "j", "a", "k", *3 * ["Shift+ArrowLeft"], "Shift+ArrowRight", "j")
    saved(app)
    assert tags(study) == [["I 😀 never hear", "pain"]]
    assert len(study.history()) == 2


def test_a_new_span_is_made_and_tagged_without_a_mouse(app: Page, study: Study) -> None:
    press(app, "j", "s", "Shift+ArrowRight", "t")
    app.keyboard.type("voice")
    press(app, "Enter")
    saved(app)
    assert tags(study) == [["I 😀 never", "voice"]]


@pytest.mark.parametrize(("undo", "redo"), [("u", "Shift+U"), ("Control+z", "Control+y")])
def test_undo_and_redo_select_what_they_changed(app: Page, study: Study, undo: str, redo: str) -> None:
    press(app, "j", "a", undo)
    saved(app, "saved · tagging undone")
    assert tags(study) == []
    expect(card(app)).to_contain_text("never hear back")
    press(app, redo)
    saved(app, "saved · tagging done again")
    assert tags(study) == [["I 😀 never hear back.", "pain"]]


def test_sources_are_turned_by_key_and_the_arrows_stay_inside_one(app: Page, study: Study) -> None:
    press(app, "j", "j", "j", "j", "n", "j", "a")
    saved(app)
    assert tags(study) == [["I waited for weeks.", "pain"]]
    press(app, "p")
    expect(app.locator(".synth-source")).to_have_value("A")


def test_the_help_lists_every_key_and_closes_by_key(app: Page) -> None:
    press(app, "?")
    expect(app.locator(".synth-overlay li")).to_have_count(25)
    press(app, "Escape")
    expect(app.locator(".synth-overlay")).to_have_count(0)
    expect(app.locator(".synth-transcript")).to_be_focused()


def test_no_key_press_leaves_the_widget_but_ctrl_s(app: Page) -> None:
    app.evaluate("heard = []; addEventListener('keydown', (event) => heard.push(event.key))")
    press(app, "j", "a", "d", "Shift+Enter", "t", "b", "Escape", "Control+z", "Control+b")
    assert app.evaluate("heard") == []
    app.evaluate("addEventListener('keydown', (event) => event.preventDefault())")
    press(app, "Control+s")
    assert app.evaluate("heard") == ["Control", "s"] or app.evaluate("heard") == ["s"]
    expect(app.locator(".synth-tagger")).to_have_attribute("data-lm-suppress-shortcuts", "true")


# Deciding by mouse


def test_selected_words_get_a_new_tag(app: Page, study: Study) -> None:
    drag(app, ("u2", 2), ("u2", 10))
    app.keyboard.type("feeling")
    press(app, "Enter")
    saved(app)
    assert tags(study) == [["😀 never", "feeling"]]


def test_a_selection_over_labels_and_turns_ends_with_its_first_turn(app: Page, study: Study) -> None:
    drag(app, ("u2", 11), ("u3", 6))
    app.locator(".synth-picker li", has_text="goal").click()
    saved(app)
    assert tags(study) == [["hear back. It would be nice to get a letter.", "goal"]]


def test_a_click_selects_a_suggestion_and_offers_what_can_be_done(app: Page, study: Study) -> None:
    app.locator(".synth-kind-suggestion").first.click()
    expect(card(app).locator("button")).to_have_count(5)
    card(app).get_by_role("button", name="Accept as suggestion").click()
    saved(app)
    assert tags(study) == [["It would be nice to get a letter.", "suggestion"]]
    app.locator(".synth-tagged").first.click()
    card(app).get_by_role("button", name="Remove").click()
    saved(app)
    assert tags(study) == []


def test_clicking_beside_the_picker_lets_go_of_the_words(app: Page, study: Study) -> None:
    drag(app, ("u3", 0), ("u3", 6))
    app.locator(".synth-progress").click()
    expect(app.locator(".synth-draft")).to_have_count(0)
    assert study.history().empty


def test_a_tag_in_the_list_leads_to_its_words(app: Page) -> None:
    press(app, "j", "a", "Escape")
    app.locator(".synth-side button", has_text="pain").click()
    expect(card(app)).to_contain_text("never hear back")


# Saving


def test_a_lost_answer_is_said_then_asked_for_again_and_the_edit_is_stored_once(
    page: Page, show: Callable[[Tagger], Page], tagger: Tagger, study: Study, wire: Any
) -> None:
    page.clock.install()
    app = show(tagger)
    saved(app)
    wire.lose = 2
    press(app, "j", "a", "x")
    saved(app, "saving…")
    page.clock.run_for(4500)
    saved(app, re.compile("^not saved: the kernel does not answer"))
    page.clock.run_for(4500)
    saved(app)
    assert len(study.history()) == 2
    assert (tags(study), study.rejected()) == ([["I 😀 never hear back.", "pain"]], {"f2"})


def test_an_edit_that_fails_is_taken_back_and_says_why(
    app: Page, study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_options: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(study, "tag", fail)
        press(app, "j", "a")
        saved(app, "not saved: OSError: disk full")
    expect(app.locator(".synth-progress-text")).to_have_text("0 of 3 suggestions decided")


def test_edits_on_a_tag_that_is_not_saved_yet_reach_it(app: Page, study: Study) -> None:
    app.evaluate(
        """() => {
          const focused = document.activeElement;
          const press = (key) => focused.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
          ["j", "a", "k", "x"].forEach(press);
        }"""
    )
    saved(app)
    assert tags(study) == []
    assert study.history()["effect"].tolist() == ["do", "do"]


def test_two_views_stay_in_step(app: Page) -> None:
    app.evaluate("showAgain()")
    press(app, "j", "a")
    expect(app.locator(".synth-progress-text").nth(1)).to_have_text("1 of 3 suggestions decided")
    expect(app.locator(".synth-tagger").nth(1).locator(".synth-tagged")).to_have_count(1)


def test_what_another_page_decided_appears(app: Page, tagger: Tagger) -> None:
    app.evaluate(
        "(changes) => hear({ changes })",
        {"revision": 1, "rejected": {"f1": True}, "astray": {"t9": {"utterance_id": "u9", "quote": "x", "tag": "y"}}},
    )
    expect(app.locator(".synth-progress-text")).to_have_text("1 of 3 suggestions decided")
    expect(app.locator(".synth-side")).to_contain_text("1 of the study’s taggings")


def test_a_tag_that_somebody_else_removed_disappears_when_it_is_edited(app: Page, study: Study) -> None:
    press(app, "j", "a", "k")
    saved(app)
    study.untag(study.taggings()["tagging_id"].iloc[0])
    press(app, "x")
    saved(app, re.compile("^not saved: tagging .* is not in this study"))
    expect(app.locator(".synth-tagged")).to_have_count(0)
