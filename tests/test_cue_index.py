"""The index over cues passes thousands of patterns over and finds exactly what spaCy's Matcher finds."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.matcher import Matcher

from synth.cue_index import CueIndex
from synth.finder import load_cutter
from synth.languages import load_nlp
from synth.lexicon import load_lexicon
from synth.patterns import ANYWHERE, Place, compile_pattern
from synth.tables import LANGUAGES
from synth.words import WordReader, load_lemmatizer

CLASSES = {"i": ("i", "we"), "manage": ("get in", "find", "~log in")}
PATTERNS = [
    "{i} can't ..2 {manage}", "no|never reply", "wait*", "*time again?", "not ..3 *work*", "so {i}? call|shout_at",
    "~call {i}? ..2 again", "..1 no", "again ..1 again", "i i? again",
    "so ..2{i}|{manage} again", "{i}<>{manage} not|again",
]  # fmt: skip
WORDS = st.sampled_from(
    "I we can't CAN'T never no reply waiting overtime again not it works so calls called shout at find logged in "
    ", . !".split()
)


def compile_all(language, patterns, classes):
    cut, lemmatize = load_cutter(language), load_lemmatizer(language)
    compiled = (compile_pattern(pattern, classes, cut, lemmatize=lemmatize) for pattern in patterns)
    return [(str(number), pattern) for number, pattern in enumerate(compiled)]


class Both:
    """The matches by the index and by one Matcher with all patterns."""

    def __init__(self, language, patterns, classes):
        self.nlp, self.lemmatize, index = load_nlp(language), load_lemmatizer(language), CueIndex()
        self.index, self.matcher = index, Matcher(self.nlp.vocab)
        for key, pattern in compile_all(language, patterns, classes):
            index.add(key, pattern.token_patterns)
            self.matcher.add(key, list(pattern.token_patterns))
        self.reader = WordReader(self.nlp, index.describe, self.lemmatize)

    def find(self, text):
        doc = self.nlp.make_doc(text)
        for token in doc:
            token.lemma_ = self.lemmatize(token.lower_)
        by_matcher = {(self.nlp.vocab.strings[key], start, end) for key, start, end in self.matcher(doc)}
        return self.index.find(self.reader.read(text)), by_matcher


SMALL = Both("en", PATTERNS, CLASSES)


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, max_size=12).map(" ".join))
def test_the_index_loses_no_match_and_adds_none(text):
    by_index, by_matcher = SMALL.find(text)
    assert set(by_index) == by_matcher
    assert len(by_index) == len(by_matcher)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_does_so_for_the_examples_of_the_shipped_lexicons(language):
    lexicon = load_lexicon(language)
    cues = lexicon.cues[::9]
    shipped = Both(language, [pattern for cue in cues for pattern in cue.patterns], lexicon.classes)
    text = " ".join(example for cue in cues for example in (*cue.examples, *cue.counter_examples))
    by_index, by_matcher = shipped.find(text)
    assert by_matcher
    assert set(by_index) == by_matcher


def test_a_pattern_is_looked_at_only_where_its_rarest_word_stands():
    nlp, index = load_nlp("en"), CueIndex(frequent=["the"])
    for key, pattern in compile_all("en", ["the form", "the|a|an letter"], {}):
        index.add(key, pattern.token_patterns)
    looked_for = {word: index.describe(nlp.vocab[word], "").anchors for word in ("the", "form", "letter")}
    assert looked_for == {"the": 0b00, "form": 0b01, "letter": 0b10}


def find_in(text, *, place=ANYWHERE, purpose="", wanted=""):
    nlp, index = load_nlp("en"), CueIndex()
    index.add("key", compile_all("en", ["refused"], {})[0][1].token_patterns, place=place, purpose=purpose)
    return index.find(WordReader(nlp, index.describe, None).read(text), purpose=wanted)


@pytest.mark.parametrize(
    ("text", "place", "found"),
    [
        ("refused", Place(at_start=True, at_end=True), True),
        ('"refused".', Place(at_start=True, at_end=True), True),
        ("still refused", Place(at_start=True), False),
        ("refused again", Place(at_end=True), False),
        ("still refused again", Place(question=True), True),
    ],
)
def test_a_pattern_for_the_border_of_a_sentence_is_passed_over_inside_it(text, place, found):
    assert bool(find_in(text, place=place)) is found


def test_what_is_looked_for_apart_is_found_only_where_it_is_asked_for():
    assert find_in("refused", purpose="question") == []
    assert find_in("refused", purpose="question", wanted="question") == [("key", 0, 1)]
    assert find_in("refused", wanted="question") == []
