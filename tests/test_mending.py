"""A transcript is mended in place: the tags stay on their words, the original stays in the history."""

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from making import make_finding, make_turn
from synth.errors import StudyProblem
from synth.mending import mend_findings, mend_utterances
from synth.spans import find_words, move_span
from synth.study import Study
from synth.tables import FINDINGS, UTTERANCES

TEXT = "I wachted for weeks. Nobody caled me back."
MENDED = "Well, I waited for weeks. Nobody called me back."
TURN = make_turn("u1", TEXT)
FOUND = [make_finding("f1", TURN, "I wachted for weeks."), make_finding("f2", TURN, "Nobody caled me back.")]


def moved(words: str, old: str, new: str) -> str | None:
    start = old.index(words)
    span = move_span(start, start + len(words), old, new)
    return None if span is None else new[slice(*span)]


@pytest.mark.parametrize(
    ("words", "old", "new", "found"),
    [
        ("weeks", "for weeks now", "for many weeks now", "weeks"),
        ("wachted", TEXT, MENDED, "waited"),
        ("I wachted for weeks.", TEXT, MENDED, "I waited for weeks."),
        ("Nobody", TEXT, MENDED, "Nobody"),
        ("caled me", TEXT, MENDED, "called me"),
        ("for weeks", "waited for weeks", "waited for two weeks", "for two weeks"),
        ("weeks", "weeks", "Yes, weeks, yes", "weeks"),
        ("two words", "the two words", "the twowords", "twowords"),
        ("gone", "this is gone now", "this is now", None),
        ("all of it", "all of it", "something else", None),
        ("é😀", "x é😀 y", "xx é😀 y", "é😀"),
    ],
)
def test_a_span_stays_on_its_words(words: str, old: str, new: str, found: str | None) -> None:
    assert moved(words, old, new) == found


WORDS = st.lists(st.sampled_from(["a", "bc", "é", "😀", ".", " "]), max_size=12).map("".join)


@given(before=WORDS, inside=WORDS.filter(str.strip), after=WORDS, more=WORDS)
def test_words_that_are_kept_are_found_again_wherever_text_is_put_in(
    before: str, inside: str, after: str, more: str
) -> None:
    old, new = f"{before} {inside} {after}", f"{more} {before} {inside} {after}"
    assume(len(find_words(inside, old)) == len(find_words(inside, new)) == 1)
    span = move_span(len(before) + 1, len(before) + 1 + len(inside), old, new)
    assert span is not None
    assert 0 <= span[0] < span[1] <= len(new)


@given(old=WORDS.filter(bool), data=st.data())
def test_an_unchanged_text_moves_nothing(old: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(old) - 1))
    end = data.draw(st.integers(start + 1, len(old)))
    assert move_span(start, end, old, old) == (start, end)


@pytest.fixture
def utterances() -> pd.DataFrame:
    return UTTERANCES.make([TURN, make_turn("u2", "Another turn.", position=1)])


def quotes(study: Study) -> list[str]:
    return study.taggings()["quote"].tolist()


def test_a_mended_table_has_the_new_words_speaker_and_role(study: Study, utterances: pd.DataFrame) -> None:
    study.mend(TURN, text=MENDED, participant_id="P02", role="interviewer")
    table = mend_utterances(utterances, study)
    assert table.loc[0, ["text", "participant_id", "role"]].tolist() == [MENDED, "P02", "interviewer"]
    assert table.loc[1].equals(utterances.loc[1])
    assert utterances["text"][0] == TEXT
    assert table.attrs["account"] == [{"what": "mended", "utterances": 1}]
    assert mend_utterances(table, study).equals(table)


def test_a_mending_of_another_text_is_passed_over_and_counted(study: Study, utterances: pd.DataFrame) -> None:
    study.mend(TURN, text=MENDED)
    table = mend_utterances(utterances.assign(text="A third text."), study)
    assert table["text"].tolist() == ["A third text.", "A third text."]
    assert table.attrs["account"] == [{"what": "of another text, not mended", "utterances": 1}]


def test_tags_move_in_the_same_action_and_come_back_with_its_undo(study: Study) -> None:
    study.tag(TURN, 2, 9, "waiting")
    study.tag(TURN, 21, 33, "silence")
    study.mend(TURN, text=MENDED)
    assert quotes(study) == ["waited", "Nobody called"]
    assert study.undo() == "utterance"
    assert quotes(study) == ["wachted", "Nobody caled"]
    study.redo()
    assert quotes(study) == ["waited", "Nobody called"]


def test_a_tag_that_moves_still_says_who_put_it_and_when(study: Study, tmp_path) -> None:
    study.tag(TURN, 2, 9, "waiting")
    before = study.taggings().loc[0, ["researcher", "at"]].tolist()
    other = Study(tmp_path / "study.db", researcher="R2")
    other.mend(TURN, text=MENDED)
    assert other.taggings().loc[0, ["researcher", "at"]].tolist() == before
    assert other.history()["researcher"].tolist() == ["R1", "R2", "R2"]
    other.close()


def test_a_tag_whose_words_are_gone_keeps_its_quote(study: Study) -> None:
    study.tag(TURN, 21, 33, "silence")
    study.mend(TURN, text="I waited for weeks.")
    assert quotes(study) == ["Nobody caled"]


def test_the_original_and_every_version_stay(study: Study) -> None:
    study.mend(TURN, text=MENDED)
    study.mend(TURN | {"text": MENDED}, text="Once more.", participant_id="P02")
    thing = study.things("utterance")["u1"]
    assert [version["text"] for version in thing["earlier"]] == [TEXT, MENDED]
    assert thing["text"] == "Once more."


def test_findings_move_along_and_what_was_decided_about_them_stays_decided(
    study: Study, utterances: pd.DataFrame
) -> None:
    study.reject("f2")
    study.tag(TURN, 0, 20, "waiting", finding_id="f1")
    study.mend(TURN, text=MENDED, findings=FOUND)
    again = mend_findings(FINDINGS.make(FOUND), utterances, study)
    assert again["quote"].tolist() == ["I waited for weeks.", "Nobody called me back."]
    assert again["finding_id"].tolist() == [study.taggings()["finding_id"][0], *(study.rejected() - {"f2"})]


def test_a_finding_whose_words_are_gone_is_counted(study: Study, utterances: pd.DataFrame) -> None:
    study.mend(TURN, text="I wachted for weeks.")
    again = mend_findings(FINDINGS.make(FOUND), utterances, study)
    assert again["finding_id"].tolist() == ["f1"]
    assert again.attrs["account"] == [{"what": "words are gone", "findings": 1}]


def test_what_changes_nothing_is_no_event(study: Study) -> None:
    study.mend(TURN, text=TEXT, role="participant")
    assert study.history().empty


@pytest.mark.parametrize(
    ("fields", "reason"),
    [({"text": " \n"}, "needs words"), ({"role": "boss"}, "allowed are participant, interviewer, other")],
)
def test_a_mending_that_makes_no_sense_is_refused(study: Study, fields: dict[str, str], reason: str) -> None:
    with pytest.raises(StudyProblem, match=reason):
        study.mend(TURN, **fields)


def test_a_turn_that_somebody_else_mended_meanwhile_is_not_overwritten(study: Study) -> None:
    study.mend(TURN, text=MENDED)
    with pytest.raises(StudyProblem, match="mended since"):
        study.mend(TURN, text="Other words.")
