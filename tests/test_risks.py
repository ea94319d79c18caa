"""What risk remains is counted: never none, and never called by the word that would deny it."""

import re
from pathlib import Path

import pytest

from synth.privacy import pseudonymise
from synth.privacy.risks import measure_risk
from synth.tables import UTTERANCES

REPOSITORY = Path(__file__).parents[1]


def make_people(*attributes, text="Ja."):
    turn = {"source_id": "a.vtt", "source_kind": "interview", "role": "participant", "text": text}
    return UTTERANCES.make(
        turn | {"utterance_id": f"u{number}", "position": number, "participant_id": f"P{number:02d}"} | told
        for number, told in enumerate(attributes)
    )


def rare(table, **options):
    risks = measure_risk(table, **options)
    return risks[risks["risk"] == "rare combination"][["what", "count", "who"]].to_numpy().tolist()


def test_who_shares_attributes_with_few_stands_out():
    table = make_people(*[{"group": "citizen"}] * 6, {"group": "mayor"}, {"group": "mayor"})
    assert rare(table) == [["group: mayor", 2, "P06, P07"]]
    assert rare(table, few=2) == []


def test_two_attributes_may_single_out_whom_neither_does():
    some = [{"group": group, "help": way} for group in ("a", "b") for way in ("alone", "helped")]
    table = make_people(*some * 5, *[{"group": "a", "help": "alone"}] * 5, *[{"group": "c", "help": "x"}] * 5)
    odd = make_people(*some * 5, {"group": "c", "help": "alone"}, *[{"group": "c", "help": "x"}] * 5)
    assert rare(table) == []
    assert rare(odd) == [["group: c, help: alone", 1, "P20"]]


def test_what_is_unknown_singles_nobody_out_and_consent_is_no_attribute():
    table = make_people(*[{"group": "citizen"}] * 5, {"group": ""})
    table["keep_until"] = [f"2027-01-0{day}" for day in range(1, 7)]
    assert rare(table) == []


def test_writers_without_a_code_are_not_counted_as_persons():
    assert rare(make_people({"group": "x", "participant_id": "c#1"})) == []


def test_what_was_replaced_and_what_is_left_is_counted():
    table = pseudonymise(make_people({}, text="Dokter Claes in Zottegem, 0470 12 34 56."), keep=["Claes"])
    risks = measure_risk(table).set_index(["risk", "what"])["count"]
    assert risks["replaced", "phone"] == 1
    assert risks["left in the text", "person, kept or new"] == 1
    assert risks["left in the text", "words and numbers to look at, 1 different"] == 1


def test_there_is_always_a_risk():
    assert (measure_risk(make_people({}))["risk"] == "cannot be seen by rules").any()


def sentences():
    """Return every sentence of code, documents and notebooks in which the word stands, with its file."""
    places = [*(REPOSITORY / "src").rglob("*"), *(REPOSITORY / "docs").glob("*.md"), *REPOSITORY.glob("*.md")]
    places += [*(REPOSITORY / "notebooks").glob("*.ipynb"), *(REPOSITORY / "data").rglob("*.md")]
    for path in places:
        if path.suffix in {".py", ".js", ".md", ".ipynb", ".toml", ".html", ".j2"}:
            text = " ".join(path.read_text(encoding="utf-8").split())
            for sentence in re.split(r"[.!?]", text):
                if "anonym" in sentence.casefold():
                    yield path.relative_to(REPOSITORY).as_posix(), sentence.strip()


def test_pseudonymised_data_is_called_anonymous_only_where_that_is_denied():
    said = [place for place in sentences() if "/lexicons/" not in place[0]]
    denied = re.compile(r"\b(?:not|never|no|nobody|isn't|n't)\b", re.IGNORECASE)
    assert [place for place in said if not denied.search(place[1])] == []
    assert any(file.startswith("docs/") for file, _ in said), "docs/privacy.md says that it is not"


@pytest.mark.parametrize("few", [1, 5])
def test_the_answer_is_the_same_in_any_order_of_rows(few):
    table = make_people(*[{"group": name} for name in "aabbbbbbcc"])
    shuffled = table.sample(frac=1, random_state=1)
    assert rare(table, few=few) == rare(shuffled, few=few)
