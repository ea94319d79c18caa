"""Persona cards, as HTML to look at and as Markdown to hand on."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

KIND_TITLES = {
    "goal": "What they want to achieve",
    "need": "What they need",
    "pain": "What hurts",
    "workaround": "What they do instead",
    "suggestion": "What they propose",
    "delight": "What works for them",
    "": "What else they say",
}

_templates = Environment(
    loader=PackageLoader("synth"),
    autoescape=select_autoescape(["html"]),
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)


class Cards:
    """Persona cards as a notebook shows them: HTML on the screen and in reports, a line of text elsewhere."""

    def __init__(self, personas: Sequence[Mapping[str, Any]]) -> None:
        """Take the personas, as `draft_personas` or `study.personas()` return them."""
        self.personas = list(personas)

    def __repr__(self) -> str:
        return f"Cards({', '.join(persona['name'] for persona in self.personas)})"

    def _repr_html_(self) -> str:
        return render_html(self.personas)


def render_html(personas: Sequence[Mapping[str, Any]]) -> str:
    """Return the cards as one piece of HTML; everything people said is escaped."""
    return _render("cards.html", personas)


def render_markdown(personas: Sequence[Mapping[str, Any]]) -> str:
    """Return the cards as Markdown, with each claim's count and quotes."""
    return _render("cards.md", personas)


def write_cards(personas: Sequence[Mapping[str, Any]], folder: str | Path) -> list[Path]:
    """Write personas.html and personas.md into a folder, and return their paths."""
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    page = _templates.get_template("page.html").render(title="Personas", body=render_html(personas))
    texts = {"personas.html": page, "personas.md": render_markdown(personas)}
    for name, text in texts.items():
        (target / name).write_text(text, encoding="utf-8", newline="\n")
    return [target / name for name in texts]


def _render(template: str, personas: Sequence[Mapping[str, Any]]) -> str:
    return _templates.get_template(template).render(
        personas=personas, titles=KIND_TITLES, escape_markdown=_escape_markdown
    )


def _escape_markdown(text: str) -> str:
    r"""Keep a quote from acting as Markdown or HTML.

    >>> _escape_markdown("*really* <b>")
    '\\*really\\* \\<b\\>'
    """
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]()<>#+!|~" else sign for sign in " ".join(text.split()))
