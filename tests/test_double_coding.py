"""A sample for several coders is drawn by seed, and each codes it without seeing the others' work."""

import pytest

from synth.double_coding import begin_round, draw_sample, finish_round, list_rounds, select_round
from synth.errors import StudyProblem, TableProblem
from synth.study import Study
from synth.tables import UTTERANCES

TEXT = "I waited six weeks."


def turn(number, source, kind="interview", language="nl", role="participant"):
    return {
        "utterance_id": f"{source}-{number}", "source_id": source, "source_kind": kind, "role": role,
        "position": number, "language": language, "text": TEXT,
    }  # fmt: skip


INTERVIEWS = UTTERANCES.make(
    turn(number, f"P{person:02}", language="nl" if person < 6 else "fr") for person in range(12) for number in range(5)
)
COMMENTS = UTTERANCES.make(turn(number, "comments.csv", "feedback") for number in range(50))
ROUND = INTERVIEWS[INTERVIEWS["source_id"] == "P00"]


@pytest.fixture
def two(tmp_path):
    return [Study(tmp_path / "study.db", researcher=name) for name in ("R1", "R2")]


def seen_by(study):
    study.refresh()
    return sorted(study.taggings()["researcher"])


def test_interviews_are_drawn_whole():
    assert draw_sample(INTERVIEWS).groupby("source_id").size().eq(5).all()


def test_comments_are_drawn_one_by_one():
    assert len(draw_sample(COMMENTS, share=0.2)) == 10


def test_each_language_is_in_the_sample():
    assert set(draw_sample(INTERVIEWS, share=0.01)["language"]) == {"nl", "fr"}


def test_the_same_seed_draws_the_same_from_rows_in_any_order():
    shuffled = draw_sample(INTERVIEWS.sample(frac=1, random_state=1), seed=3)
    assert set(shuffled["source_id"]) == set(draw_sample(INTERVIEWS, seed=3)["source_id"])


def test_seeds_draw_differently():
    assert len({tuple(draw_sample(COMMENTS, seed=seed)["utterance_id"]) for seed in range(5)}) == 5


@pytest.mark.parametrize("share", [0, -1, 1.5])
def test_a_share_outside_its_range_is_refused(share):
    with pytest.raises(TableProblem, match="above 0 and up to 1"):
        draw_sample(INTERVIEWS, share=share)


def test_until_all_are_done_each_sees_the_own_tags_alone(two):
    begin_round(two[0], "pilot", ROUND, ["R1", "R2"])
    for study in two:
        study.tag(ROUND.iloc[0], 2, 8, "waiting")
    assert [seen_by(study) for study in two] == [["R1"], ["R2"]]


def test_once_all_are_done_everybody_sees_everything(two):
    begin_round(two[0], "pilot", ROUND, ["R1", "R2"])
    for study in two:
        study.tag(ROUND.iloc[0], 2, 8, "waiting")
    assert [finish_round(study, "pilot") for study in two] == [["R2"], []]
    assert [seen_by(study) for study in two] == [["R1", "R2"]] * 2


def test_other_text_is_seen_as_before(two):
    begin_round(two[0], "pilot", ROUND, ["R1", "R2"])
    two[1].tag(INTERVIEWS.iloc[-1], 2, 8, "waiting")
    assert seen_by(two[0]) == ["R2"]


def test_who_is_no_coder_of_the_round_sees_all(two, tmp_path):
    begin_round(two[0], "pilot", ROUND, ["R1", "R2"])
    two[0].tag(ROUND.iloc[0], 2, 8, "waiting")
    assert seen_by(Study(tmp_path / "study.db", researcher="R3")) == ["R1"]


def test_what_one_rejects_is_not_rejected_for_the_other(two):
    begin_round(two[0], "pilot", ROUND, ["R1", "R2"])
    two[0].reject("f1")
    two[1].refresh()
    assert (two[0].rejected(), two[1].rejected()) == ({"f1"}, set())


def test_a_finished_round_is_open_again_after_undo(two):
    begin_round(two[0], "pilot", ROUND, ["R1", "R2"])
    finish_round(two[0], "pilot")
    two[0].undo()
    assert list_rounds(two[0])["waiting_for"].tolist() == ["R1, R2"]


def test_the_utterances_of_a_round_can_be_selected(two):
    begin_round(two[0], "pilot", ROUND, ["R1", "R2"])
    assert select_round(two[0], "pilot", INTERVIEWS)["source_id"].unique().tolist() == ["P00"]


def test_a_round_with_one_coder_is_refused_with_an_example(two):
    with pytest.raises(StudyProblem, match=r"begin_round\(study"):
        begin_round(two[0], "pilot", ROUND, ["R1"])


def test_a_round_that_has_begun_keeps_its_utterances(two):
    begin_round(two[0], "pilot", ROUND, ["R1", "R2"])
    with pytest.raises(StudyProblem, match="begun already"):
        begin_round(two[0], "pilot", INTERVIEWS, ["R1", "R2"])


def test_an_unknown_round_is_told_with_the_known_ones(two):
    begin_round(two[0], "pilot", ROUND, ["R1", "R2"])
    with pytest.raises(StudyProblem, match="'pilot'"):
        finish_round(two[0], "main")


def test_who_does_not_code_a_round_cannot_finish_it(tmp_path, two):
    begin_round(two[0], "pilot", ROUND, ["R1", "R2"])
    with pytest.raises(StudyProblem, match="not by R3"):
        finish_round(Study(tmp_path / "study.db", researcher="R3"), "pilot")
