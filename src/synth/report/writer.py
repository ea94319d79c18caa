"""What each section of a report needs: numbers that know their evidence, quotes in their place, and discretion."""

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property

import pandas as pd

from synth.report.conclusions import Conclusions
from synth.report.document import Inline, Line, Number, Quote
from synth.report.phrases import Phrases

TYPICAL_LENGTH = 90
"""In characters: a quote of about this length says something and is still read."""


class Writer:
    """The conclusions of a study, the language to tell them in, and whether the report leaves the team.

    A shareable report keeps back counts of fewer than k participants and every quote that nobody chose.
    """

    def __init__(self, conclusions: Conclusions, *, language: str, shareable: bool) -> None:
        """Take what to tell, in which language, and to whom."""
        self.conclusions = conclusions
        self.phrases = Phrases(language)
        self.shareable = shareable
        self.k = conclusions.settings.publish_from

    @cached_property
    def quotes(self) -> dict[str, Quote]:
        """Every quote that the report may show, by its evidence_id."""
        evidence = self.conclusions.evidence
        if self.shareable:
            evidence = evidence[evidence["evidence_id"].isin(self.conclusions.starred)]
        columns = ["evidence_id", "code", "quote", "participant_id", "language"]
        columns += ["source_id", "utterance_id", "start", "end"]
        rows = evidence[columns].itertuples(index=False, name=None)
        return {str(row[0]): Quote(*row) for row in rows}

    def say(self, name: str, **parts: Inline | Line) -> Line:
        """Return a phrase of the report, filled in."""
        return self.phrases.say(name, **parts)

    def figure(self, value: float, recipe: str, *, digits: int = 0, place: str = "method") -> Number:
        """Return a number that counts no quotes; `place` is where the report tells how it comes about."""
        return Number(round(value, 6), self.phrases.write_number(value, digits), recipe, place=place)

    def share(self, value: float, recipe: str, about: str, evidence: Iterable[str]) -> Number:
        """Return a share of quotes, in per cent, with the quotes that it is of."""
        return Number(round(value, 6), self.phrases.write_share(value), recipe, about, tuple(evidence))

    def mentions(self, rows: pd.DataFrame, recipe: str, about: str) -> Number:
        """Return how many quotes some rows of the evidence are."""
        shown = self.phrases.write_number(len(rows))
        return Number(len(rows), shown, f"quotes({recipe})", about, tuple(rows["evidence_id"]))

    def people(self, rows: pd.DataFrame, recipe: str, about: str) -> Number:
        """Return how many participants some rows of the evidence are from; fewer than k are kept back if shared."""
        count = rows["participant_id"].nunique()
        return self.count_people(count, f"participants({recipe})", about=about, evidence=tuple(rows["evidence_id"]))

    def count_people(
        self, count: int, recipe: str, *, about: str = "", evidence: tuple[str, ...] = (), place: str = "method"
    ) -> Number:
        """Return a number of participants, kept back if there are fewer than k and the report leaves the team."""
        if self.shareable and 0 < count < self.k:
            shown = self.phrases["few"].format(k=self.phrases.write_number(self.k))
            return Number(None, shown, recipe, about, evidence, place)
        return Number(count, self.phrases.write_number(count), recipe, about, evidence, place)

    def select(self, evidence_ids: Collection[str]) -> pd.DataFrame:
        """Return the rows of the evidence with these ids, in the order of the evidence."""
        evidence = self.conclusions.evidence
        return evidence[evidence["evidence_id"].isin(list(evidence_ids))]

    def support(self, insight_id: str, side: str) -> pd.DataFrame:
        """Return the evidence for ("for") or against ("against") an insight, directly or by way of a fact."""
        support = self.conclusions.support
        ours = (support["insight_id"] == insight_id) & (support["side"] == side) & (support["state"] == "there")
        return self.select(set(support["evidence_id"][ours]))

    def choose_quotes(self, evidence_ids: Collection[str], *, most: int) -> list[Quote]:
        """Return quotes that may be shown, of different people: the chosen ones first, then those of a middling length.

        Args:
            evidence_ids: to choose from.
            most: how many at most.
        """
        wanted = set(evidence_ids)
        known = [quote for evidence_id, quote in self.quotes.items() if evidence_id in wanted]
        known.sort(key=self._appeal)
        first: dict[str, Quote] = {}
        for quote in known:
            first.setdefault(quote.participant, quote)
        return list(first.values())[:most]

    def _appeal(self, quote: Quote) -> tuple[bool, int, str]:
        starred = quote.evidence_id in self.conclusions.starred
        return (not starred, abs(len(quote.quote) - TYPICAL_LENGTH), quote.evidence_id)

    def list_names(self, values: Iterable[str], *, languages: bool = False) -> str:
        """Return values in words, each once, in the order of the alphabet."""
        name = self.phrases.name_language if languages else self.phrases.name
        return ", ".join(sorted({name(value) for value in values if value}))

    def text(self, *words: str) -> Sequence[Line]:
        """Return words as the cells of a row."""
        return [(word,) for word in words]
