"""Read a whole study for personal data: what has a shape, persons, and the names that the study itself tells."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import pandas as pd

from synth.languages import load_nlp
from synth.privacy.known_names import KnownNames, fold_words, split_name
from synth.privacy.name_lists import HIDDEN
from synth.privacy.names import Hit, find_names
from synth.privacy.personal_data import Span, find_shapes, hide, hide_pseudonyms
from synth.privacy.speaker_codes import find_labels, read_label

SURE_ENOUGH_TO_SPREAD = 0.7
ENTITIES = {"PERSON": "person", "PER": "person", "ORG": "organisation"}
_SMALL_WORD = re.compile(r"(?<!\w)[^\W\d_A-Z][^\W\d_]*+")
_NO_WORDS: Mapping[str, set[str]] = {}


class People:
    """Who is known by name: the speakers by their labels, and everyone that the researcher or a text names."""

    def __init__(
        self, utterances: pd.DataFrame, names: Iterable[str] = (), *, codes: Mapping[str, str] | None = None
    ) -> None:
        self.known = KnownNames()
        self.codes = find_labels(utterances) if codes is None else codes
        self.heard: dict[str, set[str]] = defaultdict(set)
        for label, source in utterances[["participant_id", "source_id"]].drop_duplicates().itertuples(index=False):
            if label in self.codes:
                self.heard[self.codes[label]].add(source)
        for label, code in self.codes.items():
            self.known.add(read_label(label), code)
        for name in [names] if isinstance(names, str) else names:
            self.known.add(name, name)

    def identify(self, quote: str, source: str) -> str:
        """Return who a quote means: a speaker's code, or else a name; a speaker of the same source comes first."""
        owners = self.known.persons(quote)
        speakers = set(self.codes.values()).intersection(owners)
        here = [code for code in speakers if source in self.heard[code]]
        if len(here) == 1:
            return here[0]
        longer = [owner for owner in owners if split_name(owner) != split_name(quote)]
        for choice in (longer, owners):
            if len(choice) == 1:
                return choice[0] if choice[0] in speakers else " ".join(split_name(choice[0]))
        return " ".join(split_name(quote))


def find_all(
    text: str, language: str, known: KnownNames, *, common: Mapping[str, set[str]] = _NO_WORDS, any_case: bool = False
) -> list[Span]:
    """Return the personal data that one reading of a text finds; no two spans overlap.

    Args:
        text: the text, with what was found before hidden.
        language: its language, "" if unknown.
        known: names to look for.
        common: words in lower case that the study uses, by language.
        any_case: take known names without a capital too, as file names write them.
    """
    found = find_shapes(text, language)
    text = hide(text, [span[:2] for span in found])
    may_be_known = known.may_stand_in(text)

    def find_known(*, only_whole: bool) -> Iterable[Hit]:
        return (
            known.find(text, language, common=common, only_whole=only_whole, any_case=any_case) if may_be_known else ()
        )

    readings: tuple[Callable[[], Iterable[Hit]], ...] = (
        lambda: find_known(only_whole=True),
        lambda: find_names(text, language),
        lambda: find_known(only_whole=False),
    )
    for read in readings:
        if hits := list(read()):
            taken = _part(hits, len(text))
            text = hide(text, [span[:2] for span in taken])
            found += taken
    return found


def _part(hits: Iterable[Hit], size: int) -> list[Span]:
    """Return the hits that touch none before them, as spans of a text of a size."""
    taken, covered = [], bytearray(size)
    for hit in hits:
        if not any(covered[hit.start : hit.end]):
            covered[hit.start : hit.end] = b"\x01" * (hit.end - hit.start)
            taken.append(Span(hit.start, hit.end, "person", hit.score))
    return taken


class Detection:
    """The texts of a study, read again until no new name turns up in any of them.

    Of a part of a study, give the people and the common words of the whole; `learned` are the names that are new.
    """

    def __init__(
        self,
        utterances: pd.DataFrame,
        names: Iterable[str] = (),
        *,
        codes: Mapping[str, str] | None = None,
        models: Mapping[str, str] | None = None,
        people: People | None = None,
        common: Mapping[str, set[str]] | None = None,
    ) -> None:
        self.people = people or People(utterances, names, codes=codes)
        self.learned: list[str] = []
        self.pipelines = {language: load_nlp(language, model=model) for language, model in (models or {}).items()}
        self.texts: list[str] = utterances["text"].tolist()
        self.languages: list[str] = utterances["language"].tolist()
        self.hidden = [hide_pseudonyms(text) if "[" in text or "P" in text else text for text in self.texts]
        self.common = find_common(zip(self.texts, self.languages, strict=True)) if common is None else common
        self.found: list[list[Span]] = [[] for _ in self.texts]
        todo: Sequence[int] = range(len(self.texts))
        while todo:
            new = set[str]().union(*(self._read(row) for row in todo))
            forms = new | {f"{word}s" for word in new}
            todo = [row for row, text in enumerate(self.hidden) if new and _may_hold(text, forms)]
        for row, spans in enumerate(self.found):
            spans.extend(self._ask_model(row))
            spans.sort()

    def _read(self, row: int) -> set[str]:
        """Read one text until it yields nothing more; return the words of names that are new to the study."""
        new: set[str] = set()
        while spans := find_all(self.hidden[row], self.languages[row], self.people.known, common=self.common):
            self.hidden[row] = hide(self.hidden[row], [span[:2] for span in spans])
            self.found[row] += spans
            for span in spans:
                name = self.texts[row][span.start : span.end]
                if (
                    span.kind == "person"
                    and span.score >= SURE_ENOUGH_TO_SPREAD
                    and not self.people.known.persons(name)
                ):
                    self.people.known.add(name, name)
                    self.learned.append(name)
                    new.update(split_name(name))
        return new

    def _ask_model(self, row: int) -> list[Span]:
        """Return the persons and organisations that a trained pipeline finds in what the rules left of a text."""
        pipeline = self.pipelines.get(self.languages[row])
        if not pipeline:
            return []
        named = [(entity, ENTITIES.get(entity.label_)) for entity in pipeline(self.texts[row]).ents]
        return [
            Span(entity.start_char, entity.end_char, kind, 0.6)
            for entity, kind in named
            if kind and HIDDEN not in self.hidden[row][entity.start_char : entity.end_char]
        ]

    def spans(self) -> Iterator[tuple[int, Span]]:
        """Yield each span with the number of its row, in order."""
        return ((row, span) for row, spans in enumerate(self.found) for span in spans)


def _may_hold(text: str, folded: set[str]) -> bool:
    return not folded.isdisjoint(fold_words(text))


def find_common(texts: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Return the words that a study writes in lower case, by language; texts without any capital tell nothing."""
    pieces: dict[str, set[str]] = defaultdict(set)
    for text, language in texts:
        if "@" not in text and "www" not in text and text != text.lower():
            pieces[language].update(text.split())
    return {
        language: {word for piece in some for word in _SMALL_WORD.findall(piece)} for language, some in pieces.items()
    }
