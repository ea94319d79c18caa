"""Every example in the shipped lexicons is found by its cue, and no counter-example is."""

import pytest

from synth.component import FindingsComponent
from synth.languages import load_nlp
from synth.lexicon import Lexicon, load_lexicon
from synth.tables import KINDS, LANGUAGES

LEXICONS = {language: load_lexicon(language) for language in LANGUAGES}
CUES = [pytest.param(language, cue, id=cue.cue_id) for language in LANGUAGES for cue in LEXICONS[language].cues]


@pytest.fixture(scope="module")
def pipelines():
    return {language: load_nlp(language) for language in LANGUAGES}


@pytest.fixture(scope="module")
def components(pipelines):
    return {language: FindingsComponent(pipelines[language], LEXICONS[language]) for language in LANGUAGES}


def findings_of(component, nlp, text: str) -> set[tuple[str, str]]:
    doc = component(nlp.make_doc(text))
    return {(span.label_, span.id_) for span in doc.spans["synth"]}


@pytest.mark.parametrize(("language", "cue"), CUES)
def test_a_cue_finds_its_examples_and_none_of_its_counter_examples(language, cue, pipelines):
    nlp = pipelines[language]
    alone = FindingsComponent(nlp, Lexicon(language, LEXICONS[language].classes, (cue,)))
    fires = (cue.kind, cue.cue_id)
    missed = [text for text in cue.examples if fires not in findings_of(alone, nlp, text)]
    wrong = [text for text in cue.counter_examples if fires in findings_of(alone, nlp, text)]
    assert (missed, wrong) == ([], [])


@pytest.mark.parametrize(("language", "cue"), CUES)
def test_an_example_has_its_kind_when_all_cues_of_the_language_work_together(language, cue, pipelines, components):
    found = {text: findings_of(components[language], pipelines[language], text) for text in cue.examples}
    wrong = [text for text, hits in found.items() if cue.kind not in {kind for kind, _ in hits}]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_cues_in_every_language(language):
    assert {cue.kind for cue in LEXICONS[language].cues} == set(KINDS)


@pytest.mark.parametrize(("language", "cue"), CUES)
def test_a_cue_shows_what_it_means(language, cue):
    assert cue.examples
