"""Which language: by speaker or comment, never by a word or two."""

import pandas as pd
import pytest

from synth.errors import SynthError
from synth.languages import detect_languages, load_nlp, to_code


def table(*rows, kind="feedback"):
    columns = ["participant_id", "text", "language"]
    return pd.DataFrame([(*row, "")[:3] for row in rows], columns=columns).assign(source_id="a", source_kind=kind)


def languages(*args, **options):
    return detect_languages(table(*args, **options))["language"].to_list()


def test_all_turns_of_a_speaker_decide_together():
    rows = [
        ("I", "Comment ça se passe chez vous ?"),
        ("P", "Ja."),
        ("P", "Ik vind het formulier te lang."),
        ("P", "Merci."),
    ]
    assert languages(*rows, kind="interview") == ["fr", "nl", "nl", "nl"]


def test_each_comment_decides_for_itself():
    rows = [
        ("1", "Das Formular ist viel zu lang."),
        ("2", "The form is far too long."),
        ("3", "Le formulaire est trop long."),
    ]
    assert languages(*rows) == ["de", "en", "fr"]


def test_a_comment_of_a_word_or_two_takes_the_language_of_its_source():
    rows = [("1", "Ik wacht al drie weken op antwoord."), ("2", "ok"), ("3", "👍"), ("4", "/")]
    assert languages(*rows) == ["nl", "nl", "nl", "nl"]


def test_a_source_without_words_has_no_language():
    assert languages(("1", "👍"), ("2", "!!")) == ["", ""]


def test_a_row_that_tells_its_language_keeps_it():
    assert languages(("1", "The form is far too long.", "Nederlands"))[0] == "nl"


def test_a_given_language_is_that_of_every_row_and_the_table_itself_stays():
    given = table(("1", "The form is far too long."))
    assert detect_languages(given, language="nl-BE")["language"].to_list() == ["nl"]
    assert given["language"].to_list() == [""]


@pytest.mark.parametrize(
    ("name", "code"), [("Français", "fr"), ("nl_BE", "nl"), ("ES", "es"), ("Deutsch", "de"), ("", "")]
)
def test_languages_are_known_by_name_or_code(name, code):
    assert to_code(name) == code


def test_a_blank_pipeline_cuts_sentences():
    nlp = load_nlp("fr")
    assert [sentence.text for sentence in nlp("Ça marche. J'appelle alors.").sents] == [
        "Ça marche.",
        "J'appelle alors.",
    ]


def test_a_pipeline_is_ones_own_to_add_to():
    assert load_nlp("fr") is not load_nlp("fr")


def test_a_dutch_sentence_ends_at_a_full_stop_after_a_plain_word():
    assert [sentence.text for sentence in load_nlp("nl")("Echt top. Ik bel, bijv. morgen.").sents] == [
        "Echt top.",
        "Ik bel, bijv. morgen.",
    ]


def test_an_unknown_language_gets_the_pipeline_for_any():
    assert [load_nlp(language).lang for language in ("", "qq", "../x")] == ["xx", "xx", "xx"]


def test_a_model_that_is_not_installed_is_told_with_the_command():
    with pytest.raises(SynthError, match="python -m spacy download nl_core_news_sm"):
        load_nlp("nl", model="nl_core_news_sm")
