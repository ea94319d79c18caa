"""What leads to one participant in a study, and how it is taken out of plain data and found in files."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from synth.privacy.key import PseudonymKey
from synth.privacy.name_lists import ANY_ORDINARY, fold
from synth.privacy.personal_data import PSEUDONYM

MASK = "█"
"""Takes the place of each character, so that every other span stays at its place."""

TELLING = 12
"""How many characters of somebody's words are enough to know them by."""

_GONE = object()


@dataclass
class Traces:
    """What leads to a participant: their code, utterances, sources, words and, with the key, their names."""

    code: str
    utterance_ids: set[str] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)
    pseudonyms: set[str] = field(default_factory=set)  # theirs, and of whom only they spoke
    labels: set[str] = field(default_factory=set)  # as they stand in the files
    names: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)  # of taggings, findings and so on
    others: str = ""  # what everybody else said

    def add_words(self, texts: Iterable[str]) -> None:
        """Add what is long enough to know somebody by, whole and by sentence, if nobody else said the same."""
        pieces = {piece.strip() for text in texts for piece in (text, *re.split(r"(?<=[.!?…])\s|\n", text))}
        self.words |= {piece for piece in pieces if len(piece) >= TELLING and piece not in self.others}

    def mask(self, text: str) -> str:
        """Return a text with the code, names and words of the participant covered."""
        return self.pattern().sub(lambda match: MASK * len(match[0]), text)

    def pattern(self) -> re.Pattern[str]:
        """Return what the code, the names and the words look like in a text."""
        known = (self.code, *self.labels, *self.names, *self.words)
        # A word that begins or ends with a sign has no edge there.
        each = [rf"{_edge(text[:1])}{re.escape(text)}{_edge(text[-1:], after=True)}" for text in known if text]
        return re.compile("|".join(sorted(each, key=lambda one: (-len(one), one))))

    def scrub(self, thing: Any) -> Any:
        """Return plain data without what is about the participant; what was a list loses it, a text has it covered."""
        found = self._scrub(thing)
        return None if found is _GONE else found

    def _scrub(self, thing: Any) -> Any:
        if isinstance(thing, dict):
            if self.is_theirs(thing):
                return _GONE
            fields = ((self.mask(name), self._scrub(value)) for name, value in thing.items())
            return {name: None if value is _GONE else value for name, value in fields}
        if isinstance(thing, list):
            return [scrubbed for one in thing if (scrubbed := self._scrub(one)) is not _GONE]
        if isinstance(thing, str):
            known = thing == self.code or thing in self.ids or thing in self.utterance_ids
            return _GONE if known else self.mask(thing)
        return thing

    def is_theirs(self, thing: Any) -> bool:
        """Say whether plain data is about something that the participant said."""
        return isinstance(thing, dict) and (
            thing.get("participant_id") == self.code
            or thing.get("utterance_id") in self.utterance_ids
            or not self.ids.isdisjoint(
                value for name, value in thing.items() if name.endswith("_id") and isinstance(value, str)
            )
        )


def find_traces(utterances: pd.DataFrame, code: str, key: PseudonymKey | None = None) -> Traces:
    """Return what leads to a participant of the protected utterances.

    An interview with them alone is theirs as a whole, the interviewer's questions too. Whoever is named by nobody else
    leads to them as well.
    """
    spoken = utterances[utterances["role"] == "participant"]
    speakers = spoken.groupby("source_id")["participant_id"].unique()
    alone = {str(source) for source, who in speakers.items() if list(who) == [code]}
    is_theirs = (utterances["participant_id"] == code) | utterances["source_id"].isin(alone)
    theirs, others = utterances["text"][is_theirs], utterances["text"][~is_theirs]
    pseudonyms = _pseudonyms(theirs) - _pseudonyms(others) | {code}
    table = (PseudonymKey() if key is None else key).table()
    table = table[table["pseudonym"].isin(pseudonyms | alone)]
    traces = Traces(
        code,
        utterance_ids=set(utterances["utterance_id"][is_theirs]),
        sources=alone,
        pseudonyms=pseudonyms,
        labels={code, *table["original"][table["kind"] == "label"]},
        names={name for name in table["original"] if len(name) > 1 and fold(name) not in ANY_ORDINARY},
        others="\n".join(others),
    )
    traces.add_words(theirs)
    return traces


def _pseudonyms(texts: Iterable[str]) -> set[str]:
    return {match[0] for text in texts for match in PSEUDONYM.finditer(text)}


def _edge(sign: str, *, after: bool = False) -> str:
    is_word = re.fullmatch(r"\w", sign)
    if not is_word:
        return ""
    return r"(?!\w)" if after else r"(?<!\w)"
