"""The codebook editor commits what a page asks for, once, and says why where it does not."""

from copy import deepcopy
from itertools import count

import pytest

from synth.study import Study
from synth.widgets.codebook import CodebookEditor

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def study(tmp_path):
    study = Study(tmp_path / "study.db")
    study.codebook.add("a", aliases={"nl": ["aa"]})
    study.codebook.add("b", parent="a")
    yield study
    study.close()


@pytest.fixture
def editor(study):
    return CodebookEditor(study)


@pytest.fixture
def ask(editor):
    numbers = count(1)

    def ask(action, **edit):
        return editor._answer({"view": "v", "seq": next(numbers), "action": action, **edit})

    return ask


def test_a_renamed_code_is_meant_by_its_key_even_where_that_is_the_name_of_another(ask, study):
    ask("write", code="a", field="name", text="z")
    added = ask("add", name="a")["code"]
    ask("write", code="a", field="definition", text="The first.")
    ask("write", code=added, field="definition", text="The second.")
    assert study.codes().set_index("name")["definition"].to_dict() == {"a": "The second.", "z": "The first.", "b": ""}


def test_an_alias_of_one_language_leaves_the_others(ask, study):
    ask("write", code="a", field="alias_fr", text="un; deux")
    assert study.codes().iloc[0][["alias_nl", "alias_fr"]].tolist() == ["aa", "un; deux"]


def test_changes_tell_what_is_new_what_is_gone_and_the_order(ask, editor):
    changes = ask("merge", code="b", into="a")["changes"]
    assert (changes["codes"]["b"], changes["codes"]["a"]["merged"], changes["order"]) == (None, ["b"], ["a"])
    assert ask("refresh", revision=editor.state["revision"]).get("state") is None


@pytest.mark.parametrize(
    ("action", "edit", "reason"),
    [
        ("burn", {}, "none of add, write, move, merge, unmerge, retire, undo, redo, refresh"),
        ("add", {"name": "A"}, "is a code already"),
        ("add", {"name": " "}, "needs a name"),
        ("write", {"code": "q", "field": "name", "text": "x"}, "is gone"),
        ("write", {"code": "a", "field": "owner", "text": "x"}, "A code has definition"),
        ("write", {"code": "a", "field": "alias_es", "text": "x"}, "A code has definition"),
        ("write", {"code": "a", "field": "definition", "text": "x" * 20_001}, "20,001 characters"),
        ("move", {"code": "a", "parent": "b"}, "cannot hang under"),
        ("merge", {"code": "a", "into": "a"}, "are one code already"),
        ("unmerge", {"name": "a"}, "was not merged"),
        ("retire", {"code": "a", "retired": 1}, "retired as true or false"),
    ],
)
def test_a_bad_edit_is_answered_with_the_reason_and_changes_nothing(ask, editor, study, action, edit, reason):
    before, events = deepcopy(editor.state), len(study.history())
    assert reason in ask(action, **edit)["error"]
    assert (editor.state, len(study.history())) == (before, events)


def test_refresh_shows_what_another_cell_did(editor, study, monkeypatch):
    sent = []
    monkeypatch.setattr(editor, "send", sent.append)
    study.codebook.rename("b", "c")
    editor.refresh()
    assert sent[0]["changes"]["codes"]["b"]["name"] == "c"


def test_hostile_words_are_escaped_in_the_static_html(ask, editor):
    ask("write", code="a", field="name", text=HOSTILE)
    ask("write", code="a", field="definition", text=HOSTILE)
    page = editor._repr_mimebundle_()[0]["text/html"]
    assert ("<script" in page, page.count("&lt;script&gt;")) == (False, 2)
    assert repr(editor) == "CodebookEditor(2 codes)"
