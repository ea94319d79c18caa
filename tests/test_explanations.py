"""Why a finding is there can be read in one line."""

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


def test_the_line_of_an_answer_names_the_words_of_the_question():
    (line,) = why(("interviewer", "And was that clear?"), ("participant", "Not really."))
    assert "“Not really" in line
    assert "it answers “" in line


def test_the_line_tells_what_the_context_changed(tmp_path):
    own = tmp_path / "own.toml"
    own.write_text(
        'language = "en"\n[[cue]]\nid = "own-blue"\nkind = "delight"\nnegated = "pain"\npatterns = ["blue"]\n'
    )
    row = {"utterance_id": "u", "source_kind": "feedback", "role": "participant", "language": "en", "position": 1}
    (line,) = explain(find(UTTERANCES.make([row | {"text": "It was not very blue."}]), cues=[own]))
    assert line == "pain (0.50): “blue”, by the cue own-blue; denied by “not”"


def test_without_findings_there_is_nothing_to_explain():
    assert why(("participant", "Good morning.")) == []
