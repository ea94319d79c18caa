"""The ledger as a page: what people need, what was tried, whether it helped, and what was learned."""

import pandas as pd
from IPython.display import HTML

from synth.errors import TableProblem
from synth.templates import make_environment
from synth.wording import load_wording

MARKS = {"met": "●", "partly met": "◐", "not met": "○", "not enough to say": "?", "": "…"}

_templates = make_environment()


def draw_ledger(ledger: pd.DataFrame, *, language: str = "en") -> HTML:
    """Return the ledger as a table for the notebook or the wall; everything that people wrote is escaped.

    Args:
        ledger: from `list_ledger`.
        language: nl, fr, de or en.

    Returns:
        An object that a notebook shows; its HTML is in `.data`.

    Raises:
        TableProblem: nothing is in the ledger yet.
    """
    if ledger.empty:
        raise TableProblem("the ledger is empty: write down what you try with record_change.")
    words = load_wording("ledger", language)
    rows = [
        row
        | {
            "mark": MARKS[row["outcome"]],
            "told": words[f"outcome_{row['outcome'].replace(' ', '_') or 'none'}"],
            "figures": row["measured"].splitlines(),
            "about": ", ".join(words[f"{name}_{row[name]}"] for name in ("kind", "innovation") if row[name]),
        }
        for row in ledger.to_dict("records")
    ]
    page = _templates.get_template("ledger.html").render(rows=rows, words=words, language=language)
    return HTML(page)  # type: ignore[no-untyped-call]  # IPython is typed in part
