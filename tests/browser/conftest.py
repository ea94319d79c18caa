"""A real Chromium, a real JupyterLab, and a page that talks to a real widget without JupyterLab."""

import json
import os
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from anywidget import AnyWidget
from driving import SIZE, WAIT_MS, Lab, NoBrowser, launch, run_lab
from playwright.sync_api import Browser, Page, sync_playwright

from synth.widgets.edits import EditingWidget


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        try:
            browser = launch(playwright)
        except NoBrowser as problem:
            if os.environ.get("SYNTH_REQUIRE_BROWSER"):
                pytest.fail(str(problem))
            pytest.skip(str(problem))
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page; a test fails on any error that its scripts throw."""
    context = browser.new_context(viewport=SIZE)
    context.set_default_timeout(WAIT_MS)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert not errors


# The widget alone ----------------------------------------------------------------------------------------------------

FAKE_MODEL = """
async ([code, css, state, buffers]) => {
  for (const [name, base64] of Object.entries(buffers)) {
    state[name] = new DataView(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)).buffer);
  }
  const listeners = [];
  globalThis.hear = (message) => listeners.forEach(([name, run]) => name === "msg:custom" && run(message));
  const model = {
    get: (name) => state[name],
    set: (name, value) => {
      state[name] = value;
      listeners.forEach(([event, run]) => event === `change:${name}` && run());
    },
    save_changes() {},
    on: (name, run) => listeners.push([name, run]),
    off() {},
    send: (message) => globalThis.askKernel(message).then((answers) => answers.forEach(globalThis.hear)),
  };
  document.head.append(Object.assign(document.createElement("style"), { textContent: css }));
  const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const widget = (globalThis.code = await import(url)).default();
  widget.initialize({ model });
  globalThis.showAgain = () => {
    const el = document.body.appendChild(document.createElement("div"));
    widget.render({ model, el });
  };
  globalThis.showAgain();
}
"""


@dataclass
class Wire:
    """What lies between page and kernel: the first `lose` answers get lost on the way."""

    lose: int = 0


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
def show(page: Page, wire: Wire) -> Callable[[EditingWidget], Page]:
    """Show a widget in a page whose messages reach it directly, without JupyterLab."""

    def show(widget: EditingWidget) -> Page:
        sent: list[dict[str, Any]] = []
        widget.send = sent.append

        def ask(message: object) -> list[dict[str, Any]]:
            widget._handle_custom_msg(message, [])
            answers = json.loads(json.dumps(sent))
            sent.clear()
            if wire.lose:
                wire.lose -= 1
                return []
            return answers

        page.expose_function("askKernel", ask)
        page.set_content("<!doctype html><html lang='en'><title>Widget</title><body>")
        names = set(widget.trait_names(sync=True)) - set(AnyWidget.class_trait_names())
        traits = {name: getattr(widget, name) for name in sorted(names)}
        buffers = {name: b64encode(value).decode() for name, value in traits.items() if isinstance(value, bytes)}
        state = json.loads(json.dumps({name: value for name, value in traits.items() if name not in buffers}))
        page.evaluate(FAKE_MODEL, [widget._esm, widget._css, state, buffers])
        page.locator(".synth-transcript, .synth-words, .synth-groups, .synth-lane[tabindex='0']").first.focus()
        return page

    return show


# JupyterLab ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with run_lab(tmp_path_factory.mktemp("jupyter"), tmp_path_factory.mktemp("notebooks")) as lab:
        yield lab
