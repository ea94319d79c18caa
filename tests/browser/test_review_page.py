"""The page side of the privacy review in Chromium, with a real PrivacyReview: by keyboard, by mouse, in bad luck."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from synth.privacy import PseudonymKey, pseudonymise
from synth.tables import UTTERANCES
from synth.widgets.review import PrivacyReview

pytestmark = pytest.mark.slow

TEXTS = [
    "Mijn dochter Lien belde dokter Claes over <b>Zottegem</b>.",
    "Ik zag Lien en Liens fiets bij mevrouw Baert.",
    "Ze wonen in Zottegem, bel 0470 12 34 56.",
]


@pytest.fixture
def key() -> PseudonymKey:
    return PseudonymKey()


def table(texts: list[str] = TEXTS) -> Any:
    turn = {"source_id": "a.vtt", "source_kind": "interview", "role": "participant", "participant_id": "P03"}
    return UTTERANCES.make(
        turn | {"utterance_id": f"u{number}", "position": number, "language": "nl", "text": text}
        for number, text in enumerate(texts)
    )


@pytest.fixture
def app(show: Callable[[PrivacyReview], Page], key: PseudonymKey) -> Page:
    page = show(PrivacyReview(key, table()))
    expect(page.locator(".synth-group").first).to_be_visible()
    return page


def press(page: Page, *keys: str) -> None:
    for name in keys:
        page.keyboard.press(name)


def saved(page: Page, text: str | re.Pattern[str] = re.compile("^saved")) -> None:
    expect(page.locator(".synth-status").first).to_have_text(text)


def outcomes(page: Page) -> dict[str, str]:
    names = page.locator(".synth-quotes").all_inner_texts()
    return dict(zip(names, page.locator(".synth-outcome").all_inner_texts(), strict=True))


def go_to(page: Page, name: str) -> None:
    page.locator(".synth-group", has_text=name).first.click()


def result(key: PseudonymKey) -> list[str]:
    return list(pseudonymise(table(), key=key)["text"])


def test_everything_that_was_found_or_passed_over_is_listed_with_what_becomes_of_it(app: Page) -> None:
    assert outcomes(app) == {
        "Lien, Liens": "[person-1]?",
        "Baert": "[person-3]?",
        "Claes": "[person-2]?",
        "0470 12 34 56": "[phone-1]?",
        "Zottegem": "stays?",
    }
    expect(app.locator(".synth-counts")).to_have_text("0 of 5 decided")


def test_each_is_shown_in_context_as_text_and_not_as_markup(app: Page) -> None:
    go_to(app, "Zottegem")
    expect(app.locator(".synth-contexts mark")).to_have_text(["Zottegem", "Zottegem"])
    expect(app.locator(".synth-contexts li").first).to_contain_text("<b>Zottegem</b>")


def test_by_keyboard_replace_keep_as_another_kind_and_same_as(app: Page, key: PseudonymKey) -> None:
    press(app, "s")
    app.keyboard.type("p03")
    press(app, "Enter")  # Lien is P03
    press(app, "a")  # Claes is replaced
    press(app, "x")  # Baert stays
    press(app, "a")  # the number is replaced
    press(app, "t")
    app.keyboard.type("address")
    press(app, "Enter")
    saved(app)
    expect(app.locator(".synth-counts")).to_have_text("5 of 5 decided")
    assert result(key) == [
        "Mijn dochter P03 belde dokter [person-2] over <b>[address-1]</b>.",
        "Ik zag P03 en P03 fiets bij mevrouw Baert.",
        "Ze wonen in [address-1], bel [phone-1].",
    ]


def test_the_next_to_decide_is_selected_after_a_decision_and_an_undo_goes_back(app: Page, key: PseudonymKey) -> None:
    press(app, "x", "x")
    saved(app)
    expect(app.locator("[aria-selected=true] .synth-quotes")).to_have_text("Baert")
    press(app, "u")
    saved(app, "saved · decision undone")
    expect(app.locator("[aria-selected=true] .synth-quotes")).to_have_text("Claes")
    assert set(key.decisions.values()) == {"keep"}
    press(app, "Shift+U", "d")
    saved(app)
    assert outcomes(app)["Claes"] == "[person-2]?"


def test_filters_and_search_narrow_the_list(app: Page) -> None:
    press(app, "x")
    saved(app)
    press(app, "/")
    app.keyboard.type("zott")
    expect(app.locator(".synth-quotes")).to_have_text(["Zottegem"])
    press(app, "Enter", "a")
    saved(app)
    app.locator("input[type=search]").fill("")
    app.locator("select").select_option(label="to decide")
    expect(app.locator(".synth-quotes")).to_have_text(["Claes", "Baert", "0470 12 34 56"])
    app.locator("select").select_option(label="kept")
    expect(app.locator(".synth-quotes")).to_have_text(["Lien, Liens"])


def test_the_keys_are_listed_and_the_focus_comes_back(app: Page) -> None:
    press(app, "?")
    expect(app.get_by_role("dialog", name="Keys")).to_be_visible()
    press(app, "x", "Escape")
    expect(app.locator(".synth-groups")).to_be_focused()
    expect(app.locator(".synth-counts")).to_have_text("0 of 5 decided")


def test_a_screen_reader_hears_what_is_selected_and_what_becomes_of_it(app: Page) -> None:
    press(app, "j")
    expect(app.locator("[aria-live=polite]")).to_have_text("Claes, [person-2]?, 2 of 5")
    active = app.locator(".synth-groups").get_attribute("aria-activedescendant")
    expect(app.locator(f"#{active} .synth-quotes")).to_have_text("Claes")


def test_decisions_survive_lost_answers(app: Page, key: PseudonymKey, wire: Any) -> None:
    wire.lose = 1
    press(app, "x", "a")
    saved(app)
    assert result(key)[1] == "Ik zag Lien en Liens fiets bij mevrouw [person-3]."


def test_what_cannot_be_is_said_and_not_saved(app: Page) -> None:
    press(app, "s")
    app.keyboard.type("person-3")
    press(app, "Enter")
    go_to(app, "Baert")
    press(app, "s")
    app.keyboard.type("person-1")
    press(app, "Enter")
    saved(app, re.compile("^not saved: .person-1. shares .person-3. already"))
    assert outcomes(app)["Baert"] == "[person-3]?"


def test_two_views_of_one_review_show_the_same(app: Page) -> None:
    app.evaluate("showAgain()")
    press(app, "x")
    expect(app.locator(".synth-counts")).to_have_text(["1 of 5 decided", "1 of 5 decided"])


def test_thousands_of_groups_can_be_gone_through(show: Callable[[PrivacyReview], Page], key: PseudonymKey) -> None:
    letters = "abcdefghijklmnop"
    names = [f"Z{a}{b}{c}um" for a in letters for b in letters for c in letters][:3000]
    page = show(PrivacyReview(key, table([f"Ik ging naar {name}." for name in names])))
    expect(page.locator(".synth-group")).to_have_count(3000)
    press(page, "x", "x", "x")
    saved(page)
    expect(page.locator(".synth-counts")).to_have_text("3 of 3000 decided")
