"""Texts cut into words as spaCy cuts them, each different word looked at once however often it occurs."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate, chain
from operator import attrgetter

from simplemma.strategies import DefaultStrategy
from spacy.language import Language
from spacy.lexeme import Lexeme
from spacy.tokens import Doc

from synth.cue_index import Description
from synth.errors import LexiconProblem
from synth.tables import LANGUAGES

MAX_KNOWN = 100_000
MAX_CHUNK = 300
MAX_PIECE = 100_000
# As spaCy cuts: one space belongs to the word before it, any further white space stands for itself.
_CHUNKS = re.compile(r"\S+ ?|\s+")
_SURROGATE = re.compile("[\ud800-\udfff]")  # half a character, from a broken file: spaCy refuses it
ENDS = frozenset(".!?…;") | {"...", "?!", "!?", "!!", "!!!", "??", "???"}
CLOSERS = frozenset("\"'”’“»«)]")
_MAY_END = ENDS | CLOSERS


@dataclass(slots=True, eq=False)
class Word:
    """One word or mark, with what the cue index knows of it (see `Description`): all texts share it, none changes it.

    `size` counts its characters and the space behind it that belongs to it, `is_plain` says that it is neither
    punctuation nor white space, and `may_end` that it may be the last of a sentence.
    """

    text: str
    size: int = 0
    is_punct: bool = False
    is_space: bool = False
    conditions: frozenset[int] = frozenset()
    whole: tuple[str, ...] = ()
    anchors: int = 0
    seconds: int = 0
    precedes: int = 0
    follows: int = 0
    is_plain: bool = field(init=False)
    may_end: bool = field(init=False)

    def __post_init__(self) -> None:
        self.is_plain = not (self.is_punct or self.is_space)
        self.may_end = self.is_space or self.text in _MAY_END


_size = attrgetter("size")


class WordReader:
    """Cuts texts for one language. Each piece between white space is shown to spaCy's tokenizer once.

    spaCy's tokenizer looks at one such piece at a time, so the words are the same as those of `nlp.make_doc(text)`; a
    test compares them.
    """

    def __init__(
        self, nlp: Language, describe: Callable[[Lexeme, str], Description], lemmatize: Callable[[str], str] | None
    ) -> None:
        """Begin with nothing known.

        Args:
            nlp: the pipeline whose tokenizer cuts.
            describe: tells what the cue index knows of a word with its lemma.
            lemmatize: gives the lemma of a word in lower case, where no pipeline does; None if nobody asks for lemmas.
        """
        self._nlp = nlp
        self._describe = describe
        self._lemmatize = lemmatize
        self._words: dict[tuple[str, str, str | None], Word] = {}
        self._chunks: dict[str, tuple[Word, ...]] = {}

    def read(self, text: str) -> list[Word]:
        """Return the words of a text in their order."""
        try:
            return [*chain.from_iterable(map(self._chunks.__getitem__, text.split(" ")))]
        except KeyError:  # something new, or white space other than single spaces
            return [*chain.from_iterable(map(self._learn, _CHUNKS.findall(text)))]

    def read_doc(self, doc: Doc) -> list[Word]:
        """Return the words of a doc, with the lemmas of the pipeline that made it where it gives any."""
        return [self._word(token.text, token.whitespace_, token.lemma_.lower() or None) for token in doc]

    def _learn(self, with_space: str) -> tuple[Word, ...]:
        if with_space.isspace():
            return (self._word(with_space, ""),)
        chunk = with_space.removesuffix(" ")
        if chunk not in self._chunks:
            if len(self._chunks) > MAX_KNOWN:
                self._chunks.clear()
                self._words.clear()
            cut = (_SURROGATE.sub("\ufffd", chunk[at : at + MAX_CHUNK]) for at in range(0, len(chunk), MAX_CHUNK))
            *texts, last = (token.text for piece in cut for token in self._nlp.make_doc(piece))
            self._chunks[chunk] = (*(self._word(text, "") for text in texts), self._word(last, " "))
        if chunk != with_space:
            return self._chunks[chunk]
        *words, at_end = self._chunks[chunk]
        return (*words, self._word(at_end.text, ""))

    def _word(self, text: str, space: str, lemma: str | None = None) -> Word:
        if (text, space, lemma) not in self._words:
            lexeme = self._nlp.vocab[text]
            known = lemma if lemma is not None else self._lemmatize(lexeme.lower_) if self._lemmatize else ""
            about = (lexeme.is_punct, lexeme.is_space, *self._describe(lexeme, known))
            self._words[text, space, lemma] = Word(text, len(text + space), *about)
        return self._words[text, space, lemma]


def find_starts(words: Sequence[Word], begin: int = 0) -> list[int]:
    """Return where in the text (code points) each word begins, the first of them at `begin`."""
    return [*accumulate(map(_size, words[:-1]), initial=begin)]


def find_places(words: Sequence[Word], begin: int = 0) -> list[tuple[int, int]]:
    """Return where in the text (code points) each word begins and ends, the first of them at `begin`."""
    starts = find_starts(words, begin)
    return [(start, start + len(word.text)) for start, word in zip(starts, words, strict=False)]


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
