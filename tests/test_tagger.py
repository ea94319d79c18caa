"""The Python side of the tagger, without a browser: messages in, study and acknowledgements out."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from making import make_finding, make_turn
from synth.errors import TableProblem
from synth.mending import mend_findings, mend_utterances
from synth.study import Study
from synth.tables import FINDINGS, UTTERANCES
from synth.widgets.static import transcript_html
from synth.widgets.tagger import Tagger

TEXT = "Ik wacht 😀 al weken. I never hear back."
HOSTILE = "<script>alert('x')</script> & \"more\""


@pytest.fixture
def utterances() -> pd.DataFrame:
    return UTTERANCES.make([make_turn("u2", "Second turn.", position=1), make_turn("u1", TEXT)])


@pytest.fixture
def findings() -> pd.DataFrame:
    return FINDINGS.make([make_finding("f1", make_turn("u1", TEXT), "I never hear back.")])


@pytest.fixture
def tagger(study: Study, utterances: pd.DataFrame, findings: pd.DataFrame) -> Tagger:
    return Tagger(study, utterances, findings)


Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def ask(tagger: Tagger, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Send one message as a page does, and return the last message that came back."""
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(tagger, "send", sent.append)
    seqs: dict[str, int] = {}

    def send(view: str = "v1", **edit: Any) -> dict[str, Any]:
        seqs[view] = edit.pop("seq", seqs.get(view, 0) + 1)
        tagger._handle_custom_msg({"view": view, "seq": seqs[view], **edit}, [])
        return sent[-1]

    return send


TAG = {"action": "tag", "utterance_id": "u1", "start": 9, "end": 10, "tag": "joy"}


def test_a_tag_is_in_the_database_before_it_is_acknowledged(ask: Ask, study: Study, tmp_path: Path) -> None:
    answer = ask(**TAG)
    stored = Study(tmp_path / "study.db").taggings()
    assert (answer["view"], answer["ack"], "error" in answer) == ("v1", 1, False)
    assert stored["quote"].tolist() == ["😀"]
    assert list(answer["changes"]["taggings"]) == stored["tagging_id"].tolist() == [answer["tagging_id"]]


def test_accepting_a_finding_keeps_which_finding_it_was(ask: Ask, study: Study) -> None:
    ask(**TAG, finding_id="f1")
    assert study.taggings()["finding_id"].tolist() == ["f1"]


def test_a_tagging_is_retagged_moved_and_removed(ask: Ask, study: Study) -> None:
    tagging_id = ask(**TAG)["tagging_id"]
    ask(action="retag", tagging_id=tagging_id, tag="smile")
    ask(action="move", tagging_id=tagging_id, start=0, end=10)
    assert study.taggings()[["quote", "tag"]].to_numpy().tolist() == [["Ik wacht 😀", "smile"]]
    assert ask(action="untag", tagging_id=tagging_id)["changes"]["taggings"] == {tagging_id: None}
    assert study.taggings().empty


def test_rejecting_a_finding_can_be_undone_and_redone(ask: Ask, study: Study) -> None:
    assert ask(action="reject", finding_id="f1")["changes"]["rejected"] == {"f1": True}
    assert ask(action="undo")["changes"]["rejected"] == {"f1": None}
    assert ask(action="redo")["changes"]["rejected"] == {"f1": True}
    assert study.rejected() == {"f1"}


def test_nothing_to_undo_is_said_and_is_no_error(ask: Ask) -> None:
    answer = ask(action="undo")
    assert (answer["note"], answer["changes"]) == ("nothing left to undo", {})


def test_a_message_that_arrives_twice_is_carried_out_once_and_answered_twice(ask: Ask, study: Study) -> None:
    first = ask(**TAG)
    assert ask(**TAG, seq=1) == first
    assert len(study.history()) == 1


def test_an_older_message_is_refused(ask: Ask, study: Study) -> None:
    ask(**TAG, seq=5)
    assert "answered" in ask(action="undo", seq=4)["error"]
    assert len(study.taggings()) == 1


def test_two_pages_number_their_messages_independently(ask: Ask, study: Study) -> None:
    ask("v1", **TAG)
    ask("v2", **TAG | {"tag": "other"})
    assert sorted(study.taggings()["tag"]) == ["joy", "other"]


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (TAG | {"action": "drop table"}, "none of tag"),
        (TAG | {"action": None}, "action as text"),
        (TAG | {"utterance_id": "nobody"}, "not in this tagger's material"),
        (TAG | {"start": 10, "end": 10}, "not inside"),
        (TAG | {"start": -1}, "not inside"),
        (TAG | {"end": 999}, "not inside"),
        (TAG | {"start": "0"}, "start as a whole number"),
        (TAG | {"start": 1.5}, "start as a whole number"),
        (TAG | {"start": True}, "start as a whole number"),
        (TAG | {"tag": " \n"}, "needs a name"),
        (TAG | {"tag": "x" * 201}, "201 characters"),
        (TAG | {"tag": ["joy"]}, "tag as text"),
        (TAG | {"finding_id": "f9"}, "'f9' is not in this tagger"),
        ({"action": "reject", "finding_id": "f9"}, "'f9' is not in this tagger"),
        ({"action": "reject"}, "finding_id as text"),
        ({"action": "untag", "tagging_id": "t9"}, "gone"),
        ({"action": "retag", "tagging_id": "t9", "tag": "x"}, "gone"),
    ],
)
def test_a_bad_edit_is_answered_with_the_reason_and_stores_nothing(
    ask: Ask, study: Study, edit: dict[str, Any], reason: str
) -> None:
    answer = ask(**edit)
    assert (answer["view"], answer["ack"]) == ("v1", 1)
    assert reason in answer["error"]
    assert study.history().empty


@pytest.mark.parametrize(
    "message", [None, "tag", [], {}, {"view": "v"}, {"view": 1, "seq": 1}, {"view": "v", "seq": "1"}]
)
def test_a_message_that_is_no_edit_is_answered_with_an_error(tagger: Tagger, study: Study, message: object) -> None:
    assert "a message needs" in tagger._answer(message)["error"]
    assert study.history().empty


def test_a_failing_database_is_reported_and_the_next_edit_still_works(
    ask: Ask, study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_options: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(study, "tag", fail)
        assert ask(**TAG)["error"] == "OSError: disk full"
    assert "error" not in ask(**TAG)


def test_a_page_that_opens_later_gets_every_decision_with_its_state(tagger: Tagger, ask: Ask) -> None:
    tagging_id = ask(**TAG)["tagging_id"]
    ask(action="reject", finding_id="f1")
    state = tagger.get_state("state")["state"]
    assert (list(state["taggings"]), state["rejected"], state["revision"]) == ([tagging_id], {"f1": True}, 2)


def test_every_change_is_one_revision_so_that_a_page_sees_what_it_missed(ask: Ask) -> None:
    revisions = [ask(**TAG | {"tag": tag})["changes"]["revision"] for tag in ("a", "b", "c")]
    assert revisions == [1, 2, 3]
    assert ask("late", action="refresh", revision=1)["state"]["revision"] == 3
    assert "state" not in ask("late", action="refresh", revision=3)


def test_refresh_shows_what_another_cell_decided(tagger: Tagger, study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(tagger, "send", sent.append)
    tagging_id = study.tag({"utterance_id": "u1", "text": TEXT}, 0, 2, "pronoun")
    tagger.refresh()
    assert list(sent[0]["changes"]["taggings"]) == [tagging_id]


def test_taggings_of_other_material_are_listed_apart(utterances: pd.DataFrame, study: Study) -> None:
    study.tag({"utterance_id": "gone", "text": "Elsewhere."}, 0, 4, "x")
    study.tag({"utterance_id": "u1", "text": "An older text."}, 0, 2, "y")
    state = Tagger(study, utterances).state
    assert (state["taggings"], [one["quote"] for one in state["astray"].values()]) == ({}, ["Else", "An"])


def test_turns_are_in_reading_order_whatever_the_order_of_the_table(tagger: Tagger) -> None:
    assert json.loads(tagger.corpus)["utterances"]["utterance_id"] == ["u1", "u2"]


def test_unknown_times_are_null_because_json_has_no_nan(tagger: Tagger) -> None:
    assert json.loads(tagger.corpus)["utterances"]["start_s"] == [None, None]


def test_a_finding_whose_quote_is_not_in_its_text_is_refused(
    study: Study, utterances: pd.DataFrame, findings: pd.DataFrame
) -> None:
    with pytest.raises(TableProblem, match="does not stand"):
        Tagger(study, utterances, findings.assign(quote="other words"))


def test_an_unknown_source_falls_back_to_the_first(study: Study, utterances: pd.DataFrame) -> None:
    assert Tagger(study, utterances, source="nobody").source == "P01"


def test_no_utterances_make_an_empty_tagger(study: Study) -> None:
    assert repr(Tagger(study, UTTERANCES.make())) == "Tagger(0 sources, 0 tags)"


def test_the_plain_text_is_the_same_on_every_run(tagger: Tagger) -> None:
    assert tagger._repr_mimebundle_()[0]["text/plain"] == "Tagger(1 source, 0 tags)"


def test_the_static_html_shows_words_with_their_tags_and_counts(tagger: Tagger, ask: Ask) -> None:
    ask(**TAG)
    page = tagger._repr_mimebundle_()[0]["text/html"]
    assert "Ik wacht <mark>😀</mark> <small>[joy]</small> al weken." in page
    assert "<li>joy: 1</li>" in page


def test_hostile_text_is_escaped_wherever_it_stands_in_the_static_html(study: Study) -> None:
    row = make_turn("u1", HOSTILE, source_id=HOSTILE, participant_id=HOSTILE)
    study.tag(row, 0, 5, HOSTILE)
    page = Tagger(study, UTTERANCES.make([row]))._repr_mimebundle_()[0]["text/html"]
    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 4


def test_the_static_html_says_how_many_turns_it_leaves_out(study: Study) -> None:
    table = UTTERANCES.make([make_turn(f"u{n}", "Words.", position=n) for n in range(34)])
    assert "4 more turns are not shown" in Tagger(study, table)._repr_mimebundle_()[0]["text/html"]


@given(
    text=st.text(alphabet="ab<>&\"'😀é ", max_size=20),
    spans=st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=4),
)
def test_the_static_html_keeps_every_character_however_tags_overlap(text: str, spans: list[tuple[int, int]]) -> None:
    taggings = [
        {"utterance_id": "u1", "start": start, "end": end, "tag": "t"}
        for start, end in spans
        if start < end <= len(text)
    ]
    turns = pd.DataFrame([{"utterance_id": "u1", "participant_id": "", "role": "participant", "text": text}])
    shown = transcript_html(turns, taggings).split("<dd>")[1].split("</dd>")[0]
    for mark in ("<mark>", "</mark>", " <small>[t]</small>"):
        shown = shown.replace(mark, "")
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#x27;", "'"), ("&amp;", "&")):
        shown = shown.replace(entity, character)
    assert shown == text


# Memos, starred quotes, an order to go through, and mending


def test_a_tag_is_starred_with_its_making_and_both_are_undone_together(ask: Ask, study: Study) -> None:
    tagging_id = ask(**TAG, star=True)["tagging_id"]
    assert study.starred() == {tagging_id}
    assert ask(action="undo")["changes"]["stars"] == {tagging_id: None}
    assert study.taggings().empty


def test_a_star_is_put_and_taken_away(ask: Ask, study: Study) -> None:
    tagging_id = ask(**TAG)["tagging_id"]
    assert ask(action="star", tagging_id=tagging_id, starred=True)["changes"]["stars"] == {tagging_id: True}
    assert ask(action="star", tagging_id=tagging_id, starred=False)["changes"]["stars"] == {tagging_id: None}
    assert study.starred() == set()


def test_a_memo_is_about_a_turn_or_a_tag_and_goes_with_its_tag(ask: Ask, study: Study) -> None:
    tagging_id = ask(**TAG)["tagging_id"]
    ask(action="memo", about="u1", text="Ask again.")
    ask(action="memo", about=tagging_id, text="Ironic?")
    assert study.memos() == {"u1": "Ask again.", tagging_id: "Ironic?"}
    assert ask(action="untag", tagging_id=tagging_id)["changes"]["memos"] == {tagging_id: None}
    ask(action="memo", about="u1", text=" ")
    assert study.memos() == {}


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        ({"action": "memo", "about": "nobody", "text": "x"}, "gone"),
        ({"action": "star", "tagging_id": "t9", "starred": True}, "gone"),
        ({"action": "mend", "utterance_id": "u1", "seen": "Older.", "text": "x"}, "mended this turn since"),
        (TAG | {"quote": "other words"}, "others now"),
    ],
)
def test_what_is_about_something_gone_is_refused_with_the_reason(
    ask: Ask, study: Study, edit: dict[str, Any], reason: str
) -> None:
    assert reason in ask(**edit)["error"]
    assert study.history().empty


MEND = {"action": "mend", "utterance_id": "u1", "seen": TEXT, "participant_id": "P01", "role": "participant"}


def test_a_mended_turn_reaches_the_page_with_its_tags_and_suggestions(ask: Ask, tagger: Tagger) -> None:
    tagging_id = ask(**TAG)["tagging_id"]
    ask(action="reject", finding_id="f1")
    changes = ask(**MEND, text=f"Ja. {TEXT}")["changes"]
    assert changes["mended"]["u1"]["text"] == f"Ja. {TEXT}"
    [finding] = changes["mended"]["u1"]["findings"]
    assert finding["start"] == TEXT.index("I never") + 4
    assert changes["rejected"] == {"f1": None, finding["finding_id"]: True}
    assert changes["taggings"][tagging_id]["start"] == 13
    assert "error" not in ask(**TAG | {"start": 13, "end": 14, "tag": "more"}, quote="😀")
    assert "Ja. Ik wacht <mark>" in tagger._repr_mimebundle_()[0]["text/html"]


def test_undoing_a_mending_brings_the_turn_back_as_it_was(ask: Ask, tagger: Tagger) -> None:
    ask(**TAG)
    ask(**MEND, text=f"Ja. {TEXT}")
    assert ask(action="undo")["changes"]["mended"] == {"u1": None}
    assert tagger.state["mended"] == {}
    assert ask(action="redo")["changes"]["mended"]["u1"]["text"] == f"Ja. {TEXT}"


def test_a_tag_whose_words_are_gone_is_to_be_looked_at_and_can_be_put_back(ask: Ask, tagger: Tagger) -> None:
    tagging_id = ask(**TAG)["tagging_id"]
    changes = ask(**MEND, text="Ik wacht al weken.")["changes"]
    assert changes["taggings"] == {tagging_id: None}
    assert changes["astray"][tagging_id]["quote"] == "😀"
    changes = ask(action="move", tagging_id=tagging_id, utterance_id="u1", start=3, end=8)["changes"]
    assert (changes["astray"], changes["taggings"][tagging_id]["start"]) == ({tagging_id: None}, 3)


def test_a_study_that_was_mended_opens_mended_whichever_table_it_is_given(
    ask: Ask, study: Study, utterances: pd.DataFrame, findings: pd.DataFrame
) -> None:
    ask(**MEND, text=f"Ja. {TEXT}")
    again = Tagger(study, utterances, findings)
    assert again.state["mended"]["u1"]["text"] == f"Ja. {TEXT}"
    table = mend_utterances(utterances, study)
    assert Tagger(study, table, mend_findings(findings, utterances, study)).state["mended"] == {}


def test_the_order_names_findings_and_utterances_that_are_there(
    study: Study, utterances: pd.DataFrame, findings: pd.DataFrame
) -> None:
    tagger = Tagger(study, utterances, findings, order=["f1", "u2"])
    assert json.loads(tagger.corpus)["order"] == ["f1", "u2"]
    with pytest.raises(TableProblem, match="'x' is neither a finding nor an utterance"):
        Tagger(study, utterances, findings, order=["x"])


def test_the_codebooks_parents_reach_the_page(study: Study, utterances: pd.DataFrame) -> None:
    study.change([("code", "waiting", {"parent": "time"})])
    assert Tagger(study, utterances).state["codes"] == {"waiting": {"parent": "time", "retired": False}}


def test_a_renamed_code_renames_its_tags_on_the_page(study: Study, utterances: pd.DataFrame) -> None:
    study.tag(utterances.iloc[0], 0, 3, "waiting")
    tagger = Tagger(study, utterances)
    study.codebook.rename("waiting", "delay")
    tagger.refresh()
    assert [tagging["tag"] for tagging in tagger.state["taggings"].values()] == ["delay"]
    assert list(tagger.state["codes"]) == ["delay"]


def test_a_second_name_takes_the_first_off_the_page(study: Study, utterances: pd.DataFrame) -> None:
    study.codebook.add("waiting")
    tagger = Tagger(study, utterances)
    study.codebook.rename("waiting", "delay")
    tagger.refresh()
    assert list(tagger.state["codes"]) == ["delay"]
