"""A journal changes several things as one, and shows how they stood at any moment."""

import pytest

from synth.errors import StudyProblem
from synth.journal import Journal


@pytest.fixture
def journal(tmp_path):
    return Journal(tmp_path / "study.db")


def test_several_changes_are_undone_as_one(journal):
    journal.change([("memo", "u1", {"text": "Ask."}), ("code", "waiting", {"name": "waiting"})])
    journal.undo()
    assert (dict(journal.things("memo")), dict(journal.things("code"))) == ({}, {})


def test_a_past_moment_shows_what_stood_then_and_not_what_came_later(journal):
    journal.change([("memo", "u1", {"text": "Ask."})])
    before = journal.history()["at"].iloc[-1]
    journal.change([("memo", "u1", {"text": "Asked."})])
    past = journal.as_of(before)
    past.refresh()
    assert [each.things("memo")["u1"]["text"] for each in (past, journal)] == ["Ask.", "Asked."]


def test_the_past_cannot_be_changed(journal):
    past = journal.as_of("2026-03-01")
    with pytest.raises(StudyProblem, match="as it was on 2026-03-01"):
        past.change([("memo", "u1", {"text": "Ask."})])


def test_a_moment_that_is_none_is_told_with_an_example(journal):
    with pytest.raises(StudyProblem, match="2026-03-01T12:00"):
        journal.as_of("last Tuesday")
