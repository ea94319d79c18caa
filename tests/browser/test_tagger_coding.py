"""Coding in the tagger without a mouse: search, filters, several tags, memos, stars, mending, and long transcripts."""

import re
from collections.abc import Callable

import pytest
from driving import press, saved
from playwright.sync_api import Locator, Page, expect

from making import make_finding, make_turn
from synth.study import Study
from synth.tables import FINDINGS, UTTERANCES
from synth.widgets.tagger import Tagger

pytestmark = pytest.mark.slow

INTERVIEW = {"source_id": "A", "role": "interviewer", "participant_id": "Interviewer"}
TURNS = [
    make_turn("q1", "How did it go?", **INTERVIEW),
    make_turn("a1", "I wachted for weeks. Nobody called me back.", source_id="A", position=1),
    make_turn("q2", "And then?", position=2, **INTERVIEW),
    make_turn("a2", "I went to the café myself.", source_id="A", position=3),
    make_turn("a3", "قلت لهم إن الانتظار طويل", source_id="A", position=4, language="ar"),
    make_turn("b1", "We waited too. The cafe was closed.", source_id="B", participant_id="P02"),
]
FOUND = [
    make_finding("f1", TURNS[1], "I wachted for weeks."),
    make_finding("f2", TURNS[1], "Nobody called me back."),
    make_finding("f3", TURNS[5], "We waited too.", "delight"),
]
SHOWN = ".synth-row-turn"


@pytest.fixture
def app(show: Callable[[Tagger], Page], study: Study) -> Page:
    return show(Tagger(study, UTTERANCES.make(TURNS), FINDINGS.make(FOUND)))


def card(page: Page) -> Locator:
    return page.locator(".synth-card")


def choose(page: Page, label: str, value: str) -> None:
    page.get_by_label(label, exact=True).select_option(value)


def tags(study: Study) -> list[list[str]]:
    return study.taggings()[["quote", "tag"]].to_numpy().tolist()


# Finding one's way


def test_words_are_searched_whatever_their_case_and_accents(app: Page) -> None:
    press(app, "/")
    app.keyboard.type("CAFE")
    expect(app.locator(SHOWN)).to_have_count(1)
    expect(app.locator(".synth-hit")).to_have_text("café")
    expect(app.locator(".synth-filters .synth-count")).to_have_text("1 of 5 turns, 1 in other sources")
    press(app, "Enter")
    expect(card(app)).to_contain_text("I went to the café")
    press(app, "/", "Escape")
    expect(app.locator(SHOWN)).to_have_count(5)
    expect(app.locator(".synth-transcript")).to_be_focused()


@pytest.mark.parametrize("typed", ["(", "[a-", "\\", "*", "a.c", "$"])
def test_a_search_takes_signs_as_they_are(app: Page, typed: str) -> None:
    press(app, "/")
    app.keyboard.type(typed)
    expect(app.locator(SHOWN)).to_have_count(0)
    expect(app.locator(".synth-filters .synth-count")).to_have_text("0 of 5 turns")


def test_turns_are_filtered_by_speaker_kind_tag_and_what_is_untouched(app: Page) -> None:
    choose(app, "Speaker", "Interviewer")
    expect(app.locator(SHOWN)).to_have_count(2)
    app.get_by_role("button", name="Show all").click()
    choose(app, "Kind of suggestion", "pain")
    expect(app.locator(SHOWN)).to_have_count(1)
    press(app, "Escape", "j", "a")
    saved(app)
    expect(app.locator(SHOWN)).to_have_count(1)
    app.get_by_role("button", name="Show all").click()
    choose(app, "Tag", "pain")
    expect(app.locator(SHOWN)).to_have_count(1)
    app.get_by_role("button", name="Show all").click()
    choose(app, "Which turns", "untouched")
    expect(app.locator(SHOWN)).to_have_count(2)


def test_a_key_leads_to_the_question_and_back(app: Page) -> None:
    press(app, "j", "j", "q")
    expect(card(app)).to_contain_text("How did it go?")
    press(app, "q")
    expect(card(app)).to_contain_text("Nobody called me back.")


def test_what_is_left_is_listed_and_leads_to_its_source(app: Page) -> None:
    press(app, "w")
    rows = app.locator(".synth-overlay li")
    expect(rows).to_have_text(["A2 to decide, 3 turns untouched", "B1 to decide, 1 turns untouched"])
    press(app, "Tab", "Enter")
    expect(app.locator(".synth-source")).to_have_value("B")
    expect(app.locator(".synth-overlay")).to_have_count(0)


def test_next_follows_the_proposed_order_through_all_sources(show: Callable[[Tagger], Page], study: Study) -> None:
    app = show(Tagger(study, UTTERANCES.make(TURNS), FINDINGS.make(FOUND), order=["b1", "a2", "f2"]))
    press(app, "j")
    expect(card(app)).to_contain_text("We waited too.")
    press(app, "a")
    expect(card(app)).to_contain_text("I went to the café")
    press(app, "j", "x")
    saved(app)
    assert (tags(study), study.rejected()) == ([["We waited too.", "delight"]], {"f2"})
    choose(app, "Order of next and previous", "")
    press(app, "Escape", "j")
    expect(card(app)).to_contain_text("I wachted for weeks.")


# Coding


def test_any_words_are_reached_by_turn_and_by_word(app: Page, study: Study) -> None:
    press(app, *3 * ["Shift+ArrowDown"], "s", "s", "Shift+ArrowRight", "t")
    app.keyboard.type("going")
    press(app, "Enter")
    saved(app)
    assert tags(study) == [["then?", "going"]]


def test_a_sentence_is_selected_as_a_whole_and_then_the_next(app: Page, study: Study) -> None:
    press(app, "Shift+ArrowDown", "Shift+ArrowDown", "Shift+S", "Shift+S", "t")
    app.keyboard.type("silence")
    press(app, "Enter")
    saved(app)
    assert tags(study) == [["Nobody called me back.", "silence"]]


def test_several_tags_are_put_on_the_same_words_and_shown_as_bands(app: Page, study: Study) -> None:
    press(app, "j", "t")
    app.keyboard.type("waiting")
    press(app, "Shift+Enter")
    app.keyboard.type("time")
    press(app, "Enter", "Shift+T")
    app.keyboard.type("third")
    press(app, "Enter")
    saved(app)
    assert tags(study) == [["I wachted for weeks.", tag] for tag in ("waiting", "time", "third")]
    assert study.taggings()["finding_id"].tolist() == ["f1", "", ""]
    piece = app.locator(".synth-tagged").first
    assert piece.evaluate("(node) => getComputedStyle(node).backgroundImage.split('gradient').length - 1") == 3
    expect(app.locator(".synth-label.synth-tagging")).to_have_text(["waiting", "time", "third"])


@pytest.mark.parametrize(("typed", "tag"), [("wtg", "waiting times"), ("tim", "waiting times"), ("Cafe", "café")])
def test_a_tag_is_found_by_some_of_its_letters(
    show: Callable[[Tagger], Page], study: Study, typed: str, tag: str
) -> None:
    for name in ("café", "waiting times"):
        study.tag(TURNS[5], 0, 2, name)
    app = show(Tagger(study, UTTERANCES.make(TURNS), FINDINGS.make(FOUND)))
    press(app, "j", "t")
    app.keyboard.type(typed)
    press(app, "Enter")
    saved(app)
    assert study.taggings()["tag"].tolist()[-1] == tag


def test_tags_stand_below_their_parents(show: Callable[[Tagger], Page], study: Study) -> None:
    study.change([("code", "waiting", {"parent": "time"})])
    study.tag(TURNS[1], 2, 9, "waiting")
    app = show(Tagger(study, UTTERANCES.make(TURNS)))
    rows = app.get_by_role("list", name="Tags").locator("li")
    expect(rows).to_have_text(["time0", "waiting1"])
    assert rows.nth(1).evaluate("(node) => node.style.getPropertyValue('--depth')") == "1"


def test_a_memo_on_a_turn_and_one_on_a_tag_are_kept_listed_and_lead_back(app: Page, study: Study) -> None:
    press(app, "Shift+ArrowDown", "m")
    app.keyboard.type("Ask\nagain.")
    press(app, "Control+Enter", "j", "*", "m")
    app.keyboard.type("Ironic?")
    press(app, "Control+Enter")
    saved(app)
    [tagging_id] = study.taggings()["tagging_id"]
    assert study.memos() == {"q1": "Ask\nagain.", tagging_id: "Ironic?"}
    assert study.starred() == {tagging_id}
    app.get_by_role("list", name="Memos").get_by_role("button", name="Ask").click()
    expect(card(app)).to_contain_text("How did it go?")
    choose(app, "Which turns", "starred")
    expect(app.locator(SHOWN)).to_have_count(1)


def test_a_form_that_was_opened_before_its_tag_was_saved_reaches_it(app: Page, study: Study) -> None:
    app.evaluate(
        """() => {
          const transcript = document.querySelector(".synth-transcript");
          const press = (key) => transcript.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
          ["j", "*", "m"].forEach(press);
        }"""
    )
    saved(app)
    app.keyboard.type("Ironic?")
    press(app, "Control+Enter")
    saved(app)
    assert study.memos() == {study.taggings()["tagging_id"][0]: "Ironic?"}


def test_a_memo_that_is_being_written_counts_as_not_saved_and_escape_gives_it_up(app: Page, study: Study) -> None:
    press(app, "Shift+ArrowDown", "m")
    app.keyboard.type("Hm")
    assert app.evaluate("!dispatchEvent(new Event('beforeunload', { cancelable: true }))")
    app.locator(".synth-progress").click()
    expect(app.locator(".synth-form")).to_be_visible()
    press(app, "Escape")
    expect(app.locator(".synth-form")).to_have_count(0)
    assert not app.evaluate("!dispatchEvent(new Event('beforeunload', { cancelable: true }))")
    assert study.history().empty


def test_a_mended_turn_keeps_its_tags_and_suggestions_on_their_words(app: Page, study: Study) -> None:
    press(app, "j", "a", "k", "e")
    app.get_by_label("Words").fill("Well, I waited for weeks. Nobody called me back.")
    app.get_by_label("Speaker").last.fill("P03")
    press(app, "Control+Enter")
    saved(app)
    assert tags(study) == [["I waited for weeks.", "pain"]]
    turn = app.locator(SHOWN).nth(1)
    expect(turn.locator(".synth-who")).to_have_text(re.compile("P03.*mended"))
    expect(turn.locator(".synth-tagged")).to_have_text("I waited for weeks.")
    expect(turn.locator(".synth-suggested")).to_have_text("Nobody called me back.")
    press(app, "u")
    saved(app, "saved · utterance undone")
    expect(turn.locator(".synth-tagged")).to_have_text("I wachted for weeks.")
    assert tags(study) == [["I wachted for weeks.", "pain"]]


def test_a_tag_whose_words_are_gone_is_put_on_others(app: Page, study: Study) -> None:
    press(app, "j", "a", "k", "e")
    app.get_by_label("Words").fill("Nobody called me back.")
    press(app, "Control+Enter")
    saved(app)
    gone = app.get_by_role("list", name="To be looked at")
    expect(gone).to_contain_text("“I wachted for weeks.”")
    press(app, "s")
    gone.get_by_role("button", name="Put on the selected words").click()
    saved(app)
    assert tags(study) == [["Nobody", "pain"]]
    expect(gone).to_be_hidden()


def test_text_from_right_to_left_is_shown_and_nudged_that_way(app: Page, study: Study) -> None:
    speech = app.locator('[data-turn="a3"]')
    assert speech.evaluate("(node) => getComputedStyle(node).direction") == "rtl"
    press(app, "Shift+ArrowDown", *4 * ["Shift+ArrowDown"], "s", "Shift+ArrowLeft", "t")
    app.keyboard.type("wait")
    press(app, "Enter")
    saved(app)
    assert tags(study) == [["قلت لهم", "wait"]]


# Long transcripts


@pytest.fixture
def long(show: Callable[[Tagger], Page], study: Study) -> Page:
    turns = [make_turn(f"u{i}", f"Turn {i}. " + "Words and words. " * (i % 9), position=i) for i in range(3000)]
    return show(Tagger(study, UTTERANCES.make(turns), FINDINGS.make([make_finding("f1", turns[2500], "Turn 2500.")])))


def test_only_the_turns_near_the_sight_are_on_the_page(long: Page) -> None:
    assert long.locator(SHOWN).count() < 60
    expect(long.locator(SHOWN).first).to_have_attribute("aria-setsize", "3000")
    press(long, "j")
    expect(long.locator(".synth-selected")).to_be_in_viewport()
    expect(long.locator('[data-turn="u2500"]')).to_be_visible()
    assert long.locator(SHOWN).count() < 60


def test_what_one_reads_stays_in_its_place_while_turns_above_get_their_height(long: Page) -> None:
    drift = long.evaluate(
        """async () => {
          const frame = document.querySelector(".synth-transcript");
          const next = () => new Promise(requestAnimationFrame);
          frame.scrollTop = 60000;
          await next(); await next();
          const drifts = [];
          for (let i = 0; i < 30; i++) {
            const top = frame.getBoundingClientRect().top;
            const turn = [...frame.querySelectorAll(".synth-row-turn")]
              .find((node) => node.getBoundingClientRect().top > top);
            const before = turn.getBoundingClientRect().top;
            frame.scrollTop -= 37;
            await next(); await next();
            drifts.push(Math.abs(turn.getBoundingClientRect().top - before - 37));
          }
          return Math.max(...drifts);
        }"""
    )
    assert drift <= 1


def test_the_end_is_reached_by_key_and_by_scrolling(long: Page) -> None:
    press(long, "End")
    expect(long.locator('[data-turn="u2999"]')).to_be_in_viewport()
    press(long, "Home")
    expect(long.locator('[data-turn="u0"]')).to_be_in_viewport()


def test_a_list_that_was_off_the_page_is_where_it_was(long: Page) -> None:
    press(long, "j")
    expect(long.locator(".synth-selected")).to_be_in_viewport()
    long.evaluate(
        """async () => {
          const widget = document.querySelector(".synth-tagger");
          const place = widget.parentNode;
          widget.remove();
          await new Promise(requestAnimationFrame);
          await new Promise(requestAnimationFrame);
          place.append(widget);
        }"""
    )
    expect(long.locator(".synth-selected")).to_be_in_viewport()
