"""How tables look in a notebook: a quote is read from the left, where JupyterLab puts everything on the right."""

from collections.abc import Callable
from typing import cast

import pandas as pd
from IPython.core.getipython import get_ipython
from pandas.api.types import is_bool_dtype, is_numeric_dtype


def lay_out_tables(*, width: int = 200) -> None:
    """Show the tables of this notebook for reading: text from the left, numbers on the right, quotes in full.

    Outside of a notebook only the width changes.

    Args:
        width: how many characters of a text are shown.

    >>> lay_out_tables(width=120)
    >>> pd.options.display.max_colwidth
    120
    """
    pd.options.display.max_colwidth = width
    shell = get_ipython()
    if shell and shell.display_formatter:
        shell.display_formatter.formatters["text/html"].for_type(pd.DataFrame, write_html)


def write_html(table: pd.DataFrame) -> str | None:
    """Return a table as pandas writes it for a notebook, with a style that tells on which side its columns stand.

    Numbers stand on the right, and the columns that `table.attrs["on_the_right"]` names.

    >>> "td:is(:nth-last-child(1))" in write_html(pd.DataFrame({"quote": ["It broke."], "count": [3]}))
    True
    """
    html = cast("Callable[[], str | None]", table._repr_html_)()  # taken for a column by pandas' types
    if html is None:
        return None
    right = _find_right(table)
    name = "-".join(["synth-table", *map(str, right)])
    # The class is named twice, so that it weighs more than what JupyterLab says of all tables.
    inside = f".{name}.{name} .dataframe"
    rules = [f"{inside} :is(th, td) {{ text-align: left; vertical-align: top; }}"]
    if right:
        places = ", ".join(f":nth-last-child({place})" for place in right)
        cells = [f"{inside} {cell}:is({places})" for cell in ("td", "thead th")[: 3 - table.columns.nlevels]]
        rules.append(f"{', '.join(cells)} {{ text-align: right; }}")
    return f"<style>{' '.join(rules)}</style>\n<div class='{name}'>{html}</div>"


def _find_right(table: pd.DataFrame) -> list[int]:
    """Return which columns stand on the right, counted from the last; none of a table shown without its middle."""
    columns = len(table.columns)
    if columns > (pd.options.display.max_columns or columns):
        return []
    named = table.attrs.get("on_the_right", ())
    kinds = reversed([*table.dtypes.items()])
    return [
        place
        for place, (name, kind) in enumerate(kinds, start=1)
        if name in named or (is_numeric_dtype(kind) and not is_bool_dtype(kind))
    ]
