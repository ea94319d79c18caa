"""Persona cards: HTML to look at, Markdown to hand on, PDF and PNG for the wall, in four languages."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from synth.cards.layout import lay_out
from synth.cards.rendering import render_html, render_markdown, render_page
from synth.cards.sheets import PAPERS, render_pdf, render_pictures
from synth.errors import TableProblem
from synth.personas.publishing import require_publishable

__all__ = ["Cards", "lay_out", "render_html", "render_markdown", "render_page", "render_pdf", "write_cards"]

FORMATS = ("html", "md", "pdf", "png")

Persona = Mapping[str, Any]


class Cards:
    """Persona cards as a notebook shows them: HTML on the screen and in reports, a line of text elsewhere."""

    def __init__(self, personas: Sequence[Persona], *, language: str | None = None) -> None:
        """Take the personas, as `draft_personas` or `study.personas()` return them.

        Args:
            personas: drafts carry their watermark.
            language: of what the cards say by themselves: nl, fr, de or en; None for that of each draft.
        """
        self.personas = list(personas)
        self.language = language

    def __repr__(self) -> str:
        return f"Cards({', '.join(persona['name'] for persona in self.personas)})"

    def _repr_html_(self) -> str:
        return render_html(self.personas, language=self.language)


def write_cards(
    personas: Sequence[Persona],
    folder: str | Path,
    *,
    language: str | None = None,
    formats: Sequence[str] = ("html", "md", "pdf"),
    paper: str = "a4",
    draft: bool = False,
) -> list[Path]:
    """Write the cards into a folder, and return the files' paths.

    Cards of too few participants are left out, and the files say how many; so are claims that no quote supports.

    Args:
        personas: as `draft_personas` or `study.personas()` return them.
        folder: made if it is not there.
        language: of what the cards say by themselves: nl, fr, de or en; None for that of the drafts.
        formats: which of "html", "md", "pdf" and "png" (a picture a card); the files are called personas.*.
        paper: "a4" or "a3", of PDF and PNG.
        draft: write every card for the team, those of too few participants with a watermark, to personas-draft.*.

    Raises:
        TableProblem: each persona is a draft and `draft` is False, or a format, paper or language is unknown.
    """
    for name, value, allowed in (("paper", [paper], PAPERS), ("formats", formats, FORMATS)):
        if unknown := [one for one in value if one not in allowed]:
            raise TableProblem(f"{name} is {unknown[0]!r}; allowed are {', '.join(map(repr, allowed))}.")
    shown, withheld = (list(personas), 0) if draft else require_publishable(personas)
    told = {"language": language, "withheld": withheld}
    target = Path(folder)
    stem = "personas-draft" if draft else "personas"
    files: dict[str, bytes] = {}
    if "html" in formats:
        files[f"{stem}.html"] = render_page(shown, **told).encode()
    if "md" in formats:
        files[f"{stem}.md"] = render_markdown(shown, **told).encode()
    if "pdf" in formats:
        files[f"{stem}.pdf"] = render_pdf(shown, paper=paper, **told)
    if "png" in formats:
        pictures = render_pictures(shown, paper=paper, **told)
        files |= {f"{stem}-{number}.png": picture for number, picture in enumerate(pictures, start=1)}
    target.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (target / name).write_bytes(content)
    return [target / name for name in files]
