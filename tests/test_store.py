"""The event log: what was appended is there, whole and in order, or the researcher is told why not."""

import sqlite3
import sys
from contextlib import closing

import pytest

from synth import store
from synth.errors import StudyProblem
from synth.store import Event, EventStore

HOSTILE = "Zoë 😀 e\u0301 'quote' \"double\" \x00 \u2028 \x85 \r\n -- ; DROP TABLE events"


def event(number=1, **changes):
    fields = {
        "event_id": f"e{number}",
        "action_id": f"a{number}",
        "effect": "do",
        "target": "",
        "at": f"2026-01-01T00:00:00.{number:06}+00:00",
        "researcher": "R1",
        "entity": "tagging",
        "key": "k",
        "before": None,
        "after": {"tag": "waiting"},
    }
    return Event(**(fields | changes))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "study.db"


def tables_of(path):
    with closing(sqlite3.connect(path)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def test_events_are_there_after_reopening_in_the_order_written(path):
    written = [event(2), event(1), event(3, before={"tag": "x"}, after=None)]
    EventStore(path).append(written)
    assert EventStore(path).read() == (written, 3)


def test_reading_goes_on_after_the_last_number_seen(path):
    log = EventStore(path)
    log.append([event(1)])
    _, seen = log.read()
    log.append([event(2)])
    assert log.read(after_seq=seen) == ([event(2)], 2)
    assert log.read(after_seq=2) == ([], 2)


def test_events_are_written_all_or_none(path):
    log = EventStore(path)
    log.append([event(1)])
    with pytest.raises(StudyProblem, match="Nothing was written"):
        log.append([event(2), event(1)])
    assert log.read()[0] == [event(1)]


def test_any_text_comes_back_as_it_was(path):
    log = EventStore(path)
    hostile = event(key=HOSTILE, researcher=HOSTILE, after={HOSTILE: [HOSTILE, {"n": 1.5, "none": None}]})
    log.append([hostile])
    assert log.read()[0] == [hostile]


def test_every_commit_is_flushed_to_the_disk_with_the_rollback_journal(path):
    log = EventStore(path)
    with log._transaction() as connection:
        settings = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("synchronous", "journal_mode")]
    assert settings == [2, "delete"]


def test_a_locked_database_is_told_with_advice_and_nothing_is_written(path, monkeypatch):
    monkeypatch.setattr(store, "LOCK_WAIT_S", 0.01)
    log = EventStore(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StudyProblem, match=r"study\.db: another program is writing.*Close the other notebook"):
            log.append([event()])
    assert log.read() == ([], 0)


def test_a_database_that_is_locked_while_it_is_opened_is_told_with_advice(path, monkeypatch):
    monkeypatch.setattr(store, "LOCK_WAIT_S", 0.01)
    EventStore(path).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StudyProblem, match="Close the other notebook"):
            EventStore(path)


def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(path):
    path.write_text("Interviewer: hello\n" * 100)
    with pytest.raises(StudyProblem, match=r"study\.db: this file is not a study's database\. Choose another path"):
        EventStore(path)
    assert path.read_text() == "Interviewer: hello\n" * 100


def test_the_database_of_another_program_is_refused_and_left_as_it_is(path):
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("CREATE TABLE notes (text)")
    with pytest.raises(StudyProblem, match="not a study's database"):
        EventStore(path)
    assert tables_of(path) == {"notes"}


def test_a_study_of_a_newer_synth_is_refused_with_advice(path):
    EventStore(path).close()
    with closing(sqlite3.connect(path)) as newer, newer:
        newer.execute("UPDATE about SET schema_version = 99")
    with pytest.raises(StudyProblem, match=r"newer synth made this study \(layout 99.*Update synth"):
        EventStore(path)


def test_the_layout_number_is_written_once(path):
    for _ in range(2):
        EventStore(path).close()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT * FROM about").fetchall() == [(store.SCHEMA_VERSION,)]


def test_a_missing_folder_is_named_and_not_made(tmp_path):
    with pytest.raises(StudyProblem, match=r"the folder .*nowhere does not exist"):
        EventStore(tmp_path / "nowhere" / "study.db")
    assert not (tmp_path / "nowhere").exists()


def test_a_folder_is_no_study(tmp_path):
    with pytest.raises(StudyProblem, match="Check that the path is a file"):
        EventStore(tmp_path)


@pytest.mark.parametrize("name", ["Wie? Wat", "50% & #1", "Zoë's étude"])
def test_a_folder_may_have_any_name(tmp_path, name):
    (tmp_path / name).mkdir()
    EventStore(tmp_path / name / "study.db").append([event()])
    assert tables_of(tmp_path / name / "study.db") == {"events", "about"}


def test_a_server_without_its_driver_is_told_with_the_extra_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StudyProblem, match=r"synth\[postgres\]"):
        EventStore("postgresql+psycopg://localhost/study")
