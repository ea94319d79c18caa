"""The page side of the theme board in Chromium, with a real ThemeBoard: by keyboard, by mouse, in bad luck."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from driving import press, saved
from playwright.sync_api import Locator, Page, expect
from test_tagger_browser import AXE

from making import make_finding, make_turn
from synth.placements import collect_placements
from synth.study import Study
from synth.tables import FINDINGS, THEMES, UTTERANCES
from synth.widgets.board import ThemeBoard

pytestmark = pytest.mark.slow

LABELS = ["Waiting", "Forms", "Cost"]
CODE = "<b>bold</b> & done"


def material(size: int = 4) -> tuple[tuple[pd.DataFrame, pd.DataFrame], pd.DataFrame, pd.DataFrame]:
    """Return three themes of so many cards: "waiting 0" is typical of Waiting, each last card is in French."""
    turns, found, members = [], [], []
    for theme, label in enumerate(LABELS):
        for place in range(size):
            key = f"{label.lower()}-{place}"
            words = f"{label.lower()} {place} {CODE if place == 1 else ''}".strip()
            turn = make_turn(f"u-{key}", f"Before. {words} After.", language="fr" if place == size - 1 else "en")
            turns.append(turn | {"position": len(turns), "participant_id": f"P0{place}"})
            found.append(make_finding(key, turn, words))
            spot = {"x": theme * 10 + place / 10, "y": place / 10}
            members.append({"theme_id": f"t{theme}", "finding_id": key, "similarity": 0.9 - place / (2 * size), **spot})
    themes = THEMES.make(
        {"theme_id": f"t{n}", "label": label, "keywords": f"about {label}", "size": size, "participants": size}
        for n, label in enumerate(LABELS)
    )
    return (themes, pd.DataFrame(members)), FINDINGS.make(found), UTTERANCES.make(turns)


@pytest.fixture
def app(show: Callable[[ThemeBoard], Page], study: Study) -> Page:
    return show(ThemeBoard(study, *material()))


def column(page: Page, label: str) -> Locator:
    return page.locator(".synth-column").filter(has=page.get_by_role("heading", name=label, exact=True))


def cards(page: Page, label: str) -> Locator:
    return column(page, label).locator(".synth-note-card")


def active(page: Page) -> Locator:
    return page.locator(".synth-note-card[data-active=true] .synth-quote")


def heard(page: Page, text: str | re.Pattern[str]) -> None:
    expect(page.locator("[aria-live=polite]")).to_have_text(text)


def columns_in(study: Study) -> dict[str, str]:
    study.refresh()
    return dict(collect_placements(study)[["finding_id", "column"]].to_numpy())


def drag(page: Page, what: Locator, to: Locator) -> None:
    what.hover()
    page.mouse.down()
    box = to.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 60, steps=6)
    expect(page.locator(".synth-ghost")).to_be_visible()
    page.mouse.up()


# Looking ------------------------------------------------------------------------------------------------------------


def test_columns_tell_their_counts_and_why_and_words_are_never_markup(app: Page) -> None:
    expect(app.locator(".synth-column h3")).to_have_text([*LABELS, "Set aside"])
    expect(column(app, "Forms").locator(".synth-facts")).to_have_text("4 cards · 4 participants · en 3, fr 1")
    expect(column(app, "Forms").locator(".synth-why")).to_have_text("about Forms")
    expect(cards(app, "Forms").nth(1)).to_contain_text(CODE)
    expect(app.locator(".synth-board b")).to_have_count(0)


def test_arrows_go_through_cards_and_columns_and_a_screen_reader_hears_where_one_is(app: Page) -> None:
    press(app, "ArrowRight", "ArrowDown")
    heard(app, f"forms 1 {CODE}. P01, Forms, card 2 of 4")
    expect(column(app, "Forms").get_by_role("listbox")).to_be_focused()
    press(app, "End", "ArrowDown")
    heard(app, "forms 3. P03, Forms, card 4 of 4")
    expect(app.locator(".synth-context")).to_have_text("Before. forms 3 After.")


def test_the_search_shows_what_it_finds_in_every_column_and_escape_ends_it(app: Page) -> None:
    press(app, "/")
    app.keyboard.type("Bóld")
    expect(app.locator(".synth-note-card .synth-quote")).to_have_text([f"{label.lower()} 1 {CODE}" for label in LABELS])
    expect(column(app, "Cost").locator(".synth-facts")).to_contain_text("1 of 4 cards")
    press(app, "Enter", "Escape")
    expect(cards(app, "Cost")).to_have_count(4)
    expect(active(app)).to_have_text(f"waiting 1 {CODE}")


def test_the_map_shows_the_words_under_the_mouse_and_a_click_goes_to_the_card(app: Page) -> None:
    canvas = app.locator("canvas")
    box = canvas.bounding_box()
    assert box
    place = {"x": box["width"] - 16, "y": 16}  # the last card is the farthest on both sides
    canvas.hover(position=place)
    expect(app.locator(".synth-tip")).to_have_text("Costcost 3")
    canvas.click(position=place)
    expect(active(app)).to_have_text("cost 3")


def test_the_map_goes_by_keyboard_to_the_nearest_card_in_a_direction(app: Page) -> None:
    press(app, "p", "ArrowRight")
    heard(app, re.compile("^forms 0"))
    expect(app.locator(".synth-tip")).to_contain_text("forms 0")
    press(app, "Enter")
    expect(column(app, "Forms").get_by_role("listbox")).to_be_focused()


# Moving -------------------------------------------------------------------------------------------------------------


def test_a_card_is_pushed_to_the_next_column_and_undo_and_redo_go_back_to_it(app: Page, study: Study) -> None:
    press(app, "Shift+ArrowRight")
    saved(app)
    heard(app, re.compile("^Card moved to Forms, now 5"))
    assert columns_in(study)["waiting-0"] == "t1"
    expect(cards(app, "Forms").first).to_contain_text("waiting 0")
    press(app, "u")
    saved(app, "saved · placement undone")
    expect(cards(app, "Waiting")).to_have_count(4)
    expect(active(app)).to_have_text("waiting 0")
    press(app, "r")
    saved(app, "saved · placement done again")
    assert columns_in(study)["waiting-0"] == "t1"


def test_undo_goes_back_to_the_card_that_was_moved_and_not_to_an_anchor(app: Page) -> None:
    press(app, "End", "Shift+ArrowRight")
    saved(app)
    press(app, "u")
    saved(app, "saved · placement undone")
    expect(active(app)).to_have_text("waiting 3")


def test_several_chosen_cards_move_together_to_a_column_found_by_its_name(app: Page, study: Study) -> None:
    press(app, " ", "ArrowDown", " ")
    heard(app, "2 chosen")
    press(app, "m")
    app.keyboard.type("cos")
    press(app, "Enter")
    saved(app)
    assert {columns_in(study)[card] for card in ("waiting-0", "waiting-1")} == {"t2"}
    expect(active(app)).to_have_text("waiting 2")


def test_a_card_is_dragged_to_another_column(app: Page, study: Study) -> None:
    drag(app, cards(app, "Waiting").nth(2), column(app, "Cost"))
    saved(app)
    assert columns_in(study)["waiting-2"] == "t2"
    expect(cards(app, "Cost").first).to_contain_text("waiting 2")
    expect(app.locator(".synth-ghost")).to_have_count(0)


def test_escape_during_a_drag_moves_nothing(app: Page, study: Study) -> None:
    cards(app, "Waiting").first.hover()
    app.mouse.down()
    app.mouse.move(500, 400, steps=4)
    press(app, "Escape")
    app.mouse.up()
    heard(app, "Not moved")
    assert columns_in(study) == {}


def test_a_card_is_set_aside_with_its_reason(app: Page, study: Study) -> None:
    press(app, "x")
    app.keyboard.type("another service")
    press(app, "Enter")
    saved(app)
    assert columns_in(study)["waiting-0"] == ""
    expect(cards(app, "Set aside").locator(".synth-mark")).to_have_text("another service")
    press(app, "g")
    expect(cards(app, "Waiting")).to_have_count(3)


def test_what_was_placed_by_hand_is_let_go_again(app: Page, study: Study) -> None:
    press(app, "Shift+ArrowRight")
    saved(app)
    press(app, "g")
    saved(app)
    expect(cards(app, "Waiting")).to_have_count(4)
    assert "waiting-0" not in columns_in(study)


# Columns ------------------------------------------------------------------------------------------------------------


def test_columns_are_merged_by_keyboard(app: Page, study: Study) -> None:
    press(app, "Shift+M")
    app.keyboard.type("cost")
    press(app, "Enter")
    saved(app)
    expect(app.locator(".synth-column h3")).to_have_text(["Forms", "Cost", "Set aside"])
    expect(column(app, "Cost").locator(".synth-facts")).to_contain_text("8 cards")
    assert set(columns_in(study).values()) == {"t2"}


def test_the_head_of_a_column_dragged_onto_another_merges_them(app: Page) -> None:
    drag(app, column(app, "Forms").locator(".synth-lane-head"), column(app, "Waiting"))
    saved(app)
    expect(app.locator(".synth-column h3")).to_have_text(["Waiting", "Cost", "Set aside"])
    heard(app, "Forms merged into Waiting, now 8 cards")


def test_a_column_is_split_by_language(app: Page, study: Study) -> None:
    press(app, "ArrowRight", "l")
    saved(app)
    expect(app.locator(".synth-column h3")).to_have_text(["Waiting", "Forms", "Forms (fr)", "Cost", "Set aside"])
    expect(cards(app, "Forms (fr)").locator(".synth-quote")).to_have_text(["forms 3"])
    assert columns_in(study)["forms-3"] not in {"t0", "t1", "t2"}


def test_chosen_cards_make_a_column_of_their_own_with_a_name(app: Page) -> None:
    press(app, " ", "n")
    app.keyboard.type("Letters")
    press(app, "Enter")
    saved(app)
    expect(app.locator(".synth-column h3")).to_have_text(["Waiting", "Letters", "Forms", "Cost", "Set aside"])
    expect(cards(app, "Letters")).to_have_count(1)


def test_a_column_is_renamed(app: Page, study: Study) -> None:
    press(app, "e", "Control+a")
    app.keyboard.type("No answer")
    press(app, "Enter")
    saved(app)
    expect(app.locator(".synth-column h3").first).to_have_text("No answer")
    assert set(collect_placements(study)["label"]) == {"No answer"}


def test_dots_are_put_and_taken_away(app: Page) -> None:
    press(app, "d", "d", "Shift+D")
    saved(app)
    expect(cards(app, "Waiting").first.locator(".synth-dots")).to_have_text("●")
    expect(app.locator(".synth-counts")).to_contain_text("1 dot of yours")


# Bad luck -----------------------------------------------------------------------------------------------------------


def test_moves_survive_a_lost_answer_and_show_in_every_view(app: Page, study: Study, wire: Any) -> None:
    app.evaluate("showAgain()")
    wire.lose = 1
    press(app, "Shift+ArrowRight", "Shift+ArrowRight", "d")
    expect(app.locator(".synth-status")).to_have_text(["saved"] * 2)
    assert columns_in(study)["waiting-0"] == "t2"
    expect(cards(app, "Cost").locator(".synth-quote").filter(has_text="waiting 0")).to_have_count(2)


def test_what_cannot_be_saved_is_said_and_the_board_goes_back(app: Page, study: Study) -> None:
    study.change([("column", "t1", {"label": "", "beside": "", "into": "t2"})])  # by another cell
    press(app, "Shift+ArrowRight")
    expect(app.locator(".synth-status")).to_contain_text("not saved: this column is gone")
    expect(app.locator(".synth-column h3")).to_have_text(["Waiting", "Cost", "Set aside"])
    expect(cards(app, "Waiting")).to_have_count(4)


def test_only_cards_near_the_sight_are_on_the_page(show: Callable[[ThemeBoard], Page], study: Study) -> None:
    page = show(ThemeBoard(study, *material(size=300)))
    assert 10 < page.locator(".synth-note-card").count() < 150
    press(page, "End")
    expect(active(page)).to_have_text("waiting 299")
    press(page, "Shift+ArrowRight")
    expect(active(page)).to_have_text("waiting 299")
    expect(active(page)).to_be_in_viewport()


def test_without_places_there_is_no_map(show: Callable[[ThemeBoard], Page], study: Study) -> None:
    (themes, members), findings, utterances = material()
    page = show(ThemeBoard(study, (themes, members.assign(x=np.nan, y=np.nan)), findings, utterances))
    expect(page.locator(".synth-map")).to_be_hidden()
    press(page, "p")
    heard(page, re.compile("There is no map"))


def test_an_empty_board_takes_every_key(show: Callable[[ThemeBoard], Page], study: Study) -> None:
    page = show(ThemeBoard(study, None, None, UTTERANCES.make()))
    press(
        page,
        "ArrowDown",
        "ArrowRight",
        "Shift+ArrowRight",
        " ",
        "m",
        "x",
        "d",
        "e",
        "l",
        "Shift+M",
        "p",
        "u",
        "n",
        "Escape",
    )
    expect(page.locator(".synth-counts")).to_have_text("0 cards · 0 columns · 0 set aside")


# For everybody ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("look", ["light", "dark", "forced"])
def test_axe_finds_nothing_in_any_state(app: Page, look: str) -> None:
    app.emulate_media(forced_colors="active" if look == "forced" else "none")
    dark = "--jp-layout-color1:#111;--jp-layout-color2:#212121;--jp-content-font-color1:#fff;--jp-border-color2:#616161"
    if look == "dark":
        app.evaluate(
            f"document.body.dataset.jpThemeLight = 'false'; document.body.style.cssText = '{dark};background:#111'"
        )
    app.evaluate(AXE)
    found = []
    for keys in (
        ["ArrowDown"],
        [" ", "Shift+ArrowRight"],
        ["m"],
        ["Escape", "x"],
        ["Escape", "?"],
        ["Escape", "/", "o"],
    ):
        press(app, *keys)
        found += app.evaluate("axe.run('.synth-board').then(({ violations }) => violations.map((one) => "
                              "`${one.id}: ${one.nodes.map((node) => node.html)}`))")  # fmt: skip
    assert found == []


def test_at_200_percent_nothing_sticks_out(app: Page) -> None:
    app.set_viewport_size({"width": 640, "height": 450})
    board = app.locator(".synth-board")
    assert board.evaluate("(node) => node.scrollWidth <= node.clientWidth")
    press(app, "Shift+ArrowRight")
    expect(active(app)).to_be_in_viewport()
    press(app, "m")
    expect(app.get_by_role("combobox")).to_be_in_viewport()
