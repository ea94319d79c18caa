"""What the benchmarks of widgets share: a real JupyterLab in a real browser, and the figures of each size."""

import argparse
import os
import platform
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from playwright.sync_api import Page, sync_playwright

sys.path.append(str(Path(__file__).parents[1] / "tests" / "browser"))

from driving import SIZE, WAIT_MS, Lab, launch, run_lab

Measure = Callable[[Page, Lab, int, int], dict[str, list[float]]]


def print_figures(about: str, noun: str, sizes: Sequence[int], measure: Measure) -> None:
    """Measure in pages of their own, and print median and p95 of everything.

    Args:
        about: what the benchmark does, for its help.
        noun: what its sizes count, such as "cards".
        sizes: the usual sizes.
        measure: returns milliseconds by what took them, from a page, a lab, a size and a number of rounds.
    """
    options = argparse.ArgumentParser(description=about)
    options.add_argument(f"--{noun}", dest="sizes", type=int, nargs="+", default=sizes)
    options.add_argument("--rounds", type=int, default=5)
    given = options.parse_args()
    machine = f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before"
    print(f"{machine}, Python {platform.python_version()}, median and p95 in ms")
    with TemporaryDirectory() as home, TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = launch(playwright)
        with run_lab(Path(home), Path(folder)) as lab:
            for count in given.sizes:
                page = browser.new_context(viewport=SIZE).new_page()
                page.set_default_timeout(WAIT_MS)
                measured = measure(page, lab, count, given.rounds)
                page.context.close()
                for what, times in measured.items():
                    middle, high = np.percentile(times, [50, 95])
                    print(f"{count:>7,} {noun}  {what:<28}{middle:>8.1f}{high:>8.1f}", flush=True)
        browser.close()
