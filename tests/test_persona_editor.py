"""The Python side of the persona editor, without a browser: messages in, study and acknowledgements out."""

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from making import make_claim, make_draft, make_evidence, make_quote
from synth.errors import StudyProblem
from synth.evidence import COLUMNS
from synth.personas import draft_personas, select_publishable
from synth.personas.sheets import fold_sheet, leave_out, open_sheet, write
from synth.study import Study
from synth.widgets.personas import PersonaEditor

HOSTILE = "<script>alert('x')</script>"


def draft(persona_id: str = "p1", name: str = "A: waiting") -> dict[str, Any]:
    waiting = [make_quote("I waited."), make_quote("Weeks!", "P2")]
    claims = [
        make_claim("waiting", waiting, contradicted_by=[make_quote("Fast.", "P3")]),
        make_claim("forms", [make_quote("Which form?")]),
        make_claim("phone", [make_quote("Nobody calls.")]),
    ]
    profile = {"profile": {"group": {"citizen": 3}}, "missing": [], "publishable": False}
    return make_draft(persona_id, name, claims, shuffled_stability=float("nan"), p_value=0.4, **profile)


@pytest.fixture
def editor(study: Study) -> PersonaEditor:
    return PersonaEditor(study, [draft(), draft("p2", "B: forms")])


Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def ask(editor: PersonaEditor, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Send one message about p1 as a page does, and return the last message that came back."""
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(editor, "send", sent.append)

    def send(action: str, **edit: Any) -> dict[str, Any]:
        message = {"view": "v1", "seq": len(sent) + 1, "persona_id": "p1", "action": action, **edit}
        editor._handle_custom_msg(message, [])
        return sent[-1]

    return send


NAME = {"field": "name", "text": "The one who waits"}
WORDING = {"field": "claim", "claim": 0, "text": "waits for weeks"}


def test_keeping_a_draft_puts_it_with_its_edits_on_the_disk(ask: Ask, study: Study, tmp_path: Path) -> None:
    ask("write", **NAME)
    ask("write", **WORDING)
    ask("write", field="note", text="Ask P2.\nAgain.")
    assert study.personas() == []
    assert ask("keep")["changes"]["cards"]["p1"]["kept"]
    [kept] = Study(tmp_path / "study.db").personas()
    assert (kept["name"], kept["drafted"], kept["note"]) == ("The one who waits", "A: waiting", "Ask P2.\nAgain.")
    assert (kept["claims"][0]["claim"], kept["claims"][0]["drafted"]) == ("waits for weeks", "waiting")


def test_what_is_left_out_is_kept_beside_the_claims_with_its_place(ask: Ask, study: Study) -> None:
    ask("leave_out", claim=1, out=True)
    ask("leave_out", claim=0, list="quotes", quote=0, out=True)
    ask("keep")
    [kept] = study.personas()
    assert [one["claim"] for one in kept["claims"]] == ["waiting", "phone"]
    assert [(one["claim"], one["place"]) for one in kept["left_out"]] == [("forms", 1)]
    assert [one["quote"] for one in kept["claims"][0]["quotes"]] == ["Weeks!"]
    assert [one["quote"] for one in kept["claims"][0]["left_out"]] == ["I waited."]


def test_claims_that_the_draft_keeps_beside_the_card_stay_beside_it(study: Study) -> None:
    long = draft()
    beside = long["claims"].pop(1) | {"place": 1}
    editor = PersonaEditor(study, [long | {"left_out": [beside]}])
    shown = editor.state["cards"]["p1"]
    assert ([claim["out"] for claim in shown["claims"]], shown["edited"]) == ([False, True, False], False)
    editor._answer({"view": "v1", "seq": 1, "persona_id": "p1", "action": "keep"})
    [kept] = study.personas()
    assert [claim["claim"] for claim in kept["left_out"]] == ["forms"]


def test_what_was_left_out_comes_back_in_its_place(ask: Ask, study: Study) -> None:
    ask("leave_out", claim=1, out=True)
    ask("keep")
    ask("leave_out", claim=1, out=False)
    [kept] = study.personas()
    assert ([one["claim"] for one in kept["claims"]], kept["left_out"]) == (["waiting", "forms", "phone"], [])


def test_a_claim_whose_last_quote_is_left_out_stays_on_the_card_and_is_not_published(ask: Ask, study: Study) -> None:
    ask("leave_out", claim=1, list="quotes", quote=0, out=True)
    ask("keep")
    [kept] = study.personas()
    assert (kept["claims"][1]["claim"], kept["claims"][1]["quotes"]) == ("forms", [])
    [[shown], _] = select_publishable([kept | {"publishable": True}])
    assert [one["claim"] for one in shown["claims"]] == ["waiting", "phone"]


def test_a_change_of_a_kept_persona_is_saved_at_once(ask: Ask, study: Study) -> None:
    ask("keep")
    ask("write", **NAME)
    assert study.personas()[0]["name"] == "The one who waits"


def test_writing_the_same_words_again_is_no_event(ask: Ask, study: Study) -> None:
    ask("keep")
    ask("write", field="name", text="  A:  waiting ")
    assert len(study.history()) == 1


def test_a_removed_persona_becomes_a_draft_as_it_was(ask: Ask, study: Study) -> None:
    ask("keep")
    ask("write", **NAME)
    card = ask("remove")["changes"]["cards"]["p1"]
    assert (study.personas(), card["kept"], card["name"]) == ([], False, "The one who waits")


def test_undo_and_redo_go_through_the_draft_and_the_study_in_order(ask: Ask, study: Study) -> None:
    names = [ask("write", **NAME), ask("keep"), ask("write", field="name", text="Waiter")]
    answers = [ask("undo") for _ in range(4)]
    assert [answer["note"] for answer in answers] == [
        "persona undone",
        "persona undone",
        "persona draft undone",
        "nothing left to undo",
    ]
    again = [ask("redo") for _ in range(4)]
    shown = [(one["changes"]["cards"]["p1"]["name"], one["changes"]["cards"]["p1"]["kept"]) for one in again[:3]]
    assert shown == [("The one who waits", False), ("The one who waits", True), ("Waiter", True)]
    assert again[3]["note"] == "nothing left to redo"
    assert all("error" not in answer for answer in [*names, *answers, *again])


def test_a_new_change_ends_what_could_be_done_again(ask: Ask) -> None:
    ask("write", **NAME)
    ask("undo")
    ask("write", field="name", text="Other")
    assert ask("redo")["note"] == "nothing left to redo"


def test_a_draft_that_is_kept_already_is_shown_as_it_was_kept(study: Study) -> None:
    study.save_persona(draft() | {"name": "Kept name"})
    editor = PersonaEditor(study, [draft()])
    assert (editor.state["cards"]["p1"]["name"], editor.state["cards"]["p1"]["kept"]) == ("Kept name", True)


def test_a_kept_persona_that_is_no_draft_any_more_is_shown_after_the_drafts(study: Study) -> None:
    study.save_persona({"persona_id": "p0", "name": "Earlier"})
    assert PersonaEditor(study, [draft()]).state["order"] == ["p1", "p0"]


def test_the_drafts_that_were_given_are_not_changed(study: Study) -> None:
    given_draft = draft() | {"stability": 0.8, "shuffled_stability": 0.5}
    before = deepcopy(given_draft)
    editor = PersonaEditor(study, [given_draft])
    editor._answer({"view": "v", "seq": 1, "persona_id": "p1", "action": "leave_out", "claim": 0, "out": True})
    assert given_draft == before


def test_unknown_numbers_are_null_because_json_has_no_nan(editor: PersonaEditor) -> None:
    assert "NaN" not in json.dumps(editor.state)


def test_a_message_that_arrives_twice_is_carried_out_once(ask: Ask, study: Study) -> None:
    ask("keep", seq=1)
    ask("keep", seq=1)
    assert len(study.history()) == 1


@pytest.mark.parametrize(
    ("action", "edit", "reason"),
    [
        ("burn", {}, "none of write, leave_out, add_quote, keep, remove, merge, split, renew, undo, redo, refresh"),
        ("keep", {"persona_id": "p9"}, "gone"),
        ("keep", {"persona_id": 1}, "persona_id as text"),
        ("remove", {}, "not in this study's personas"),
        ("add_quote", {"claim": 0, "list": "quotes", "evidence_id": "e"}, "without evidence"),
        ("merge", {"other": "p2"}, "without evidence"),
        ("split", {"participants": ["P1"]}, "without evidence"),
        ("write", NAME | {"text": " \n"}, "a name needs words"),
        ("write", NAME | {"text": "x" * 201}, "201 characters"),
        ("write", NAME | {"field": "count"}, "no 'count' to write"),
        ("write", NAME | {"claim": 0}, "no 'name' to write"),
        ("write", WORDING | {"claim": 9}, "no claim 9"),
        ("write", WORDING | {"claim": -1}, "no claim -1"),
        ("write", WORDING | {"claim": "0"}, "claim as a whole number"),
        ("leave_out", {"claim": 0}, "out as true or false"),
        ("leave_out", {"claim": 0, "out": True, "list": "quotes", "quote": 7}, "no quote 7"),
        ("leave_out", {"claim": 0, "out": True, "list": "claim", "quote": 0}, "no quote 0 in 'claim'"),
    ],
)
def test_a_bad_edit_is_answered_with_the_reason_and_changes_nothing(
    ask: Ask, editor: PersonaEditor, study: Study, action: str, edit: dict[str, Any], reason: str
) -> None:
    before = deepcopy(editor.state)
    assert reason in ask(action, **edit)["error"]
    assert (editor.state, study.history().empty) == (before, True)


def test_a_failing_database_is_reported_and_the_persona_stays_a_draft(
    ask: Ask, editor: PersonaEditor, study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(study, "change", fail)
        assert ask("keep")["error"] == "OSError: disk full"
    assert not editor.state["cards"]["p1"]["kept"]
    assert "error" not in ask("keep")


def test_refresh_shows_what_another_cell_kept(
    editor: PersonaEditor, study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(editor, "send", sent.append)
    study.save_persona({"persona_id": "p9", "name": "Elsewhere"})
    editor.refresh()
    assert (list(sent[0]["changes"]["cards"]), sent[0]["changes"]["order"]) == (["p9"], ["p1", "p2", "p9"])


def test_a_draft_without_a_name_is_refused(study: Study) -> None:
    with pytest.raises(StudyProblem, match="needs a name"):
        PersonaEditor(study, [draft(name=" ")])


def test_the_plain_text_counts_drafts_and_kept_personas(editor: PersonaEditor, ask: Ask) -> None:
    assert repr(editor) == "PersonaEditor(2 drafts, 0 kept)"
    ask("keep")
    assert editor._repr_mimebundle_()[0]["text/plain"] == "PersonaEditor(1 draft, 1 kept)"


def test_the_static_html_has_the_drafts_until_one_is_kept(editor: PersonaEditor, ask: Ask) -> None:
    assert "B: forms" in editor._repr_mimebundle_()[0]["text/html"]
    ask("leave_out", claim=2, out=True)
    ask("keep")
    page = editor._repr_mimebundle_()[0]["text/html"]
    assert ("A: waiting" in page, "B: forms" in page, "Nobody calls." in page) == (True, False, False)


def test_an_editor_without_personas_says_so(study: Study) -> None:
    editor = PersonaEditor(study)
    assert (repr(editor), editor._repr_mimebundle_()[0]["text/html"]) == (
        "PersonaEditor(0 drafts, 0 kept)",
        "<p>No personas yet.</p>",
    )


def test_hostile_words_are_escaped_in_the_static_html(editor: PersonaEditor, ask: Ask) -> None:
    ask("write", field="name", text=HOSTILE)
    ask("write", field="claim", claim=0, text=HOSTILE)
    page = editor._repr_mimebundle_()[0]["text/html"]
    assert ("<script" in page, page.count("&lt;script&gt;")) == (False, 2)


# With evidence -------------------------------------------------------------------------------------------------------


PEOPLE = [f"P{number}" for number in range(1, 9)]
CLAIMS = ["waiting", "forms", "letters"]


@pytest.fixture
def evidence() -> pd.DataFrame:
    rows = [
        make_evidence(who, claim)
        for place, who in enumerate(PEOPLE)
        for claim in CLAIMS
        if place % 4 or claim == "waiting"
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


@pytest.fixture
def proved(study: Study, evidence: pd.DataFrame) -> PersonaEditor:
    """An editor with two personas of four people each, that were split by hand from everybody."""
    [everybody] = draft_personas(evidence, language="en")
    editor = PersonaEditor(study, [everybody], evidence=evidence)
    act(editor, "split", everybody["persona_id"], participants=PEOPLE[:4])
    return editor


def act(editor: PersonaEditor, action: str, persona_id: str, **edit: Any) -> dict[str, Any]:
    seq = editor._answers.get("v", {"ack": 0})["ack"] + 1
    return editor._answer({"view": "v", "seq": seq, "action": action, "persona_id": persona_id, **edit})


def people_of(editor: PersonaEditor) -> list[list[str]]:
    return sorted(card["participants"] for card in editor.state["cards"].values())


def test_a_split_persona_becomes_two_whose_claims_are_counted_again(proved: PersonaEditor) -> None:
    assert people_of(proved) == [PEOPLE[:4], PEOPLE[4:]]
    for card in proved.state["cards"].values():
        assert {(claim["claim"], claim["count"], claim["elsewhere"]) for claim in card["claims"]} == {
            ("waiting", 4, 4),
            ("forms", 3, 3),
            ("letters", 3, 3),
        }
        assert card["told"]["facts"] == ["Put together by hand; not tested against chance."]


def test_merged_personas_are_one_of_all_their_participants_and_undo_parts_them(proved: PersonaEditor) -> None:
    one, other = proved.state["order"]
    act(proved, "write", other, field="note", text="Ask again.")
    assert "error" not in act(proved, "merge", one, other=other)
    [card] = proved.state["cards"].values()
    assert (card["participants"], card["note"], card["kept"]) == (PEOPLE, "Ask again.", False)
    assert act(proved, "undo", one)["note"] == "persona draft undone"
    assert people_of(proved) == [PEOPLE[:4], PEOPLE[4:]]


def test_two_kept_personas_merge_into_a_kept_one(proved: PersonaEditor, study: Study) -> None:
    one, other = proved.state["order"]
    for persona_id in (one, other):
        act(proved, "keep", persona_id)
    act(proved, "merge", one, other=other)
    assert [persona["participants"] for persona in study.personas()] == [PEOPLE]


@pytest.mark.parametrize(
    ("members", "reason"), [([], "0 of 4"), (PEOPLE[:4], "4 of 4"), (["P8"], "'P8' is not among them")]
)
def test_a_split_names_some_participants_and_not_all(proved: PersonaEditor, members: list[str], reason: str) -> None:
    one = next(key for key, card in proved.state["cards"].items() if "P1" in card["participants"])
    assert reason in act(proved, "split", one, participants=members)["error"]


def test_a_quote_that_is_added_counts_its_speaker_and_taken_away_does_not(proved: PersonaEditor) -> None:
    one = next(key for key, card in proved.state["cards"].items() if "P1" in card["participants"])
    place = next(i for i, claim in enumerate(proved.state["cards"][one]["claims"]) if claim["claim"] == "forms")
    added = {"claim": place, "list": "quotes", "evidence_id": "pain P1 on waiting"}
    act(proved, "add_quote", one, **added)
    claim = proved.state["cards"][one]["claims"][place]
    assert (claim["count"], claim["quotes"][-1]["participant_id"]) == (4, "P1")
    assert "has this quote already" in act(proved, "add_quote", one, **added)["error"]
    act(proved, "leave_out", one, claim=place, list="quotes", quote=len(claim["quotes"]) - 1, out=True)
    assert proved.state["cards"][one]["claims"][place]["count"] == 3


def test_a_quote_that_is_no_evidence_any_more_is_marked(proved: PersonaEditor, study: Study, evidence: Any) -> None:
    act(proved, "keep", proved.state["order"][0])
    fewer = evidence[evidence["claim"] != "waiting"]
    card = next(card for card in PersonaEditor(study, evidence=fewer).state["cards"].values() if card["kept"])
    lost = {claim["claim"]: {quote["lost"] for quote in claim["quotes"]} for claim in card["claims"]}
    assert lost == {"waiting": {True}, "forms": {False}, "letters": {False}}


def test_what_was_edited_of_a_draft_is_there_in_the_next_session(proved: PersonaEditor, study: Study) -> None:
    act(proved, "write", proved.state["order"][0], field="name", text="The patient ones")
    again = PersonaEditor(study)
    assert "The patient ones" in {card["name"] for card in again.state["cards"].values()}


def test_edits_of_a_kept_persona_go_over_to_the_draft_of_more_participants(study: Study, evidence: Any) -> None:
    [before] = draft_personas(evidence[evidence["participant_id"] != "P8"], language="en")
    editor = PersonaEditor(study, [before], evidence=evidence)
    act(editor, "write", before["persona_id"], field="name", text="Everybody waits")
    act(editor, "write", before["persona_id"], field="claim", claim=0, text="waits for weeks")
    act(editor, "keep", before["persona_id"])
    [after] = draft_personas(evidence, language="en")
    editor = PersonaEditor(study, [after], evidence=evidence)
    card = editor.state["cards"][before["persona_id"]]
    assert (card["newer"], card["told"]["newer"]) == (
        after["persona_id"],
        "There is a newer draft of these people, with P8.",
    )
    act(editor, "renew", before["persona_id"], draft=after["persona_id"])
    [renewed] = editor.state["cards"].values()
    assert (renewed["name"], renewed["participants"]) == ("Everybody waits", PEOPLE)
    assert "waits for weeks" in {claim["claim"] for claim in renewed["claims"]}


@given(
    claims_out=st.sets(st.integers(0, 2)),
    quotes_out=st.sets(st.tuples(st.integers(0, 2), st.sampled_from(["quotes", "contradicted_by"]), st.integers(0, 3))),
    words=st.sampled_from(["waiting", "other words"]),
)
def test_a_sheet_that_is_folded_and_opened_again_is_the_same(
    claims_out: set[int], quotes_out: set[tuple[int, str, int]], words: str
) -> None:
    quotes = [make_quote(str(n)) for n in range(5)]
    claims = [make_claim("waiting", quotes, contradicted_by=quotes[:4]) for _ in range(3)]
    sheet = write(open_sheet(draft() | {"claims": claims}), "claim", words, claim=0)
    for place, where, at in sorted(quotes_out):
        sheet = leave_out(sheet, place, quote=(where, at))
    for place in sorted(claims_out):
        sheet = leave_out(sheet, place)
    assert open_sheet(fold_sheet(sheet)) == sheet
    assert open_sheet(json.loads(json.dumps(fold_sheet(sheet)))) == sheet
