"""The insight editor commits each change once, keeps a draft before it changes it, and escapes everything."""

from itertools import count

import pandas as pd
import pytest

from synth.study import Study
from synth.tables import LANGUAGES
from synth.widgets.insights import InsightEditor

HOSTILE = "<script>alert(1)</script>"
IDS = [f"{number:016x}" for number in range(4)]
NUMBERS = count(1)


@pytest.fixture
def evidence():
    speakers = ["P01", "P02", "P03", "P01"]
    return pd.DataFrame(
        {
            "evidence_id": IDS, "participant_id": speakers, "claim": ["letters", "letters", "letters", "waiting"],
            "kind": ["pain", "pain", "delight", "pain"], "quote": [f"{HOSTILE} {n}" for n in range(4)],
            "group": "citizen", "language": "en", "source_id": speakers, "utterance_id": IDS, "start": 0, "end": 5,
            "wave": "", "source_kind": "interview", "finding_id": "",
        }
    )  # fmt: skip


@pytest.fixture
def study(tmp_path):
    study = Study(tmp_path / "study.db")
    study.save_insight({"statement": f"Silence {HOSTILE}", "evidence": [IDS[3]]})
    return study


@pytest.fixture
def editor(study, evidence):
    return InsightEditor(study, evidence)


def send(editor, action, **fields):
    return editor._answer({"view": "v", "seq": next(NUMBERS), "action": action, **fields})


def key_of(editor, place):
    return editor.state["order"][place]


def test_the_quotes_of_the_widget_are_the_evidence(editor):
    assert editor.quotes.decode().count(HOSTILE) == len(IDS)
    assert repr(editor) == "InsightEditor(1 insight, 1 draft)"


def test_a_link_changes_the_study_and_tells_the_page_what_changed(editor, study):
    answer = send(editor, "link", insight=key_of(editor, 0), other=IDS[0], against=True)
    assert study.insights()[0]["contradicted_by"] == [IDS[0]]
    (row,) = answer["changes"]["insights"].values()
    assert [quote["evidence_id"] for quote in row["quotes"]["against"]] == [IDS[0]]


@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("write", {"field": "owner", "text": "R2"}),
        ("link", {"other": IDS[3], "against": False}),
        ("fact", {"statement": "All wait.", "against": False}),
        ("recommend", {"statement": "Say so."}),
    ],
)
def test_whoever_changes_a_draft_keeps_it(editor, study, action, fields):
    draft = key_of(editor, 1)
    answer = send(editor, action, **{"thing" if action == "write" else "insight": draft}, **fields)
    assert "error" not in answer
    assert draft in [insight["insight_id"] for insight in study.insights()]
    assert repr(editor) == "InsightEditor(2 insights, 0 drafts)"


def test_a_fact_that_is_written_is_linked_in_the_same_action(editor, study):
    send(editor, "fact", insight=key_of(editor, 0), statement="All wait.", against=True)
    assert len(study.insights()[0]["facts_against"]) == 1
    send(editor, "undo")
    assert (study.chain.things("fact"), study.insights()[0]["facts_against"]) == ([], [])


def test_a_part_of_a_need_is_written_and_remarked_on(editor, study):
    answer = send(editor, "write", thing=key_of(editor, 0), field="need.as_a", text="user")
    (row,) = answer["changes"]["insights"].values()
    assert row["sentence"] == "As a user, I need to …, so that …"
    assert [remark["rule"] for remark in row["remarks"]["need"]] == ["missing", "user", "reason"]
    assert study.insights()[0]["need"]["as_a"] == "user"


@pytest.mark.parametrize(
    ("action", "fields", "message"),
    [
        ("write", {"thing": "gone", "field": "owner", "text": "x"}, "what you write about is gone"),
        ("write", {"field": "colour", "text": "x"}, "the insight has no field 'colour'; it has statement"),
        ("write", {"field": "need.who", "text": "x"}, "its need has 'who'"),
        ("write", {"field": "effort", "text": "much"}, "effort is 'much'; it is a number from 1 to 5, or empty"),
        ("write", {"field": "owner", "text": 3}, "the edit needs text as text"),
        ("link", {"insight": "gone", "other": IDS[0], "against": False}, "this insight is gone"),
        ("add", {"statement": " "}, "it needs a statement"),
        ("dance", {}, "the action 'dance' is none of add, keep"),
    ],
)
def test_what_cannot_be_done_is_told_and_changes_nothing(editor, study, action, fields, message):
    given = {"thing": key_of(editor, 0)} if action == "write" else {}
    before = study.insights()
    assert message in send(editor, action, **given | fields)["error"]
    assert study.insights() == before


def test_what_others_write_is_seen_after_a_refresh(editor, study):
    study.save_insight({"statement": "Another."})
    sent = []
    editor.send = sent.append
    editor.refresh()
    assert len(sent[0]["changes"]["order"]) == 3
    editor.refresh()
    assert len(sent) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_kernel_the_insights_are_html_in_four_languages_with_every_word_escaped(study, evidence, language):
    study.chain.save("fact", {"statement": HOSTILE}, under=study.insights()[0]["insight_id"])
    page = InsightEditor(study, evidence, language=language)._repr_mimebundle_()[0]["text/html"]
    assert "<script>" not in page
    assert page.count("&lt;script&gt;") == 3
    assert f'lang="{language}"' in page


def test_dropped_insights_and_drafts_are_in_no_report(study, evidence):
    study.save_insight({"insight_id": study.insights()[0]["insight_id"], "status": "dropped"})
    page = InsightEditor(study, evidence)._repr_mimebundle_()[0]["text/html"]
    assert "No insight is written yet." in page
