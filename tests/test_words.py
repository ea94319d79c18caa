"""Words are cut as spaCy cuts them, wherever they stand, and each text's words can be found in it again."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth import words
from synth.cue_index import Description
from synth.languages import load_nlp
from synth.tables import LANGUAGES
from synth.words import WordReader, find_places, load_lemmatizer

NLP = {language: load_nlp(language) for language in (*LANGUAGES, "xx")}
PIECES = (
    "can't won’t I'm l'eau qu'il j’arrive aujourd'hui c.-à-d. Est-il z.B. geht's 's 'k m'n e.g. bijv. top. "
    "3,5 10:30 € 12% a/b (niet) «oui» „ja“ … ... !!! :-( 😡 👎🏽 e\u0301 P01 www.example.org/a?b=1 x@example.org ,,"
).split()
SPACES = [" ", "  ", "\n", "\r\n", "\t", "\u00a0", " \n ", "\u2028", ""]
TEXTS = st.lists(st.sampled_from(PIECES) | st.sampled_from(SPACES) | st.text(max_size=4), max_size=14).map(" ".join)
READERS = {language: WordReader(nlp, lambda *_: Description(), None) for language, nlp in NLP.items()}


@pytest.mark.parametrize("language", NLP)
@settings(max_examples=120, deadline=None)
@given(text=TEXTS | st.lists(st.sampled_from(PIECES + SPACES), max_size=14).map("".join))
def test_the_words_of_a_text_are_those_of_spacys_tokenizer(language, text):
    doc = NLP[language].make_doc(words._SURROGATE.sub("\ufffd", text))
    read = READERS[language].read(text)
    assert [word.text for word in read] == [token.text for token in doc]
    assert [(word.is_punct, word.is_space) for word in read] == [(token.is_punct, token.is_space) for token in doc]


@settings(max_examples=120, deadline=None)
@given(text=TEXTS)
def test_each_word_is_found_at_its_place_again(text):
    read = READERS["fr"].read(text)
    places = find_places(read)
    assert places == sorted(places)
    for word, (start, end) in zip(read, places, strict=True):
        if "\ufffd" not in word.text:
            assert text[start:end] == word.text


def test_a_piece_without_white_space_is_cut_so_that_no_text_takes_for_ever():
    assert len(READERS["en"].read("x" * 2_500)) == 9


def test_what_is_known_of_words_is_forgotten_before_it_fills_the_memory(monkeypatch):
    monkeypatch.setattr(words, "MAX_KNOWN", 10)
    reader = WordReader(NLP["en"], lambda *_: Description(), None)
    for number in range(100):
        reader.read(f"word{number}")
    assert len(reader._chunks) <= 11


@pytest.mark.parametrize(
    ("language", "word", "lemma"),
    [("nl", "gevonden", "vinden"), ("fr", "arrivais", "arriver"), ("de", "komm", "kommen"), ("en", "found", "find")],
)
def test_a_lemma_is_the_form_that_dictionaries_give(language, word, lemma):
    assert load_lemmatizer(language)(word) == lemma


def test_a_word_that_no_dictionary_holds_is_its_own_lemma():
    assert load_lemmatizer("nl")("qsdfjkl") == "qsdfjkl"
