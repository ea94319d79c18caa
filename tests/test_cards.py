"""Persona cards show counts and quotes, and nothing that people said acts as code."""

import pytest

from synth.cards import Cards, render_html, render_markdown, write_cards

QUOTE = {
    "evidence_id": "f1",
    "utterance_id": "u1",
    "source_id": "P01.vtt",
    "start": 0,
    "end": 9,
    "quote": "<b>no</b> *reply*",
    "participant_id": "P01",
}
CLAIM = {
    "kind": "pain",
    "claim": "waiting",
    "count": 4,
    "size": 5,
    "elsewhere": 1,
    "elsewhere_size": 9,
    "quotes": [QUOTE],
    "contradicted_by": [],
}


@pytest.fixture
def persona():
    return {
        "persona_id": "p",
        "name": "Keeps own proof",
        "participants": ["P01", "P02"],
        "claims": [CLAIM],
        "stability": 0.8,
        "shuffled_stability": 0.6,
        "p_value": 0.01,
        "verdict": "2 groups.",
        "profile": {"group": {"citizen": 2}},
        "missing": ["nobody with language de"],
        "publishable": False,
        "note": "",
    }


@pytest.mark.parametrize("render", [render_html, render_markdown])
def test_a_card_gives_each_claim_with_its_count_here_and_elsewhere(render, persona):
    assert "4 of 5 here, 1 of 9 elsewhere" in render([persona])


@pytest.mark.parametrize("render", [render_html, render_markdown])
def test_a_card_of_few_participants_says_that_it_is_a_draft(render, persona):
    assert "not for publication" in render([persona])


@pytest.mark.parametrize("render", [render_html, render_markdown])
def test_a_card_names_who_is_missing(render, persona):
    assert "nobody with language de" in render([persona])


def test_words_of_participants_are_escaped_in_html(persona):
    assert "&lt;b&gt;no&lt;/b&gt;" in render_html([persona])


def test_words_of_participants_do_not_act_as_markdown(persona):
    assert r"\<b\>no\</b\> \*reply\*" in render_markdown([persona])


def test_a_persona_without_a_stability_is_shown_without_one(persona):
    assert "resamples" not in render_html([persona | {"stability": None, "shuffled_stability": None}])


def test_cards_are_written_as_a_page_and_as_markdown(persona, tmp_path):
    paths = write_cards([persona], tmp_path / "cards")
    assert [path.name for path in paths] == ["personas.html", "personas.md"]
    assert all("Keeps own proof" in path.read_text(encoding="utf-8") for path in paths)


def test_cards_have_a_stable_line_of_text(persona):
    assert repr(Cards([persona])) == "Cards(Keeps own proof)"
