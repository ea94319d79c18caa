"""How fast the theme board is: a real Chromium, a real JupyterLab, a real study on the disk.

    python benchmarks/board.py [--cards 500 2000] [--rounds 5]

Cards in four languages lie in columns of about 80, with a map. Told are median and 95th percentile in milliseconds:
from running the notebook's cell to the cards on the screen; from a key press to the screen for going to the next card,
moving a card to the next column, a dot, and every other edit (a split is into four columns); the same for its undo,
which waits for the disk; from the key press of a move to its being on the disk; the frames while scrolling through a
column; from typing in the search box to the screen.
"""

import sys
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pandas as pd
from in_lab import print_figures
from playwright.sync_api import Page

from synth.tables import FINDINGS, LANGUAGES, THEMES, UTTERANCES

sys.path.append(str(Path(__file__).parents[1] / "tests" / "browser"))

from driving import Lab, open_notebook

CELLS = (
    """
import sys
sys.path.insert(0, {folder!r})
from board import make_grouping
from synth import Study, ThemeBoard
study = Study({database!r})
grouping, findings, utterances = make_grouping({count})
""",
    "ThemeBoard(study, grouping, findings, utterances)",
)
WORDS = "the form asks for a code that nobody sent me and the counter was closed when I came back".split()
CARDS_A_COLUMN = 80
EDITS = {
    "set aside": (["x"], "Enter"),
    "rename": (["e", "R"], "Enter"),
    "merge": (["Shift+M"], "Enter"),
    "split": ([], "l"),
}
"""The keys that lead to each edit, and the one that decides it."""

FIRST_PAINT = """
() => new Promise((done) => {
  const begin = performance.now();
  const look = () => {
    if (!document.querySelector(".synth-note-card")) return requestAnimationFrame(look);
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - begin)));
  };
  void jupyterapp.commands.execute("notebook:run-cell");
  look();
})
"""

PRESS = """
async ([key, shiftKey, ends]) => {
  const { activeElement: node } = document;
  const status = document.querySelector(".synth-status");
  const saved = () => new Promise((done) => {
    new MutationObserver((_, observer) => {
      if (status.dataset.state !== "saved") return;
      observer.disconnect();
      done();
    }).observe(status, { attributes: true, childList: true });
  });
  const begin = performance.now();
  const stored = ends.includes("saved") ? saved() : null;
  if (node.form) node.form.requestSubmit();
  else node.dispatchEvent(new KeyboardEvent("keydown", { key, shiftKey, bubbles: true }));
  await stored;
  if (ends.includes("drawn")) await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - begin;
}
"""

SCROLL = """
() => new Promise((done) => {
  const node = document.activeElement;
  const times = [];
  const step = (now) => {
    times.push(now);
    node.scrollTop = (times.length * 120) % node.scrollHeight;
    if (times.length < 120) requestAnimationFrame(step);
    else done(times.slice(1).map((time, i) => time - times[i]));
  };
  requestAnimationFrame(step);
})
"""

SEARCH = """
(typed) => new Promise((done) => {
  const input = document.querySelector(".synth-board input");
  const begin = performance.now();
  input.value = typed;
  input.dispatchEvent(new Event("input"));
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - begin)));
})
"""


def make_grouping(count: int) -> tuple[tuple[pd.DataFrame, pd.DataFrame], pd.DataFrame, pd.DataFrame]:
    """Return a grouping of so many findings, and what it is of."""
    texts = [" ".join(WORDS[(i * 7 + j) % len(WORDS)] for j in range(6 + i % 30)) + f" {i}." for i in range(count)]
    ids = [f"u{i:015}" for i in range(count)]
    about = {"source_id": "long.vtt", "source_kind": "interview", "role": "participant"}
    languages = [LANGUAGES[i % 4] for i in range(count)]
    people = [f"P{i % 40:02}" for i in range(count)]
    rows = pd.DataFrame({"utterance_id": ids, "position": range(count), "text": texts, "language": languages})
    utterances = UTTERANCES.make(rows.assign(participant_id=people, **about))
    found = pd.DataFrame({"finding_id": ids, "utterance_id": ids, "quote": texts, "end": [len(text) for text in texts]})
    findings = FINDINGS.make(found.assign(start=0, kind="pain", score=0.8))
    n_themes = max(2, count // CARDS_A_COLUMN)
    theme = np.arange(count) % n_themes
    about_all = {"keywords": "form, code, counter", "participants": 40, "stability": 0.7}
    themes = THEMES.make(
        {"theme_id": f"t{n:03}", "label": f"Theme {n}", "size": int((theme == n).sum()), **about_all}
        for n in range(n_themes)
    )
    angle, noise = theme * 2 * np.pi / n_themes, np.random.default_rng(0).normal(scale=0.3, size=(2, count))
    places = {"x": np.cos(angle) * 3 + noise[0], "y": np.sin(angle) * 3 + noise[1]}
    similarity = 1 - np.arange(count) / count
    members = pd.DataFrame({"theme_id": [f"t{n:03}" for n in theme], "finding_id": ids, "similarity": similarity})
    return (themes, members.assign(**places)), findings, utterances


def measure(page: Page, lab: Lab, count: int, rounds: int) -> dict[str, list[float]]:
    """Return the times of everything, in milliseconds."""
    name = f"size-{count}"
    write_notebook(lab.folder / f"{name}.ipynb", count, f"{name}.db")
    open_notebook(page, lab, f"{name}.ipynb")
    page.evaluate("jupyterapp.commands.execute('notebook:run-cell-and-select-next')")
    times: dict[str, list[float]] = {"first paint": []}
    for _ in range(rounds):
        times["first paint"].append(page.evaluate(FIRST_PAINT))
        page.evaluate("jupyterapp.commands.execute('notebook:clear-cell-output')")
        page.wait_for_selector(".synth-board", state="detached")
    page.evaluate(FIRST_PAINT)
    wait_until_saved(page)
    page.locator(".synth-lane[tabindex='0']").focus()
    times["scroll frame"] = [time for _ in range(rounds) for time in page.evaluate(SCROLL)]
    times["next card, drawn"] = press(page, "ArrowDown", 8 * rounds)
    times["move, drawn"] = press(page, "ArrowRight", 4 * rounds, shift=True, back="ArrowLeft")
    times["dot, drawn"] = press(page, "d", 4 * rounds)
    times["move, on the disk"] = press(page, "ArrowRight", 4 * rounds, shift=True, back="ArrowLeft", ends="saved")
    for name, (keys, last) in EDITS.items():
        both = [edit_and_undo(page, keys, last) for _ in range(2 * rounds)]
        times[f"{name}, drawn"], times[f"{name}, undone and drawn"] = map(list, zip(*both, strict=True))
    typed = ["c", "co", "cod", "code", "nobody sent", "Ä", "nothing like it", ""] * rounds
    return times | {"search": [page.evaluate(SEARCH, words) for words in typed]}


def press(page: Page, key: str, count: int, *, shift: bool = False, back: str = "", ends: str = "drawn") -> list[float]:
    """Press a key again and again, or there and back, each time once everything is saved."""
    times = []
    for number in range(count):
        times.append(page.evaluate(PRESS, [back if back and number % 2 else key, shift, ends]))
        wait_until_saved(page)
    return times


def edit_and_undo(page: Page, keys: list[str], last: str) -> tuple[float, float]:
    """Press the keys of an edit, then undo it; return the times of its last key and of the undo."""
    for key in keys:
        page.keyboard.press(key)
    if keys:
        page.wait_for_selector(".synth-over input:focus")
    edited: float = page.evaluate(PRESS, [last, False, "drawn"])
    wait_until_saved(page)
    undone: float = page.evaluate(PRESS, ["u", False, "saved and drawn"])
    wait_until_saved(page)
    return edited, undone


def wait_until_saved(page: Page) -> None:
    """Wait for the widget to say so."""
    page.wait_for_selector('.synth-status[data-state="saved"]')


def write_notebook(path: Path, count: int, database: str) -> None:
    """Write a notebook whose first cell makes a grouping, and whose second shows it."""
    cells = [cell.format(count=count, database=database, folder=str(Path(__file__).parent)) for cell in CELLS]
    notebook: Any = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, path)


if __name__ == "__main__":
    print_figures(__doc__.splitlines()[0], "cards", [500, 2_000], measure)
