"""A codebook: codes are renamed, moved, merged, split and retired for all taggings at once, and each step is undone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.codes import Codes
from synth.errors import StudyProblem
from synth.study import Study
from synth.tables import CODES

TEXT = "Ik wacht 😀 al weken. I never hear back."
TURN = {"utterance_id": "u1", "text": TEXT}


@pytest.fixture
def study(tmp_path):
    study = Study(tmp_path / "study.db")
    yield study
    study.close()


@pytest.fixture
def book(study):
    return study.codebook


def tags(study):
    return study.taggings()["tag"].tolist()


def paths(study):
    return study.codes()["path"].tolist()


# --- names ---


def test_a_name_that_was_not_used_before_is_a_code_without_further_ado(study):
    study.tag(TURN, 0, 8, "waiting")
    assert study.codes()[["code", "name", "taggings"]].to_numpy().tolist() == [["waiting", "waiting", 1]]


def test_a_rename_is_in_effect_for_all_taggings_and_changes_none(study, book):
    study.tag(TURN, 0, 8, "waiting")
    study.tag(TURN, 21, 39, "waiting")
    before = dict(study.things("tagging"))
    book.rename("waiting", "delay")
    assert (tags(study), study.things("tagging")) == (["delay", "delay"], before)


@pytest.mark.parametrize("word", ["delay", "DELAY", " de\u0301lai ", "wachten", "waiting"])
def test_a_name_an_alias_and_an_earlier_name_all_mean_the_code(study, book, word):
    study.tag(TURN, 0, 8, "waiting")
    book.edit("waiting", aliases={"nl": ["wachten"], "fr": ["d\u00e9lai"]})
    book.rename("waiting", "delay")
    study.tag(TURN, 21, 39, word)
    assert tags(study) == ["delay", "delay"]


def test_retagging_with_an_alias_uses_the_code(study, book):
    book.add("waiting", aliases={"nl": ["wachten"]})
    tagging_id = study.tag(TURN, 0, 8, "hope")
    study.retag(tagging_id, "Wachten")
    assert tags(study) == ["waiting"]


def test_what_a_code_was_once_called_is_free_for_a_new_code(study, book):
    study.tag(TURN, 0, 8, "waiting")
    book.rename("waiting", "delay")
    book.add("waiting", definition="The wish to wait.")
    study.tag(TURN, 21, 39, "waiting")
    assert tags(study) == ["delay", "waiting"]


def test_two_codes_of_an_old_study_that_differ_by_case_stay_two():
    codes = Codes({}, used=["Waiting", "waiting"])
    assert [codes.find("Waiting"), codes.find("waiting"), len(codes.live)] == ["Waiting", "waiting", 2]


def test_a_name_or_alias_of_another_code_is_refused(study, book):
    book.add("waiting", aliases={"nl": ["wachten"]})
    book.add("queue")
    for change in (
        lambda: book.add("Waiting"),
        lambda: book.rename("queue", "wachten"),
        lambda: book.edit("queue", aliases={"en": ["waiting"]}),
    ):
        with pytest.raises(StudyProblem, match=r"is a code already: 'waiting'.*merge"):
            change()


def test_copies_that_rename_apart_merge_and_tag_one_code(tmp_path):
    one, two = Study(tmp_path / "1.db", researcher="R1"), Study(tmp_path / "2.db", researcher="R2")
    for study in (one, two):
        study.tag(TURN, 0, 8, "waiting")
    one.codebook.rename("waiting", "delay")
    two.codebook.rename("waiting", "slowness")
    two.export(tmp_path / "two.jsonl")
    one.merge(tmp_path / "two.jsonl")
    assert tags(one) == ["slowness", "slowness"]


def test_two_codes_that_got_one_name_on_two_copies_are_told_apart():
    codes = Codes({"a": {"name": "x"}, "b": {"name": "x"}}, used=["x"])
    assert sorted(codes.name(key) for key in codes.live) == ["x", "x (a)", "x (b)"]


# --- the tree ---


def test_codes_hang_at_any_depth_and_are_listed_as_a_tree(study, book):
    for number in range(40):
        book.add(f"c{number:02}", parent=f"c{number - 1:02}" if number else "")
    book.add("b")
    assert (paths(study)[0], paths(study)[-1].count(" > ")) == ("b", 39)


def test_a_code_moves_with_all_that_is_under_it(study, book):
    book.add("contact")
    book.add("phone", parent="contact")
    book.add("waiting")
    book.move("contact", "waiting")
    assert paths(study) == ["waiting", "waiting > contact", "waiting > contact > phone"]
    book.move("phone")
    assert paths(study) == ["phone", "waiting", "waiting > contact"]


def test_a_ring_is_refused(study, book):
    book.add("a")
    book.add("b", parent="a")
    for parent in ("a", "b"):
        with pytest.raises(StudyProblem, match=r"cannot hang under"):
            book.move("a", parent)


# --- merge, split, retire ---


def test_a_merge_counts_all_taggings_for_one_code_and_moves_what_hangs_under_the_other(study, book):
    study.tag(TURN, 0, 8, "waiting")
    study.tag(TURN, 21, 39, "delay")
    book.add("queue", parent="delay")
    book.merge("delay", "waiting")
    row = study.codes().iloc[0]
    assert (tags(study), row["taggings"], row["utterances"], row["merged"]) == (["waiting"] * 2, 2, 1, "delay")
    assert paths(study) == ["waiting", "waiting > queue"]


def test_a_code_merges_into_one_that_hangs_under_it(study, book):
    book.add("a")
    book.add("b", parent="a")
    book.add("c", parent="b")
    book.merge("a", "c")
    assert paths(study) == ["c", "c > b"]


def test_merged_codes_part_again_whatever_was_done_in_between(study, book):
    study.tag(TURN, 0, 8, "waiting")
    study.tag(TURN, 21, 39, "delay")
    book.merge("delay", "waiting")
    study.tag(TURN, 0, 3, "delay")
    book.unmerge("delay")
    assert tags(study) == ["waiting", "delay", "waiting"]
    with pytest.raises(StudyProblem, match="was not merged"):
        book.unmerge("delay")


def test_a_split_moves_some_taggings_to_a_code_beside_it_and_leaves_their_author(study, book, tmp_path):
    book.add("contact")
    book.add("waiting", parent="contact")
    kept, moved = study.tag(TURN, 0, 8, "waiting"), study.tag(TURN, 21, 39, "waiting")
    before = study.taggings()
    other = Study(tmp_path / "study.db", researcher="R2")
    other.codebook.split("waiting", [moved], "silence")
    after = other.taggings()
    assert after["tag"].tolist() == ["waiting", "silence"]
    assert after.drop(columns="tag").equals(before.drop(columns="tag"))
    assert "contact > silence" in paths(other)
    with pytest.raises(StudyProblem, match="has not the code"):
        other.codebook.split("silence", [kept], "x")
    other.close()


def test_a_retired_code_keeps_its_taggings_and_takes_no_new_ones(study, book):
    study.tag(TURN, 0, 8, "waiting")
    book.retire("waiting")
    assert study.codes()[["status", "taggings"]].to_numpy().tolist() == [["retired", 1]]
    with pytest.raises(StudyProblem, match="retired and takes no new taggings"):
        study.tag(TURN, 21, 39, "Waiting")
    book.retire("waiting", retired=False)
    study.tag(TURN, 21, 39, "waiting")


# --- undo ---


@pytest.mark.parametrize(
    "change",
    [
        lambda book, _: book.add("new", parent="a", definition="x"),
        lambda book, _: book.edit("a", definition="x", aliases={"nl": ["y"]}),
        lambda book, _: book.rename("a", "z"),
        lambda book, _: book.move("b", "a"),
        lambda book, _: book.merge("a", "a1"),
        lambda book, ids: book.split("a", ids, "half"),
        lambda book, _: book.retire("a"),
        lambda book, _: book.take_in(CODES.make([{"code": "q", "name": "q", "taggings": 0, "utterances": 0,
                                                    "parent": "a", "status": "active"}])),
    ],
    ids=["add", "edit", "rename", "move", "merge", "split", "retire", "take in"],
)  # fmt: skip
def test_every_change_of_the_codebook_is_one_action_that_is_undone_and_done_again(study, book, change):
    ids = [study.tag(TURN, 0, 8, "a"), study.tag(TURN, 21, 39, "a")]
    book.add("a1", parent="a")
    book.add("b")
    before = study.taggings(), study.codes()
    change(book, ids)
    after = study.taggings(), study.codes()
    assert not (after[0].equals(before[0]) and after[1].equals(before[1]))
    study.undo()
    assert study.taggings().equals(before[0])
    assert study.codes().equals(before[1])
    study.redo()
    assert study.taggings().equals(after[0])
    assert study.codes().equals(after[1])


# --- what is said of a code ---


def test_a_code_says_what_it_means_when_to_use_it_and_when_not(study, book):
    book.add("waiting", definition="Time lost.", use_when="They count days.", not_when="At a counter.",
             examples="Six weeks.\nStill nothing.", colour="#1F77B4", aliases={"nl": "wachten; wachttijd"})  # fmt: skip
    row = study.codes().iloc[0]
    assert row[["definition", "use_when", "not_when"]].tolist() == ["Time lost.", "They count days.", "At a counter."]
    assert row[["examples", "colour"]].tolist() == ["Six weeks.\nStill nothing.", "#1f77b4"]
    assert row["alias_nl"] == "wachten; wachttijd"


@pytest.mark.parametrize(
    "fields", [{"colour": "red"}, {"aliases": {"es": ["x"]}}, {"definition": 3}, {"owner": "R1"}, {"aliases": "x"}]
)
def test_a_field_that_a_code_does_not_have_is_refused(book, fields):
    with pytest.raises(StudyProblem, match="A code has definition"):
        book.add("waiting", **fields)


def test_an_unknown_code_is_answered_with_those_there_are(book):
    book.add("waiting")
    with pytest.raises(StudyProblem, match="its codes are waiting"):
        book.rename("delay", "x")


# --- taking a table in ---


def rows(*given):
    return CODES.make(
        [{"code": row["name"], "taggings": 0, "utterances": 0, "status": "active"} | row for row in given]
    )


def test_a_table_fills_in_what_it_says_and_leaves_the_rest(study, book):
    book.add("waiting", definition="Time lost.", aliases={"nl": ["wachten"]})
    table = rows({"name": "Wachten", "use_when": "Days.", "parent": "contact"}, {"name": "contact"})
    assert book.take_in(table) == 2
    assert paths(study) == ["contact", "contact > waiting"]
    assert study.codes().iloc[1][["definition", "use_when", "alias_nl"]].tolist() == ["Time lost.", "Days.", "wachten"]
    assert book.take_in(table) == 0


def test_two_rows_that_mean_one_code_both_count(study, book):
    book.add("waiting", aliases={"nl": ["wachten"]})
    book.take_in(rows({"name": "waiting", "definition": "Time."}, {"name": "wachten", "use_when": "Days."}))
    assert study.codes()[["definition", "use_when"]].to_numpy().tolist() == [["Time.", "Days."]]


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ([{"name": "a", "parent": "b"}, {"name": "b", "parent": "a"}], "would hang under itself"),
        ([{"name": "a", "parent": "z"}], "no code 'z'"),
        ([{"name": " "}], "has the name ' '"),
        ([{"name": "a", "colour": "red"}], "colour cannot be 'red'"),
    ],
)
def test_a_table_that_cannot_be_is_refused_whole(study, book, table, reason):
    with pytest.raises(StudyProblem, match=reason):
        book.take_in(rows(*table))
    assert study.codes().empty


# --- whatever was decided on any copy ---

KEYS = st.sampled_from(["a", "b", "c", "d", "e"])
KEPT = st.dictionaries(
    KEYS,
    st.fixed_dictionaries({"name": st.sampled_from(["", "a", "b", "x", "x (a)"]), "parent": KEYS, "merged_into": KEYS
                           | st.just("")}),
)  # fmt: skip


@given(kept=KEPT, used=st.lists(KEYS))
def test_codes_are_always_a_forest_with_distinct_names_that_find_them(kept, used):
    codes = Codes(kept, used)
    assert len({codes.name(key) for key in codes.live}) == len(codes.live)
    assert all(codes.find(codes.name(key)) == key for key in codes.live)
    assert all(codes.current(key) in codes.live for key in [*kept, *used])
    assert all(len(codes.above(key)) == len(set(codes.above(key))) for key in codes.live)
    assert len(codes.table()) == len(codes.live)


@settings(max_examples=40)
@given(kept=KEPT, used=st.lists(KEYS, unique=True), seed=st.randoms(use_true_random=False))
def test_codes_do_not_depend_on_the_order_in_which_they_came(kept, used, seed):
    items = list(kept.items())
    seed.shuffle(items)
    one, two = Codes(kept, used), Codes(dict(items), used[::-1])
    assert one.table().equals(two.table())
