"""The index over cues asks spaCy about fewer patterns and finds exactly the same."""

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.matcher import Matcher

from synth.cue_index import CueIndex
from synth.lexicon import load_lexicon
from synth.patterns import compile_pattern
from synth.tables import LANGUAGES

CLASSES = {"i": ("i", "we"), "manage": ("get in", "find", "log in")}
PATTERNS = ["{i} can't ..2 {manage}", "no|never reply", "wait*", "*time again?", "not ..3 *work*", "so {i}? call"]
WORDS = st.sampled_from(
    "I we can't CAN'T never no reply waiting overtime again not it works so call find log in , . !".split()
)


def compile_all(nlp, patterns, classes):
    return [(str(number), compile_pattern(pattern, classes, nlp.tokenizer)) for number, pattern in enumerate(patterns)]


def both(nlp, compiled, text):
    """Return the matches by the index and by one Matcher with all patterns."""
    index, matcher = CueIndex(nlp.vocab), Matcher(nlp.vocab)
    for key, pattern in compiled:
        index.add(key, pattern.token_patterns)
        matcher.add(key, list(pattern.token_patterns))
    doc = nlp.make_doc(text)
    by_matcher = {(nlp.vocab.strings[key], start, end) for key, start, end in matcher(doc)}
    return set(index.find(doc)), by_matcher


ENGLISH = spacy.blank("en")
COMPILED = compile_all(ENGLISH, PATTERNS, CLASSES)


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, max_size=12).map(" ".join))
def test_the_index_loses_no_match_and_adds_none(text):
    by_index, by_matcher = both(ENGLISH, COMPILED, text)
    assert by_index == by_matcher


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_does_so_for_the_examples_of_the_shipped_lexicons(language):
    nlp, lexicon = spacy.blank(language), load_lexicon(language)
    cues = lexicon.cues[::9]
    compiled = compile_all(nlp, [pattern for cue in cues for pattern in cue.patterns], lexicon.classes)
    text = " ".join(example for cue in cues for example in (*cue.examples, *cue.counter_examples))
    by_index, by_matcher = both(nlp, compiled, text)
    assert by_matcher
    assert by_index == by_matcher


def test_only_patterns_whose_words_are_there_get_a_matcher():
    index = CueIndex(ENGLISH.vocab)
    for key, pattern in COMPILED:
        index.add(key, pattern.token_patterns)
    list(index.find(ENGLISH.make_doc("waiting")))
    made = [candidate for some in index._by_anchor.values() for candidate in some if "matcher" in vars(candidate)]
    assert {candidate.key for candidate in made} == {"2"}
