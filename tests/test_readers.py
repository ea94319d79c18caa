"""Reading as a whole: files and folders in, one table out, and an honest account of each file."""

import json
import zipfile
from contextlib import suppress

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.errors import ImportProblem, TableProblem
from synth.readers import archives, import_summary, read

TALK = "Interviewer: Ging het vlot?\nDeelnemer: Nee, ik zat vast aan de kaartlezer.\n"


@pytest.fixture
def folder(tmp_path):
    """A function that fills a folder with files, text or bytes."""

    def fill(**files):
        for name, content in files.items():
            path = tmp_path / name.replace("__", "/").replace("_", ".")
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path

    return fill


def account(utterances, source_id):
    return import_summary(utterances).set_index("source_id").loc[source_id]


def test_a_transcript_becomes_a_table_of_utterances(folder):
    utterances = read(folder(P03_txt=TALK))
    assert utterances[["source_id", "position", "participant_id", "role", "language"]].to_dict("records") == [
        {
            "source_id": "P03.txt",
            "position": 1,
            "participant_id": "Interviewer",
            "role": "interviewer",
            "language": "nl",
        },
        {"source_id": "P03.txt", "position": 2, "participant_id": "P03", "role": "participant", "language": "nl"},
    ]


def test_the_account_tells_who_spoke_and_how_much_was_read(folder):
    told = account(read(folder(P03_txt=TALK)), "P03.txt")
    assert told["speakers"] == "Interviewer (interviewer, 1 turn), P03 (participant, 1 turn)"
    assert (told["read"], told["encoding"], told["language"], told["problem"]) == ("2 of 2 turns", "UTF-8", "nl", "")


def test_the_account_is_plain_data_that_json_keeps(folder):
    sources = read(folder(P03_txt=TALK)).attrs["sources"]
    assert json.loads(json.dumps(sources)) == sources


def test_a_table_without_its_account_is_told_to_come_from_read():
    with pytest.raises(TableProblem, match=r"on the table that synth\.read returned"):
        import_summary(pd.DataFrame())


def test_the_format_is_told_by_content_and_not_by_name(folder):
    told = account(read(folder(P03_csv="WEBVTT\n\n00:01.000 --> 00:02.000\n<v Zoë>Ja.</v>\n")), "P03.csv")
    assert told["format"] == "WebVTT with <v> speakers"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "It is empty"),
        (b"\xef\xbb\xbf \r\n", "It is empty"),
        (bytes(range(256)) * 9, "bytes that no text has"),
        (b"Interviewer: Dag\x00\nP3: Ja\n", "bytes that no text has"),
        (archives.OLE_MAGIC + bytes(600), "Office file with a password"),
        (b"PK\x03\x04" + b"x" * 90, "damaged Office file"),
        (b"%PDF-1.7 ...", "It is a PDF"),
    ],
)
def test_an_unreadable_file_is_refused_with_its_reason(folder, content, problem):
    with pytest.raises(ImportProblem, match=problem):
        read(folder(a_vtt=content))


def test_an_unreadable_file_stops_no_other_and_is_told_with_a_next_step(folder):
    utterances = read(folder(P03_txt=TALK, broken_vtt=bytes(range(256)) * 9))
    assert len(utterances) == 2
    told = account(utterances, "broken.vtt")
    assert "bytes that no text has" in told["problem"]
    assert told["next_step"].startswith("Export the transcript")


@pytest.mark.parametrize("name", ["word/document.xml", "xl/workbook.xml"])
def test_a_zip_bomb_is_refused_before_it_is_unpacked(folder, tmp_path, monkeypatch, name):
    with zipfile.ZipFile(tmp_path / "bomb.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, bytes(2_000_000))
    monkeypatch.setattr(archives, "MOST_BYTES", 1_000_000)
    with pytest.raises(ImportProblem, match="would unpack to 2,000,000 bytes"):
        read(tmp_path)


def test_entities_that_multiply_are_refused(tmp_path):
    document = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><d>&b;</d>'
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("word/document.xml", document)
    with pytest.raises(ImportProblem, match="EntitiesForbidden"):
        read(tmp_path)


def test_an_empty_folder_and_a_missing_file_are_refused(tmp_path):
    with pytest.raises(ImportProblem, match="there is no file to read"):
        read(tmp_path)
    with pytest.raises(ImportProblem, match="no such file or folder"):
        read(tmp_path / "P99.vtt")


def test_hidden_files_lock_files_and_read_mes_are_left_out_and_counted(folder):
    root = folder(P03_txt=TALK, README_md="# About")
    (root / ".DS_Store").write_bytes(b"x")
    (root / "~$P03.docx").write_bytes(b"x")
    utterances = read(root)
    assert set(utterances["source_id"]) == {"P03.txt"}
    assert account(utterances, f"{root.name}/")["left_out"].startswith("hidden file, lock file or read-me: 3")


def test_namesakes_are_told_apart_by_the_fewest_folders(folder):
    utterances = read(folder(before__P3_txt=TALK, after__P3_txt=TALK, after__P4_txt=TALK))
    assert set(utterances["source_id"]) == {"before/P3.txt", "after/P3.txt", "P4.txt"}


def test_windows_text_is_read_with_its_accents(folder):
    utterances = read(folder(c_csv="Datum;Opmerking\n2024-01-02;Zoë's café is te traag\n".encode("cp1252")))
    assert utterances["text"].to_list() == ["Zoë's café is te traag"]
    assert account(utterances, "c.csv")["encoding"] == "Windows-1252"


def test_one_broken_byte_does_not_garble_the_rest_of_a_file(folder):
    text = read(folder(a_txt="I: Één café, Zoë?\nP: Ouï, été".encode() + b"\xe9.\n"))["text"]
    assert text.to_list() == ["Één café, Zoë?", "Ouï, été\ufffd."]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_of_every_kind_is_read(folder, encoding):
    assert read(folder(P3_txt=TALK.encode(encoding)))["text"].to_list()[1].startswith("Nee")


def test_interviewers_are_set_in_one_line(folder):
    root = folder(a_txt="An: Dag.\nZoë: Dag.\nAn: Ja.\nZoë: Nee.\n")
    roles = read(root, interviewers=["an"]).groupby("participant_id")["role"].first()
    assert roles.to_dict() == {"An": "interviewer", "Zoë": "participant"}


def test_an_interviewer_who_is_in_no_file_is_told_with_those_who_are(folder):
    with pytest.raises(ImportProblem, match="no speaker is called 'sofie'; the speakers are deelnemer, interviewer"):
        read(folder(P03_txt=TALK), interviewers=["Sofie"])


def test_a_label_with_a_role_is_a_speaker_even_if_it_speaks_once(folder):
    utterances = read(folder(a_txt="Interviewer: Dag.\nveel tekst\nnog meer\nGast: Dag.\n"), roles={"Gast": "other"})
    assert utterances["role"].to_list() == ["interviewer", "other"]


def test_wrong_choices_are_refused_with_what_is_allowed(folder):
    root = folder(P03_txt=TALK)
    with pytest.raises(TableProblem, match="allowed are 'participant', 'interviewer', 'other'"):
        read(root, roles={"Interviewer": "boss"})
    with pytest.raises(TableProblem, match="source_kind is 'chat'; allowed are 'interview'"):
        read(root, source_kind="chat")


def test_group_wave_and_kind_of_the_call_fill_what_the_files_do_not_tell(folder):
    root = folder(c_csv="group,comment\ncompany,Te traag\n,Te lang\n")
    utterances = read(root, group="citizen", wave="before", source_kind="survey")
    assert utterances[["group", "wave", "source_kind"]].to_numpy().tolist() == [
        ["company", "before", "survey"], ["citizen", "before", "survey"],
    ]  # fmt: skip


def test_what_a_table_says_of_participants_is_joined_to_what_they_say(folder):
    utterances = read(folder(P03_txt=TALK, people_csv="participant,group,age band\nP03,citizen,60+\nP99,company,\n"))
    assert utterances[["group", "age_band"]].to_numpy().tolist() == [["", ""], ["citizen", "60+"]]
    assert "1 of 2 listed participants say nothing in these files: P99" in account(utterances, "people.csv")["notes"]


def test_a_table_with_a_header_alone_holds_no_text(folder):
    told = account(read(folder(P03_txt=TALK, c_csv="id,comment\n")), "c.csv")
    assert (told["read"], told["problem"]) == ("0 of 0 rows", "It holds no text that could be read.")


def test_a_note_with_a_comma_in_each_paragraph_is_no_table(folder):
    assert len(read(folder(n_txt="Een nota, kort.\n\nNog een alinea, wat langer."))) == 2


def test_rows_without_a_participant_are_each_their_own(folder):
    assert read(folder(c_csv="comment,score\nok,1\ngoed,2\n"))["participant_id"].to_list() == ["c#2", "c#3"]


def test_a_wrong_text_column_stops_the_reading(folder):
    with pytest.raises(TableProblem, match="there is no column 'tekst'"):
        read(folder(c_csv="comment,score\nok,1\n"), text_column="tekst")


def test_a_turn_put_in_between_changes_no_other_id(folder):
    before = read(folder(P03_txt=TALK))["utterance_id"].to_list()
    after = read(folder(P03_txt="Deelnemer: Dag!\n" + TALK))["utterance_id"].to_list()
    assert after[1:] == before


TURNS = st.lists(
    st.tuples(st.sampled_from(["I", "P3", "Zoë"]), st.sampled_from(["ja", "nee", "het duurt lang"])), min_size=1
)


@pytest.mark.slow
@settings(deadline=None)  # the first reading loads the model that tells languages
@given(TURNS)
def test_ids_are_unique_and_the_same_on_every_reading(tmp_path_factory, turns):
    path = tmp_path_factory.mktemp("ids") / "P3.txt"
    path.write_text("\n".join(f"{speaker}: {text}" for speaker, text in turns), encoding="utf-8")
    first, second = read(path), read(path)
    assert first["utterance_id"].is_unique
    pd.testing.assert_frame_equal(first, second)


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_whatever_raise_anything_but_an_import_problem(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("any") / "x.vtt"
    path.write_bytes(data)
    with suppress(ImportProblem):
        read(path)
