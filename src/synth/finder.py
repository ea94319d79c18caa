"""Finds what the cues of a lexicon point to in the words of one text."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from synth.context import CHANGING, SIGNS, Context
from synth.cue_index import CueIndex, Match, split_expression
from synth.errors import LexiconProblem
from synth.hits import Hit, answered_kind, best_of_each_kind, drop_overruled
from synth.languages import load_nlp
from synth.lexicon import ANY_LANGUAGE, Cue, Lexicon, load_lexicon
from synth.patterns import CompiledPattern, Place, Tokenizer, TokenPattern, compile_pattern
from synth.sentences import MAX_QUOTE_WORDS, split_parts, split_sentences, trim
from synth.tables import LANGUAGES
from synth.words import Word, WordReader, load_lemmatizer, split_pieces

ANSWER_BEGINS_WITHIN = 3
# What is looked for apart from all the rest, where it is asked for.
_QUESTION, _ANSWER, _CONTEXT = "question", "answer", "context"
_PURPOSES = dict.fromkeys(SIGNS - CHANGING, _CONTEXT) | dict.fromkeys(("yes", "no", "unsure"), _ANSWER)

Stamps = tuple[tuple[str, float], ...]  # cue files with the time each was changed, so that an edited one is read again


class Piece(NamedTuple):
    """As much of a text as is read at one go: where it begins, its words, and the names in it as ranges of words."""

    begin: int
    words: list[Word]
    names: Sequence[tuple[int, int]] = ()


class Rule(NamedTuple):
    """One pattern of a cue, with where it has to stand and whether it names a negation itself."""

    cue: Cue
    place: Place | None
    denies: bool


Choices = Set[tuple[str, str]]  # words, each with what is tested: the word itself or its lemma
Fired = tuple[Rule, int, int]  # a rule with the words of a sentence on which its pattern fired: first, end


class Finder:
    """The cues of one language, ready to be looked for."""

    def __init__(self, lexicon: Lexicon, *, nlp: Language | None = None, check_lemmas: bool = True) -> None:
        """Compile a lexicon.

        Args:
            lexicon: the word classes and cues.
            nlp: the pipeline whose words, lemmas and names are read; the blank one of the language if left out.
            check_lemmas: whether each word after a `~` has to be a lemma of this language.

        Raises:
            LexiconProblem: a pattern cannot be compiled; names the cue and the remedy.
        """
        blank, lemmatize = nlp or load_blank(lexicon.language), load_lemmatizer(lexicon.language)
        self._index = CueIndex(frequent=blank.Defaults.stop_words)
        self._pipeline = nlp
        self._rules: dict[str, Rule] = {}
        negations: list[list[Choices]] = []
        for sign in sorted(sign for sign in SIGNS if lexicon.classes.get(sign)):
            token_patterns = _compile_sign(lexicon.language, (*lexicon.classes[sign],), check_lemmas)
            self._index.add(sign, token_patterns, purpose=_PURPOSES.get(sign, ""))
            if sign == "negation":
                negations = [[_choices([token]) for token in tokens] for tokens in token_patterns]
        for cue in lexicon.cues:
            self._add(cue, lexicon, negations, check_lemmas=check_lemmas)
        self.reader = WordReader(blank, self._index.describe, lemmatize if self._index.uses_lemmas else None)

    def _add(self, cue: Cue, lexicon: Lexicon, negations: Iterable[list[Choices]], *, check_lemmas: bool) -> None:
        for number, text in enumerate(cue.patterns):
            try:
                pattern = _compile(lexicon.language, text, lexicon.classes, check_lemmas=check_lemmas)
            except LexiconProblem as problem:
                raise LexiconProblem(f"{cue.place or f'cue {cue.cue_id}'}: {problem}") from problem
            denies = any(_denies(_choices(tokens), negations) for tokens in pattern.token_patterns)
            key = f"{cue.cue_id}/{number}"
            self._rules[key] = Rule(cue, pattern.place if any(pattern.place) else None, denies)
            self._index.add(key, pattern.token_patterns, place=pattern.place, purpose=_QUESTION if cue.asked else "")

    def read(self, text: str) -> Iterator[Piece]:
        """Yield a text in pieces that are not too long to be read at one go."""
        for begin, piece in split_pieces(text):
            if self._pipeline:
                yield self.read_doc(self._pipeline(piece), begin)
            else:
                yield Piece(begin, self.reader.read(piece))

    def read_doc(self, doc: Doc, begin: int = 0) -> Piece:
        """Return a doc as a piece, with the lemmas and names of the pipeline that made it."""
        return Piece(begin, self.reader.read_doc(doc), [(name.start, name.end) for name in doc.ents])

    def find(self, words: Sequence[Word], *, names: Sequence[tuple[int, int]] = (), spoken: bool = False) -> list[Hit]:
        """Return the findings of one text in their order: the surest of each kind in each sentence.

        Args:
            words: the words of the text.
            names: ranges of words inside which no cue counts.
            spoken: whether it was said in an interview, where cues for writing do not count.
        """
        found: list[Hit] = []
        for start, end in split_sentences(words):
            sentence = words[start:end]
            matches = self._index.find(sentence)
            fired = self._fired(matches, sentence, spoken=spoken) if matches else []
            if not fired:
                continue
            hits = drop_overruled(self._read(words, start, end, matches, fired))
            if names:
                hits = [hit for hit in hits if not any(name[0] <= hit.first and hit.last <= name[1] for name in names)]
            for begin, stop in split_parts(words, start, end) if hits else ():
                found += best_of_each_kind([hit for hit in hits if begin <= hit.first < stop])
        return found

    def match(self, words: Sequence[Word]) -> list[tuple[int, int]]:
        """Return where the patterns fired, as (first word, end word), whatever the context says of it."""
        places: dict[tuple[int, int], None] = {}
        for start, end in split_sentences(words):
            sentence = words[start:end]
            matches = [*self._index.find(sentence), *self._index.find(sentence, purpose=_QUESTION)]
            for _, first, last in self._fired(matches, sentence):
                places[start + first, start + last] = None
        return sorted(places)

    def find_answer(self, question: Sequence[Word], answer: Sequence[Word]) -> list[Hit]:
        """Return what an answer means because of its question alone ("Was that clear?" - "Not really.")."""
        asked = self._asked(question)
        start, end = next(
            (place for place in split_sentences(answer) if _says_something(answer[slice(*place)])), (0, 0)
        )
        if not asked or start == end:
            return []
        matches = self._index.find(answer[start:end], purpose=_ANSWER)
        signs = {key for key, first, _ in matches if first < ANSWER_BEGINS_WITHIN}
        part = split_parts(answer, start, end)[0]
        hits = [
            Hit(cue, kind, *trim(answer, *part), *trim(answer, *part), cue.weight, f"it answers “{words}”")
            for cue, words in asked
            if (kind := answered_kind(cue, signs))
        ]
        return best_of_each_kind(hits)

    def _asked(self, question: Sequence[Word]) -> list[tuple[Cue, str]]:
        """Return the cues for answers that fired in the last sentence of a question, each with the words that fired."""
        places = [place for place in split_sentences(question) if _says_something(question[slice(*place)])]
        asked = question[slice(*places[-1])] if places else []
        fired = {}
        for rule, first, last in self._fired(self._index.find(asked, purpose=_QUESTION), asked):
            fired[rule.cue.cue_id] = (rule.cue, " ".join(word.text for word in asked[first:last]))
        return list(fired.values())

    def _fired(self, matches: Iterable[Match], sentence: Sequence[Word], *, spoken: bool = False) -> list[Fired]:
        """Return the patterns of cues among the matches that stand where they have to, each with its words."""
        return [
            (rule, first, last)
            for key, first, last in matches
            if (rule := self._rules.get(key))
            and not (spoken and rule.cue.written)
            and (not rule.place or _stands_right(rule.place, sentence, first, last))
        ]

    def _read(
        self, words: Sequence[Word], start: int, end: int, matches: Iterable[Match], fired: Iterable[Fired]
    ) -> list[Hit]:
        """Return what the patterns that fired in one sentence mean there, without those that the context denies."""
        quote = trim(words, start, end) if end - start <= MAX_QUOTE_WORDS else None
        signs = [match for match in matches if match[0] in CHANGING]
        if signs:
            signs += self._index.find(words[start:end], purpose=_CONTEXT)
            context = Context(words, signs, start, end)
        hits: list[Hit] = []
        for (cue, _, denies), first, last in fired:
            begin, stop = start + first, start + last
            kind, weight, why = context.read(cue, begin, stop, denies=denies) if signs else (cue.kind, cue.weight, "")
            if kind:
                begins, ends = quote or _quoted(words, begin, stop, start, end)
                hits.append(Hit(cue, kind, begin, stop, begins, ends, weight, why))
        return hits


def load_finder(language: str, cues: Stamps = (), model: str | None = None) -> Finder:
    """Return the finder of a language, made once for each set of cue files and each model.

    Args:
        language: what a text is in; any but nl, fr, de and en gets the cues that need no language.
        cues: the study's own cue files, stamped.
        model: the name of an installed spaCy pipeline whose words, lemmas and names are to be read.
    """
    return _load_finder(choose_lexicon(language), cues, model)


def choose_lexicon(language: str) -> str:
    """Return whose cues a text is searched for: those of its language, or those that need none.

    >>> choose_lexicon("nl"), choose_lexicon("it"), choose_lexicon("")
    ('nl', 'xx', 'xx')
    """
    return language if language in LANGUAGES else ANY_LANGUAGE


@lru_cache(maxsize=32)
def _load_finder(language: str, cues: Stamps, model: str | None) -> Finder:
    lexicon = load_lexicon(language, extra=[path for path, _ in cues])
    return Finder(lexicon, nlp=load_nlp(language, model=model) if model else None)


def stamp(paths: Sequence[str | Path]) -> Stamps:
    """Pair each cue file with the time it was last changed.

    Raises:
        LexiconProblem: a file is not there.
    """
    for path in paths:
        if not Path(path).is_file():
            raise LexiconProblem(f"{path}: there is no such cue file; cues= takes the paths of TOML files.")
    return tuple((str(path), Path(path).stat().st_mtime) for path in paths)


@cache
def load_blank(language: str) -> Language:
    """Return the blank pipeline that the finders of a language share; nobody adds anything to it."""
    return load_nlp(language)


@cache
def load_cutter(language: str) -> Tokenizer:
    """Return a function that cuts a text into words in lower case as the language's blank pipeline does."""
    tokenizer = load_blank(language).tokenizer

    @lru_cache(maxsize=10_000)
    def cut(text: str) -> tuple[str, ...]:
        return tuple(token.lower_ for token in tokenizer(text))

    return cut


def _compile(
    language: str, pattern: str, classes: Mapping[str, Sequence[str]], *, check_lemmas: bool
) -> CompiledPattern:
    lemmatize = load_lemmatizer(language) if check_lemmas else None
    return compile_pattern(pattern, classes, load_cutter(language), lemmatize=lemmatize)


@lru_cache(maxsize=128)
def _compile_sign(language: str, entries: tuple[str, ...], check_lemmas: bool) -> tuple[TokenPattern, ...]:
    """Compile a word class once for all finders: those of the signs are long, and each lexicon needs them."""
    return _compile(language, "{sign}", {"sign": entries}, check_lemmas=check_lemmas).token_patterns


def _denies(choices: Choices, negations: Iterable[Iterable[Choices]]) -> bool:
    """Say whether the words that a pattern allows hold all words of a negation."""
    return any(all(word & choices for word in negation) for negation in negations)


def _choices(tokens: Iterable[dict[str, Any]]) -> Choices:
    """Return the words that tests on a word allow, each with what is tested: the word itself or its lemma."""
    return {
        (attribute, word)
        for token in tokens
        for attribute in token.keys() & {"LOWER", "LEMMA"}
        for word in token[attribute].get("IN") or split_expression(token[attribute]["REGEX"])
    }


def _stands_right(place: Place, sentence: Sequence[Word], first: int, last: int) -> bool:
    """Say whether a match stands where the pattern wants it in its sentence."""
    if place.at_start and first and (sentence[0].is_plain or _says_something(sentence[1:first])):
        return False
    if place.at_end and _says_something(sentence[last:]):
        return False
    return not place.question or any("?" in word.text for word in sentence[last:])


def _quoted(words: Sequence[Word], first: int, last: int, start: int, end: int) -> tuple[int, int]:
    """Return the parts that a match touches of a sentence that is too long to quote."""
    parts = [part for part in split_parts(words, start, end) if part[0] < last and first < part[1]]
    return trim(words, parts[0][0], parts[-1][1])


def _says_something(words: Sequence[Word]) -> bool:
    return any(word.is_plain for word in words)
