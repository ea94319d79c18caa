"""Projects of Taguette and QualCoder are read as their own source lays them out."""

import sqlite3
from contextlib import closing

import pytest

from synth.errors import ImportProblem
from synth.interchange import read_project
from synth.tables import check_quotes

HTML = "<p>Ik wacht 😀 al <b>weken</b>.</p>\n<p>Café &amp; brood: dicht.</p>"
TEXT = "Ik wacht 😀 al weken.\nCafé & brood: dicht."


def offset(words):
    start = TEXT.index(words)
    return len(TEXT[:start].encode()), len(TEXT[: start + len(words)].encode())


@pytest.fixture
def taguette(tmp_path):
    path = tmp_path / "taguette.sqlite3"
    with closing(sqlite3.connect(path)) as db:
        db.executescript("""
            CREATE TABLE projects (id INTEGER PRIMARY KEY, name, description, created);
            CREATE TABLE documents (id INTEGER PRIMARY KEY, name, description, filename, created, project_id,
                text_direction, contents);
            CREATE TABLE highlights (id INTEGER PRIMARY KEY, document_id, start_offset, end_offset, snippet);
            CREATE TABLE tags (id INTEGER PRIMARY KEY, project_id, path, description);
            CREATE TABLE highlight_tags (highlight_id, tag_id);
            CREATE TABLE commands (id INTEGER PRIMARY KEY, date, user_login, project_id, document_id, payload);
            INSERT INTO projects VALUES (1, 'Study', 'What it is about.', '');
            INSERT INTO tags VALUES (1, 1, 'time', 'Time.'), (2, 1, 'time.waiting', '');
            INSERT INTO highlight_tags VALUES (1, 2), (1, 1), (2, 2);
            INSERT INTO commands VALUES (1, '2026-01-02 03:04:05.000006', 'an', 1, 1,
                '{"type": "highlight_add", "highlight_id": 1}'), (2, '', 'an', 1, 1, 'broken');
        """)
        db.execute("INSERT INTO documents VALUES (1, 'P01.txt', '', '', '', 1, '', ?)", [HTML])
        rows = [(1, 1, *offset("wacht 😀 al weken"), "wacht 😀 al <b>weken</b>"), (2, 1, *offset("brood"), "brood"),
                (3, 1, *offset("dicht"), "dicht"), (4, 1, 900, 990, "x"), (5, 1, *offset("Café"), "thee")]  # fmt: skip
        db.executemany("INSERT INTO highlights VALUES (?, ?, ?, ?, ?)", rows)
        db.commit()
    return path


def test_a_project_of_taguette_is_read_with_its_places_authors_and_tree(taguette):
    project = read_project(taguette)
    assert project.taggings[["quote", "tag", "researcher", "at"]].to_numpy().tolist() == [
        ["wacht 😀 al weken", "time.waiting", "an", "2026-01-02T03:04:05.000006+00:00"],
        ["wacht 😀 al weken", "time", "an", "2026-01-02T03:04:05.000006+00:00"],
        ["brood", "time.waiting", "", ""],
    ]
    assert project.utterances["text"].tolist() == ["Ik wacht 😀 al weken.", "Café & brood: dicht."]
    assert project.codes["parent"].tolist() == ["", "time"]
    check_quotes(project.taggings, project.utterances)


def test_what_of_taguette_was_not_taken_is_counted(taguette):
    account = read_project(taguette).account.set_index("what")
    assert account.loc["highlights", ["in_file", "taken"]].tolist() == [5, 4]
    assert account.loc["highlights without a tag", "in_file"] == 3
    assert account.loc["highlights whose place has other words than Taguette showed", "in_file"] == 1


@pytest.fixture
def qualcoder(tmp_path):
    folder = tmp_path / "study.qda"
    folder.mkdir()
    with closing(sqlite3.connect(folder / "data.qda")) as db:
        db.executescript("""
            CREATE TABLE source (id integer primary key, name, fulltext, mediapath, memo, owner, date);
            CREATE TABLE code_cat (catid integer primary key, name, owner, date, memo, supercatid);
            CREATE TABLE code_name (cid integer primary key, name, memo, catid, owner, date, color);
            CREATE TABLE code_text (ctid integer primary key, cid, fid, seltext, pos0, pos1, owner, date, memo);
            CREATE TABLE cases (caseid integer primary key, name, memo, owner, date);
            CREATE TABLE case_text (id integer primary key, caseid, fid, pos0, pos1, owner, date, memo);
            CREATE TABLE attribute (attrid integer primary key, name, attr_type, value, id, date, owner);
            CREATE TABLE code_av (avid integer primary key);
            INSERT INTO code_av VALUES (1);
            INSERT INTO code_cat VALUES (1, 'time', '', '', 'About time.', NULL), (2, 'delay', '', '', '', 1);
            INSERT INTO code_name VALUES (7, 'waiting', 'Long.', 2, '', '', '#FF0000'),
                (8, 'time', '', NULL, '', '', '');
            INSERT INTO cases VALUES (1, 'P07', 'Kind.', '', '');
            INSERT INTO case_text VALUES (1, 1, 1, 0, 10, '', '', '');
            INSERT INTO attribute VALUES (1, 'age', 'case', '60', 1, '', '');
        """)
        text = "😀 Ik wacht al weken.\nDan niets."
        db.execute("INSERT INTO source VALUES (1, 'a.txt', ?, NULL, 'On paper.', '', '')", [text])
        db.execute("INSERT INTO source VALUES (2, 'b.mp3', NULL, '/b.mp3', '', '', '')")
        db.executemany(
            "INSERT INTO code_text VALUES (?, ?, ?, ?, ?, ?, 'an', '2026-01-02 03:04:05', ?)",
            [(1, 7, 1, "wacht", 6, 11, "Hm."), (2, 8, 1, "weken.\u2029Dan", 15, 25, ""), (3, 9, 1, "Ik", 3, 5, "")],
        )
        db.commit()
    return folder


def test_a_project_of_qualcoder_is_read_with_categories_cases_and_memos(qualcoder):
    project = read_project(qualcoder)
    assert project.taggings[["quote", "tag", "researcher", "at", "note"]].to_numpy().tolist() == [
        ["wacht", "waiting", "an", "2026-01-02T03:04:05", "Hm."],
        ["weken.", "time", "an", "2026-01-02T03:04:05", ""],
        ["Dan", "time", "an", "2026-01-02T03:04:05", ""],
    ]
    parents = dict(zip(project.codes["name"], project.codes["parent"], strict=True))
    assert parents == {"time (category)": "", "delay": "time (category)", "waiting": "delay", "time": ""}
    assert project.utterances[["participant_id", "age"]].iloc[0].tolist() == ["P07", "60"]
    assert project.memos["text"].tolist() == ["On paper.", "Kind."]
    account = project.account.set_index("what")
    assert account.loc[["sources", "codings of text", "codings in recordings"], "taken"].tolist() == [1, 2, 0]


def test_the_database_of_another_tool_is_refused_and_left_as_it_is(tmp_path):
    for name in ("x.sqlite3", "x.qda"):
        path = tmp_path / name
        with closing(sqlite3.connect(path)) as db:
            db.execute("CREATE TABLE a (b)")
        before = path.read_bytes()
        with pytest.raises(ImportProblem, match="it lacks the table"):
            read_project(path)
        path.write_bytes(b"no database, but long enough to be looked at" * 20)
        with pytest.raises(ImportProblem, match="cannot be read as a database"):
            read_project(path)
        assert before[:6] == b"SQLite"
    (tmp_path / "empty.qda").mkdir()
    with pytest.raises(ImportProblem, match=r"has no data\.qda"):
        read_project(tmp_path / "empty.qda")
