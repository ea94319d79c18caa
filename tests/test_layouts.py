"""A study of an older synth is brought to the layout of this one, with a copy kept first, or left as it was."""

import sqlite3
from contextlib import closing

import pytest
import sqlalchemy as sa

from synth import layouts
from synth.errors import StudyProblem
from synth.journal import Journal


def add_a_column(connection):
    connection.exec_driver_sql("ALTER TABLE about ADD COLUMN note TEXT")


def fail(connection):
    add_a_column(connection)
    raise sa.exc.OperationalError("ALTER TABLE", {}, sqlite3.OperationalError("broken"))


@pytest.fixture
def old(location):
    """Return the place of a study that was made before there were any steps."""
    journal = Journal(location)
    journal.change([("memo", "u1", {"text": "Ask."})])
    journal.close()
    return location


def memos(location):
    return {key: memo["text"] for key, memo in Journal(location).things("memo").items()}


def about(location):
    journal = Journal(location)
    with journal._store.reading() as log:
        return log._connection.exec_driver_sql("SELECT * FROM about").mappings().one()


def copies_of(path):
    return [each for each in path.parent.iterdir() if ".layout-" in each.name]


def test_an_older_layout_is_brought_up_to_date_with_everything_in_it(old, monkeypatch):
    monkeypatch.setattr(layouts, "STEPS", [add_a_column])
    assert memos(old) == {"u1": "Ask."}
    assert about(old) == {"schema_version": 2, "note": None}


def test_a_step_is_done_once(old, monkeypatch):
    monkeypatch.setattr(layouts, "STEPS", [add_a_column])
    for _ in range(2):
        assert memos(old) == {"u1": "Ask."}


def test_only_the_steps_that_a_layout_lacks_are_done(old, monkeypatch):
    monkeypatch.setattr(layouts, "STEPS", [add_a_column])
    Journal(old).close()
    added = []
    monkeypatch.setattr(layouts, "STEPS", [add_a_column, added.append])
    assert about(old)["schema_version"] == 3
    assert len(added) == 1


def test_a_step_that_fails_leaves_the_old_layout(old, monkeypatch):
    monkeypatch.setattr(layouts, "STEPS", [fail])
    with pytest.raises(StudyProblem, match="broken"):
        Journal(old)
    monkeypatch.setattr(layouts, "STEPS", [])
    assert memos(old) == {"u1": "Ask."}
    assert about(old) == {"schema_version": 1}


def test_a_new_study_has_the_newest_layout_at_once(location, monkeypatch):
    monkeypatch.setattr(layouts, "STEPS", [lambda _: pytest.fail("there is nothing to bring up to date")])
    assert about(location)["schema_version"] == 2


def test_a_copy_of_the_old_file_is_kept_beside_it_under_a_dated_name(tmp_path, monkeypatch):
    path = tmp_path / "study.db"
    Journal(path).change([("memo", "u1", {"text": "Ask."})])
    assert copies_of(path) == []
    monkeypatch.setattr(layouts, "STEPS", [add_a_column])
    Journal(path).change([("memo", "u2", {"text": "Asked."})])
    [copy] = copies_of(path)
    monkeypatch.setattr(layouts, "STEPS", [])
    assert copy.name.startswith("study.db.layout-1.20")
    assert memos(copy) == {"u1": "Ask."}


def test_an_older_layout_stays_as_it_is_if_no_copy_can_be_kept(tmp_path, monkeypatch):
    path = tmp_path / "study.db"
    Journal(path).close()
    before = path.read_bytes()
    monkeypatch.setattr(layouts, "STEPS", [add_a_column])
    monkeypatch.setattr("synth.files._flush", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(StudyProblem, match=r"cannot be written \(No space left on device\)"):
        Journal(path)
    assert path.read_bytes() == before


def test_the_study_of_a_newer_synth_is_refused_with_advice(location, monkeypatch):
    monkeypatch.setattr(layouts, "STEPS", [add_a_column])
    Journal(location).close()
    monkeypatch.setattr(layouts, "STEPS", [])
    with pytest.raises(StudyProblem, match=r"a newer synth made this study \(layout 2.*Update synth"):
        Journal(location)


def test_a_notebook_of_an_older_synth_writes_nothing_into_a_study_that_became_newer(old, monkeypatch):
    open_since_before = Journal(old)
    monkeypatch.setattr(layouts, "STEPS", [add_a_column])
    Journal(old).close()
    monkeypatch.setattr(layouts, "STEPS", [])
    with pytest.raises(StudyProblem, match="a newer synth made this study"):
        open_since_before.change([("memo", "u2", {"text": "Asked."})])
    monkeypatch.setattr(layouts, "STEPS", [add_a_column])
    assert memos(old) == {"u1": "Ask."}


def test_the_number_of_the_layout_is_written_once(tmp_path):
    for _ in range(2):
        Journal(tmp_path / "study.db").close()
    with closing(sqlite3.connect(tmp_path / "study.db")) as connection:
        assert connection.execute("SELECT * FROM about").fetchall() == [(1,)]
