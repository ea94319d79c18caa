"""Consent, purpose and retention are read in four languages, and what is missing or past is told."""

from datetime import date

import pytest

from synth.errors import TableProblem
from synth.privacy.consent import check_consent
from synth.readers import read
from synth.tables import UTTERANCES

HEADERS = [
    "participant,group,consent,purpose,keep until",
    "deelnemer,groep,toestemming,doel,bewaren tot",
    "participant,groupe,consentement,finalité,date de conservation",
    "Teilnehmer,Gruppe,Einwilligung,Zweck,aufbewahren bis",
]


def test_a_table_of_participants_needs_no_groups(tmp_path):
    (tmp_path / "P01.txt").write_text("Interviewer: En?\nP01: Ja.\nInterviewer: En?\nP01: Nee.\n")
    table = "deelnemer;toestemming;bewaren tot\nP01;ja;31/12/2027\n"
    (tmp_path / "deelnemers.csv").write_text(table, encoding="utf-8")
    utterances = read(tmp_path)
    assert set(utterances["source_id"]) == {"P01.txt"}
    assert set(utterances.query("participant_id == 'P01'")["keep_until"]) == {"31/12/2027"}


def make_table(**said):
    turn = {"source_id": "a.vtt", "source_kind": "interview", "role": "participant", "position": 0, "text": "Ja."}
    agreed = {"consent": "yes", "purpose": "the study", "keep_until": "2027-01-31"}
    return UTTERANCES.make([turn | {"utterance_id": "u1", "participant_id": "P01"} | agreed | said])


def problems(table, today="2026-03-01"):
    return check_consent(table, today=today)["problem"].tolist()


@pytest.mark.parametrize("header", HEADERS)
def test_the_columns_are_read_by_their_headers_in_four_languages(tmp_path, header):
    (tmp_path / "P01.txt").write_text("Interviewer: En?\nP01: Ja.\nInterviewer: En?\nP01: Nee.\n")
    (tmp_path / "participants.csv").write_text(f"{header}\nP01,citizen,yes,the study,2027-01-31\n", encoding="utf-8")
    said = read(tmp_path).query("participant_id == 'P01'")[["consent", "purpose", "keep_until"]]
    assert said.drop_duplicates().to_numpy().tolist() == [["yes", "the study", "2027-01-31"]]


@pytest.mark.parametrize("consent", ["yes", "Ja", "oui", "OUI, oral", "2026-01-05", "5/1/2026", "gegeven"])
def test_consent_is_given_in_many_words(consent):
    assert problems(make_table(consent=consent)) == []


@pytest.mark.parametrize(
    ("consent", "problem"),
    [
        ("", "no consent is noted"),
        ("nee", "consent was refused"),
        ("ingetrokken op 3/2/2026", "consent was withdrawn"),
        ("widerrufen", "consent was withdrawn"),
        ("retiré", "consent was withdrawn"),
        ("perhaps", "consent cannot be read"),
    ],
)
def test_consent_that_is_missing_refused_withdrawn_or_unclear_is_told(consent, problem):
    assert problems(make_table(consent=consent)) == [problem]


@pytest.mark.parametrize("until", ["2026-02-28", "28/02/2026", "28.2.2026"])
def test_who_is_past_the_date_is_told_what_to_do(until):
    (row,) = check_consent(make_table(keep_until=until), today=date(2026, 3, 1)).to_dict("records")
    assert (row["problem"], row["said"]) == ("past the date until which it may be kept", until)
    assert "synth erase" in row["next_step"]


def test_the_last_day_counts_as_allowed():
    assert problems(make_table(keep_until="2026-03-01")) == []


def test_a_study_that_notes_nothing_gets_one_row_a_problem():
    table = make_table().drop(columns=["consent", "purpose", "keep_until"])
    assert len(problems(table)) == 3


def test_comments_without_a_writer_are_told_by_their_source():
    table = make_table(participant_id="comments#12", source_id="comments.csv", consent="")
    rows = check_consent(table, today="2026-03-01")[["participants", "people", "problem"]]
    assert rows.to_numpy().tolist() == [["comments.csv", 1, "no consent is noted"]]


def test_interviewers_need_none():
    assert problems(make_table(role="interviewer", consent="", keep_until="")) == []


def test_a_day_that_is_none_is_refused():
    with pytest.raises(TableProblem, match="today is 'tomorrow'"):
        check_consent(make_table(), today="tomorrow")
