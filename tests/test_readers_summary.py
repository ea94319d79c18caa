"""The import summary, as a person reads it: what to check, the same session twice, empty templates, encodings."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.errors import ImportProblem, TableProblem
from synth.readers import import_summary, read
from synth.readers.duplicates import find_duplicates
from synth.readers.encodings import decode
from synth.readers.segments import read_whisper_tsv
from synth.readers.tabular import read_csv
from synth.readers.whisper import read_whisper

TALK = "Interviewer: Hoe ging het aan het loket?\nP3: Ik heb drie weken op een antwoord gewacht, en dan nog eens.\n"
CAPTIONS = (
    "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Interviewer>Hoe ging het aan het loket?</v>\n\n"
    "00:02.000 --> 00:09.000\n<v P3>Ik heb drie weken op een antwoord gewacht, en dan nog eens.</v>\n"
)


def summary(folder, **files):
    for name, content in files.items():
        (folder / name.replace("_", ".")).write_bytes(content if isinstance(content, bytes) else content.encode())
    return import_summary(read(folder)).set_index("source_id").loc[:, :]


def test_a_file_that_needs_no_look_is_ok(tmp_path):
    told = summary(tmp_path, a_txt=TALK).loc["a.txt"]
    assert (told["status"], told["check"], told["problem"]) == ("ok", "", "")


def test_a_guessed_interviewer_is_to_be_checked_and_can_be_set_in_one_line(tmp_path):
    told = summary(tmp_path, a_txt="An: Hoe?\nZoë: Traag.\nAn: Waarom?\nZoë: Tja.\n").loc["a.txt"]
    assert told["status"] == "check"
    assert "“An” was guessed to be the interviewer" in told["check"]
    assert import_summary(read(tmp_path, interviewers="Zoë")).loc[0, "status"] == "ok"


def test_a_session_in_two_formats_is_noticed_in_both(tmp_path):
    told = summary(tmp_path, P03_vtt=CAPTIONS, P03_txt=TALK, P04_txt="I: Dag.\nP4: Iets heel anders gezegd, hoor.\n")
    assert "the same session as P03.txt? 100% of the words are in both" in told.loc["P03.vtt", "check"]
    assert "the same session as P03.vtt?" in told.loc["P03.txt", "check"]
    assert told.loc["P04.txt", "check"] == ""


def test_an_older_version_of_a_transcript_is_noticed_and_another_interview_with_the_same_questions_is_not():
    asked = [f"kunt u mij zeggen hoe stap {n} ging" for n in range(8)]
    said = {
        "a": "het duurde erg lang en ik kreeg maar geen antwoord",
        "b": "op het gemeentehuis was de rij kort die dag",
    }
    texts = {
        name: [
            text for n, ask in enumerate(asked) for text in (ask, f"{answer} op dag {n} van week {n} zei mijn {name}")
        ]
        for name, answer in said.items()
    }
    texts["a2"] = [text.replace("maar geen", "nooit een") for text in texts["a"]]
    found = find_duplicates(texts)
    assert found["a"][0] == "a2"
    assert found["a2"][0] == "a"


def test_interviews_that_share_a_few_words_are_no_duplicates():
    assert find_duplicates({"a": ["dank u wel en tot de volgende keer dan"], "b": ["dank u wel en tot morgen"]}) == {}


@pytest.mark.parametrize(
    ("template", "status"),
    [
        ("Interviewer:\nDeelnemer:\nInterviewer:\nDeelnemer:\n", "problem"),
        ("Datum:\n\nVraag 1: Hoe ging het?\nAntwoord:\n\nVraag 2: En dan?\nAntwoord:\n", "check"),
        ("Vraag 1: Hoe ging het?\nAntwoord: ......\nVraag 2: En dan?\nAntwoord: Typ hier\n", "check"),
        ("**Hoe ging het?**\n\n**En dan?**\n", "check"),
    ],
)
def test_an_empty_template_is_noticed(tmp_path, template, status):
    told = summary(tmp_path, a_txt=TALK, template_txt=template).loc["template.txt"]
    assert told["status"] == status
    assert "empty template" in told["check"] + told["problem"]


def test_an_encoding_can_be_set_for_every_file_or_for_one_and_is_shown(tmp_path):
    (tmp_path / "a.txt").write_bytes(TALK.replace("loket", "café").encode("cp850"))
    (tmp_path / "b.txt").write_bytes("I: Zoë?\nP: Où?\n".encode())
    utterances = read(tmp_path, encoding={"a.txt": "cp850"})
    assert utterances["text"].to_list()[0] == "Hoe ging het aan het café?"
    assert import_summary(utterances)["encoding"].to_list() == ["cp850, as set", "UTF-8"]
    assert read(tmp_path / "a.txt", encoding="cp850")["text"][0] == "Hoe ging het aan het café?"


def test_a_wrong_encoding_is_refused_with_what_to_write(tmp_path):
    (tmp_path / "a.txt").write_text(TALK)
    with pytest.raises(TableProblem, match="encoding is 'windows', which Python does not know"):
        read(tmp_path, encoding="windows")
    with pytest.raises(TableProblem, match="encoding is 'hex'"):
        read(tmp_path, encoding="hex")
    with pytest.raises(ImportProblem, match=r"no file is called so; there are a\.txt"):
        read(tmp_path, encoding={"b.txt": "cp850"})


def test_broken_characters_are_to_be_checked(tmp_path):
    told = summary(tmp_path, a_txt="I: Één café, Zoë?\nP: Ouï, été".encode() + b"\xe9.\n").loc["a.txt"]
    assert "read as UTF-8 (1 broken characters shown as \ufffd)" in told["check"]


LETTERS = st.text(st.sampled_from("abc éüßœ’“\r\n\u0308\u2028\u0085"), min_size=1)


@settings(deadline=None)
@given(LETTERS, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
def test_text_comes_back_in_the_code_points_in_which_it_was_written(text, codec):
    assert decode(text.encode(codec))[0] == text


@settings(deadline=None)
@given(st.text(st.sampled_from("abcdefgh éüß’“"), min_size=8), st.sampled_from(["utf-16-le", "utf-16-be"]))
def test_utf_16_is_known_without_its_mark(text, codec):
    text = "een gewone zin " + text
    assert decode(text.encode(codec)) == (text, codec.upper())


def test_whisper_tables_are_transcripts_in_milliseconds():
    draft = read_whisper_tsv('start\tend\ttext\n0\t1500\tHoe ging het?\n1500\t2000\t"Traag\n2000\t2500\t\n')
    assert [(turn.start_s, turn.end_s, turn.text) for turn in draft.turns] == [
        (0, 1.5, "Hoe ging het?"),
        (1.5, 2, '"Traag'),
    ]
    assert draft.left_out == {"segment without text": ["line 4"]}
    whisper_cpp = read_csv('start,end,text\n0,1500," Hoe?"\n', "a.csv", delimiter=",")
    assert (whisper_cpp.turns[0].end_s, whisper_cpp.turns[0].text, whisper_cpp.is_table) == (1.5, "Hoe?", False)


def test_a_table_of_speakers_and_texts_is_a_transcript_in_seconds_or_by_the_clock():
    draft = read_csv("Speaker,Start time,Text\nZoë,0:04,Dag\nAn,1:00:05,Ja\n", "a.csv", delimiter=",")
    assert [(turn.speaker, turn.start_s, turn.text) for turn in draft.turns] == [("Zoë", 4, "Dag"), ("An", 3605, "Ja")]


def test_a_segment_of_whisperx_is_parted_where_another_voice_begins_and_stays_verbatim():
    words = [
        {"word": "Hoe?", "start": 0, "end": 1, "speaker": "S0"}, {"word": "Traag."},
        {"word": "erg", "speaker": "S1", "start": 3},
    ]  # fmt: skip
    segment = {"start": 0, "end": 4, "text": " Hoe?  Traag. erg, ja", "words": words}
    draft = read_whisper(json.dumps({"segments": [segment]}))
    assert [(turn.speaker, turn.text, turn.start_s) for turn in draft.turns] == [
        ("S0", "Hoe?  Traag.", 0),
        ("S1", "erg, ja", 3),
    ]
    assert (draft.format, draft.read) == ("WhisperX JSON", 1)


SPOKEN = st.lists(st.tuples(st.sampled_from(["ja", "nee,", "é", "3"]), st.sampled_from(["S0", "S1", ""])), min_size=1)


@settings(deadline=None)
@given(SPOKEN, st.sampled_from([" ", "  "]))
def test_no_character_of_a_whisperx_segment_is_lost(spoken, gap):
    text = gap.join(word for word, _ in spoken)
    words = ", ".join(f'{{"word": "{word}", "speaker": "{name}"}}' for word, name in spoken)
    draft = read_whisper(f'[{{"text": "{text}", "words": [{words}]}}]')
    assert "".join("".join(turn.text.split()) for turn in draft.turns) == "".join(text.split())
    assert all(turn.text and turn.text in text for turn in draft.turns)
