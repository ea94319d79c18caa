"""How fast the tagger is: a real Chromium, a real JupyterLab, a real study on the disk.

    python benchmarks/tagger.py [--utterances 5000 20000] [--rounds 5]

All utterances are in one source, every second one with a suggestion, every tenth with a tag. Told are median and 95th
percentile: from running the notebook's cell to the words on the screen, the frames while scrolling from end to end,
from typing in the search box to the screen, and from a key press to the acknowledgement that its tag is on the disk.
"""

import sys
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pandas as pd
from in_lab import print_figures
from playwright.sync_api import Page

from synth.study import Study
from synth.tables import FINDINGS, UTTERANCES

sys.path.append(str(Path(__file__).parents[1] / "tests" / "browser"))

from driving import Lab, open_notebook

CELLS = (
    """
import sys
sys.path.insert(0, {folder!r})
from tagger import make_material
from synth import Study, Tagger
study = Study({database!r})
utterances, findings = make_material(study, {count})
""",
    "Tagger(study, utterances, findings)",
)
WORDS = "the form asks for a code that nobody sent me and the counter was closed when I came back".split()

FIRST_PAINT = """
() => new Promise((done) => {
  const begin = performance.now();
  const look = () => {
    if (!document.querySelector(".synth-speech")) return requestAnimationFrame(look);
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - begin)));
  };
  void jupyterapp.commands.execute("notebook:run-cell");
  look();
})
"""

SCROLL = """
() => new Promise((done) => {
  const node = document.querySelector(".synth-transcript");
  const times = [];
  const step = (now) => {
    times.push(now);
    node.scrollTop += times.length % 40 ? 240 : node.scrollHeight / 8;
    if (times.length < 300) requestAnimationFrame(step);
    else done(times.slice(1).map((time, i) => time - times[i]));
  };
  node.scrollTop = 0;
  requestAnimationFrame(step);
})
"""

SEARCH = """
(typed) => new Promise((done) => {
  const input = document.querySelector(".synth-filters input");
  const begin = performance.now();
  input.value = typed;
  input.dispatchEvent(new Event("input"));
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - begin)));
})
"""

KEY = """
(key) => new Promise((done) => {
  const status = document.querySelector(".synth-status");
  const begin = performance.now();
  new MutationObserver((_, observer) => {
    if (status.dataset.state !== "saved") return;
    observer.disconnect();
    done(performance.now() - begin);
  }).observe(status, { attributes: true, childList: true });
  document.querySelector(".synth-transcript").dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
})
"""


def make_material(study: Study, count: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return utterances of one source and findings, and put taggings into the study."""
    texts = [" ".join(WORDS[(i * 7 + j) % len(WORDS)] for j in range(5 + i % 40)) + "." for i in range(count)]
    ids = [f"u{i:015}" for i in range(count)]
    about = {"source_id": "long.vtt", "source_kind": "interview", "participant_id": "P01", "role": "participant"}
    rows = pd.DataFrame(
        {"utterance_id": ids, "position": range(count), "text": texts, "start_s": np.arange(count) * 4.0}
    )
    utterances = UTTERANCES.make(rows.assign(language="en", **about))
    found = pd.DataFrame({"utterance_id": ids[::2], "quote": [text[:12] for text in texts[::2]]})
    findings = FINDINGS.make(found.assign(finding_id=found["utterance_id"], start=0, end=12, kind="pain", score=0.8))
    tagging = {"start": 4, "end": 12, "finding_id": "", "note": ""}
    study.change(
        ("tagging", f"t{i}", tagging | {"utterance_id": ids[i], "quote": texts[i][4:12], "tag": f"tag {i % 30}"})
        for i in range(0, count, 10)
    )
    return utterances, findings


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
        page.wait_for_selector(".synth-tagger", state="detached")
    page.evaluate(FIRST_PAINT)
    page.wait_for_selector('.synth-status[data-state="saved"]')
    times["scroll frame"] = [time for _ in range(rounds) for time in page.evaluate(SCROLL)]
    typed = ["c", "co", "cod", "code", "nobody sent", "Ä", "nothing like it", ""] * rounds
    times["search"] = [page.evaluate(SEARCH, words) for words in typed]
    return times | {"key press to stored": press_keys(page, 8 * rounds)}


def press_keys(page: Page, count: int) -> list[float]:
    """Accept suggestions one after the other."""
    transcript: Any = page.locator(".synth-transcript")
    transcript.focus()
    page.keyboard.press("j")
    while "synth-suggestion" not in (page.locator(".synth-card .synth-name").get_attribute("class") or ""):
        page.keyboard.press("j")
    return [page.evaluate(KEY, "a") for _ in range(count)]


def write_notebook(path: Path, count: int, database: str) -> None:
    """Write a notebook whose first cell makes a study, and whose second shows it."""
    cells = [cell.format(count=count, database=database, folder=str(Path(__file__).parent)) for cell in CELLS]
    notebook: Any = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, path)


if __name__ == "__main__":
    print_figures(__doc__.splitlines()[0], "utterances", [5_000, 20_000], measure)
