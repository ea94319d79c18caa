"""A person decides about groups of proposals and candidates; one decision is for all places."""

import pandas as pd
import pytest

from synth.errors import KeyProblem, TableProblem
from synth.privacy import PseudonymKey, pseudonymise
from synth.privacy.review import apply_review, collect_groups, list_review
from synth.tables import UTTERANCES

TEXTS = [
    "Mijn dochter Lien belde dokter Claes uit Zottegem.",
    "Ik zag Lien en Liens fiets.",
    "In Zottegem regent het.",
]


def make_table(texts=TEXTS, labels=("P01",), sources=("a.vtt",)):
    return UTTERANCES.make(
        {
            "utterance_id": f"u{number}",
            "source_id": sources[number % len(sources)],
            "source_kind": "interview",
            "position": number,
            "participant_id": labels[number % len(labels)],
            "role": "participant",
            "language": "nl",
            "text": text,
        }
        for number, text in enumerate(texts)
    )


def review(key, table=None):
    return list_review(make_table() if table is None else table, key=key)


def decided(key, **decisions):
    """Fill in decisions by the first spelling of each group."""
    table = review(key)
    first = table["quotes"].str.split(" | ", regex=False).str[0]
    return table.assign(decision=first.map(decisions).fillna(table["decision"]))


def test_proposals_and_candidates_are_grouped_with_their_places_and_a_context():
    rows = review(PseudonymKey())[["quotes", "kind", "replacement", "places", "sources"]]
    assert rows.to_numpy().tolist() == [
        ["Lien | Liens", "person", "[person-1]", 3, 1],
        ["Claes", "person", "[person-2]", 1, 1],
        ["Zottegem", "", "", 2, 1],
    ]
    assert review(PseudonymKey())["context"].tolist()[1] == TEXTS[0]


def test_one_decision_is_for_all_places_of_a_group():
    key = PseudonymKey()
    assert apply_review(decided(key, Lien="P03", Claes="keep", Zottegem="address"), key=key) == 3
    assert pseudonymise(make_table(), key=key)["text"].tolist() == [
        "Mijn dochter P03 belde dokter Claes uit [address-1].",
        "Ik zag P03 en P03 fiets.",
        "In [address-1] regent het.",
    ]


def test_the_next_import_asks_only_about_what_is_new():
    key = PseudonymKey()
    apply_review(decided(key, Lien="replace", Claes="keep", Zottegem="keep"), key=key)
    more = make_table([*TEXTS, "Dokter Claes en dokter Baert."])
    rows = review(key, more)
    assert rows["quotes"][rows["decision"] == ""].tolist() == ["Baert"]


def test_what_the_rules_found_once_and_passed_over_elsewhere_is_one_group():
    key = PseudonymKey()
    table = make_table(["Bel 0470 12 34 56 of dokter Zandvliet.", "Ik woon in Zandvliet."])
    rows = review(key, table)
    found = rows[rows["quotes"] == "Zandvliet"]
    assert found["places"].tolist() == [2]
    apply_review(found.assign(decision="replace"), key=key)
    assert pseudonymise(table, key=key)["text"].tolist()[1] == "Ik woon in [person-1]."


def test_a_table_without_changes_decides_nothing():
    key = PseudonymKey()
    apply_review(decided(key, Lien="replace"), key=key)
    assert apply_review(review(key), key=key) == 0


def test_an_emptied_decision_is_none_any_more():
    key = PseudonymKey()
    apply_review(decided(key, Lien="keep"), key=key)
    apply_review(decided(key, Lien=""), key=key)
    assert not key.decisions


def test_a_name_that_two_persons_share_is_decided_for_each():
    key = PseudonymKey()
    table = make_table(["Dag Zoë.", "Dag Zoë."], labels=["Zoë Maes", "Zoë Claes"], sources=["a.vtt", "b.vtt"])
    rows = review(key, table)
    rows.loc[rows["replacement"] == "P02", "decision"] = "keep"
    apply_review(rows, key=key)
    assert pseudonymise(table, key=key)["text"].tolist() == ["Dag P01.", "Dag Zoë."]


def test_a_wrong_decision_and_a_missing_column_are_told():
    key = PseudonymKey()
    with pytest.raises(KeyProblem, match="'yes'; allowed are keep, replace"):
        apply_review(decided(key, Lien="yes"), key=key)
    with pytest.raises(TableProblem, match="lacks the column 'decision'"):
        apply_review(review(key).drop(columns="decision"), key=key)


def test_the_table_survives_a_round_through_a_file(tmp_path):
    key = PseudonymKey()
    decided(key, Lien="keep").to_csv(tmp_path / "review.csv", index=False)
    assert apply_review(pd.read_csv(tmp_path / "review.csv"), key=key) == 1


def test_places_are_counted_and_only_some_are_shown():
    groups = collect_groups(make_table(["Dokter Claes."] * 50), PseudonymKey())
    assert [(group.places, len(group.contexts)) for group in groups] == [(50, 6)]
