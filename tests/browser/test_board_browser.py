"""The theme board in a real JupyterLab: what is moved is on the disk, and there again after a reload and a restart."""

from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from driving import WAIT_MS, Lab, open_notebook, press, saved
from playwright.sync_api import Locator, Page, expect
from test_tagger_browser import ALL_SAVED

from synth.placements import collect_placements
from synth.study import Study

pytestmark = pytest.mark.slow

NOTES = """Board,Frame,Text
wall,Waiting,six weeks of silence
wall,Waiting,nobody calls back
wall,Waiting,where is my file
wall,Forms,the same question twice
wall,Forms,composition de ménage encore
wall,Cost,the bus to the counter
"""
CELLS = [
    "import synth\nstudy = synth.Study('study.db')\nnotes = synth.read('wall.csv')",
    "board = synth.ThemeBoard(study, None, None, notes)\nboard",
]


@pytest.fixture
def folder(lab: Lab, tmp_path: Path) -> Path:
    """A folder in the running JupyterLab with the notes of a workshop and a notebook that shows them."""
    folder = lab.folder / tmp_path.name
    folder.mkdir()
    (folder / "wall.csv").write_text(NOTES, encoding="utf-8")
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell, id=f"c{place}") for place, cell in enumerate(CELLS)]
    )
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, folder / "study.ipynb")
    return folder


@pytest.fixture
def notebook(lab: Lab, folder: Path, page: Page) -> Iterator[Page]:
    page.set_viewport_size({"width": 1600, "height": 1000})
    run_all(page, lab, folder)
    yield page
    page.evaluate("jupyterapp.commands.execute('kernelmenu:shutdown')")


def run_all(page: Page, lab: Lab, folder: Path) -> None:
    open_notebook(page, lab, f"{folder.name}/study.ipynb")
    page.evaluate("void jupyterapp.commands.execute('notebook:run-all-cells')")
    expect(page.locator(".synth-note-card").first).to_be_visible(timeout=WAIT_MS)
    page.locator(".synth-lane[tabindex='0']").focus()
    saved(page)


def cards(page: Page, label: str) -> Locator:
    heading = page.get_by_role("heading", name=label, exact=True)
    return page.locator(".synth-column").filter(has=heading).locator(".synth-note-card .synth-quote")


def test_cards_dragged_and_pushed_are_there_again_after_a_reload_and_a_new_kernel(
    notebook: Page, lab: Lab, folder: Path
) -> None:
    cards(notebook, "Waiting").filter(has_text="where is my file").drag_to(
        notebook.locator(".synth-column").filter(has=notebook.get_by_role("heading", name="Cost"))
    )
    saved(notebook)
    notebook.locator(".synth-note-card").filter(has_text="nobody calls back").click()
    press(notebook, "Shift+ArrowRight", "d", "Shift+ArrowRight")
    saved(notebook)
    press(notebook, "u")
    saved(notebook, "saved · placement undone")
    press(notebook, "e", "Control+a")
    notebook.keyboard.type("Papers")
    press(notebook, "Enter")
    saved(notebook)

    notebook.evaluate("jupyterapp.commands.execute('docmanager:save')")
    notebook.wait_for_function(ALL_SAVED)
    notebook.evaluate("jupyterapp.shell.currentWidget.context.sessionContext.shutdown()")
    run_all(notebook, lab, folder)
    expect(cards(notebook, "Cost")).to_have_text(["where is my file", "the bus to the counter"])
    expect(cards(notebook, "Papers")).to_contain_text(["nobody calls back"])
    expect(notebook.locator(".synth-counts")).to_contain_text("1 dot of yours")
    table = collect_placements(Study(folder / "study.db"))
    assert set(table["label"]) == {"", "Papers"}
    assert table["column"].nunique() == 3


def test_no_key_of_the_board_reaches_the_notebook(notebook: Page) -> None:
    kinds = "jupyterapp.shell.currentWidget.content.widgets.map((cell) => cell.model.type)"
    before = notebook.evaluate(kinds)
    press(
        notebook,
        "b",
        "c",
        "v",
        "y",
        "Shift+Enter",
        "m",
        "d",
        "d",
        "Escape",
        "d",
        "d",
        "x",
        "x",
        "Escape",
        "?",
        "Escape",
    )
    saved(notebook)
    assert notebook.evaluate(kinds) == before
    press(notebook, "Control+s")
    notebook.wait_for_function(ALL_SAVED)
