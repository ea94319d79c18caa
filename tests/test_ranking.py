"""The ranker learns from yes and no, falls back to the rules by itself, and its chances are those that come true."""

import pickle

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.decomposition import TruncatedSVD
from sklearn.exceptions import NotFittedError
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.pipeline import make_pipeline

from synth.errors import SynthError
from synth.progress import estimate_unseen, propose_next, trace_learning
from synth.ranking import FindingRanker

WAITING = ["six weeks later nothing", "still no word from them", "the line again the whole morning"]
LIVING = ["we live near the canal", "my brother works there too", "it was a tuesday I think"]


def passages(n=240, *, informative=True, seed=0):
    """Return passages and decisions; the words tell which are accepted, the rules' scores do or do not."""
    rng = np.random.default_rng(seed)
    yes = rng.random(n) < 0.4
    texts = [f"{rng.choice(WAITING if one else LIVING)} {rng.choice(LIVING)}" for one in yes]
    scores = np.where(yes, 0.8, 0.4) if not informative else np.full(n, 0.5)
    kinds = np.where(rng.random(n) < 0.7, "pain", "")
    table = pd.DataFrame(
        {
            "passage_id": [f"p{number}" for number in range(n)],
            "utterance_id": [f"u{number // 2}" for number in range(n)],
            "text": texts,
            "kind": kinds,
            "cue": np.where(kinds == "", "", "en-pain"),
            "score": np.where(kinds == "", 0.0, scores),
        }
    )
    return table, yes


def with_gaps(table, yes, undecided):
    """Return the passages with their decisions, every so many undecided."""
    return table.assign(accepted=pd.Series(yes, dtype="boolean").mask(np.arange(len(yes)) % undecided == 0))


def decided(table, yes):
    return table.assign(accepted=pd.Series(yes, dtype="boolean"))


@pytest.fixture(scope="module")
def learned():
    table, yes = passages()
    return FindingRanker().fit(table, yes)


def test_with_few_decisions_the_rules_scores_stay_as_they_are():
    table, yes = passages(60)
    ranker = FindingRanker().fit(table, yes)
    assert ranker.verdict_.used == "rules"
    assert "too few decisions" in str(ranker.verdict_)
    assert ranker.predict_proba(table)[:, 1] == pytest.approx(table["score"].clip(0.02, 0.98))


def test_decisions_of_one_kind_alone_are_too_few():
    table, yes = passages()
    assert "too few" in str(FindingRanker().fit(table, np.ones_like(yes)).verdict_)


def test_what_words_tell_is_learned_where_the_rules_cannot_tell(learned):
    table, yes = passages(seed=1)
    assert learned.verdict_.used == "learned"
    assert learned.verdict_.learned > learned.verdict_.rules
    assert (learned.predict(table) == yes).mean() > 0.9


def test_where_learning_is_not_surely_better_the_order_of_the_rules_stays():
    table, yes = passages(informative=False)
    table = table.assign(text="the same words", kind="pain", cue="en-pain", score=np.where(yes, 0.8, 0.4))
    ranker = FindingRanker().fit(table, yes)
    assert ranker.verdict_.used == "rules"
    order = table["score"].rank().to_numpy()
    assert pd.Series(ranker.decision_function(table)).rank().tolist() == order.tolist()


def test_the_chances_come_true(learned):
    table, yes = passages(400, seed=2)
    assert learned.predict_proba(table)[:, 1].mean() == pytest.approx(yes.mean(), abs=0.05)


def test_it_keeps_scikit_learns_contract(learned):
    table, _ = passages()
    copy = clone(learned)
    assert copy.get_params() == learned.get_params()
    with pytest.raises(NotFittedError):
        copy.predict(table)
    again = pickle.loads(pickle.dumps(learned))
    assert (again.predict_proba(table) == learned.predict_proba(table)).all()


def test_the_same_decisions_give_the_same_chances(learned):
    table, yes = passages()
    assert (FindingRanker().fit(table, yes).predict_proba(table) == learned.predict_proba(table)).all()


def test_embeddings_join_the_features():
    table, yes = passages()
    embed = make_pipeline(HashingVectorizer(n_features=64), TruncatedSVD(4, random_state=0))
    ranker = FindingRanker(embed=embed).fit(table, yes)
    assert any(name == "meaning" for name, *_ in ranker.make_model()[0].transformers)
    assert (ranker.predict(table) == yes).mean() > 0.9


def test_a_table_that_is_no_table_of_passages_is_told():
    with pytest.raises(SynthError, match=r"lack the column 'score'; take them from synth\.collect_passages"):
        FindingRanker().fit(passages()[0].drop(columns="score"), passages()[1])
    with pytest.raises(SynthError, match="240 passages and 3 decisions; give one for each"):
        FindingRanker().fit(passages()[0], [True, False, True])


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
