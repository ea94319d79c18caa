"""Saturation after Guest, Namey and Chen, and the panel that says whether it is enough."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from making import make_turn
from synth.charts import draw_priorities, draw_saturation
from synth.errors import TableProblem
from synth.saturation import find_saturation, trace_saturation
from synth.sufficiency import assess_sufficiency
from synth.tables import LANGUAGES, UTTERANCES

LIKE_PUBLISHED = [14, 9, 8, 6, 4, 3, 1, 0, 1, 0]
"""New themes an interview, made up to fit the example of Guest, Namey and Chen (2020): 37 in the first 4."""


def make_evidence(claims_by_participant):
    rows = [
        {
            "evidence_id": f"{name}-{claim}", "participant_id": name, "claim": claim, "group": "citizen",
            "language": "nl", "source_id": name, "source_kind": "interview", "quote": claim, "kind": "pain",
            "utterance_id": f"u-{name}", "start": 0, "end": 1, "wave": "", "finding_id": "",
        }
        for name, claims in claims_by_participant.items()
        for claim in claims
    ]  # fmt: skip
    columns = ["evidence_id", "participant_id", "claim", "group", "source_kind", "language", "source_id"]
    return pd.DataFrame(rows) if rows else pd.DataFrame(columns=columns, dtype="str")


def make_new(news):
    """Return evidence in which each participant says an old claim and so many new ones."""
    firsts = [sum(news[:n]) for n in range(len(news))]
    return make_evidence(
        {f"P{n:02}": ["c0", *(f"c{first + i}" for i in range(new))]
         for n, (first, new) in enumerate(zip(firsts, news, strict=True), start=1)}
    )  # fmt: skip


def make_utterances(*names, group="citizen"):
    return UTTERANCES.make(
        make_turn(f"u-{name}", "words", source_id=name, participant_id=name, group=group) for name in names
    )


# --- saturation ---


def test_a_study_like_the_published_example_is_saturated_at_6_2_and_7_3():
    curve = trace_saturation(make_new(LIKE_PUBLISHED))
    assert curve["claims"].tolist()[0] == 37 + 4 + 3
    twos = curve[curve["run"] == 2].set_index("interviews")
    assert twos.loc[7, ["new", "share"]].tolist() == [4, round(4 / 37, 4)]
    assert twos.loc[8, ["new", "share"]].tolist() == [1, round(1 / 37, 4)]
    assert (find_saturation(curve, 2), find_saturation(curve, 3)) == ("6+2", "7+3")


def test_a_threshold_of_zero_asks_for_nothing_new_at_all():
    assert find_saturation(trace_saturation(make_new(LIKE_PUBLISHED), threshold=0), 2) == ""
    assert find_saturation(trace_saturation(make_new([5, 5, 5, 5, 0, 0]), threshold=0), 2) == "4+2"


def test_too_few_interviews_have_no_curve():
    assert trace_saturation(make_new([3, 1, 1, 1, 0])).empty
    assert trace_saturation(make_evidence({})).empty
    assert find_saturation(trace_saturation(make_new([5])), 2) == ""


def test_an_interview_that_is_not_coded_yet_does_not_count_as_one_without_news():
    coded = make_new([5, 4, 3, 2])
    curve = trace_saturation(coded, order=["P01", "P02", "P03", "P04", "P05", "P06"])
    assert curve.empty


def test_comments_do_not_count():
    assert trace_saturation(make_new(LIKE_PUBLISHED).assign(source_kind="feedback")).empty


def test_the_order_of_the_interviews_is_the_one_given():
    evidence = make_new([5, 4, 3, 2, 0, 2])
    names = ["P06", "P05", "P04", "P03", "P02", "P01"]
    assert trace_saturation(evidence, order=names)["participant_id"].tolist() == ["P01"]
    with pytest.raises(TableProblem, match="order leaves out P01; name every"):
        trace_saturation(evidence, order=names[:-1])


@pytest.mark.parametrize("options", [{"base": 0}, {"orders": 0}, {"runs": []}, {"runs": [0]}])
def test_numbers_that_make_no_sense_are_refused(options):
    with pytest.raises(TableProblem, match="each is 1 or more"):
        trace_saturation(make_new(LIKE_PUBLISHED), **options)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=6, max_size=9), st.randoms(use_true_random=False))
def test_the_curve_and_its_band_depend_on_no_order_of_rows(news, random):
    evidence = make_new(news)
    rows = list(range(len(evidence)))
    random.shuffle(rows)
    curve = trace_saturation(evidence, orders=40)
    assert curve.equals(trace_saturation(evidence.iloc[rows], orders=40))
    assert (curve["low"] <= curve["high"]).all()
    assert curve["share"].ge(0).all()


# --- enough? ---

CLAIMS = {f"P0{n}": ["letters", "waiting"] for n in range(1, 8)}
EVIDENCE = make_evidence(CLAIMS)
UTTERED = make_utterances(*CLAIMS)


def insight(**fields):
    evidence = EVIDENCE["evidence_id"].tolist()
    return {"insight_id": "i1", "statement": "Letters frighten.", "status": "draft", "evidence": evidence, **fields}


def assess(insights, evidence=EVIDENCE, utterances=UTTERED, **options):
    return assess_sufficiency(insights, evidence, utterances, **{"today": "2026-03-01", **options})


def unmet(panel):
    return {check["rule"]: check["items"] for check in panel.checks if not check["met"]}


def test_it_is_enough_when_nothing_is_left_open():
    panel = assess([insight(expires="2026-03-01")])
    assert unmet(panel) == {}
    assert panel.enough
    assert panel.verdict == "Enough: nothing is left open"
    assert repr(panel) == "Sufficiency(enough: 0 of 13 checks open)".replace("13", str(len(panel.checks)))


def test_no_tags_and_no_insights_yet_are_told():
    panel = assess([], EVIDENCE[:0])
    assert list(unmet(panel)) == ["claims", "insights"]
    assert "Nothing is tagged or grouped in the interviews yet" in str(panel)


def test_one_participant_is_too_few_to_say_anything_about_saturation():
    panel = assess([insight()], EVIDENCE[EVIDENCE["participant_id"] == "P01"], make_utterances("P01"))
    assert {"interviews", "one_voice"} <= unmet(panel).keys()
    assert "Interviews that count: 1. Nothing can be said about saturation below 6." in str(panel)
    assert panel.saturation.empty


def test_interviews_that_are_not_coded_are_named_and_do_not_make_it_look_saturated():
    panel = assess([insight()], utterances=make_utterances(*CLAIMS, "P08", "P09"))
    assert unmet(panel)["uncoded"] == ["P08", "P09"]
    assert panel.saturation["interviews"].max() == len(CLAIMS)


def test_topics_and_people_that_no_insight_uses_are_named():
    used = [key for key in EVIDENCE["evidence_id"] if key.endswith("letters") and not key.startswith("P03")]
    panel = assess([insight(evidence=used)])
    assert unmet(panel) == {"unused_claims": ["waiting"], "unused_participants": ["P03"]}
    assert "6 of 14 quotes are in an insight." in str(panel)


def test_groups_that_were_not_heard_and_groups_that_support_nothing_are_told_apart():
    utterances = pd.concat([UTTERED, make_utterances("P20", group="company").assign(source_kind="feedback")])
    panel = assess([insight()], utterances=utterances, groups=["citizen", "company", "expert"])
    assert unmet(panel) == {"missing_groups": ["expert"], "unused_groups": ["company"]}


def test_insights_on_one_voice_without_quotes_gone_or_past_their_date_are_named():
    insights = [
        insight(),
        insight(insight_id="i2", statement="One says so.", evidence=["P01-letters", "P01-waiting"]),
        insight(insight_id="i3", statement="Nobody says so.", evidence=[]),
        insight(insight_id="i4", statement="It is gone.", evidence=["P01-letters", "P02-letters", "away"]),
        insight(insight_id="i5", statement="It is old.", expires="2026-02-28"),
        insight(insight_id="i6", statement="It is dropped.", evidence=[], expires="2020-01-01", status="dropped"),
    ]
    assert unmet(assess(insights)) == {
        "unsupported": ["Nobody says so."],
        "one_voice": ["One says so."],
        "gone": ["It is gone."],
        "past": ["2026-02-28: It is old."],
    }


def test_today_is_a_parameter_and_no_clock():
    old = [insight(expires="2026-02-28")]
    assert "past" in unmet(assess(old, today=date(2026, 3, 1)))
    assert "past" not in unmet(assess(old, today="2026-02-28"))
    with pytest.raises(TableProblem, match="today is 'soon'; write it as 2026-03-01"):
        assess(old, today="soon")


def test_a_removed_source_leaves_its_evidence_listed_as_gone():
    left = EVIDENCE[EVIDENCE["source_id"] != "P07"]
    panel = assess([insight()], left, make_utterances(*list(CLAIMS)[:-1]))
    assert unmet(panel) == {"gone": ["Letters frighten."]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_panel_speaks_four_languages_and_escapes_what_people_wrote(language):
    hostile = insight(statement="<script>alert(1)</script> {share}", evidence=[])
    page = assess([hostile], language=language)._repr_html_()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert f'lang="{language}"' in page
    assert "{" not in page.replace(page[page.index("<style>") : page.index("</style>")], "").replace("{share}", "")


def test_a_long_list_of_names_is_cut_in_the_message_and_whole_in_the_data():
    names = [f"P{n:03}" for n in range(30)]
    panel = assess([insight()], utterances=make_utterances(*CLAIMS, *names))
    (check,) = [check for check in panel.checks if check["rule"] == "uncoded"]
    assert len(check["items"]) == 30
    assert "(+18)" in check["message"]


# --- charts ---


def test_the_saturation_chart_describes_where_it_ends_and_says_why_there_is_none():
    chart = draw_saturation(trace_saturation(make_new(LIKE_PUBLISHED)))
    assert "run of 2, 10 interviews: 3%" in chart.to_dict()["description"]
    assert "begins at 6" in draw_saturation(trace_saturation(make_new([3]))).to_dict()["description"]


def test_the_priority_chart_lists_the_highest_first_and_says_when_none_is_rated():
    first = insight(importance=9, satisfaction=3, impact=4, effort=2)
    rated = [first, insight(insight_id="i2", statement="Second.", importance=5, satisfaction=8)]
    assert "1. Letters frighten.: 15.0; 2. Second.: 5.0" in draw_priorities(rated).to_dict()["description"]
    assert "1. Letters frighten.: 2.0" in draw_priorities(rated, by="worth").to_dict()["description"]
    assert "give impact and effort" in draw_priorities([insight()], by="worth").to_dict()["description"]
