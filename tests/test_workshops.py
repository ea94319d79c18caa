"""Sticky notes keep their frame and votes, and go out again as a table that boards and synth read."""

from pathlib import Path

import pandas as pd
import pytest

from synth.errors import TableProblem
from synth.readers import import_summary, read
from synth.tables import UTTERANCES
from synth.workshops import list_notes, write_board

SAMPLE = Path(__file__).parents[1] / "data" / "samples" / "workshop-stickies.csv"


@pytest.fixture(scope="module")
def utterances():
    return read(SAMPLE)


def make_note(number, text, **fields):
    about = {"source_kind": "workshop", "role": "participant", "position": number, "frame": "What hurts?"}
    return about | {"utterance_id": f"n{number}", "text": text, **fields}


def test_the_reader_keeps_frames_and_dot_votes_of_the_sample(utterances):
    notes = list_notes(utterances)
    written = pd.read_csv(SAMPLE)
    written = written[written["Text"] != "Type here..."]
    assert len(notes) == len(written) == 60
    assert notes.groupby("frame")["votes"].sum().to_dict() == written.groupby("Frame")["Votes"].sum().to_dict()
    assert "Type here" not in " ".join(notes["text"])
    assert import_summary(utterances)["left_out"].iloc[0].startswith("note of the board's template: 4")


def test_the_note_with_most_votes_comes_first_in_its_frame_and_equals_share_a_rank():
    rows = [make_note(n, text, votes=votes) for n, (text, votes) in enumerate([("a", "2"), ("b", "4"), ("c", "2")])]
    notes = list_notes(UTTERANCES.make(rows))
    assert notes[["text", "rank", "share"]].to_numpy().tolist() == [["b", 1, 0.5], ["a", 2, 0.25], ["c", 2, 0.25]]


def test_votes_that_are_no_number_are_listed_and_not_invented():
    notes = list_notes(UTTERANCES.make([make_note(1, "a", votes="many"), make_note(2, "b", votes="")]))
    assert notes["votes"].isna().all()
    assert [(left["utterance_id"], left["votes"]) for left in notes.attrs["left_out"]] == [("n1", "many")]


def test_a_board_without_votes_or_frames_gives_notes_all_the_same():
    rows = UTTERANCES.make([make_note(1, "a")]).drop(columns="frame")
    assert list_notes(rows)[["frame", "text", "rank"]].to_numpy().tolist() == [["", "a", 1]]


def test_a_note_has_the_theme_of_its_evidence(utterances):
    evidence = pd.DataFrame({"utterance_id": [utterances["utterance_id"].iloc[0]], "claim": ["status"]})
    assert list_notes(utterances, evidence)["theme"].value_counts().to_dict() == {"": 59, "status": 1}


def test_a_board_that_was_written_is_read_again_as_the_same_notes(tmp_path, utterances):
    notes = list_notes(utterances)
    again = list_notes(read(write_board(notes, tmp_path / "board.csv")))
    columns = ["frame", "group", "text", "votes", "rank"]
    pd.testing.assert_frame_equal(again[columns], notes[columns])


def test_quotes_go_to_a_board_with_their_claim_as_the_frame(tmp_path):
    evidence = pd.DataFrame({"quote": ["six weeks of silence"], "claim": ["status"], "group": ["citizen"]})
    path = write_board(evidence, tmp_path / "board.csv", text="quote", frame="claim")
    assert read(path)[["frame", "group", "text"]].to_numpy().tolist() == [["status", "citizen", "six weeks of silence"]]


@pytest.mark.parametrize("text", ["=1+1", "+32 470", "-1", "@me", "\t=1"])
def test_nothing_on_a_board_runs_as_a_formula(tmp_path, text):
    notes = pd.DataFrame({"text": [text], "frame": [text], "group": [text]})
    cells = pd.read_csv(write_board(notes, tmp_path / "board.csv"), dtype=str)
    assert [value[0] for value in cells[["Frame", "Author group", "Text"]].iloc[0]] == ["'"] * 3


def test_a_column_that_is_not_there_is_named(tmp_path):
    with pytest.raises(TableProblem, match="no column 'theme'; its columns are text"):
        write_board(pd.DataFrame({"text": ["a"]}), tmp_path / "board.csv", frame="theme")
