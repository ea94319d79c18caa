"""Every example in the shipped lexicons is found by its cue, and no counter-example is."""

import pytest

from synth.finder import Finder
from synth.lexicon import Lexicon, load_lexicon
from synth.tables import KINDS, LANGUAGES

LEXICONS = {language: load_lexicon(language) for language in LANGUAGES}
CUES = [pytest.param(language, cue, id=cue.cue_id) for language in LANGUAGES for cue in LEXICONS[language].cues]


@pytest.fixture(scope="module")
def finders():
    return {language: Finder(LEXICONS[language]) for language in LANGUAGES}


def findings_of(finder: Finder, text: str) -> set[tuple[str, str]]:
    """Return what is found in an example; one of an answer has its question before it, with a dash between."""
    question, dash, answer = text.rpartition(" - ")
    hits = finder.find(finder.reader.read(text))
    if dash:
        hits = hits + finder.find_answer(finder.reader.read(question), finder.reader.read(answer))
    return {(hit.kind, hit.cue.cue_id) for hit in hits}


@pytest.mark.parametrize(("language", "cue"), CUES)
def test_a_cue_finds_its_examples_and_none_of_its_counter_examples(language, cue):
    alone = Finder(Lexicon(language, LEXICONS[language].classes, (cue,)))
    fires = (cue.kind, cue.cue_id)
    missed = [text for text in cue.examples if fires not in findings_of(alone, text)]
    wrong = [text for text in cue.counter_examples if fires in findings_of(alone, text)]
    assert (missed, wrong) == ([], [])


@pytest.mark.parametrize(("language", "cue"), CUES)
def test_an_example_has_its_kind_when_all_cues_of_the_language_work_together(language, cue, finders):
    found = {text: findings_of(finders[language], text) for text in cue.examples}
    wrong = [text for text, hits in found.items() if cue.kind not in {kind for kind, _ in hits}]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_cues_in_every_language(language):
    assert {cue.kind for cue in LEXICONS[language].cues} == set(KINDS)


@pytest.mark.parametrize(("language", "cue"), CUES)
def test_a_cue_shows_what_it_means(language, cue):
    assert cue.examples
