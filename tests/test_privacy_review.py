"""The kernel side of the privacy review: what is decided is in the key, and the names are in no output."""

import json

import pandas as pd
import pytest

from synth.privacy import PseudonymKey, find_candidates
from synth.tables import UTTERANCES
from synth.widgets.review import PrivacyReview


@pytest.fixture
def key():
    return PseudonymKey()


@pytest.fixture
def widget(key):
    turn = {"source_id": "a", "source_kind": "interview", "role": "participant", "language": "nl", "position": 0}
    widget = PrivacyReview(key, UTTERANCES.make([turn | {"utterance_id": "u1", "text": "Lien en dokter Claes."}]))
    widget.sent = []
    widget.send = widget.sent.append
    return widget


def ask(widget, seq, **edit):
    widget._handle_custom_msg({"view": "page", "seq": seq, **edit}, [])
    return widget.sent[-1]


def test_the_names_are_in_no_trait_and_no_output(widget):
    ask(widget, 1, action="decide", group=0, decision="replace")
    kept = json.dumps([widget.get_state(), widget._repr_mimebundle_(), repr(widget)], default=str)
    assert "1 of 2 decided" in kept
    assert [name for name in ("Lien", "lien", "Claes") if name in kept] == []


def test_the_page_gets_the_names_when_it_asks(widget):
    answer = ask(widget, 1, action="open")
    assert [group["quotes"] for group in answer["groups"]] == [["Lien"], ["Claes"]]


def test_a_decision_is_in_the_key_and_every_page_learns_of_it(widget, key):
    answer = ask(widget, 1, action="decide", group=0, decision="keep")
    assert key.decision_on("Lien") == "keep"
    assert answer["changes"] == {"revision": 1, "decisions": {"0": "keep"}}
    assert ask(widget, 2, action="undo")["note"] == "decision undone"


@pytest.mark.parametrize(
    "edit", [{"group": 9, "decision": "keep"}, {"group": True, "decision": "keep"}, {"group": 0, "decision": "yes"}, {}]
)
def test_what_a_page_cannot_mean_is_refused(widget, key, edit):
    assert ask(widget, 1, action="decide", **edit)["error"]
    assert not key.decisions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("i live at sw1a 2bb", "sw1a 2bb"),
        ("ask mrs vrantsidis again", "vrantsidis"),
        ("she is in her seventies", "seventies"),
        ("my boy is seven years old", "seven years"),
        ("i asked at vdab and at colruyt", "vdab"),
        ("my number is zero four seven, two two", "zero four seven, two two"),
    ],
)
def test_what_is_written_in_small_letters_is_listed_too(text, expected):
    table = UTTERANCES.make(
        [{"utterance_id": "u1", "position": 0, "source_kind": "feedback", "role": "participant", "text": text}]
    ).assign(language="en")
    proposals = pd.DataFrame(columns=["utterance_id", "start", "end", "quote"])
    assert expected in find_candidates(table, proposals)["quote"].tolist()
