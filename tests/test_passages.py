"""Passages: findings and the sentences between them, and what a researcher's decisions say about each."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.findings import find
from synth.passages import collect_passages, read_decisions
from synth.study import Study
from synth.tables import TAGGINGS, UTTERANCES, check_quotes

TEXT = "I could not find the form. We live in the north. The clerk was very friendly."
TEXTS = st.lists(st.sampled_from(["I could not find it.", "We live here now", "😀", "\n", "ok.", " "]), max_size=8)


def said(*texts, role="participant"):
    row = {"source_id": "P01", "source_kind": "interview", "role": role, "language": "en"}
    return UTTERANCES.make(
        row | {"utterance_id": f"u{number}", "position": number, "text": text} for number, text in enumerate(texts)
    )


def tagged(*places):
    return TAGGINGS.make(
        {"tagging_id": str(n), "utterance_id": "u0", "start": start, "end": end, "tag": "t", "finding_id": finding}
        for n, (start, end, finding) in enumerate(places)
    )


@pytest.fixture
def passages():
    utterances = said(TEXT)
    return collect_passages(utterances, find(utterances))


def test_between_the_findings_stand_the_sentences_without_one(passages):
    assert list(zip(passages["kind"], passages["text"], strict=True)) == [
        ("pain", "I could not find the form."),
        ("", "We live in the north."),
        ("delight", "The clerk was very friendly."),
    ]


def test_the_interviewers_sentences_are_no_passages():
    utterances = said(TEXT, role="interviewer")
    assert len(collect_passages(utterances, find(utterances))) == 0


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(st.lists(TEXTS.map(" ".join), max_size=3))
def test_each_passage_stands_verbatim_at_its_place_and_no_two_have_one_id(texts):
    utterances = said(*texts)
    found = collect_passages(utterances, find(utterances))
    check_quotes(found.rename(columns={"text": "quote"}), utterances)
    assert found["passage_id"].is_unique


def test_a_tag_on_a_finding_accepts_it_and_a_rejection_refuses_it(passages):
    first, last = passages["passage_id"].iloc[[0, 2]]
    labels = read_decisions(passages, tagged((0, 26, first)), {last})
    assert labels.tolist() == [True, False, False]


def test_nothing_is_said_about_a_sentence_while_findings_beside_it_are_undecided(passages):
    labels = read_decisions(passages, tagged((0, 26, passages["passage_id"].iloc[0])), set())
    assert labels.tolist() == [True, pd.NA, pd.NA]


def test_a_tag_of_ones_own_accepts_the_sentence_under_it(passages):
    labels = read_decisions(passages, tagged((30, 40, "")), set())
    assert labels.tolist() == [pd.NA, True, pd.NA]


def test_the_decisions_of_a_study_stand_beside_the_passages(tmp_path, passages):
    utterances = said(TEXT)
    study = Study(tmp_path / "study.db")
    study.tag(utterances.iloc[0], 0, 26, "forms", finding_id=passages["passage_id"].iloc[0])
    study.reject(passages["passage_id"].iloc[2])
    decided = collect_passages(utterances, find(utterances), study=study)
    assert decided["accepted"].tolist() == [True, False, False]
    assert passages["accepted"].isna().all()
