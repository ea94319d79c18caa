"""Survey exports: each open answer with its question, whatever the tool and language; choices are told, not read."""

import csv
from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.readers import read
from synth.readers.surveys import is_open
from synth.readers.tabular import find_delimiter, read_csv

QUALTRICS = [
    ["StartDate", "EndDate", "Status", "RecordedDate", "ResponseId", "UserLanguage", "Q1", "Q2_4_TEXT", "Q3"],
    ["Start Date", "End Date", "Response Type", "Recorded Date", "Response ID", "User Language",
     "How satisfied are you?", "Which channels? - Other: - Text", "What was\ndifficult?"],
    ['{"ImportId":"startDate","timeZone":"Europe/Brussels"}', *[f'{{"ImportId":"QID{n}"}}' for n in range(8)]],
    ["2024-03-01 10:00:00", "x", "IP Address", "2024-03-01 10:05:00", "R_1", "NL", "Zeer", "", "Het was te lang"],
    ["2024-03-01 11:00:00", "x", "IP Address", "2024-03-01 11:05:00", "R_2", "FR", "Peu", "Par courrier", ""],
    ["2024-03-01 12:00:00", "x", "Survey Preview", "2024-03-01 12:05:00", "R_3", "NL", "Zeer", "", "test"],
]  # fmt: skip


def write(rows, delimiter=","):
    buffer = StringIO()
    csv.writer(buffer, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    return buffer.getvalue()


def read_survey(rows, **options):
    text = write(rows)
    return read_csv(text, "survey.csv", delimiter=find_delimiter(text), **options)


def answers(draft):
    return [(turn.speaker, turn.fields["question"], turn.text) for turn in draft.turns]


def test_qualtrics_answers_carry_the_question_of_the_second_header_row():
    draft = read_survey(QUALTRICS)
    assert draft.format == "table (,), Qualtrics"
    assert answers(draft) == [
        ("R_1", "What was\ndifficult?", "Het was te lang"),
        ("R_2", "Which channels? - Other: - Text", "Par courrier"),
    ]
    assert draft.turns[0].fields["date"] == "2024-03-01 10:05:00"
    assert [turn.fields["language"] for turn in draft.turns] == ["NL", "FR"]


def test_previews_of_a_survey_are_left_out_and_empty_answers_counted():
    draft = read_survey(QUALTRICS)
    assert draft.left_out == {"preview by the survey's makers": ["row 6"], "empty answer": ["row 4", "row 5"]}
    assert (draft.read, draft.seen) == (2, 4)


def test_qualtrics_without_import_ids_or_with_codes_alone_is_read_too():
    assert len(read_survey(QUALTRICS[:2] + QUALTRICS[3:]).turns) == 2
    assert answers(read_survey(QUALTRICS[:1] + QUALTRICS[3:]))[0] == ("R_1", "Q3", "Het was te lang")


@pytest.mark.parametrize(
    "own",
    [
        ["id", "submitdate", "lastpage", "startlanguage", "seed"],
        ["Response ID", "Date submitted", "Last page", "Start language", "Seed"],
        ["Antwort ID", "Datum Abgeschickt", "Letzte Seite", "Start-Sprache", "Zufallsstartwert"],
        ["ID de la réponse", "Date de soumission", "Dernière page", "Langue de départ", "Tête de série"],
    ],
)
def test_limesurvey_is_read_with_codes_and_with_full_questions(own):
    draft = read_survey([
        [*own, "Q1", "Q2[SQ001]", "Q2[other]", "Q3"],
        ["1", "1980-01-01 00:00:00", "3", "nl", "17", "A1", "Y", "", "Het duurt te lang"],
        ["2", "", "1", "fr", "18", "A2", "", "la poste", ""],
    ])  # fmt: skip
    assert draft.format == "table (,), LimeSurvey"
    assert answers(draft) == [("survey#1", "Q3", "Het duurt te lang"), ("survey#2", "Q2[other]", "la poste")]
    assert [turn.fields["date"] for turn in draft.turns] == ["", ""]
    assert "choices, dates and numbers are no text: “Q1”, “Q2[SQ001]”; if one is, set text_column=" in draft.notes


@pytest.mark.parametrize(
    ("tool", "own"),
    [
        ("Microsoft Forms", ["ID", "Start time", "Completion time", "Email", "Name"]),
        ("Microsoft Forms", ["ID", "Begintijd", "Tijd van voltooien", "E-mail", "Naam"]),
        ("Microsoft Forms", ["ID", "Heure de début", "Heure de fin", "Adresse de messagerie", "Nom"]),
        ("Microsoft Forms", ["ID", "Startzeit", "Fertigstellungszeit", "E-Mail", "Name"]),
        ("Google Forms", ["Timestamp"]),
        ("Google Forms", ["Tijdstempel", "E-mailadres"]),
        ("Google Forms", ["Horodateur", "Nom d’utilisateur"]),
        ("Google Forms", ["Zeitstempel"]),
    ],
)
def test_forms_are_known_in_four_languages_and_names_in_them_are_no_speech(tool, own):
    draft = read_survey([
        [*own, "Hoe tevreden bent u?", "Welke kanalen?", "Wat was er moeilijk?"],
        [*["Jan Peeters van Gent"] * len(own), "4", "Website;Loket;", "Het formulier, dat was te lang"],
        [*["Mia Claes uit Namen"] * len(own), "2", "Loket;", "Ik vond de knop niet"],
    ])  # fmt: skip
    assert draft.format == f"table (,), {tool}"
    assert {turn.text for turn in draft.turns} == {"Het formulier, dat was te lang", "Ik vond de knop niet"}


def test_a_table_of_comments_with_a_timestamp_is_no_survey():
    assert read_survey([["timestamp", "comment"], ["2024-03-01", "Het was te lang"]]).source_kind == "feedback"


def test_one_question_can_be_chosen_whatever_its_answers_are():
    draft = read_survey(QUALTRICS, text_column="Q1")
    assert answers(draft) == [("R_1", "How satisfied are you?", "Zeer"), ("R_2", "How satisfied are you?", "Peu")]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["Website;Loket;", "Loket;"], False),
        (["Site web, Guichet", "Guichet, Site web", "Site web"], False),
        (["Helemaal mee eens"] * 3 + ["Helemaal niet mee eens"] * 3, False),
        (["4", "2024-03-01", ""], False),
        (["nee"] * 8 + ["ik moest drie weken wachten"], True),
        (["", ""], False),
    ],
)
def test_a_question_is_open_if_people_answer_it_in_their_own_words(given, expected):
    assert is_open("Q1", given) is expected


def test_a_survey_of_choices_alone_says_that_no_open_question_was_found():
    draft = read_survey([["Timestamp", "Hoe tevreden bent u?"], ["2024-03-01", "4"]])
    assert draft.checks == ["no open question was found; if one is, set text_column= to its header"]


ANSWER = st.one_of(st.just(""), st.integers(1, 999).map("antwoord nummer {} hier".format))


@settings(deadline=None)
@given(st.lists(st.tuples(ANSWER, ANSWER), min_size=1, max_size=8))
def test_every_open_answer_is_read_once_under_its_question(rows):
    rows = [("de eerste eigen woorden", "de andere eigen woorden"), *rows]
    table = [["Timestamp", "Wat was moeilijk?", "Wat was fijn?"], *(["2024-03-01", *row] for row in rows)]
    draft = read_survey(table)
    told = sorted((turn.fields["question"], turn.text) for turn in draft.turns)
    assert told == sorted(
        (question, text) for row in rows for question, text in zip(table[0][1:], row, strict=True) if text
    )
    assert draft.seen == draft.read + sum(map(len, draft.left_out.values()))


def test_a_form_of_any_tool_is_read_by_the_questions_in_its_header():
    draft = read_survey(
        [["Naam", "Wat vond u moeilijk?", "Wat vond u goed?"], ["Jan", "Het duurde te lang", "De hulp was fijn"]]
    )
    assert [text for *_, text in answers(draft)] == ["Het duurde te lang", "De hulp was fijn"]


def test_group_wave_and_participant_that_a_researcher_added_are_kept():
    draft = read_survey([
        ["participant", "group", "wave", "Wat vond u moeilijk?", "Wat vond u goed?"],
        ["P01", "citizen", "before", "Het duurde te lang", "De hulp was fijn"],
    ])  # fmt: skip
    assert [(turn.speaker, turn.fields["group"], turn.fields["wave"]) for turn in draft.turns] == [
        ("P01", "citizen", "before")
    ] * 2


def test_a_question_that_is_asked_twice_gives_two_answers_with_ids_of_their_own(tmp_path):
    question = "Wat vond u moeilijk?"
    rows = [["Timestamp", question, question], ["2024-03-01", "Het duurde te lang", "Het duurde te lang"]]
    (tmp_path / "survey.csv").write_text(write(rows))
    utterances = read(tmp_path)
    assert utterances["text"].to_list() == ["Het duurde te lang"] * 2
    assert utterances["utterance_id"].is_unique
