"""Persona cards on paper: PDF and PNG set by Typst, offline, from the same words as the HTML.

The words go to Typst as data, never as markup, so nothing that people said can act as code.
"""

import json
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any

import typst

from synth.cards.layout import lay_out

PAPERS = ("a4", "a3")
PIXELS_AN_INCH = 144
EPOCH = 0  # of the file's date: the same cards give the same bytes

Personas = Sequence[Mapping[str, Any]]


def render_pdf(personas: Personas, *, language: str | None = None, paper: str = "a4", withheld: int = 0) -> bytes:
    """Return the cards as a PDF, a card a page, tagged for screen readers (PDF/UA-1).

    Args:
        personas: dicts of `draft_personas` or `study.personas()`.
        language: nl, fr, de or en; None for that of the drafts.
        paper: "a4" or "a3".
        withheld: how many drafts are not shown.
    """
    source, inputs = _prepare(personas, language, paper, withheld)
    return typst.compile(source, format="pdf", sys_inputs=inputs, pdf_standards="ua-1", timestamp=EPOCH)


def render_pictures(
    personas: Personas, *, language: str | None = None, paper: str = "a4", withheld: int = 0
) -> list[bytes]:
    """Return a PNG of each page; the arguments are those of `render_pdf`."""
    source, inputs = _prepare(personas, language, paper, withheld)
    pages = typst.compile(source, format="png", sys_inputs=inputs, ppi=PIXELS_AN_INCH)
    return pages if isinstance(pages, list) else [pages]


def _prepare(personas: Personas, language: str | None, paper: str, withheld: int) -> tuple[bytes, dict[str, str]]:
    laid = lay_out(personas, language=language, withheld=withheld)
    source = (resources.files("synth") / "templates" / "cards.typ").read_bytes()
    return source, {"cards": json.dumps(laid | {"paper": paper}, ensure_ascii=False)}
