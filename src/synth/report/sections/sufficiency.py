"""Whether the material and the insights are enough, or not yet and why."""

from synth.report.document import Block, Line, Paragraph, Section, Table
from synth.report.writer import Writer
from synth.sufficiency import assess_sufficiency

NAMELESS = {"interviews", "saturation", "claims", "insights", "unused_quotes", "one_voice", "past"}
"""The checks whose message names no participant and no group, so that it may be shared."""


def tell_sufficiency(writer: Writer) -> Section | None:
    """Say whether it is enough, with each check; None where nothing was said at all."""
    conclusions, phrases = writer.conclusions, writer.phrases
    if conclusions.evidence.empty:
        return None
    found = assess_sufficiency(
        conclusions.insights,
        conclusions.evidence,
        conclusions.utterances,
        today=conclusions.until[:10] or "0001-01-01",
        facts=conclusions.facts,
        language=phrases.language,
    )
    checks = [check for check in found.checks if not writer.shareable or check["rule"] in NAMELESS]
    rows: list[list[Line]] = [
        [(check["message"],), (phrases["f_met" if check["met"] else "f_open"],)] for check in checks
    ]
    blocks: list[Block] = [Paragraph((found.verdict,), "lead")]
    blocks.append(Table(phrases["t_sufficiency"], [phrases["f_check"], phrases["f_state"]], rows))
    if writer.shareable:
        blocks.append(Paragraph((phrases["f_hidden"],), "note"))
    return Section("sufficiency", phrases["t_sufficiency"], blocks)
