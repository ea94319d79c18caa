"""Groups stand side by side: where they agree, where they challenge each other, and where one voice is no group."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.charts import draw_perspectives
from synth.errors import TableProblem
from synth.perspectives import compare_perspectives
from synth.tables import KINDS, LANGUAGES

COLUMNS = ["claim", "group", "participant_id", "kind"]


def evidence(*rows):
    said = pd.DataFrame(rows, columns=COLUMNS)
    return said.assign(quote=[f"q{n}" for n in range(len(said))], evidence_id=[f"e{n}" for n in range(len(said))])


def say(group, kinds, claim="forms"):
    return [(claim, group, f"{group}{number}", kind) for number, kind in enumerate(kinds)]


def reading(*rows):
    return compare_perspectives(evidence(*rows)).drop_duplicates("claim")["reading"].tolist()


def test_groups_that_both_ask_for_a_change_agree():
    assert reading(*say("citizen", ["pain", "need"]), *say("staff", ["suggestion", "workaround"])) == ["agree"]


def test_a_group_for_which_it_works_challenges_one_that_it_hurts():
    assert reading(*say("citizen", ["pain", "pain", "delight"]), *say("staff", ["delight"] * 2)) == ["challenged"]


def test_a_single_voice_challenges_nobody_and_is_named():
    table = compare_perspectives(evidence(*say("citizen", ["pain"] * 3), *say("staff", ["delight"])))
    assert set(table["reading"]) == {"one side"}
    assert table["verdict"].iloc[0] == "one side only: asks for a change: citizen; one person only: staff"


def test_a_group_that_parts_in_the_middle_is_divided():
    assert reading(*say("citizen", ["pain"] * 2), *say("staff", ["pain", "delight"])) == ["mixed"]


def test_people_are_counted_and_not_how_often_they_say_it():
    rows = [("forms", "citizen", "P1", "pain")] * 9 + [("forms", "citizen", f"P{n}", "delight") for n in (2, 3)]
    row = compare_perspectives(evidence(*rows)).iloc[0]
    assert row[["people", "mentions", "change", "keep", "leaning"]].tolist() == [3, 11, 1, 2, "keep"]


def test_what_was_not_compared_is_counted_by_reason():
    table = compare_perspectives(
        evidence(("", "staff", "P1", "pain"), ("a", "", "P2", "pain"), ("a", "x", "P3", "goal"))
    )
    assert table.empty
    assert table.attrs["left_out"] == {"no claim": 1, "no group": 1, "neither side": 1}


def test_any_column_can_tell_the_groups_apart():
    said = evidence(*say("citizen", ["pain"] * 2)).rename(columns={"group": "language"})
    assert compare_perspectives(said, by="language")["language"].tolist() == ["citizen"]
    with pytest.raises(TableProblem, match="no column 'group'"):
        compare_perspectives(said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_chart_shows_each_claim_and_group_in_each_language(language):
    table = compare_perspectives(
        evidence(*say("citizen", ["pain"] * 2), *say("staff", ["delight"] * 2)), language=language
    )
    chart = draw_perspectives(table, language=language).to_dict()
    assert [row["sides"] for rows in chart["datasets"].values() for row in rows] == ["2 : 0", "0 : 2"]


def test_an_empty_comparison_is_not_drawn():
    with pytest.raises(TableProblem, match="no claim has a side to draw"):
        draw_perspectives(compare_perspectives(evidence()))


rows = st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"), st.sampled_from("1234"), st.sampled_from(KINDS))


@settings(max_examples=30, deadline=None)
@given(st.lists(rows, min_size=1, max_size=25), st.randoms())
def test_the_order_of_the_evidence_does_not_matter(said, random):
    table = evidence(*said)
    order = list(range(len(table)))
    random.shuffle(order)
    pd.testing.assert_frame_equal(compare_perspectives(table), compare_perspectives(table.iloc[order]))
