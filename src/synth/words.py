"""Texts cut into words as spaCy cuts them, each different word looked at once however often it occurs."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain

from simplemma.strategies import DefaultStrategy
from spacy.language import Language
from spacy.tokens import Doc

from synth.cue_index import Description
from synth.errors import LexiconProblem
from synth.tables import LANGUAGES

MAX_KNOWN = 200_000
MAX_CHUNK = 300
MAX_PIECE = 100_000
_CHUNKS = re.compile(r"\S+|\s+")
_SURROGATE = re.compile("[\ud800-\udfff]")  # half a character, from a broken file: spaCy refuses it


@dataclass(slots=True, eq=False)
class Word:
    """One word or mark, with what the cue index knows of it (see `Description`): all texts share it, none changes it.

    `is_plain` says that it is neither punctuation nor white space.
    """

    text: str
    is_punct: bool = False
    is_space: bool = False
    conditions: frozenset[int] = frozenset()
    anchors: int = 0
    seconds: int = 0
    precedes: int = 0
    follows: int = 0
    is_plain: bool = field(init=False)

    def __post_init__(self) -> None:
        self.is_plain = not (self.is_punct or self.is_space)


class WordReader:
    """Cuts texts for one language. Each piece between white space is shown to spaCy's tokenizer once.

    spaCy's tokenizer looks at one such piece at a time, so the words are the same as those of `nlp.make_doc(text)`; a
    test compares them.
    """

    def __init__(
        self, nlp: Language, describe: Callable[[str, str], Description], lemmatize: Callable[[str], str] | None
    ) -> None:
        """Begin with nothing known.

        Args:
            nlp: the pipeline whose tokenizer cuts.
            describe: tells what the cue index knows of a word in lower case with its lemma.
            lemmatize: gives the lemma of a word in lower case, where no pipeline does; None if nobody asks for lemmas.
        """
        self._nlp = nlp
        self._describe = describe
        self._lemmatize = lemmatize
        self._words: dict[tuple[str, str | None], Word] = {}
        self._chunks: dict[str, tuple[Word, ...]] = {}

    def read(self, text: str) -> list[Word]:
        """Return the words of a text in their order."""
        try:
            return [*chain.from_iterable(map(self._chunks.__getitem__, text.split(" ")))]
        except KeyError:  # something new, or white space other than single spaces
            return [*chain.from_iterable(map(self._learn, _split_at_spaces(text)))]

    def read_doc(self, doc: Doc) -> list[Word]:
        """Return the words of a doc, with the lemmas of the pipeline that made it where it gives any."""
        return [self._word(token.text, token.lemma_.lower() or None) for token in doc]

    def _learn(self, chunk: str) -> tuple[Word, ...]:
        if chunk.isspace():
            return (self._word(chunk),)
        if chunk not in self._chunks:
            if len(self._chunks) > MAX_KNOWN:
                self._chunks.clear()
                self._words.clear()
            cut = (_SURROGATE.sub("\ufffd", chunk[at : at + MAX_CHUNK]) for at in range(0, len(chunk), MAX_CHUNK))
            self._chunks[chunk] = tuple(self._word(token.text) for piece in cut for token in self._nlp.make_doc(piece))
        return self._chunks[chunk]

    def _word(self, text: str, lemma: str | None = None) -> Word:
        if (text, lemma) not in self._words:
            lexeme = self._nlp.vocab[text]
            lower = lexeme.lower_
            known = lemma if lemma is not None else self._lemmatize(lower) if self._lemmatize else ""
            self._words[text, lemma] = Word(text, lexeme.is_punct, lexeme.is_space, *self._describe(lower, known))
        return self._words[text, lemma]


def find_places(words: Sequence[Word], text: str, begin: int = 0) -> list[tuple[int, int]]:
    """Return where in the text (code points) each word begins and ends, the first of them at or after `begin`."""
    places, end = [], begin
    readable = text if text.isascii() else _SURROGATE.sub("\ufffd", text)
    for shown in [word.text for word in words]:
        start = readable.index(shown, end)
        end = start + len(shown)
        places.append((start, end))
    return places


def split_pieces(text: str) -> Iterator[tuple[int, str]]:
    """Cut a text of more than 100,000 characters at white space, with the place where each piece begins."""
    start = 0
    while len(text) - start > MAX_PIECE:
        ends = [text.rfind(mark, start, start + MAX_PIECE) + len(mark) for mark in ("\n", ". ", "! ", "? ")]
        space = text.rfind(" ", start, start + MAX_PIECE) + 1
        end = next((place for place in (max(ends), space) if place > start + 4), start + MAX_PIECE)
        yield start, text[start:end]
        start = end
    yield start, text[start:]


@cache
def load_lemmatizer(language: str) -> Callable[[str], str]:
    """Return a function from a word in lower case to its lemma, by simplemma's word lists.

    The lists are read from their packed form, which takes 20 microseconds a word and little memory.

    >>> load_lemmatizer("nl")("gevonden")
    'vinden'
    """
    lemmatizer = DefaultStrategy(low_memory=True)

    def lemmatize(word: str) -> str:
        if language not in LANGUAGES:
            raise LexiconProblem(f"~ needs a dictionary; there is one for each of {', '.join(LANGUAGES)}. Leave out ~.")
        return str(lemmatizer.get_lemma(word, language) or word).lower()

    return lemmatize


def _split_at_spaces(text: str) -> list[str]:
    """Cut at white space as spaCy does: one space belongs to the word before it, any further white space stands."""
    chunks: list[str] = []
    for chunk in _CHUNKS.findall(text):
        own = chunk.removeprefix(" ") if chunks and chunk.isspace() else chunk
        if own:
            chunks.append(own)
    return chunks
