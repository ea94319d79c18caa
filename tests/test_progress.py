"""What to look at next is a mixture, and how much is enough is told with its doubt."""

import pytest

from made_up import decided, fit_ranker, passages, with_gaps
from synth.progress import estimate_unseen, propose_next, trace_learning
from synth.ranking import FindingRanker


@pytest.fixture
def learned():
    return fit_ranker()


# --- what to look at next ---


def test_proposals_mix_likely_doubtful_and_random_ones_once_something_is_learned(learned):
    table, yes = passages()
    table = with_gaps(table, yes, 3)
    proposed = propose_next(table, learned, n=9)
    assert proposed["reason"].value_counts().to_dict() == {
        "likely, though no cue fired": 3,
        "in doubt": 3,
        "at random": 3,
    }
    assert proposed["accepted"].isna().all()
    assert (proposed.loc[proposed["reason"] == "likely, though no cue fired", "kind"] == "").all()


def test_before_that_half_of_them_are_findings_and_all_are_random():
    table, yes = passages(60)
    ranker = FindingRanker().fit(table, yes)
    proposed = propose_next(with_gaps(table, yes, 2), ranker, n=6)
    assert sorted(proposed["reason"]) == ["at random, a cue fired"] * 3 + ["at random, no cue fired"] * 3


def test_nothing_is_proposed_when_all_is_decided(learned):
    table, yes = passages()
    assert len(propose_next(decided(table, yes), learned)) == 0


def test_no_more_is_proposed_than_there_is(learned):
    table, yes = passages()
    assert len(propose_next(with_gaps(table, yes, 100), learned, n=50)) == 3


# --- how much is enough ---


@pytest.mark.slow
def test_the_learning_curve_rises_where_words_tell(learned):
    table, yes = passages()
    curve = trace_learning(decided(table, yes), learned)
    assert curve["decisions"].is_monotonic_increasing
    assert curve["learned"].iloc[-1] >= curve["learned"].iloc[0]
    assert (curve["low"] <= curve["learned"]).all()


def test_there_is_no_curve_without_decisions(learned):
    table, yes = passages()
    assert len(trace_learning(decided(table, yes)[yes], learned)) == 0


def test_the_findings_still_unseen_are_within_the_interval(learned):
    table, yes = passages(600, seed=3)
    table = with_gaps(table, yes, 2)
    unseen = estimate_unseen(table, learned).set_index("passages")
    for name, fired in (("a cue fired", table["kind"] != ""), ("no cue fired", table["kind"] == "")):
        there = int(yes[table["accepted"].isna().to_numpy() & fired.to_numpy()].sum())
        assert unseen.loc[name, "low"] <= there <= unseen.loc[name, "high"]


def test_nothing_is_unseen_when_all_is_decided(learned):
    table, yes = passages()
    assert estimate_unseen(decided(table, yes), learned)["high"].tolist() == [0, 0]
