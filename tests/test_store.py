"""The event log: what was appended is there, whole and in order, or the researcher is told why not."""

import os
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event as Signal
from threading import Thread

import pytest
import sqlalchemy as sa

from synth import engines
from synth.errors import StudyProblem
from synth.events import Event
from synth.store import Bookmark, EventStore

TEXT = "Zoë 😀 e\u0301 'quote' \"double\" \u2028 \x85 \r\n -- ; DROP TABLE events"
HOSTILE = TEXT + " \x00 half an emoji: \ud83d"


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


def append(store, *events):
    with store.writing() as log:
        log.append(events)


def read(store):
    with store.reading() as log:
        return log.read()[0]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "study.db"


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(engines, "LOCK_WAIT_S", 0.01)


def tables_of(path):
    with closing(sqlite3.connect(path)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid != pg_backend_pid() AND usename = user"


def execute(server_location, statement):
    engine = sa.create_engine(sa.make_url(server_location).set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


# --- what was appended is there ---


def test_events_are_there_after_reopening_in_the_order_written(location):
    written = [event(2), event(1), event(3, before={"tag": "x"}, after=None)]
    append(EventStore(location), *written)
    assert read(EventStore(location)) == written


def test_reading_goes_on_after_the_last_event_seen(location):
    store = EventStore(location)
    append(store, event(1))
    with store.reading() as log:
        _, seen = log.read()
    append(store, event(2))
    with store.reading() as log:
        assert log.read(after=seen) == ([event(2)], Bookmark(2, "e2"))
        assert log.read(after=Bookmark(2, "e2")) == ([], Bookmark(2, "e2"))


def test_events_are_written_all_or_none(location):
    store = EventStore(location)
    append(store, event(1))
    with pytest.raises(StudyProblem, match="Nothing was written"):
        append(store, event(2), event(1))
    assert read(store) == [event(1)]


def test_any_text_comes_back_as_it_was(location):
    hostile = event(key=TEXT, researcher=TEXT, after={HOSTILE: [HOSTILE, {"n": 1.5, "none": None}]})
    append(EventStore(location), hostile)
    assert read(EventStore(location)) == [hostile]


@pytest.mark.parametrize("text", ["\x00", "\ud83d"], ids=ascii)
def test_a_key_that_not_every_database_can_hold_is_refused(location, text):
    store = EventStore(location)
    with pytest.raises(StudyProblem, match=r"the key .* has a NUL or half of a character"):
        append(store, event(key=f"k{text}"))
    assert read(store) == []


def test_every_commit_is_flushed_to_the_disk_and_its_journal_too(path):
    connection = EventStore(path)._engine.connect()
    settings = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("synchronous", "journal_mode")]
    assert settings == [2, "truncate"]


def test_a_server_that_acknowledges_before_it_has_written_is_told_to_write_first(server_location):
    store = EventStore(f"{server_location}%20-csynchronous_commit%3Doff")
    with store.writing() as log:
        assert log._connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"


# --- several at once ---


def test_nobody_can_write_between_a_look_at_the_log_and_what_is_appended_on_the_strength_of_it(location, impatient):
    one, other = EventStore(location), EventStore(location)
    with one.writing() as log:
        log.append([event(1)])
        with pytest.raises(StudyProblem, match=r"another program is writing.*Close the other notebook"):
            append(other, event(2))
    append(other, event(3))
    assert read(one) == [event(1), event(3)]


def test_one_can_read_while_another_is_about_to_write(location):
    one, other = EventStore(location), EventStore(location)
    with one.writing():
        assert read(other) == []


@pytest.mark.slow
def test_a_reader_that_goes_on_from_its_bookmark_misses_none_of_many_writers(location):
    EventStore(location).close()
    done = Signal()

    def write(writer):
        store = EventStore(location)
        for number in range(25):
            append(store, event(1000 * writer + number))

    def write_all():
        writers = [Thread(target=write, args=[number]) for number in range(4)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        done.set()

    Thread(target=write_all).start()
    reader, seen, bookmark = EventStore(location), [], Bookmark()
    last = False
    while not last:
        last = done.is_set()
        with reader.reading() as log:
            new, bookmark = log.read(after=bookmark)
        seen += [each.event_id for each in new]
    assert sorted(seen) == sorted(f"e{1000 * writer + number}" for writer in range(4) for number in range(25))


def test_two_that_make_the_same_study_at_the_same_time_make_one(location):
    stores = []
    threads = [Thread(target=lambda: stores.append(EventStore(location))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number, store in enumerate(stores):
        append(store, event(number))
    assert len(read(stores[0])) == len(stores) == 4


def test_a_bookmark_is_known_again_unless_another_file_was_put_in_place(path):
    store = EventStore(path)
    append(store, event(1), event(2))
    with store.reading() as log:
        _, bookmark = log.read()
        assert log.holds(bookmark)
    path.unlink()
    append(EventStore(path), event(1))
    with store.reading() as log:
        assert not log.holds(bookmark)


# --- backups ---


def test_a_backup_is_a_study_with_the_same_events(location, tmp_path):
    store = EventStore(location)
    append(store, event(1), event(2, before={"tag": HOSTILE}, after=None))
    copy = store.backup(tmp_path / "backup.db")
    append(store, event(3))
    assert read(EventStore(copy)) == [event(1), event(2, before={"tag": HOSTILE}, after=None)]
    assert [path.name for path in tmp_path.iterdir() if "backup" in path.name] == ["backup.db"]


def test_a_backup_overwrites_nothing(location, tmp_path):
    (tmp_path / "backup.db").write_text("mine")
    with pytest.raises(StudyProblem, match=r"backup\.db: exists already"):
        EventStore(location).backup(tmp_path / "backup.db")
    assert (tmp_path / "backup.db").read_text() == "mine"


def test_a_backup_into_a_folder_that_is_not_there_is_told(location, tmp_path):
    with pytest.raises(StudyProblem, match=r"backup\.db: the folder .*nowhere does not exist\. Make it first"):
        EventStore(location).backup(tmp_path / "nowhere" / "backup.db")


# --- what is refused, with advice ---


def test_a_locked_database_is_told_with_advice_and_nothing_is_written(path, impatient):
    store = EventStore(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StudyProblem, match=r"study\.db: another program is writing.*Close the other notebook"):
            append(store, event())
    assert read(store) == []


def test_a_database_that_is_locked_while_it_is_opened_is_told_with_advice(path, impatient):
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
    with pytest.raises(StudyProblem, match=r"study\.db: this file is not a study's database"):
        EventStore(path)
    assert tables_of(path) == {"notes"}


def test_a_schema_with_the_tables_of_another_program_is_refused(server_location):
    execute(server_location, "CREATE TABLE notes (text text)")
    with pytest.raises(StudyProblem, match=r"holds the tables of another program \(notes\).*a database of its own"):
        EventStore(server_location)


def test_a_damaged_file_is_told_and_left_as_it_is(path):
    append(EventStore(path), *(event(number) for number in range(200)))
    damaged = path.read_bytes()[:4096] + b"\xff" * 8192 + path.read_bytes()[12288:]
    path.write_bytes(damaged)
    with pytest.raises(StudyProblem, match=r"the study's file is damaged.*-journal.*newest backup"):
        read(EventStore(path))
    assert path.read_bytes() == damaged


def test_a_file_that_went_away_is_told_and_not_made_anew(path):
    store = EventStore(path)
    path.unlink()
    with pytest.raises(StudyProblem, match="the study's file is gone"):
        append(store, event())
    assert not path.exists()


def test_what_is_written_goes_to_the_file_that_is_there_now(path):
    store = EventStore(path)
    append(store, event(1))
    backup = store.backup(path.with_name("backup.db"))
    append(store, event(2))
    backup.replace(path)
    append(store, event(3))
    assert read(EventStore(path)) == [event(1), event(3)]


@contextmanager
def as_somebody_without_rights():
    """Be another user for a while, for root may write everywhere."""
    was_root = os.geteuid() == 0
    if was_root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if was_root:
            os.seteuid(0)


@pytest.fixture
def read_only():
    with TemporaryDirectory() as name:
        path = Path(name) / "study.db"
        append(EventStore(path), event())
        path.chmod(0o444)
        path.parent.chmod(0o555)
        yield path
        path.parent.chmod(0o700)


def test_a_study_in_a_read_only_folder_can_be_read_and_a_change_is_refused_with_advice(read_only):
    with as_somebody_without_rights():
        store = EventStore(read_only)
        with pytest.raises(StudyProblem, match=r"can only be read here; nothing was written\. Copy its folder"):
            append(store, event(2))
        assert read(store) == [event()]


def test_a_new_study_in_a_read_only_folder_is_refused_with_advice(read_only):
    with as_somebody_without_rights(), pytest.raises(StudyProblem, match="Check that you may read and write the file"):
        EventStore(read_only.with_name("other.db"))


def fill(store):
    """Append until the disk refuses, and return what was acknowledged."""
    for number in range(1000):
        try:
            append(store, event(number, after={"text": "x" * 5000}))
        except StudyProblem as problem:
            assert re.search("the disk (is full|refuses).*[Ff]ree some space", str(problem))  # noqa: PT017
            break
    return [f"e{before}" for before in range(number)]


@pytest.fixture
def tiny_disk(tmp_path):
    folder = tmp_path / "tiny"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", folder]
    if sys.platform != "linux" or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root can mount a tiny disk")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_full_disk_is_told_and_everything_acknowledged_is_kept(tiny_disk):
    store = EventStore(tiny_disk / "study.db")
    kept = fill(store)
    assert [each.event_id for each in read(EventStore(tiny_disk / "study.db"))] == kept
    assert shutil.disk_usage(tiny_disk).total == 256 * 1024


def test_a_quota_that_is_used_up_is_told_and_everything_acknowledged_is_kept(path):
    store = EventStore(path)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, before[1]))
    try:
        kept = fill(store)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert [each.event_id for each in read(store)] == kept
    append(store, event(2000))
    assert len(read(store)) == len(kept) + 1


def test_a_server_that_is_not_there_is_told_without_the_password():
    with pytest.raises(StudyProblem, match="the server cannot be reached") as problem:
        EventStore("postgresql://ann:secret@/study?host=/nowhere")
    assert "ann:***@" in str(problem.value)
    assert "secret" not in str(problem.value)


def test_a_server_that_was_started_again_is_reached_again(server_location):
    store = EventStore(server_location)
    append(store, event(1))
    execute(server_location, CUT)
    append(store, event(2))
    assert read(store) == [event(1), event(2)]


def test_a_connection_lost_in_the_middle_of_a_change_is_told_and_nothing_is_half_written(server_location):
    store = EventStore(server_location)

    def lose_it_between_two_events():
        with store.writing() as log:
            log.append([event(1)])
            execute(server_location, f"{CUT} AND pid IN (SELECT pid FROM pg_locks WHERE mode = 'ExclusiveLock')")
            log.append([event(2)])

    with pytest.raises(StudyProblem, match="look whether your last change is there"):
        lose_it_between_two_events()
    assert read(store) == []


@pytest.mark.parametrize("name", ["Wie? Wat", "50% & #1", "Zoë's étude"])
def test_a_folder_may_have_any_name(tmp_path, name):
    (tmp_path / name).mkdir()
    append(EventStore(tmp_path / name / "study.db"), event())
    assert tables_of(tmp_path / name / "study.db") == {"events", "about"}


def test_a_path_may_be_written_as_a_url(path):
    append(EventStore(f"sqlite:///{path}"), event())
    assert read(EventStore(path)) == [event()]


def test_a_server_without_its_driver_is_told_with_the_extra_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StudyProblem, match=r"synth\[postgres\]"):
        EventStore("postgresql://localhost/study")


def test_an_address_that_cannot_be_read_is_told_with_the_right_form():
    with pytest.raises(StudyProblem, match="postgresql://user:password@host/study"):
        EventStore("postgres:/x://")
