"""Who is erased is nowhere in the study any more: every byte of its folder is searched."""

import json
import sqlite3
from contextlib import closing

import nbformat
import pytest

from studies import make_cues
from synth.cli import main
from synth.engines import open_engine
from synth.errors import StudyProblem
from synth.findings import find
from synth.privacy import PseudonymKey, pseudonymise
from synth.privacy.erasing import erase
from synth.privacy.protected import read_protected, write_protected
from synth.readers import read
from synth.study import Study

TALK = {
    "Zoë Maes": ["Ik heb drie weken gewacht op de kwikstaart.", "Mijn dochter Fientje belde toen dokter Claes."],
    "Zulma Baert": ["Het formulier is onduidelijk en dokter Claes vond dat ook.", "Ik zou graag een bericht krijgen."],
}
TELLING = ["Zoë", "Maes", "kwikstaart", "Fientje", "P01"]
OWN_CUES = make_cues("own-goal-bird", "goal", "kwikstaart")
QUOTE = "drie weken gewacht op de kwikstaart"


@pytest.fixture
def key():
    return PseudonymKey()


@pytest.fixture
def folder(tmp_path, key):
    """A study in the middle of its life: originals, protected copy, log, backup, export, report, notebook, cards."""
    folder = tmp_path / "study"
    for place in ("data", "notebooks/.ipynb_checkpoints", "personas", "backups"):
        (folder / place).mkdir(parents=True)
    for name, turns in TALK.items():
        lines = [f"Interviewer: En toen, {name}?\n{name}: {turn}" for turn in turns]
        (folder / "data" / f"{name}.txt").write_text("\n".join(lines), encoding="utf-8")
    (folder / "data" / "participants.csv").write_text("participant,group\r\nZoë Maes,citizen\r\nZulma Baert,expert\r\n")
    protected = pseudonymise(read(folder / "data"), key=key)
    write_protected(protected, folder / "protected")
    decide(folder, protected)
    return folder


def decide(folder, protected):
    study = Study(folder / "study.db")
    theirs = protected.query("participant_id == 'P01'").iloc[0]
    other = protected.query("participant_id == 'P02'").iloc[0]
    start = theirs["text"].index(QUOTE)
    tagging = study.tag(theirs, start, start + len(QUOTE), "waiting")
    study.retag(tagging, "long waiting")
    mine = study.tag(other, 0, 13, "forms", note="As P01 said: drie weken gewacht op de kwikstaart.")
    study.undo()
    study.redo()
    study.save_insight({"statement": "People wait, P01 most.", "evidence": [tagging, mine]})
    for finding_id in find(protected)["finding_id"]:
        study.reject(finding_id)
    quotes = [{"quote": QUOTE, "participant_id": "P01"}, {"quote": "Het formulier", "participant_id": "P02"}]
    persona = {"persona_id": "p1", "name": "Waits", "participants": ["P01", "P02"], "claims": [{"quotes": quotes}]}
    study.save_persona(persona)
    study.change([("memo", theirs["utterance_id"], {"text": "Fientje is ten."})])
    study.export(folder / "backups" / "R1.jsonl")
    study.close()
    with sqlite3.connect(folder / "study.db") as live, sqlite3.connect(folder / "backups" / "monday.db") as copy:
        live.backup(copy)
    html = f"<p>P01: {QUOTE}</p>"
    (folder / "report.html").write_text(html)
    (folder / "personas" / "waits.html").write_text(html)
    output = nbformat.v4.new_output("execute_result", data={"text/plain": QUOTE})
    cell = nbformat.v4.new_code_cell("utterances", outputs=[output], execution_count=1)
    for place in ("", ".ipynb_checkpoints/"):
        nbformat.write(nbformat.v4.new_notebook(cells=[cell]), folder / "notebooks" / f"{place}01.ipynb")


def search(folder):
    """Return each telling word that stands in the bytes or the name of a file, in any encoding that is used."""
    found = set()
    for path in folder.rglob("*"):
        raw = path.read_bytes() if path.is_file() else b""
        for word in TELLING:
            escaped = json.dumps(word).strip('"')
            ways = [word.encode(), word.encode("utf-16-le"), word.encode("cp1252"), escaped.encode()]
            if any(way in raw for way in ways) or word in path.name:
                found.add((word, path.relative_to(folder).as_posix()))
    return found


def test_the_search_finds_them_before(folder):
    places = {place for _, place in search(folder)}
    assert places == {
        "data/Zoë Maes.txt",
        "data/participants.csv",
        "protected/utterances.jsonl",
        "study.db",
        "backups/monday.db",
        "backups/R1.jsonl",
        "report.html",
        "personas/waits.html",
        "notebooks/01.ipynb",
        "notebooks/.ipynb_checkpoints/01.ipynb",
    }


def test_who_is_erased_is_in_no_byte_of_the_study(folder, key):
    done = erase(folder, "P01", key=key)
    assert search(folder) == set()
    assert done[done["done"].str.startswith("left")].empty
    assert [word for word in TELLING if word in json.dumps(key._told, ensure_ascii=False) and word != "P01"] == []


def test_the_others_stay_as_they_were(folder, key):
    before = read_protected(folder / "protected").query("participant_id == 'P02'")
    erase(folder, "P01", key=key)
    after = read_protected(folder / "protected")
    assert after.query("participant_id == 'P02'")["text"].tolist() == before["text"].tolist()
    assert set(after["source_id"]) == {"P02.txt"}
    assert (folder / "data" / "Zulma Baert.txt").is_file()
    assert (folder / "data" / "participants.csv").read_bytes() == b"participant,group\r\nZulma Baert,expert\r\n"
    assert "Claes" in key.table()["original"].tolist()


def test_what_the_studys_own_cues_found_in_their_words_is_forgotten_too(folder, key):
    (folder / "cues.toml").write_text(OWN_CUES, encoding="utf-8")
    (folder / "study.toml").write_text('cues = ["cues.toml"]', encoding="utf-8")
    found = find(read_protected(folder / "protected"), cues=[folder / "cues.toml"])
    (finding_id,) = found["finding_id"][found["cue"] == "own-goal-bird"]
    study = Study(folder / "study.db")
    study.reject(finding_id)
    study.close()
    erase(folder, "P01", key=key)
    assert finding_id.encode() not in (folder / "study.db").read_bytes()


def test_the_protected_copy_is_where_study_toml_says(folder, key):
    (folder / "protected").rename(folder / "copy")
    (folder / "study.toml").write_text('protected = "copy"', encoding="utf-8")
    erase(folder, "P01", key=key)
    assert set(read_protected(folder / "copy")["source_id"]) == {"P02.txt"}


@pytest.mark.slow
def test_the_log_keeps_what_is_about_others_and_tells_when_how_many_and_by_whom(folder, key):
    erase(folder, "P01", key=key, by="R2")
    study = Study(folder / "study.db")
    assert study.taggings()["quote"].tolist() == ["Het formulier"]
    (insight,) = study.insights()
    assert insight["statement"] == "People wait, ███ most."
    assert insight["evidence"] == study.taggings()["tagging_id"].tolist()
    (persona,) = study.personas()
    assert (persona["participants"], [quote["quote"] for quote in persona["claims"][0]["quotes"]]) == (
        ["P02"], ["Het formulier"]
    )  # fmt: skip
    (told,) = study.things("erasure").values()
    assert (told["researcher"], told["participants"], told["utterances"]) == ("R2", 1, 4)
    assert told["events"] == 4  # a tagging and its new tag, a verdict, a memo


@pytest.mark.slow
def test_the_study_goes_on_undo_included_and_an_old_export_brings_nobody_back(folder, key, tmp_path):
    old = tmp_path / "old.jsonl"
    old.write_bytes((folder / "backups" / "R1.jsonl").read_bytes())
    erase(folder, "P01", key=key)
    study = Study(folder / "study.db")
    assert study.merge(old) == 0
    while study.undo():
        pass
    assert study.taggings().empty
    while study.redo():
        pass
    assert study.taggings()["quote"].tolist() == ["Het formulier"]
    study.close()
    assert search(folder) == set()


def test_freed_pages_are_overwritten(folder, key):
    with sqlite3.connect(folder / "study.db") as connection:
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute("DELETE FROM events WHERE entity = 'memo'")
    connection.close()
    assert ("Fientje", "study.db") in search(folder)
    erase(folder, "P01", key=key)
    assert search(folder) == set()


def test_a_write_ahead_log_is_taken_in_and_removed(folder, key):
    connection = sqlite3.connect(folder / "study.db")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("UPDATE events SET action_id = action_id || '-again'")
    connection.commit()
    copies = {name: (folder / name).read_bytes() for name in ("study.db", "study.db-wal")}
    connection.close()
    for name, raw in copies.items():  # as after a crash
        (folder / name).write_bytes(raw)
    assert ("kwikstaart", "study.db-wal") in search(folder)
    erase(folder, "P01", key=key)
    assert search(folder) == set()


@pytest.mark.slow
def test_the_log_on_a_server_is_rewritten_too(folder, key, server_location):
    with closing(Study(folder / "study.db")) as local, closing(Study(server_location)) as shared:
        local.export(folder / "all.jsonl")
        shared.merge(folder / "all.jsonl")
    erase(folder, "P01", key=key, database=server_location)
    engine = open_engine(server_location, accept_risk=False)
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT events::text FROM events").scalars().all()
    engine.dispose()
    assert [word for word in TELLING if any(word in row for row in rows)] == []
    with closing(Study(server_location)) as shared:
        assert shared.taggings()["quote"].tolist() == ["Het formulier"]


@pytest.mark.slow
def test_a_server_that_cannot_be_reached_is_told_without_its_password(folder, key):
    with pytest.raises(StudyProblem, match=r"ann:\*\*\*@/study\S+ the study's log cannot be rewritten"):
        erase(folder, "P01", key=key, database="postgresql://ann:secret@/study?host=/nowhere")


def test_a_talk_with_others_keeps_their_turns_and_the_file_is_left_to_a_person(tmp_path):
    folder = tmp_path / "study"
    (folder / "data").mkdir(parents=True)
    talk = "Interviewer: En?\nP01: Ik wacht op de kwikstaart.\nP02: Ik niet.\n"
    talk += "Interviewer: P01, en u?\nP01: Al weken lang.\n"
    (folder / "data" / "table.txt").write_text(talk)
    write_protected(pseudonymise(read(folder / "data")), folder / "protected")
    done = erase(folder, "P01")
    assert read_protected(folder / "protected")["text"].tolist() == ["En?", "Ik niet.", "███, en u?"]
    left = done[done["done"].str.startswith("left")]
    assert left["file"].tolist() == ["data/table.txt", "the key"]


def test_a_note_of_ones_own_that_names_them_is_told(folder, key):
    (folder / "notes.md").write_text("P01 cried.")
    done = erase(folder, "P01", key=key)
    assert done[done["done"].str.startswith("left")][["file", "things"]].to_numpy().tolist() == [["notes.md", 1]]


def test_somebody_who_is_not_there_is_refused_and_nothing_changes(folder, key):
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(StudyProblem, match="nobody in the protected copy is 'P09'; there are Interviewer, P01, P02"):
        erase(folder, "P09", key=key)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_the_command_asks_first(folder, capsys, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda _: "no")
    assert main(["erase", str(folder), "P01"]) == 1
    assert "nothing was erased" in capsys.readouterr().err
    monkeypatch.setattr("builtins.input", lambda _: "P01")
    assert main(["erase", str(folder), "P01"]) == 0
    assert "protected/utterances.jsonl" in capsys.readouterr().out
    assert read_protected(folder / "protected").query("participant_id == 'P01'").empty
