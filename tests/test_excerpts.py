"""Excerpts: one row a tagging with who said it, retrieved by any filter, counted by participant and by meeting."""

import pandas as pd
import pytest

from synth.errors import TableProblem
from synth.excerpts import collect_excerpts, count_by_participant, count_cooccurrence, find_excerpts
from synth.study import Study
from synth.tables import UTTERANCES

TEXTS = {"u1": "I never hear back from them.", "u2": "Drie weken gewacht 😀.", "u3": "We answer in a day."}


@pytest.fixture
def utterances():
    rows = [
        {"utterance_id": key, "text": text, "source_id": f"P0{n}.vtt", "source_kind": "interview", "position": n,
         "participant_id": f"P0{n}", "role": "participant", "group": "citizen" if n < 3 else "civil servant"}
        for n, (key, text) in enumerate(TEXTS.items(), start=1)
    ]  # fmt: skip
    return UTTERANCES.make(rows).assign(channel=["phone", "", "desk"])


@pytest.fixture
def study(tmp_path, utterances):
    study = Study(tmp_path / "study.db")
    turns = utterances.set_index("utterance_id", drop=False).to_dict("index")
    study.tag(turns["u2"], 0, 18, "waiting", note="Check.")
    study.tag(turns["u1"], 2, 17, "no reply")
    study.tag(turns["u1"], 8, 12, "waiting")
    study.tag(turns["u1"], 18, 27, "trust")
    study.tag(turns["u3"], 3, 9, "reply")
    study.codebook.add("contact")
    study.codebook.move("no reply", "contact")
    yield study
    study.close()


@pytest.fixture
def excerpts(study, utterances):
    return collect_excerpts(study, utterances)


def test_an_excerpt_says_what_was_tagged_and_who_said_it_in_reading_order(excerpts):
    columns = ["quote", "tag", "path", "participant_id", "group", "channel", "note"]
    assert excerpts[columns].iloc[0].tolist() == [
        "never hear back", "no reply", "contact > no reply", "P01", "citizen", "phone", "",
    ]  # fmt: skip
    assert excerpts["participant_id"].tolist() == ["P01", "P01", "P01", "P02", "P03"]
    assert excerpts["note"].tolist()[3] == "Check."


def test_a_tagging_of_other_material_keeps_its_row(study, utterances):
    excerpts = collect_excerpts(study, utterances[utterances["utterance_id"] != "u3"])
    assert excerpts[["quote", "participant_id"]].iloc[-1].tolist() == ["answer", ""]


def test_excerpts_are_found_by_code_words_meeting_and_any_column(excerpts):
    assert find_excerpts(excerpts, under="contact")["quote"].tolist() == ["never hear back"]
    assert find_excerpts(excerpts, containing="NEVER")["tag"].tolist() == ["no reply"]
    assert find_excerpts(excerpts, overlapping="waiting")["tag"].tolist() == ["no reply"]
    assert find_excerpts(excerpts, group="citizen", tag=["waiting", "trust"])["quote"].tolist() == [
        "hear", "from them", "Drie weken gewacht",
    ]  # fmt: skip


def test_a_column_that_is_not_there_is_said(excerpts):
    with pytest.raises(TableProblem, match="no column 'colour'"):
        find_excerpts(excerpts, colour="red")
    with pytest.raises(TableProblem, match="no column 'colour'"):
        count_by_participant(excerpts, by="colour")


def test_codes_are_counted_by_participant_or_any_other_column(excerpts):
    counts = count_by_participant(excerpts)
    assert counts.loc["waiting"].to_dict() == {"P01": 1, "P02": 1, "P03": 0}
    assert count_by_participant(excerpts, by="group").loc["reply"].to_dict() == {"citizen": 0, "civil servant": 1}


def test_codes_meet_in_a_span_if_they_share_characters_and_in_an_utterance_anyway(excerpts):
    spans, turns = count_cooccurrence(excerpts), count_cooccurrence(excerpts, within="utterance")
    assert (spans.loc["waiting", "no reply"], spans.loc["trust", "no reply"], spans.loc["waiting", "waiting"]) == (
        1,
        0,
        2,
    )
    assert (turns.loc["trust", "no reply"], turns.loc["reply", "trust"]) == (1, 0)
    assert spans.equals(spans.T)
    with pytest.raises(TableProblem, match="not within 'page'"):
        count_cooccurrence(excerpts, within="page")


def test_a_study_without_taggings_has_no_excerpts(tmp_path, utterances):
    excerpts = collect_excerpts(Study(tmp_path / "new.db"), utterances)
    assert excerpts.empty
    assert count_cooccurrence(excerpts).empty
    assert count_cooccurrence(excerpts, within="utterance").empty
    assert find_excerpts(excerpts, under="x", overlapping="y", containing="z").empty
    assert isinstance(count_by_participant(excerpts), pd.DataFrame)
