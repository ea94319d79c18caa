"""The tagger in a real JupyterLab: what a researcher decides is on the disk, and there again after a restart."""

import re
from collections.abc import Iterator
from hashlib import sha1
from pathlib import Path

import axe_playwright_python
import nbformat
import pytest
from driving import SIZE, WAIT_MS, Lab, open_notebook, press, saved
from playwright.sync_api import Browser, Locator, Page, expect

from synth.study import Study

pytestmark = pytest.mark.slow

TRANSCRIPT = """Interviewer: Hoe ging het met uw parkeerkaart?
P01: Ik heb 😀 drie weken gewacht en ik kreeg nooit een antwoord. Ik zou graag een bericht krijgen als het klaar is.
Interviewer: En toen?
P01: Toen heb ik mijn nicht gebeld, die daar werkt.
"""
CELLS = [
    "from synth import Study, Tagger, find, read",
    "utterances = read('P01.txt')\nfindings = find(utterances)",
    "tagger = Tagger(Study('{database}'), utterances, findings)\ntagger",
]
OF_JUPYTERLAB = ("Canceled future", "Cannot send")
"""What JupyterLab itself throws when a kernel goes away."""
STICKS_OUT = """
(node) => {
  const { right } = node.getBoundingClientRect();
  const frame = node.closest(".synth-tagger").getBoundingClientRect();
  return Math.max(0, node.scrollWidth - node.clientWidth, Math.ceil(right - frame.right));
}
"""
STATES = [
    ["j"],
    ["*", "Shift+T"],
    ["w", "a", "Enter"],
    ["m", "n"],
    ["Control+Enter", "e"],
    ["Escape", "?"],
    ["Escape", "w"],
    ["Escape", "/", "i"],
    ["Escape", "u", "u", "u"],
]
"""Keys that lead from one state of the widget to the next, and back to the first."""

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


@pytest.fixture(scope="module")
def lab_page(lab: Lab, browser: Browser) -> Iterator[Page]:
    """A notebook in a running JupyterLab, opened once: a kernel takes longer to start than all tests take together."""
    (lab.folder / "P01.txt").write_text(TRANSCRIPT, encoding="utf-8")
    cells = [nbformat.v4.new_code_cell(cell, id=f"c{i}") for i, cell in enumerate([*CELLS[:2], ""])]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, lab.folder / "study.ipynb")
    context = browser.new_context(viewport=SIZE)
    context.set_default_timeout(WAIT_MS)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    open_notebook(page, lab, "study.ipynb")
    page.evaluate("void jupyterapp.commands.execute('notebook:run-all-cells')")
    yield page
    context.close()
    assert [error for error in errors if not any(known in error for known in OF_JUPYTERLAB)] == []


@pytest.fixture
def folder(lab: Lab) -> Path:
    return lab.folder


@pytest.fixture
def database(folder: Path, request: pytest.FixtureRequest) -> Path:
    """The database of a study of the test's own."""
    return folder / f"{sha1(request.node.name.encode()).hexdigest()}.db"


def run_last_cell(page: Page, source: str, *, views: int = 1) -> None:
    """Clear the last cell, give it another source, run it, and wait for the views of the tagger."""
    page.evaluate(
        """(source) => {
          const { content } = jupyterapp.shell.currentWidget;
          content.activeCellIndex = 2;
          content.activeCell.model.sharedModel.setSource(source);
          content.activeCell.model.clearExecution();
        }""",
        source,
    )
    expect(page.locator(".synth-tagger")).to_have_count(0)
    page.evaluate("void jupyterapp.commands.execute('notebook:run-cell')")
    expect(page.locator(".synth-tagger")).to_have_count(views, timeout=WAIT_MS)
    page.locator(".synth-transcript").first.focus()
    saved(page)


@pytest.fixture
def notebook(lab_page: Page, database: Path) -> Page:
    """The notebook with a fresh study in the tagger."""
    lab_page.set_viewport_size(SIZE)
    run_last_cell(lab_page, CELLS[2].format(database=database.name))
    return lab_page


def stored(database: Path) -> list[list[str]]:
    """Read the tags back from the disk, as another notebook would."""
    study = Study(database)
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


def test_no_key_of_the_tagger_reaches_the_notebook(notebook: Page, database: Path) -> None:
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
    press(notebook, "Escape")
    assert stored(database) == []


def test_a_burst_of_forty_keys_gives_forty_events(notebook: Page, database: Path) -> None:
    notebook.locator(".synth-transcript").focus()
    notebook.evaluate(
        """() => {
          const transcript = document.querySelector(".synth-transcript");
          const press = (key) => transcript.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
          press("j");
          press("*");
          for (let i = 0; i < 38; i++) press("*");
          press("x");
        }"""
    )
    saved(notebook)
    study = Study(database)
    events = study.history()
    study.close()
    assert events.groupby(["at", "effect"]).ngroups == 40
    assert stored(database) == []


def test_a_second_view_shows_what_the_first_decides_and_undoes_it(notebook: Page, database: Path) -> None:
    run_last_cell(notebook, "display(tagger, tagger)", views=2)
    views = notebook.locator(".synth-tagger")
    views.first.locator(".synth-transcript").focus()
    press(notebook, "j", "a")
    saved(notebook)
    expect(marks(notebook)).to_have_count(2)
    views.last.locator(".synth-transcript").focus()
    press(notebook, "u")
    expect(marks(notebook)).to_have_count(0)
    saved(notebook)
    assert stored(database) == []


def test_axe_finds_nothing_to_mend_in_any_theme_and_state(notebook: Page) -> None:
    for theme in ("JupyterLab Dark High Contrast", "JupyterLab Dark", "JupyterLab Light"):
        notebook.evaluate("(theme) => jupyterapp.commands.execute('apputils:change-theme', { theme })", theme)
        light = str(theme == "JupyterLab Light").lower()
        expect(notebook.locator("body")).to_have_attribute("data-jp-theme-light", light)
        for state in STATES:
            press(notebook, *state)
            assert (theme, state, violations(notebook)) == (theme, state, [])
        notebook.locator(".synth-transcript").focus()


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


def test_tags_are_on_the_disk_and_there_again_after_a_reload_and_a_restart(notebook: Page, database: Path) -> None:
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
    kept = stored(database)
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
    assert stored(database) == kept

    notebook.locator(".synth-transcript").focus()
    notebook.keyboard.press("u")
    expect(marks(notebook)).to_have_count(1)
    saved(notebook)
    assert stored(database) == [row for row in kept if row != NEW_TAG]


def test_what_was_decided_without_a_connection_is_saved_when_it_is_back(notebook: Page, database: Path) -> None:
    notebook.locator(".synth-transcript").focus()
    saved(notebook)
    notebook.evaluate(DROP_CONNECTION)
    press(notebook, "j", "a")
    saved(notebook, re.compile("^not saved: the kernel does not answer"))
    assert stored(database) == []
    notebook.evaluate("reconnect()")
    saved(notebook)
    assert len(stored(database)) == 1


def test_a_restarted_kernel_is_said_and_loses_nothing_that_was_saved(notebook: Page, database: Path) -> None:
    notebook.locator(".synth-transcript").focus()
    press(notebook, "j", "a")
    saved(notebook)
    kept = stored(database)
    notebook.evaluate("jupyterapp.shell.currentWidget.context.sessionContext.session.kernel.restart()")
    press(notebook, "u")
    saved(notebook, re.compile("^not saved: the kernel does not answer"))
    assert stored(database) == kept
    notebook.evaluate("void jupyterapp.commands.execute('notebook:run-all-cells')")
    saved(notebook)
    expect(marks(notebook)).to_have_count(1)
