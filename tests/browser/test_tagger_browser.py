"""The tagger in a real JupyterLab: what a researcher decides is on the disk, and there again after a restart."""

from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from driving import open_notebook, saved
from playwright.sync_api import Locator, Page, expect

from synth.study import Study

pytestmark = pytest.mark.slow

TRANSCRIPT = """Interviewer: Hoe ging het met uw parkeerkaart?
P01: Ik heb 😀 drie weken gewacht en ik kreeg nooit een antwoord. Ik zou graag een bericht krijgen als het klaar is.
Interviewer: En toen?
P01: Toen heb ik mijn nicht gebeld, die daar werkt.
"""
CELLS = [
    "from synth.findings import find\nfrom synth.readers import read\nfrom synth.study import Study\n"
    "from synth.widgets import Tagger",
    "utterances = read('P01.txt')\nfindings = find(utterances)\nstudy = Study('study.db')",
    "Tagger(study, utterances, findings)",
]
ALL_SAVED = "!jupyterapp.shell.currentWidget.context.model.dirty"
NEW_TAG = ["drie weken", "wachttijd"]


@pytest.fixture
def folder(lab, tmp_path: Path) -> Iterator[Path]:
    """A folder in the running JupyterLab with a transcript and a notebook, one for every test."""
    folder = lab.folder / tmp_path.name
    folder.mkdir()
    (folder / "P01.txt").write_text(TRANSCRIPT, encoding="utf-8")
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell, id=f"c{i}") for i, cell in enumerate(CELLS)]
    )
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, folder / "study.ipynb")
    return folder


@pytest.fixture
def notebook(lab, folder: Path, page: Page) -> Page:
    """The notebook, opened and run."""
    open_notebook(page, lab, f"{folder.name}/study.ipynb")
    page.evaluate("void jupyterapp.commands.execute('notebook:run-all-cells')")
    expect(page.locator(".synth-tagger")).to_be_visible(timeout=60_000)
    return page


def stored(folder: Path) -> list[list[str]]:
    """Read the tags back from the disk, as another notebook would."""
    study = Study(folder / "study.db")
    try:
        return study.taggings()[["quote", "tag"]].to_numpy().tolist()
    finally:
        study.close()


def select_words(page: Page, words: str) -> None:
    """Drag the mouse over words of the transcript."""
    box = page.evaluate(
        """(words) => {
          const walker = document.createTreeWalker(document.querySelector(".synth-transcript"), NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const at = walker.currentNode.data.indexOf(words);
            if (at < 0) continue;
            const range = document.createRange();
            range.setStart(walker.currentNode, at);
            range.setEnd(walker.currentNode, at + words.length);
            return range.getBoundingClientRect().toJSON();
          }
        }""",
        words,
    )
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"], middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"], middle, steps=5)
    page.mouse.up()


def marks(page: Page) -> Locator:
    return page.locator(".synth-label.synth-tagging")


def test_tags_are_on_the_disk_and_there_again_after_a_reload_and_a_restart(notebook: Page, folder: Path) -> None:
    notebook.locator(".synth-transcript").focus()
    notebook.keyboard.press("j")
    suggestion = notebook.locator(".synth-card blockquote").inner_text()
    notebook.keyboard.press("a")
    saved(notebook)
    select_words(notebook, NEW_TAG[0])
    notebook.keyboard.type(NEW_TAG[1])
    notebook.keyboard.press("Enter")
    expect(marks(notebook)).to_have_count(2)
    saved(notebook)
    kept = stored(folder)
    assert NEW_TAG in kept
    assert suggestion in [quote for quote, _ in kept]

    notebook.keyboard.press("Control+s")
    notebook.wait_for_function(ALL_SAVED)
    notebook.reload()
    expect(marks(notebook)).to_have_count(2, timeout=60_000)

    notebook.evaluate("void jupyterapp.commands.execute('notebook:restart-run-all')")
    notebook.get_by_role("button", name="Confirm Kernel Restart").click()
    expect(notebook.locator(".synth-tagger")).to_have_count(0, timeout=60_000)
    expect(marks(notebook)).to_have_count(2, timeout=60_000)
    assert stored(folder) == kept

    notebook.locator(".synth-transcript").focus()
    notebook.keyboard.press("u")
    expect(marks(notebook)).to_have_count(1)
    saved(notebook)
    assert stored(folder) == [row for row in kept if row != NEW_TAG]


def test_no_key_of_the_tagger_reaches_the_notebook(notebook: Page, folder: Path) -> None:
    cells = notebook.locator(".jp-Notebook .jp-Cell")
    before = cells.count()
    notebook.locator(".synth-transcript").focus()
    for key in ["b", "c", "v", "d", "d", "m", "y", "Shift+Enter", "Escape", "Enter"]:
        notebook.keyboard.press(key)
    select_words(notebook, NEW_TAG[0])
    notebook.keyboard.type("abcdd xz")
    notebook.keyboard.press("Shift+Home")
    notebook.keyboard.press("Escape")
    notebook.keyboard.press("?")
    expect(notebook.locator(".synth-overlay")).to_be_visible()
    assert cells.count() == before
    assert notebook.locator(".jp-Notebook .jp-MarkdownCell").count() == 0
    assert stored(folder) == []
