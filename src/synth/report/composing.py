"""Put the sections of a report together, with the lock that proves them."""

from dataclasses import asdict
from importlib.metadata import version
from typing import Any

from synth.report.conclusions import Conclusions
from synth.report.document import Document, Line, Number, Quote, Section, walk
from synth.report.sections.account import tell_limits, tell_method, tell_privacy
from synth.report.sections.evidence import tell_counts, tell_evidence
from synth.report.sections.insights import tell_insights
from synth.report.sections.overview import list_material, tell_material, tell_summary
from synth.report.sections.personas import tell_personas
from synth.report.sections.sufficiency import tell_sufficiency
from synth.report.sections.tests import tell_ledger, tell_tests
from synth.report.sections.themes import tell_tags, tell_themes, tell_waves
from synth.report.writer import Writer

FORMAT = "synth report, version 1"
SECTIONS = (
    tell_summary,
    tell_material,
    tell_insights,
    tell_tags,
    tell_themes,
    tell_personas,
    tell_waves,
    tell_tests,
    tell_ledger,
    tell_sufficiency,
    tell_privacy,
    tell_method,
    tell_limits,
)
"""What a report tells, in this order; each returns a section, or None where there is nothing of the kind."""


def compose(conclusions: Conclusions, *, language: str = "", shareable: bool = False) -> Document:
    """Return the report of a study's conclusions as a document without a format.

    Args:
        conclusions: from `conclude`.
        language: nl, fr, de or en; "" for that of study.toml.
        shareable: keep back what should not leave the team.

    Raises:
        TableProblem: the language is none of the four.
    """
    language = language or conclusions.settings.language
    writer = Writer(conclusions, language=language, shareable=shareable)
    told = [section for tell in SECTIONS if (section := tell(writer))]
    sections = [*told, tell_counts(writer, told), tell_evidence(writer, told)]
    return Document(
        title=conclusions.settings.find_title(language),
        subtitle=writer.phrases["subtitle"],
        badge=writer.phrases["shareable" if shareable else "full"],
        facts=[list_material(writer), _date(writer)],
        language=language,
        sections=sections,
        lock=_lock(writer, sections),
    )


def _date(writer: Writer) -> Line:
    if not writer.conclusions.until:
        return (writer.phrases["undecided"],)
    return writer.say("until", date=writer.phrases.write_date(writer.conclusions.until))


def _lock(writer: Writer, sections: list[Section]) -> dict[str, Any]:
    """Return what proves the report, as plain data: sources with hashes, quotes with places, numbers with recipes."""
    conclusions = writer.conclusions
    pieces = [piece for section in sections for piece in walk(section.blocks)]
    numbers = {piece.recipe: piece for piece in pieces if isinstance(piece, Number)}
    quotes = {piece.evidence_id: piece for piece in pieces if isinstance(piece, Quote)}
    return {
        "format": FORMAT,
        "synth": version("synth"),
        "language": writer.phrases.language,
        "shareable": writer.shareable,
        "until": conclusions.until,
        "decisions": conclusions.decisions,
        "settings": conclusions.settings.as_told(),
        "sources": dict(conclusions.hashes),
        "numbers": [
            {"recipe": recipe, "value": number.value, "shown": number.shown} for recipe, number in numbers.items()
        ],
        "quotes": [asdict(quote) for quote in quotes.values()],
    }
