"""What the findings cover: by participant, kinds that go together, and how strongly things are put."""

import pytest

from synth.coverage import count_together, measure_coverage, measure_intensity
from synth.tables import FINDINGS, UTTERANCES


def said(*turns):
    row = {"source_id": "s", "source_kind": "interview", "role": "participant", "language": "en"}
    return UTTERANCES.make(
        row | {"utterance_id": f"u{number}", "position": number, "participant_id": who, "text": text}
        for number, (who, text) in enumerate(turns)
    )


def found(*places):
    return FINDINGS.make(
        {"finding_id": str(n), "utterance_id": f"u{turn}", "start": start, "end": end, "kind": kind, "quote": quote}
        for n, (turn, start, end, kind, quote) in enumerate(places)
    )


def test_the_share_of_what_each_participant_said_is_told_least_first():
    utterances = said(("P01", "0123456789"), ("P02", "01234"), ("P02", "56789"))
    findings = found((1, 0, 5, "pain", "01234"), (1, 0, 5, "need", "01234"))
    table = measure_coverage(utterances, findings)
    assert table[["participant_id", "utterances", "covered", "findings", "pain"]].to_dict("records") == [
        {"participant_id": "P01", "utterances": 1, "covered": 0.0, "findings": 0, "pain": 0},
        {"participant_id": "P02", "utterances": 2, "covered": 0.5, "findings": 2, "pain": 1},
    ]


def test_characters_under_two_findings_are_counted_once():
    table = measure_coverage(said(("P01", "0123456789")), found((0, 0, 6, "pain", ""), (0, 4, 8, "need", "")))
    assert table["covered"].tolist() == [0.8]


def test_without_findings_everybody_is_silent():
    assert measure_coverage(said(("P01", "Hello")), FINDINGS.make())["findings"].tolist() == [0]


def test_kinds_that_share_an_utterance_are_counted_by_utterance():
    together = count_together(
        found((0, 0, 1, "pain", ""), (0, 2, 3, "pain", ""), (0, 4, 5, "need", ""), (1, 0, 1, "pain", ""))
    )
    assert (together.loc["pain", "need"], together.loc["need", "pain"]) == (1, 1)
    assert (together.loc["pain", "pain"], together.loc["goal", "goal"]) == (2, 0)


@pytest.mark.parametrize(
    ("quote", "signs"),
    [("It is slow.", 0), ("It is SLOW!!", 2), ("sooo slow", 1), ("Slow!", 0), ("Why?!", 1), ("The FAQ of the OCMW", 1)],
)
def test_capitals_and_stretched_letters_or_marks_are_signs_of_emphasis(quote, signs):
    findings = found((0, 0, len(quote), "pain", quote))
    assert measure_intensity(findings, said(("P01", quote)).assign(language="xx")).tolist() == [signs]


@pytest.mark.parametrize(
    ("language", "quote"),
    [
        ("nl", "Het duurt veel te lang."), ("fr", "C'est vraiment trop long."),
        ("de", "Das dauert viel zu lang."), ("en", "It is really too slow."),
    ],
)  # fmt: skip
def test_words_that_strengthen_are_signs_of_emphasis_in_each_language(language, quote):
    findings = found((0, 0, len(quote), "pain", quote))
    assert measure_intensity(findings, said(("P01", quote)).assign(language=language))[0] >= 1
