"""The page side of the comparison in Chromium, with a real study: two codings, decided by keyboard."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from driving import press, saved
from playwright.sync_api import Page, expect

from synth.double_coding import begin_round
from synth.study import Study
from synth.tables import UTTERANCES
from synth.widgets.compare import CodingComparison

pytestmark = pytest.mark.slow

TEXTS = ["And how was the form?", "😀 I waited <b>six</b> weeks for an answer.", "Nobody said a word.", "It was free."]
TURNS = UTTERANCES.make(
    {"utterance_id": f"u{n}", "source_id": "P01.vtt", "source_kind": "interview", "position": n, "text": text,
     "role": "participant" if n else "interviewer", "participant_id": "P01" if n else "", "language": "en"}
    for n, text in enumerate(TEXTS)
)  # fmt: skip


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """R1 and R2 differ in the borders, in the tag, and where R1 alone tagged."""
    codings = {
        "R1": [(1, "waited", "waiting"), (2, "Nobody", "contact"), (3, "free", "cost")],
        "R2": [(1, "waited <b>six</b> weeks", "waiting"), (2, "Nobody said", "silence")],
    }
    for researcher, places in codings.items():
        study = Study(tmp_path / "study.db", researcher=researcher)
        for place, words, tag in places:
            start = TEXTS[place].index(words)
            study.tag(TURNS.iloc[place], start, start + len(words), tag)
        study.close()
    return Study(tmp_path / "study.db", researcher="R1")


@pytest.fixture
def app(show: Callable[[CodingComparison], Page], study: Study) -> Page:
    return show(CodingComparison(study, TURNS))


def choices(study: Study) -> list[str]:
    return [thing["choice"] for thing in study.things("resolution").values()]


def test_both_codings_stand_side_by_side_in_their_turn_as_text_and_not_as_markup(app: Page) -> None:
    expect(app.locator(".synth-before")).to_contain_text("And how was the form?")
    expect(app.locator(".synth-turn")).to_contain_text("😀 I waited <b>six</b> weeks for an answer.")
    expect(app.locator(".synth-marked")).to_have_text(["waited", " <b>six</b> weeks"])
    expect(app.locator(".synth-words-of")).to_have_text(["waited", "waited <b>six</b> weeks"])
    expect(app.locator(".synth-side-of h4 bdi")).to_have_text(["R1", "R2"])


def test_all_are_decided_by_keyboard_with_a_note(app: Page, study: Study) -> None:
    press(app, "n")
    app.keyboard.type("how long matters")
    press(app, "Enter")
    expect(app.locator(".synth-status")).to_have_text("saved · a note waits for its decision")
    press(app, "2", "3", "4")
    saved(app, "saved")
    expect(app.locator(".synth-counts")).to_have_text("3 of 3 decided")
    assert choices(study) == ["second", "both", "neither"]
    assert [thing["note"] for thing in study.things("resolution").values()] == ["how long matters", "", ""]


def test_undo_and_redo_go_back_to_what_they_changed(app: Page, study: Study) -> None:
    press(app, "1", "1")
    saved(app)
    press(app, "u")
    saved(app, "saved · resolution undone")
    expect(app.locator("[aria-selected=true] .synth-quotes")).to_have_text("Nobody")
    press(app, "r")
    saved(app, "saved · resolution done again")
    assert choices(study) == ["first", "first"]


def test_what_cannot_be_kept_is_said_and_nothing_is_decided(app: Page, study: Study) -> None:
    press(app, "j", "j", "2")
    expect(app.locator(".synth-status")).to_have_text(re.compile("R2 tagged nothing here: 1 keeps R1’s"))
    assert choices(study) == []


def test_filters_by_kind_and_by_what_is_open(app: Page) -> None:
    press(app, "1")
    saved(app)
    app.get_by_label("Kind").select_option("tag")
    expect(app.locator(".synth-quotes")).to_have_text(["Nobody"])
    app.get_by_label("Kind").select_option("all kinds")
    expect(app.locator(".synth-quotes")).to_have_text(["Nobody", "free"])
    app.get_by_label("Show").select_option("decided")
    expect(app.locator(".synth-outcome")).to_have_text(["R1"])


def test_decisions_survive_a_lost_answer_and_show_in_every_view(app: Page, study: Study, wire: Any) -> None:
    app.evaluate("showAgain()")
    wire.lose = 1
    press(app, "1", "2")
    expect(app.locator(".synth-counts")).to_have_text(["2 of 3 decided"] * 2)
    saved(app)
    assert choices(study) == ["first", "second"]


def test_a_blind_round_shows_nothing_of_the_other_and_says_why(
    show: Callable[[CodingComparison], Page], study: Study
) -> None:
    begin_round(study, "pilot", TURNS, ["R1", "R2"])
    page = show(CodingComparison(study, TURNS))
    expect(page.locator(".synth-hidden")).to_contain_text("R1 and R2 are not done yet")
    expect(page.locator(".synth-note")).to_have_text("Nothing is shown yet.")
    assert "silence" not in page.content()


def test_the_keys_are_listed_and_a_screen_reader_hears_both_codings(app: Page) -> None:
    press(app, "?")
    expect(app.get_by_role("dialog", name="Keys")).to_contain_text("both count")
    press(app, "Escape", "j")
    expect(app.locator("[aria-live=polite]")).to_have_text(
        "R1: contact, “Nobody”, R2: silence, “Nobody said”, open, 2 of 3"
    )
