"""A report as one HTML page: offline, accessible, light and dark, on screen and on paper."""

import json
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib import resources

from jinja2 import Environment
from markupsafe import Markup

from synth.report.document import Document, Number, Passage, Table
from synth.report.phrases import Phrases
from synth.report.sections.evidence import name_tally
from synth.templates import make_environment


def render_page(document: Document) -> str:
    """Return the report as HTML; everything that people said or wrote is escaped."""
    phrases = Phrases(document.language)
    script = _read("page.js")
    return (
        _environment()
        .get_template("report/page.html")
        .render(
            document=document,
            phrases=phrases,
            marks=phrases["quoted"].split("{quote}"),
            lock=write_lock(document),
            style=_read("page.css"),
            script=script,
            script_hash=f"sha256-{b64encode(sha256(script.encode()).digest()).decode()}",
        )
    )


def write_lock(document: Document) -> str:
    """Return the lock as JSON that cannot end the script element it stands in."""
    return json.dumps(document.lock, ensure_ascii=True).replace("<", "\\u003c")


@cache
def _environment() -> Environment:
    environment = make_environment()
    environment.globals |= {
        "kind_of": lambda block: type(block).__name__,
        "target": find_target,
        "numeric": find_numeric,
        "before": lambda passage: passage.text[: _span(passage)[0]],
        "after": lambda passage: passage.text[_span(passage)[1] :],
    }
    environment.filters["css"] = _escape_css
    return environment


def find_target(number: Number) -> str:
    """Return the anchor of what a number links to."""
    return name_tally(number) if number.evidence else number.place


def find_numeric(table: Table) -> set[int]:
    """Return the columns of a table whose cells begin with a number."""
    columns = range(1, len(table.head))
    return {place for place in columns if any(row[place] and isinstance(row[place][0], Number) for row in table.rows)}


def _span(passage: Passage) -> tuple[int, int]:
    """Return where the quote stands in the words that the passage shows: the whole turn, or the quote alone."""
    whole = passage.text != passage.quote.quote
    return (passage.quote.start, passage.quote.end) if whole else (0, len(passage.text))


def _escape_css(text: str) -> Markup:
    r"""Return text that is safe between the quotation marks of a style sheet.

    >>> str(_escape_css('a"</style>'))
    'a\\22 \\3c \\2f style\\3e '
    """
    return Markup("".join(sign if sign.isalnum() or sign == " " else f"\\{ord(sign):x} " for sign in text))  # noqa: S704


@cache
def _read(name: str) -> str:
    return (resources.files("synth") / "templates" / "report" / name).read_text(encoding="utf-8")
