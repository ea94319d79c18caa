"""The sample study on the theme board, with the keyboard alone: two moves, a name, a merge, and grouped again.

    SYNTH_SCREENSHOTS=docs/board .venv/bin/pytest tests/browser/test_board_tour.py

makes the pictures of docs/board.md on the way.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from driving import press, saved
from playwright.sync_api import Page, expect

import synth
from synth.study import Study
from synth.widgets.board import ThemeBoard

pytestmark = pytest.mark.slow

SAMPLES = Path(__file__).parents[2] / "data" / "samples"


def picture(page: Page, name: str) -> None:
    if folder := os.environ.get("SYNTH_SCREENSHOTS"):
        page.locator(".synth-board").screenshot(path=Path(folder) / f"{name}.png")


@pytest.fixture(scope="module")
def utterances() -> pd.DataFrame:
    return synth.read(SAMPLES)


def test_themes_are_moved_named_and_merged(
    show: Callable[[ThemeBoard], Page], study: Study, utterances: pd.DataFrame
) -> None:
    findings = synth.find(utterances)
    themes, members = synth.group(findings, utterances)
    page = show(ThemeBoard(study, (themes, members), findings, utterances))
    expect(page.locator(".synth-counts")).to_contain_text(f"{len(findings)} cards · {len(themes)} columns")
    press(page, "ArrowRight", "ArrowRight", "d", "d", "Shift+ArrowLeft")
    saved(page)
    picture(page, "1-themes")
    press(page, "m")
    picture(page, "2-move")
    press(page, "Escape", "e", "Control+a")
    page.keyboard.type("A name of our own")
    press(page, "Enter", "Shift+M", "Enter")
    saved(page)
    expect(page.locator(".synth-counts")).to_contain_text(f"{len(themes) - 1} columns")
    assert synth.collect_placements(study)["column"].nunique() == 2


def test_the_notes_of_a_workshop_lie_in_the_frames_of_their_wall(
    show: Callable[[ThemeBoard], Page], study: Study, utterances: pd.DataFrame
) -> None:
    notes = utterances[utterances["source_kind"] == "workshop"]
    page = show(ThemeBoard(study, None, None, notes))
    expect(page.locator(".synth-column h3").first).to_have_text("What hurts?")
    expect(page.locator(".synth-column h3").last).to_have_text("Set aside")
    picture(page, "3-notes")
