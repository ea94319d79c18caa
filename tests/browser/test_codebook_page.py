"""The page side of the codebook editor in Chromium, with a real CodebookEditor: by keyboard, by mouse, in bad luck."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from synth.study import Study
from synth.widgets.codebook import CodebookEditor

pytestmark = pytest.mark.slow

CODE = "<b>Bold</b> & done"


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    study = Study(tmp_path / "study.db")
    study.codebook.add("contact", definition="Reaching them.")
    study.codebook.add("phone", parent="contact")
    study.codebook.add("queue", parent="phone")
    study.codebook.add(CODE)
    study.tag({"utterance_id": "u1", "text": "I called."}, 0, 8, "phone")
    yield study
    study.close()


@pytest.fixture
def app(show: Callable[[CodebookEditor], Page], study: Study) -> Page:
    page = show(CodebookEditor(study))
    page.locator(".synth-code").first.click()
    return page


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def saved(page: Page, text: str | re.Pattern[str] = re.compile("^saved")) -> None:
    expect(page.locator(".synth-status").first).to_have_text(text)


def chosen(page: Page, name: str) -> None:
    expect(page.locator('.synth-code[aria-selected="true"] .synth-code-name')).to_have_text(name)


def paths(study: Study) -> list[str]:
    study.refresh()
    return list(study.codes()["path"])


def test_names_are_shown_as_they_are_and_never_as_markup(app: Page) -> None:
    expect(app.locator(".synth-code").first).to_contain_text(CODE)
    expect(app.locator(".synth-code b")).to_have_count(0)


def test_the_tree_is_walked_opened_and_closed_by_keyboard(app: Page) -> None:
    press(app, "ArrowDown")
    chosen(app, "contact")
    press(app, "ArrowRight", "ArrowRight")
    chosen(app, "queue")
    press(app, "ArrowLeft", "ArrowLeft")
    chosen(app, "phone")
    expect(app.get_by_role("treeitem", name="queue")).to_have_count(0)
    press(app, "ArrowRight", "End")
    chosen(app, "queue")
    press(app, "Home", "p")
    chosen(app, "phone")
    expect(app.get_by_role("treeitem", name="phone, 1 tagging")).to_be_focused()
    expect(app.get_by_role("treeitem", name="queue")).to_have_attribute("aria-level", "3")


def test_a_code_is_renamed_and_defined_without_a_mouse(app: Page, study: Study) -> None:
    press(app, "End", "ArrowUp", "Enter", "Control+a")
    app.keyboard.type("calls")
    press(app, "Tab")
    app.keyboard.type("By phone.")
    press(app, "Tab")
    saved(app)
    study.refresh()
    assert study.taggings()["tag"].tolist() == ["calls"]
    assert study.codes().set_index("name").loc["calls", "definition"] == "By phone."


def test_new_codes_come_beside_the_chosen_one_or_below_it(app: Page, study: Study) -> None:
    press(app, "p")
    app.get_by_label("New code").focus()
    app.keyboard.type("mail")
    press(app, "Enter")
    chosen(app, "mail")
    app.keyboard.type("spam")
    press(app, "Shift+Enter")
    chosen(app, "spam")
    saved(app)
    assert {"contact > mail", "contact > mail > spam"} <= set(paths(study))


def test_a_code_is_moved_merged_parted_and_retired_by_its_form(app: Page, study: Study) -> None:
    press(app, "q")
    app.get_by_label("Hangs under").select_option(label="(top)")
    saved(app)
    assert "queue" in paths(study)
    chosen(app, "queue")
    app.get_by_label("Merge into").select_option(value="phone")
    app.get_by_role("button", name="Merge", exact=True).click()
    expect(app.get_by_role("treeitem", name="queue")).to_have_count(0)
    app.get_by_role("treeitem", name="phone").click()
    app.get_by_role("button", name="Part from “queue” again").click()
    expect(app.get_by_role("treeitem", name="queue")).to_have_count(1)
    app.get_by_role("button", name="Retire").click()
    expect(app.get_by_role("treeitem", name="phone, 1 tagging, retired")).to_be_visible()
    saved(app)
    study.refresh()
    assert study.codes().set_index("name").loc["phone", "status"] == "retired"


def test_every_change_is_undone_and_done_again(app: Page, study: Study) -> None:
    before = study.codes()
    press(app, "q")
    app.get_by_label("Hangs under").select_option(label="(top)")
    saved(app)
    app.get_by_label("Hangs under").focus()
    press(app, "Control+z")
    saved(app, "saved · code undone")
    study.refresh()
    assert study.codes().equals(before)
    app.get_by_role("button", name="Redo").click()
    saved(app, "saved · code done again")
    assert "queue" in paths(study)


def test_a_name_that_is_taken_is_refused_with_the_reason_and_comes_back(app: Page) -> None:
    press(app, "p", "Enter", "Control+a")
    app.keyboard.type("contact")
    press(app, "Enter")
    saved(app, re.compile("^not saved: 'contact' is a code already"))
    expect(app.get_by_role("textbox", name="Name")).to_have_value("phone")


def test_a_lost_answer_is_asked_for_again_and_the_code_is_added_once(
    page: Page, show: Callable[[CodebookEditor], Page], study: Study, wire: Any
) -> None:
    page.clock.install()
    app = show(CodebookEditor(study))
    saved(app)
    wire.lose = 1
    app.get_by_label("New code").fill("mail")
    press(app, "Enter")
    saved(app, "saving…")
    page.clock.run_for(4500)
    saved(app)
    assert sum(path.endswith("mail") for path in paths(study)) == 1


def test_two_views_show_the_same_and_what_is_typed_in_one_is_saved_when_another_code_is_chosen(
    app: Page, study: Study
) -> None:
    app.evaluate("globalThis.showAgain()")
    first = app.locator(".synth-codebook").first
    first.get_by_role("treeitem", name="queue").click()
    first.get_by_label("Use when").fill("They wait.")
    first.get_by_role("treeitem", name="contact").click()
    saved(app)
    study.refresh()
    assert study.codes().set_index("name").loc["queue", "use_when"] == "They wait."
    second = app.locator(".synth-codebook").nth(1)
    second.get_by_role("treeitem", name="queue").click()
    expect(second.get_by_label("Use when")).to_have_value("They wait.")


def test_keys_stay_in_the_widget(app: Page) -> None:
    app.evaluate("document.addEventListener('keydown', (event) => (globalThis.leaked = event.key))")
    press(app, "ArrowDown", "a", "Control+z")
    assert app.evaluate("globalThis.leaked") is None


def test_a_narrow_page_puts_the_form_under_the_tree(app: Page) -> None:
    app.set_viewport_size({"width": 560, "height": 900})
    tree, form = (app.locator(part).first.bounding_box() for part in (".synth-tree", ".synth-codeform"))
    assert tree
    assert form
    assert form["y"] > tree["y"] + tree["height"] - 1
    assert app.evaluate("document.documentElement.scrollWidth <= innerWidth")
