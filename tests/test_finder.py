"""The finder: made once for a language, read through a pipeline or without, and what a pattern says of itself."""

import os

import pytest
import spacy

from made_up import cue, make_lexicon
from synth import finder
from synth.errors import LexiconProblem
from synth.finder import Finder, load_finder, stamp


def find(text, lexicon, **options):
    one = Finder(lexicon, check_lemmas=False)
    return [hit.kind for hit in one.find(one.reader.read(text), **options)]


@pytest.fixture
def small(monkeypatch):
    """A stand-in for the shipped lexicons."""
    lexicon = make_lexicon(cue("pain-broken", "broken"), negation=["not"])
    monkeypatch.setattr(finder, "load_lexicon", lambda *_, **__: lexicon)
    finder._load_finder.cache_clear()
    yield
    finder._load_finder.cache_clear()


def test_a_finder_is_made_once_for_a_language_and_its_cue_files_whoever_asks(small):
    plain, with_cues = load_finder("en"), load_finder("en", (("my-cues.toml", 1.0),))
    assert load_finder("en", (), None) is plain is not with_cues


def test_languages_without_a_lexicon_share_the_finder_that_needs_no_language(small):
    assert load_finder("it") is load_finder("") is load_finder("xx") is not load_finder("en")


def test_an_edited_cue_file_has_another_stamp(tmp_path):
    path = tmp_path / "my-cues.toml"
    path.write_text("")
    before = stamp([path])
    os.utime(path, (1, 1))
    assert stamp([path]) != before


def test_a_cue_file_that_is_not_there_is_named():
    with pytest.raises(LexiconProblem, match=r"gone\.toml: there is no such cue file; cues= takes the paths"):
        stamp(["gone.toml"])


def test_a_pattern_that_cannot_be_used_is_told_with_its_cue_and_the_remedy():
    broken = make_lexicon(cue("need-button", "..3"), negation=["not"])
    with pytest.raises(LexiconProblem, match=r"cue need-button.*: the pattern '\.\.3' holds no word .*; add one"):
        Finder(broken)


@pytest.mark.parametrize(
    ("negation", "pattern", "text"),
    [
        ("without", "without ..2 reply", "We went without any reply."),
        ("in_vain", "in vain ..2 called", "In vain we called."),
        ("in_vain", "{negation} ..2 called", "In vain we called."),
        ("~fail", "~fail ..2 reply", "They failed to reply."),
        ("~fail", "{negation} ..2 reply", "They failed to reply."),
        ("non*", "non* ..2 replied", "Nonetheless replied."),
    ],
)
def test_a_pattern_that_names_a_negation_is_not_denied_by_it(negation, pattern, text):
    assert find(text, make_lexicon(cue("pain-reply", pattern), negation=[negation])) == ["pain"]


@pytest.mark.parametrize(
    ("negation", "text"), [("in_vain", "We called in vain him."), ("~fail", "We called failed him.")]
)
def test_a_negation_that_a_gap_passes_over_denies(negation, text):
    assert find(text, make_lexicon(cue("pain-called", "called ..3 him"), negation=[negation])) == []


def test_each_doc_of_a_pipeline_is_read_once_with_its_names():
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "ORG", "pattern": "Broken Ltd"}])
    seen = []
    nlp.tokenizer = lambda text, cut=nlp.tokenizer: (seen.append(text), cut(text))[1]
    one = Finder(make_lexicon(cue("pain-broken", "broken"), negation=["not"]), nlp=nlp)
    seen.clear()
    (piece,) = one.read("Broken Ltd is broken.")
    assert seen == ["Broken Ltd is broken."]
    assert [(hit.first, hit.last) for hit in one.find(piece.words, names=piece.names)] == [(3, 4)]
    assert one.find(piece.words[:2], names=piece.names) == []
