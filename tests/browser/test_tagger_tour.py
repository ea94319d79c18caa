"""The sample study's first interview from untouched to coded, with the keyboard alone.

    SYNTH_SCREENSHOTS=docs/tagger .venv/bin/pytest tests/browser/test_tagger_tour.py

makes the pictures of docs/tagger.md on the way.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from driving import press, saved
from playwright.sync_api import Page, expect

from synth.findings import find
from synth.privacy import pseudonymise
from synth.readers import read
from synth.study import Study
from synth.widgets.tagger import Tagger

pytestmark = pytest.mark.slow

INTERVIEW = Path(__file__).parents[2] / "data" / "samples" / "interviews" / "P01.vtt"
SIZE = {"width": 1080, "height": 640}


def picture(page: Page, name: str) -> None:
    if folder := os.environ.get("SYNTH_SCREENSHOTS"):
        page.locator(".synth-tagger").screenshot(path=Path(folder) / f"{name}.png")


def tag(page: Page, name: str, *then: str) -> None:
    press(page, "t")
    page.keyboard.type(name)
    press(page, *(then or ["Enter"]))


def is_selected(page: Page, kind: str) -> bool:
    return page.locator(".synth-card .synth-name").get_attribute("class", timeout=1000) == f"synth-name synth-{kind}"


def test_the_first_interview_is_coded_with_the_keyboard_alone(show: Callable[[Tagger], Page], study: Study) -> None:
    utterances = pseudonymise(read(INTERVIEW))
    findings = find(utterances)
    page = show(Tagger(study, utterances, findings))
    page.set_viewport_size(SIZE)
    page.emulate_media(reduced_motion="reduce")
    picture(page, "1-untouched")

    press(page, "j", "x", "j")
    tag(page, "small talk", "Shift+Enter")
    picture(page, "2-pick-or-make-a-tag")
    page.keyboard.type("children")
    press(page, "Enter", "*", "m")
    page.keyboard.type("Comes back to this at the end.")
    press(page, "Control+Enter")
    saved(page)
    picture(page, "3-several-tags-a-star-and-a-memo")
    assert sorted(study.taggings()["tag"]) == ["children", "small talk"]
    assert (len(study.starred()), list(study.memos().values())) == (1, ["Comes back to this at the end."])

    press(page, "Shift+ArrowDown", "Shift+ArrowDown", "e")
    press(page, "Control+Home")
    page.keyboard.type("Ja. ")
    picture(page, "4-mend-the-transcript")
    press(page, "Control+Enter")
    saved(page)
    assert len(study.things("utterance")) == 1

    decide_all(page, len(findings))
    saved(page)
    tag_untouched(page)
    press(page, "w")
    expect(page.locator(".synth-overlay li")).to_have_text("P01.vttnothing")
    picture(page, "6-what-is-left")
    press(page, "Escape")
    saved(page)
    spoken = utterances[utterances["role"] == "participant"]["utterance_id"]
    assert {*spoken} <= {*study.taggings()["utterance_id"]} | {*findings["utterance_id"]} | {*study.memos()}
    before = study.taggings()
    for _ in range(len(study.history())):
        if study.undo() is None:
            break
    assert study.taggings().empty
    while study.redo():
        pass
    assert study.taggings().equals(before)


def decide_all(page: Page, count: int) -> None:
    """Go through the suggestions: every third one is none, the others get their kind as a tag."""
    press(page, "Escape", "Home", "j")
    progress = page.locator(".synth-progress-text")
    for number in range(2 * count):
        if progress.inner_text() == f"{count} of {count} suggestions decided":
            return
        press(page, *(["x" if number % 3 == 0 else "a"] if is_selected(page, "suggestion") else ["j"]))
    pytest.fail(f"not all suggestions were reached: {progress.inner_text()}")


def tag_untouched(page: Page) -> None:
    """List the turns that nobody touched, and tag the first sentence of each."""
    press(page, "f", "Tab", "Tab", "Tab", "u", "Escape", "Escape")
    picture(page, "5-what-nobody-touched")
    left = int(page.locator(".synth-filters .synth-count").inner_text().split()[0])
    assert left > 10
    for _ in range(left):
        press(page, "Shift+ArrowDown", "Shift+S")
        tag(page, "context")
    saved(page)
    press(page, "f", "Tab", "Tab", "Tab", "a", "Escape")
    expect(page.locator(".synth-filters .synth-count")).to_be_empty()
