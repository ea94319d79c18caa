"""The pattern language: what each sign matches, and what is refused."""

from functools import cache

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.component import FindingsComponent
from synth.errors import LexiconProblem
from synth.finder import load_cutter
from synth.lexicon import Cue, Lexicon
from synth.patterns import MAX_TOKEN_PATTERNS, Place, compile_pattern
from synth.words import load_lemmatizer

CLASSES = {"negation": ("not",), "modal": ("should", "ought to"), "i": ("i", "we"), "tired": ("tired", "fed_up")}
NLP = spacy.blank("en")


def compiled(pattern, classes=CLASSES):
    return compile_pattern(pattern, classes, load_cutter("en"))


@cache
def component(pattern):
    return FindingsComponent(NLP, Lexicon("en", CLASSES, (Cue("cue", "pain", (pattern,), negated="same"),)))


def fires(pattern, text):
    return len(component(pattern)(NLP.make_doc(text)).spans["synth"]) > 0


@pytest.mark.parametrize(
    ("pattern", "matching", "other"),
    [
        ("wait", "We WAIT here.", "We waited."),
        ("wait*", "We waited.", "We await it."),
        ("*tijd", "Wachttijd!", "Tijdig."),
        ("*frust*", "So unfrustrating.", "So fun."),
        ("slow|late", "It came late.", "It came."),
        ("no|zero answer|reply", "Zero reply.", "No idea, zero."),
        ("{i} {modal} see", "We ought to see.", "We ought see."),
        ("no clear? answer", "No answer.", "No quick answer."),
        ("{i} {modal}? see", "I ought to see.", "I can see."),
        ("should ..2 see", "It should now be see.", "It should now be here to see."),
        ("should ..2 see", "It should now then see.", "It should now, then see."),
        ("^ please", "- Please add it.", "Could you please add it."),
        ("again $", "It broke again!", "It broke again today."),
        ("where is ?", "So where is it?", "That is where is it."),
        ("can't", "I can’t.", "I can."),
        ("can’t", "I can't.", "I can."),
        ("'m|am happy", "I’m happy.", "I was happy."),
        ("'ve got", "We've got it.", "We got it."),
        ("10/10", "10/10!", "10 out of 10"),
        ("fed_up|tired", "I am fed up.", "They fed us."),
        ("{modal} see|look_at", "I should look at it.", "I should look."),
        ("so {tired}", "I am so fed up.", "I am so fed."),
        ("~find it", "She found it.", "She finds them."),
        ("~wait|call_back", "They called. We waited.", "They will call."),
        ("so ..2{tired}|{i} again", "So fed up again.", "So angry again."),
        ("so ..2{i} again", "So I we again.", "So I we I again."),
        ("can|could<>{i} see", "Can we see?", "Can could see?"),
        ("can|could<>{i} see", "We could see.", "We I see."),
        ("a.b", "a.b", "aXb"),
        ("no", "No way.\nNow what", "Now what"),
    ],
)
def test_a_pattern_matches_what_its_signs_say(pattern, matching, other):
    assert fires(pattern, matching)
    assert not fires(pattern, other)


@pytest.mark.parametrize("text", ["I CAN'T OPEN IT!", "I Can't open it!", "i can't Open it", "I CAN’T OPEN IT"])
def test_capitals_make_no_difference(text):
    assert fires("{i} can't open", text)


def test_a_gap_may_be_empty_and_does_not_cross_the_end_of_a_sentence():
    assert fires("no ..3 reply", "No reply.")
    assert not fires("no ..3 reply", "I said no. Then a reply.")
    assert not fires("no ..3 reply", "I said no\nThen a reply")


@given(st.lists(st.text("abcdefgzéß", min_size=2, max_size=6), min_size=1, max_size=4))
@settings(max_examples=12, deadline=None)
def test_plain_words_match_themselves_wherever_they_stand(words):
    assert fires(" ".join(words), f"Well, {' '.join(words)}, yes")


def test_a_class_entry_of_several_words_stands_for_all_of_them():
    assert sorted(len(tokens) for tokens in compiled("{modal} see").token_patterns) == [2, 3]


def test_the_order_of_the_entries_of_a_class_makes_no_difference():
    swapped = {name: tuple(reversed(words)) for name, words in CLASSES.items()}
    assert compiled("{i} {modal} see|find") == compiled("{i} {modal} find|see", swapped)


def test_signs_of_place_are_told_apart_from_the_words():
    told = compiled("^ no reply $")
    assert told.place == Place(at_start=True, at_end=True, question=False)
    assert len(told.token_patterns[0]) == 2


@pytest.mark.parametrize("pattern", ["", "^", "$", "?", "^ $", "..3", "a?", "a? ..2", "{modal}?", "^ ..1 $"])
def test_a_pattern_that_could_match_nothing_is_refused(pattern):
    with pytest.raises(LexiconProblem, match="holds no word that has to be there; add one"):
        compiled(pattern)


@pytest.mark.parametrize("pattern", ["a||b", "no|", "|no reply"])
def test_an_empty_alternative_is_refused(pattern):
    with pytest.raises(LexiconProblem):
        compiled(pattern)


@pytest.mark.parametrize("pattern", ["~finds it", "~", "~find*", "~~find"])
def test_a_lemma_that_no_dictionary_gives_is_refused(pattern):
    with pytest.raises(LexiconProblem, match=r"as dictionaries give it|whole word"):
        compile_pattern(pattern, CLASSES, load_cutter("en"), lemmatize=load_lemmatizer("en"))


def test_a_word_class_that_is_not_there_is_told_with_those_that_are():
    with pytest.raises(LexiconProblem, match=r"no word class \{you\}; this lexicon has negation, modal, i, tired"):
        compiled("{you} see")


@pytest.mark.parametrize(
    "pattern", ["{i see", "{i}{modal} see", "{my-class} see", "no ..12 reply", "no ..x reply", "a<>", "a<>b?", "a <> b"]
)
def test_a_sign_that_is_mistyped_is_refused_instead_of_never_matching(pattern):
    with pytest.raises(LexiconProblem):
        compiled(pattern)


def test_a_pattern_that_stands_for_too_many_word_sequences_is_refused_with_the_remedy():
    numbers = "one two three four five six seven eight nine ten eleven".split()
    classes = {name: tuple(f"{name}{number} {'x ' * k}y" for k, number in enumerate(numbers)) for name in "abc"}
    count = len(numbers) ** 3
    with pytest.raises(LexiconProblem, match=rf"{count} word sequences; {MAX_TOKEN_PATTERNS} are allowed\. Split"):
        compiled("{a} {b} {c}", classes)


@pytest.mark.parametrize("text", ["(no", "a.b", r"\d+", "[x]", "c++"])
def test_signs_of_regular_expressions_are_plain_characters_even_beside_a_star(text):
    assert fires(f"{text}*", f"well {text} then")
    assert not fires(f"{text}*", "well 7 then axb no x c")
