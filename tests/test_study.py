"""A study keeps every decision, takes each one back on request, and never overwrites somebody else's."""

import json
import sqlite3
from contextlib import closing
from copy import deepcopy
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from synth import engines
from synth.errors import StudyProblem
from synth.study import Study
from synth.tables import TAGGINGS

TEXT = "Ik wacht 😀 al weken. I never hear back."
TURN = {"utterance_id": "u1", "text": TEXT}
PERSONA = {"persona_id": "p1", "name": "The one who waits", "participants": ["P1", "P2"]}


@pytest.fixture
def path(location):
    return location


@pytest.fixture
def study(path):
    return Study(path)


def tags(study):
    return study.taggings()["tag"].to_list()


# --- every change is there after reopening ---


def test_a_tagging_is_there_after_reopening(study, path):
    tagging_id = study.tag(TURN, 3, 10, "waiting", finding_id="f1", note="see P2")
    row = Study(path).taggings().drop(columns="at").to_dict("records")
    assert row == [
        {
            "tagging_id": tagging_id,
            "utterance_id": "u1",
            "start": 3,
            "end": 10,
            "quote": "wacht 😀",
            "tag": "waiting",
            "finding_id": "f1",
            "researcher": "R1",
            "note": "see P2",
        }
    ]


def test_another_tag_is_there_after_reopening_under_the_same_id(study, path):
    tagging_id = study.tag(TURN, 3, 8, "waiting")
    study.retag(tagging_id, "silence")
    assert Study(path).taggings()[["tagging_id", "tag"]].to_numpy().tolist() == [[tagging_id, "silence"]]


def test_a_moved_tagging_quotes_its_new_span_after_reopening(study, path):
    study.move(study.tag(TURN, 3, 8, "waiting"), 21, 39, TEXT)
    row = Study(path).taggings().iloc[0]
    assert row["quote"] == "I never hear back." == TEXT[row["start"] : row["end"]]


def test_a_tagging_that_was_taken_away_stays_away_after_reopening(study, path):
    study.untag(study.tag(TURN, 3, 8, "waiting"))
    assert tags(Study(path)) == []


def test_a_rejected_finding_is_there_after_reopening(study, path):
    study.reject("f1")
    assert Study(path).rejected() == {"f1"}


def test_an_insight_is_there_after_reopening(study, path):
    tagging_id = study.tag(TURN, 3, 8, "waiting")
    insight_id = study.save_insight({"statement": " Silence reads as refusal. ", "evidence": [tagging_id]})
    kept = Study(path).insights()
    assert [(i["insight_id"], i["statement"], i["evidence"], i["status"]) for i in kept] == [
        (insight_id, "Silence reads as refusal.", [tagging_id], "draft")
    ]


def test_a_persona_is_there_after_reopening_until_it_is_removed(study, path):
    assert study.save_persona(PERSONA) == "p1"
    kept = Study(path)
    assert [persona["participants"] for persona in kept.personas()] == [["P1", "P2"]]
    kept.remove_persona("p1")
    assert Study(path).personas() == []


def test_taggings_are_listed_oldest_first_and_keep_the_rules_of_their_table(study):
    for tag in ("b", "a", "c"):
        study.tag(TURN, 3, 8, tag)
    assert tags(study) == ["b", "a", "c"]
    assert TAGGINGS.check(study.taggings())["at"].is_monotonic_increasing


def test_a_study_without_taggings_has_the_columns_of_the_table(study):
    assert list(study.taggings()) == list(TAGGINGS.columns)


def test_the_same_tag_twice_on_a_span_is_one_tagging_a_researcher(path):
    ids = {Study(path, researcher=who).tag(TURN, 3, 8, "waiting") for who in ("R1", "R1", "R2")}
    assert len(ids) == len(Study(path).taggings()) == 2


def test_a_study_tells_in_a_line_what_is_in_it(study):
    study.tag(TURN, 3, 8, "waiting")
    assert repr(study) == "Study(1 taggings, 0 personas, 1 events)"


# --- what is refused ---


@pytest.mark.parametrize(("start", "end"), [(3, 3), (8, 3), (-1, 3), (0, len(TEXT) + 1)])
def test_a_span_that_is_empty_or_outside_the_text_is_refused(study, start, end):
    with pytest.raises(StudyProblem, match=rf"the span {start}-{end} is not inside.*{len(TEXT)} characters"):
        study.tag(TURN, start, end, "waiting")
    assert len(study.history()) == 0


@pytest.mark.parametrize("name", ["", "  \n"])
def test_a_tag_without_a_name_is_refused(study, name):
    tagging_id = study.tag(TURN, 3, 8, "waiting")
    for change in (lambda: study.tag(TURN, 0, 2, name), lambda: study.retag(tagging_id, name)):
        with pytest.raises(StudyProblem, match="a tag needs a name"):
            change()


def test_white_space_around_and_inside_the_name_of_a_tag_does_not_count(study):
    study.tag(TURN, 3, 8, "  no \n reply ")
    assert tags(study) == ["no reply"]


@pytest.mark.parametrize(
    "change",
    [
        lambda study: study.retag("gone", "x"),
        lambda study: study.move("gone", 0, 2, TEXT),
        lambda study: study.untag("gone"),
        lambda study: study.remove_persona("gone"),
    ],
    ids=["retag", "move", "untag", "remove_persona"],
)
def test_what_is_not_in_the_study_cannot_be_changed(study, change):
    with pytest.raises(StudyProblem, match=r"'gone' is not in this study \(any more\)\. Refresh"):
        change(study)


def test_an_insight_needs_a_statement(study):
    with pytest.raises(StudyProblem, match="needs a statement"):
        study.save_insight({"statement": " "})


@pytest.mark.parametrize("field", ["evidence", "contradicted_by"])
def test_an_insight_rests_on_taggings_of_the_study(study, field):
    with pytest.raises(StudyProblem, match=r"'gone' is no tagging of this study.*study\.taggings\(\)"):
        study.save_insight({"statement": "Silence reads as refusal.", field: ["gone"]})


@pytest.mark.parametrize("field", ["persona_id", "name"])
def test_a_persona_needs_an_id_and_a_name(study, field):
    with pytest.raises(StudyProblem, match=rf"needs a {field}; this one has ' '"):
        study.save_persona(PERSONA | {field: " "})


def test_a_locked_study_is_told_with_advice_and_stays_as_it_was(tmp_path, monkeypatch):
    path = tmp_path / "study.db"
    monkeypatch.setattr(engines, "LOCK_WAIT_S", 0.01)
    study = Study(path)
    study.tag(TURN, 3, 8, "waiting")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StudyProblem, match="another program is writing to the study"):
            study.tag(TURN, 3, 8, "silence")
    study.refresh()
    assert tags(study) == ["waiting"]


# --- undo and redo ---


def test_undo_tells_what_it_took_back_and_redo_what_it_did_again(study):
    study.reject("f1")
    study.save_persona(PERSONA)
    assert (study.undo(), study.undo(), study.undo()) == ("persona", "verdict", None)
    assert (study.redo(), study.redo(), study.redo()) == ("verdict", "persona", None)


def test_an_undone_action_stays_in_the_history(study):
    study.reject("f1")
    study.undo()
    assert study.history()["effect"].to_list() == ["do", "undo"]


def test_a_change_that_changes_nothing_is_no_action(study):
    tagging_id = study.tag(TURN, 3, 8, "waiting")
    study.tag(TURN, 3, 8, "waiting")
    study.retag(tagging_id, "waiting")
    study.undo()
    assert tags(study) == []


def test_a_persona_saved_without_a_field_it_had_has_lost_it(study):
    study.save_persona(PERSONA | {"quote": "I wait."})
    study.save_persona(PERSONA)
    assert "quote" not in study.personas()[0]


def test_a_new_action_leaves_nothing_to_redo(study):
    study.reject("f1")
    study.undo()
    study.reject("f2")
    assert study.redo() is None


def test_undo_takes_back_the_researchers_own_action_and_not_a_later_one_of_somebody_else(path):
    mine, theirs = Study(path, researcher="R1"), Study(path, researcher="R2")
    mine.tag(TURN, 3, 8, "mine")
    theirs.tag(TURN, 3, 8, "theirs")
    mine.undo()
    assert tags(mine) == ["theirs"]


def test_undo_refuses_to_overwrite_what_somebody_else_changed_since(path):
    mine, theirs = Study(path, researcher="R1"), Study(path, researcher="R2")
    tagging_id = mine.tag(TURN, 3, 8, "mine")
    theirs.refresh()
    theirs.retag(tagging_id, "theirs")
    with pytest.raises(StudyProblem, match="cannot undo: somebody changed this tagging since"):
        mine.undo()
    assert tags(mine) == ["theirs"]


def test_undo_works_again_once_the_other_change_was_taken_back(path):
    mine, theirs = Study(path, researcher="R1"), Study(path, researcher="R2")
    tagging_id = mine.tag(TURN, 3, 8, "mine")
    theirs.refresh()
    theirs.retag(tagging_id, "theirs")
    theirs.undo()
    mine.undo()
    assert tags(mine) == []


def test_redo_refuses_to_overwrite_what_somebody_else_did_since(path):
    mine, theirs = Study(path, researcher="R1"), Study(path, researcher="R2")
    mine.save_persona(PERSONA)
    mine.undo()
    theirs.save_persona(PERSONA | {"name": "theirs"})
    with pytest.raises(StudyProblem, match="cannot redo"):
        mine.redo()


def test_a_draft_with_an_unknown_stability_can_be_taken_back_twice(study):
    study.save_persona(PERSONA | {"stability": float("nan")})
    study.save_persona(PERSONA | {"stability": 1.0})
    assert [study.undo(), study.undo(), study.redo(), study.redo()] == ["persona"] * 4


class StudyAgainstADict(RuleBasedStateMachine):
    """Any row of changes, undos, redos and reopenings leaves the study as a plain dict with two stacks says."""

    spans = st.tuples(st.integers(0, 10), st.integers(11, len(TEXT)))
    names = st.sampled_from(["waiting", "silence", "zoë 😀"])

    @initialize()
    def begin(self):
        self.folder = TemporaryDirectory()
        self.study = Study(f"{self.folder.name}/study.db")
        self.now, self.done, self.undone = {}, [], []

    def change(self, key, value):
        if self.now.get(key) == value:
            return
        self.done.append(deepcopy(self.now))
        self.undone = []
        if value is None:
            del self.now[key]
        else:
            self.now[key] = value

    def first_tagging(self):
        return min(key for kind, key in self.now if kind == "tagging")

    def any_tagging(self):
        return any(kind == "tagging" for kind, _ in self.now)

    @rule(span=spans, name=names)
    def tag(self, span, name):
        self.change(("tagging", self.study.tag(TURN, *span, name)), (*span, name))

    @precondition(any_tagging)
    @rule(name=names)
    def retag(self, name):
        key = self.first_tagging()
        self.study.retag(key, name)
        self.change(("tagging", key), (*self.now["tagging", key][:2], name))

    @precondition(any_tagging)
    @rule(span=spans)
    def move(self, span):
        key = self.first_tagging()
        self.study.move(key, *span, TEXT)
        self.change(("tagging", key), (*span, self.now["tagging", key][2]))

    @precondition(any_tagging)
    @rule()
    def untag(self):
        key = self.first_tagging()
        self.study.untag(key)
        self.change(("tagging", key), None)

    @rule(finding_id=st.sampled_from(["f1", "f2"]))
    def reject(self, finding_id):
        self.study.reject(finding_id)
        self.change(("verdict", finding_id), True)

    @rule(name=names)
    def save_persona(self, name):
        self.study.save_persona(PERSONA | {"name": name})
        self.change(("persona", "p1"), name)

    @rule()
    def undo(self):
        assert (self.study.undo() is None) == (not self.done)
        if self.done:
            self.undone.append(self.now)
            self.now = self.done.pop()

    @rule()
    def redo(self):
        assert (self.study.redo() is None) == (not self.undone)
        if self.undone:
            self.done.append(self.now)
            self.now = self.undone.pop()

    @rule()
    def reopen(self):
        self.study.close()
        self.study = Study(f"{self.folder.name}/study.db")

    @invariant()
    def is_as_the_dict_says(self):
        taggings = self.study.taggings()
        found = {("tagging", row.tagging_id): (row.start, row.end, row.tag) for row in taggings.itertuples()}
        found |= {("verdict", finding_id): True for finding_id in self.study.rejected()}
        found |= {("persona", persona["persona_id"]): persona["name"] for persona in self.study.personas()}
        assert found == self.now
        assert all(TEXT[row.start : row.end] == row.quote for row in taggings.itertuples())

    def teardown(self):
        self.study.close()
        self.folder.cleanup()


TestStudyAgainstADict = pytest.mark.slow(StudyAgainstADict.TestCase)
TestStudyAgainstADict.settings = settings(max_examples=20, stateful_step_count=20, deadline=None)


# --- two at work, and copies that meet again ---


def test_two_studies_on_one_file_see_each_other_after_a_refresh(path):
    one, other = Study(path), Study(path, researcher="R2")
    one.tag(TURN, 3, 8, "waiting")
    assert tags(other) == []
    other.refresh()
    assert tags(other) == ["waiting"]


def test_changes_of_two_studies_keep_the_order_in_which_they_were_made(path):
    one, other = Study(path), Study(path, researcher="R2")
    for study, tag in ((one, "first"), (other, "second"), (one, "third")):
        study.tag(TURN, 3, 8, tag)
    assert tags(Study(path)) == ["first", "second", "third"]


@pytest.fixture
def exported(study, tmp_path):
    tagging_id = study.tag({"utterance_id": "u1", "text": TEXT + "\r\n\x00"}, 0, len(TEXT) + 3, "all")
    study.tag(TURN, 3, 8, "waiting")
    study.retag(tagging_id, "all of it")
    study.reject("f1")
    study.undo()
    study.export(tmp_path / "history.jsonl")
    return tmp_path / "history.jsonl"


@pytest.fixture
def empty(new_location):
    return Study(new_location())


def test_an_export_is_one_plain_json_object_a_line(study, exported):
    lines = exported.read_bytes().decode().removesuffix("\n").split("\n")
    assert len(lines) == len(study.history()) == 5
    assert all(line == json.dumps(json.loads(line), ensure_ascii=False, sort_keys=True) for line in lines)


def test_an_export_merged_into_an_empty_study_gives_the_same_taggings_and_verdicts(study, exported, empty):
    assert empty.merge(exported) == 5
    assert empty.taggings().equals(study.taggings())
    assert empty.rejected() == study.rejected()


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85"], ids=ascii)
def test_a_quote_with_a_line_separator_of_unicode_survives_export_and_merge(study, empty, tmp_path, separator):
    study.tag({"utterance_id": "u1", "text": f"one{separator}two"}, 0, 7, "waiting")
    study.export(tmp_path / "history.jsonl")
    empty.merge(tmp_path / "history.jsonl")
    assert empty.taggings()["quote"].to_list() == [f"one{separator}two"]


def test_merging_the_same_export_again_changes_nothing(exported, empty, tmp_path):
    empty.merge(exported)
    assert empty.merge(exported) == 0
    empty.export(tmp_path / "again.jsonl")
    assert (tmp_path / "again.jsonl").read_bytes() == exported.read_bytes()


def test_an_export_that_another_notebook_merged_meanwhile_changes_nothing(study, tmp_path):
    study.reject("f1")
    study.export(tmp_path / "history.jsonl")
    one, other = Study(tmp_path / "empty.db"), Study(tmp_path / "empty.db")
    one.merge(tmp_path / "history.jsonl")
    assert other.merge(tmp_path / "history.jsonl") == 0


def test_two_copies_that_merge_each_other_are_alike_whoever_begins(study, empty, tmp_path):
    for number, copy in enumerate((study, empty)):
        copy.tag(TURN, 3, 8, f"tag {number}")
        copy.export(tmp_path / f"{number}.jsonl")
    study.merge(tmp_path / "1.jsonl")
    empty.merge(tmp_path / "0.jsonl")
    assert study.taggings().equals(empty.taggings())
    assert len(study.taggings()) == 2


@pytest.mark.parametrize("line", ["", "<<<<<<< HEAD", "5", "[]", "[" * 100_000, "{}", '{"event_id": "e1"}'], ids=len)
def test_a_broken_line_of_an_export_is_named_and_nothing_is_taken_in(exported, empty, line):
    lines = exported.read_text(encoding="utf-8").split("\n")
    exported.write_text("\n".join([lines[1], line, *lines[2:]]), encoding="utf-8")
    with pytest.raises(StudyProblem, match=r"history\.jsonl, line 2: not an event of a study"):
        empty.merge(exported)
    assert len(empty.history()) == 0


@pytest.mark.parametrize(
    "change", [{"at": "yesterday"}, {"at": "20260301T120000+0000"}, {"effect": "forget"}, {"after": "a text"}], ids=str
)
def test_an_event_with_a_value_of_the_wrong_kind_is_named_and_the_study_still_works(exported, empty, change):
    fields = json.loads(exported.read_text(encoding="utf-8").split("\n")[1])
    exported.write_text(json.dumps(fields | change) + "\n", encoding="utf-8")
    with pytest.raises(StudyProblem, match="line 1: not an event of a study"):
        empty.merge(exported)
    empty.reject("f2")


def test_a_study_whose_clock_runs_behind_still_comes_after_what_it_merged(study, empty, tmp_path, monkeypatch):
    study.reject("f1")
    fields = json.loads(json.dumps(study.history().iloc[0].to_dict()))
    event = {"event_id": "e", "action_id": "a", "target": "", **fields, "at": "2999-01-01T00:00:00.000000+00:00"}
    (tmp_path / "ahead.jsonl").write_text(json.dumps(event) + "\n", encoding="utf-8")
    empty.merge(tmp_path / "ahead.jsonl")
    empty.reject("f2")
    assert empty.history()["key"].to_list() == ["f1/R1", "f2/R1"]
