"""Evidence: the rules' findings after the researcher's yes, no and otherwise."""

import pandas as pd
import pytest

from synth.errors import TableProblem
from synth.evidence import COLUMNS, collect_evidence
from synth.study import Study
from synth.tables import FINDINGS, UTTERANCES

TEXT = "I never hear back. So I call my sister."
SPANS = {"f1": (0, 18, "pain"), "f2": (19, 39, "workaround")}
TURN = {"utterance_id": "u1", "text": TEXT}


@pytest.fixture
def study(tmp_path):
    return Study(tmp_path / "study.db")


@pytest.fixture
def utterances():
    turn = {"source_id": "P01", "source_kind": "interview", "role": "participant", "language": "en", "group": "citizen"}
    return UTTERANCES.make(
        [
            turn | TURN | {"position": 2, "participant_id": "P1"},
            turn | {"utterance_id": "u0", "position": 1, "participant_id": "P1", "text": "Good morning."},
        ]
    )


@pytest.fixture
def findings():
    return FINDINGS.make(
        {
            "finding_id": finding_id,
            "utterance_id": "u1",
            "start": start,
            "end": end,
            "quote": TEXT[start:end],
            "kind": kind,
            "cue": "cue",
            "score": 0.5,
        }
        for finding_id, (start, end, kind) in SPANS.items()
    )


@pytest.fixture
def grouping():
    themes = pd.DataFrame({"theme_id": ["t1"], "label": ["silence"], "stability": [0.8]})
    return themes, pd.DataFrame({"theme_id": ["t1"], "finding_id": ["f1"], "similarity": [0.9]})


@pytest.fixture
def collect(findings, utterances, grouping, study):
    """Collect what the study holds by now, as (id, quote, kind, claim)."""

    def run(by="theme"):
        evidence = collect_evidence(findings, utterances, grouping, study=study, by=by)
        return [tuple(row) for row in evidence[["evidence_id", "quote", "kind", "claim"]].to_numpy()]

    return run


def test_without_decisions_every_finding_is_evidence_for_its_theme(findings, utterances, grouping):
    evidence = collect_evidence(findings, utterances, grouping)
    assert list(evidence) == COLUMNS
    assert evidence[["evidence_id", "claim"]].to_numpy().tolist() == [["f1", "silence"], ["f2", ""]]


def test_evidence_tells_who_said_it_where(findings, utterances, grouping):
    row = collect_evidence(findings, utterances, grouping).iloc[0]
    assert row[["participant_id", "group", "source_id", "source_kind", "language", "wave"]].to_list() == [
        "P1",
        "citizen",
        "P01",
        "interview",
        "en",
        "",
    ]
    assert TEXT[row["start"] : row["end"]] == row["quote"]


def test_an_open_study_changes_nothing(collect, findings, utterances, grouping):
    without = collect_evidence(findings, utterances, grouping)[["evidence_id", "quote", "kind", "claim"]]
    assert collect() == [tuple(row) for row in without.to_numpy()]


def test_a_rejected_finding_is_left_out_until_that_is_undone(collect, study):
    study.reject("f1")
    assert [row[0] for row in collect()] == ["f2"]
    study.undo()
    assert [row[0] for row in collect()] == ["f1", "f2"]


def test_an_accepted_finding_counts_once_with_the_researchers_span_and_tag(collect, study):
    tagging_id = study.tag(TURN, 2, 12, "no reply", finding_id="f1")
    assert collect()[0] == (tagging_id, "never hear", "pain", "silence")
    assert len(collect()) == 2
    assert collect(by="tag") == [(tagging_id, "never hear", "pain", "no reply")]


def test_themes_claim_the_same_for_tagged_and_untagged_interviews(collect, study):
    before = [row[3] for row in collect()]
    study.tag(TURN, 0, 18, "no reply", finding_id="f1")
    assert [row[3] for row in collect()] == before


def test_evidence_by_tag_without_a_tag_says_what_to_do(collect):
    with pytest.raises(TableProblem, match="Tag some quotes"):
        collect(by="tag")


def test_a_theme_that_is_not_stable_claims_nothing(findings, utterances, grouping):
    themes, members = grouping
    evidence = collect_evidence(findings, utterances, (themes.assign(stability=0.5), members))
    assert evidence["claim"].to_list() == ["", ""]


def test_a_theme_that_a_researcher_made_claims_whatever_its_stability(findings, utterances, grouping):
    themes, members = grouping
    made = themes.assign(stability=0.3, verdict="by hand")
    assert "silence" in set(collect_evidence(findings, utterances, (made, members))["claim"])


def test_a_finding_accepted_under_its_kind_keeps_the_claim_of_its_theme(collect, study):
    tagging_id = study.tag(TURN, 0, 18, "pain", finding_id="f1")
    assert collect()[0] == (tagging_id, "I never hear back.", "pain", "silence")


def test_a_finding_that_was_rejected_and_tagged_counts_as_tagged(collect, study):
    study.reject("f1")
    tagging_id = study.tag(TURN, 0, 18, "no reply", finding_id="f1")
    assert collect()[0][0] == tagging_id


def test_a_tag_on_any_other_span_is_evidence_without_a_kind(collect, study):
    tagging_id = study.tag(TURN, 32, 38, "family helps")
    assert (tagging_id, "sister", "", "") in collect()
    assert collect(by="tag") == [(tagging_id, "sister", "", "family helps")]


def test_a_tag_inside_a_finding_of_a_theme_is_about_that_theme(collect, study):
    tagging_id = study.tag(TURN, 2, 7, "never")
    assert (tagging_id, "never", "", "silence") in collect()


def test_a_tag_that_is_the_name_of_a_kind_tells_the_kind(collect, study):
    tagging_id = study.tag(TURN, 32, 38, "workaround")
    assert (tagging_id, "sister", "workaround") in [row[:3] for row in collect()]


def test_an_accepted_finding_keeps_its_kind_when_the_rules_find_it_no_more(study, findings, utterances, grouping):
    study.tag(TURN, 0, 18, "pain", finding_id="f1")
    evidence = collect_evidence(findings.iloc[1:], utterances, grouping, study=study)
    assert evidence["kind"].to_list() == ["pain", "workaround"]


def test_evidence_stands_in_the_order_in_which_it_was_said(findings, utterances, grouping, study):
    first = study.tag({"utterance_id": "u0", "text": "Good morning."}, 0, 4, "politeness")
    evidence = collect_evidence(findings.iloc[::-1], utterances, grouping, study=study)
    assert evidence["evidence_id"].to_list() == [first, "f1", "f2"]


def test_collecting_leaves_the_tables_as_they_were(findings, utterances, grouping, study):
    study.tag(TURN, 2, 12, "no reply", finding_id="f1")
    before = findings.copy(deep=True), utterances.copy(deep=True)
    collect_evidence(findings, utterances, grouping, study=study)
    pd.testing.assert_frame_equal(findings, before[0])
    pd.testing.assert_frame_equal(utterances, before[1])


def test_a_study_without_findings_has_the_tags_alone(study, findings, utterances, grouping):
    tagging_id = study.tag(TURN, 32, 38, "family helps")
    evidence = collect_evidence(findings.iloc[:0], utterances, grouping, study=study)
    assert evidence["evidence_id"].to_list() == [tagging_id]


def test_a_findings_table_that_lacks_a_column_is_told(findings, utterances, grouping):
    with pytest.raises(TableProblem, match="findings table lacks the column 'quote'"):
        collect_evidence(findings.drop(columns="quote"), utterances, grouping)
