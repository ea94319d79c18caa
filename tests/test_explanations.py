"""Why a finding is there can be read in one line."""

import pytest

from synth.explanations import explain
from synth.findings import find
from synth.tables import UTTERANCES


def why(*turns):
    row = {"source_id": "P01", "source_kind": "interview", "language": "en"}
    rows = [
        row | {"utterance_id": f"u{number}", "position": number, "role": role, "text": text}
        for number, (role, text) in enumerate(turns)
    ]
    return explain(find(UTTERANCES.make(rows))).tolist()


def test_the_line_names_the_kind_the_words_and_the_cue():
    (line,) = why(("participant", "I couldn't find the form."))
    assert line.startswith("pain (0.")
    assert "couldn't find" in line
    assert "by the cue en-pain-" in line


@pytest.mark.parametrize(
    ("turns", "told"),
    [
        ([("participant", "The letter was not clear.")], "denied by “not”"),
        ([("interviewer", "And was that clear?"), ("participant", "Not really.")], "it answers “"),
    ],
)
def test_the_line_tells_what_the_context_changed(turns, told):
    assert any(told in line for line in why(*turns))


def test_without_findings_there_is_nothing_to_explain():
    assert why(("participant", "Good morning.")) == []
