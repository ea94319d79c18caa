"""Where sentences begin and end: every token in one sentence, every quote short enough to read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.cue_index import Description
from synth.languages import load_nlp
from synth.sentences import MAX_QUOTE_WORDS, split_parts, split_sentences, trim
from synth.words import WordReader, find_places

READER = WordReader(load_nlp("en"), lambda *_: Description(), None)
HOSTILE = st.lists(
    st.sampled_from(["word", " ", "\n", "\r\n", ".", "?!", "…", ",", '"', "”", "•", "😀", "e\u0301", "\u2028", "3.5"])
    | st.text(),
    max_size=30,
).map("".join)


def sentences(text):
    words = READER.read(text)
    return [quote(text, words, *trim(words, *place)) for place in split_sentences(words)]


def quote(text, words, start, end):
    """Return the text that a range of words stands for."""
    places = find_places(words)
    return text[places[start][0] : places[end - 1][1]] if start < end else ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It broke. Twice!", ["It broke.", "Twice!"]),
        ("Really?! Yes... No… Well; ok", ["Really?!", "Yes...", "No…", "Well;", "ok"]),
        ('She said "it broke." Then left.', ['She said "it broke."', "Then left."]),
        ("A page was missing. 'The form', they said.", ["A page was missing.", "'The form', they said."]),
        ("Il dit. « C'est tout. » Il part.", ["Il dit.", "« C'est tout. »", "Il part."]),
        ("Er sagte: „Nein.“ Dann ging er.", ["Er sagte: „Nein.“", "Dann ging er."]),
        ("Das war's. »Warten Sie.« Mehr nicht.", ["Das war's.", "»Warten Sie.«", "Mehr nicht."]),
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


def test_speech_without_a_full_stop_is_cut_before_it_is_too_long_to_handle():
    words = READER.read("and so on " * 300)
    assert list(split_sentences(words)) == [(0, 400), (400, 800), (800, 900)]


def test_an_empty_text_has_no_sentence():
    assert list(split_sentences(READER.read(""))) == []


@given(HOSTILE)
@settings(max_examples=60, deadline=None)
def test_sentences_together_cover_the_whole_text_once(text):
    words = READER.read(text)
    borders = [0, *(border for sentence in split_sentences(words) for border in sentence), len(words)]
    assert borders[::2] == borders[1::2]
    assert all(start < end for start, end in split_sentences(words))


@given(st.lists(st.sampled_from(["word", ","]), min_size=1, max_size=130))
@settings(max_examples=60, deadline=None)
def test_the_parts_of_a_long_sentence_cover_it_once_and_are_short_enough_to_quote(said):
    words = READER.read(" ".join(said))
    parts = split_parts(words, 0, len(words))
    borders = [0, *(border for part in parts for border in part), len(words)]
    assert borders[::2] == borders[1::2]
    assert all(0 < end - start <= MAX_QUOTE_WORDS for start, end in parts)


def test_a_sentence_short_enough_to_quote_is_not_cut_at_its_commas():
    words = READER.read("one, " * 20)
    assert split_parts(words, 0, len(words)) == [(0, 40)]


def test_a_long_sentence_is_cut_after_its_commas():
    words = READER.read(("word " * 19 + "word, ") * 3)
    assert split_parts(words, 0, len(words)) == [(0, 21), (21, 42), (42, 63)]


@given(HOSTILE)
@settings(max_examples=60, deadline=None)
def test_trimming_leaves_no_white_space_at_the_borders(text):
    words = READER.read(text)
    start, end = trim(words, 0, len(words))
    trimmed = quote(text, words, start, end)
    assert 0 <= start <= end <= len(words)
    assert trimmed == trimmed.strip()


@pytest.mark.parametrize("text", ["It broke . “", "It broke . »", "It broke . )"])
def test_a_mark_that_ends_the_text_opens_nothing(text):
    for _ in range(2):  # the second time by what is known of each piece
        words = READER.read(text)
        assert list(split_sentences(words)) == [(0, len(words))]
