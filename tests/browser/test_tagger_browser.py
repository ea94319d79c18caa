"""The tagger in a real JupyterLab: what a researcher decides is on the disk, and there again after a restart."""

from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import nbformat
import pytest
from driving import open_notebook, press, saved
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
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
DROP_CONNECTION = """
() => {
  const { kernel } = jupyterapp.shell.currentWidget.context.sessionContext.session;
  kernel._ws.close();
  const connect = kernel._createSocket;
  kernel._createSocket = () => {};
  globalThis.reconnect = () => {
    kernel._createSocket = connect;
    return kernel.reconnect();
  };
}
"""
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


def violations(page: Page) -> list[str]:
    """Let axe-core look at the widget; returns what it found, with the places."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE)
    found = page.evaluate("axe.run('.synth-tagger')")["violations"]
    return [f"{one['id']}: {one['help']}: {[node['html'] for node in one['nodes'][:3]]}" for one in found]


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
    cells = (
        "jupyterapp.shell.currentWidget.content.widgets.map((cell) => [cell.model.type, cell.model.sharedModel.source])"
    )
    before = notebook.evaluate(cells)
    notebook.locator(".synth-transcript").focus()
    lab_keys = [
        "b",
        "c",
        "v",
        "d",
        "d",
        "m",
        "Escape",
        "y",
        "r",
        "z",
        "i",
        "i",
        "0",
        "0",
        "1",
        "Shift+M",
        "Shift+Enter",
    ]
    press(notebook, *lab_keys, "Control+Enter", "Alt+Enter", "Shift+V", "Shift+L", "Shift+O", "l", "o", "Escape")
    select_words(notebook, NEW_TAG[0])
    notebook.keyboard.type("abcdd xz")
    press(notebook, "Shift+Home", "Escape", "/")
    notebook.keyboard.type("add bb")
    press(notebook, "Shift+Enter", "Escape", "?")
    expect(notebook.locator(".synth-overlay")).to_be_visible()
    press(notebook, "b", "d", "d")
    assert notebook.evaluate(cells) == before
    assert notebook.evaluate("jupyterapp.shell.currentWidget.content.widgets.every((cell) => !cell.model.isDirty)")
    assert stored(folder) == []


def test_a_burst_of_forty_keys_gives_forty_events(notebook: Page, folder: Path) -> None:
    notebook.locator(".synth-transcript").focus()
    notebook.evaluate(
        """() => {
          const press = (key) => document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
          press("j");
          press("*");
          for (let i = 0; i < 38; i++) press("*");
          press("x");
        }"""
    )
    saved(notebook)
    study = Study(folder / "study.db")
    events = study.history()
    study.close()
    assert events.groupby(["at", "effect"]).ngroups == 40
    assert stored(folder) == []


def test_a_second_view_shows_what_the_first_decides_and_undoes_it(notebook: Page, folder: Path) -> None:
    notebook.evaluate("void jupyterapp.commands.execute('notebook:create-output-view')")
    views = notebook.locator(".synth-tagger")
    expect(views).to_have_count(2)
    views.first.locator(".synth-transcript").focus()
    press(notebook, "j", "a")
    saved(notebook)
    expect(marks(notebook)).to_have_count(2)
    views.last.locator(".synth-transcript").focus()
    press(notebook, "u")
    expect(marks(notebook)).to_have_count(0)
    saved(notebook)
    assert stored(folder) == []


def test_what_was_decided_while_the_connection_was_lost_is_saved_when_it_is_back(notebook: Page, folder: Path) -> None:
    notebook.locator(".synth-transcript").focus()
    saved(notebook)
    notebook.evaluate(DROP_CONNECTION)
    press(notebook, "j", "a")
    saved(notebook, re.compile("^not saved: the kernel does not answer"))
    assert stored(folder) == []
    notebook.evaluate("reconnect()")
    saved(notebook)
    assert len(stored(folder)) == 1


def test_a_restarted_kernel_is_said_and_loses_nothing_that_was_saved(notebook: Page, folder: Path) -> None:
    notebook.locator(".synth-transcript").focus()
    press(notebook, "j", "a")
    saved(notebook)
    kept = stored(folder)
    notebook.evaluate("jupyterapp.shell.currentWidget.context.sessionContext.session.kernel.restart()")
    press(notebook, "u")
    saved(notebook, re.compile("^not saved: the kernel does not answer"))
    assert stored(folder) == kept
    notebook.evaluate("void jupyterapp.commands.execute('notebook:run-all-cells')")
    saved(notebook)
    expect(marks(notebook)).to_have_count(1)


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark", "JupyterLab Dark High Contrast"])
def test_axe_finds_nothing_to_mend_in_any_theme(notebook: Page, theme: str) -> None:
    notebook.evaluate("(theme) => jupyterapp.commands.execute('apputils:change-theme', { theme })", theme)
    light = str(theme == "JupyterLab Light").lower()
    expect(notebook.locator("body")).to_have_attribute("data-jp-theme-light", light)
    notebook.locator(".synth-transcript").focus()
    assert violations(notebook) == []
    press(notebook, "j", "*", "Shift+T")
    assert violations(notebook) == []
    notebook.keyboard.type("waiting")
    press(notebook, "Enter", "m")
    notebook.keyboard.type("A memo.")
    assert violations(notebook) == []
    press(notebook, "Control+Enter", "e")
    assert violations(notebook) == []
    press(notebook, "Escape", "?")
    assert violations(notebook) == []
    press(notebook, "Escape", "w")
    assert violations(notebook) == []
    press(notebook, "Escape", "/")
    notebook.keyboard.type("ik")
    expect(notebook.locator(".synth-hit").first).to_be_visible()
    assert violations(notebook) == []


@pytest.mark.parametrize(("width", "zoom"), [(900, 1), (1280, 2)])
def test_nothing_is_cut_off_in_a_narrow_window_or_at_twice_the_size(notebook: Page, width: int, zoom: float) -> None:
    notebook.set_viewport_size({"width": int(width / zoom), "height": int(900 / zoom)})
    notebook.evaluate("jupyterapp.commands.execute('application:toggle-left-area')")
    widget = notebook.locator(".synth-tagger")
    widget.locator(".synth-transcript").focus()
    press(notebook, "j", "*", "m")
    for part in (".synth-head", ".synth-filters", ".synth-transcript", ".synth-side", ".synth-form"):
        assert notebook.locator(part).evaluate("(node) => node.scrollWidth - node.clientWidth") <= 0, part
        inside = (
            "(node) => node.getBoundingClientRect().right - node.closest('.synth-tagger').getBoundingClientRect().right"
        )
        assert notebook.locator(part).evaluate(inside) <= 0, part
    assert notebook.locator(".synth-speech").first.evaluate("(node) => node.clientWidth") > 200
