"""Persona cards show counts and quotes, and nothing that people said acts as code."""

import pytest

from synth.cards import Cards, render_html, render_markdown, render_pdf, write_cards
from synth.errors import TableProblem
from synth.tables import LANGUAGES

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
    assert "4 of 5 here, 1 of 9 elsewhere" in render([persona], language="en")


@pytest.mark.parametrize("render", [render_html, render_markdown])
def test_a_card_of_few_participants_says_that_it_is_a_draft(render, persona):
    assert "not for publication: fewer than 5" in render([persona])


@pytest.mark.parametrize("render", [render_html, render_markdown])
def test_a_card_names_who_is_missing(render, persona):
    assert "nobody with language de" in render([persona])


def test_words_of_participants_are_escaped_in_html(persona):
    assert "&lt;b&gt;no&lt;/b&gt;" in render_html([persona])


def test_words_of_participants_do_not_act_as_markdown(persona):
    assert r"\<b\>no\</b\> \*reply\*" in render_markdown([persona])


def test_a_persona_without_a_stability_is_shown_without_one(persona):
    assert "Found again" not in render_html([persona | {"stability": None, "shuffled_stability": None}])


def test_cards_are_written_as_a_page_and_as_markdown(persona, tmp_path):
    paths = write_cards([persona | {"publishable": True}], tmp_path / "cards", formats=("html", "md"))
    assert [path.name for path in paths] == ["personas.html", "personas.md"]
    assert all("Keeps own proof" in path.read_text(encoding="utf-8") for path in paths)


def test_cards_have_a_stable_line_of_text(persona):
    assert repr(Cards([persona])) == "Cards(Keeps own proof)"


def test_no_file_is_written_of_drafts_of_too_few_participants_alone(persona, tmp_path):
    with pytest.raises(TableProblem, match=r"the only card is a draft of too few participants.*draft=True"):
        write_cards([persona], tmp_path / "cards")
    assert not (tmp_path / "cards").exists()


def test_drafts_are_left_out_of_the_files_and_counted_there(persona, tmp_path):
    published = persona | {"persona_id": "q", "name": "Published", "publishable": True}
    for path in write_cards([persona, published], tmp_path, language="en", formats=("html", "md")):
        text = path.read_text(encoding="utf-8")
        assert ("Keeps own proof" in text, "1 card of too few participants" in text) == (False, True)


def test_drafts_for_the_team_carry_a_watermark_and_another_name(persona, tmp_path):
    paths = write_cards([persona], tmp_path, language="de", formats=("html", "md"), draft=True)
    assert [path.name for path in paths] == ["personas-draft.html", "personas-draft.md"]
    assert all("ENTWURF" in path.read_text(encoding="utf-8") for path in paths)


@pytest.mark.parametrize(("option", "value"), [("paper", "a5"), ("formats", ("docx",)), ("language", "it")])
def test_an_unknown_choice_is_named_with_those_that_are_there(persona, tmp_path, option, value):
    with pytest.raises(TableProblem, match="allowed are"):
        write_cards([persona | {"publishable": True}], tmp_path, **{option: value})


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_paper_card_is_a_tagged_pdf_with_the_same_bytes_each_time(persona, language):
    one = render_pdf([persona], language=language)
    assert one.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in one
    assert one == render_pdf([persona], language=language)


def test_words_of_participants_are_data_to_the_typesetter(persona):
    quote = QUOTE | {"quote": '#panic("x") $ \\ [ <b> @ref'}
    hostile = persona | {"name": '#panic("y")', "claims": [CLAIM | {"quotes": [quote]}]}
    assert render_pdf([hostile], language="en").startswith(b"%PDF-")


def test_a_picture_for_the_wall_is_made_of_each_card(persona, tmp_path):
    paths = write_cards([persona, persona], tmp_path, formats=("png",), paper="a3", draft=True)
    assert [path.name for path in paths] == ["personas-draft-1.png", "personas-draft-2.png"]
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in paths)


@pytest.mark.parametrize(("quotes", "warning"), [([], "no evidence"), ([QUOTE], "one voice only")])
def test_a_claim_that_lost_its_quotes_says_so_in_words(persona, quotes, warning):
    page = render_html([persona | {"claims": [CLAIM | {"quotes": quotes}]}], language="en")
    assert warning in page
    assert ('class="red"' in page) == (not quotes)
