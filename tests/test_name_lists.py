import re

from hypothesis import given, settings
from hypothesis import strategies as st

from synth.privacy.name_lists import choice

WORDS = st.lists(st.text("abB.+~", min_size=1, max_size=4), min_size=1, max_size=8)


@settings(max_examples=100, deadline=None)
@given(WORDS, st.text("abB.+~", max_size=6))
def test_of_several_words_the_longest_that_a_text_begins_with_is_chosen(words, text):
    match = re.match(choice(words), text)
    assert (match[0] if match else "") == max(filter(text.startswith, words), key=len, default="")


def test_words_may_stand_in_one_string_and_in_any_order():
    assert choice("tante oom tantine") == choice(["tantine", "tante", "oom"])
