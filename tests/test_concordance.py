"""The concordance: each place of a pattern, verbatim, with its surroundings."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.concordance import list_concordance
from synth.errors import LexiconProblem
from synth.tables import UTTERANCES

TEXTS = st.lists(st.sampled_from(["I waited", "no reply", "😀", "\n", "e\u0301", "waiting!", " "]), max_size=8)


def said(*texts, language="en"):
    row = {"source_id": "P01", "source_kind": "feedback", "role": "participant", "language": language}
    return UTTERANCES.make(
        row | {"utterance_id": f"u{number}", "position": number, "text": text} for number, text in enumerate(texts)
    )


def test_a_place_stands_between_what_comes_before_and_after():
    table = list_concordance(said("We had to wait for weeks."), "wait ..1 weeks", width=6)
    assert table[["before", "match", "after"]].to_numpy().tolist() == [["ad to ", "wait for weeks", "."]]


@settings(max_examples=25, deadline=None)
@given(st.lists(TEXTS.map(" ".join), max_size=3))
def test_what_is_shown_stands_verbatim_in_the_text(texts):
    utterances = said(*texts)
    texts_by_id = dict(zip(utterances["utterance_id"], utterances["text"], strict=True))
    for row in list_concordance(utterances, "~wait|no_reply", width=5).itertuples():
        text = texts_by_id[row.utterance_id]
        assert text[row.start : row.end] == row.match
        assert row.before + row.match + row.after in text


@pytest.mark.parametrize(
    ("language", "text"), [("nl", "Ik heb gewacht."), ("fr", "J'ai attendu."), ("de", "Ich wartete.")]
)
def test_a_lemma_finds_the_forms_of_each_language(language, text):
    assert len(list_concordance(said(text, language=language), "~wachten|~attendre|~warten")) == 1


def test_a_text_in_a_language_without_dictionary_is_searched_too():
    assert len(list_concordance(said("niente risposta", language="it"), "risposta")) == 1


def test_a_pattern_that_cannot_be_read_is_told_with_the_remedy():
    with pytest.raises(LexiconProblem, match=r"no word class \{nothing\}"):
        list_concordance(said("x"), "{nothing} here")


def test_no_place_gives_an_empty_table_with_its_columns():
    assert list_concordance(said("x"), "waiting").columns.tolist()[:3] == ["utterance_id", "start", "end"]
