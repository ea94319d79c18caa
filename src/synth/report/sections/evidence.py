"""The end of a report: what each number counted, and each quote where it was said."""

from collections.abc import Iterable, Sequence

import pandas as pd

from synth.report.document import Block, Number, Paragraph, Passage, Quote, Section, Tally, walk
from synth.report.writer import Writer
from synth.tables import make_id

WITH_CONTEXT = ("interview",)
"""Kinds of sources in which the turns before and after belong together."""


def name_tally(number: Number) -> str:
    """Return the anchor of the tally of a number: the same for numbers that count the same quotes."""
    return f"n-{make_id(*sorted(number.evidence))}"


def tell_counts(writer: Writer, sections: Iterable[Section]) -> Section:
    """List, for each number that counts quotes, those quotes."""
    phrases = writer.phrases
    numbers: dict[str, list[Number]] = {}
    for piece in (piece for section in sections for piece in walk(section.blocks)):
        if isinstance(piece, Number) and piece.evidence:
            numbers.setdefault(name_tally(piece), []).append(piece)
    blocks: list[Block] = [Paragraph((phrases["c_lead"],)), Paragraph((phrases["c_paper"],), "paper")]
    for anchor, same in numbers.items():
        shown = [writer.quotes[key] for key in same[0].evidence if key in writer.quotes]
        back = len(set(same[0].evidence)) - len(shown)
        about = " · ".join(dict.fromkeys(number.about for number in same))
        hidden = writer.say("c_kept", n=writer.figure(back, f"kept_back({anchor})", place="privacy")) if back else ()
        blocks.append(Tally(anchor, about, shown, hidden))
    return Section("counts", phrases["t_counts"], blocks)


def tell_evidence(writer: Writer, sections: Iterable[Section]) -> Section:
    """Show each quote in its turn, between what was said before and after."""
    phrases, quotes = writer.phrases, list(writer.quotes.values())
    cited = {piece.evidence_id for section in sections for piece in walk(section.blocks) if isinstance(piece, Quote)}
    if writer.shareable:
        blocks: list[Block] = [Paragraph((phrases["e_shared" if quotes else "e_none"],))]
        blocks += [Passage(quote, quote.quote, ("", ""), ("", ""), cited=True) for quote in quotes]
        return Section("evidence", phrases["t_evidence"], blocks)
    number = writer.figure(len(quotes), "evidence()", place="evidence")
    blocks = [Paragraph((phrases["e_lead"],)), Paragraph(writer.say("e_paper", n=number), "paper")]
    turns = _list_turns(writer, writer.conclusions.utterances)
    for quote in quotes:
        text, before, after = turns[quote.utterance]
        blocks.append(Passage(quote, text, before, after, cited=quote.evidence_id in cited))
    return Section("evidence", phrases["t_evidence"], blocks)


def _list_turns(writer: Writer, utterances: pd.DataFrame) -> dict[str, tuple[str, tuple[str, str], tuple[str, str]]]:
    """Return each utterance's text with the turns (speaker, words) before and after it in a conversation."""
    found: dict[str, tuple[str, tuple[str, str], tuple[str, str]]] = {}
    nothing = ("", "")
    for _, turns in utterances.sort_values(["position", "utterance_id"]).groupby("source_id", sort=True):
        told = turns[["utterance_id", "participant_id", "role", "source_kind", "text"]]
        rows: Sequence[tuple[str, ...]] = list(told.itertuples(index=False, name=None))
        said = [
            (who if role == "participant" else writer.phrases["interviewer"], text) for _, who, role, _, text in rows
        ]
        for place, (utterance_id, _, _, kind, text) in enumerate(rows):
            near = kind in WITH_CONTEXT
            before = said[place - 1] if near and place else nothing
            after = said[place + 1] if near and place + 1 < len(said) else nothing
            found[utterance_id] = (text, before, after)
    return found
