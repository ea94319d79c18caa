"""Plain text, Word and Whisper: who said what, and what is only a colon in a sentence."""

import json
from io import BytesIO
from zipfile import ZipFile

import pytest

from synth.readers.documents import read_document
from synth.readers.draft import Unreadable
from synth.readers.plaintext import read_plaintext
from synth.readers.speakers import decide_roles, join_turns, name_participants, role_of, unify_labels
from synth.readers.whisper import read_whisper

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def pairs(draft):
    return [(turn.speaker, turn.text) for turn in join_turns(unify_labels(draft.turns)[0])]


def word(body):
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>')
    return ZipFile(buffer)


def paragraph(*lines):
    return "<w:p><w:r>" + "<w:br/>".join(f'<w:t xml:space="preserve">{line}</w:t>' for line in lines) + "</w:r></w:p>"


def test_otter_text_gives_turns_with_the_time_they_start():
    text = (
        "Sofie  0:01\nHow was it?\n\nSpeaker 2  1:00:05\nWell, slow:\nthree weeks.\n\nTranscribed by https://otter.ai\n"
    )
    draft = read_plaintext(text)
    assert [(turn.speaker, turn.start_s, turn.text) for turn in draft.turns] == [
        ("Sofie", 1.0, "How was it?"),
        ("Speaker 2", 3605.0, "Well, slow: three weeks."),
    ]
    assert draft.left_out == {"line of the transcription service": ["line 8"]}


def test_a_colon_in_the_middle_of_a_sentence_makes_no_speaker():
    draft = read_plaintext(
        "Interviewer: Dag.\nDeelnemer: Tja.\nhet is zo: ik bel dan.\nConclusie: niets.\nInterviewer: Ja.\n"
    )
    assert pairs(draft)[1] == ("Deelnemer", "Tja. het is zo: ik bel dan. Conclusie: niets.")
    assert "“Conclusie:” (line 4)" in draft.checks[0]


@pytest.mark.parametrize(
    "name", ["Zoë", "François", "Van den Broeck, An", "Jean-Luc D'hondt", "P3", "TN 04", "Élise (CPAS)"]
)
def test_names_of_people_are_speakers(name):
    text = f"{name}: Dag.\nI: Hoe gaat het?\n{name}: Goed.\nI: Fijn.\n"
    assert [speaker for speaker, _ in pairs(read_plaintext(text))] == [name, "I", name, "I"]


def test_a_slip_of_the_pen_in_a_role_is_the_same_speaker_and_told():
    turns, notes = unify_labels(
        read_plaintext("Interviewer: A?\nP3: b.\nInterviwer: C?\np 3: d.\nInterviewer : E?\n").turns
    )
    assert {turn.speaker for turn in turns} == {"Interviewer", "P3"}
    assert notes == ["“Interviwer” (1 turn) was read as “Interviewer”"]


@pytest.mark.parametrize(
    "line", ["[00:01:12] P3: Ja.", "00:01:12 P3: Ja.", "P3 [00:01:12]: Ja.", "**P3 (1:12):** Ja.", "- [1:12] P3: Ja."]
)
def test_a_time_beside_a_name_is_its_time(line):
    turn = read_plaintext(f"I: Dus?\n{line}\n").turns[1]
    assert (turn.speaker, turn.start_s, turn.text) == ("P3", 72.0, "Ja.")


def test_an_hour_in_a_sentence_is_no_speaker():
    assert pairs(read_plaintext("I: Dag.\nP: Goed.\nOm 12:30 was het toe.\n"))[1] == (
        "P",
        "Goed. Om 12:30 was het toe.",
    )


def test_a_header_above_the_talk_is_left_out_and_counted():
    draft = read_plaintext("Datum: 12 maart\nDeelnemer: P07\n\nInterviewer: Dag.\nDeelnemer: Dag.\n")
    assert [turn.text for turn in draft.turns] == ["Dag.", "Dag."]
    assert draft.left_out == {"header line": ["line 1", "line 2"]}


def test_text_without_speakers_is_kept_paragraph_by_paragraph():
    assert pairs(read_plaintext("Een nota.\nNog altijd.\n\nEn nog iets.")) == [
        ("", "Een nota. Nog altijd."),
        ("", "En nog iets."),
    ]


def test_a_teams_document_gives_its_turns_and_leaves_out_the_frame():
    body = (
        paragraph("Gesprek 4") + paragraph("12 maart 2024") + paragraph("An Claes started transcription")
        + paragraph("An Claes   0:04", "Hoe ging het?") + paragraph("Zoë   0:07", "Niet goed, ", "echt niet.")
        + paragraph("An Claes stopped transcription")
    )  # fmt: skip
    draft = read_document(word(body))
    assert pairs(draft) == [("An Claes", "Hoe ging het?"), ("Zoë", "Niet goed, echt niet.")]
    assert sum(map(len, draft.left_out.values())) == 4


def test_a_document_keeps_tracked_insertions_and_tables_and_not_what_was_deleted():
    run = "<w:r><w:t>{}</w:t></w:r>".format
    inserted = (
        f"<w:p>{run('I: Dag')}<w:ins>{run(' Jan')}</w:ins><w:del><w:r><w:delText>x</w:delText></w:r></w:del></w:p>"
    )
    cells = "".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in ("P3", "Het lukt niet."))
    draft = read_document(word(f"{inserted}<w:tbl><w:tr>{cells}</w:tr></w:tbl>"))
    assert pairs(draft) == [("I", "Dag Jan"), ("P3", "Het lukt niet.")]


def test_the_summary_of_google_meet_is_not_taken_for_speech():
    body = (
        paragraph("Summary")
        + paragraph("An: will call Zoë.")
        + paragraph("00:00:00")
        + paragraph("An: Dag.")
        + paragraph("Zoë: Ja.")
    )
    draft = read_document(word(body + paragraph("An: Goed.") + paragraph("Zoë: Tot dan.")))
    assert pairs(draft)[0] == ("An", "Dag.")
    assert "line of the summary above the transcript" in draft.left_out


def test_whisper_segments_come_with_speakers_or_without():
    segments = [
        {"start": 0, "end": 2.5, "text": " Ja?", "speaker": "SPEAKER_00"},
        {"start": 2.5, "end": 3, "text": " Nee."},
    ]
    draft = read_whisper(json.dumps({"text": "", "segments": [*segments, {"start": 3, "end": 4, "text": " "}]}))
    assert [(turn.speaker, turn.end_s, turn.text) for turn in draft.turns] == [
        ("SPEAKER_00", 2.5, "Ja?"),
        ("", 3.0, "Nee."),
    ]
    assert (draft.read, draft.seen) == (2, 3)


def test_whisper_cpp_times_are_milliseconds():
    text = json.dumps({"transcription": [{"offsets": {"from": 0, "to": 1500}, "text": " Bonjour."}]})
    assert read_whisper(text).turns[0].end_s == 1.5


@pytest.mark.parametrize("text", ["{", '{"a": 1}', "[" * 100_000, '[{"x": 2}]'])
def test_other_json_is_refused_with_a_next_step(text):
    with pytest.raises(Unreadable, match="Export the transcript"):
        read_whisper(text)


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("Interviewer 2 ", "interviewer"), ("INTERVIEWERIN", "interviewer"), ("enquêtrice", "interviewer"),
        ("I", "interviewer"), ("Int.", "interviewer"), ("Sofie (interviewer)", "interviewer"),
        ("Interviewee", "participant"), ("Befragter", "participant"), ("Geïnterviewde", "participant"),
        ("Tolk", "other"), ("Zoë", ""), ("Inter", ""),
    ],
)  # fmt: skip
def test_a_label_tells_its_role_in_four_languages(label, role):
    assert role_of(label) == role


def roles_of(text, known=None):
    return decide_roles(join_turns(read_plaintext(text).turns), known or {})


def test_v_and_f_ask_only_beside_someone_who_answers():
    assert roles_of("V: Lukte het?\nA: Nee.\nV: Waarom?\nA: Tja.")[0] == {"V": "interviewer", "A": "participant"}
    assert roles_of("F: Goed.\nM: Nee.\nF: Tja.\nM: Ja.")[0] == {"F": "participant", "M": "participant"}


def test_without_a_telling_label_who_asks_most_is_guessed_and_told():
    roles, notes = roles_of("An: Hoe ging het?\nZoë: Slecht.\nAn: Waarom?\nZoë: Te lang.\nJan: Mag ik?")
    assert roles == {"An": "interviewer", "Zoë": "participant", "Jan": "participant"}
    assert "“An” was guessed" in notes[0]


def test_nobody_is_guessed_when_all_ask_alike():
    roles, notes = roles_of("An: Hoe ging het?\nZoë: En bij u?\nAn: Waarom?\nZoë: Wat?")
    assert set(roles.values()) == {"participant"}
    assert "no interviewer was recognised" in notes[0]


def test_generic_labels_go_under_the_name_of_the_file():
    roles = {"I": "interviewer", "Respondent": "participant", "Zoë": "participant"}
    assert name_participants(list(roles), roles, "P03") == {"I": "I", "Respondent": "P03", "Zoë": "Zoë"}


def test_two_generic_labels_stay_apart():
    roles = {"Speaker 1": "participant", "Speaker 2": "participant"}
    assert name_participants(list(roles), roles, "P03") == {"Speaker 1": "P03:Speaker 1", "Speaker 2": "P03:Speaker 2"}
