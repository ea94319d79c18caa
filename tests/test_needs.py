"""Needs, job stories and How-might-we questions are read, written and looked over in four languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.errors import LexiconProblem, StudyProblem
from synth.insights import (
    lint_how_might_we,
    lint_job,
    lint_need,
    parse_job,
    parse_need,
    render_job,
    render_need,
)
from synth.tables import LANGUAGES

NEEDS = {
    "nl": "Als weduwnaar wil ik weten of mijn dossier volledig is, zodat ik niet hoef te bellen.",
    "fr": "En tant qu'ouvrier retraité, j'ai besoin de savoir si tout est là, afin d'oser signer.",
    "de": "Als Rentnerin muss ich wissen, ob etwas fehlt, damit ich nachts schlafe.",
    "en": "As an employer, I need to prove when I sent it, so that nobody asks twice.",
}
JOBS = {
    "nl": "Wanneer er een brief komt, wil ik meteen zien wat ze vragen, zodat ik gerust ben.",
    "fr": "Quand une lettre arrive, je veux voir tout de suite ce qu'on demande, afin d'être tranquille.",
    "de": "Wenn ein Brief kommt, will ich gleich sehen, was sie wollen, damit ich ruhig bin.",
    "en": "When a letter comes, I want to see at once what it asks, so I can sleep.",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_need_is_read_and_written_alike(language):
    need = parse_need(NEEDS[language], language=language)
    assert render_need(need) == NEEDS[language]
    assert need["language"] == language
    assert lint_need(need) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_job_story_is_read_and_written_alike(language):
    job = parse_job(JOBS[language], language=language)
    assert render_job(job) == JOBS[language]
    assert lint_job(job) == []


WORDS = st.text("abdijklmnorstuvwé", min_size=2, max_size=8).filter(
    lambda word: word not in {"wil", "want", "so", "om"}
)


@pytest.mark.parametrize("language", LANGUAGES)
@given(st.lists(st.lists(WORDS, min_size=1, max_size=4), min_size=3, max_size=3))
def test_whatever_its_parts_a_written_need_is_read_as_it_was(language, parts):
    texts = [" ".join(["x", *words]) for words in parts]
    need = dict(zip(("as_a", "i_need_to", "so_that"), texts, strict=True)) | {"language": language}
    assert parse_need(render_need(need), language=language) == need


def test_a_need_may_stand_on_several_lines_or_lack_its_reason():
    text = "As someone who cares for a parent\nI need to know what is missing"
    assert parse_need(text, language="en") == {
        "as_a": "someone who cares for a parent",
        "i_need_to": "know what is missing",
        "so_that": "",
        "language": "en",
    }


@pytest.mark.parametrize(
    ("language", "text", "reason"),
    [
        ("nl", "Als mantelzorger moet ik dat weten om niet te hoeven bellen.", "om niet te hoeven bellen"),
        ("fr", "En tant que veuve, je veux le savoir pour que mon fils se repose.", "pour que mon fils se repose"),
        ("de", "Als Nachbar will ich es wissen, um zu helfen.", "um zu helfen"),
        ("en", "As a neighbour I want to know, in order to help.", "in order to help"),
    ],
)
def test_a_reason_that_begins_otherwise_keeps_its_beginning(language, text, reason):
    need = parse_need(text, language=language)
    assert need["so_that"] == reason
    assert reason in render_need(need)


@pytest.mark.parametrize(
    ("as_a", "begins"),
    [("employer", "As an employer,"), ("widower", "As a widower,"), ("a widower", "As a widower,"),
     ("someone who waits", "As someone who waits,"), ("university clerk", "As a university clerk,")],
)  # fmt: skip
def test_english_has_the_right_article(as_a, begins):
    assert render_need({"as_a": as_a, "i_need_to": "know", "language": "en"}).startswith(begins)


@pytest.mark.parametrize(
    ("need", "written"),
    [("être prévenu", "besoin d'être"), ("habiter ici", "besoin d'habiter"), ("hurler", "besoin de hurler"),
     ("y aller", "besoin d'y aller"), ("savoir", "besoin de savoir")],
)  # fmt: skip
def test_french_elides_where_it_should(need, written):
    assert written in render_need({"as_a": "veuf", "i_need_to": need, "language": "fr"})


def test_a_part_that_is_missing_is_an_ellipsis_and_nothing_at_all_is_no_sentence():
    assert render_need({"as_a": "veuf", "language": "fr"}) == "En tant que veuf, j'ai besoin de …, afin de …."
    assert render_need({"as_a": " ", "language": "fr"}) == ""


def test_what_is_no_need_is_refused_with_the_form():
    with pytest.raises(StudyProblem, match=r"not written as a need in de\. Write it as: Als … muss ich …, damit …"):
        parse_need("Ich will schlafen.", language="de")
    with pytest.raises(StudyProblem, match="the language is 'it'; allowed are 'nl', 'fr', 'de', 'en'"):
        parse_need("x", language="it")


RULES = [
    ("nl", "gebruiker", "een app openen", "", ["user", "reason", "solution"]),
    ("nl", "een bezoeker van de site", "weten wat ontbreekt", "ik niet hoef te bellen", ["user"]),
    ("nl", "weduwe", "mijn dossier volgen en stukken opsturen", "ik niet hoef te bellen", ["several"]),
    ("nl", "weduwe", "begrijpen welke papieren en attesten ze vragen", "ik niet hoef te bellen", []),
    ("nl", "weduwe", "weten wat ontbreekt", "ik het webportaal niet nodig heb", ["solution"]),
    ("fr", "un utilisateur", "savoir ce qui manque", "dormir", ["user"]),
    ("fr", "usager du service", "savoir ce qui manque", "dormir", ["user"]),
    ("fr", "veuve", "recevoir un SMS", "", ["reason", "solution"]),
    ("fr", "veuve", "suivre mon dossier et envoyer des pièces", "dormir", ["several"]),
    ("fr", "veuve", "comprendre la lettre et les montants", "dormir", []),
    ("de", "Nutzerin", "eine Schaltfläche sehen", "ich schlafe", ["user", "solution"]),
    ("de", "Witwer", "Briefe verstehen und Formulare ausfüllen", "ich schlafe", ["several"]),
    ("de", "Witwer", "wissen, welche Papiere und Bescheinigungen fehlen", "ich schlafe", []),
    ("en", "end user", "click the button", "", ["user", "reason", "solution"]),
    ("en", "carer", "know what is missing and send it", "I can rest", ["several"]),
    ("en", "carer", "understand the amounts and dates", "I can rest", []),
    ("en", "", "rest", "I live", ["missing"]),
]


@pytest.mark.parametrize(("language", "as_a", "i_need_to", "so_that", "rules"), RULES)
def test_the_lint_finds_users_solutions_two_in_one_and_missing_reasons(language, as_a, i_need_to, so_that, rules):
    need = {"as_a": as_a, "i_need_to": i_need_to, "so_that": so_that, "language": language}
    assert [remark["rule"] for remark in lint_need(need)] == rules


def test_a_remark_speaks_the_language_of_the_need():
    need = {"as_a": "usager", "i_need_to": "ouvrir l'appli", "so_that": "dormir", "language": "fr"}
    assert [remark["message"] for remark in lint_need(need)] == [
        "« usager », c'est tout le monde. Qui exactement, et dans quelle situation ?",
        "« appli », c'est déjà une solution. Que doit-elle permettre aux gens ?",
    ]


def test_nothing_written_yet_is_nothing_to_remark_on():
    assert lint_need({}) == lint_job({}) == lint_how_might_we(" ") == []


@pytest.mark.parametrize(
    ("language", "question", "rules"),
    [
        ("nl", "Hoe kunnen we laten weten dat er niets ontbreekt?", []),
        ("nl", "Moeten we een mail sturen?", ["yes_no", "solution"]),
        ("fr", "Comment pourrions-nous dire que rien ne manque ?", []),
        ("fr", "Pourrions-nous envoyer une lettre ?", ["yes_no"]),
        ("de", "Wie könnten wir sagen, dass nichts fehlt?", []),
        ("de", "Können wir früher schreiben?", ["yes_no"]),
        ("en", "How might we say that nothing is missing?", []),
        ("en", "Say that nothing is missing", ["form"]),
        ("en", "How might we build a chatbot?", ["solution"]),
        ("en", "How might we say it? And when?", ["form", "several"][1:]),
    ],
)
def test_a_how_might_we_is_open_one_question_and_no_solution(language, question, rules):
    assert [remark["rule"] for remark in lint_how_might_we(question, language=language)] == rules


def test_words_of_ones_own_take_the_place_of_those_of_synth(tmp_path):
    words = tmp_path / "words.toml"
    words.write_text('[nl]\nsolutions = ["loket*"]\n', encoding="utf-8")
    need = {"as_a": "weduwe", "i_need_to": "het loketje of de app zien", "so_that": "het stopt", "language": "nl"}
    assert [remark["words"] for remark in lint_need(need, words=words)] == ["loketje"]


@pytest.mark.parametrize("content", ["[nl\n", '[it]\nsolutions = ["app"]\n', '[nl]\nsolutions = "app"\n', "x = 1\n"])
def test_a_file_of_words_that_cannot_be_used_is_named(tmp_path, content):
    words = tmp_path / "words.toml"
    words.write_text(content, encoding="utf-8")
    with pytest.raises(LexiconProblem, match=r"words\.toml"):
        lint_need({"as_a": "x"}, words=words)
