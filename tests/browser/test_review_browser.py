"""The privacy review in a real JupyterLab: neither a name nor the pass phrase is saved with the notebook."""

import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Page, expect

from synth.privacy import PseudonymKey

pytestmark = pytest.mark.slow

PHRASE = "four words nobody joins"
TRANSCRIPT = """Interviewer: Wie belde u?
P01: Mijn dochter Fientje belde dokter Claessens, op een maandag.
Interviewer: En toen?
P01: Toen heeft Fientje de aanvraag ingevuld.
"""


@pytest.fixture
def key_path(tmp_path: Path) -> Path:
    return tmp_path / "study.key"


@pytest.fixture
def folder(lab, tmp_path: Path, key_path: Path) -> Iterator[Path]:
    """A folder in the running JupyterLab with a transcript and a notebook that opens a key elsewhere."""
    folder = lab.folder / tmp_path.name
    folder.mkdir()
    (folder / "P01.txt").write_text(TRANSCRIPT, encoding="utf-8")
    cells = [
        f"import synth\nkey = synth.PseudonymKey.open({str(key_path)!r})",
        "synth.PrivacyReview(key, synth.read('P01.txt'))",
    ]
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell, id=f"c{place}") for place, cell in enumerate(cells)]
    )
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, folder / "study.ipynb")
    return folder


@pytest.fixture
def notebook(lab, folder: Path, page: Page) -> Page:
    """The notebook, opened and run, with the pass phrase typed twice as a new key asks for it."""
    page.goto(f"{lab.url}/doc/tree/{folder.name}/study.ipynb")
    page.wait_for_function("globalThis.jupyterapp?.shell.currentWidget?.context?.isReady")
    page.evaluate("jupyterapp.shell.currentWidget.context.sessionContext.ready")
    page.evaluate("void jupyterapp.commands.execute('notebook:run-all-cells')")
    for prompt in ("New pass phrase", "The same again"):
        expect(page.locator(".jp-Stdin-prompt").last).to_contain_text(prompt, timeout=60_000)
        page.locator("input.jp-Stdin-input").last.fill(PHRASE)
        page.keyboard.press("Enter")
    expect(page.locator(".synth-group").first).to_be_visible(timeout=60_000)
    return page


def test_decisions_are_in_the_key_and_the_saved_notebook_holds_no_name_and_no_pass_phrase(
    notebook: Page, folder: Path, key_path: Path
) -> None:
    notebook.locator(".synth-groups").focus()
    expect(notebook.locator("[aria-selected=true] .synth-quotes")).to_have_text("Fientje")
    for key in ("a", "x"):
        notebook.keyboard.press(key)
    expect(notebook.locator(".synth-status")).to_have_text(re.compile("^saved"), timeout=60_000)
    key = PseudonymKey.open(key_path, PHRASE)
    assert (key.decision_on("Fientje"), key.decision_on("Claessens")) == ("[person-1]", "keep")
    notebook.keyboard.press("Control+s")
    notebook.wait_for_function("!jupyterapp.shell.currentWidget.context.model.dirty")
    files = [path.read_text(encoding="utf-8") for path in folder.rglob("*.ipynb")]
    assert [word for text in files for word in ("Fientje", "Claessens", PHRASE) if word in text] == []


def test_no_key_of_the_review_reaches_the_notebook(notebook: Page) -> None:
    cells = notebook.locator(".jp-Notebook .jp-Cell")
    before = cells.count()
    notebook.locator(".synth-groups").focus()
    for key in ["b", "c", "v", "d", "d", "m", "y", "Shift+Enter", "Escape", "?", "Escape"]:
        notebook.keyboard.press(key)
    assert cells.count() == before
    assert notebook.locator(".jp-Notebook .jp-MarkdownCell").count() == 0
