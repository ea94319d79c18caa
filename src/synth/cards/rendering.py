"""Persona cards as HTML and Markdown; whatever people said is escaped."""

from collections.abc import Mapping, Sequence
from typing import Any

from synth.cards.layout import lay_out
from synth.templates import make_environment

_templates = make_environment()

Personas = Sequence[Mapping[str, Any]]


def render_html(personas: Personas, *, language: str | None = None, withheld: int = 0) -> str:
    """Return the cards as one piece of HTML; everything people said is escaped."""
    return _templates.get_template("cards.html").render(lay_out(personas, language=language, withheld=withheld))


def render_page(personas: Personas, *, language: str | None = None, withheld: int = 0) -> str:
    """Return the cards as a whole HTML page that needs no network and prints a card a sheet."""
    laid = lay_out(personas, language=language, withheld=withheld)
    body = _templates.get_template("cards.html").render(laid)
    return _templates.get_template("page.html").render(body=body, title=laid["title"], language=laid["language"])


def render_markdown(personas: Personas, *, language: str | None = None, withheld: int = 0) -> str:
    """Return the cards as Markdown, with each claim's count and quotes."""
    laid = lay_out(personas, language=language, withheld=withheld)
    return _templates.get_template("cards.md").render(laid, escape_markdown=_escape_markdown)


def _escape_markdown(text: str) -> str:
    r"""Keep a quote from acting as Markdown or HTML.

    >>> _escape_markdown("*really* <b>")
    '\\*really\\* \\<b\\>'
    """
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]()<>#+!|~" else sign for sign in " ".join(text.split()))
