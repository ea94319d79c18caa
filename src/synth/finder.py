"""Finds what the cues of a lexicon point to in the words of one text."""

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from synth.context import SIGNS, Context
from synth.cue_index import CueIndex, Match
from synth.errors import LexiconProblem
from synth.languages import load_nlp
from synth.lexicon import Cue, Lexicon, load_lexicon
from synth.patterns import Place, Tokenizer, TokenPattern, compile_pattern
from synth.sentences import MAX_QUOTE_WORDS, split_parts, split_sentences, trim
from synth.words import Word, WordReader, load_lemmatizer

ANSWER_BEGINS_WITHIN = 3

Stamps = Sequence[tuple[str, float]]  # cue files with the time each was changed, so that an edited one is read again


class Hit(NamedTuple):
    """A cue that fired on the words first to last, inside the words start to end that make the quote.

    `kind` is what it points to where it stands; `why` tells what there made a difference, or is "".
    """

    cue: Cue
    kind: str
    first: int
    last: int
    start: int
    end: int
    score: float
    why: str = ""


class Finder:
    """The cues of one language, ready to be looked for."""

    def __init__(self, lexicon: Lexicon, *, nlp: Language | None = None, check_lemmas: bool = True) -> None:
        """Compile a lexicon.

        Args:
            lexicon: the word classes and cues.
            nlp: the pipeline whose words and lemmas are read; the blank one of the language if left out.
            check_lemmas: whether each word after a `~` has to be a lemma of this language.

        Raises:
            LexiconProblem: a pattern cannot be compiled; names the cue and the remedy.
        """
        blank, lemmatize = nlp or load_blank(lexicon.language), load_lemmatizer(lexicon.language)
        compile_one = partial(
            compile_pattern,
            classes=lexicon.classes,
            tokenizer=load_cutter(lexicon.language),
            lemmatize=lemmatize if check_lemmas else None,
        )
        self._index = CueIndex(frequent=blank.Defaults.stop_words)
        self._cues: dict[str, tuple[Cue, Place, bool]] = {}
        for sign in sorted(sign for sign in SIGNS if lexicon.classes.get(sign)):
            self._index.add(sign, compile_one(f"{{{sign}}}").token_patterns)
        negators = {entry.split()[-1] for entry in lexicon.classes.get("negation", ())}
        for cue in lexicon.cues:
            for number, text in enumerate(cue.patterns):
                try:
                    pattern = compile_one(text)
                except LexiconProblem as problem:
                    raise LexiconProblem(f"{cue.place or f'cue {cue.cue_id}'}: {problem}") from problem
                denies = any(negators & _literals(tokens) for tokens in pattern.token_patterns)
                self._cues[f"{cue.cue_id}/{number}"] = (cue, pattern.place, denies)
                self._index.add(f"{cue.cue_id}/{number}", pattern.token_patterns)
        self.reader = WordReader(blank, self._index.describe, lemmatize if self._index.uses_lemmas else None)

    def find(self, words: Sequence[Word], *, spoken: bool = False) -> list[Hit]:
        """Return the findings of one text in their order: the surest of each kind in each sentence.

        Args:
            words: the words of the text.
            spoken: whether it was said in an interview, where cues for writing do not count.
        """
        found: list[Hit] = []
        for start, end in split_sentences(words):
            matches = self._index.find(words[start:end])
            hits = self._read(words, start, end, matches, spoken=spoken) if matches else []
            for begin, stop in split_parts(words, start, end) if hits else ():
                found.extend(_best_of_each_kind([hit for hit in hits if begin <= hit.first < stop]))
        return found

    def match(self, words: Sequence[Word]) -> list[tuple[int, int]]:
        """Return where the patterns fired, as (first word, end word), whatever the context says of it."""
        places: dict[tuple[int, int], None] = {}
        for start, end in split_sentences(words):
            for key, first, last in self._index.find(words[start:end]):
                if key in self._cues and _stands_right(self._cues[key][1], words[start:end], first, last):
                    places[start + first, start + last] = None
        return sorted(places)

    def find_in(self, doc: Doc, *, spoken: bool = False) -> list[Hit]:
        """Return the findings of a doc, with the lemmas and without the names of the pipeline that made it."""
        names = [(name.start, name.end) for name in doc.ents]
        hits = self.find(self.reader.read_doc(doc), spoken=spoken)
        return [hit for hit in hits if not any(start <= hit.first and hit.last <= end for start, end in names)]

    def find_answer(self, question: Sequence[Word], answer: Sequence[Word]) -> list[Hit]:
        """Return what an answer means because of its question alone ("Was that clear?" - "Not really.")."""
        asked = self._asked(question)
        start, end = next(
            (place for place in split_sentences(answer) if _says_something(answer[slice(*place)])), (0, 0)
        )
        if not asked or start == end:
            return []
        matches = self._index.find(answer[start:end])
        signs = {key for key, first, _ in matches if first < ANSWER_BEGINS_WITHIN}
        part = split_parts(answer, start, end)[0]
        hits = [
            Hit(cue, kind, *trim(answer, *part), *trim(answer, *part), cue.weight, f"it answers “{words}”")
            for cue, words in asked
            if (kind := _answered_kind(cue, signs))
        ]
        return _best_of_each_kind(hits)

    def _asked(self, question: Sequence[Word]) -> list[tuple[Cue, str]]:
        """Return the cues for answers that fired in the last sentence of a question, each with the words that fired."""
        places = [place for place in split_sentences(question) if _says_something(question[slice(*place)])]
        asked = question[slice(*places[-1])] if places else []
        fired = {}
        for key, first, last in self._index.find(asked):
            if key not in self._cues:
                continue
            cue, place, _ = self._cues[key]
            if cue.asked and _stands_right(place, asked, first, last):
                fired[cue.cue_id] = (cue, " ".join(word.text for word in asked[first:last]))
        return list(fired.values())

    def _read(
        self, words: Sequence[Word], start: int, end: int, matches: Iterable[Match], *, spoken: bool
    ) -> list[Hit]:
        """Return the cues that fired in one sentence, without those that the context or a longer cue overrules."""
        fired = [match for match in matches if match[0] in self._cues]
        hits: list[Hit] = []
        if not fired:
            return hits
        context, sentence = Context(words, matches, start, end), words[start:end]
        for key, first, last in fired:
            cue, place, denies = self._cues[key]
            if cue.asked or (spoken and cue.written) or not _stands_right(place, sentence, first, last):
                continue
            reading = context.read(cue, start + first, start + last, denies=denies)
            if reading.kind:
                quote = _quoted(words, start + first, start + last, start, end)
                score = round(cue.weight * reading.weight, 4)
                hits.append(Hit(cue, reading.kind, start + first, start + last, *quote, score, reading.why))
        if len(hits) < 2:
            return hits
        return [hit for hit in hits if not any(_overrules(other, hit) for other in hits)]


@lru_cache(maxsize=32)
def load_finder(language: str, cues: Stamps = (), model: str | None = None) -> Finder:
    """Return the finder of a language, made once for each set of cue files and each model.

    Args:
        language: one of nl, fr, de, en, or xx for the cues that need no language.
        cues: the study's own cue files, stamped.
        model: the name of an installed spaCy pipeline whose lemmas are to be used.
    """
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


def _literals(tokens: TokenPattern) -> set[str]:
    return {word for token in tokens for word in token.get("LOWER", {}).get("IN", ())}


def _stands_right(place: Place, sentence: Sequence[Word], first: int, last: int) -> bool:
    """Say whether a match stands where the pattern wants it in its sentence."""
    if not (place.at_start or place.at_end or place.question):
        return True
    if place.at_start and any(not (word.is_punct or word.is_space) for word in sentence[:first]):
        return False
    if place.at_end and any(not (word.is_punct or word.is_space) for word in sentence[last:]):
        return False
    return not place.question or any("?" in word.text for word in sentence[last:])


def _overrules(other: Hit, hit: Hit) -> bool:
    """Say whether another kind of cue covers a hit with more words: "no problem" overrules "problem"."""
    covers = other.first <= hit.first and hit.last <= other.last
    return other.kind != hit.kind and covers and (other.last - other.first) > (hit.last - hit.first)


def _best_of_each_kind(hits: list[Hit]) -> list[Hit]:
    """Return the surest hit of each kind, scored by the chance that not all cues of the kind are wrong (noisy or)."""
    if len(hits) == 1:
        return hits
    best = []
    for kind in sorted({hit.kind for hit in hits}):
        of_kind = [hit for hit in hits if hit.kind == kind]
        wrong = 1.0
        for score in sorted({hit.cue.cue_id: hit.score for hit in of_kind}.values()):
            wrong *= 1 - score
        surest = max(of_kind, key=lambda hit: (hit.score, hit.last - hit.first, -hit.first, hit.cue.cue_id))
        best.append(surest._replace(score=round(1 - wrong, 4)))
    return sorted(best, key=lambda hit: (hit.first, hit.kind))


def _quoted(words: Sequence[Word], first: int, last: int, start: int, end: int) -> tuple[int, int]:
    """Return the sentence around a match, or the parts of it that the match touches when it is too long to quote."""
    if end - start <= MAX_QUOTE_WORDS:
        return trim(words, start, end)
    parts = [part for part in split_parts(words, start, end) if part[0] < last and first < part[1]]
    return trim(words, parts[0][0], parts[-1][1])


def _says_something(words: Sequence[Word]) -> bool:
    return any(not (word.is_punct or word.is_space) for word in words)


def _answered_kind(cue: Cue, signs: set[str]) -> str:
    """Return what an answer that begins with these signs means when the cue stands in the question."""
    if "unsure" in signs:
        return ""
    if cue.asked == "open":
        return "" if "no" in signs else cue.kind
    if "no" in signs:
        return cue.kind if cue.negated == "same" else cue.negated
    return cue.kind if "yes" in signs else ""
