"""The spaCy component: which spans it marks, what negation does to them, and how spaCy and displaCy see them."""

import re

import pytest
import spacy
from spacy import displacy
from spacy.tokens import Doc

from made_up import cue, make_lexicon
from synth.component import FindingsComponent
from synth.errors import LexiconProblem
from synth.sentences import MAX_QUOTE_WORDS

CUES = [
    cue("pain-problem", "problem*", weight=0.6),
    cue("pain-broken", "broken", weight=0.5),
    cue("pain-cannot", "{i} can't ..2 open", weight=0.8, negated="same"),
    cue("delight-no-problem", "no problem", negated="same"),
    cue("delight-easy", "easy", negated="pain"),
    cue("need-button", "need a button"),
]
LEXICON = make_lexicon(*CUES, negation=["not", "n't", "no", "far from"], not_negation=["not only"], i=["i", "we"])
NLP = spacy.blank("en")
COMPONENT = FindingsComponent(NLP, LEXICON)


def marked(text):
    return COMPONENT(NLP.make_doc(text))


def quotes(text):
    doc = marked(text)
    return [span.text for span in doc.spans["synth"]]


def kinds(text):
    doc = marked(text)
    return [span.label_ for span in doc.spans["synth"]]


# --- spans ---


def test_a_span_is_the_sentence_around_the_words_that_fired_with_its_kind_and_cue():
    doc = marked("Well. I can't even open it! Anyway.")
    (span,) = doc.spans["synth"]
    assert (span.text, span.label_, span.id_) == ("I can't even open it!", "pain", "pain-cannot")


def test_the_words_that_fired_stand_beside_the_spans():
    doc = marked("It is broken. I need a button.")
    assert doc.spans["synth"].attrs["words"] == ["broken", "need a button"]


def test_a_sentence_has_one_finding_a_kind():
    assert kinds("Broken, broken, a problem, and I need a button.") == ["pain", "need"]


def test_cues_of_one_kind_make_each_other_surer():
    doc = marked("It is broken, a problem.\nBroken and broken.")
    assert doc.spans["synth"].attrs["scores"] == [0.8, 0.5]
    assert [span.id_ for span in doc.spans["synth"]] == ["pain-problem", "pain-broken"]


def test_a_longer_cue_of_another_kind_overrules_the_shorter_one_it_covers():
    assert kinds("It was no problem at all.") == ["delight"]


def test_a_doc_without_cues_has_an_empty_group_of_spans():
    assert quotes("Good morning.") == quotes("") == []


def test_a_bullet_is_no_part_of_the_quote():
    assert quotes("- broken\n• a problem\n") == ["broken", "a problem"]


def test_the_quote_of_a_sentence_too_long_to_read_is_the_part_with_the_cue():
    (quote,) = quotes("it goes on " * 40 + "and it is broken " + "and on it goes " * 40)
    assert "broken" in quote
    assert len(quote.split()) <= MAX_QUOTE_WORDS


def test_speech_written_down_without_full_stops_has_more_than_one_finding():
    talk = "so the reader is broken and then we went on and on and on to say more about it " * 12
    assert len(quotes(talk)) > 1


# --- negation ---


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It is broken.", ["pain"]),
        ("It is not broken.", []),
        ("It isn't at all broken.", []),
        ("It is far from broken.", []),
        ("It's not, I think, broken.", ["pain"]),
        ("I do not know why it is broken.", ["pain"]),
        ("Certainly not. Broken again.", ["pain"]),
        ("It is not only broken.", ["pain"]),
        ("It is broken, not old.", ["pain"]),
        ("It is easy.", ["delight"]),
        ("It is not easy.", ["pain"]),
        ("I can't open it.", ["pain"]),
        ("Why not, we can't open it.", ["pain"]),
        ("Not that we can't open it.", ["pain"]),
    ],
)
def test_negation_silences_a_cue_or_turns_it_into_what_the_cue_says(text, expected):
    assert kinds(text) == expected


# --- in spaCy ---


@pytest.fixture(scope="module")
def nlp():
    nlp = spacy.blank("de")
    nlp.add_pipe("synth_findings")
    return nlp


def test_spacy_finds_the_component_by_its_entry_point(nlp):
    assert nlp.pipe_names == ["synth_findings"]
    doc = nlp("Ich verstehe das Formular nicht.")
    assert [span.label_ for span in doc.spans["synth"]] == ["pain"]


def test_displacy_shows_the_spans(nlp):
    doc = nlp("Ja. Ich verstehe es nicht.")
    html = displacy.render(doc, style="span", options={"spans_key": "synth"}, jupyter=False)
    shown = re.findall(r"position: relative[^>]*>\s*(\S+)", html)
    assert shown == ["Ich", "verstehe", "es", "nicht", "."]
    assert re.findall(r">\s*(pain|delight|need)\s*<", html) == ["pain"]


def test_a_doc_keeps_its_findings_when_it_is_stored():
    doc = marked("It is broken.")
    stored = Doc(NLP.vocab).from_bytes(doc.to_bytes())
    assert [(span.text, span.label_, span.id_) for span in stored.spans["synth"]] == [
        ("It is broken.", "pain", "pain-broken")
    ]
    assert stored.spans["synth"].attrs == doc.spans["synth"].attrs


def test_the_spans_may_stand_under_another_key():
    elsewhere = FindingsComponent(NLP, LEXICON, spans_key="sc")
    doc = elsewhere(NLP.make_doc("It is broken."))
    assert [span.label_ for span in doc.spans["sc"]] == ["pain"]


def test_a_pipeline_of_a_language_without_lexicon_is_told_which_there_are():
    with pytest.raises(LexiconProblem, match="no lexicon for 'es'; there is one for each of nl, fr, de, en"):
        spacy.blank("es").add_pipe("synth_findings")
