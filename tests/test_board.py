"""The theme board keeps each move as an event of the study, and tells the next grouping what belongs together."""

from copy import deepcopy
from itertools import count

import pandas as pd
import pytest

import synth
from making import make_finding, make_turn
from synth.errors import TableProblem
from synth.placements import collect_placements, count_votes
from synth.study import Study
from synth.tables import FINDINGS, THEMES, UTTERANCES
from synth.widgets.board import ThemeBoard

HOSTILE = "<script>alert(1)</script>"
KEYS = ("newcolumn1", "newcolumn2")


def make_material(sizes=(6, 5, 4)):
    """Return themes t0, t1, ... of so many cards; f0-1 is the second most typical card of t0, each third is French."""
    turns, found, members = [], [], []
    for theme, size in enumerate(sizes):
        for place in range(size):
            key = f"f{theme}-{place}"
            turn = make_turn(f"u{key}", f"😀 I said {key} {HOSTILE}", language="fr" if place % 3 == 2 else "en")
            turns.append(turn | {"position": len(turns), "participant_id": f"P0{place}"})
            found.append(make_finding(key, turn, f"said {key} {HOSTILE}"))
            members.append({"theme_id": f"t{theme}", "finding_id": key, "similarity": 0.9 - place / 20})
    themes = THEMES.make(
        {"theme_id": f"t{n}", "label": f"Theme {n}", "keywords": f"words of {n}", "size": size, "participants": size}
        for n, size in enumerate(sizes)
    )
    return (themes, pd.DataFrame(members)), FINDINGS.make(found), UTTERANCES.make(turns)


MATERIAL = make_material()


@pytest.fixture
def board(study):
    return ThemeBoard(study, *MATERIAL)


@pytest.fixture
def ask(board):
    numbers = count(1)

    def ask(action, **edit):
        return board._answer({"view": "v", "seq": next(numbers), "action": action, **edit})

    return ask


def move(ask, *cards, to, reason=""):
    return ask("move", cards=list(cards), column=to, reason=reason)


def placed(study):
    """Return the cards by their column, as the next grouping is told."""
    table = collect_placements(study)
    return {column: set(rows["finding_id"]) for column, rows in table.groupby("column")}


def column_of(board, card):
    return board.state["cards"][card][0]


# Moves --------------------------------------------------------------------------------------------------------------


def test_a_moved_card_belongs_to_its_new_column_and_both_columns_keep_typical_cards(ask, board, study):
    move(ask, "f0-0", to="t1")
    assert column_of(board, "f0-0") == "t1"
    assert placed(study) == {"t1": {"f0-0", "f1-0", "f1-1", "f1-2"}, "t0": {"f0-1", "f0-2", "f0-3"}}


def test_a_column_that_was_touched_again_gets_no_more_anchors(ask, study):
    move(ask, "f0-0", to="t1")
    move(ask, "f0-4", to="t1")
    assert placed(study) == {"t1": {"f0-0", "f0-4", "f1-0", "f1-1", "f1-2"}, "t0": {"f0-1", "f0-2", "f0-3"}}


def test_a_card_set_aside_keeps_the_reason_and_comes_back_with_undo(ask, board, study):
    move(ask, "f0-5", to="", reason=" about another service ")
    assert board.state["cards"]["f0-5"] == ["", "about another service", "by hand"]
    assert placed(study)[""] == {"f0-5"}
    assert ask("undo")["note"] == "placement undone"
    assert column_of(board, "f0-5") == "t0"
    assert placed(study) == {}


def test_merging_links_both_columns_with_anchors_of_each(ask, board, study):
    ask("merge", column="t2", into="t0")
    assert board.state["order"] == ["t0", "t1"]
    assert column_of(board, "f2-3") == "t0"
    assert placed(study) == {"t0": {"f0-0", "f0-1", "f0-2", "f2-0", "f2-1", "f2-2"}}
    assert board.state["columns"]["t0"]["why"].startswith("joined by hand: Theme 0 + Theme 2")


def test_columns_that_were_joined_are_shaped_by_hand_and_one_that_a_card_left_is_not(ask, study):
    ask("merge", column="t2", into="t0")
    move(ask, "f1-0", to="t0")
    table = collect_placements(study)
    assert dict(zip(table["column"], table["shaped"], strict=True)) == {"t0": True, "t1": False}


def test_a_name_that_was_taken_back_shapes_nothing(ask, study):
    ask("rename", column="t1", label="No answer")
    ask("rename", column="t1", label="")
    assert set(collect_placements(study)["shaped"]) == {False}


def test_a_merged_column_stands_where_the_one_it_was_merged_into_stood(ask, board):
    ask("merge", column="t0", into="t2")
    assert board.state["order"] == ["t1", "t2"]
    assert board.state["columns"]["t2"]["label"] == "Theme 2"


def test_splitting_makes_a_column_beside_the_first_whose_cards_are_apart_from_it(ask, board, study):
    ask("split", beside="t0", parts=[{"column": KEYS[0], "label": "Late letters", "cards": ["f0-1", "f0-2"]}])
    assert board.state["order"] == ["t0", KEYS[0], "t1", "t2"]
    assert board.state["columns"][KEYS[0]]["label"] == "Late letters"
    assert placed(study) == {KEYS[0]: {"f0-1", "f0-2"}, "t0": {"f0-0", "f0-3", "f0-4"}}


def test_a_split_in_several_parts_is_undone_as_one(ask, board):
    parts = [{"column": key, "label": key, "cards": [card]} for key, card in zip(KEYS, ("f0-1", "f0-2"), strict=True)]
    ask("split", beside="t0", parts=parts)
    ask("undo")
    assert board.state["order"] == ["t0", "t1", "t2"]


def test_a_name_given_by_hand_goes_on_to_the_next_grouping(ask, board, study):
    ask("rename", column="t1", label=" No answer ")
    assert board.state["columns"]["t1"] | {"stability": ""} == {
        "label": "No answer", "why": "words of 1", "stability": "", "named": True,
    }  # fmt: skip
    assert collect_placements(study).to_dict("list") == {
        "finding_id": ["f1-0", "f1-1", "f1-2"], "column": ["t1"] * 3, "label": ["No answer"] * 3,
            "shaped": [True] * 3,
    }  # fmt: skip


def test_letting_go_puts_a_card_back_where_the_grouping_has_it(ask, board):
    move(ask, "f0-0", to="t1")
    ask("release", cards=["f0-0"])
    assert board.state["cards"]["f0-0"] == ["t0", "", ""]


def test_dots_are_counted_for_each_researcher(ask, board, study, tmp_path):
    ask("vote", card="f0-0", dots=2)
    other = Study(tmp_path / "study.db", researcher="R2")
    theirs = ThemeBoard(other, *MATERIAL)
    theirs._answer({"view": "w", "seq": 1, "action": "vote", "card": "f0-0", "dots": 1})
    board.refresh()
    assert board.state["dots"] == {"f0-0": [2, 3]}
    assert count_votes(study).to_dict("records") == [{"finding_id": "f0-0", "votes": 3, "voters": 2}]
    ask("undo")
    assert board.state["dots"] == {"f0-0": [0, 1]}
    other.close()


# The same board elsewhere --------------------------------------------------------------------------------------------


def test_every_move_is_there_again_after_a_restart(ask, board, tmp_path):
    move(ask, "f0-0", to="t1")
    move(ask, "f0-1", to="", reason="unclear")
    ask("merge", column="t2", into="t1")
    ask("rename", column="t1", label="Waiting")
    ask("vote", card="f1-1", dots=1)
    again = ThemeBoard(Study(tmp_path / "study.db"), *MATERIAL)
    assert again.state | {"revision": 0} == board.state | {"revision": 0}


def test_two_views_agree_by_the_changes_alone(board, ask, study):
    page = deepcopy(board.state)
    for answer in (
        move(ask, "f0-0", to="t1"),
        ask("merge", column="t2", into="t1"),
        ask("split", beside="t0", parts=[{"column": KEYS[0], "label": "", "cards": ["f0-1"]}]),
        ask("vote", card="f0-2", dots=1),
        ask("undo"),
        ask("undo"),
    ):
        changes = answer["changes"]
        for part in ("cards", "columns", "dots"):
            page[part].update(changes[part])
            page[part] = {key: thing for key, thing in page[part].items() if thing is not None}
        page |= {"order": changes["order"], "revision": changes["revision"]}
    assert page == board.state


def test_another_grouping_opens_with_the_columns_of_the_researcher_in_place(ask, study):
    ask("rename", column="t1", label="No answer")
    ask("merge", column="t2", into="t0")
    (themes, members), findings, utterances = MATERIAL
    keys = {"t0": "new0", "t1": "new1", "t2": "new2"}
    again = themes.assign(theme_id=themes["theme_id"].map(keys)), members.assign(theme_id=members["theme_id"].map(keys))
    board = ThemeBoard(study, again, findings, utterances)
    assert board.state["order"] == ["t0", "t1"]
    assert {column_of(board, card) for card in members["finding_id"] if card.startswith("f1")} == {"t1"}
    assert {column_of(board, card) for card in members["finding_id"] if not card.startswith("f1")} == {"t0"}
    assert board.state["columns"]["t1"]["label"] == "No answer"


def test_the_next_grouping_keeps_together_and_apart_what_was_placed(ask, study):
    move(ask, "f0-0", to="t1")
    move(ask, "f0-5", to="", reason="off topic")
    ask("merge", column="t2", into="t0")
    _, findings, utterances = MATERIAL
    placements = collect_placements(study)
    grouping = synth.group(findings, utterances, placements=placements)
    theme_of = dict(zip(grouping[1]["finding_id"], grouping[1]["theme_id"], strict=True))
    themes = {column: {theme_of[card] for card in cards} for column, cards in placed(study).items()}
    assert themes[""] == {""}
    assert len(themes["t0"]) == len(themes["t1"]) == len(themes["t0"] | themes["t1"]) - 1 == 1
    board = ThemeBoard(study, grouping, findings, utterances)
    assert all(column_of(board, card) == column for column, cards in placed(study).items() for card in cards)
    assert board.state["cards"]["f0-5"] == ["", "off topic", "by hand"]


def test_two_people_who_move_the_same_card_do_not_overwrite_each_other(ask, board, tmp_path):
    other = Study(tmp_path / "study.db", researcher="R2")
    theirs = ThemeBoard(other, *MATERIAL)
    move(ask, "f0-0", to="t1")
    answer = theirs._answer({"view": "w", "seq": 1, "action": "move", "cards": ["f0-0"], "column": "t2", "reason": ""})
    board.refresh()
    assert "error" not in answer
    assert board.state["cards"] == theirs.state["cards"]
    assert "somebody changed this" in ask("undo")["error"]
    other.close()


# What is shown -------------------------------------------------------------------------------------------------------


def test_what_the_grouping_or_the_tagger_left_out_is_set_aside_with_the_reason(study):
    (themes, members), findings, utterances = MATERIAL
    aside = members["finding_id"].eq("f0-5")
    members = members.assign(
        theme_id=members["theme_id"].mask(aside, ""), reason=aside.map({True: "too short", False: ""})
    )
    study.reject("f0-4")
    board = ThemeBoard(study, (themes, members[members["finding_id"] != "f2-3"]), findings, utterances)
    reasons = {card: state[1] for card, state in board.state["cards"].items() if state[0] == ""}
    assert reasons == {"f0-5": "too short", "f0-4": "rejected in the tagger", "f2-3": "not in the grouping"}


def test_notes_of_a_workshop_begin_in_the_frames_of_their_board_with_their_votes(study):
    notes = UTTERANCES.make(
        make_turn(f"n{n}", f"note {n}", source_kind="workshop", source_id="wall.csv", position=n) for n in range(4)
    ).assign(frame=["Hurts", "Helps", "Hurts", ""], votes=["2", "", "x", "5"])
    board = ThemeBoard(study, None, None, notes)
    table = board.table()
    assert table["label"].tolist() == ["Hurts", "Hurts", "Helps", "wall.csv"]
    assert table.set_index("card")["votes"].to_dict() == {"n0": 2, "n2": 0, "n1": 0, "n3": 5}


def test_a_report_shows_counts_and_quotes_of_each_column_and_nothing_as_markup(ask, board):
    ask("rename", column="t0", label=HOSTILE)
    static = board._repr_mimebundle_()[0]["text/html"]
    assert "<script" not in static
    assert "6 cards · 6 participants · en 4, fr 2" in static


def test_an_empty_board_is_shown_as_such(study):
    board = ThemeBoard(study, None, None, UTTERANCES.make())
    assert repr(board) == "ThemeBoard(0 cards in 0 columns, 0 set aside)"
    assert "No cards." in board._repr_mimebundle_()[0]["text/html"]


# Bad input -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "edit", "said"),
    [
        ("move", {"cards": ["f9"], "column": "t0", "reason": ""}, "'f9' is not on this board"),
        ("move", {"cards": ["f0-0"], "column": "gone", "reason": ""}, "this column is gone"),
        ("move", {"cards": "f0-0", "column": "t1", "reason": ""}, "needs cards as a list"),
        ("merge", {"column": "t0", "into": "t0"}, "cannot be joined to itself"),
        ("split", {"beside": "t0", "parts": [{"column": "t 1", "label": "", "cards": []}]}, "key of a new column"),
        ("vote", {"card": "f0-0", "dots": -1}, "from 0 to 99"),
        ("vote", {"card": "f9", "dots": 1}, "not on this board"),
        ("rename", {"column": "t0", "label": "x" * 30_000}, "30,000 characters"),
    ],
)
def test_an_impossible_edit_is_refused_with_the_reason_and_changes_nothing(ask, board, study, action, edit, said):
    before = deepcopy(board.state)
    assert said in ask(action, **edit)["error"]
    assert board.state == before
    assert study.history().empty


def test_a_grouping_of_other_findings_is_refused(study):
    grouping, findings, utterances = MATERIAL
    with pytest.raises(TableProblem, match="names the finding_id 'f0-0', which is not in the table beside it"):
        ThemeBoard(study, grouping, findings[findings["finding_id"] != "f0-0"], utterances)
