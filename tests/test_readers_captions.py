"""Captions: nothing is lost or misattributed, and every broken cue is told with its line."""

from itertools import pairwise
from math import isnan

import pytest
import srt
import webvtt
from hypothesis import given
from hypothesis import strategies as st

from synth.readers.captions import read_captions
from synth.readers.speakers import join_turns

TEAMS = """\ufeffWEBVTT

6f1c2f0e-1d2a-4b7c-9f63-08d1a2b3c4d5/12-0
00:00:03.000 --> 00:00:05.000
<v Van den Broeck, An>Goedemorgen &amp; welkom.
Hoe gaat het?</v>

6f1c2f0e-1d2a-4b7c-9f63-08d1a2b3c4d5/13-0
00:05.100 --> 00:06.000
<v Zoë>Goed, het is zo: ik

NOTE the recording was paused
for a while

6f1c2f0e-1d2a-4b7c-9f63-08d1a2b3c4d5/14-0
00:00:06.000 --> 00:00:07.000
<v Zoë>wacht al 3 weken.</v>

6f1c2f0e-1d2a-4b7c-9f63-08d1a2b3c4d5/15-0
00:00:08.000 --> 00:00:09.000
Mm-hm.
""".lstrip("\ufeff").replace("\n", "\r\n")


def turns_of(text):
    return [(turn.speaker, turn.text) for turn in join_turns(read_captions(text).turns)]


def test_teams_captions_give_one_turn_per_speaker_and_leave_an_unnamed_cue_unnamed():
    assert turns_of(TEAMS) == [
        ("Van den Broeck, An", "Goedemorgen & welkom. Hoe gaat het?"),
        ("Zoë", "Goed, het is zo: ik wacht al 3 weken."),
        ("", "Mm-hm."),
    ]


def test_a_turn_lasts_from_its_first_cue_to_its_last_with_hours_or_without():
    turn = join_turns(read_captions(TEAMS).turns)[1]
    assert (turn.start_s, turn.end_s) == (5.1, 7.0)


def test_a_comparison_sign_in_speech_is_no_tag():
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v A>a < b and <i>c</i> > 3</v>\n"
    assert turns_of(text) == [("A", "a < b and c > 3")]


def test_two_voices_in_one_cue_are_two_turns():
    draft = read_captions("WEBVTT\n\n00:01.000 --> 00:02.000\n<v A>Ja?</v> <v B>Nee.</v>\n")
    assert [(turn.speaker, turn.text) for turn in draft.turns] == [("A", "Ja?"), ("B", "Nee.")]
    assert (draft.read, draft.seen) == (1, 1)


def test_a_zoom_cue_without_a_name_continues_the_last_speaker():
    text = (
        "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\nFrançois: Bonjour.\n\n"
        "2\n00:00:02.000 --> 00:00:03.000\nÇa va ?\n\n"
        "3\n00:00:03.000 --> 00:00:04.000\nMarie Dupont: Oui, alors: j'habite à Namur.\n\n"
        "4\n00:00:04.000 --> 00:00:05.000\nFrançois: D'accord.\n\n"
        "5\n00:00:05.000 --> 00:00:06.000\nMarie Dupont: Voilà.\n"
    )
    assert turns_of(text) == [
        ("François", "Bonjour. Ça va ?"),
        ("Marie Dupont", "Oui, alors: j'habite à Namur."),
        ("François", "D'accord."),
        ("Marie Dupont", "Voilà."),
    ]


def test_an_srt_without_speakers_keeps_each_cue_and_a_blank_line_inside_one():
    text = "1\n00:00:01,000 --> 00:00:02,000\n<i>Hello</i>\n\n2\n00:00:03,000 --> 00:00:04,500\nOne\n\ntwo\n"
    assert turns_of(text) == [("", "Hello"), ("", "One two")]


def test_sbv_captions_are_read():
    turns = read_captions("0:00:01.000,0:00:03.500\nGuten Tag.\n\n0:00:04.000,0:00:05.000\nNa ja.\n").turns
    assert [(turn.start_s, turn.end_s, turn.text) for turn in turns] == [(1.0, 3.5, "Guten Tag."), (4.0, 5.0, "Na ja.")]


@pytest.mark.parametrize(
    ("timing", "told"),
    [
        ("00:00:04.100 --> 00:00:03.000", "line 3: the cue ends before it starts"),
        ("00:00:03.000 --> 00:00:xx", "line 3: the cue has a broken timing"),
        ("kapot --> 00:00:05.000", "line 3: the cue has a broken timing"),
    ],
)
def test_a_cue_with_broken_times_keeps_its_text_and_tells_its_line(timing, told):
    draft = read_captions(f"WEBVTT\n\n{timing}\n<v A>Toch gezegd.</v>\n\n00:09.000 --> 00:10.000\n<v B>Ja.</v>\n")
    assert draft.turns[0].text == "Toch gezegd."
    assert isnan(draft.turns[0].start_s)
    assert told in draft.checks[0]


def test_an_arrow_in_speech_is_speech():
    assert turns_of("WEBVTT\n\n00:01.000 --> 00:02.000\nmenu --> instellingen\n") == [("", "menu --> instellingen")]


def test_a_cue_without_text_is_left_out_and_counted():
    draft = read_captions("WEBVTT\n\n00:01.000 --> 00:02.000\n\n00:02.000 --> 00:03.000\nJa.\n")
    assert (draft.read, draft.seen, draft.left_out) == (1, 2, {"cue without text": ["line 3"]})


WORD = st.text("abcdefghijklmnopqrstuvwxyzéëïçß'’-", min_size=1, max_size=8)
CUES = st.lists(st.tuples(st.sampled_from(["Zoë", "Van den Broeck, An", "P3"]), st.lists(WORD, min_size=1)), min_size=1)


@given(CUES)
def test_every_word_of_a_generated_vtt_comes_back_in_order(cues):
    blocks = [f"{n // 60:02}:{n % 60:02}.000 --> {n // 60:02}:{n % 60:02}.900\n<v {name}>{' '.join(words)}</v>"
              for n, (name, words) in enumerate(cues)]  # fmt: skip
    turns = join_turns(read_captions("WEBVTT\n\n" + "\n\n".join(blocks)).turns)
    assert " ".join(turn.text for turn in turns) == " ".join(" ".join(words) for _, words in cues)
    assert all(first.speaker != second.speaker for first, second in pairwise(turns))


@given(CUES)
def test_well_formed_captions_read_as_webvtt_and_srt_read_them(cues):
    parts = [(f"00:{n // 60:02}:{n % 60:02}", " ".join(words)) for n, (_, words) in enumerate(cues)]
    vtt = "WEBVTT\n\n" + "\n\n".join(f"{time}.000 --> {time}.900\n{words}" for time, words in parts)
    subrip = "\n\n".join(f"{n}\n{time},000 --> {time},900\n{words}" for n, (time, words) in enumerate(parts, start=1))
    assert [turn.text for turn in read_captions(vtt).turns] == [cue.text for cue in webvtt.from_string(vtt)]
    assert [turn.text for turn in read_captions(subrip).turns] == [cue.content for cue in srt.parse(subrip)]
