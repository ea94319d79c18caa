"""The chain from experiments to recommendations, the strength of insights, and what is drafted from tags and themes."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from making import make_turn
from synth.errors import StudyProblem, TableProblem
from synth.evidence import collect_evidence
from synth.insights import list_support, measure_strength, rank_insights, suggest_insights
from synth.insights.chain import Chain
from synth.study import Study
from synth.tables import FINDINGS, THEMES, UTTERANCES

TEXT = "I never hear back. I call them every week."
TURN = make_turn("u1", TEXT)
FINDING = "0123456789abcdef"


@pytest.fixture
def study(tmp_path):
    return Study(tmp_path / "study.db")


@pytest.fixture
def tagged(study):
    return study.tag(TURN, 2, 12, "waiting"), study.tag(TURN, 21, 25, "contact")


def save(study, statement="Silence reads as refusal.", **fields):
    return study.save_insight({"statement": statement, **fields})


def only(study):
    (insight,) = study.insights()
    return insight


# --- what is kept ---


def test_an_insight_has_every_field_even_if_an_older_version_kept_fewer(study):
    study.change([("insight", "i1", {"insight_id": "i1", "statement": "People wait.", "evidence": []})])
    insight = only(study)
    assert insight["need"] == {"as_a": "", "i_need_to": "", "so_that": "", "language": ""}
    assert (insight["status"], insight["facts"], insight["importance"]) == ("draft", [], None)


def test_what_is_not_given_stays_as_it_was(study, tagged):
    insight_id = save(study, evidence=[tagged[0]], need={"as_a": "widow", "language": "en"})
    save(study, insight_id=insight_id, statement="Silence reads as a no.", need={"so_that": "I can sleep"})
    insight = only(study)
    assert insight["evidence"] == [tagged[0]]
    assert insight["need"] == {"as_a": "widow", "i_need_to": "", "so_that": "I can sleep", "language": "en"}


def test_the_same_statement_is_the_same_insight_until_it_says_something_else(study):
    first = save(study)
    assert save(study, owner="R2") == first
    save(study, "Silence reads as a no.", insight_id=first)
    second = save(study)
    assert second != first
    assert [insight["statement"] for insight in study.insights()] == [
        "Silence reads as a no.",
        "Silence reads as refusal.",
    ]


def test_evidence_may_be_a_finding_of_which_the_study_knows_nothing(study):
    save(study, evidence=[FINDING])
    assert only(study)["evidence"] == [FINDING]


def test_evidence_that_was_untagged_since_stays_named_and_the_insight_can_still_be_edited(study, tagged):
    insight_id = save(study, evidence=[tagged[0]])
    study.untag(tagged[0])
    save(study, insight_id=insight_id, owner="R2")
    assert only(study)["evidence"] == [tagged[0]]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"innovation": "magic"}, r"innovation is 'magic'; it is one of '', 'policy', 'service', 'technology'"),
        ({"status": "done"}, "status is 'done'; it is one of 'draft'"),
        ({"expires": "soon"}, "expires is 'soon'; write the date as 2026-12-31"),
        ({"importance": 11}, "importance is 11; it is a number from 0 to 10"),
        ({"effort": 0}, "effort is 0; it is a number from 1 to 5"),
        ({"impact": "high"}, "impact is 'high'"),
        ({"need": "to sleep"}, "the need is 'to sleep'; give its parts: as_a"),
        ({"need": {"who": "widow"}}, "its need has 'who'; it has as_a"),
        ({"need": {"language": "it"}}, "the language of its need is 'it'"),
        ({"contradictedby": []}, "has a field 'contradictedby'; its fields are insight_id, statement"),
        ({"evidence": [FINDING], "contradicted_by": [FINDING]}, "is in evidence and in contradicted_by"),
        ({"facts": ["f1"]}, "'f1' in facts is no fact of this study"),
        ({"statement": "x" * 1001}, "has 1,001 characters; at most 1,000"),
    ],
)
def test_a_value_that_is_not_allowed_is_refused_with_what_is(study, fields, message):
    with pytest.raises(StudyProblem, match=message):
        study.save_insight({"statement": "Silence reads as refusal.", **fields})
    assert study.insights() == []


# --- links ---


@pytest.fixture
def chain(study, tagged):
    """A whole chain: one experiment, two facts for one insight and against the other, one recommendation of both."""
    chain = study.chain
    experiment = chain.save("experiment", {"statement": "12 interviews", "sources": ["P01.vtt"]})
    calls = chain.save("fact", {"statement": "6 of 9 call.", "experiments": [experiment], "evidence": [tagged[1]]})
    waits = chain.save("fact", {"statement": "All wait.", "experiments": [experiment], "evidence": [tagged[0]]})
    silence = save(study, facts=[calls, waits])
    patience = save(study, "People wait with patience.", facts=[waits], facts_against=[calls])
    chain.save("recommendation", {"statement": "Say what happens next.", "insights": [silence, patience]})
    return chain


def ids(chain, level):
    return [thing[f"{level}_id"] for thing in chain.things(level)]


def test_the_chain_is_many_to_many_and_counted(chain):
    table = chain.table().set_index("statement")
    assert table.loc["12 interviews", "carries"] == 2
    assert table.loc["All wait.", "carries"] == 2
    assert table.loc["People wait with patience.", ["rests_on", "against", "carries"]].tolist() == [1, 1, 1]
    assert table.loc["Say what happens next.", ["rests_on", "carries"]].tolist() == [2, 0]


def test_from_a_recommendation_one_comes_down_to_the_quotes_and_from_a_quote_up_again(chain, tagged):
    found = chain.trace(ids(chain, "recommendation")[0])
    assert found["evidence"] == sorted(tagged)
    assert found["fact"] == sorted(ids(chain, "fact"))
    assert chain.trace(ids(chain, "experiment")[0])["recommendation"] == ids(chain, "recommendation")


def test_what_speaks_against_is_not_what_it_rests_on(chain):
    calls, _ = ids(chain, "fact")
    _, patience = ids(chain, "insight")
    assert calls not in chain.trace(patience)["fact"]


def test_each_link_and_its_removal_is_one_undoable_event(study, tagged):
    insight_id = save(study)
    study.chain.link(insight_id, tagged[0])
    study.chain.link(insight_id, tagged[1], against=True)
    assert (only(study)["evidence"], only(study)["contradicted_by"]) == ([tagged[0]], [tagged[1]])
    study.chain.unlink(insight_id, tagged[0])
    assert only(study)["evidence"] == []
    assert study.undo() == "insight"
    assert only(study)["evidence"] == [tagged[0]]
    study.undo()
    assert (only(study)["evidence"], only(study)["contradicted_by"]) == ([tagged[0]], [])


def test_a_quote_that_comes_to_speak_against_an_insight_no_longer_speaks_for_it(study, tagged):
    insight_id = save(study, evidence=[tagged[0]])
    study.chain.link(insight_id, tagged[0], against=True)
    assert (only(study)["evidence"], only(study)["contradicted_by"]) == ([], [tagged[0]])


def test_removing_a_fact_takes_its_links_along_and_one_undo_brings_all_back(study, chain):
    calls, waits = ids(chain, "fact")
    chain.remove(calls)
    assert [insight["facts"] + insight["facts_against"] for insight in study.insights()] == [[waits], [waits]]
    study.undo()
    assert [insight["facts"] for insight in study.insights()] == [[calls, waits], [waits]]
    assert sorted(ids(chain, "fact")) == sorted([calls, waits])


@pytest.mark.parametrize(
    ("upper", "lower", "against", "message"),
    [
        ("recommendation", "fact", False, "the recommendation cannot name the fact .*; it rests on insight"),
        ("fact", "insight", False, "the fact cannot name the insight .*; it rests on evidence, experiment"),
        ("recommendation", "insight", True, "cannot name the insight .* against it"),
        ("experiment", "fact", False, "it rests on nothing"),
    ],
)
def test_only_neighbouring_levels_are_linked(chain, upper, lower, against, message):
    with pytest.raises(StudyProblem, match=message):
        chain.link(ids(chain, upper)[0], ids(chain, lower)[0], against=against)


def test_what_is_not_there_is_told(study, chain):
    insight = ids(chain, "insight")[0]
    for change in (lambda: chain.link("gone", insight), lambda: chain.remove("gone"), lambda: chain.trace("gone")):
        with pytest.raises(StudyProblem, match="'gone' is no experiment, fact, insight or recommendation"):
            change()
    with pytest.raises(StudyProblem, match="has no link to 'gone'"):
        chain.unlink(insight, "gone")
    with pytest.raises(StudyProblem, match="the level is 'idea'; it is one of experiment, fact"):
        chain.things("idea")


def test_two_copies_of_a_study_merge_their_facts(tmp_path):
    for who in ("R1", "R2"):
        copy = Study(tmp_path / f"{who}.db", researcher=who)
        Chain(copy).save("fact", {"statement": f"What {who} saw."})
        copy.export(tmp_path / f"{who}.jsonl")
    together = Study(tmp_path / "both.db")
    for who in ("R1", "R2"):
        together.merge(tmp_path / f"{who}.jsonl")
    assert sorted(fact["statement"] for fact in together.chain.things("fact")) == ["What R1 saw.", "What R2 saw."]


# --- strength ---


def make_evidence(*rows):
    """Return evidence: id, participant, group, language, kind, claim of each quote."""
    columns = ["evidence_id", "participant_id", "group", "language", "kind", "claim"]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(
        utterance_id=[f"u-{row[0]}" for row in rows], start=0, end=5, quote=[f"words {row[0]}" for row in rows],
        wave="", source_id=table["participant_id"], source_kind="interview", finding_id="",
    )  # fmt: skip


SAID = make_evidence(
    ("e1", "P01", "citizen", "nl", "pain", "letters"),
    ("e2", "P01", "citizen", "nl", "pain", "letters"),
    ("e3", "P02", "company", "fr", "pain", "letters"),
    ("e4", "P03", "citizen", "de", "delight", "letters"),
    ("e5", "", "citizen", "nl", "pain", "waiting"),
)


def insight(**fields):
    return {"insight_id": "i1", "statement": "Letters frighten.", **fields}


def test_strength_counts_participants_groups_mentions_languages_and_what_is_against():
    row = measure_strength([insight(evidence=["e1", "e2", "e3"], contradicted_by=["e4"])], SAID).iloc[0]
    assert row[["participants", "groups", "mentions", "languages", "sources"]].tolist() == [2, 2, 3, 2, 2]
    assert row[["against", "participants_against", "one_voice", "gone"]].tolist() == [1, 1, False, 0]


@pytest.mark.parametrize(
    ("evidence", "one_voice"),
    [(["e1", "e2"], True), (["e1", "e3"], False), (["e5"], True), (["e1", "e5"], False), ([], False)],
)
def test_one_voice_is_one_person_however_often_she_says_it(evidence, one_voice):
    assert measure_strength([insight(evidence=evidence)], SAID)["one_voice"].tolist() == [one_voice]


def test_evidence_whose_source_was_removed_is_listed_as_gone_with_its_words_if_they_are_known():
    left = SAID[SAID["source_id"] != "P02"]
    support = list_support([insight(evidence=["e1", "e3"], contradicted_by=["e9"])], left)
    assert support[["side", "evidence_id", "state"]].to_numpy().tolist() == [
        ["for", "e1", "there"],
        ["for", "e3", "gone"],
        ["against", "e9", "gone"],
    ]
    assert measure_strength([insight(evidence=["e1", "e3"])], left)[["mentions", "gone"]].iloc[0].tolist() == [1, 1]
    taggings = pd.DataFrame({"tagging_id": ["e3"], "quote": ["words e3"]})
    assert list_support([insight(evidence=["e3"])], left, taggings=taggings)["quote"].tolist() == ["words e3"]


def test_quotes_of_an_insights_facts_count_as_its_own_once():
    facts = [{"fact_id": "f1", "evidence": ["e1", "e3"]}, {"fact_id": "f2", "evidence": ["e4"]}]
    row = measure_strength([insight(evidence=["e1"], facts=["f1"], facts_against=["f2"])], SAID, facts=facts).iloc[0]
    assert row[["participants", "mentions", "against"]].tolist() == [2, 2, 1]


def test_a_finding_that_is_accepted_later_stays_evidence(study):
    utterances = UTTERANCES.make([TURN])
    place = {"utterance_id": "u1", "start": 2, "end": 12, "quote": TEXT[2:12]}
    findings = FINDINGS.make([{"finding_id": FINDING, "kind": "pain", "score": 0.8, **place}])
    nothing = (THEMES.make(), pd.DataFrame(columns=["theme_id", "finding_id", "similarity"]))
    save(study, evidence=[FINDING])
    before = collect_evidence(findings, utterances, nothing, study=study)
    study.tag(TURN, 2, 17, "waiting", finding_id=FINDING)
    after = collect_evidence(findings, utterances, nothing, study=study)
    for evidence in (before, after):
        assert measure_strength(study.insights(), evidence)[["mentions", "gone"]].iloc[0].tolist() == [1, 0]


def test_a_rejected_finding_is_gone(study):
    utterances = UTTERANCES.make([TURN])
    place = {"utterance_id": "u1", "start": 2, "end": 12, "quote": TEXT[2:12]}
    findings = FINDINGS.make([{"finding_id": FINDING, "kind": "pain", "score": 0.8, **place}])
    nothing = (THEMES.make(), pd.DataFrame(columns=["theme_id", "finding_id", "similarity"]))
    save(study, evidence=[FINDING])
    study.reject(FINDING)
    evidence = collect_evidence(findings, utterances, nothing, study=study)
    assert measure_strength(study.insights(), evidence)[["mentions", "gone"]].iloc[0].tolist() == [0, 1]


def test_a_table_that_is_no_evidence_is_refused():
    with pytest.raises(TableProblem, match=r"lacks the column 'evidence_id' and has a.*collect_evidence"):
        measure_strength([], pd.DataFrame({"a": []}))


def test_no_insights_give_an_empty_table_with_all_columns():
    assert len(measure_strength([], SAID)) == 0
    assert "one_voice" in measure_strength([], SAID)


@settings(max_examples=40)
@given(st.permutations(range(len(SAID))), st.lists(st.sampled_from(["e1", "e2", "e3", "e4", "e5", "e9"]), unique=True))
def test_strength_depends_on_no_order_of_rows_and_counts_every_named_quote_once(order, named):
    about = [insight(evidence=named)]
    row = measure_strength(about, SAID.iloc[order]).iloc[0]
    assert row.equals(measure_strength(about, SAID).iloc[0])
    assert row["mentions"] + row["gone"] == len(named)


# --- drafts ---


def test_a_draft_counts_lets_one_quote_speak_and_says_what_contradicts_it():
    (draft,) = suggest_insights(SAID, language="nl")
    assert draft["statement"] == "Bij “letters” loopt het mis voor 2 van de 3 deelnemers. Zo klinkt het: “words e1”"
    assert draft["evidence"] == ["e1", "e2", "e3"]
    assert draft["contradicted_by"] == ["e4"]
    assert draft["about"] == "letters"


@pytest.mark.parametrize("language", ["nl", "fr", "de", "en"])
def test_a_draft_quotes_in_the_studys_language_if_it_can(language):
    said = SAID.assign(kind="pain")
    (draft,) = suggest_insights(said, language=language)
    assert {"nl": "words e1", "fr": "words e3", "de": "words e4", "en": "words e1"}[language] in draft["statement"]


def test_a_draft_that_is_kept_and_rewritten_is_not_made_again(study):
    (draft,) = suggest_insights(SAID.assign(evidence_id=[f"{n:016x}" for n in range(5)]))
    study.save_insight({**draft, "statement": "Letters frighten before they inform."})
    assert suggest_insights(SAID, known=study.insights()) == []


def test_one_participant_and_no_tags_give_no_draft():
    assert suggest_insights(SAID[SAID["participant_id"] == "P01"]) == []
    assert suggest_insights(SAID[:0]) == []


# --- priority ---


def test_insights_are_ranked_by_opportunity_and_the_unrated_come_last():
    rated = [
        insight(insight_id="a", importance=5, satisfaction=8, impact=5, effort=1),
        insight(insight_id="b", importance=9, satisfaction=3, impact=2, effort=4),
        insight(insight_id="c"),
        insight(insight_id="d", status="dropped", importance=10, satisfaction=0),
    ]
    ranked = rank_insights(rated)
    assert ranked["insight_id"].tolist() == ["b", "a", "c"]
    assert ranked["opportunity"].tolist()[:2] == [15.0, 5.0]
    assert rank_insights(rated, by="worth")["worth"].tolist()[:2] == [5.0, 0.5]
    with pytest.raises(TableProblem, match="by is 'luck'; allowed are 'opportunity' and 'worth'"):
        rank_insights(rated, by="luck")
