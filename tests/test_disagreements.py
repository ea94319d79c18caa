"""Two coders see every difference once, decide it, and keep what each of them tagged."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.disagreements import agree, list_disagreements, resolve
from synth.errors import StudyProblem, TableProblem
from synth.study import Study
from synth.tables import TAGGINGS, UTTERANCES, check_quotes

TEXT = "I waited six weeks 😀 and nobody answered."
CODERS = ("R1", "R2")
UTTERED = UTTERANCES.make(
    {"utterance_id": f"u{n}", "source_id": "P01", "source_kind": "interview", "role": "participant", "position": n,
     "text": TEXT} for n in range(3)
)  # fmt: skip


@pytest.fixture
def study(tmp_path):
    return Study(tmp_path / "study.db")


def tag(*places):
    """Make taggings of (coder, utterance number, start, end, tag)."""
    return TAGGINGS.make(
        {
            "tagging_id": f"{coder}-{number}-{start}-{end}-{name}", "utterance_id": f"u{number}", "start": start,
            "end": end, "quote": TEXT[start:end], "tag": name, "researcher": coder,
        }
        for coder, number, start, end, name in places
    )  # fmt: skip


def listed(*places):
    return list_disagreements(tag(*places), UTTERED, CODERS)


def test_the_same_tag_on_the_same_characters_is_agreed():
    assert listed(("R1", 0, 2, 8, "waiting"), ("R2", 0, 2, 8, "waiting")).empty


def test_the_same_tag_on_other_characters_differs_in_its_borders():
    found = listed(("R1", 0, 2, 8, "waiting"), ("R2", 0, 2, 18, "waiting"))
    assert found[["kind", "first_quote", "second_quote", "quote"]].to_numpy().tolist() == [
        ["borders", "waited", "waited six weeks", "waited six weeks"]
    ]


def test_another_tag_on_the_same_text_differs_in_the_tag():
    found = listed(("R1", 0, 2, 8, "waiting"), ("R2", 0, 2, 8, "contact"))
    assert found[["kind", "first_tag", "second_tag"]].to_numpy().tolist() == [["tag", "waiting", "contact"]]


def test_what_one_alone_tagged_is_listed_with_an_empty_side():
    found = listed(("R2", 1, 2, 8, "waiting"))
    assert found[["kind", "first_id", "second_tag"]].to_numpy().tolist() == [["one only", "", "waiting"]]


def test_a_tagging_is_held_against_the_one_with_the_same_tag_first():
    found = listed(("R1", 0, 2, 8, "waiting"), ("R2", 0, 2, 8, "contact"), ("R2", 0, 2, 18, "waiting"))
    assert sorted(found["kind"]) == ["borders", "one only"]


def test_differences_come_in_reading_order():
    found = listed(("R2", 2, 2, 8, "a"), ("R1", 0, 9, 18, "b"), ("R2", 0, 2, 8, "c"))
    assert found["second_tag"].tolist() == ["c", "", "a"]


def test_a_decision_is_an_event_that_can_be_undone_and_changes_no_tagging(study):
    disagreement = listed(("R1", 0, 2, 8, "waiting"), ("R2", 0, 2, 18, "waiting")).to_dict("records")[0]
    resolve(study, disagreement, "second", note="the time belongs to it")
    assert study.history()["entity"].tolist() == ["resolution"]
    study.undo()
    assert not study.things("resolution")


@pytest.mark.parametrize(
    ("choice", "kept"), [("first", ["waited"]), ("second", ["waited six weeks"]), ("both", 2), ("neither", [])]
)
def test_what_both_stand_by_follows_the_decision(study, choice, kept):
    taggings = tag(("R1", 0, 2, 8, "waiting"), ("R2", 0, 2, 18, "waiting"), ("R1", 1, 2, 8, "a"), ("R2", 1, 2, 8, "a"))
    found = list_disagreements(taggings, UTTERED, CODERS)
    resolve(study, found.to_dict("records")[0], choice)
    stands = agree(taggings, found, study, CODERS)
    first = stands[stands["utterance_id"] == "u0"]["quote"].tolist()
    assert (len(first) if choice == "both" else first) == kept
    assert stands[stands["utterance_id"] == "u1"]["researcher"].tolist() == ["R1"]


def test_what_is_undecided_is_counted_and_left_out(study):
    taggings = tag(("R1", 0, 2, 8, "waiting"))
    stands = agree(taggings, list_disagreements(taggings, UTTERED, CODERS), study, CODERS)
    assert (len(stands), stands.attrs["undecided"]) == (0, 1)


def test_a_tagging_that_is_moved_after_the_decision_is_to_be_decided_again(study):
    taggings = tag(("R1", 0, 2, 8, "waiting"), ("R2", 0, 2, 18, "waiting"))
    before = list_disagreements(taggings, UTTERED, CODERS)
    resolve(study, before.iloc[0], "first")
    taggings.loc[1, ["end", "quote"]] = [12, TEXT[2:12]]
    after = list_disagreements(taggings, UTTERED, CODERS)
    assert agree(taggings, before, study, CODERS).attrs["undecided"] == 0
    assert agree(taggings, after, study, CODERS).attrs["undecided"] == 1


def test_a_choice_for_a_side_that_tagged_nothing_is_refused_with_what_is_possible(study):
    disagreement = listed(("R2", 0, 2, 8, "waiting")).to_dict("records")[0]
    with pytest.raises(StudyProblem, match=r"'first'; .* one of second, neither"):
        resolve(study, disagreement, "first")


def test_two_names_are_needed():
    with pytest.raises(TableProblem, match="give the two researchers"):
        list_disagreements(tag(), UTTERED, ("R1", "R1"))


spans = st.tuples(
    st.sampled_from(CODERS), st.integers(0, 2), st.integers(0, 20), st.integers(21, len(TEXT)), st.sampled_from("ab")
)


@settings(max_examples=60, deadline=None)
@given(st.lists(spans, unique=True, max_size=8), st.randoms(use_true_random=False))
def test_each_tagging_is_agreed_or_in_one_difference_whatever_the_order_of_rows(places, random):
    taggings = tag(*places)
    found = list_disagreements(taggings, UTTERED, CODERS)
    check_quotes(found, UTTERED)
    disputed = [key for side in ("first_id", "second_id") for key in found[side] if key]
    assert len(disputed) == len(set(disputed))
    agreed = taggings[~taggings["tagging_id"].isin(disputed)]
    sides = [set(rows[["utterance_id", "start", "end", "tag"]].itertuples(index=False, name=None))
             for rows in (agreed[agreed["researcher"] == coder] for coder in CODERS)]  # fmt: skip
    assert sides[0] == sides[1]
    random.shuffle(places)
    pd.testing.assert_frame_equal(found, list_disagreements(tag(*places), UTTERED, CODERS))
