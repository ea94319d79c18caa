"""Prevalence of tags: corrected, with an interval that holds what it promises, and never in silence."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone

import synth
from synth.errors import TableProblem
from synth.prevalence import TagClassifier, correct, estimate_prevalence
from synth.scale import estimate_prevalence as estimate_in_parts
from synth.scale.frames import split
from synth.tables import UTTERANCES

pytestmark = pytest.mark.slow

TALK = {"waiting": ["weeks", "months", "slow", "waiting", "delay"], "letter": ["letter", "sentence", "words", "jargon"]}
FILLER = ["the", "office", "I", "was", "there", "again", "file", "said", "they", "then", "home", "day", "form"]


def make_material(size, *, seed=0, shares=(0.3, 0.1)):
    """Utterances and taggings of all of them: most texts with a tag use one of its words, some others do too."""
    rng = np.random.default_rng(seed)
    utterances, taggings = [], []
    for place in range(size):
        words = [str(word) for word in rng.choice(FILLER, 6)]
        for (tag, typical), share in zip(TALK.items(), shares, strict=True):
            has = rng.random() < share
            if rng.random() < (0.8 if has else 0.08):
                words.append(str(rng.choice(typical)))
            if has:
                taggings.append({"utterance_id": f"u{place:05d}", "tag": tag})
        about = {"utterance_id": f"u{place:05d}", "participant_id": f"p{place}", "position": place, "language": "en"}
        row = {"role": "participant", "source_kind": "feedback", "source_id": "c.csv", "text": " ".join(words)}
        utterances.append(about | row)
    return UTTERANCES.make(utterances), pd.DataFrame(taggings)


@pytest.fixture(scope="module")
def material():
    utterances, taggings = make_material(2_000)
    return utterances, taggings, utterances.sample(300, random_state=1)


def test_the_corrected_interval_holds_the_truth_and_is_worth_more_texts_than_were_tagged(material):
    utterances, taggings, sample = material
    found = estimate_prevalence(utterances, taggings, sample).set_index("tag")
    truth = taggings["tag"].value_counts() / len(utterances)
    for tag in TALK:
        row = found.loc[tag]
        assert row["low"] < truth[tag] < row["high"]
        assert row["high"] - row["low"] < row["by_hand_high"] - row["by_hand_low"]
        assert row["worth"] > 1.2 * 300


def test_partitions_and_the_order_of_rows_change_nothing(material):
    utterances, taggings, sample = material
    whole = estimate_prevalence(utterances, taggings, sample)
    parted = estimate_in_parts(split(utterances, rows=333), taggings, sample)
    pd.testing.assert_frame_equal(parted, whole)
    pd.testing.assert_frame_equal(estimate_prevalence(utterances[::-1], taggings[::-1], sample[::-1]), whole)


def cover(n, share, *, use, rounds=400):
    """Return how often the interval holds the true share, for a classifier that tells the truth more or less."""
    held = 0
    for seed in range(rounds):
        rng = np.random.default_rng(seed)
        yes = rng.random(20_000) < share
        chances = np.clip(use * yes + 0.3 + rng.normal(0, 0.15, len(yes)), 0, 1)  # biased: it says too much
        model = TagClassifier()
        model.tags_, model.held_out_ = ["t"], chances[:n, None]
        rest = [(n, len(yes) - n, np.array([chances[n:].sum()]))]
        row = correct(model, pd.DataFrame({"t": yes[:n]}), [str(i) for i in range(n)], rest).iloc[0]
        held += row["low"] <= yes.mean() <= row["high"]
    return held / rounds


@pytest.mark.slow
@pytest.mark.parametrize("use", [0.0, 0.3, 0.6])
@pytest.mark.parametrize(("n", "share"), [(100, 0.3), (200, 0.1), (400, 0.05)])
def test_the_interval_holds_the_truth_as_often_as_it_says(n, share, use):
    assert cover(n, share, use=use) >= 0.92  # .95 less two and a half standard errors


def test_a_tag_that_is_too_rare_to_learn_keeps_the_share_by_hand(material):
    utterances, taggings, sample = material
    rare = pd.DataFrame({"utterance_id": sample["utterance_id"].iloc[:3], "tag": "rare"})
    row = estimate_prevalence(utterances, pd.concat([taggings, rare]), sample).set_index("tag").loc["rare"]
    assert (row["tagged"], row["share"], row["share"] == row["by_hand"]) == (3, 0.01, True)
    assert np.isnan(row["machine"])
    assert row["low"] > 0


def test_what_is_tagged_whole_is_known(material):
    utterances, taggings, _ = material
    few = utterances.iloc[:200]
    row = estimate_prevalence(few, taggings, few).iloc[0]
    assert row["low"] == pytest.approx(row["share"], abs=1e-3) == row["high"]
    assert row["share"] == pytest.approx(row["by_hand"], abs=1e-6)


def test_many_texts_of_one_person_count_as_one():
    utterances, taggings = make_material(600)
    sample = utterances.iloc[:120]
    crowd = estimate_prevalence(utterances, taggings, sample).iloc[0]
    of_few = utterances.assign(participant_id=[f"p{place // 30}" for place in range(600)])
    loud = taggings[~taggings["utterance_id"].between("u00030", "u00119")]  # all of it said by one
    few = estimate_prevalence(of_few, loud, of_few.iloc[:120]).iloc[0]
    assert few["worth"] < crowd["worth"] / 4


@pytest.mark.parametrize(
    ("size", "tags", "message"),
    [
        (20, "waiting", "20 texts were tagged by hand; 30 is the least"),
        (60, None, "no text of the sample has a tag"),
        (60, "elsewhere", "60 of the 60 texts of the sample are not among the utterances"),
    ],
)
def test_a_sample_that_cannot_be_used_is_said(material, size, tags, message):
    utterances, taggings, _ = material
    others = utterances.iloc[100:] if tags == "elsewhere" else utterances
    with pytest.raises(TableProblem, match=message):
        estimate_prevalence(others, taggings if tags else taggings[:0], utterances.iloc[:size])


def test_the_classifier_keeps_to_the_contract_of_scikit_learn():
    utterances, taggings = make_material(200)
    marks = pd.crosstab(taggings["utterance_id"], taggings["tag"]).gt(0)
    marks = marks.reindex(utterances["utterance_id"], fill_value=False)
    model = clone(TagClassifier(strength=3.0)).fit(utterances["text"].tolist(), marks)
    assert model.get_params() == {"strength": 3.0}
    assert model.tags_ == ["letter", "waiting"]
    chances = model.predict_proba(["a delay of many weeks", "the office"])
    assert chances.shape == (2, 2)
    assert chances[0, 1] > chances[1, 1]
    assert model.predict_proba([]).shape == (0, 2)


def test_the_names_are_public():
    assert synth.estimate_prevalence is estimate_prevalence
