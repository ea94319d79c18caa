"""Starting a Chromium and a JupyterLab, for the browser tests and the benchmark."""

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright, ViewportSize, expect

WAIT_MS = 60_000
SIZE = ViewportSize(width=1280, height=900)
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


class NoBrowser(Exception):
    """There is no Chromium on this machine."""


def launch(playwright: Playwright) -> Browser:
    """Start the Chromium that is installed, or the one that SYNTH_CHROMIUM names."""
    found = [os.environ.get("SYNTH_CHROMIUM"), *(shutil.which(name) for name in CHROMIUM_NAMES)]
    executable = next(filter(None, found), None)
    if executable is None:
        raise NoBrowser(f"no browser: install one of {', '.join(CHROMIUM_NAMES)} or set SYNTH_CHROMIUM to its path")
    return playwright.chromium.launch(executable_path=executable, args=CHROMIUM_ARGS)


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab: where it is, and the folder whose notebooks it shows."""

    url: str
    folder: Path


@contextlib.contextmanager
def run_lab(home: Path, folder: Path) -> Iterator[Lab]:
    """Run a JupyterLab of its own on the loopback, with empty settings and without a token."""
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
        raise RuntimeError("JupyterLab did not start:\n" + "".join(lines[-20:]))


def open_notebook(page: Page, lab: Lab, path: str) -> None:
    """Open a notebook of the lab's folder and wait for its kernel."""
    page.goto(f"{lab.url}/doc/tree/{path}")
    page.wait_for_function("globalThis.jupyterapp?.shell.currentWidget?.context?.isReady")
    page.evaluate("jupyterapp.shell.currentWidget.context.sessionContext.ready")


def press(page: Page, *keys: str) -> None:
    """Press keys one after the other."""
    for key in keys:
        page.keyboard.press(key)


def saved(page: Page, text: str | re.Pattern[str] = re.compile("^saved")) -> None:
    """Wait until the widget says so."""
    expect(page.locator(".synth-status").first).to_have_text(text, timeout=WAIT_MS)
