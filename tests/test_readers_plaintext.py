"""Plain text and Markdown in the styles of transcription tools and of people: who speaks, when, and nothing lost."""

import re
from math import isnan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.readers.formats import read_draft
from synth.readers.plaintext import read_plaintext
from synth.readers.speakers import decide_roles, join_turns, role_of, unify_labels


def pairs(text):
    return [(turn.speaker, turn.text) for turn in join_turns(unify_labels(read_plaintext(text).turns)[0])]


ASKED = [("Zoë", "Hoe ging het?"), ("An Claes", "Traag."), ("Zoë", "En dan?")]


@pytest.mark.parametrize(
    "style",
    [
        "{name}  {time}\n{text}\n",  # Otter, Teams
        "{name} ({time})\n{text}\n",
        "{name} | {time}\n{text}\n",
        "[{time}] {name}\n{text}\n",
        "[{name}] {time}\n{text}\n",  # Zoom .txt
        "**{name}** [{time}]\n{text}\n",
        "{name}: {time}\n{text}\n",
        "{name} ({time}):\n{text}\n",
        "[{time}] {name}: {text}\n",
        "{time}\t {name}:\t{text}\n",
        "#{time}-0# {name}: {text}\n",  # MAXQDA
        "### {time}\n\n**{name}:** {text}\n",  # Google Meet as Markdown
    ],
)
def test_a_time_and_a_name_begin_a_turn_in_the_style_of_many_tools(style):
    times = ["00:00:03", "00:00:09", "00:12:03"]
    text = "\n".join(
        style.format(name=name, time=time, text=said) for (name, said), time in zip(ASKED, times, strict=True)
    )
    turns = read_plaintext(text).turns
    assert [(turn.speaker, turn.text) for turn in turns] == ASKED
    assert [turn.start_s for turn in turns] == [3.0, 9.0, 723.0]


def test_marks_of_f4_at_the_end_of_a_turn_are_its_end_and_the_beginning_of_the_next():
    draft = read_plaintext("I: Wie lief es? #00:00:04-2#\n\nB: Na ja: (..) zäh. #00:00:12-8# \n\nI: Und?\n")
    assert [(turn.speaker, turn.text) for turn in draft.turns] == [
        ("I", "Wie lief es?"), ("B", "Na ja: (..) zäh."), ("I", "Und?"),
    ]  # fmt: skip
    assert [(turn.start_s, turn.end_s) for turn in draft.turns[1:2]] == [(4.2, 12.8)]
    assert "time marks (#00:00:00-0#) on 2 lines were read as times" in draft.notes


def test_a_time_before_text_without_a_name_begins_a_turn_without_a_speaker():
    turns = read_plaintext("[00:00.000 --> 00:02.000]  Hoe ging het?\n[00:02.000 --> 00:03.500]  Zoë zei nee.\n").turns
    assert [(turn.speaker, turn.start_s, turn.text) for turn in turns] == [
        ("", 0.0, "Hoe ging het?"),
        ("", 2.0, "Zoë zei nee."),
    ]


@pytest.mark.parametrize(
    ("text", "asker"),
    [
        ("V: Hoe ging het?\nA: Traag.\nV: En dan?\nA: Niets.\n", "V"),
        ("Q1. Hoe ging het?\nA1. Traag.\n\nQ2. En dan?\nA2. Niets.\n", "Q"),
        ("Vraag 1: Hoe ging het?\nAntwoord: Traag.\nVraag 2: En dan?\nAntwoord: Niets.\n", "Vraag"),
        ("**Hoe ging het?**\n\nTraag.\n\n**En dan?**\nNiets.\n", "Question"),
        ("## Hoe ging het?\nTraag.\n\n## En dan?\nNiets.\n", "Question"),
        ("1. Hoe ging het?\nTraag.\n\n2. En dan?\nNiets.\n", "Question"),
    ],
)
def test_notes_by_question_and_answer_have_one_asker_and_one_who_answers(text, asker):
    turns = unify_labels(read_plaintext(text).turns)[0]
    assert [turn.text for turn in turns] == ["Hoe ging het?", "Traag.", "En dan?", "Niets."]
    assert {turn.speaker for turn in turns[::2]} == {asker}
    assert len({turn.speaker for turn in turns[1::2]}) == 1
    assert decide_roles(turns, {})[0] == {asker: "interviewer", turns[1].speaker: "participant"}


def test_people_with_numbered_codes_stay_apart():
    assert {name for name, _ in pairs("I: Wie?\nR1: Ik.\nR2: Ook ik.\nI: Dank.\n")} == {"I", "R1", "R2"}


def test_markdown_keeps_its_words_and_counts_its_headings_and_front_matter():
    draft = read_plaintext(
        "---\ntitle: P05\ndate: 2024-03-12\n---\n\n# Gesprek\n\n**I:** Hoe?\n\n"
        "**P5:** *Echt* traag.\n\n## Deel 2\n\n**I:** Ja?\n"
    )
    assert [(turn.speaker, turn.text) for turn in draft.turns] == [("I", "Hoe?"), ("P5", "*Echt* traag."), ("I", "Ja?")]
    assert draft.left_out["heading"] == ["line 6", "line 12"]
    assert len(draft.left_out["header line"]) == 4


def test_a_name_in_a_heading_begins_the_turns_below():
    text = "# Gesprek\n\n### Interviewer\n\nHoe?\n\n### P05\n\nTraag.\n\nHeel traag.\n\n### Interviewer\n\nJa?\n"
    assert pairs(text) == [("Interviewer", "Hoe?"), ("P05", "Traag. Heel traag."), ("Interviewer", "Ja?")]


def test_speech_in_the_first_block_is_not_taken_for_a_header():
    draft = read_plaintext(
        "Datum: 12 maart\nInterviewer: Hoe ging het?\nP3: Traag.\n\nInterviewer: En dan?\nP3: Niets.\n"
    )
    assert [turn.text for turn in draft.turns] == ["Hoe ging het?", "Traag.", "En dan?", "Niets."]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("الباحث", "ليلى"),
        ("采访者", "李明"),
        ("Συνεντευκτής", "Μαρία"),
        ("Анна", "Олег"),
        ("राम", "सीता"),
        ("Zoe\u0308", "Andre\u0301"),
    ],
)
def test_names_in_any_script_are_speakers(one, two):
    assert pairs(f"{one}: a b?\n{two}: c d.\n{one}: e?\n{two}: f.\n") == [
        (one, "a b?"), (two, "c d."), (one, "e?"), (two, "f."),
    ]  # fmt: skip


def test_a_name_in_composed_and_in_decomposed_letters_is_one_person():
    assert len({name for name, _ in pairs("Zoe\u0308: Dag.\nI: Ja?\nZoë: Goed.\nI: Ok.\nZoë: Ja.\n")}) == 2


def test_full_width_colons_and_question_marks_are_understood():
    turns = read_plaintext("采访者：怎么样？\n李明：不好。\n采访者：然后呢？\n李明：没有。\n").turns
    assert [turn.text for turn in turns] == ["怎么样？", "不好。", "然后呢？", "没有。"]
    assert decide_roles(turns, {})[0] == {"采访者": "interviewer", "李明": "participant"}


def test_a_rare_name_with_swapped_letters_is_the_same_speaker_and_told():
    draft = read_plaintext("Sofie: A?\nMarieke: b.\nSofei: C?\nMareike: d.\nSofie: E?\nMarieke: f.\n")
    turns, notes = unify_labels(draft.turns)
    assert {turn.speaker for turn in turns} == {"Sofie", "Marieke"}
    assert notes == ["“Mareike” (1 turn) was read as “Marieke”", "“Sofei” (1 turn) was read as “Sofie”"]


@pytest.mark.parametrize(("one", "two"), [("Karin", "Karen"), ("Marie", "Maria"), ("Johan", "Johann"), ("Jan", "Jna")])
def test_names_that_may_be_two_people_stay_two(one, two):
    text = f"{one}: a\nI: b?\n{one}: c\nI: d?\n{one}: e\nI: f?\n{two}: g\nI: h?\n"
    assert {one, two} <= {name for name, _ in pairs(text)}


@pytest.mark.parametrize(
    ("label", "role"),
    [("Inteviewer", "interviewer"), ("Interveiwee ", "participant"), ("Intervieweer", ""), ("Interview P05", "")],
)
def test_a_slip_of_the_pen_tells_a_role_unless_it_may_tell_two(label, role):
    assert role_of(label) == role


def test_a_form_of_labels_is_not_speech_but_an_occasional_colon_is():
    assert pairs("Er is maar een ding: het duurt.\n\nEn dan nog: niets.\n") == [
        ("", "Er is maar een ding: het duurt."), ("", "En dan nog: niets."),
    ]  # fmt: skip


def test_rare_separators_within_a_line_stay_in_the_text():
    assert pairs("I: Dag.\nP3: Een\u2028twee\x85drie\x0bvier.\nI: Ja.\n")[1] == ("P3", "Een\u2028twee\x85drie\x0bvier.")


HEADS = [
    "", "I: ", "P3: ", "Zoë: ", "Zoë  0:04 ", "[00:01:02] ", "#00:00:01-2# ", "# ", "**", "1. ", "Q1. ", "A1. ",
    "Datum: ", "het is zo: ", "[0:09] Zoë: ", "- ", "Summary ",
]  # fmt: skip
TAILS = ["", "?", ".", ":", "**", "?**", "  0:05", " (0:07)", " #00:00:04-2#", " started transcription"]
LINES = st.lists(st.tuples(st.sampled_from(HEADS), st.sampled_from(TAILS), st.booleans(), st.booleans()), max_size=12)


@settings(deadline=None)
@given(LINES)
def test_every_word_is_in_a_turn_or_on_a_line_that_was_left_out(lines):
    written = [
        f"{head}woord{n}x{tail}" if full else ("" if tail else "00:01:02")
        for n, (head, tail, full, _) in enumerate(lines)
    ]
    text = "".join(line + ("\n\n" if gap else "\n") for line, (*_, gap) in zip(written, lines, strict=True))
    draft = read_plaintext(text)
    said = " ".join(f"{turn.speaker} {turn.text}" for turn in draft.turns)
    told = {int(place.removeprefix("line ")) for places in draft.left_out.values() for place in places}
    for number, line in enumerate(text.split("\n"), start=1):
        for word in re.findall(r"woord\d+x", line):
            assert word in said or number in told


WORDS = st.lists(st.sampled_from(["ja", "nee", "traag", "het", "zo:", "12:30", "*echt*"]), min_size=1, max_size=6)


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["Interviewer", "P3", "Zoë"]), WORDS), min_size=1))
def test_a_conversation_comes_back_word_for_word_in_order(turns):
    text = "\n".join(
        f"{name}: {' '.join(words)}" for name, words in [("P3", ["begin"]), ("Zoë", ["a"]), ("Zoë", ["b"]), *turns]
    )
    draft = read_plaintext(text)
    assert " ".join(turn.text for turn in draft.turns).split() == re.sub(r"(?m)^\w+: ", "", text).split()
    assert all(isnan(turn.start_s) or turn.start_s >= 0 for turn in draft.turns)


@pytest.mark.parametrize(
    "style",
    ["[{name}]: {text}", "[{name}] {text}", "<{name}> {text}", "{name}\t{text}", "{name} - {text}",
     "{number:03} {name}: {text}", "{number}\t{name}: {text}"],
)  # fmt: skip
def test_labels_in_brackets_before_tabs_or_behind_running_numbers_are_speakers(style):
    spoken = [
        ("Interviewer", "Hoe?"),
        ("SPEAKER_01", "Traag, hoor."),
        ("Interviewer", "Waarom?"),
        ("SPEAKER_01", "Tja."),
    ]
    lines = [style.format(name=name, text=text, number=number) for number, (name, text) in enumerate(spoken, start=1)]
    draft, _ = read_draft("\n".join(lines).encode(), "a.txt")
    assert [(turn.speaker, turn.text) for turn in draft.turns] == spoken


@pytest.mark.parametrize(
    "text", ["participant\tcomment\nP01\tTe traag\nP02\tTe lang\n", "sep=;\nDatum;Opmerking\nx;Te traag\nx;Te lang\n"]
)
def test_a_table_is_no_talk_though_its_rows_begin_with_participants(text):
    draft, _ = read_draft(text.encode(), "a.txt")
    assert (draft.is_table, [turn.text for turn in draft.turns]) == (True, ["Te traag", "Te lang"])


@pytest.mark.parametrize("layout", ["{name}\n{time}\n{text}\n", "{time}\n{name}\n{text}\n"])
def test_a_name_on_a_line_of_its_own_beside_a_time_is_a_speaker(layout):
    spoken = [("Van den Broeck, An", "Hoe ging het?"), ("Zoë", "Traag."), ("Van den Broeck, An", "Waarom?")]
    text = "".join(layout.format(name=name, time=f"0:0{n}", text=said) for n, (name, said) in enumerate(spoken))
    assert [(turn.speaker, turn.text, turn.start_s) for turn in read_plaintext(text).turns] == [
        (name, said, n) for n, (name, said) in enumerate(spoken)
    ]


def test_a_sound_in_brackets_is_no_speaker():
    assert pairs("[Gelach] Dat was het.\n\n[Gelach] En nog iets.\n")[0] == ("", "[Gelach] Dat was het.")


def test_a_title_with_a_code_is_no_speaker():
    draft = read_plaintext("# P05\n\n## Ervaring\n\nHet duurde lang.\n")
    assert [(turn.speaker, turn.text) for turn in draft.turns] == [("", "Het duurde lang.")]
    assert draft.left_out == {"heading": ["line 1", "line 3"]}


def test_speech_above_a_time_in_the_middle_is_no_summary():
    text = "I: Hoe ging het?\nP3: Traag.\n00:05:00\nI: En dan?\nP3: Niets.\n"
    assert [turn.text for turn in read_plaintext(text).turns] == ["Hoe ging het?", "Traag.", "En dan?", "Niets."]


def test_notes_of_a_machine_above_a_meeting_are_no_speech_wherever_the_transcript_begins():
    notes, said = (
        "Notes\nAn: will call Zoë.\n\nInterview - Transcript\n\n",
        "00:02:00\n\nAn: Dag.\nZoë: Ja.\nAn: Goed.\n",
    )
    text = f"{notes}{said}Transcription ended after 00:06:12\n"
    draft = read_plaintext(text)
    assert [turn.text for turn in draft.turns] == ["Dag.", "Ja.", "Goed."]
    assert draft.left_out == {
        "line of the summary above the transcript": ["line 1", "line 2", "line 4"],
        "line of the transcription service": ["line 11"],
    }
