"""Where sentences begin and end: every token in one sentence, every quote short enough to read."""

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.sentences import MAX_QUOTE_TOKENS, split_parts, split_sentences, trim

NLP = spacy.blank("en")
HOSTILE = st.lists(
    st.sampled_from(["word", " ", "\n", "\r\n", ".", "?!", "…", ",", '"', "”", "•", "😀", "e\u0301", "\u2028", "3.5"])
    | st.text(),
    max_size=30,
).map("".join)


def sentences(text):
    doc = NLP.make_doc(text)
    return [str(doc[slice(*trim(doc, start, end))]) for start, end in split_sentences(doc)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It broke. Twice!", ["It broke.", "Twice!"]),
        ("Really?! Yes... No… Well; ok", ["Really?!", "Yes...", "No…", "Well;", "ok"]),
        ('She said "it broke." Then left.', ['She said "it broke."', "Then left."]),
        ("no reply\nstill no reply\r\nnothing", ["no reply", "still no reply", "nothing"]),
        ("- no reply\n• still none\n* nothing", ["no reply", "still none", "nothing"]),
        ("It took 3.5 weeks, e.g. in May.", ["It took 3.5 weeks, e.g. in May."]),
        ("See https://example.org/a.b?c=1 for it.", ["See https://example.org/a.b?c=1 for it."]),
        ("no end", ["no end"]),
        ("...", ["..."]),
    ],
)
def test_a_sentence_ends_where_a_reader_sees_its_end(text, expected):
    assert sentences(text) == expected


def test_an_empty_text_has_no_sentence():
    assert list(split_sentences(NLP.make_doc(""))) == []


def test_a_parser_in_the_pipeline_is_not_asked():
    doc = NLP.make_doc("It broke. Twice!")
    for token in doc:
        token.is_sent_start = token.i == 1
    assert list(split_sentences(doc)) == [(0, 3), (3, 5)]


@given(HOSTILE)
@settings(max_examples=60, deadline=None)
def test_sentences_together_cover_the_whole_text_once(text):
    doc = NLP.make_doc(text)
    borders = [0, *(border for sentence in split_sentences(doc) for border in sentence), len(doc)]
    assert borders[::2] == borders[1::2]
    assert all(start < end for start, end in split_sentences(doc))


@given(st.lists(st.sampled_from(["word", ","]), min_size=1, max_size=130))
@settings(max_examples=60, deadline=None)
def test_the_parts_of_a_long_sentence_cover_it_once_and_are_short_enough_to_quote(words):
    doc = NLP.make_doc(" ".join(words))
    parts = split_parts(doc, 0, len(doc))
    borders = [0, *(border for part in parts for border in part), len(doc)]
    assert borders[::2] == borders[1::2]
    assert all(0 < end - start <= MAX_QUOTE_TOKENS for start, end in parts)


def test_a_sentence_short_enough_to_quote_is_not_cut_at_its_commas():
    doc = NLP.make_doc("one, " * 20)
    assert split_parts(doc, 0, len(doc)) == [(0, 40)]


def test_a_long_sentence_is_cut_after_its_commas():
    doc = NLP.make_doc(("word " * 19 + "word, ") * 3)
    assert split_parts(doc, 0, len(doc)) == [(0, 21), (21, 42), (42, 63)]


@given(HOSTILE)
@settings(max_examples=60, deadline=None)
def test_trimming_leaves_no_white_space_at_the_borders(text):
    doc = NLP.make_doc(text)
    start, end = trim(doc, 0, len(doc))
    quote = doc[start:end].text
    assert 0 <= start <= end <= len(doc)
    assert quote == quote.strip()
