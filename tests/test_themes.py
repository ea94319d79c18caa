"""Themes: the same groups on every run, and an honest answer when there is nothing to group."""

import pickle
import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from synth.errors import TableProblem
from synth.tables import FINDINGS, KINDS, LANGUAGES, THEMES, UTTERANCES
from synth.themes import ThemeModel, describe_themes, group, measure_stability, suggest_count
from synth.themes.bridging import BridgedVectors

SUBJECTS = {
    "waiting": ["I wait for weeks", "weeks of waiting again", "a month of waiting", "still waiting", "a long delay"],
    "sign-in": ["password refused", "the card reader again", "login with my eid", "my password", "no login possible"],
    "money": ["the rent is expensive", "pay the bill", "it cost me money", "an amount to pay", "expensive bill"],
    "letters": ["the letter is jargon", "jargon in letters", "a letter in jargon", "no word of it", "this wording"],
}
TEXTS = [text for texts in SUBJECTS.values() for text in texts]
SUBJECT = np.repeat(np.arange(len(SUBJECTS)), 5)


def tables(texts=TEXTS, language="en", kind="pain"):
    utterances = UTTERANCES.make(
        {
            "utterance_id": f"u{number}",
            "source_kind": "interview",
            "position": number,
            "participant_id": f"P{number % 4}",
            "role": "participant",
            "language": language,
            "text": text,
        }
        for number, text in enumerate(texts)
    )
    findings = FINDINGS.make(
        {
            "finding_id": f"f{number:03}",
            "utterance_id": f"u{number}",
            "start": 0,
            "end": len(text),
            "quote": text,
            "kind": kind,
            "score": 0.5,
        }
        for number, text in enumerate(texts)
    )
    return findings, utterances


@pytest.fixture(scope="module")
def model():
    return ThemeModel(4, embed=BridgedVectors()).fit(TEXTS)


@pytest.fixture(scope="module")
def grouping():
    return group(*tables(), n_themes=4)


# --- the model ---


def test_texts_about_one_subject_come_together(model):
    together = model.labels_[:, None] == model.labels_[None, :]
    planted = SUBJECT[:, None] == SUBJECT[None, :]
    assert (together == planted).mean() > 0.9


def test_themes_are_numbered_from_the_largest(model):
    sizes = np.bincount(ThemeModel(4).fit([*TEXTS, *TEXTS[:3] * 4]).labels_)
    assert sizes.tolist() == sorted(sizes, reverse=True)


@given(st.permutations(range(len(TEXTS))))
@settings(max_examples=8, deadline=None)
def test_another_order_of_the_texts_gives_each_the_same_theme_and_similarity(order):
    one, other = ThemeModel(4).fit(TEXTS), ThemeModel(4).fit([TEXTS[number] for number in order])
    assert other.labels_.tolist() == one.labels_[list(order)].tolist()
    assert other.similarity_.tolist() == one.similarity_[list(order)].tolist()


def test_predicting_the_texts_it_was_fitted_on_mostly_gives_their_themes(model):
    assert (model.predict(TEXTS) == model.labels_).mean() >= 0.9


def test_a_new_text_gets_the_theme_of_its_subject(model):
    assert model.predict(["password and login"])[0] == model.labels_[TEXTS.index("my password")]


def test_nearness_is_a_cosine_to_each_theme(model):
    nearness = model.transform([*TEXTS, "", "😀", "unheard-of"])
    assert nearness.shape == (len(TEXTS) + 3, 4)
    assert (np.abs(nearness) <= 1 + 1e-9).all()


def test_the_model_keeps_the_contract_of_scikit_learn():
    model = ThemeModel(3, random_state=7)
    assert clone(model).get_params() == {"n_themes": 3, "embed": None, "random_state": 7}
    assert clone(model).fit_predict(TEXTS).tolist() == model.fit(TEXTS).labels_.tolist()


def test_a_model_that_is_not_fitted_says_so():
    with pytest.raises(NotFittedError):
        ThemeModel().predict(TEXTS)


def test_twenty_texts_are_enough_for_the_rule_of_thumb():
    assert set(ThemeModel().fit(TEXTS).labels_.tolist()) == set(range(suggest_count(20)))


@pytest.mark.parametrize(
    "texts", [TEXTS[:1], TEXTS[:4], ["the same"] * 30, ["one comment"] * 100_000], ids=["one", "four", "same", "copies"]
)
def test_too_few_different_texts_to_group_are_one_theme(texts):
    assert set(ThemeModel().fit(texts).labels_.tolist()) == {0}


def test_no_text_at_all_is_told():
    with pytest.raises(TableProblem, match="there is no text to group"):
        ThemeModel().fit([])


def test_a_text_without_a_word_is_set_aside_and_the_reason_given():
    texts = [*TEXTS, "", "?!", "👍"]
    model = ThemeModel(4).fit(texts)
    assert model.labels_[-3:].tolist() == [-1, -1, -1]
    assert model.give_reasons(texts)[-3:] == ["no words"] * 3


def test_texts_without_any_word_are_all_set_aside():
    assert ThemeModel().fit(["", "?", "😀"]).labels_.tolist() == [-1, -1, -1]


def test_a_text_that_shares_nothing_with_any_other_fits_no_theme(model):
    assert model.give_reasons(["xyzzy"]) == ["fits no theme"]


def test_no_more_themes_than_different_texts():
    assert ThemeModel(50).fit(TEXTS[:6]).labels_.max() < 6


@pytest.mark.parametrize("n_themes", [0, -1])
def test_a_number_of_themes_below_one_is_refused(n_themes):
    with pytest.raises(ValueError, match=f"n_themes is {n_themes}"):
        ThemeModel(n_themes).fit(TEXTS)


@pytest.mark.parametrize(
    "texts", ["abcde", "😀😁🎉👍🙏", [f"{n}" for n in range(9)]], ids=["letters", "emoji", "digits"]
)
def test_texts_without_a_word_of_two_letters_stop_nothing(texts):
    assert len(ThemeModel().fit(list(texts)).labels_) == len(texts)


# --- stability ---


def test_stability_is_a_share_for_each_theme(model):
    stability = measure_stability(model)
    assert len(stability) == 4
    assert all(0 <= value <= 1 for value in stability)


@pytest.mark.parametrize("random_state", [0, 16, 31])
def test_stability_is_measured_for_as_few_as_five_texts(random_state):
    model = ThemeModel(random_state=random_state).fit(TEXTS[:5])
    assert len(measure_stability(model)) == len(model.centres_)


# --- the grouping of findings ---


def test_a_theme_counts_its_findings_participants_and_kinds(grouping):
    themes, members = grouping
    sizes = members.groupby("theme_id").size()
    assert list(themes)[: len(THEMES.columns)] == list(THEMES.columns)
    assert themes["size"].to_list() == sizes[themes["theme_id"]].to_list()
    assert themes[list(KINDS)].sum().to_dict() == dict.fromkeys(KINDS, 0) | {"pain": len(TEXTS)}
    assert (themes["participants"] <= 4).all()


def test_every_finding_is_in_one_theme(grouping):
    assert sorted(grouping[1]["finding_id"]) == sorted(tables()[0]["finding_id"])


def test_the_quote_of_a_theme_is_one_of_its_findings(grouping):
    themes, members = grouping
    quotes = tables()[0].set_index("finding_id")["quote"]
    for theme in themes.itertuples():
        assert theme.quote in set(quotes[members.loc[members["theme_id"] == theme.theme_id, "finding_id"]])


def test_a_theme_about_a_known_concept_has_its_label(grouping):
    assert {"waiting", "signing in"} <= set(grouping[0]["label"])


@pytest.mark.parametrize(("language", "label"), [("nl", "wachten"), ("fr", "attente"), ("de", "Wartezeit")])
def test_labels_are_in_the_language_asked_for(language, label):
    assert label in set(group(*tables(), n_themes=4, language=language)[0]["label"])


def test_labels_are_in_the_language_of_most_findings():
    assert "wachten" in set(group(*tables(language="nl"), n_themes=4)[0]["label"])


def test_labels_tell_the_themes_apart():
    labels = group(*tables([f"waiting for {word}" for word in "abc def ghi jkl mno pqr".split()]), n_themes=3)[0][
        "label"
    ]
    assert labels.is_unique


def test_a_theme_without_a_concept_is_called_by_its_phrase():
    texts = [
        f"{word} the tax calculator" for word in "we love; I dread; they moved; who built; nobody needs".split("; ")
    ]
    themes, _ = group(*tables([*texts, *SUBJECTS["waiting"]]), n_themes=2)
    assert set(themes["label"]) == {"tax calculator", "waiting"}


def test_a_theme_without_a_typical_phrase_is_called_by_a_quote():
    texts = ["I do not", "We do it", "You can", "They do", "He did", "It is so"]
    themes, _ = group(*tables(texts), n_themes=2)
    assert set(themes["label"].str.strip("“”")) <= set(texts)
    assert themes["label"].str.fullmatch("“.+”").all()


def test_a_theme_of_words_that_tell_nothing_has_a_label_too():
    themes, _ = group(*tables(["I do not", "We do it", "You can", "They do", "He did", "It is so"]), n_themes=3)
    assert (themes["label"].str.strip(" :/") != "").all()


@given(st.permutations(range(len(TEXTS))))
@settings(max_examples=4, deadline=None)
def test_another_order_of_the_rows_gives_the_same_tables(order):
    findings, utterances = tables()
    for one, other in zip(
        group(findings.iloc[order], utterances.iloc[order[::-1]], n_themes=4),
        group(findings, utterances, n_themes=4),
        strict=True,
    ):
        pd.testing.assert_frame_equal(one, other)


def test_grouping_leaves_the_tables_as_they_were():
    findings, utterances = tables()
    before = findings.copy(deep=True), utterances.copy(deep=True)
    group(findings, utterances)
    pd.testing.assert_frame_equal(findings, before[0])
    pd.testing.assert_frame_equal(utterances, before[1])


def test_no_findings_have_no_themes():
    themes, members = group(FINDINGS.make(), tables()[1])
    assert themes.empty
    assert members.empty
    assert set(THEMES.columns) <= set(themes)


@pytest.mark.parametrize("column", ["quote", "kind"])
def test_a_findings_table_that_lacks_a_column_is_told(column):
    findings, utterances = tables()
    with pytest.raises(TableProblem, match=f"findings table lacks the column '{column}'"):
        group(findings.drop(columns=column), utterances)


def test_an_utterances_table_that_lacks_a_column_is_told():
    findings, utterances = tables()
    with pytest.raises(TableProblem, match="utterances table lacks the column 'participant_id'"):
        group(findings, utterances.drop(columns="participant_id"))


def test_a_finding_whose_utterance_is_gone_is_told_and_not_dropped_in_silence():
    findings, utterances = tables()
    with pytest.raises(TableProblem, match="utterance u0"):
        group(findings, utterances.iloc[1:])


def test_a_language_without_labels_is_told_with_those_there_are():
    with pytest.raises(TableProblem, match=f"'es'.*{', '.join(LANGUAGES)}"):
        group(*tables(), language="es")


# --- what a researcher placed by hand ---


def placing(*rows):
    return pd.DataFrame(rows, columns=["finding_id", "column", "label"])


def theme_of(members):
    return members.set_index("finding_id")["theme_id"]


def test_findings_of_one_column_share_a_theme_and_those_of_two_do_not():
    placements = placing(("f000", "a", ""), ("f005", "a", ""), ("f001", "b", ""), ("f010", "b", ""))
    theme = theme_of(group(*tables(), n_themes=4, placements=placements)[1])
    assert theme["f000"] == theme["f005"] != ""
    assert theme["f001"] == theme["f010"] != ""
    assert theme["f000"] != theme["f001"]


def test_same_words_in_two_columns_stay_apart():
    findings, utterances = tables([*TEXTS, TEXTS[0]])
    theme = theme_of(group(findings, utterances, placements=placing(("f000", "a", ""), ("f020", "b", "")))[1])
    assert theme["f000"] != theme["f020"]


def test_a_finding_set_aside_by_hand_is_in_no_theme_and_says_so():
    members = group(*tables(), placements=placing(("f003", "", "")))[1].set_index("finding_id")
    assert members.loc["f003", ["theme_id", "reason"]].tolist() == ["", "set aside by hand"]
    assert members.loc["f003", ["x", "y"]].isna().all()
    assert members.drop(index="f003")[["x", "y"]].notna().all(axis=None)


def test_a_label_given_by_hand_is_kept():
    themes, members = group(*tables(), n_themes=4, placements=placing(("f000", "a", "The long wait")))
    assert themes.set_index("theme_id").loc[theme_of(members)["f000"], "label"] == "The long wait"


def test_a_theme_named_by_hand_needs_no_word_of_the_resamples():
    themes, members = group(*tables(), n_themes=4, placements=placing(("f000", "a", "The long wait")))
    verdicts = themes.set_index("theme_id")["verdict"]
    assert verdicts[theme_of(members)["f000"]] == "by hand"
    assert list(verdicts).count("by hand") == 1


def test_a_theme_whose_cards_were_moved_and_no_more_is_judged_by_its_words():
    findings, utterances = tables()
    placements = placing(("f000", "a", ""), ("f001", "a", "")).assign(shaped=[False, False])
    themes, _ = group(findings, utterances, n_themes=4, placements=placements)
    assert "by hand" not in set(themes["verdict"])


def test_a_theme_that_was_joined_without_a_name_is_made_by_hand():
    findings, utterances = tables()
    placements = placing(("f000", "a", ""), ("f001", "a", "")).assign(shaped=[True, True])
    themes, members = group(findings, utterances, n_themes=4, placements=placements)
    assert themes.set_index("theme_id").loc[theme_of(members)["f000"], "verdict"] == "by hand"


def test_placements_without_a_column_are_told():
    with pytest.raises(TableProblem, match="lack the column 'label'"):
        group(*tables(), placements=placing().drop(columns="label"))


# --- levels, vectors, bad input ---


def test_cutting_anew_gives_another_number_of_themes_and_leaves_the_model_as_it_was(model):
    before = model.labels_.copy()
    assert len(model.cut(2).centres_) == 2
    assert (model.labels_ == before).all()


def test_a_theme_is_linked_across_languages_and_the_words_are_shown():
    texts = [
        "ik wacht al weken",
        "weken wachten",
        "j'attends depuis des semaines",
        "semaines d'attente",
        *TEXTS[5:],
    ]
    findings, utterances = tables(texts)
    utterances.loc[:1, "language"], utterances.loc[2:3, "language"] = "nl", "fr"
    themes, members = group(findings, utterances, n_themes=4, language="en")
    theme = theme_of(members)
    assert theme["f000"] == theme["f002"]
    row = themes.set_index("theme_id").loc[theme["f000"]]
    assert row["concept"] == "waiting"
    assert row["because"].startswith("fr: ")
    assert "; nl: " in row["because"]


def test_the_model_takes_vectors_in_place_of_texts():
    vectors = np.repeat(np.eye(3), 6, axis=0) + 0.01 * np.arange(18)[:, None]
    labels = ThemeModel(3).fit(vectors).labels_
    assert [len(set(labels[start : start + 6])) for start in (0, 6, 12)] == [1, 1, 1]
    assert len(set(labels)) == 3


def test_a_fitted_model_is_the_same_after_pickling(model):
    assert pickle.loads(pickle.dumps(model)).predict(TEXTS).tolist() == model.labels_.tolist()


def test_the_features_have_names(model):
    assert model.get_feature_names_out().tolist() == ["thememodel0", "thememodel1", "thememodel2", "thememodel3"]


@pytest.mark.parametrize(
    "texts",
    [[], ["one"], ["", "?"], ["the same words"] * 300, list("abcde"), [*TEXTS, "twee woorden", "nog twee"]],
    ids=["none", "one", "empty", "copies", "nothing shared", "two texts of another language"],
)
def test_poor_input_gets_an_answer_without_a_warning(texts):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        themes, members = group(*tables(texts))
    assert len(members) == len(texts)
    assert (members["reason"] != "").tolist() == (members["theme_id"] == "").tolist()
    assert describe_themes((themes, members), language="nl")


DUTCH = {
    "form": ["aanvraagformulier onduidelijk", "de formulieren zijn te lang", "formuliertje niet gevonden",
             "webformulier blokkeert", "het invulformulier is zoek", "inschrijvingsformulieren op papier"],
    "wait": ["wachttijd van zes weken", "ik zit te wachten", "de wachttijden lopen op", "lang gewacht",
             "een wachtlijst zonder einde", "weer in de wachtrij"],
    "letter": ["die brieven zijn moeilijk", "een onbegrijpelijke brief", "aanmaningsbrief gekregen",
               "briefwisseling zonder eind", "de begeleidende brief ontbrak", "standaardbrieven"],
}  # fmt: skip


def test_dutch_compounds_and_inflections_meet_in_one_theme():
    labels = ThemeModel(3).fit_predict([text for texts in DUTCH.values() for text in texts]).reshape(3, 6)
    own = [np.bincount(row[row >= 0]).argmax() for row in labels]
    assert sorted(own) == [0, 1, 2]
    assert (labels == np.array(own)[:, None]).mean() > 0.8
