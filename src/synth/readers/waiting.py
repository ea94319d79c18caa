"""A bar while something long is read, for whoever is watching."""

import sys
from typing import Any

from tqdm import tqdm
from tqdm.auto import tqdm as tqdm_here

LEAST_BYTES = 20_000_000


def show_progress(total: int, label: str) -> "tqdm[Any]":
    """Return a bar for so many bytes, in the notebook or terminal, to be used in a `with`.

    It shows nothing for less than LEAST_BYTES, nor where nobody watches: a notebook that runs for a report or for a
    check allows no input, and the output of a script that goes into a file is no terminal.
    """
    options = {"total": total, "desc": label, "unit": "B", "unit_scale": True, "leave": False}
    if total < LEAST_BYTES or not is_watched():
        return tqdm(disable=True, **options)
    return tqdm_here(**options)


def is_watched() -> bool:
    """Say whether a person sees what is written now."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    kernel = getattr(shell, "kernel", None)
    if kernel is None:
        return sys.stderr.isatty()
    return bool(
        getattr(kernel, "_allow_stdin", False)
    )  # JupyterLab lets a cell ask; nbconvert, papermill, nbval do not
