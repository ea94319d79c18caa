"""Every example in the shipped lexicons is found by its cue, and no counter-example is."""

import pytest

from synth.cue_check import find_kinds, list_mistakes
from synth.finder import Finder
from synth.lexicon import load_lexicon
from synth.tables import KINDS, LANGUAGES

LEXICONS = {language: load_lexicon(language) for language in LANGUAGES}
CUES = [pytest.param(language, cue, id=cue.cue_id) for language in LANGUAGES for cue in LEXICONS[language].cues]


@pytest.fixture(scope="module")
def finders():
    return {language: Finder(LEXICONS[language]) for language in LANGUAGES}


@pytest.mark.parametrize(("language", "cue"), CUES)
def test_a_cue_finds_its_examples_and_none_of_its_counter_examples(language, cue):
    assert list_mistakes(cue, LEXICONS[language]) == []


@pytest.mark.parametrize(("language", "cue"), CUES)
def test_an_example_has_its_kind_when_all_cues_of_the_language_work_together(language, cue, finders):
    assert [text for text in cue.examples if cue.kind not in find_kinds(finders[language], text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_cues_in_every_language(language):
    assert {cue.kind for cue in LEXICONS[language].cues} == set(KINDS)


@pytest.mark.parametrize(("language", "cue"), CUES)
def test_a_cue_shows_what_it_means(language, cue):
    assert cue.examples
