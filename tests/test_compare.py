"""The comparison of two codings commits each decision, shows nothing that is coded blind, and escapes everything."""

from copy import deepcopy
from itertools import count

import pytest

from making import make_turn
from synth.disagreements import agree, list_disagreements
from synth.double_coding import begin_round, finish_round
from synth.study import Study
from synth.tables import UTTERANCES
from synth.widgets.compare import CodingComparison

HOSTILE = "<script>alert(1)</script>"
TURNS = UTTERANCES.make(
    [
        make_turn("q1", "And then?", role="interviewer", participant_id="", position=0),
        make_turn("u1", f"😀 I waited six weeks. {HOSTILE}", position=1),
        make_turn("u2", "Nobody answered.", position=2),
    ]
)
CODERS = ("R1", "R2")


@pytest.fixture
def studies(tmp_path):
    studies = [Study(tmp_path / "study.db", researcher=researcher) for researcher in CODERS]
    yield studies
    for study in studies:
        study.close()


@pytest.fixture
def study(studies):
    """A study of R1 in which R2 marked more words, and one more turn."""
    one, other = studies
    one.tag(TURNS.iloc[1], 4, 10, "waiting")
    other.tag(TURNS.iloc[1], 4, 20, "waiting")
    other.tag(TURNS.iloc[2], 0, 6, HOSTILE)
    one.refresh()
    return one


@pytest.fixture
def widget(study):
    return CodingComparison(study, TURNS, CODERS)


@pytest.fixture
def ask(widget):
    numbers = count(1)

    def ask(action, **edit):
        return widget._answer({"view": "v", "seq": next(numbers), "action": action, **edit})

    return ask


def test_each_difference_has_its_turn_in_context_and_both_codings(widget):
    borders, alone = (widget.state["differences"][key] for key in widget.state["order"])
    assert (borders["kind"], borders["speaker"], borders["before"]) == ("borders", "P01", ["interviewer", "And then?"])
    assert borders["pieces"][:3] == [["😀 I ", ""], ["waited", "12"], [" six weeks", "2"]]
    assert [side["quote"] for side in borders["sides"]] == ["waited", "waited six weeks"]
    assert (alone["kind"], alone["sides"][0], alone["sides"][1]["tag"]) == ("one only", None, HOSTILE)


def test_a_decision_is_an_event_of_its_own_and_can_be_undone(ask, widget, study):
    key = widget.state["order"][0]
    tagged = study.taggings()
    changed = ask("decide", disagreement=key, choice="second", note="six weeks matter")["changes"]["differences"]
    assert changed[key]["decision"] == {"choice": "second", "note": "six weeks matter", "researcher": "R1"}
    assert study.history().iloc[-1][["researcher", "entity", "key"]].tolist() == ["R1", "resolution", key]
    assert study.taggings().equals(tagged)
    assert agree(tagged, list_disagreements(tagged, TURNS, CODERS), study, CODERS)["end"].tolist() == [20]
    assert ask("undo")["changes"]["differences"][key]["decision"] is None


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        ({"disagreement": "gone", "choice": "first", "note": ""}, "this difference is gone"),
        ({"disagreement": 1, "choice": "first", "note": ""}, "one of second, neither"),
        ({"disagreement": 0, "choice": "third", "note": ""}, "one of first, second, both, neither"),
        ({"disagreement": 0, "choice": "first", "note": "x" * 20_001}, "20,001 characters"),
        ({"disagreement": 0, "choice": "first"}, "needs note as text"),
    ],
)
def test_a_bad_decision_is_answered_with_the_reason_and_changes_nothing(ask, widget, study, edit, reason):
    before, events = deepcopy(widget.state), len(study.history())
    order = widget.state["order"]
    key = edit["disagreement"]
    assert reason in ask("decide", **edit | {"disagreement": key if isinstance(key, str) else order[key]})["error"]
    assert (widget.state, len(study.history())) == (before, events)


def test_nothing_of_the_other_is_shown_or_decided_until_all_are_done(studies, study):
    one, other = studies
    key = CodingComparison(study, TURNS, CODERS).state["order"][0]
    begin_round(one, "pilot", TURNS[1:2], CODERS)
    finish_round(one, "pilot")
    blind = CodingComparison(one, TURNS, CODERS)
    assert len(blind.state["order"]) == 1
    assert blind.state["hidden"] == "1 turn is not shown: round 'pilot' is coded blind, and R2 is not done yet."
    assert "waiting" not in str(blind.state)
    edit = {"view": "v", "seq": 1, "action": "decide", "disagreement": key, "choice": "second", "note": ""}
    assert "is gone" in blind._answer(edit)["error"]
    other.refresh()
    finish_round(other, "pilot")
    blind.refresh()
    assert (len(blind.state["order"]), blind.state["hidden"]) == (2, "")


def test_another_persons_change_takes_a_difference_away_in_every_view(widget, studies, monkeypatch):
    sent = []
    monkeypatch.setattr(widget, "send", sent.append)
    gone = widget.state["order"][1]
    other = studies[1]
    other.untag(other.taggings()["tagging_id"].iloc[-1])
    widget.refresh()
    assert sent[0]["changes"]["differences"] == {gone: None}
    assert sent[0]["changes"]["order"] == widget.state["order"] == [*widget.state["differences"]]


def test_hostile_words_are_escaped_in_the_static_html(ask, widget):
    ask("decide", disagreement=widget.state["order"][1], choice="neither", note=HOSTILE)
    page = widget._repr_mimebundle_()[0]["text/html"]
    assert ("<script" in page, page.count("&lt;script&gt;"), "1 of 2 decided" in page) == (False, 2, True)
