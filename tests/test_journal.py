"""A journal changes several things as one, shows how they stood at any moment, and overwrites nobody's work."""

import json
import shutil
import subprocess
from threading import Thread

import pytest

from synth.errors import StudyProblem
from synth.journal import Journal
from synth.projects import make_project


@pytest.fixture
def journal(location):
    return Journal(location)


@pytest.fixture
def colleague(location):
    return Journal(location, researcher="R2")


def memo(text, key="u1"):
    return [("memo", key, {"text": text})]


def texts(journal):
    journal.refresh()
    return {key: each["text"] for key, each in journal.things("memo").items()}


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


def test_a_thing_that_is_set_twice_in_one_action_is_undone_to_what_it_was(journal):
    journal.change(memo("Ask."))
    journal.change([*memo("Ask them."), *memo("Ask her.")])
    journal.undo()
    assert texts(journal) == {"u1": "Ask."}


def test_the_many_changes_of_one_action_are_listed_in_their_order(journal):
    journal.change([("memo", f"u{number}", {"text": "Ask."}) for number in range(12)])
    assert journal.history()["key"].to_list() == [f"u{number}" for number in range(12)]


def test_what_is_done_to_a_history_is_not_done_to_the_journal(journal):
    journal.change([("memo", "u1", {"text": ["Ask."]})])
    journal.history()["after"].iloc[0]["text"].append("!")
    assert texts(journal) == {"u1": ["Ask."]}


# --- two at work ---


def test_a_thing_that_a_colleague_changed_since_the_last_look_is_not_overwritten(journal, colleague):
    journal.change(memo("Ask."))
    colleague.refresh()
    colleague.change(memo("Ask him."))
    with pytest.raises(StudyProblem, match=r"R2 changed this memo at 20.* after you last looked.*nothing was written"):
        journal.change([*memo("Ask her."), *memo("New.", "u2")])
    assert texts(journal) == texts(colleague) == {"u1": "Ask him."}


def test_a_change_that_was_refused_can_be_made_once_the_colleagues_version_was_seen(journal, colleague):
    journal.change(memo("Ask."))
    with pytest.raises(StudyProblem, match="R1 changed this memo"):
        colleague.change(memo("Ask him."))
    colleague.change(memo("Ask him."))
    assert texts(journal) == {"u1": "Ask him."}


def test_a_thing_that_a_colleague_took_away_since_the_last_look_is_not_set_again_unseen(journal, colleague):
    journal.change(memo("Ask."))
    colleague.refresh()
    colleague.change([("memo", "u1", None)])
    with pytest.raises(StudyProblem, match="R2 changed this memo"):
        journal.change(memo("Ask her."))


def test_what_a_colleague_changed_and_took_back_is_no_reason_to_refuse(journal, colleague):
    journal.change(memo("Ask."))
    colleague.refresh()
    colleague.change(memo("Ask him."))
    colleague.undo()
    journal.change(memo("Ask her."))
    assert texts(colleague) == {"u1": "Ask her."}


def test_two_who_decide_the_same_decide_it_once(journal, colleague):
    journal.change(memo("Ask."))
    colleague.change(memo("Ask."))
    assert len(colleague.history()) == 1


def test_changes_of_other_things_since_the_last_look_are_no_reason_to_refuse(journal, colleague):
    journal.change(memo("Ask."))
    colleague.change(memo("Ask him.", "u2"))
    assert texts(journal) == {"u1": "Ask.", "u2": "Ask him."}


def test_of_many_who_change_one_thing_at_the_same_time_one_wins_and_the_others_are_told(location):
    Journal(location).change(memo("0"))
    told, journals = [], [Journal(location, researcher=f"R{number}") for number in range(8)]

    def write(journal):
        try:
            journal.change(memo(journal.researcher))
        except StudyProblem as problem:
            told.append(str(problem))

    threads = [Thread(target=write, args=[journal]) for journal in journals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(Journal(location).history()) == 2
    assert len([problem for problem in told if "changed this memo" in problem]) == len(told) == 7


def test_many_who_add_to_the_same_thing_lose_nothing(location):
    Journal(location).change([("list", "all", {"names": []})])

    def add(writer):
        journal = Journal(location)
        left = [f"{writer}-{number}" for number in range(5)]
        while left:
            try:
                journal.change([("list", "all", {"names": [*journal.things("list")["all"]["names"], left[0]]})])
            except StudyProblem:
                continue
            left.pop(0)

    threads = [Thread(target=add, args=[writer]) for writer in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    names = Journal(location).things("list")["all"]["names"]
    assert sorted(names) == [f"{writer}-{number}" for writer in range(4) for number in range(5)]


def test_a_backup_that_was_put_back_is_seen_by_a_notebook_that_is_open(tmp_path):
    journal = Journal(tmp_path / "study.db")
    journal.change(memo("Ask."))
    backup = journal.backup(tmp_path / "backup.db")
    journal.change(memo("Asked."))
    backup.replace(tmp_path / "study.db")
    assert texts(journal) == {"u1": "Ask."}
    journal.change(memo("New.", "u2"))
    assert texts(Journal(tmp_path / "study.db")) == {"u1": "Ask.", "u2": "New."}


# --- exports ---


def test_an_export_that_cannot_be_written_leaves_the_one_before(journal, tmp_path):
    journal.change(memo("Ask."))
    journal.export(tmp_path / "history.jsonl")
    before = (tmp_path / "history.jsonl").read_bytes()
    (tmp_path / "history.jsonl.part").mkdir()
    with pytest.raises(StudyProblem, match="cannot be written"):
        journal.export(tmp_path / "history.jsonl")
    assert (tmp_path / "history.jsonl").read_bytes() == before


def test_half_of_a_character_survives_export_and_merge(journal, tmp_path):
    journal.change(memo("\ud83d"))
    journal.export(tmp_path / "history.jsonl")
    other = Journal(tmp_path / "other.db")
    other.merge(tmp_path / "history.jsonl")
    assert texts(other) == {"u1": "\ud83d"}


def test_a_redo_whose_action_was_cut_out_of_an_export_is_none(journal, tmp_path):
    journal.change(memo("Ask."))
    journal.undo()
    journal.export(tmp_path / "history.jsonl")
    lines = (tmp_path / "history.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "history.jsonl").write_text(lines[1], encoding="utf-8")
    other = Journal(tmp_path / "other.db")
    other.merge(tmp_path / "history.jsonl")
    assert other.redo() is None


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_git_merges_the_exports_of_two_branches_without_loss(tmp_path):
    folder = make_project(tmp_path / "project")

    def git(*arguments):
        name = ["-c", "user.name=R1", "-c", "user.email=r1@example.org"]
        subprocess.run(["git", *name, *arguments], cwd=folder, check=True, capture_output=True)

    git("init", "--quiet", "--initial-branch=main")
    start = Journal(tmp_path / "start.db")
    start.change(memo("Ask."))
    start.export(folder / "history.jsonl")
    git("add", "--all")
    git("commit", "--message=start")
    for researcher in ("R1", "R2"):
        git("checkout", "--quiet", "-b", researcher, "main")
        journal = Journal(tmp_path / f"{researcher}.db", researcher=researcher)
        journal.merge(folder / "history.jsonl")
        journal.change(memo(f"seen by {researcher}", researcher))
        journal.change(memo("gone", f"{researcher}-gone"))
        journal.undo()
        journal.export(folder / "history.jsonl")
        git("commit", "--all", f"--message={researcher}")
    git("merge", "--quiet", "--no-edit", "R1")

    both = [Journal(tmp_path / name) for name in ("R1.db", "R2.db", "new.db")]
    assert [journal.merge(folder / "history.jsonl") for journal in both] == [3, 3, 7]
    expected = {"u1": "Ask.", "R1": "seen by R1", "R2": "seen by R2"}
    assert [texts(journal) for journal in both] == [expected] * 3
    exports = set()
    for journal in both:
        journal.export(folder / "history.jsonl")
        exports.add((folder / "history.jsonl").read_bytes())
    assert len(exports) == 1
    orders = [(each["at"], each["event_id"]) for each in map(json.loads, exports.pop().decode().splitlines())]
    assert orders == sorted(orders)
