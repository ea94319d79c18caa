"""Key phrases and shared concepts: what a group of texts is about, in the words people used."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.concepts import count_concepts, load_concepts
from synth.phrases import find_key_phrases, rank_phrases
from synth.tables import LANGUAGES

CONCEPTS = {concept.name: number for number, concept in enumerate(load_concepts())}


def phrases_of(*groups, language="en", **options):
    rows = [(text, number) for number, texts in enumerate(groups) for text in texts]
    texts, numbers = (pd.Series(column) for column in zip(*rows, strict=True))
    return find_key_phrases(texts, numbers, pd.Series([language] * len(rows)), **options)


def concepts_in(text):
    counts = count_concepts([text])[0]
    return {name for name, number in CONCEPTS.items() if counts[number]}


# --- key phrases ---


def test_a_group_is_told_by_what_others_do_not_say():
    found = phrases_of(["no reply here", "reply came late here"], ["broken card here", "my card here"], count=1)
    assert found == {0: ["reply"], 1: ["card"]}


def test_words_that_go_together_are_one_phrase():
    assert phrases_of(["the card reader", "a card reader"], ["long form", "short form"], count=1)[0] == ["card reader"]


def test_words_that_everybody_needs_to_speak_are_no_phrases():
    assert phrases_of(["it is what we have", "we have it"], ["reply", "reply"]) == {0: [], 1: ["reply"]}


def test_no_more_phrases_than_asked_for_and_none_shares_a_word_with_another():
    texts = ["card reader driver broken", "card reader error screen", "driver error"]
    found = phrases_of(texts, ["long form"], count=3)[0]
    words = [word for phrase in found for word in phrase.split()]
    assert len(found) <= 3
    assert len(words) == len(set(words))


def test_curly_and_straight_apostrophes_are_the_same():
    texts = ["le dossier d'enfant", "dossier de l'enfant", "un dossier d'enfant"]
    straight = phrases_of(texts, ["form"], language="fr")
    assert straight[0] == ["dossier d'enfant"]
    assert phrases_of([text.replace("'", "’") for text in texts], ["form"], language="fr") == straight


def test_a_french_elision_is_no_part_of_a_phrase():
    texts = ["J'attends l'attestation.", "Qu'il envoie l'attestation !"]
    assert phrases_of(texts, ["le loyer"], language="fr", count=1)[0] == ["attestation"]


def test_verbs_and_greetings_are_no_name():
    texts = ["Guten Tag, das Formular fehlt hier.", "Hallo, bei mir fehlt das Formular."]
    assert phrases_of(texts, ["die Miete"], language="de", count=1)[0] == ["Formular"]


def test_singular_and_plural_count_together_in_the_form_most_often_written():
    texts = ["de brief", "alle brieven", "mijn brieven"]
    assert phrases_of(texts, ["het loket"], language="nl", count=1)[0] == ["brieven"]


def test_nouns_joined_by_a_small_word_are_one_phrase():
    texts = ["de stand van het dossier", "ik ken de stand van het dossier niet"]
    found = phrases_of(texts, ["het dossier is traag", "een stand"], language="nl", count=1)
    assert found[0] == ["stand van het dossier"]


def test_a_phrase_is_weighed_among_the_texts_of_its_own_language():
    texts = pd.Series(["le code", "un code", "mijn code", "de code", "het loket", "le loyer"])
    ranked = rank_phrases(texts, pd.Series([0, 0, 1, 1, 1, 1]), pd.Series(["fr", "fr", "nl", "nl", "nl", "fr"]))
    assert ranked.loc[ranked["group"] == 0, ["language", "phrase", "texts", "share"]].to_numpy().tolist() == [
        ["fr", "code", 2, 1.0]
    ]


def test_texts_of_one_source_count_once():
    texts, groups = pd.Series(["the form", "my form", "a card"]), pd.Series([0, 0, 1])
    ranked = rank_phrases(texts, groups, pd.Series(["en"] * 3), sources=pd.Series(["u1", "u1", "u2"]))
    assert ranked["texts"].tolist() == [1, 1]


def test_what_stands_for_a_name_is_no_phrase():
    assert phrases_of(["the form of [person-1]", "a form for [person-1]"], ["a card"])[0] == ["form"]


@given(st.lists(st.text(), min_size=1, max_size=4), st.sampled_from([*LANGUAGES, "es", ""]))
@settings(max_examples=25, deadline=None)
def test_any_text_can_be_cut_for_phrases(texts, language):
    found = phrases_of(texts, ["x"], language=language)
    assert set(found) == {0, 1}


def test_a_language_without_stop_words_has_phrases_all_the_same():
    assert phrases_of(["no hay respuesta", "sin respuesta"], ["x"], language="es", count=1)[0] == ["respuesta"]


@given(st.permutations([("no reply", 0), ("reply late", 0), ("broken card", 1), ("card lost", 1), ("a form", 2)]))
@settings(max_examples=20, deadline=None)
def test_another_order_of_the_texts_gives_the_same_phrases(rows):
    texts, groups = (pd.Series(column) for column in zip(*rows, strict=True))
    found = find_key_phrases(texts, groups, pd.Series(["en"] * len(rows)))
    assert found == phrases_of(["no reply", "reply late"], ["broken card", "card lost"], ["a form"])


# --- concepts ---


def test_every_concept_has_a_label_in_every_language():
    assert [set(concept.label) for concept in load_concepts()] == [set(LANGUAGES)] * len(CONCEPTS)


def test_labels_of_one_language_differ():
    for language in LANGUAGES:
        assert len({concept.label[language] for concept in load_concepts()}) == len(CONCEPTS)


@pytest.mark.parametrize(
    "text",
    ["Ik wacht al weken.", "J'attends depuis des semaines.", "Ich warte seit Wochen.", "I have waited for weeks."],
)
def test_four_languages_meet_in_one_concept(text):
    assert "waiting" in concepts_in(text)


def test_capitals_make_no_difference_to_a_concept():
    assert concepts_in("PASSWORD") == concepts_in("password") == {"sign-in"}


def test_a_whole_word_of_a_concept_is_not_found_inside_another():
    assert "forms" in concepts_in("tick the box")
    assert "forms" not in concepts_in("a boxer")


def test_each_mention_counts():
    assert count_concepts(["password, and the password again", "hello"])[:, CONCEPTS["sign-in"]].tolist() == [2, 0]


def test_no_texts_have_no_rows_and_all_the_columns():
    assert count_concepts([]).shape == (0, len(CONCEPTS))


@given(st.text())
def test_any_text_has_counts(text):
    assert (count_concepts([text, text]) >= 0).all()
