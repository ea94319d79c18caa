"""A real Chromium, a real JupyterLab, and a page that talks to a real widget without JupyterLab."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from anywidget import AnyWidget
from playwright.sync_api import Browser, Page, sync_playwright

from synth.widgets.edits import EditingWidget

WAIT_MS = 60_000
SIZE = {"width": 1280, "height": 900}
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_ARGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = [os.environ.get("SYNTH_CHROMIUM"), *(shutil.which(name) for name in CHROMIUM_NAMES)]
    executable = next(filter(None, found), None)
    if executable is None:
        reason = f"no browser: install one of {', '.join(CHROMIUM_NAMES)} or set SYNTH_CHROMIUM to its path"
        if os.environ.get("SYNTH_REQUIRE_BROWSER"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_ARGS)
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
async ([code, css, state]) => {
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
        state = json.loads(json.dumps({name: getattr(widget, name) for name in sorted(names)}))
        page.evaluate(FAKE_MODEL, [widget._esm, widget._css, state])
        page.locator(".synth-transcript, .synth-words, .synth-groups").first.focus()
        return page

    return show


# JupyterLab ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab: where it is, and the folder whose notebooks it shows."""

    url: str
    folder: Path


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A JupyterLab of its own on the loopback, with empty settings and without a token."""
    home = tmp_path_factory.mktemp("jupyter")
    folder = tmp_path_factory.mktemp("notebooks")
    _write_settings(home / "settings")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = [
        "--no-browser",
        "--allow-root",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        "--ServerApp.ip=127.0.0.1",
        "--IdentityProvider.token=",
        f"--ServerApp.root_dir={folder}",
        "--LabApp.expose_app_in_browser=True",
        "--LabApp.extension_manager=readonly",
        "--LabApp.news_url=",
    ]
    places = {"CONFIG_DIR": "config", "DATA_DIR": "data", "RUNTIME_DIR": "runtime"}
    environment = os.environ | {f"JUPYTER_{name}": str(home / place) for name, place in places.items()}
    environment |= {f"JUPYTERLAB_{name}_DIR": str(home / name.lower()) for name in ("SETTINGS", "WORKSPACES")}
    environment |= {"IPYTHONDIR": str(home / "ipython"), "JUPYTER_PLATFORM_DIRS": "1"}
    command = [sys.executable, "-m", "jupyterlab", *options]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as server:
        try:
            _wait_until_it_runs(server)
            yield Lab(f"http://127.0.0.1:{port}", folder)
        finally:
            server.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(timeout=20)
            server.kill()


def _write_settings(folder: Path) -> None:
    """Keep JupyterLab from asking about news and updates."""
    settings = folder / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps({"fetchNews": "false", "checkForUpdates": False, "doNotDisturbMode": True}))


def _wait_until_it_runs(server: subprocess.Popen[str]) -> None:
    """Read the server's log until it says that it listens, and go on reading so that it never blocks."""
    lines: list[str] = []
    listens = threading.Event()

    def read() -> None:
        for line in server.stderr or ():
            lines.append(line)
            if "is running at" in line:
                listens.set()
        listens.set()

    threading.Thread(target=read, daemon=True).start()
    if not listens.wait(WAIT_MS / 1000) or server.poll() is not None:
        pytest.fail("JupyterLab did not start:\n" + "".join(lines[-20:]))
