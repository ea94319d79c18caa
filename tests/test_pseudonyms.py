"""Personal data is proposed with its place, replaced alike in a whole study, and never changed unasked."""

import re
import tomllib
from pathlib import Path

import pandas as pd
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

import synth
from synth.errors import SynthError, TableProblem
from synth.privacy import find_candidates, find_personal_data, pseudonymise
from synth.tables import LANGUAGES, UTTERANCES

DATA = Path(__file__).parent / "data"
MARK = re.compile(r"\{([a-z -]+)\|([^}]*)\}")


def make_table(*texts, participants=("P01",), roles=("participant",), language="nl", sources=("a.vtt",), **more):
    return UTTERANCES.make(
        {
            "utterance_id": f"u{number}",
            "source_id": sources[number % len(sources)],
            "source_kind": "interview",
            "position": number,
            "participant_id": participants[number % len(participants)],
            "role": roles[number % len(roles)],
            "language": language,
            "text": text,
            **more,
        }
        for number, text in enumerate(texts)
    )


def replaced(*texts, **options):
    return pseudonymise(make_table(*texts, **options))["text"].tolist()


def read_marked(sentence):
    text, spans, place = "", set(), 0
    for match in MARK.finditer(sentence):
        text += sentence[place : match.start()]
        spans.add((match[1], match[2], len(text)))
        text += match[2]
        place = match.end()
    return text + sentence[place:], spans


def compare(file, language):
    """Return how many spans are right, missed and wrong in a file's sentences of a language, read as one study."""
    content = tomllib.loads((DATA / file).read_text(encoding="utf-8"))
    texts, truths = zip(*map(read_marked, content["sentences"][language]), strict=True)
    table = make_table(*texts, language=language, participants=content["participants"][language])
    found = find_personal_data(table)
    got = {(row.utterance_id, row.kind, row.quote, row.start) for row in found.itertuples()}
    want = {(f"u{number}", *span) for number, truth in enumerate(truths) for span in truth}
    return sorted(got & want), sorted(want - got), sorted(got - want)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_marked_span_of_the_examples_is_proposed_and_nothing_else(language):
    right, missed, wrong = compare("personal_data_examples.toml", language)
    assert len(right) > 50
    assert (missed, wrong) == ([], [])


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Ze werkt bij Bakkerij Peeters en is 43 jaar.", "nl", "Ze werkt bij [organisation-1] en is [age-1]."),
        ("Ma fille de 8 ans va à l'école des Tilleuls.", "fr", "Ma fille de [age-1] va à l'[organisation-1]."),
        ("Ich bin 61 und leite den Turnverein Eintracht.", "de", "Ich bin [age-1] und leite den [organisation-1]."),
        ("I'm 52 and I work at Ashgrove Dental Practice.", "en", "I'm [age-1] and I work at [organisation-1]."),
        (
            "Ik ben tweeënveertig, Lien is geboren op zes mei 1990.",
            "nl",
            "Ik ben [age-1], [person-1] is geboren op [birth-date-1].",
        ),
    ],
)
def test_a_sentence_stays_readable_without_its_ages_and_organisations(text, language, expected):
    assert replaced(text, language=language) == [expected]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("PIN weg 2, PUK weg 3, en een computer van 10 jaar.", "nl"),
        ("Ik woon hier 28 jaar, vanaf 12 jaar mag je alleen.", "nl"),
        ("Si on n'a pas 65 ans, l'article 12 ne compte pas.", "fr"),
        ("Unser Sprungturm ist 35 Jahre alt, Raum 2.07 auch.", "de"),
        ("The printer is 10 years old and room 12 is cold.", "en"),
    ],
)
def test_what_only_looks_like_personal_data_stays(text, language):
    assert replaced(text, language=language) == [text]


@pytest.mark.parametrize(
    ("number", "language"),
    [
        ("BSN 131716712", "nl"),
        ("NIR 1 66 03 69 155 575 55", "fr"),
        ("IdNr. 65138247038", "de"),
        ("Versicherungsnummer 12 060274 V 106", "de"),
        ("NI number ZR 41 04 55 C", "en"),
        ("PPS number 8206105G", "en"),
    ],
)
def test_national_numbers_of_other_countries_are_found(number, language):
    assert find_personal_data(make_table(f"{number}, please.", language=language))["kind"].tolist() == [
        "national number"
    ]


def test_a_trained_pipeline_adds_its_persons_and_organisations(tmp_path):
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "PERSON", "pattern": "Zxq Plumb"}, {"label": "ORG", "pattern": "Qwertz"}])
    nlp.to_disk(tmp_path / "tiny")
    table = make_table("Then Zxq Plumb of Qwertz and Emma came.", language="en")
    found = find_personal_data(table, models={"en": str(tmp_path / "tiny")})
    assert found[["quote", "kind"]].to_numpy().tolist() == [
        ["Zxq Plumb", "person"],
        ["Qwertz", "organisation"],
        ["Emma", "person"],
    ]
    assert find_personal_data(table)["quote"].tolist() == ["Emma"]


def test_a_pipeline_that_is_not_installed_is_told():
    with pytest.raises(SynthError, match="no_such_model"):
        find_personal_data(make_table("Hello."), models={"en": "no_such_model"})


def test_what_is_not_proposed_is_offered_as_a_candidate_with_its_context():
    table = make_table("Then I rang Wozniakova about room 12 and emma said forty.", language="en")
    proposals = find_personal_data(table).query("kind == 'no such kind'")
    found = find_candidates(table, proposals)
    assert found["quote"].tolist() == ["Wozniakova", "12", "emma", "forty"]
    assert found["before"].iloc[0] == "Then I rang "


def test_a_proposal_is_no_candidate():
    table = make_table("Ik ben Lien, 0470 12 34 56.")
    assert find_candidates(table, find_personal_data(table)).empty


def test_one_person_has_one_pseudonym_in_the_whole_study_numbered_by_first_appearance():
    texts = ["Toen kwam mevrouw Verhaeghe.", "Mijn zoon Jef en Verhaeghe spraken.", "Jef zei niets."]
    assert replaced(*texts) == [
        "Toen kwam mevrouw [person-1].",
        "Mijn zoon [person-2] en [person-1] spraken.",
        "[person-2] zei niets.",
    ]


def test_a_number_in_two_spellings_has_one_pseudonym():
    assert replaced("Bel 0470 12 34 56 of +32 470/12.34.56, niet 02 555 12 34.") == [
        "Bel [phone-1] of [phone-1], niet [phone-2]."
    ]


def test_a_participant_is_the_same_code_by_full_name_first_name_last_name_and_genitive():
    texts = ["Ik ben An Van den Broeck.", "Vraag An, of mevrouw Van den Broeck.", "Dat is An's idee en Ans plan."]
    assert replaced(*texts, participants=["Van den Broeck, An"]) == [
        "Ik ben P01.",
        "Vraag P01, of mevrouw P01.",
        "Dat is P01's idee en P01 plan.",
    ]


def test_of_two_participants_with_one_first_name_the_one_in_the_same_source_is_meant():
    texts = ["Dag Zoë.", "Dag Zoë."]
    people = {"participants": ["Zoë Maes", "Zoë Claes"], "sources": ["a.vtt", "b.vtt"]}
    assert replaced(*texts, **people) == ["Dag P01.", "Dag P02."]


def test_a_name_that_is_a_common_word_counts_where_no_sentence_starts():
    texts = ["Will it work?", "An answer, please.", "I asked Will, and then An."]
    people = ["Will Jones", "An Peeters", "P09"]
    assert replaced(*texts, participants=people, language="en") == [
        "Will it work?",
        "An answer, please.",
        "I asked P01, and then P02.",
    ]


def test_labels_that_are_names_become_codes_and_codes_stay():
    labels = ["Jan Maes", "P01", "SPEAKER_01", "comments-before#12", "Lies", "I", "T03"]
    roles = ["participant", *["participant"] * 3, "interviewer", "interviewer", "participant"]
    result = pseudonymise(make_table(*["Ja."] * 7, participants=labels, roles=roles))
    assert result["participant_id"].tolist() == [
        "P02", "P01", "SPEAKER_01", "comments-before#12", "Interviewer", "I", "T03"
    ]  # fmt: skip


def test_an_interviewer_who_is_named_in_a_text_gets_a_role_there():
    people = {"participants": ["Lies Maes", "P01"], "roles": ["interviewer", "participant"]}
    assert replaced("En dan?", "Wel Lies, dat weet ik niet.", **people)[1] == "Wel [interviewer], dat weet ik niet."


def test_file_names_and_the_account_of_the_import_lose_the_names():
    table = make_table("Ja.", participants=["Jan Peeters"], sources=["interview_jan-peeters.vtt"])
    told = {"source_id": "interview_jan-peeters.vtt", "speakers": "Jan Peeters (participant, 44 turns)"}
    table.attrs["sources"] = [told]
    result = pseudonymise(table)
    assert result["source_id"].tolist() == ["interview_P01.vtt"]
    assert result.attrs["sources"] == [{"source_id": "interview_P01.vtt", "speakers": "P01 (participant, 44 turns)"}]


def test_an_age_in_the_account_of_the_import_leaves_a_trace():
    table = make_table("Ja.", participants=["P01"], sources=["a.vtt"])
    table.attrs["sources"] = [{"source_id": "a.vtt", "check": "kept as text: “Jan (43)”"}]
    assert "()" not in pseudonymise(table).attrs["sources"][0]["check"]


def test_two_files_stay_two_files():
    people = {"participants": ["Jan Maes", "P08"], "sources": ["Jan.vtt", "Jan Maes.vtt"]}
    assert pseudonymise(make_table("Ja.", "Nee.", **people))["source_id"].nunique() == 2


def test_further_columns_of_text_lose_personal_data():
    table = make_table("Ja.", participants=["Jan Maes"], contact="Jan Maes, jan@voorbeeld.be", votes=3)
    result = pseudonymise(table)
    assert result["contact"].tolist() == ["P01, [e-mail]"]
    assert result["votes"].tolist() == [3]


def test_what_a_person_keeps_stays():
    table = make_table("Dokter Claes en dokter Maes.", participants=["Zoë"])
    result = pseudonymise(table, keep=["Claes", "Zoë"])
    assert result["text"].tolist() == ["Dokter Claes en dokter [person-2]."]
    assert result["participant_id"].tolist() == ["Zoë"]


def test_only_the_proposals_that_a_person_left_are_applied():
    table = make_table("Dokter Claes: 0470 12 34 56.")
    proposals = find_personal_data(table)
    result = pseudonymise(table, proposals=proposals[proposals["kind"] == "phone"])
    assert result["text"].tolist() == ["Dokter Claes: [phone-1]."]
    assert result.attrs["replaced"] == [{"kind": "phone", "count": 1}]


def test_names_that_the_researcher_gives_are_found_by_their_parts_too():
    table = make_table("Xandra belde.", "Verplancke ook.")
    assert find_personal_data(table, names=["Xandra Verplancke"])["replacement"].tolist() == ["[person-1]"] * 2


def test_new_pseudonyms_go_on_from_those_that_stand_in_the_text():
    assert replaced("[person-4] kent dokter Claes.") == ["[person-4] kent dokter [person-5]."]


def test_check_digits_raise_the_score():
    found = find_personal_data(make_table("85.07.30-033.28 of 85.07.30-033.29"))
    assert found["score"].tolist() == [1.0, 0.8]


def test_proposals_that_overlap_are_refused_with_their_place():
    proposals = find_personal_data(make_table("Dokter Claes."))
    with pytest.raises(TableProblem, match="'Claes' at 7-12 of utterance u0 overlaps"):
        pseudonymise(make_table("Dokter Claes."), proposals=pd.concat([proposals, proposals]))


def test_proposals_of_another_text_are_refused():
    with pytest.raises(TableProblem, match="does not stand at"):
        pseudonymise(make_table("Dag dokter Claes."), proposals=find_personal_data(make_table("Dokter Claes.")))


def test_an_empty_table_gives_an_empty_answer():
    assert find_personal_data(make_table()).empty
    assert pseudonymise(make_table()).empty


WORDS = """
Jan|An|Lien|mevrouw |Frau |Mme |mijn dochter |my son |meine |De Smet|Van den |von der |Will|0470 12 34 56|0470/12.34.56|
+32 |02 555 12 34|a.b@c.be|@jan|https://x.be/jan|www.|BE71 0961 2345 6769|85.07.30-033.28|BE0428.759.497|0428.759.497|
1-ABC-234|Kerkstraat 12|, 9000 Gent|rue de la Loi |16|12 |geboren op |12 maart 1985|1/2/1999|[person-1]|P01|'s|s| | | |
, |. |-|Straat|é|💡
"""
FRAGMENTS = [*WORDS.replace("\n", "").split("|"), "\n"]
TEXTS = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=4), max_size=9).map("".join)
LABELS = st.sampled_from(["P01", "Jan Maes", "An Van den Broeck", "Lien", "Will O'Brien", "de Smet", "I", "x#3", ""])
STUDIES = st.tuples(
    st.lists(TEXTS, min_size=1, max_size=4), st.lists(LABELS, min_size=1, max_size=3), st.sampled_from([*LANGUAGES, ""])
)


def make_study(study):
    texts, labels, language = study
    return make_table(*texts, participants=labels, language=language)


@settings(max_examples=40, deadline=None)
@given(STUDIES)
def test_quotes_stand_at_their_place_and_never_overlap(study):
    table = make_study(study)
    texts = dict(zip(table["utterance_id"], table["text"], strict=True))
    ends = dict.fromkeys(texts, 0)
    for row in find_personal_data(table).itertuples():
        assert row.quote == texts[row.utterance_id][row.start : row.end] != ""
        assert row.start >= ends[row.utterance_id]
        ends[row.utterance_id] = row.end


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(STUDIES)
def test_applying_twice_equals_applying_once(study):
    once = pseudonymise(make_study(study))
    pd.testing.assert_frame_equal(pseudonymise(once), once)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(STUDIES)
def test_a_text_without_a_proposal_is_the_same_and_so_is_the_table_that_was_given(study):
    table = make_study(study)
    before = table.copy(deep=True)
    proposals = find_personal_data(table)
    result = pseudonymise(table, proposals=proposals)
    pd.testing.assert_frame_equal(table, before)
    untouched = ~table["utterance_id"].isin(proposals["utterance_id"])
    assert result["text"][untouched].tolist() == table["text"][untouched].tolist()
    assert result["utterance_id"].tolist() == table["utterance_id"].tolist()


def test_a_misspelt_label_does_not_outlive_its_speaker_in_the_account(tmp_path):
    turns = "".join(f"Interviewer: Vraag {n}?\nSofie: Antwoord {n}.\n" for n in range(6))
    (tmp_path / "gesprek.txt").write_text(f"{turns}Sofei: Nog iets.\n", encoding="utf-8")
    read = synth.read(tmp_path)
    assert "Sofei" in str(read.attrs["sources"])
    protected = pseudonymise(read)
    assert "sof" not in str(protected.attrs["sources"]).casefold()
