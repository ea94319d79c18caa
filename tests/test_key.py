"""The key opens with its pass phrase alone, numbers once and for all, and remembers what a person decided."""

import json
import os

import platformdirs
import pytest

from synth.errors import KeyProblem
from synth.privacy import PseudonymKey, find_personal_data, pseudonymise, vault
from synth.tables import UTTERANCES

PHRASE = "four words nobody joins"


@pytest.fixture(autouse=True)
def fast(monkeypatch, tmp_path):
    """Keys that are quick to make, in a data folder of the test's own."""
    monkeypatch.setitem(vault.SCRYPT, "n", 2**4)
    monkeypatch.setattr(platformdirs, "user_data_path", lambda *_, **__: tmp_path / "own")
    monkeypatch.delenv(vault.VARIABLE, raising=False)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "study.key"


def make_table(*texts, labels=("P01",), sources=("a.vtt",), language="nl"):
    return UTTERANCES.make(
        {
            "utterance_id": f"{sources[number % len(sources)]}-{number}",
            "source_id": sources[number % len(sources)],
            "source_kind": "interview",
            "position": number,
            "participant_id": labels[number % len(labels)],
            "role": "participant",
            "language": language,
            "text": text,
        }
        for number, text in enumerate(texts)
    )


def texts_of(key, *texts, **options):
    return pseudonymise(make_table(*texts, **options), key=key)["text"].tolist()


def test_a_key_comes_back_with_its_pass_phrase(path):
    key = PseudonymKey.open(path, PHRASE)
    texts_of(key, "Dokter Claes belde Zoë.", labels=["Zoë Maes"])
    assert PseudonymKey.open(path, PHRASE).table().to_dict("records") == [
        {"pseudonym": "P01", "original": "Zoë Maes", "kind": "label"},
        {"pseudonym": "[person-1]", "original": "Claes", "kind": "person"},
        {"pseudonym": "P01", "original": "Zoë", "kind": "person"},
    ]


def test_the_file_holds_no_name_and_no_pass_phrase_and_is_the_owners_alone(path):
    texts_of(PseudonymKey.open(path, PHRASE), "Dokter Claes.")
    assert b"Claes" not in path.read_bytes()
    assert PHRASE.encode() not in path.read_bytes()
    assert os.name != "posix" or path.stat().st_mode & 0o077 == 0


def test_the_parameters_stand_in_the_file_so_that_they_can_become_stronger(path, monkeypatch):
    PseudonymKey.open(path, PHRASE)
    monkeypatch.setitem(vault.SCRYPT, "n", 2**5)
    assert json.loads(path.read_bytes())["scrypt"]["n"] == 2**4
    assert PseudonymKey.open(path, PHRASE).table().empty


@pytest.mark.parametrize(
    ("phrase", "said"), [("another one", "not its pass phrase"), ("", "is empty"), ("  ", "is empty")]
)
def test_another_pass_phrase_and_an_empty_one_are_refused(path, phrase, said):
    PseudonymKey.open(path, PHRASE)
    with pytest.raises(KeyProblem, match=said):
        PseudonymKey.open(path, phrase)


@pytest.mark.parametrize("place", [0, 40, 200, -10])
def test_a_damaged_file_is_told_from_a_wrong_pass_phrase(path, place):
    PseudonymKey.open(path, PHRASE)
    raw = bytearray(path.read_bytes())
    raw[place] ^= 1
    path.write_bytes(raw)
    with pytest.raises(KeyProblem, match="damaged"):
        PseudonymKey.open(path, PHRASE)


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b"\x00\xff", b'{"format": "synth key, version 9", "sha256": ""}']
)
def test_a_file_that_is_no_key_is_refused(path, content):
    path.write_bytes(content)
    with pytest.raises(KeyProblem, match="no key that this synth can read"):
        PseudonymKey.open(path, PHRASE)


def test_a_file_that_asks_for_too_much_memory_is_refused(path, monkeypatch):
    monkeypatch.setattr(vault, "MAX_MEMORY", 1000)
    PseudonymKey.open(path, PHRASE)
    with pytest.raises(KeyProblem, match="no key"):
        PseudonymKey.open(path, PHRASE)


def test_the_pass_phrase_may_come_from_the_environment(path, monkeypatch):
    PseudonymKey.open(path, PHRASE)
    monkeypatch.setenv(vault.VARIABLE, PHRASE)
    assert PseudonymKey.open(path).table().empty


def test_a_new_pass_phrase_is_typed_twice(path, monkeypatch):
    typed = iter([PHRASE, "four words nobody joined"])
    monkeypatch.setattr(vault.getpass, "getpass", lambda _: next(typed))
    with pytest.raises(KeyProblem, match="differ"):
        PseudonymKey.open(path)
    assert not path.exists()


def test_where_nobody_can_type_the_variable_is_named(path, monkeypatch):
    def refuse(_):
        raise EOFError

    monkeypatch.setattr(vault.getpass, "getpass", refuse)
    with pytest.raises(KeyProblem, match="SYNTH_PASSPHRASE"):
        PseudonymKey.open(path)


def test_a_bare_name_lies_in_ones_own_data_folder(tmp_path):
    PseudonymKey.open("parking", PHRASE)
    assert (tmp_path / "own" / "keys" / "parking.key").is_file()


def test_a_path_inside_a_study_is_refused_unless_told(tmp_path):
    (tmp_path / "study.db").touch()
    with pytest.raises(KeyProblem, match="inside the study folder"):
        PseudonymKey.open(tmp_path / "notebooks" / "my.key", PHRASE)
    PseudonymKey.open(tmp_path / "my.key", PHRASE, inside_study=True)
    assert (tmp_path / "my.key").is_file()


def test_two_notebooks_do_not_overwrite_each_others_decisions(path):
    one, two = PseudonymKey.open(path, PHRASE), PseudonymKey.open(path, PHRASE)
    one.decide(["Zelzate"], "keep")
    with pytest.raises(KeyProblem, match="another notebook"):
        two.decide(["Lien"], "replace")
    assert two.decision_on("Lien") == ""
    assert PseudonymKey.open(path, PHRASE).decision_on("Zelzate") == "keep"


# Stable numbers ------------------------------------------------------------------------------------------------------


def test_files_that_are_added_later_change_no_pseudonym(path):
    first = make_table("Dokter Maes belde.", labels=["Zoë Claes"], sources=["m.vtt"])
    before = pseudonymise(first, key=PseudonymKey.open(path, PHRASE))
    added = make_table("Mevrouw Adams.", "Dokter Maes en Zoë.", labels=["An Baert"], sources=["a.vtt"])
    key = PseudonymKey.open(path, PHRASE)
    later = pseudonymise(UTTERANCES.make([*added.to_dict("records"), *first.to_dict("records")]), key=key)
    assert later["text"].tolist() == ["Mevrouw [person-2].", "Dokter [person-1] en P01.", "Dokter [person-1] belde."]
    assert later["participant_id"].tolist() == ["P02", "P02", "P01"]
    assert later["utterance_id"].tolist()[-1:] == before["utterance_id"].tolist()


def test_a_name_keeps_its_pseudonym_when_a_fuller_name_turns_up_elsewhere(path):
    first = make_table("Dokter Maes belde.", sources=["m.vtt"])
    key = PseudonymKey.open(path, PHRASE)
    pseudonymise(first, key=key)
    both = UTTERANCES.make(
        [*make_table("Mevrouw Sofie Maes.", sources=["a.vtt"]).to_dict("records"), *first.to_dict("records")]
    )
    assert pseudonymise(both, key=key)["text"].tolist()[1] == "Dokter [person-1] belde."


def test_a_label_that_is_somebody_elses_code_is_refused(path):
    key = PseudonymKey.open(path, PHRASE)
    texts_of(key, "Ja.", labels=["Zoë Claes"])
    with pytest.raises(KeyProblem, match="'P1' is a label in the files"):
        texts_of(key, "Ja.", labels=["P1"])


def test_ids_no_longer_depend_on_the_words_alone(path):
    table = make_table("Dokter Claes.")
    hidden = pseudonymise(table, key=PseudonymKey.open(path, PHRASE))["utterance_id"].tolist()
    again = pseudonymise(table, key=PseudonymKey.open(path, PHRASE))["utterance_id"].tolist()
    other = pseudonymise(table, key=PseudonymKey.open(path.with_name("2.key"), PHRASE))["utterance_id"].tolist()
    assert hidden == again != other
    assert hidden != table["utterance_id"].tolist() == pseudonymise(table)["utterance_id"].tolist()


# Decisions -----------------------------------------------------------------------------------------------------------


def test_what_is_kept_stays_in_texts_and_in_files_to_come(path):
    PseudonymKey.open(path, PHRASE).decide(["Claes"], "keep", pseudonym="[person-1]")
    assert texts_of(PseudonymKey.open(path, PHRASE), "Dokter Claes en dokter CLAES.") == [
        "Dokter Claes en dokter CLAES."
    ]


def test_what_the_rules_passed_over_is_replaced_wherever_it_stands_as_a_name():
    key = PseudonymKey()
    key.decide(["Brugse Poort"], "address")
    key.decide(["Zottegem"], "replace")
    texts = ["In de Brugse Poort, in Zottegem.", "Zottegem! Zottegemse frieten."]
    assert texts_of(key, *texts) == ["In de [address-1], in [person-1].", "[person-1]! Zottegemse frieten."]


def test_a_name_in_small_letters_is_decided_apart_from_the_word_with_a_capital():
    key = PseudonymKey()
    key.decide(["Zandman"], "replace")
    assert texts_of(key, "Ik zag Zandman, geen zandman.") == ["Ik zag [person-1], geen zandman."]
    key.decide(["zandman"], "replace")
    assert texts_of(key, "Ik zag Zandman, geen zandman.") == ["Ik zag [person-1], geen [person-1]."]


def test_two_that_are_the_same_share_one_pseudonym_and_what_shares_it_follows():
    key = PseudonymKey()
    find_personal_data(make_table("Dokter Claes, dokter Baert."), key=key)
    key.decide(["Claes"], "[person-2]", pseudonym="[person-1]")
    key.decide(["Baert"], "P03", pseudonym="[person-2]")
    assert texts_of(key, "Dokter Claes, dokter Baert.") == ["Dokter P03, dokter P03."]
    with pytest.raises(KeyProblem, match="shares"):
        key.decide(["P03"], "[person-1]", pseudonym="P03")


def test_what_was_merged_can_be_parted_again_after_it_was_applied():
    key = PseudonymKey()
    assert texts_of(key, "Dokter Claes.") == ["Dokter [person-1]."]
    key.decide(["Claes"], "P03", pseudonym="[person-1]")
    assert texts_of(key, "Dokter Claes.") == ["Dokter P03."]
    key.decide(["Claes"], "", pseudonym="[person-1]")
    assert texts_of(key, "Dokter Claes.") == ["Dokter [person-1]."]


def test_a_decision_can_be_taken_back_and_done_again():
    key = PseudonymKey()
    key.decide(["Lien"], "keep")
    key.decide(["Lien"], "replace")
    assert [key.undo(), key.decision_on("Lien"), key.undo(), key.decision_on("Lien"), key.undo()] == [
        "decision", "keep", "decision", "", None
    ]  # fmt: skip
    assert [key.redo(), key.decision_on("Lien")] == ["decision", "keep"]


def test_a_decision_that_there_is_not_is_refused():
    with pytest.raises(KeyProblem, match="allowed are keep, replace, a kind"):
        PseudonymKey().decide(["Lien"], "planet")


def read_key(path):
    return json.dumps(json.loads(vault.Vault.open(path, PHRASE)[1])).casefold()


# Erasing -------------------------------------------------------------------------------------------------------------


def test_who_is_forgotten_leaves_nothing_behind_and_their_code_is_never_given_again(path):
    key = PseudonymKey.open(path, PHRASE)
    texts_of(key, "Zoë kent dokter Claes.", "Ja.", labels=["Zoë Maes", "P07"], sources=["zoe.vtt", "b.vtt"])
    key.decide(["Zoë"], "replace", pseudonym="P01")
    assert key.forget(["P01", "[person-1]"], ["P01.vtt"]) == 4
    key.save()
    told = read_key(path)
    assert [word for word in ("zo", "maes", "claes") if word in told] == []
    assert key.code_labels(make_table("Ja.", labels=["An Baert"])) == {"An Baert": "P02"}
    with pytest.raises(KeyProblem, match="was erased"):
        key.code_labels(make_table("Ja.", labels=["P01"]))


def test_who_shares_the_pseudonym_of_somebody_forgotten_is_forgotten_too(path):
    key = PseudonymKey.open(path, PHRASE)
    table = make_table("Mijn dochter Fientje belde.", labels=["P03"])
    find_personal_data(table, key=key)
    key.decide(["Fientje"], "P03", pseudonym="[person-1]")
    pseudonymise(table, key=key)
    key.forget(["P03"])
    key.save()
    assert "fientje" not in read_key(path)
